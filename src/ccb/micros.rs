//! Lengths of time as whole microseconds, as a journal holds them.

use std::time::Duration;

use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

/// Writes a length; one that no number tells is the longest.
///
/// # Errors
///
/// Where the serializer has one.
pub fn serialize<S: Serializer>(length: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    whole(*length).serialize(serializer)
}

/// Reads a length.
///
/// # Errors
///
/// Where it is no whole number.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_micros)
}

/// Whole microseconds.
pub fn whole(length: Duration) -> u64 {
    u64::try_from(length.as_micros()).unwrap_or(u64::MAX)
}
