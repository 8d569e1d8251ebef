//! Closed sets and how a dialect spells their members.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::scalar::{Scalar, Typing};
use crate::ccb::answer::Field;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;
use crate::ccb::table::Table;
use crate::ccb::word::{ProbeWord, ResultWord};

/// A member of a closed set whose members a dialect file may name.
pub(super) trait Member: Copy + Debug + Ord + 'static {
    /// What a member is called.
    const WHAT: &'static str;

    /// Every member.
    fn all() -> &'static [Self];

    /// How the default dialect spells it, which is also its key in a dialect file.
    fn plain(self) -> Scalar;
}

macro_rules! named_members {
    ($($set:ty => $what:literal,)+) => {
        $(
            impl Member for $set {
                const WHAT: &'static str = $what;

                fn all() -> &'static [Self] {
                    Self::ALL
                }

                fn plain(self) -> Scalar {
                    Scalar::text(self.name())
                }
            }
        )+
    };
}

named_members! {
    Operation => "operation",
    Parameter => "parameter",
    Field => "field",
    Refusal => "error",
    Table => "table",
    ResultWord => "result",
    ProbeWord => "probe",
}

macro_rules! numbered_members {
    ($($set:ty => $what:literal,)+) => {
        $(
            impl Member for $set {
                const WHAT: &'static str = $what;

                fn all() -> &'static [Self] {
                    Self::ALL
                }

                fn plain(self) -> Scalar {
                    Scalar::Integer(i64::from(self.id()))
                }
            }
        )+
    };
}

numbered_members! {
    EventType => "state",
    Cause => "cause",
}

impl Member for bool {
    const WHAT: &'static str = "boolean";

    fn all() -> &'static [Self] {
        &[true, false]
    }

    fn plain(self) -> Scalar {
        Scalar::Boolean(self)
    }
}

/// The member whose default spelling a text is.
pub(super) fn member<T: Member>(text: &str) -> Option<T> {
    T::all().iter().copied().find(|member| member.plain().to_string() == text)
}

/// What a spelling that arrived stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard<T> {
    /// A member.
    Member(T),
    /// Nothing: it is a member's default spelling, and the dialect spells that member otherwise.
    Foreign,
    /// Nothing that the set knows.
    Unknown,
}

/// How a dialect spells the members of a set; no two alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spellings<T>(BTreeMap<T, Scalar>);

impl<T: Member> Spellings<T> {
    /// The chosen spellings, and no others.
    ///
    /// # Errors
    ///
    /// The second of two members that are spelt alike, and what is wrong with it.
    pub(super) fn only(chosen: BTreeMap<T, Scalar>) -> Result<Self, (T, String)> {
        let mut seen: BTreeMap<String, T> = BTreeMap::new();
        for (member, spelling) in &chosen {
            if let Some(other) = seen.insert(spelling.to_string(), *member) {
                let (what, other, own) = (T::WHAT, other.plain(), member.plain());
                return Err((*member, format!("`{spelling}` would be {what} `{other}` as well as {what} `{own}`")));
            }
        }
        Ok(Self(chosen))
    }

    /// The chosen spellings, and the default's for every other member.
    ///
    /// # Errors
    ///
    /// As for [`Self::only`].
    pub(super) fn with_defaults(mut chosen: BTreeMap<T, Scalar>) -> Result<Self, (T, String)> {
        for member in T::all() {
            chosen.entry(*member).or_insert_with(|| member.plain());
        }
        Self::only(chosen)
    }

    /// How a member is spelt, if the dialect has it.
    pub(super) fn of(&self, member: T) -> Option<&Scalar> {
        self.0.get(&member)
    }

    /// What a value that arrived stands for.
    pub(super) fn heard(&self, typing: Typing, found: &Scalar) -> Heard<T> {
        let spelt = self.0.iter().find(|(_, spelling)| typing.is(spelling, found));
        if let Some((member, _)) = spelt {
            return Heard::Member(*member);
        }
        match member::<T>(&found.to_string()) {
            Some(_) => Heard::Foreign,
            None => Heard::Unknown,
        }
    }

    /// Whether a text would be heard as a member.
    pub(super) fn has(&self, text: &str) -> bool {
        self.0.values().any(|spelling| spelling.to_string() == text)
    }
}
