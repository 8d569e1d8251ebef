//! The few words that a drawing has room for; all of them stand in the steps below it.

use crate::ccb::application::Application;
use crate::ccb::operation::Operation;
use crate::golden::step::{Record, Scalar};

/// Who asks in a step that none of the applications takes.
const SOMEBODY: &str = "somebody";

/// The name of an application as the head of its lane has it, below `Callback` for the four.
pub(super) fn short(application: Application) -> &'static str {
    application.name().strip_prefix("Callback").unwrap_or("others")
}

/// The one that a step names first.
pub(super) fn named_in(step: &str) -> Option<Application> {
    let somebody = step.find(SOMEBODY).map(|at| (at, Application::Other));
    Application::find_in(step).into_iter().chain(somebody).min().map(|(_, found)| found)
}

/// Who sends such a request: whom the step names, unless only another may (what a `Given` sets up goes with the step after it).
pub(super) fn sender(step: &str, request: &Record) -> Application {
    use Application::{Entry, Other, Queue, Wait};
    let operation = text(request, "operation").and_then(Operation::from_name);
    let usual: &[Application] = match operation {
        Some(Operation::EnterQueue | Operation::Validate | Operation::SetQueueDefaults | Operation::AddCallback) => {
            &[Entry]
        }
        Some(Operation::UpdateStatus) if text(request, "status") == Some("28") => &[Queue],
        Some(Operation::UpdateStatus | Operation::GetStatus) => &[Wait, Queue],
        Some(Operation::LeaveQueue) => &[Queue, Entry],
        Some(Operation::Diag | Operation::TestClock) | None => &[Other],
    };
    let named = named_in(step).filter(|named| *named == Other || usual.contains(named));
    named.unwrap_or(usual[0])
}

/// What is asked, with the parameter that tells most.
pub(super) fn asked(request: &Record) -> String {
    let operation = text(request, "operation").unwrap_or("?");
    match (operation, text(request, "ewt"), text(request, "status")) {
        ("EnterQueue", Some(ewt), _) => format!("{operation} ewt {ewt}"),
        ("UpdateStatus", _, Some(status)) => format!("{operation} {status}/{}", text(request, "reason").unwrap_or("0")),
        _ => operation.to_owned(),
    }
}

/// What is answered, as far as it tells how the journey goes on.
pub(super) fn answered(answer: &Record) -> String {
    if let Some(error) = answer.get("error") {
        return plain(error);
    }
    let mut told = Vec::new();
    if let Some(result) = answer.get("result") {
        told.push(plain(result));
    }
    for name in ["startCallback", "ewt"] {
        if let Some(value) = answer.get(name) {
            told.push(format!("{name} {}", plain(value)));
        }
    }
    if told.is_empty() { "(nothing)".to_owned() } else { told.join(", ") }
}

/// The words of a step without its moment: `20 seconds later `, `at 11:43:00.850 `.
pub(super) fn without_moment(step: &str) -> &str {
    let later =
        step.split_once(" later ").filter(|(before, _)| before.starts_with(|letter: char| letter.is_ascii_digit()));
    let at = step.strip_prefix("at ").and_then(|rest| rest.split_once(' '));
    later.or(at).map_or(step, |(_, rest)| rest)
}

/// The caller that a callid of the normal form names: empty for the only one. `None` where it is no bound call.
pub(super) fn caller(callid: &str) -> Option<&str> {
    let name = callid.strip_prefix("${call")?.split_once('}')?.0;
    Some(name.strip_prefix(':').unwrap_or(name))
}

pub(super) fn text<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    match record.get(name)? {
        Scalar::Text(text) => Some(text),
        _ => None,
    }
}

fn plain(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(pairs: &[(&str, &str)]) -> Record {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Scalar::from(*value))).collect()
    }

    #[test]
    fn who_sends_follows_from_the_step_and_else_from_the_operation() {
        let by = |step: &str, operation: &str| sender(step, &request(&[("operation", operation)]));
        assert_eq!(by("CallbackQueue asks for the caller", "GetStatus"), Application::Queue);
        assert_eq!(by("the caller hangs up, and CallbackEntry lets the call leave", "LeaveQueue"), Application::Entry);
        assert_eq!(by("all 64 callers hang up at once", "LeaveQueue"), Application::Queue);
        assert_eq!(by("CallbackWait asks how long", "SetQueueDefaults"), Application::Entry, "a Given's");
        assert_eq!(by("somebody sends a request by PUT", "GetStatus"), Application::Other);
    }

    #[test]
    fn labels_tell_what_decides() {
        assert_eq!(
            asked(&request(&[("operation", "UpdateStatus"), ("status", "24"), ("reason", "27")])),
            "UpdateStatus 24/27"
        );
        assert_eq!(
            answered(&request(&[("qpos", "0"), ("ewt", "35"), ("startCallback", "false")])),
            "startCallback false, ewt 35"
        );
        assert_eq!(answered(&request(&[("error", "not_in_queue"), ("cause", "1037")])), "not_in_queue");
        assert_eq!(without_moment("20 seconds later CallbackEntry registers"), "CallbackEntry registers");
        assert_eq!(without_moment("at 11:43:00.850 CallbackWait calls"), "CallbackWait calls");
        assert_eq!(without_moment("the timer ticks at 11:42:03.254"), "the timer ticks at 11:42:03.254");
        assert_eq!(
            (caller("${call}"), caller("${call:ann} in small letters"), caller("0A")),
            (Some(""), Some("ann"), None)
        );
    }
}
