//! Places: where in an answer a value stands.

use std::fmt;

/// How an answer or a body is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    /// Lines `name=value`.
    Lines,
    /// A JSON document.
    Json,
    /// An XML document.
    Xml,
}

/// Where a value stands: the name of a line, a JSON pointer (RFC 6901), or the path of an XML element from the root, of which
/// the last step may be an attribute: `response/error/@code`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    steps: Vec<String>,
    text: String,
}

impl Place {
    /// Reads a place.
    ///
    /// # Errors
    ///
    /// What a place of that format looks like.
    pub(super) fn parse(format: Format, text: &str) -> Result<Self, String> {
        let place = |steps: Vec<String>| Self { steps, text: text.to_owned() };
        match format {
            Format::Lines if is_line_name(text) => Ok(place(vec![text.to_owned()])),
            Format::Lines => Err(format!("`{text}` is no name of a line: letters, digits, `_`, `-` and `.`")),
            Format::Json => {
                let wrong = || format!("`{text}` is no JSON pointer to a member, such as `/result/code`");
                let steps = text.strip_prefix('/').ok_or_else(wrong)?.split('/').map(token).collect::<Option<Vec<_>>>();
                steps.filter(|steps| steps.iter().all(|step| !step.is_empty())).map(place).ok_or_else(wrong)
            }
            Format::Xml => {
                let steps: Vec<String> = text.split('/').map(str::to_owned).collect();
                let last = steps.len() - 1;
                let named = steps.iter().enumerate().all(|(index, step)| {
                    let name = if index == last { step.strip_prefix('@').unwrap_or(step) } else { step };
                    is_xml_name(name)
                });
                if last == 0 || !named {
                    return Err(format!(
                        "`{text}` is no path of an element, such as `response/result` or `response/@code`"
                    ));
                }
                Ok(place(steps))
            }
        }
    }

    /// The place of a name below a root, for bodies of requests.
    pub(super) fn of_member(root: Option<&str>, name: &str) -> Self {
        let steps: Vec<String> = root.into_iter().chain([name]).map(str::to_owned).collect();
        Self { text: steps.join("/"), steps }
    }

    /// Its steps from the root.
    pub(super) fn steps(&self) -> &[String] {
        &self.steps
    }

    /// Whether a document cannot hold values at both.
    pub(super) fn clashes(&self, other: &Self) -> bool {
        let shorter = self.steps.len().min(other.steps.len());
        self.steps[..shorter] == other.steps[..shorter]
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One step of a JSON pointer, unescaped.
fn token(text: &str) -> Option<String> {
    let mut token = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '~' => match letters.next() {
                Some('0') => token.push('~'),
                Some('1') => token.push('/'),
                _ => return None,
            },
            other => token.push(other),
        }
    }
    Some(token)
}

fn is_line_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// Whether an element, an attribute or a parameter may have that name: narrower than XML, so that it may stand anywhere.
pub(super) fn is_xml_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && is_line_name(text)
}
