//! A number that nobody else has, for names that no two journeys share.

use std::hash::{BuildHasher, RandomState};

/// A number that no other call of this gives: the standard library seeds each hasher anew from the system.
pub fn nonce() -> u64 {
    RandomState::new().hash_one(std::process::id())
}
