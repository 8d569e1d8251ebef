//! Settings: values as they were written, and where.

use std::fmt;

use super::key::Key;
use super::yaml::Place;
use crate::ccb::secret::{MASK, redacted, redacted_url};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag(&'static str),
    /// An environment variable.
    Environment(String),
    /// The profile.
    File {
        /// Its name, and the line there, from 1.
        line: String,
        /// The place there.
        place: Place,
    },
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "flag {name}"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::File { line, .. } => f.write_str(line),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value: one text, or the words of a command.
#[derive(Clone, PartialEq, Eq)]
pub enum Written {
    /// One text.
    Text(String),
    /// A program and its arguments.
    Words(Vec<String>),
}

/// What is set, and by whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting {
    /// Which key.
    pub key: Key,
    /// The value as written, `${env:NAME}` and all.
    pub written: Written,
    /// The value that counts.
    pub value: Written,
    /// Where it comes from.
    pub origin: Origin,
}

impl Setting {
    /// A value that holds no reference to the environment.
    pub fn plain(key: Key, text: &str, origin: Origin) -> Self {
        let written = Written::Text(text.to_owned());
        Self { key, value: written.clone(), written, origin }
    }

    /// The value as it may be shown: as written, without secrets.
    pub fn shown(&self) -> Written {
        if self.key.is_secret() {
            return Written::Text(shown_secret(self.text().unwrap_or_default()));
        }
        match &self.written {
            Written::Text(text) if matches!(self.key, Key::Database | Key::Target) => Written::Text(redacted_url(text)),
            Written::Text(text) => Written::Text(redacted(text)),
            Written::Words(words) => Written::Words(words.iter().map(|word| redacted(word)).collect()),
        }
    }

    fn text(&self) -> Option<&str> {
        match &self.written {
            Written::Text(text) => Some(text),
            Written::Words(_) => None,
        }
    }
}

/// What is shown of a secret: that it comes from the environment, or nothing.
pub fn shown_secret(written: &str) -> String {
    let reference = written.strip_prefix("${env:").and_then(|rest| rest.strip_suffix('}'));
    match reference {
        Some(name) if !name.contains(['$', '{', '}']) => written.to_owned(),
        _ => MASK.to_owned(),
    }
}

/// Nothing of a value is printed by accident.
impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Setting({} from {})", self.key, self.origin)
    }
}

/// Likewise.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}
