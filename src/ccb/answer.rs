//! Answers: what a servlet says to a request, apart from how the wire spells it (SPEC 2).

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::named::named_enum;

use super::refusal::Refusal;

named_enum! {
    /// The name of one line of an answer.
    Field:
    Result = "result",
    StartCallback = "startCallback",
    Ewt = "ewt",
    Qpos = "qpos",
    Cli = "cli",
    Rna = "rna",
    Dn = "dn",
    Rec = "rec",
    Gw = "gw",
    Loc = "loc",
    Capacity = "capacity",
    DqRateA = "DQRateA",
    DqRateB = "DQRateB",
    RqRate = "RQRate",
    Now = "now",
    Nexttick = "nexttick",
}

impl Field {
    /// What its values are made of.
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Ewt | Self::Qpos | Self::Rna | Self::Capacity | Self::DqRateA | Self::DqRateB | Self::RqRate => {
                FieldKind::Integer
            }
            Self::StartCallback => FieldKind::Boolean,
            Self::Result | Self::Cli | Self::Dn | Self::Rec | Self::Gw | Self::Loc | Self::Now | Self::Nexttick => {
                FieldKind::Text
            }
        }
    }

    /// Whether only the test clock tells it (SPEC 15).
    pub const fn is_of_test_clock(self) -> bool {
        matches!(self, Self::Now | Self::Nexttick)
    }

    /// Whether a servlet may leave it out as it likes, and its value is only tested where a capability says so.
    pub const fn is_optional_rate(self) -> bool {
        matches!(self, Self::DqRateA | Self::DqRateB | Self::RqRate)
    }
}

/// What the values of a field are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Decimal digits, with a sign where negative.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// Anything, to the end of the line.
    Text,
}

/// One value of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// A number.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// Text.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A refused request (CCB-TRN-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// The line `error`.
    pub error: Refusal,
    /// The line `parameter`: which one was missing or invalid.
    pub parameter: Option<String>,
    /// The line `message`, for a reader; its wording is not tested.
    pub message: String,
}

/// What a servlet answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Status 200 and its lines (CCB-TRN-03).
    Done(BTreeMap<Field, Value>),
    /// A refusal (CCB-TRN-04).
    Refused(Refused),
}
