//! The file: its tree read as keys and values, everything that is no key told with its place.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::key::{COLLECTIONS, Key, SECTIONS};
use super::problem::{Problem, Problems, ProfileError, advice};
use super::resolve::Environment;
use super::setting::{Origin, Setting, Written};
use super::yaml::{self, Kind, Node, Place};
use crate::ccb::secret::password_ranges;

/// No profile is larger, bytes.
const LARGEST_BYTES: u64 = 1024 * 1024;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSettings {
    /// Its name as messages show it.
    pub name: String,
    /// Its text without secrets.
    pub masked: String,
    /// Single values.
    pub settings: Vec<Setting>,
    /// The declared capabilities, if it says anything of them.
    pub capabilities: Option<Vec<Named>>,
    /// The variants.
    pub variants: Vec<Named>,
    /// The headers: a name, and a value that nobody may see.
    pub headers: Vec<Header>,
    /// What is wrong in it.
    pub problems: Vec<Problem>,
}

/// A name in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As written.
    pub name: String,
    /// Where.
    pub origin: Origin,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Written,
    /// The value as written.
    pub written: Written,
    /// Where.
    pub origin: Origin,
}

/// Reads a file. What is wrong in it is among the settings' problems; only what makes it no profile at all is an error.
///
/// # Errors
///
/// Where it cannot be read, or is no YAML.
pub fn read(path: &Path, environment: Environment) -> Result<FileSettings, ProfileError> {
    let name = path.display().to_string();
    let unreadable = |reason: String| ProfileError::Unreadable { name: name.clone(), reason };
    let mut text = String::new();
    let opened = File::open(path).and_then(|file| file.take(LARGEST_BYTES + 1).read_to_string(&mut text));
    let size = opened.map_err(|error| unreadable(error.to_string()))?;
    if u64::try_from(size).is_ok_and(|size| size > LARGEST_BYTES) {
        return Err(unreadable(format!("it is larger than a profile can be, {LARGEST_BYTES} bytes")));
    }
    parse(&name, &text, environment)
}

/// Reads a text; see [`read`].
///
/// # Errors
///
/// Where it is no YAML.
pub fn parse(name: &str, text: &str, environment: Environment) -> Result<FileSettings, ProfileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = yaml::read(text).map_err(|fault| {
        let masked = if fault.understood { masked(text, None) } else { yaml::blotted(text) };
        let origin = origin(name, text, &fault.place);
        let problem = Problem { origin, message: fault.message, help: fault.help };
        ProfileError::Problems(Problems { name: name.to_owned(), masked, problems: vec![problem] })
    })?;
    let settings =
        FileSettings { name: name.to_owned(), masked: masked(text, root.as_ref()), ..FileSettings::default() };
    let mut reader = Reader { text, settings, environment };
    match root {
        None => {}
        Some(Node { kind: Kind::Map(pairs), .. }) => reader.top(pairs),
        Some(node) => reader.wrong_type(&node, "the profile", "keys and values"),
    }
    Ok(reader.settings)
}

struct Reader<'a> {
    text: &'a str,
    settings: FileSettings,
    environment: Environment<'a>,
}

impl Reader<'_> {
    fn top(&mut self, pairs: Vec<(yaml::Key, Node)>) {
        for (key, node) in pairs {
            match key.name.as_str() {
                "capabilities" => {
                    let names = self.names(&node, "capabilities");
                    self.settings.capabilities = Some(names);
                }
                "variants" => self.settings.variants = self.names(&node, "variants"),
                "headers" => self.headers(node),
                section if SECTIONS.contains(&section) => self.section(section, node),
                name => self.single(name, &key.place, &node),
            }
        }
    }

    fn single(&mut self, name: &str, place: &Place, node: &Node) {
        if let Some(known) = Key::from_name(name).filter(|_| !name.contains('.')) {
            return self.value(known, node);
        }
        let single = Key::ALL.iter().map(|key| key.name()).filter(|name| !name.contains('.'));
        let known: Vec<&str> = single.chain(SECTIONS).chain(COLLECTIONS).collect();
        self.problem(place, format!("unknown key `{name}`"), advice(name, &known));
    }

    fn section(&mut self, section: &str, node: Node) {
        let prefix = format!("{section}.");
        let known: Vec<&str> = Key::ALL.iter().filter_map(|key| key.name().strip_prefix(&prefix)).collect();
        let Kind::Map(pairs) = node.kind else {
            let wanted = format!("keys and values: {}", known.join(", "));
            return self.wrong_type(&node, section, &wanted);
        };
        for (key, node) in pairs {
            if let Some(known) = Key::from_name(&format!("{prefix}{}", key.name)) {
                self.value(known, &node);
            } else {
                let message = format!("unknown key `{}` in `{section}`", key.name);
                self.problem(&key.place, message, advice(&key.name, &known));
            }
        }
    }

    fn value(&mut self, key: Key, node: &Node) {
        let (written, value) = match &node.kind {
            Kind::Text(text) => {
                let Some(value) = self.expanded(text, &node.place) else { return };
                (Written::Text(text.clone()), Written::Text(value))
            }
            Kind::List(items) if key.is_command() => {
                let Some(words) = self.words(key, items) else { return };
                let mut values = Vec::new();
                for (word, item) in words.iter().zip(items) {
                    let Some(value) = self.expanded(word, &item.place) else { return };
                    values.push(value);
                }
                (Written::Words(words), Written::Words(values))
            }
            _ => return self.wrong_type(node, key.name(), key.allowed()),
        };
        let origin = origin(&self.settings.name, self.text, &node.place);
        self.settings.settings.push(Setting { key, written, value, origin });
    }

    fn words(&mut self, key: Key, items: &[Node]) -> Option<Vec<String>> {
        let mut words = Vec::new();
        for item in items {
            let Kind::Text(text) = &item.kind else {
                self.wrong_type(item, key.name(), key.allowed());
                return None;
            };
            words.push(text.clone());
        }
        Some(words)
    }

    fn names(&mut self, node: &Node, what: &str) -> Vec<Named> {
        let Kind::List(items) = &node.kind else {
            self.wrong_type(node, what, "a list of names; `[]` for none");
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in items {
            match &item.kind {
                Kind::Text(name) => {
                    let origin = origin(&self.settings.name, self.text, &item.place);
                    names.push(Named { name: name.clone(), origin });
                }
                _ => self.wrong_type(item, what, "a list of names"),
            }
        }
        names
    }

    fn headers(&mut self, node: Node) {
        let Kind::Map(pairs) = node.kind else {
            return self.wrong_type(&node, "headers", "names and values of HTTP headers");
        };
        for (key, node) in pairs {
            let Kind::Text(text) = &node.kind else {
                self.wrong_type(&node, &key.name, "the value of a header");
                continue;
            };
            let Some(value) = self.expanded(text, &node.place) else { continue };
            let origin = origin(&self.settings.name, self.text, &node.place);
            let (value, written) = (Written::Text(value), Written::Text(text.clone()));
            self.settings.headers.push(Header { name: key.name, value, written, origin });
        }
    }

    /// A text with every `${env:NAME}` replaced by what the environment holds.
    fn expanded(&mut self, text: &str, place: &Place) -> Option<String> {
        const BEGIN: &str = "${env:";
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(BEGIN) {
            out.push_str(&rest[..at]);
            let after = &rest[at + BEGIN.len()..];
            let Some(end) = after.find('}') else {
                let help = "write ${env:NAME}".to_owned();
                self.problem(place, "a reference to the environment without its closing brace".to_owned(), help);
                return None;
            };
            let name = &after[..end];
            let Some(value) = (self.environment)(name).and_then(|value| value.into_string().ok()) else {
                let message = format!("the environment variable `{name}` is not set, or is no UTF-8");
                self.problem(place, message, format!("set it before ccbspec is started: export {name}=…"));
                return None;
            };
            out.push_str(&value);
            rest = &after[end + 1..];
        }
        out.push_str(rest);
        Some(out)
    }

    fn wrong_type(&mut self, node: &Node, what: &str, allowed: &str) {
        let is = match &node.kind {
            Kind::Nothing => "has no value",
            Kind::Text(_) => "is a single value",
            Kind::List(_) => "is a list",
            Kind::Map(_) => "is a map of keys and values",
        };
        self.problem(&node.place, format!("`{what}` {is}"), format!("it takes {allowed}"));
    }

    fn problem(&mut self, place: &Place, message: String, help: String) {
        // A caret goes under the first line of what is wrong.
        let line = self.text[place.clone()].lines().next().unwrap_or_default();
        let place = place.start..place.start + line.len();
        let origin = origin(&self.settings.name, self.text, &place);
        self.settings.problems.push(Problem { origin, message, help });
    }
}

fn origin(name: &str, text: &str, place: &Place) -> Origin {
    let line = text[..place.start.min(text.len())].matches('\n').count() + 1;
    Origin::File { line: format!("{name}:{line}"), place: place.clone() }
}

/// The text in which every secret is overwritten, letter by letter, so that every place stays where it is.
fn masked(text: &str, root: Option<&Node>) -> String {
    let mut secrets = password_ranges(text);
    match root {
        Some(Node { kind: Kind::Map(pairs), .. }) => {
            for (key, node) in pairs {
                match key.name.as_str() {
                    "headers" => values(node, &mut secrets),
                    "basic-auth" => match &node.kind {
                        Kind::Map(pairs) => {
                            let hidden = pairs.iter().filter(|(key, _)| key.name != "user");
                            hidden.for_each(|(_, node)| values(node, &mut secrets));
                        }
                        _ => values(node, &mut secrets),
                    },
                    section if SECTIONS.contains(&section) => {
                        let Kind::Map(pairs) = &node.kind else { continue };
                        let unknown = |name: &str| Key::from_name(&format!("{section}.{name}")).is_none();
                        let hidden = pairs.iter().filter(|(key, _)| unknown(&key.name));
                        hidden.for_each(|(_, node)| values(node, &mut secrets));
                    }
                    name if COLLECTIONS.contains(&name) || Key::from_name(name).is_some() => {}
                    // Nobody knows what a key that nobody knows holds.
                    _ => values(node, &mut secrets),
                }
            }
        }
        Some(node) => values(node, &mut secrets),
        None => return yaml::blotted(text),
    }
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        if !letter.is_whitespace() && secrets.iter().any(|secret| secret.contains(&at)) {
            out.extend(std::iter::repeat_n('*', letter.len_utf8()));
        } else {
            out.push(letter);
        }
    }
    out
}

fn values(node: &Node, into: &mut Vec<Place>) {
    match &node.kind {
        Kind::Nothing => {}
        Kind::Text(_) => into.push(node.place.clone()),
        Kind::List(nodes) => nodes.iter().for_each(|node| values(node, into)),
        Kind::Map(pairs) => pairs.iter().for_each(|(_, node)| values(node, into)),
    }
}
