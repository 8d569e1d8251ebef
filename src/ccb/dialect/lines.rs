//! Lines `name=value`, each ending in LF (CCB-TRN-03).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::place::Place;
use super::scalar::Scalar;
use super::text::excerpt;

/// Values by name.
pub(super) type Lines = BTreeMap<String, String>;

pub(super) fn read(text: &str) -> Result<Lines, String> {
    if !text.is_empty() && !text.ends_with('\n') {
        return Err(format!("the last line does not end in LF: {}", excerpt(text)));
    }
    let mut lines = Lines::new();
    for line in text.split_terminator('\n') {
        let Some((name, value)) = line.split_once('=') else {
            return Err(format!("a line is not `name=value`: {}", excerpt(line)));
        };
        if lines.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(format!("the line {} comes twice", excerpt(name)));
        }
    }
    Ok(lines)
}

pub(super) fn get(lines: &Lines, place: &Place) -> Option<Scalar> {
    place.steps().first().and_then(|name| lines.get(name)).map(|value| Scalar::text(value))
}

pub(super) fn write(values: &[(&Place, Scalar)]) -> String {
    values.iter().fold(String::new(), |mut text, (place, value)| {
        let _ = writeln!(text, "{place}={value}");
        text
    })
}
