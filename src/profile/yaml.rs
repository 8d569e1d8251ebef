//! YAML as a tree in which everything knows its place, so that a caret can point at a wrong value as well as at a wrong type.
//!
//! The crate that reads goldens tells the place of type errors only; this one reads the events of a parser that tells all of them.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// A profile is no deeper than four levels; a file that is, is none.
const DEEPEST: usize = 16;

/// A place in a text, in bytes.
pub type Place = Range<usize>;

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub place: Place,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing was written, or `~` or `null`.
    Nothing,
    /// Text or a number, as written.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order written; no key is there twice.
    Map(Vec<(Key, Node)>),
}

/// A key and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// A text that is no YAML, or YAML that no profile needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where.
    pub place: Place,
    /// Whether all of the text was understood as YAML up to its end; otherwise nobody knows what in it is a secret.
    pub understood: bool,
}

/// Reads a text of one document; `None` where it holds nothing but comments.
///
/// # Errors
///
/// Where it is no YAML, a key comes twice, or it uses anchors or tags.
pub fn read(text: &str) -> Result<Option<Node>, Fault> {
    let places = Places::of(text);
    let mut builder = Builder { places: &places, open: Vec::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Fault {
            message: format!("this is no YAML: {}", error.info()),
            help: "mind the indentation, and put text with `: `, ` #` or quotes in it between quotes".to_owned(),
            place: places.at(error.marker().index()),
            understood: false,
        })?;
        builder.event(event, span)?;
    }
    let root = builder.root;
    // Twice the same key is told only once the whole text is known to be YAML.
    match root.as_ref().and_then(duplicate) {
        Some(key) => Err(Fault {
            message: format!("the key `{}` comes twice", key.name),
            help: "remove one of the two".to_owned(),
            place: key.place.clone(),
            understood: true,
        }),
        None => Ok(root),
    }
}

/// The characters of a text and their bytes.
struct Places<'a> {
    text: &'a str,
    bytes: Vec<usize>,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, bytes: text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect() }
    }

    fn byte(&self, character: usize) -> usize {
        self.bytes.get(character).copied().unwrap_or(self.text.len())
    }

    fn at(&self, character: usize) -> Place {
        let begin = self.byte(character);
        begin..self.byte(character + 1).max(begin)
    }

    /// A span without what the parser takes for its end: blanks, and a comment after a closing quote.
    fn of_span(&self, span: Span) -> Place {
        let (begin, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        let written = self.text.get(begin..end).unwrap_or_default();
        let written = match written.chars().next() {
            Some(quote @ ('"' | '\'')) => &written[..closing(written, quote).unwrap_or(written.len())],
            _ => written.trim_end(),
        };
        begin..begin + written.len()
    }
}

/// Where a text that begins with a quote has closed it, in bytes.
fn closing(written: &str, quote: char) -> Option<usize> {
    let mut letters = written.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, letter)| *letter);
        if (letter == '\\' && quote == '"') || (letter == quote && quote == '\'' && next == Some(quote)) {
            letters.next();
        } else if letter == quote {
            return Some(at + letter.len_utf8());
        }
    }
    None
}

/// A list or a map that is not at its end yet.
enum Open {
    List(usize, Vec<Node>),
    Map(usize, Vec<(Key, Node)>, Option<Key>),
}

struct Builder<'a> {
    places: &'a Places<'a>,
    open: Vec<Open>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let place = self.places.of_span(span);
        match event {
            Event::Alias(_) => Err(needless("an alias", place)),
            Event::Scalar(_, _, anchor, tag) if anchor != 0 || tag.is_some() => {
                Err(needless("an anchor or a tag", place))
            }
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) if anchor != 0 || tag.is_some() => {
                Err(needless("an anchor or a tag", place))
            }
            Event::Scalar(text, style, ..) => {
                let nothing = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let kind = if nothing { Kind::Nothing } else { Kind::Text(text.into_owned()) };
                self.close(Node { kind, place })
            }
            Event::SequenceStart(..) => self.open(Open::List(place.start, Vec::new()), place),
            Event::MappingStart(..) => self.open(Open::Map(place.start, Vec::new(), None), place),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(begin, nodes)) => {
                    self.close(Node { kind: Kind::List(nodes), place: begin..place.end.max(begin) })
                }
                Some(Open::Map(begin, pairs, _)) => {
                    self.close(Node { kind: Kind::Map(pairs), place: begin..place.end.max(begin) })
                }
                None => Ok(()),
            },
            Event::DocumentStart(_) if self.root.is_some() => Err(needless("a second document", place)),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn open(&mut self, open: Open, place: Place) -> Result<(), Fault> {
        if self.open.len() >= DEEPEST {
            return Err(needless("so much depth", place));
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self, node: Node) -> Result<(), Fault> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, nodes)) => nodes.push(node),
            Some(Open::Map(_, pairs, key)) => match (key.take(), node) {
                (Some(key), node) => pairs.push((key, node)),
                (None, Node { kind: Kind::Text(name), place }) => *key = Some(Key { name, place }),
                (None, Node { place, .. }) => return Err(needless("a key that is no text", place)),
            },
        }
        Ok(())
    }
}

fn needless(what: &str, place: Place) -> Fault {
    Fault {
        message: format!("{what} has no place in a profile"),
        help: "write the values out, each under its key".to_owned(),
        place,
        understood: false,
    }
}

/// The second of two keys of one name, anywhere.
fn duplicate(node: &Node) -> Option<&Key> {
    match &node.kind {
        Kind::Nothing | Kind::Text(_) => None,
        Kind::List(nodes) => nodes.iter().find_map(duplicate),
        Kind::Map(pairs) => {
            let twice = |index: &usize| pairs[..*index].iter().any(|(key, _)| key.name == pairs[*index].0.name);
            let here = (0..pairs.len()).find(twice).map(|index| &pairs[index].0);
            here.or_else(|| pairs.iter().find_map(|(_, node)| duplicate(node)))
        }
    }
}

/// The text in which nobody knows what is a secret: of every line only the key and the punctuation stay.
pub fn blotted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let value = line.find(':').map_or(0, |colon| colon + 1);
        out.push_str(&line[..value]);
        for letter in line[value..].chars() {
            if letter.is_ascii_punctuation() || letter.is_whitespace() {
                out.push(letter);
            } else {
                out.extend(std::iter::repeat_n('*', letter.len_utf8()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'a>(text: &'a str, place: &Place) -> &'a str {
        &text[place.clone()]
    }

    #[test]
    fn everything_knows_its_place() {
        let text = "# é\ntarget: \"http://é/\"  # why\nheaders: { X: y z }\nlist:\n  - a b\n";
        let Some(Node { kind: Kind::Map(pairs), .. }) = read(text).expect("YAML") else { panic!("a map") };
        assert_eq!(at(text, &pairs[0].0.place), "target");
        assert_eq!(at(text, &pairs[0].1.place), "\"http://é/\"");
        let Kind::Map(headers) = &pairs[1].1.kind else { panic!("a map") };
        assert_eq!((at(text, &headers[0].0.place), at(text, &headers[0].1.place)), ("X", "y z"));
        let Kind::List(list) = &pairs[2].1.kind else { panic!("a list") };
        assert_eq!(at(text, &list[0].place), "a b");
    }

    #[test]
    fn what_no_profile_needs_is_refused_where_it_stands() {
        for (text, message) in [
            ("a: 1\nb: 2\na: 3\n", "`a` comes twice"),
            ("t: {x: 1, x: 2}\n", "`x` comes twice"),
            ("a: &x 1\nb: *x\n", "an anchor or a tag"),
            ("a: !!str 1\n", "an anchor or a tag"),
            ("a: 1\n---\nb: 2\n", "a second document"),
            ("? [a]\n: b\n", "a key that is no text"),
            ("a: \"open\n", "no YAML"),
            ("a: b: c\n", "no YAML"),
        ] {
            let fault = read(text).expect_err(text);
            assert!(fault.message.contains(message), "{text} {fault:?}");
            assert!(fault.place.end <= text.len() && text.is_char_boundary(fault.place.start), "{fault:?}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert_eq!(read("# nothing\n"), Ok(None));
    }

    #[test]
    fn a_blotted_text_has_its_length_and_no_values() {
        let text = "password: \"hünter2\nhuns ter\n";
        assert_eq!(blotted(text), "password: \"********\n**** ***\n");
        assert_eq!(blotted(text).len(), text.len());
    }
}
