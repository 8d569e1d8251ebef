//! Findings: what an audit has to say of a line.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::limits::MOST_FINDINGS;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// A clause was broken.
    Violation,
    /// The text is mangled. It says nothing of the servlet.
    Damage,
    /// Something that a reader should know.
    Note,
}

impl FindingKind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 3] = [Self::Violation, Self::Damage, Self::Note];

    /// The word that a report prints.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Damage => "damage",
            Self::Note => "note",
        }
    }
}

/// A line of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's number among those that are read.
    pub file: u32,
    /// The line, from 1. Of a wrapped record it is that in which its value stands.
    pub line: u32,
    /// The line in which the record begins.
    pub first: u32,
}

impl Place {
    /// A line; one beyond the 4,294,967,295th is told as that.
    pub fn new(file: u32, line: u64) -> Self {
        Self::of(file, line, line)
    }

    /// A record that begins in one line and has its value in another.
    pub fn of(file: u32, first: u64, line: u64) -> Self {
        let short = |line: u64| u32::try_from(line).unwrap_or(u32::MAX);
        Self { file, line: short(line), first: short(first) }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub kind: FindingKind,
    /// The clause that it is about; a note or a damage may be about none.
    pub clause: Option<&'static str>,
    /// The file.
    #[serde(serialize_with = "as_text")]
    pub file: Arc<str>,
    /// The line in it, from 1; of a wrapped record that in which its value stands.
    pub line: u32,
    /// The line in which the record begins.
    pub first_line: u32,
    /// The call, where it is known: 32 hexadecimal digits.
    pub call: Option<Box<str>>,
    /// What it is about, such as `RemainingTime`.
    pub about: Box<str>,
    /// What was expected, where something was.
    pub expected: Option<Box<str>>,
    /// What stands there.
    pub found: Option<Box<str>>,
}

/// A shared text, told as a text.
///
/// # Errors
///
/// Those of the format.
pub fn as_text<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// What a line is called whose end is missing.
pub const CUT_OFF: &str = "a line that is cut off";

/// A finding before its file and call are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How grave it is.
    pub kind: FindingKind,
    /// The clause.
    pub clause: Option<&'static str>,
    /// Where.
    pub place: Place,
    /// What it is about.
    pub about: Box<str>,
    /// What was expected.
    pub expected: Option<Box<str>>,
    /// What stands there.
    pub found: Option<Box<str>>,
}

impl Draft {
    /// A broken clause.
    pub fn violation(
        clause: &'static str,
        place: Place,
        about: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            kind: FindingKind::Violation,
            clause: Some(clause),
            place,
            about: about.into(),
            expected: Some(expected.into().into()),
            found: Some(found.into().into()),
        }
    }

    /// Mangled text (CCB-LOG-06).
    pub fn damage(place: Place, about: &str, expected: Option<String>, found: impl Into<String>) -> Self {
        Self {
            kind: FindingKind::Damage,
            clause: Some("CCB-LOG-06"),
            place,
            about: about.into(),
            expected: expected.map(Into::into),
            found: Some(found.into().into()),
        }
    }

    /// Something to know.
    pub fn note(place: Place, about: impl Into<String>) -> Self {
        let about = about.into().into();
        Self { kind: FindingKind::Note, clause: None, place, about, expected: None, found: None }
    }
}

/// All findings, counted, and as many of each kind kept as a reader may want to see.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: BTreeMap<FindingKind, u64>,
    by_clause: BTreeMap<&'static str, u64>,
}

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        if finding.kind == FindingKind::Violation
            && let Some(clause) = finding.clause
        {
            *self.by_clause.entry(clause).or_default() += 1;
        }
        let count = self.counts.entry(finding.kind).or_default();
        *count += 1;
        if usize::try_from(*count).is_ok_and(|count| count <= MOST_FINDINGS) {
            self.kept.push(finding);
        }
    }

    /// How many of a kind there are.
    pub fn count(&self, kind: FindingKind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    /// Those that were kept, by kind, file and line; and the violations by clause.
    pub fn into_sorted(mut self) -> (Vec<Finding>, BTreeMap<&'static str, u64>) {
        self.kept.sort_by(|a, b| (a.kind, &a.file, a.line).cmp(&(b.kind, &b.file, b.line)));
        (self.kept, self.by_clause)
    }
}
