//! The callid: the call GUID that names one caller (SPEC 1).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Hexadecimal digits of a callid.
pub const DIGITS: usize = 32;

/// A call GUID. The case of its digits carries no meaning (CCB-ENQ-06); it prints in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Callid(u128);

impl Callid {
    /// The callid whose 32 digits are those of `number`.
    pub const fn from_u128(number: u128) -> Self {
        Self(number)
    }
}

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no callid: a callid is {DIGITS} hexadecimal digits")]
pub struct InvalidCallid(String);

impl FromStr for Callid {
    type Err = InvalidCallid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidCallid(text.to_owned());
        // `from_str_radix` would take a sign.
        if text.len() != DIGITS || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(invalid());
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| invalid())
    }
}

impl fmt::Display for Callid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$X}", self.0, width = DIGITS)
    }
}

/// As it prints.
impl Serialize for Callid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Callid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Callid {
    fn schema_name() -> Cow<'static, str> {
        "Callid".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9A-F]{32}$" })
    }
}

impl fmt::Debug for Callid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_carries_no_meaning_and_print_is_in_capitals() {
        let lower: Callid = "064cd880000100000000025308c6c90a".parse().expect("32 digits");
        assert_eq!(lower.to_string(), "064CD880000100000000025308C6C90A");
        assert_eq!(Ok(lower), "064CD880000100000000025308C6C90A".parse());
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "064CD88", "+64CD880000100000000025308C6C90A", "064CD880000100000000025308C6C90G"] {
            assert!(text.parse::<Callid>().is_err(), "{text}");
        }
        assert!(format!("{}0", "0".repeat(DIGITS)).parse::<Callid>().is_err());
    }
}
