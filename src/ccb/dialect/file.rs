//! Dialect files: their shape in YAML. What no shape can tell is left to the checks.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::DialectError;
use super::file_checks;
use super::members::Members;
use super::model::Dialect;
use super::place::Format;
use super::scalar::{Numbers, Scalar};
use crate::ccb::answer::Field;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;
use crate::ccb::table::Table;
use crate::ccb::word::{ProbeWord, ResultWord};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    pub(super) name: String,
    pub(super) requests: Requests,
    pub(super) answers: Answers,
    pub(super) refusals: Refusals,
    #[serde(default)]
    pub(super) values: Values,
    #[serde(default)]
    pub(super) database: Database,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Requests {
    pub(super) operation: OperationNames,
    pub(super) verb: Verb,
    #[serde(default)]
    pub(super) verbs: Members<Operation, Verb>,
    #[serde(default)]
    pub(super) either_verb: bool,
    pub(super) body: BodyKind,
    pub(super) root: Option<String>,
    pub(super) parameters: Members<Parameter, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OperationNames {
    pub(super) by: By,
    pub(super) name: Option<String>,
    pub(super) names: Members<Operation, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum By {
    Parameter,
    Path,
    Header,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BodyKind {
    Form,
    Json,
    Xml,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Answers {
    pub(super) format: Format,
    pub(super) content_type: String,
    pub(super) status: u16,
    pub(super) code: Option<Scalar>,
    pub(super) fields: Members<Field, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Refusals {
    pub(super) code: Option<String>,
    pub(super) cause: Option<String>,
    pub(super) message: Option<String>,
    pub(super) parameter: String,
    pub(super) errors: Members<Refusal, Shown>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Shown {
    pub(super) status: u16,
    pub(super) code: Option<Scalar>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Values {
    pub(super) numbers: Numbers,
    pub(super) booleans: Members<bool, Scalar>,
    pub(super) states: Members<EventType, Scalar>,
    pub(super) causes: Members<Cause, Scalar>,
    pub(super) results: Members<ResultWord, Scalar>,
    pub(super) probes: Members<ProbeWord, Scalar>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Database {
    pub(super) tables: Members<Table, String>,
    pub(super) columns: Members<Table, BTreeMap<String, String>>,
}

/// A mistake at a path of keys.
pub(super) struct Mistake {
    pub(super) path: Vec<String>,
    pub(super) message: String,
}

impl Dialect {
    /// Reads a dialect file; `file` is what messages call it.
    ///
    /// # Errors
    ///
    /// Where it is no YAML, has a key that no dialect has, a value of the wrong kind, lacks a name, or says two things that cannot
    /// be told apart.
    pub fn parse(yaml: &str, file: &str) -> Result<Self, DialectError> {
        let read: File = serde_yaml::from_str(yaml).map_err(|error| shape(file, &error))?;
        file_checks::checked(read).map_err(|mistake| {
            let message = format!("{}: {}", mistake.path.join("."), mistake.message);
            DialectError { file: file.to_owned(), line: line_of(yaml, &mistake.path), column: None, message }
        })
    }
}

fn shape(file: &str, error: &serde_yaml::Error) -> DialectError {
    let place = error.location();
    let text = error.to_string();
    // The place is told before the message.
    let message = match (&place, text.rfind(" at line ")) {
        (Some(_), Some(end)) => text[..end].to_owned(),
        _ => text,
    };
    let (line, column) = place.map(|place| (place.line(), place.column())).unzip();
    DialectError { file: file.to_owned(), line, column, message }
}

/// The line of the deepest key of a path that is found, by indentation: good enough to point at, and nothing else depends on it.
fn line_of(yaml: &str, path: &[String]) -> Option<usize> {
    let mut wanted = path.iter().peekable();
    let mut found = None;
    let mut indents: Vec<usize> = Vec::new();
    for (index, line) in yaml.lines().enumerate() {
        let body = line.trim_start();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let indent = line.len() - body.len();
        if indents.last().is_some_and(|outer| indent <= *outer) {
            break; // the key's block has ended
        }
        let Some(key) = wanted.peek() else { break };
        let named = body.split_once(':').map(|(name, _)| name.trim_matches(['"', '\'']));
        if named == Some(key.as_str()) {
            found = Some(index + 1);
            indents.push(indent);
            wanted.next();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_keys_has_a_line() {
        let yaml = "a:\n  b: 1\n# a comment\n  c:\n    b: 2\nd:\n  e: 3\n";
        let line = |path: &[&str]| line_of(yaml, &path.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
        assert_eq!(line(&["a", "b"]), Some(2));
        assert_eq!(line(&["a", "c", "b"]), Some(5));
        assert_eq!(line(&["a", "e"]), Some(1), "the nearest that is there");
        assert_eq!(line(&["x"]), None);
    }
}
