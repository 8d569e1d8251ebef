//! Single values as a wire carries them, with the type that JSON and YAML give them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A single value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scalar {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number of JSON, as it is spelt.
    Decimal(String),
    /// Text.
    Text(String),
}

impl Scalar {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(truth) => truth.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Decimal(text) | Self::Text(text) => f.write_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfScalar;

        impl Visitor<'_> for OfScalar {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a whole number, `true` or `false`")
            }

            fn visit_bool<E: Error>(self, truth: bool) -> Result<Scalar, E> {
                Ok(Scalar::Boolean(truth))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar::Integer(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
                i64::try_from(number).map(Scalar::Integer).map_err(|_| E::custom(format!("{number} is too large")))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar::text(text))
            }
        }

        deserializer.deserialize_any(OfScalar)
    }
}

/// How numbers are written in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Numbers {
    /// As numbers.
    #[default]
    Native,
    /// As strings of digits.
    Text,
}

/// Which types values keep on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typing {
    /// None: all is text, as in queries, forms, lines and XML.
    Untyped,
    /// Those of JSON.
    Json(Numbers),
}

impl Typing {
    /// Whether a value that arrived is that one.
    pub(super) fn is(self, scalar: &Scalar, found: &Scalar) -> bool {
        match (scalar, found) {
            (Scalar::Text(own), Scalar::Text(found)) => own == found,
            _ => self.on_wire(scalar) == *found,
        }
    }

    /// The value as it arrives.
    pub(super) fn on_wire(self, scalar: &Scalar) -> Scalar {
        match (self, scalar) {
            (Self::Json(Numbers::Text), Scalar::Integer(number)) => Scalar::Text(number.to_string()),
            (Self::Json(_), scalar) => scalar.clone(),
            (Self::Untyped, scalar) => Scalar::Text(scalar.to_string()),
        }
    }
}
