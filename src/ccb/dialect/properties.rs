//! Every request and every answer survives encoding and decoding in every shipped dialect.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::model::Dialect;
use super::{Pairs, Received, Sent, shipped};
use crate::ccb::answer::{Answer, Field, FieldKind, Refused, Value};
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::{Parameter, ParameterKind};
use crate::ccb::refusal::Refusal;
use crate::ccb::word::{ProbeWord, ResultWord};

/// Texts on one line, many of them hostile to one notation or another.
fn text() -> impl Strategy<Value = String> {
    let hostile = select(vec![
        "",
        " ",
        "\"",
        "'",
        "\\",
        "\\u0022",
        "&",
        "&amp;",
        "&#10;",
        "]]>",
        "<![CDATA[",
        "<script>alert(1)</script>",
        "<!-- -->",
        "<?xml?>",
        "%26=+",
        "a=b",
        "{\"a\":1}",
        "null",
        "true",
        "1",
        "01",
        "~0~1/",
        "?22",
        "\u{1f9ff}\u{200d}",
        "b\u{fc}ro \u{0661}",
        "\u{feff}",
        "\u{fffd}",
        "\u{2028}",
        "\t",
        "\r",
    ]);
    prop_oneof![
        hostile.prop_map(str::to_owned),
        proptest::collection::vec(any::<char>(), 0..12)
            .prop_map(|letters| letters.into_iter().filter(|letter| !"\n\0".contains(*letter)).collect()),
    ]
}

fn value_of(parameter: Parameter) -> BoxedStrategy<String> {
    let numbers = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        select(vec!["007", "+5", "-0", "1.0"]).prop_map(str::to_owned)
    ];
    let states: Vec<String> =
        EventType::ALL.iter().map(|state| state.id().to_string()).chain(["x".to_owned()]).collect();
    let causes: Vec<String> =
        Cause::ALL.iter().map(|cause| cause.id().to_string()).chain(["1029".to_owned()]).collect();
    let probes: Vec<String> = ProbeWord::ALL.iter().map(ToString::to_string).chain(["OK".to_owned()]).collect();
    match parameter.kind() {
        ParameterKind::Integer => numbers.boxed(),
        ParameterKind::State => select(states).boxed(),
        ParameterKind::Cause => select(causes).boxed(),
        ParameterKind::Probe => select(probes).boxed(),
        ParameterKind::Text => text().boxed(),
    }
}

fn request() -> impl Strategy<Value = Request> {
    let own: Vec<Parameter> = Parameter::ALL.iter().copied().filter(|name| *name != Parameter::Method).collect();
    let some = subsequence(own.clone(), 0..=own.len());
    let values = some.prop_flat_map(|names| {
        names.into_iter().map(|name| value_of(name).prop_map(move |value| (name, value))).collect::<Vec<_>>()
    });
    (select(Operation::ALL), values)
        .prop_map(|(operation, parameters)| Request { parameters, ..Request::new(operation) })
}

fn field_value(field: Field) -> BoxedStrategy<Value> {
    let words: Vec<&str> = ResultWord::ALL.iter().map(|word| word.name()).chain(["something new"]).collect();
    match field.kind() {
        FieldKind::Integer => any::<i64>().prop_map(Value::Integer).boxed(),
        FieldKind::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        FieldKind::Text if field == Field::Result => select(words).prop_map(Value::from).boxed(),
        FieldKind::Text => text().prop_map(Value::Text).boxed(),
    }
}

fn answer() -> impl Strategy<Value = Answer> {
    let done = subsequence(Field::ALL.to_vec(), 1..=Field::ALL.len())
        .prop_flat_map(|fields| {
            fields.into_iter().map(|field| field_value(field).prop_map(move |value| (field, value))).collect::<Vec<_>>()
        })
        .prop_map(|fields| Answer::Done(fields.into_iter().collect::<BTreeMap<_, _>>()));
    let names: Vec<Parameter> = Parameter::ALL.iter().copied().filter(|name| *name != Parameter::Method).collect();
    let parameter = proptest::option::of(select(names).prop_map(|name| name.name().to_owned()));
    let refused = (select(Refusal::ALL), parameter, text())
        .prop_map(|(error, parameter, message)| Answer::Refused(Refused { error, parameter, message }));
    prop_oneof![done, refused]
}

/// Hands what was sent to the other side.
fn arrived(dialect: &Dialect, sent: &Sent) -> Vec<(String, String)> {
    let (content_type, body) = sent.body.as_ref().map_or(("", ""), |(kind, body)| (*kind, body.as_str()));
    let received = Received {
        method: sent.method.name(),
        path: &sent.path,
        query: &sent.query,
        header: |name: &str| sent.header.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()),
        content_type,
        body: body.as_bytes(),
    };
    let pairs: Pairs<'_> = dialect.decode_request(&received).expect("what was sent is understood");
    let mut pairs: Vec<(String, String)> =
        pairs.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    pairs.sort(); // a JSON object has no order
    pairs
}

proptest! {
    #[test]
    fn requests_survive(request in request()) {
        for shipped in shipped::ALL {
            let dialect = shipped.dialect();
            let sent = dialect.encode_request(&request).expect("no name comes twice");
            let mut expected = vec![("method".to_owned(), request.operation.name().to_owned())];
            expected.extend(request.parameters.iter().map(|(name, value)| (name.name().to_owned(), value.clone())));
            expected.sort();
            prop_assert_eq!(arrived(&dialect, &sent), expected, "{} {:?}", shipped.name, sent);
        }
    }

    #[test]
    fn answers_survive(answer in answer()) {
        for shipped in shipped::ALL {
            let dialect = shipped.dialect();
            let sent = dialect.encode_answer(&answer);
            let read = dialect.decode_answer(&sent);
            prop_assert_eq!(read.as_ref(), Ok(&answer), "{} {:?}", shipped.name, sent);
        }
    }

    #[test]
    fn whatever_comes_is_no_panic(body in any::<String>(), status in 100_u16..600) {
        for shipped in shipped::ALL {
            let dialect = shipped.dialect();
            let content_type = dialect.encode_answer(&Answer::Done(BTreeMap::new())).content_type;
            let response = super::Response { status, content_type, body: body.clone() };
            let _ = dialect.decode_answer(&response);
            for content_type in ["application/json", "application/xml", "application/x-www-form-urlencoded"] {
                let received = Received {
                    method: "POST",
                    path: &body,
                    query: &body,
                    header: |_: &str| Some(body.clone()),
                    content_type,
                    body: body.as_bytes(),
                };
                let _ = dialect.decode_request(&received);
            }
        }
    }
}

/// Every operation, every single field and every refusal, whatever chance leaves out.
#[test]
fn each_by_itself_survives() {
    for shipped in shipped::ALL {
        let dialect = shipped.dialect();
        for operation in Operation::ALL {
            let sent = dialect.encode_request(&Request::new(*operation)).expect("it has a name");
            let expected = vec![("method".to_owned(), operation.name().to_owned())];
            assert_eq!(arrived(&dialect, &sent), expected, "{} {operation}", shipped.name);
        }
        let values = [Value::Integer(-1), Value::Boolean(true), Value::Boolean(false), "]]>&\"\\".into()];
        for (field, value) in Field::ALL.iter().flat_map(|field| values.iter().map(move |value| (*field, value))) {
            let kind = match value {
                Value::Integer(_) => FieldKind::Integer,
                Value::Boolean(_) => FieldKind::Boolean,
                Value::Text(_) => FieldKind::Text,
            };
            let answer = Answer::Done([(field, value.clone())].into());
            let read = dialect.decode_answer(&dialect.encode_answer(&answer));
            assert_eq!(read == Ok(answer), kind == field.kind(), "{} {field} {value} {read:?}", shipped.name);
        }
        for error in Refusal::ALL {
            for parameter in [None, Some("ewt".to_owned())] {
                let answer = Answer::Refused(Refused { error: *error, parameter, message: "x".to_owned() });
                assert_eq!(dialect.decode_answer(&dialect.encode_answer(&answer)), Ok(answer), "{}", shipped.name);
            }
        }
        for word in ResultWord::ALL {
            let answer = Answer::Done([(Field::Result, word.name().into())].into());
            assert_eq!(dialect.decode_answer(&dialect.encode_answer(&answer)), Ok(answer), "{}", shipped.name);
        }
    }
}
