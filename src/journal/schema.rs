//! The JSON Schema of a journal's lines, generated from the types.

use schemars::schema_for;

use super::record::Record;

/// The schema of one line, as it is checked in.
pub const CHECKED_IN: &str = include_str!("journal.schema.json");

/// The schema of one line, as the types have it.
pub fn generated() -> String {
    // A schema is JSON, which can always be written.
    serde_json::to_string_pretty(&schema_for!(Record)).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_that_is_checked_in_is_that_of_the_types() {
        assert_eq!(CHECKED_IN, generated(), "`ccbspec schema > src/journal/journal.schema.json` writes it anew");
    }
}
