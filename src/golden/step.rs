//! The normal form of one step: what a golden holds.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One value of the normal form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// Nothing stored.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as it is.
    Integer(i64),
    /// Text, a bound name, or an offset.
    Text(String),
}

/// As JSON spells it, which YAML reads alike.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(truth) => truth.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Text(text) => serde_json::Value::from(text.as_str()).fmt(f),
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Named values in a telling order: a request, an answer, a row.
pub type Record = IndexMap<String, Scalar>;

/// One request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NormalExchange {
    /// When it was asked, from the journey's start.
    pub at: String,
    /// `operation`, then the parameters as sent.
    pub request: Record,
    /// The fields of the answer, or `error`, `cause` and `parameter` of a refusal.
    pub answer: Record,
}

/// What one `When` shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NormalStep {
    /// The step's text.
    pub when: String,
    /// When it was over, from the journey's start.
    pub at: String,
    /// What was asked and answered.
    pub exchanges: Vec<NormalExchange>,
    /// What the Diag page told of the journey's entries, where the step read it.
    pub diag: Option<Vec<Record>>,
    /// By call, its states and causes so far: `21/0 → 22/0 → 24/27`. A call without a callback has none.
    pub states: Record,
    /// The stored rows.
    pub tables: Tables,
}

impl NormalStep {
    /// The same without its rows, and without the states that they tell.
    #[must_use]
    pub fn without_rows(&self) -> Self {
        Self { states: Record::new(), tables: Tables::default(), ..self.clone() }
    }
}

/// The rows of a table. Most steps leave most tables as they were, and share their rows with the step before.
pub type TableRows = Arc<[Record]>;

/// The rows of the journey's calls, by table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tables {
    /// Of the view `callback`.
    pub callback: TableRows,
    /// Of `callbackevent`.
    pub callbackevent: TableRows,
    /// Of `callbackqueue`.
    pub callbackqueue: TableRows,
}

impl Tables {
    /// Each table with its name, in the order in which a golden holds them.
    pub fn named(&self) -> [(&'static str, &[Record]); 3] {
        [
            ("callback", &*self.callback),
            ("callbackevent", &*self.callbackevent),
            ("callbackqueue", &*self.callbackqueue),
        ]
    }
}
