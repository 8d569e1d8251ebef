//! Capabilities: what a target may declare it can do, and is then tested on (SPEC, levels).

use super::named::named_enum;

named_enum! {
    /// A name in braces in the specification, and a `@cap:` tag in a feature.
    Capability:
    /// A canceled or complete callback moves to the historical table.
    Archive = "archive",
    /// Events are removed after seven days.
    Purge = "purge",
    /// State survives a restart.
    Restart = "restart",
    /// An unreachable database is survived.
    Outage = "outage",
    /// A transition that section 7 does not allow is refused.
    StrictTransitions = "strict-transitions",
    /// The suite knows the zone of the servlet's local time, and not only its present offset.
    LocalZone = "local-zone",
    /// Outstanding callbacks to one number are limited.
    MaxCallsPerAni = "max-calls-per-ani",
    /// A journey may set the record of `default` for itself alone.
    DefaultRecord = "default-record",
    /// Calling numbers are judged by allowed and denied patterns.
    DialedNumberRules = "dialed-number-rules",
    /// `GetStatus` tells dequeue and reconnect rates.
    Rates = "rates",
    /// The suite may move the servlet's clock.
    TestClock = "test-clock",
    /// The suite may restart the servlet's timer with a period of its own.
    TestClockTimer = "test-clock-timer",
    /// The Diag page carries its values as data attributes.
    DiagData = "diag-data",
    /// The dialect carries parameters as a form or a query, alike by GET and POST, so that a name may come twice.
    FormDialect = "form-dialect",
    /// The dialect carries parameters in a body.
    RequestBody = "request-body",
}

impl Capability {
    /// Whether it follows from the dialect alone (CCB-TRN-11).
    pub const fn is_of_dialect(self) -> bool {
        matches!(self, Self::FormDialect | Self::RequestBody)
    }
}
