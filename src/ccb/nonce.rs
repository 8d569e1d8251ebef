//! Numbers that nobody else has, for names that no two journeys share.

use std::hash::{BuildHasher, RandomState};

use sha2::{Digest as _, Sha256};

/// The largest seed: that which every reader of JSON keeps exactly.
pub const LARGEST_SEED: u64 = (1 << 53) - 1;

/// A number that no other call of this gives: the standard library seeds each hasher anew from the system.
pub fn nonce() -> u64 {
    RandomState::new().hash_one(std::process::id())
}

/// A seed that no other run has.
pub fn new_seed() -> u64 {
    nonce() & LARGEST_SEED
}

/// Numbers that follow from a seed and a name, and that those of no other seed or name meet.
#[derive(Clone, Debug)]
pub struct Nonces {
    base: Sha256,
    given: u64,
}

impl Nonces {
    /// Those of a seed and a name.
    pub fn new(seed: u64, name: &str) -> Self {
        let base = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(name);
        Self { base, given: 0 }
    }

    /// The next one.
    pub fn next_number(&mut self) -> u64 {
        let digest = self.base.clone().chain_update(self.given.to_be_bytes()).finalize();
        self.given += 1;
        digest.iter().take(size_of::<u64>()).fold(0, |number, byte| number << u8::BITS | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_and_another_others() {
        let three = |seed, name| {
            let mut nonces = Nonces::new(seed, name);
            [nonces.next_number(), nonces.next_number(), nonces.next_number()]
        };
        assert_eq!(three(7, "x"), three(7, "x"));
        assert_ne!(three(7, "x"), three(8, "x"));
        assert_ne!(three(7, "x"), three(7, "y"));
        let [one, two, _] = three(7, "x");
        assert_ne!(one, two);
    }
}
