//! The default dialect byte by byte, as section 2 has it, and mistakes in files.

use assert_matches::assert_matches;

use super::model::Dialect;
use super::{DialectError, Method, Pairs, Received, Response, Sent, Turned, shipped};
use crate::ccb::answer::{Answer, Field, Refused, Value};
use crate::ccb::capability::Capability;
use crate::ccb::observation::{Request, Verb};
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;
use crate::ccb::table::Table;

const SUCCESS: &str = "CCB-TRN-03";
const REFUSAL: &str = "CCB-TRN-04";
const NUMBER: &str = "CCB-TRN-10";
const FORM: &str = "application/x-www-form-urlencoded";

fn response(status: u16, body: &str) -> Response {
    Response { status, content_type: "text/plain;charset=utf-8".to_owned(), body: body.to_owned() }
}

fn received<'a>(
    method: &'a str,
    query: &'a str,
    content_type: &'a str,
    body: &'a str,
) -> Received<'a, fn(&str) -> Option<String>> {
    Received { method, path: "", query, header: |_| None, content_type, body: body.as_bytes() }
}

fn told(pairs: &Pairs<'_>) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

/// CCB-TRN-01 and 02.
#[test]
fn a_request_is_a_form_or_a_query() {
    let default = shipped::default();
    let request = Request::new(Operation::EnterQueue).with(Parameter::Qname, "a&b=c d").with(Parameter::Ewt, &180);
    let form = "method=EnterQueue&qname=a%26b%3Dc+d&ewt=180";
    let posted = Sent {
        method: Method::Post,
        path: String::new(),
        query: String::new(),
        header: None,
        body: Some((FORM, form.to_owned())),
    };
    assert_eq!(default.encode_request(&request), Ok(posted.clone()));
    let got = Sent { method: Method::Get, query: form.to_owned(), body: None, ..posted };
    assert_eq!(default.encode_request(&Request { verb: Verb::Get, ..request }), Ok(got));
    let diag = default.encode_request(&Request::new(Operation::Diag)).expect("it has a name");
    assert_eq!((diag.method, diag.query.as_str(), diag.body), (Method::Get, "method=Diag", None));
}

/// CCB-TRN-01, 02 and 06: the first value counts, so the order is kept, and unknown names are passed on.
#[test]
fn a_request_is_read_from_query_and_form() {
    let default = shipped::default();
    let read = |received: &Received<'_, fn(&str) -> Option<String>>| {
        default.decode_request(received).map(|pairs| told(&pairs))
    };
    let form = "method=EnterQueue&qname=b%C3%BCro+1&ewt=180&ewt=200&pad=x&callid=";
    let all = "method=EnterQueue qname=b\u{fc}ro 1 ewt=180 ewt=200 pad=x callid=";
    assert_eq!(read(&received("POST", "", FORM, form)).as_deref(), Ok(all));
    assert_eq!(read(&received("POST", "", "Application/X-WWW-form-urlencoded ; a=b", form)).as_deref(), Ok(all));
    assert_eq!(read(&received("GET", form, "", "")).as_deref(), Ok(all));
    let both = received("POST", "method=Diag", FORM, "method=GetStatus");
    assert_eq!(read(&both).as_deref(), Ok("method=Diag method=GetStatus"), "the query comes first");
    assert_eq!(read(&received("GET", "", FORM, form)).as_deref(), Ok(""), "the body of a GET is no form");
    assert_eq!(read(&received("POST", "", "text/plain", form)).as_deref(), Ok(""));
    for verb in ["PUT", "DELETE", "HEAD", "get", "NONSENSE"] {
        let allowed = vec![Method::Get, Method::Post];
        assert_eq!(read(&received(verb, form, "", "")), Err(Turned::Verb(allowed)), "{verb}");
    }
}

/// CCB-TRN-03 and 04.
#[test]
fn an_answer_is_lines() {
    let default = shipped::default();
    let fields = [
        (Field::StartCallback, Value::Boolean(false)),
        (Field::Ewt, Value::Integer(145)),
        (Field::Qpos, Value::Integer(0)),
        (Field::Cli, Value::from("")),
        (Field::Rec, Value::from("http://media/a=b&c <d>")),
    ];
    let done = default.encode_answer(&Answer::Done(fields.into()));
    assert_eq!((done.status, done.content_type.as_str()), (200, "text/plain; charset=UTF-8"));
    assert_eq!(done.body, "startCallback=false\newt=145\nqpos=0\ncli=\nrec=http://media/a=b&c <d>\n");
    let refused = Refused {
        error: Refusal::InvalidParameter,
        parameter: Some("ewt".to_owned()),
        message: "no number".to_owned(),
    };
    let refused = default.encode_answer(&Answer::Refused(refused));
    assert_eq!((refused.status, refused.content_type.as_str()), (400, "text/plain; charset=UTF-8"));
    assert_eq!(refused.body, "error=invalid_parameter\ncause=1020\nmessage=no number\nparameter=ewt\n");
}

#[test]
fn a_success_is_read_in_any_order_and_unknown_names_are_left_out() {
    let body = "later=1\newt=35\nstartCallback=false\ncli=\n";
    let answer = shipped::default().decode_answer(&response(200, body)).expect("well formed");
    let expected = [
        (Field::StartCallback, Value::Boolean(false)),
        (Field::Ewt, Value::Integer(35)),
        (Field::Cli, Value::from("")),
    ];
    assert_eq!(answer, Answer::Done(expected.into()));
}

#[test]
fn a_refusal_is_read_with_its_parameter() {
    let text = "error=invalid_parameter\ncause=1020\nmessage=no number\nparameter=ewt\n";
    assert_matches!(shipped::default().decode_answer(&response(400, text)), Ok(Answer::Refused(refused)) => {
        assert_eq!(refused.error, Refusal::InvalidParameter);
        assert_eq!(refused.parameter.as_deref(), Some("ewt"));
    });
}

#[test]
fn what_the_dialect_does_not_allow_is_malformed_and_names_its_clause() {
    let default = shipped::default();
    let refused = "error=not_in_queue\ncause=1037\nmessage=x\n";
    for (status, body, clause) in [
        (200, "", SUCCESS),
        (200, "nothing=known\n", SUCCESS),
        (200, "ewt=35", SUCCESS),
        (200, "ewt\n", SUCCESS),
        (200, "ewt=35\newt=36\n", SUCCESS),
        (200, "ewt=3.5\n", NUMBER),
        (200, "ewt=+180\n", NUMBER),
        (200, "qpos=-0\n", NUMBER),
        (200, "rna=030\n", NUMBER),
        (200, "capacity= 100\n", NUMBER),
        (200, "startCallback=yes\n", SUCCESS),
        (500, "ewt=35\n", REFUSAL),
        (200, refused, REFUSAL),
        (409, "error=not_in_queue\ncause=1036\nmessage=x\n", REFUSAL),
        (409, "error=not_in_queue\ncause=1037\n", REFUSAL),
        (409, "error=what\ncause=1037\nmessage=x\n", REFUSAL),
    ] {
        let found = default.decode_answer(&response(status, body)).expect_err(body);
        assert_eq!(found.clause, clause, "{status} {body}");
    }
    assert!(default.decode_answer(&response(409, refused)).is_ok());
    for content_type in ["text/html", "text/plain", "text/plain; charset=utf-16", "text/plain; charset=utf-8; a=b", ""]
    {
        let page = Response { content_type: content_type.to_owned(), ..response(200, "ewt=35\n") };
        assert_eq!(default.decode_answer(&page).expect_err(content_type).clause, SUCCESS);
    }
    for same in ["Text/Plain ;charset=utf-8", "text/plain; charset=\"UTF-8\"", "text/plain;charset=UTF-8;"] {
        let spelt = Response { content_type: same.to_owned(), ..response(200, "ewt=35\n") };
        assert!(default.decode_answer(&spelt).is_ok(), "{same}");
    }
    assert!(default.decode_answer(&response(200, "ewt=-46\n")).is_ok(), "the difference is told by its value");
}

#[test]
fn the_default_renames_nothing_and_is_a_form() {
    let default = shipped::default();
    assert_eq!(default.capabilities(), [Capability::FormDialect, Capability::RequestBody]);
    for table in Table::ALL {
        assert!(!default.renames(*table));
    }
    assert_eq!(default.encode_padded(65_537).expect("a body").body.map(|(_, body)| body.len()), Some(65_537));
}

/// The two others by hand, so that the codec is not only held against itself.
#[test]
fn json_and_xml_byte_by_byte() {
    let path_json = shipped::named("path-json").expect("it is shipped").dialect();
    let update = Request::new(Operation::UpdateStatus)
        .with(Parameter::Callid, "0A")
        .with(Parameter::Status, "24")
        .with(Parameter::Reason, "27");
    let sent = path_json.encode_request(&update).expect("it has words for it");
    assert_eq!((sent.method, sent.path.as_str(), sent.query.as_str()), (Method::Patch, "callbacks/state", ""));
    let body = r#"{"callGuid":"0A","cause":"CONNECTED","newState":"COMPLETE"}"#;
    assert_eq!(sent.body, Some(("application/json", body.to_owned())));
    let left = path_json.encode_request(&Request::new(Operation::LeaveQueue).with(Parameter::Callid, "0A"));
    let left = left.expect("it has words for it");
    assert_eq!((left.method, left.query.as_str(), left.body), (Method::Delete, "callGuid=0A", None));
    let done = Answer::Done([(Field::StartCallback, true.into()), (Field::Ewt, 0.into())].into());
    assert_eq!(path_json.encode_answer(&done).body, r#"{"callback":{"start":true},"wait":{"seconds":0}}"#);

    let header_xml = shipped::named("header-xml").expect("it is shipped").dialect();
    let sent = header_xml.encode_request(&update).expect("it has words for it");
    assert_eq!(sent.header, Some(("x-callback-operation".to_owned(), "UPDATE".to_owned())));
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let body = "<callbackRequest><call-guid>0A</call-guid><state>24</state><reason>27</reason></callbackRequest>";
    assert_eq!(sent.body, Some(("application/xml", format!("{head}{body}"))));
    let body = "<callbackResponse rc=\"0\"><data><start>Y</start><wait>0</wait></data></callbackResponse>";
    assert_eq!(header_xml.encode_answer(&done).body, format!("{head}{body}"));
    let refused =
        Refused { error: Refusal::InvalidParameter, parameter: Some("qname".to_owned()), message: "<no>".to_owned() };
    let refused = header_xml.encode_answer(&Answer::Refused(refused));
    let body =
        "<callbackResponse rc=\"103\"><fault element=\"queue\"><text>&lt;no&gt;</text></fault></callbackResponse>";
    assert_eq!((refused.status, refused.body), (200, format!("{head}{body}")));
    assert_eq!(header_xml.table_name(Table::QueueRef), "cb_queue_name");
    assert_eq!(header_xml.column_name(Table::QueueRef, "queuename"), "name");
}

/// What another dialect would say is not understood by chance: an answer in the default's words is a breach.
#[test]
fn the_words_of_the_default_are_foreign_where_they_are_renamed() {
    let path_json = shipped::named("path-json").expect("it is shipped").dialect();
    let json = |status: u16, body: &str| {
        let content_type = "application/json; charset=utf-8".to_owned();
        path_json.decode_answer(&Response { status, content_type, body: body.to_owned() })
    };
    assert!(json(200, r#"{"outcome":"OFFER"}"#).is_ok());
    for (status, body, clause) in [
        (200, r#"{"outcome":"preemptive"}"#, SUCCESS),
        (200, r#"{"outcome":{"is":"OFFER"}}"#, SUCCESS),
        (200, r#"{"outcome":"OFFER","outcome":"OFFER"}"#, SUCCESS),
        (200, r#"{"wait":{"seconds":"1"}}"#, SUCCESS),
        (200, r#"{"wait":{"seconds":1.0}}"#, SUCCESS),
        (200, r#"{"callback":{"start":"true"}}"#, SUCCESS),
        (200, r#"{"callback":{"number":5008}}"#, SUCCESS),
        (200, r#"["OFFER"]"#, SUCCESS),
        (200, "{", SUCCESS),
        (410, r#"{"error":{"code":"CALL_GONE","cause":"1037","detail":"x"}}"#, REFUSAL),
        (409, r#"{"error":{"code":"CALL_GONE","cause":"NOT_IN_QUEUE","detail":"x"}}"#, REFUSAL),
        (409, r#"{"error":{"code":"not_in_queue","cause":"NOT_IN_QUEUE","detail":"x"}}"#, REFUSAL),
        (422, r#"{"error":{"code":"FIELD_MISSING","cause":"VARIABLE_DATA","detail":"x","field":"qname"}}"#, REFUSAL),
    ] {
        assert_eq!(json(status, body).expect_err(body).clause, clause, "{body}");
    }
    // A code that is a number in JSON is not its digits.
    let numbered = shipped::ALL[1].yaml.replace("code: CALL_GONE", "code: 7");
    let numbered = Dialect::parse(&numbered, "mine").expect("it is in order");
    for (code, is_code) in [("7", true), ("\"7\"", false)] {
        let body = format!(r#"{{"error":{{"code":{code},"cause":"NOT_IN_QUEUE","detail":"x"}}}}"#);
        let told = Response { status: 410, content_type: "application/json".to_owned(), body };
        assert_eq!(numbered.decode_answer(&told).is_ok(), is_code, "{code}");
    }
    assert!(json(410, r#"{"error":{"code":"CALL_GONE","cause":"NOT_IN_QUEUE","detail":"x"}}"#).is_ok());
    let update = r#"{"newState":22,"cause":"0","callid":"0A","method":"EnterQueue"}"#;
    let received = Received {
        method: "PATCH",
        path: "callbacks/state",
        query: "callGuid=ignored",
        header: |_: &str| None,
        content_type: "application/json",
        body: update.as_bytes(),
    };
    let pairs = path_json.decode_request(&received).expect("it is read");
    assert_eq!(told(&pairs), "method=UpdateStatus reason=?0 status=?22", "neither is a name, and no name is known");
}

#[test]
fn what_a_dialect_has_no_words_for_is_told() {
    let path_json = shipped::named("path-json").expect("it is shipped").dialect();
    let enter = || Request::new(Operation::EnterQueue).with(Parameter::Ewt, "180");
    let twice = path_json.encode_request(&enter().with(Parameter::Ewt, "200")).expect_err("twice");
    assert!(twice.to_string().contains("`estimatedWaitSeconds` comes twice"), "{twice}");
    let got = path_json.encode_request(&Request { verb: Verb::Get, ..enter() }).expect_err("by GET");
    assert!(got.to_string().contains("by POST alone"), "{got}");
    let word = Request::new(Operation::UpdateStatus).with(Parameter::Reason, "BUSY");
    assert!(path_json.encode_request(&word).is_err(), "it would be sent as another cause than was meant");
    assert_eq!(path_json.capabilities(), [Capability::RequestBody]);
}

/// Hostile bodies are turned away, and none is a panic.
#[test]
fn hostile_bodies() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    let entities = "<!DOCTYPE a [<!ENTITY b \"cc\">]><callbackRequest><ewt>&b;</ewt></callbackRequest>";
    for (name, content_type, bodies) in [
        ("path-json", "application/json", ["[", "[]", "{\"ewt\":{}}", "{\"a\":1,\"a\":2}", "nul", &deep("[", "]")]),
        (
            "header-xml",
            "text/xml",
            [
                "<a>",
                "<other/>",
                entities,
                "<callbackRequest><ewt>&lol;</ewt></callbackRequest>",
                "<callbackRequest/><callbackRequest/>",
                &deep("<a>", "</a>"),
            ],
        ),
    ] {
        let dialect = shipped::named(name).expect("it is shipped").dialect();
        for body in bodies {
            let mut received = received("POST", "", content_type, body);
            received.path = "calls/enter";
            assert_matches!(dialect.decode_request(&received), Err(Turned::Unreadable(_)), "{name} {body}");
        }
        let mut not_text = received("POST", "", content_type, "");
        not_text.path = "calls/enter";
        not_text.body = b"\xff\xfe{";
        assert_matches!(dialect.decode_request(&not_text), Err(Turned::Unreadable(_)));
        let mut other = received("POST", "", FORM, "ewt=1");
        other.path = "calls/enter";
        assert_eq!(dialect.decode_request(&other), Err(Turned::MediaType));
    }
    let xml = shipped::named("header-xml").expect("it is shipped").dialect();
    let answer = |body: &str| {
        let content_type = "application/xml;charset=UTF-8".to_owned();
        xml.decode_answer(&Response { status: 200, content_type, body: body.to_owned() })
    };
    assert!(
        answer("<r:callbackResponse xmlns:r='urn:r' rc='0'><!-- a --><data><![CDATA[]]></data></r:callbackResponse>")
            .is_ok()
    );
    for body in [
        "",
        "text",
        "<callbackResponse rc='0' rc='0'/>",
        "<callbackResponse rc='0'><data><wait>1</wait><wait>1</wait></data></callbackResponse>",
        "<callbackResponse rc='0'><data><wait><s>1</s></wait></data></callbackResponse>",
        "<callbackResponse rc='0'><data></callbackResponse>",
        "<callbackResponse rc='0'/>text",
        "<callbackResponse><data/></callbackResponse>",
        "<callbackResponse rc='7'/>",
    ] {
        assert!(answer(body).is_err(), "{body}");
    }
}

/// Changes one place of the default's file, and tells what is said of it.
#[track_caller]
fn mistaken(old: &str, new: &str) -> DialectError {
    let yaml = shipped::ALL[0].yaml;
    assert!(yaml.contains(old), "the file does not hold `{old}`");
    Dialect::parse(&yaml.replacen(old, new, 1), "mine.yaml").expect_err(new)
}

#[test]
fn mistakes_in_a_file_are_told_with_their_place() {
    let line_of = |text: &str| shipped::ALL[0].yaml.lines().position(|line| line == text).map(|index| index + 1);
    for (old, new, place, words) in [
        ("  either-verb: true", "  either-verbs: true", "  either-verb: true", "unknown field `either-verbs`"),
        ("  either-verb: true", "  either-verb: maybe", "  either-verb: true", "expected a boolean"),
        ("  verb: POST", "  verb: FETCH", "  verb: POST", "unknown variant `FETCH`, expected one of `GET`"),
        (
            "    callid: callid\n",
            "    callids: callid\n",
            "    callid: callid",
            "unknown parameter `callids`; there are",
        ),
        ("    callid: callid\n", "", "  parameters:", "no name for parameter `callid`"),
        (
            "    ewt: ewt\n    ani",
            "    ewt: callid\n    ani",
            "    ewt: ewt",
            "`callid` would be parameter `callid` as well",
        ),
        ("    ewt: ewt\n    ani", "    ewt: method\n    ani", "    ewt: ewt", "names the operation"),
        ("      Validate: Validate", "      Validate: Diag", "      Diag: Diag", "operation `Validate` as well"),
        ("true: true, false: false", "true: Y, false: Y", "  booleans: { true: true, false: false }", "boolean `true`"),
        ("  causes: {}", "  causes: { 5: X, 6: X }", "  causes: {}", "cause `5` as well as cause `6`"),
        ("  causes: {}", "  causes: { 5: 6 }", "  causes: {}", "cause `5` as well as cause `6`"),
        ("  causes: {}", "  causes: { 1029: X }", "  causes: {}", "unknown cause `1029`"),
        ("    qpos: qpos", "    qpos: ewt", "    qpos: qpos", "`ewt` is taken by `answers.fields.ewt`"),
        ("  cause: cause", "  cause: error", "  cause: cause", "is taken by `refusals.code`"),
        (
            "{ status: 404,",
            "{ status: 204,",
            "    unknown_callid: { status: 404, code: unknown_callid }",
            "204 is no status",
        ),
        (
            "code: no_callback",
            "code: duplicate_record",
            "    duplicate_record: { status: 409, code: duplicate_record }",
            "as well as",
        ),
        ("  tables: {}", "  tables: { callback: 'a; drop table b' }", "  tables: {}", "is no name of a table"),
        ("  tables: {}", "  tables: { callback: callbackqueue }", "  tables: {}", "as well as `callbackqueue`"),
        (
            "  columns: {}",
            "  columns: { queueref: { queueid: queuename } }",
            "  columns: {}",
            "`queueid` as well as `queuename`",
        ),
        (
            "  columns: {}",
            "  columns: { queueref: { id: x } }",
            "  columns: {}",
            "has no column `id`; it has: queueid, queuename",
        ),
        ("  format: lines", "  format: json", "    result: result", "is no JSON pointer"),
        ("  body: form", "  body: json", "  either-verb: true", "only the parameters of a form"),
        ("  body: form", "  body: xml", "requests:", "an XML body has a root"),
        ("    by: parameter", "    by: path", "    name: method", "a path has no name"),
        ("    name: method\n", "", "  operation:", "no `name` of the parameter"),
    ] {
        let error = mistaken(old, new);
        assert!(error.message.contains(words), "{new}: {error}");
        let line = line_of(place).unwrap_or_else(|| panic!("the file has no line `{place}`"));
        let near = error.line.is_some_and(|told| told.abs_diff(line) <= 1);
        assert!(near, "{new}: told at {:?}, not about {line}: {error}", error.line);
        assert!(error.to_string().starts_with("mine.yaml:"), "{error}");
    }
    let twice = mistaken("    callid: callid\n", "    callid: callid\n    callid: other\n");
    assert!(twice.message.contains("`callid` comes twice"), "{twice}");
    for text in ["", "nonsense", "- a", "name: x", "a: [", "\u{0}", "name: &a [*a]"] {
        assert!(Dialect::parse(text, "mine.yaml").is_err(), "{text:?}");
    }
}
