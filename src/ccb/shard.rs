//! Sharding: a run split into parts that know nothing of each other, such as the jobs of a CI matrix.
//!
//! A scenario belongs to a shard by its id alone, so it stays there as others come and go. The shards of a run do not overlap, and together
//! are the whole.

use std::fmt;
use std::num::{NonZeroU64, ParseIntError};
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

const HASH: &str = "hash";

/// Which part of the selected scenarios is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shard {
    /// Those whose id's hash falls into it: the first eight bytes of its SHA-256, read as a number whose greatest byte comes first, divided
    /// by `count`, leave `index - 1`. So it is the same on every machine, and `sha256sum` can tell it.
    Hash {
        /// Which, from 1 to `count`.
        index: NonZeroU64,
        /// Of how many.
        count: NonZeroU64,
    },
}

/// A text that names no shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// It is of another form.
    #[error("`{0}` is no shard; write one such as `hash:2/5`, the second of five")]
    Form(String),
    /// It splits in another way.
    #[error("scenarios are not split by `{0}`, only by `hash`, such as `hash:2/5`")]
    Kind(String),
    /// One of its numbers is none.
    #[error("`{text}` in a shard is no whole number from 1: {reason}")]
    Number {
        /// As given.
        text: String,
        /// What is wrong.
        reason: ParseIntError,
    },
    /// It is none of the shards there are.
    #[error("there is no shard {index} of {count}; the last is {count}/{count}")]
    BeyondTheLast {
        /// As given.
        index: NonZeroU64,
        /// As given.
        count: NonZeroU64,
    },
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let (kind, numbers) = text.split_once(':').ok_or_else(|| ShardError::Form(text.to_owned()))?;
        if kind != HASH {
            return Err(ShardError::Kind(kind.to_owned()));
        }
        let (index, count) = numbers.split_once('/').ok_or_else(|| ShardError::Form(text.to_owned()))?;
        let (index, count) = (number(index)?, number(count)?);
        if index > count {
            return Err(ShardError::BeyondTheLast { index, count });
        }
        Ok(Self::Hash { index, count })
    }
}

fn number(text: &str) -> Result<NonZeroU64, ShardError> {
    text.parse().map_err(|reason| ShardError::Number { text: text.to_owned(), reason })
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hash { index, count } => write!(f, "{HASH}:{index}/{count}"),
        }
    }
}

impl Shard {
    /// Whether a scenario belongs to it.
    pub fn holds(self, id: &str) -> bool {
        match self {
            Self::Hash { index, count } => hash(id) % count == index.get() - 1,
        }
    }
}

fn hash(id: &str) -> u64 {
    let digest = Sha256::digest(id.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use assert_matches::assert_matches;
    use proptest::prelude::*;

    fn shard(text: &str) -> Result<Shard, ShardError> {
        text.parse()
    }

    #[test]
    fn what_is_no_shard_is_told() {
        assert_matches!(shard("2/5"), Err(ShardError::Form(_)));
        assert_matches!(shard("hash:2"), Err(ShardError::Form(_)));
        assert_matches!(shard("count:1/2"), Err(ShardError::Kind(kind)) if kind == "count");
        for bad in ["hash:0/5", "hash:1/0", "hash:/", "hash:1/", "hash:-1/5", "hash:1.5/5", "hash:1/5/6", "hash: 1/5"] {
            assert_matches!(shard(bad), Err(ShardError::Number { .. }), "{bad}");
        }
        assert_matches!(shard("hash:6/5"), Err(ShardError::BeyondTheLast { .. }));
        assert_eq!(shard("hash:2/5").expect("a shard").to_string(), "hash:2/5");
    }

    /// As `printf plain-callback | sha256sum` tells.
    #[test]
    fn the_hash_is_the_documented_one() {
        assert_eq!(hash("plain-callback"), 0x8631_88f6_4daa_e652);
    }

    proptest! {
        /// Every id, known today or not, belongs to one shard, however many there are.
        #[test]
        fn every_scenario_belongs_to_one_shard(id in "[a-z0-9-]{1,40}", count in 1_u64..200) {
            let shards = (1..=count).map(|index| shard(&format!("hash:{index}/{count}")).expect("a shard"));
            prop_assert_eq!(shards.filter(|shard| shard.holds(&id)).count(), 1);
        }
    }
}
