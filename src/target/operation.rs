//! What an operator does to a target, beside what requests do.

/// How a servlet ends before it is started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// In good order.
    Stop,
    /// All at once, with nothing saved on the way.
    Crash,
}

/// What an operator configures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Most outstanding callbacks to one number (CCB-VAL-17).
    pub max_calls_per_ani: Option<u32>,
    /// Dialed number rules, one a line: `allow PATTERN`, `deny PATTERN`, `unmatched allow` (CCB-VAL-18).
    pub dialed_numbers: Option<String>,
}
