//! Names: unique callids, queues, gateways and numbers, so that no journey meets the traces of another and none needs a clean-up.

use crate::ccb::binding::{BindingKind, Bindings};
use crate::ccb::callid::Callid;
use crate::ccb::nonce::{Nonces, new_seed};

/// The queue whose record serves those without one of their own (CCB-SQD-03).
const DEFAULT_QUEUE: &str = "default";

/// The longest `qname` and `gw`, characters (CCB-TRN-10).
const LONGEST_NAME_CHARS: usize = 40;

/// Makes the values of one journey and keeps what they are bound to.
#[derive(Debug)]
pub struct Names {
    /// What makes this journey's values unlike all others.
    nonce: u64,
    nonces: Nonces,
    bindings: Bindings,
}

impl Names {
    /// For a journey of this name in a run of this seed.
    pub fn new(seed: u64, journey: &str) -> Self {
        let mut nonces = Nonces::new(seed, journey);
        Self { nonce: nonces.next_number(), nonces, bindings: Bindings::default() }
    }

    /// What was bound so far.
    pub const fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// A callid for a caller.
    pub fn new_call(&mut self, caller: &str) -> Callid {
        let callid = self.unnamed_call();
        self.bindings.bind(BindingKind::Call, caller, &callid.to_string());
        callid
    }

    /// A callid that no name is bound to yet.
    pub fn unnamed_call(&mut self) -> Callid {
        Callid::from_u128(u128::from(self.nonces.next_number()) << 64 | u128::from(self.nonce))
    }

    /// Binds a callid to a caller.
    pub fn name_call(&mut self, caller: &str, callid: Callid) {
        self.bindings.bind(BindingKind::Call, caller, &callid.to_string());
    }

    /// The name of the queue that the feature calls `alias`. `default` is the servlet's own word, and is sent as it is.
    pub fn queue(&mut self, alias: &str) -> String {
        if alias == DEFAULT_QUEUE {
            return self.value(BindingKind::Queue, alias, || alias.to_owned());
        }
        let suffix = format!("-{:016x}", self.nonce);
        self.value(BindingKind::Queue, alias, || unique(alias, &suffix))
    }

    /// The id of the gateway that the feature calls `alias`.
    pub fn gateway(&mut self, alias: &str) -> String {
        let suffix = format!("-{:016x}", self.nonce);
        self.value(BindingKind::Gateway, alias, || unique(alias, &suffix))
    }

    /// The telephone number that the feature calls `alias`: its digits and ten more.
    pub fn number(&mut self, alias: &str) -> String {
        const TEN_DIGITS: u64 = 10_000_000_000;
        let suffix = format!("{:010}", self.nonce % TEN_DIGITS);
        self.value(BindingKind::Number, alias, || format!("{alias}{suffix}"))
    }

    fn value(&mut self, kind: BindingKind, alias: &str, make: impl FnOnce() -> String) -> String {
        if let Some(value) = self.bindings.value(kind, alias) {
            return value.to_owned();
        }
        let value = make();
        self.bindings.bind(kind, alias, &value);
        value
    }
}

/// Unlike those of any other.
impl Default for Names {
    fn default() -> Self {
        Self::new(new_seed(), "")
    }
}

fn unique(alias: &str, suffix: &str) -> String {
    let kept: String = alias.chars().take(LONGEST_NAME_CHARS - suffix.len()).collect();
    kept + suffix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_journeys_share_no_value() {
        let (mut one, mut other) = (Names::default(), Names::default());
        assert_ne!(one.new_call(""), other.new_call(""));
        assert_ne!(one.queue("billing"), other.queue("billing"));
        assert_ne!(one.number("5008"), other.number("5008"));
    }

    #[test]
    fn within_a_journey_a_name_keeps_its_value() {
        let mut names = Names::default();
        assert_eq!(names.queue("billing"), names.queue("billing"));
        assert_ne!(names.queue("billing"), names.queue("sales"));
        let queue = names.queue("billing");
        assert_eq!(names.bindings().placeholder(BindingKind::Queue, &queue), "${queue:billing}");
    }

    #[test]
    fn values_keep_to_the_longest_that_are_allowed() {
        let mut names = Names::default();
        assert_eq!(names.gateway(&"g".repeat(60)).len(), LONGEST_NAME_CHARS);
        assert!(names.number("5008").len() <= 32);
    }
}
