//! The lines of a journal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::footer::Footer;
use super::header::Header;
use super::scenario::ScenarioRecord;

/// One line, an object of one member that says what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// The first.
    Header(Box<Header>),
    /// One for every scenario that was selected, in the order in which they were over.
    Scenario(Box<ScenarioRecord>),
    /// The last but one.
    Footer(Box<Footer>),
    /// The last.
    Seal(Seal),
}

/// The end of a finished journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// SHA-256 of every byte before this line.
    pub sha256: String,
}
