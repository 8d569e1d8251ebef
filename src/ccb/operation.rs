//! Operations: what the parameter `method` may ask for (CCB-TRN-01).

use super::named::named_enum;

named_enum! {
    /// One of the eight methods, or the extension of section 15.
    Operation:
    /// A caller joins a queue (SPEC 3).
    EnterQueue = "EnterQueue",
    /// May a callback be offered (SPEC 5)?
    Validate = "Validate",
    /// The record of a queue is set (SPEC 4).
    SetQueueDefaults = "SetQueueDefaults",
    /// The caller takes the callback (SPEC 6).
    AddCallback = "AddCallback",
    /// How long still (SPEC 8)?
    GetStatus = "GetStatus",
    /// The callback goes to another state (SPEC 7).
    UpdateStatus = "UpdateStatus",
    /// The caller leaves the queue (SPEC 9).
    LeaveQueue = "LeaveQueue",
    /// The page for a browser (SPEC 14).
    Diag = "Diag",
    /// The clock that a tester moves (SPEC 15).
    TestClock = "TestClock",
}
