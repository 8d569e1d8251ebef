//! A time zone by its IANA name (SPEC 4, `timezone`).

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A zone that the time zone database knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        zone.iana_name().is_some().then_some(Self(zone))
    }

    /// Its rules.
    pub const fn rules(&self) -> &TimeZone {
        &self.0
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0.iana_name().unwrap_or("UTC").to_owned()
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::from_name(&name).ok_or_else(|| format!("no time zone is named `{name}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_database_are_zones() {
        let chicago = Zone::from_name("America/Chicago").expect("a zone");
        assert_eq!(String::from(chicago), "America/Chicago");
        for name in ["Mars/Olympus", "-06:00", "CST6CDT,M3.2.0,M11.1.0", ""] {
            assert!(Zone::from_name(name).is_none(), "{name}");
        }
    }
}
