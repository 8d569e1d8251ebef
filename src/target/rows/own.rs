//! What is a journey's own: by it the observer finds every row that came of the journey, also those that hang on none of its calls.

use crate::ccb::callid::Callid;

/// What is a journey's own. All of it is unique to the journey, so that no row of anybody else's is found.
#[derive(Clone, Debug, Default)]
pub struct Own<'a> {
    /// Its calls, in the order in which their rows are told.
    pub calls: &'a [Callid],
    /// Calls in its queues and at its gateways whose rows are not told.
    pub others: Vec<Callid>,
    /// The names of its queues.
    pub queues: Vec<&'a str>,
    /// Its gateways.
    pub gateways: Vec<&'a str>,
    /// Its callers' telephone numbers.
    pub numbers: Vec<&'a str>,
}

impl<'a> Own<'a> {
    /// Calls alone: only rows that hang on one of them are found.
    pub fn calls(calls: &'a [Callid]) -> Self {
        Self { calls, ..Self::default() }
    }
}
