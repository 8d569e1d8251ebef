//! Documents: values at places, in any of the formats.

use super::place::{Format, Place};
use super::scalar::Scalar;
use super::{json, lines, xml};

/// A document that was read.
#[derive(Debug)]
pub(super) enum Document {
    /// Lines `name=value`.
    Lines(lines::Lines),
    /// JSON.
    Json(json::Json),
    /// XML.
    Xml(xml::Element),
}

impl Document {
    /// Reads a text from outside.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(super) fn read(format: Format, text: &str) -> Result<Self, String> {
        match format {
            Format::Lines => lines::read(text).map(Self::Lines),
            Format::Json => json::read(text).map(Self::Json),
            Format::Xml => xml::read(text).map(Self::Xml),
        }
    }

    /// The value at a place, if there is one.
    ///
    /// # Errors
    ///
    /// Where something else than a single value stands there.
    pub(super) fn get(&self, place: &Place) -> Result<Option<Scalar>, String> {
        match self {
            Self::Lines(lines) => Ok(lines::get(lines, place)),
            Self::Json(value) => json::get(value, place),
            Self::Xml(root) => xml::get(root, place),
        }
    }

    /// A document with these values, which stand at places that do not clash.
    pub(super) fn write(format: Format, values: &[(&Place, Scalar)]) -> String {
        match format {
            Format::Lines => lines::write(values),
            Format::Json => json::write(values),
            Format::Xml => xml::write(values),
        }
    }
}
