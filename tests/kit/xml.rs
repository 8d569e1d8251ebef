//! XML as somebody else reads it, and the rules of the `JUnit` schemas that readers rely on.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element where it begins.
#[derive(Clone, Debug)]
pub struct Element {
    pub name: String,
    pub parent: Option<String>,
    pub attributes: Vec<(String, String)>,
}

/// All elements in order. Panics where the text is not well-formed.
#[track_caller]
pub fn elements(text: &str) -> Vec<Element> {
    let allowed = |letter: char| matches!(letter, '\n' | '\t' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(allowed), "a character that XML does not have");
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut found, mut open): (Vec<Element>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(start) => {
                let element = element(&start, open.last());
                open.push(element.name.clone());
                found.push(element);
            }
            Event::Empty(start) => found.push(element(&start, open.last())),
            Event::End(_) => drop(open.pop()),
            Event::Text(inside) => assert!(!inside.contains('<'), "markup in text"),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} have no end");
    found
}

fn element(start: &BytesStart<'_>, parent: Option<&String>) -> Element {
    let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = quick_xml::escape::unescape(&attribute.value);
        (attribute.key.as_ref().to_owned(), value.expect("it is escaped").into_owned())
    };
    let attributes = start.attributes().map(|told| attribute(told.expect("an attribute"))).collect();
    Element { name: start.name().as_ref().to_owned(), parent: parent.cloned(), attributes }
}

/// Where an element stands, and its attributes: those that it must have, and those that it may have.
type Rule = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// As the schema of Jenkins (`junit-10.xsd`) has them, and what of it may be left out but is not.
const RULES: [Rule; 9] = [
    ("testsuites", "", &["tests", "failures", "errors"], &["name", "time"]),
    ("testsuite", "testsuites", &["name", "tests", "failures", "errors"], &["skipped", "time", "timestamp", "file"]),
    ("properties", "testsuite", &[], &[]),
    ("property", "properties", &["name", "value"], &[]),
    ("testcase", "testsuite", &["name", "classname", "time"], &[]),
    ("failure", "testcase", &["type"], &["message"]),
    ("error", "testcase", &["type"], &["message"]),
    ("skipped", "testcase", &[], &["message", "type"]),
    ("system-out", "testcase", &[], &[]),
];

/// Asserts those rules, and that what is counted is there.
#[track_caller]
pub fn must_be_junit(text: &str) {
    let all = elements(text);
    for element in &all {
        let rule = RULES.iter().find(|rule| rule.0 == element.name);
        let (_, parent, must, may) = rule.unwrap_or_else(|| panic!("no element of JUnit: {element:?}"));
        assert_eq!(element.parent.as_deref().unwrap_or_default(), *parent, "{element:?}");
        let has = |name: &str| element.attributes.iter().any(|(attribute, _)| attribute == name);
        assert!(must.iter().all(|name| has(name)), "{element:?}");
        let known = |name: &str| must.contains(&name) || may.contains(&name);
        assert!(element.attributes.iter().all(|(name, _)| known(name)), "{element:?}");
    }
    for (counted, element) in
        [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
    {
        let there = all.iter().filter(|other| other.name == element).count();
        let told = |of: &str| -> usize {
            let elements = all.iter().filter(|element| element.name == of);
            let attributes = elements.flat_map(|element| &element.attributes).filter(|(name, _)| name == counted);
            attributes.map(|(_, value)| value.parse::<usize>().expect("a number")).sum()
        };
        assert_eq!(told("testsuite"), there, "{counted}");
        assert!(counted == "skipped" || told("testsuites") == there, "{counted}");
    }
}
