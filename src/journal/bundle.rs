//! The bundle: the directory of a statement, and what lies in it.

/// The journal that everything else follows from.
pub const JOURNAL: &str = "journal.jsonl";
