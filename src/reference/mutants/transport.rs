//! Transport and dialect (SPEC 2).

use axum::http::{Method, StatusCode};

use super::prelude::*;
use crate::reference::model::entry::Gateway;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "unknown-leave-queue",
        clause: "CCB-TRN-01",
        scenario: "transport-get",
        field: "answer.error",
        breaks: "it knows seven methods, and LeaveQueue is not among them",
        hook: Hook::Receives(|_, pairs| {
            if is_method(pairs, Operation::LeaveQueue) {
                put(pairs, "method", "Leave");
            }
        }),
    },
    Mutant {
        name: "get-query-unread",
        clause: "CCB-TRN-02",
        scenario: "transport-get",
        field: "exchanges[0].answer.error",
        breaks: "it reads parameters from a form alone, never from a query",
        hook: Hook::Receives(|method, pairs| {
            if *method == Method::GET && !is_method(pairs, Operation::Diag) {
                pairs.clear();
            }
        }),
    },
    Mutant {
        name: "get-changes-nothing",
        clause: "CCB-TRN-02",
        scenario: "transport-get",
        field: "answer.error",
        breaks: "it takes a GET for a question, and refuses to change a state by it",
        hook: Hook::Receives(|method, pairs| {
            if *method == Method::GET && is_method(pairs, Operation::UpdateStatus) {
                pairs.clear();
            }
        }),
    },
    Mutant {
        name: "answer-as-html",
        clause: "CCB-TRN-03",
        scenario: "enter-one-row",
        field: "breach.CCB-TRN-03",
        breaks: "it sends its lines as text/html",
        hook: Hook::Answers(|wire| {
            if wire.body.starts_with("ewt=") {
                wire.content_type = "text/html; charset=UTF-8".into();
            }
        }),
    },
    Mutant {
        name: "answer-with-colons",
        clause: "CCB-TRN-03",
        scenario: "enter-one-row",
        field: "breach.CCB-TRN-03",
        breaks: "it writes a line as name, colon, value",
        hook: Hook::Answers(|wire| {
            if wire.body.starts_with("ewt=") {
                wire.body = wire.body.replace('=', ": ");
            }
        }),
    },
    Mutant {
        name: "refused-with-200",
        clause: "CCB-TRN-04",
        scenario: "leave-unknown",
        field: "breach.CCB-TRN-04",
        breaks: "it refuses with status 200",
        hook: Hook::Answers(|wire| {
            if wire.body.starts_with("error=") {
                wire.status = StatusCode::OK;
            }
        }),
    },
    Mutant {
        name: "refused-without-cause",
        clause: "CCB-TRN-04",
        scenario: "leave-unknown",
        field: "breach.CCB-TRN-04",
        breaks: "it refuses without a line `cause`",
        hook: Hook::Answers(|wire| drop_line(&mut wire.body, "cause=")),
    },
    Mutant {
        name: "refused-without-parameter",
        clause: "CCB-TRN-04",
        scenario: "leave-refused",
        field: "answer.parameter",
        breaks: "it does not tell which parameter was invalid",
        hook: Hook::Answers(|wire| drop_line(&mut wire.body, "parameter=")),
    },
    Mutant {
        name: "callid-told-last",
        clause: "CCB-TRN-04",
        scenario: "transport-order-of-refusals",
        field: "answer.parameter",
        breaks: "it checks the form of the callid after that of the other parameters",
        hook: Hook::Answers(|wire| {
            if wire.body.ends_with("parameter=callid\n") && wire.status == StatusCode::BAD_REQUEST {
                wire.body = wire.body.replace("parameter=callid", "parameter=ewt");
            }
        }),
    },
    Mutant {
        name: "unknown-before-invalid",
        clause: "CCB-TRN-04",
        scenario: "attempt-refused-unknown",
        field: "answer.error",
        breaks: "it looks for the call before it looks whether state and cause go together",
        hook: Hook::Receives(|_, pairs| {
            if is_method(pairs, Operation::UpdateStatus) && value(pairs, "status") == Some("22") {
                put(pairs, "reason", "0");
            }
        }),
    },
    Mutant {
        name: "left-told-as-unknown",
        clause: "CCB-TRN-04",
        scenario: "register-unknown",
        field: "answer.error",
        breaks: "it forgets a call that has left, and calls it unknown when a callback is to be registered",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) && is_refused(decision, Refusal::NotInQueue) {
                refuse(decision, Refusal::UnknownCallid);
            }
        }),
    },
    Mutant {
        name: "no-callback-told-as-unknown",
        clause: "CCB-TRN-04",
        scenario: "attempt-without-callback",
        field: "answer.error",
        breaks: "it takes an entry without a callback for an illegal transition",
        hook: Hook::Decides(|_, decision| {
            if is_refused(decision, Refusal::NoCallback) {
                refuse(decision, Refusal::IllegalTransition);
            }
        }),
    },
    Mutant {
        name: "refusal-touches-the-row",
        clause: "CCB-TRN-05",
        scenario: "attempt-without-callback",
        field: "callbackqueue[0].leavedatetime",
        breaks: "it sets LeaveDateTime before it finds that there is no callback to go on with",
        hook: Hook::Decides(|scene, decision| {
            if is_refused(decision, Refusal::NoCallback)
                && let Some(entry) = scene.entry()
            {
                let (call, at) = (entry.call, scene.now);
                add(&mut decision.steps, Change::Left { call, status: QueueStatus::InQueue, at });
            }
        }),
    },
    Mutant {
        name: "refusal-stores-a-callback",
        clause: "CCB-TRN-05",
        scenario: "register-keeps-place",
        field: "callback[1]",
        breaks: "it refuses a second callback, and stores it under a surrogate id that no call has",
        hook: Hook::Decides(|scene, decision| {
            if is_refused(decision, Refusal::DuplicateRecord)
                && let (Some(entry), Request::AddCallback { number, .. }) = (scene.entry(), scene.request)
            {
                let (call, number) = (unheard(entry.call), number.clone());
                let gateway = Gateway { id: String::new(), location: String::new() };
                add(&mut decision.steps, Change::Callback { call, number, recording: None, gateway });
            }
        }),
    },
    Mutant {
        name: "last-value-counts",
        clause: "CCB-TRN-06",
        scenario: "transport-first-value",
        field: "callbackqueue[0].icmestimatedwaittime",
        breaks: "of a parameter that comes twice it takes the last value",
        hook: Hook::Receives(|_, pairs| pairs.reverse()),
    },
    Mutant {
        name: "unknown-parameter-refused",
        clause: "CCB-TRN-06",
        scenario: "transport-first-value",
        field: "answer.error",
        breaks: "it refuses a parameter that the method does not know",
        hook: Hook::Receives(|_, pairs| {
            if is_method(pairs, Operation::EnterQueue) && value(pairs, "rec").is_some() {
                put(pairs, "qname", "");
            }
        }),
    },
    Mutant {
        name: "empty-value-counts",
        clause: "CCB-TRN-06",
        scenario: "transport-empty-value",
        field: "exchanges[1].answer.result",
        breaks: "it takes an empty calling number for a number",
        hook: Hook::Receives(|_, pairs| {
            if value(pairs, "ani") == Some("") {
                put(pairs, "ani", "0");
            }
        }),
    },
    Mutant {
        name: "long-value-cut",
        clause: "CCB-TRN-09",
        scenario: "transport-long-value",
        field: "answer.error",
        breaks: "it cuts a value of over 1,024 characters instead of refusing it",
        hook: Hook::Receives(|_, pairs| {
            for (_, value) in pairs.iter_mut().filter(|(_, value)| value.chars().count() > 1024) {
                *value = value.chars().take(32).collect();
            }
        }),
    },
    Mutant {
        name: "turned-away-as-refused",
        clause: "CCB-TRN-09",
        scenario: "transport-verbs-put",
        field: "answer.body",
        breaks: "it answers another verb with the lines of a refusal",
        hook: Hook::Answers(|wire| {
            if wire.status == StatusCode::METHOD_NOT_ALLOWED {
                wire.body = "error=unknown_method\ncause=1010\nmessage=no such verb\n".into();
            }
        }),
    },
    Mutant {
        name: "turned-away-as-a-page",
        clause: "CCB-TRN-09",
        scenario: "transport-large-body",
        field: "answer.body",
        breaks: "it answers a body that is too large with a page for a browser",
        hook: Hook::Answers(|wire| {
            if wire.status == StatusCode::PAYLOAD_TOO_LARGE {
                wire.content_type = "text/html; charset=UTF-8".into();
            }
        }),
    },
    Mutant {
        name: "number-told-with-a-sign",
        clause: "CCB-TRN-10",
        scenario: "wait-alone",
        field: "breach.CCB-TRN-10",
        breaks: "it writes a wait with a sign",
        hook: Hook::Answers(|wire| wire.body = wire.body.replace("\newt=", "\newt=+")),
    },
    Mutant {
        name: "number-told-with-zeros",
        clause: "CCB-TRN-10",
        scenario: "wait-alone",
        field: "breach.CCB-TRN-10",
        breaks: "it writes a wait with zeros before it",
        hook: Hook::Answers(|wire| wire.body = wire.body.replace("\newt=", "\newt=00")),
    },
    Mutant {
        name: "sign-read",
        clause: "CCB-TRN-10",
        scenario: "enter-refused-a-signed-wait",
        field: "answer.error",
        breaks: "it reads a number with a sign, as the parsers of many languages do",
        hook: Hook::Receives(|_, pairs| strip(pairs, "ewt", '+')),
    },
    Mutant {
        name: "blank-read",
        clause: "CCB-TRN-10",
        scenario: "enter-refused-a-wait-with-a-blank",
        field: "answer.error",
        breaks: "it reads a number with a blank in it",
        hook: Hook::Receives(|_, pairs| strip(pairs, "ewt", ' ')),
    },
    Mutant {
        name: "long-queue-name-cut",
        clause: "CCB-TRN-10",
        scenario: "enter-long-queue-name",
        field: "answer.error",
        breaks: "it cuts a queue's name to 40 characters instead of refusing it",
        hook: Hook::Receives(|_, pairs| cut(pairs, "qname", 40)),
    },
    Mutant {
        name: "long-queue-name-off-by-one",
        clause: "CCB-TRN-10",
        scenario: "enter-long-queue-name",
        field: "answer.ewt",
        breaks: "it refuses a queue's name of just 40 characters",
        hook: Hook::Receives(|_, pairs| {
            if value(pairs, "qname").is_some_and(|name| name.chars().count() == 40) {
                put(pairs, "qname", &"7".repeat(41));
            }
        }),
    },
    Mutant {
        name: "long-recording-cut",
        clause: "CCB-TRN-10",
        scenario: "register-long-name",
        field: "answer.error",
        breaks: "it cuts the address of a recorded name to 255 characters instead of refusing it",
        hook: Hook::Receives(|_, pairs| cut(pairs, "rec", 255)),
    },
];

fn drop_line(body: &mut String, begin: &str) {
    let lines = body.split_inclusive('\n').filter(|line| !line.starts_with(begin));
    *body = lines.collect();
}
