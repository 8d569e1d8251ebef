//! The clauses of the specification, read from the text that the project carries, so that no second list can drift.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::capability::Capability;

/// The whole specification, as `SPEC.md` has it.
pub const SPECIFICATION: &str = include_str!("../../SPEC.md");

/// How binding a clause is (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A breach makes a target non-conformant.
    Must,
    /// A breach is a warning.
    Should,
    /// Tested where the target declares it.
    May,
}

impl Level {
    /// As the specification spells it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
        }
    }
}

/// Where a clause comes from, and so how far to trust it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// T: seen in the published trace.
    Trace,
    /// C: documented by Cisco.
    Cisco,
    /// D: derived from those.
    Derived,
    /// S: decided by this suite.
    Suite,
}

/// A clause id, such as `CCB-UPD-03`; only ids that the specification has exist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseId(&'static str);

impl ClauseId {
    /// The clause of that id, if the specification has it.
    pub fn from_text(text: &str) -> Option<Self> {
        CLAUSES.get_key_value(text).map(|(id, _)| Self(id))
    }

    /// The clause it names.
    pub fn clause(self) -> &'static Clause {
        &CLAUSES[self.0]
    }

    /// The chapter that it stands in, such as `UPD`.
    pub fn chapter(self) -> &'static str {
        self.0.split('-').nth(1).unwrap_or_default()
    }

    /// The id as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// By its id.
impl Serialize for ClauseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for ClauseId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_text(&id).ok_or_else(|| D::Error::custom(format!("the specification has no clause `{id}`")))
    }
}

impl JsonSchema for ClauseId {
    fn schema_name() -> Cow<'static, str> {
        "ClauseId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^CCB-[A-Z]{3}-[0-9]{2}$" })
    }
}

impl fmt::Debug for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One clause.
#[derive(Clone, Debug)]
pub struct Clause {
    /// How binding it is.
    pub level: Level,
    /// Where it comes from.
    pub basis: Basis,
    /// The capability it depends on, if any.
    pub capability: Option<Capability>,
    /// What it demands, in Markdown.
    pub text: &'static str,
}

/// Every clause, by ascending id.
pub fn all() -> impl Iterator<Item = (ClauseId, &'static Clause)> {
    CLAUSES.iter().map(|(id, clause)| (ClauseId(id), clause))
}

static CLAUSES: LazyLock<BTreeMap<&'static str, Clause>> =
    LazyLock::new(|| SPECIFICATION.lines().filter_map(parse_row).collect());

/// The clause that a table row of the specification holds: id, level, basis, text.
fn parse_row(line: &'static str) -> Option<(&'static str, Clause)> {
    let mut cells = line.strip_prefix("| CCB-")?.strip_suffix(" |")?.splitn(4, " | ");
    let id = cells.next().map(|rest| &line[2..2 + "CCB-".len() + rest.len()])?;
    let level = match cells.next()? {
        "MUST" => Level::Must,
        "SHOULD" => Level::Should,
        "MAY" => Level::May,
        _ => return None,
    };
    let basis = match cells.next()? {
        "T" => Basis::Trace,
        "C" => Basis::Cisco,
        "D" => Basis::Derived,
        "S" => Basis::Suite,
        _ => return None,
    };
    let text = cells.next()?;
    let capability =
        text.strip_prefix('{').and_then(|rest| rest.split_once('}')).and_then(|(name, _)| Capability::from_name(name));
    Some((id, Clause { level, basis, capability, text }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_specification_that_names_a_clause_is_read() {
        let rows = SPECIFICATION.lines().filter(|line| line.starts_with("| CCB-")).count();
        assert_eq!(all().count(), rows, "a row was not understood, or an id stands twice");
    }

    #[test]
    fn every_name_in_braces_is_a_capability() {
        for (id, clause) in all() {
            let braces = clause.text.starts_with('{');
            assert_eq!(clause.capability.is_some(), braces, "{id}: {}", clause.text);
        }
    }

    #[test]
    fn every_capability_is_told_in_the_specification() {
        for capability in Capability::ALL {
            assert!(
                all().any(|(_, clause)| clause.capability == Some(*capability)),
                "SPEC.md has no clause for {{{capability}}}"
            );
        }
    }

    #[test]
    fn one_clause_as_an_example() {
        let id = ClauseId::from_text("CCB-UPD-11").expect("the specification has it");
        assert_eq!(id.clause().level, Level::Should);
        assert_eq!(id.clause().basis, Basis::Suite);
        assert_eq!(id.clause().capability, Some(Capability::StrictTransitions));
        assert!(ClauseId::from_text("CCB-UPD-99").is_none());
    }
}
