//! XML documents, read strictly: no document type, no entities but the five, no endless depth.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::place::Place;
use super::scalar::Scalar;
use super::text::excerpt;

/// How deep elements may be nested.
const DEEPEST: usize = 32;

/// An element. Prefixes of names carry no meaning.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

/// Reads a document and gives its root.
pub(super) fn read(text: &str) -> Result<Element, String> {
    parse(text).map_err(|reason| format!("not XML that is read here ({reason}): {}", excerpt(text)))
}

fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    // The root is the one child of this.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let innermost = open.last_mut().ok_or("an element ends that did not begin")?;
        match event {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return Err(format!("elements are nested over {DEEPEST} deep"));
                }
                open.push(begun(&start)?);
            }
            Event::Empty(start) => innermost.children.push(begun(&start)?),
            Event::End(_) => {
                let ended = open.pop().ok_or("an element ends that did not begin")?;
                open.last_mut().ok_or("an element ends that did not begin")?.children.push(ended);
            }
            Event::Text(text) => innermost.text.push_str(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => innermost.text.push_str(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => innermost.text.push(resolved(&reference)?),
            Event::DocType(_) => return Err("a document type is not allowed".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    let document = open.pop().filter(|_| open.is_empty()).ok_or("an element does not end")?;
    if !is_blank(&document.text) {
        return Err("text outside the root".to_owned());
    }
    <[Element; 1]>::try_from(document.children).map(|[root]| root).map_err(|_| "not one root".to_owned())
}

fn begun(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element { name: start.local_name().into_inner().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        element.attributes.insert(attribute.key.local_name().into_inner().to_owned(), value.into_owned());
    }
    Ok(element)
}

fn resolved(reference: &BytesRef<'_>) -> Result<char, String> {
    if let Some(letter) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(letter);
    }
    let name: &str = reference;
    match name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(format!("the entity {} is not allowed", excerpt(other))),
    }
}

/// What XML takes for blank, which is less than Unicode does.
fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| b" \t\r\n".contains(&byte))
}

impl Element {
    /// The text of an element that holds nothing else.
    fn value(&self) -> Result<Scalar, String> {
        if self.children.is_empty() {
            return Ok(Scalar::text(&self.text));
        }
        Err(format!("the element {} holds elements where a value belongs", excerpt(&self.name)))
    }
}

pub(super) fn get(root: &Element, place: &Place) -> Result<Option<Scalar>, String> {
    let Some((first, below)) = place.steps().split_first() else { return Ok(None) };
    if root.name != *first {
        return Ok(None);
    }
    let mut element = root;
    for step in below {
        if let Some(attribute) = step.strip_prefix('@') {
            return Ok(element.attributes.get(attribute).map(|value| Scalar::text(value)));
        }
        let mut named = element.children.iter().filter(|child| child.name == *step);
        match (named.next(), named.next()) {
            (None, _) => return Ok(None),
            (Some(child), None) => element = child,
            (Some(_), Some(_)) => return Err(format!("the element `{step}` of `{place}` comes twice")),
        }
    }
    element.value().map(Some)
}

/// The children of a root of that name with their texts, in their order.
pub(super) fn members(root: &Element, name: &str) -> Result<Vec<(String, Scalar)>, String> {
    if root.name != name {
        return Err(format!("the root is {}, not `{name}`", excerpt(&root.name)));
    }
    root.children.iter().map(|child| Ok((child.name.clone(), child.value()?))).collect()
}

/// Writes the values below the one root that all places share.
pub(super) fn write(values: &[(&Place, Scalar)]) -> String {
    let mut document = Element::default();
    for (place, value) in values {
        let mut element = &mut document;
        for step in place.steps() {
            if let Some(attribute) = step.strip_prefix('@') {
                element.attributes.insert(attribute.to_owned(), value.to_string());
                break;
            }
            let known = element.children.iter().position(|child| child.name == *step);
            let index = known.unwrap_or_else(|| {
                element.children.push(Element { name: step.clone(), ..Element::default() });
                element.children.len() - 1
            });
            element = &mut element.children[index];
        }
        if !place.steps().last().is_some_and(|step| step.starts_with('@')) {
            element.text = value.to_string();
        }
    }
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    for root in &document.children {
        push(&mut text, root);
    }
    text
}

/// An element without anything in it, for a body without parameters.
pub(super) fn empty(root: &str) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    push(&mut text, &Element { name: root.to_owned(), ..Element::default() });
    text
}

fn push(text: &mut String, element: &Element) {
    let _ = write!(text, "<{}", element.name);
    for (name, value) in &element.attributes {
        let _ = write!(text, " {name}=\"");
        push_text(text, value);
        text.push('"');
    }
    text.push('>');
    push_text(text, &element.text);
    for child in &element.children {
        push(text, child);
    }
    let _ = write!(text, "</{}>", element.name);
}

/// Writes a text so that a reader gets just that: what it would change, and what it would take for markup, as a reference.
fn push_text(text: &mut String, value: &str) {
    for letter in value.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            control if control.is_control() => {
                let _ = write!(text, "&#{};", u32::from(control));
            }
            other => text.push(other),
        }
    }
}
