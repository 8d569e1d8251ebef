//! Notes: what a decision found on its way and only the reporting log tells (SPEC 18).

use super::wait::Wait;
use crate::ccb::callid::Callid;
use crate::ccb::validation::Validation;

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// An entry was put into its queue.
    Put {
        /// Whose.
        callid: Callid,
        /// Entries there before it.
        size_before: usize,
    },
    /// A validation found no good record.
    Refresh(Callid),
    /// A validation looked at the gateway's trunks.
    GatewayChecked {
        /// The gateway's id.
        gateway: String,
        /// Its trunks.
        trunks: u32,
        /// Whether they are used up.
        exceeded: bool,
    },
    /// A validation looked at the queue's share of callbacks.
    QueueChecked {
        /// The queue's name.
        queue: String,
        /// Callbacks that are pending or in progress.
        pending: usize,
        /// Largest number of them.
        max_count: u32,
        /// Entries.
        size: usize,
        /// Largest share.
        max_percent: u32,
        /// The share with one more.
        percent: usize,
    },
    /// A validation came to its result.
    Validated {
        /// Whose.
        callid: Callid,
        /// `preemptive` or `none`.
        result: &'static str,
        /// The bits it found.
        mask: Validation,
    },
    /// `UpdateStatus` came to its result.
    Updated {
        /// Whose.
        callid: Callid,
        /// The result.
        result: &'static str,
    },
    /// The call was dropped from the queue (27).
    Dropped(Callid),
    /// The call was added to the queue (28).
    Added(Callid),
    /// An entry was removed.
    Removed(Callid),
    /// An entry is stale (CCB-KAL-01).
    Stale {
        /// Whose.
        callid: Callid,
        /// Its queue's keepalive, seconds.
        keepalive_s: u32,
    },
    /// A tick calculated R.
    Recalculated {
        /// Whose.
        callid: Callid,
        /// What R is made of.
        wait: Wait,
    },
    /// An archive run moved that many callbacks.
    Archived(usize),
}
