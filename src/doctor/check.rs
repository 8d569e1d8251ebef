//! Checks: one line each, worst first.

/// How a check came out. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// It cannot work like this.
    Fail,
    /// It works, but not all of it can be tested, or it may be wrong.
    Warn,
    /// It was not looked at.
    Skipped,
    /// It is as it must be.
    Fine,
}

impl Health {
    /// As a report spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Skipped => "skip",
            Self::Fine => "ok",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at, such as `clock`.
    pub name: &'static str,
    /// How it came out.
    pub health: Health,
    /// What was seen.
    pub seen: String,
    /// What to do, where something is not as it must be.
    pub remedy: Option<String>,
}

impl Check {
    /// As it must be.
    pub fn fine(name: &'static str, seen: impl Into<String>) -> Self {
        Self { name, health: Health::Fine, seen: seen.into(), remedy: None }
    }

    /// Not looked at.
    pub fn skipped(name: &'static str, seen: impl Into<String>) -> Self {
        Self { name, health: Health::Skipped, seen: seen.into(), remedy: None }
    }

    /// Not all of it as it should be.
    pub fn warn(name: &'static str, seen: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, health: Health::Warn, seen: seen.into(), remedy: Some(remedy.into()) }
    }

    /// Wrong.
    pub fn fail(name: &'static str, seen: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, health: Health::Fail, seen: seen.into(), remedy: Some(remedy.into()) }
    }
}

/// What an examination came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// What was examined, without secrets.
    pub target: String,
    /// Whether anything answers there at all.
    pub reachable: bool,
    /// Every check, in the order in which they were made.
    pub checks: Vec<Check>,
}

impl Findings {
    /// Every check, worst first; those of one kind in the order in which they were made.
    pub fn worst_first(&self) -> Vec<&Check> {
        let mut checks: Vec<&Check> = self.checks.iter().collect();
        checks.sort_by_key(|check| check.health);
        checks
    }

    /// How many came out so.
    pub fn count(&self, health: Health) -> usize {
        self.checks.iter().filter(|check| check.health == health).count()
    }
}
