//! Parameters: the names that requests carry in the default dialect (SPEC 3 to 9 and 15).

use super::named::named_enum;

named_enum! {
    /// The name of one parameter of a request.
    Parameter:
    Method = "method",
    Callid = "callid",
    Qname = "qname",
    Ewt = "ewt",
    Ani = "ani",
    Probe = "probe",
    Gw = "gw",
    Loc = "loc",
    Trunks = "trunks",
    Number = "number",
    Rec = "rec",
    Scheduled = "scheduled",
    Status = "status",
    Reason = "reason",
    Cli = "cli",
    Maxpercent = "maxpercent",
    Maxcount = "maxcount",
    Refresh = "refresh",
    Maxewt = "maxewt",
    Timezone = "timezone",
    Keepalive = "keepalive",
    Dn = "dn",
    Reconnect = "reconnect",
    Sla = "sla",
    Sample = "sample",
    Burst = "burst",
    Rna = "rna",
    Sunday = "sunday",
    Monday = "monday",
    Tuesday = "tuesday",
    Wednesday = "wednesday",
    Thursday = "thursday",
    Friday = "friday",
    Saturday = "saturday",
    Maxnoresponse = "maxnoresponse",
    Maxbusy = "maxbusy",
    Maxnoanswer = "maxnoanswer",
    Maxtrunksbusy = "maxtrunksbusy",
    Maxerror = "maxerror",
    Advance = "advance",
    Now = "now",
    Timer = "timer",
}

/// What the values of a parameter are made of, as far as a dialect may spell them otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Decimal digits (CCB-TRN-10).
    Integer,
    /// The number of an event type (SPEC 1.1).
    State,
    /// The number of a cause (SPEC 1.2).
    Cause,
    /// `ok` or `noresponse` (SPEC 5).
    Probe,
    /// Anything.
    Text,
}

impl Parameter {
    /// What its values are made of.
    pub const fn kind(self) -> ParameterKind {
        match self {
            Self::Status => ParameterKind::State,
            Self::Reason => ParameterKind::Cause,
            Self::Probe => ParameterKind::Probe,
            Self::Ewt
            | Self::Trunks
            | Self::Maxpercent
            | Self::Maxcount
            | Self::Refresh
            | Self::Maxewt
            | Self::Keepalive
            | Self::Reconnect
            | Self::Sla
            | Self::Sample
            | Self::Rna => ParameterKind::Integer,
            _ => ParameterKind::Text,
        }
    }

    /// Whether only the test clock reads it (SPEC 15).
    pub const fn is_of_test_clock(self) -> bool {
        matches!(self, Self::Advance | Self::Now | Self::Timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::clause::SPECIFICATION;

    #[test]
    fn every_parameter_is_spelt_as_the_specification_spells_it() {
        // The specification writes the days as a span, `sunday` .. `saturday`.
        let spanned = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        for parameter in Parameter::ALL {
            let name = parameter.name();
            let told = SPECIFICATION.contains(&format!("`{name}`"))
                || SPECIFICATION.contains(&format!("`{name}="))
                || spanned.contains(&name);
            assert!(told, "SPEC.md knows no parameter `{name}`");
        }
    }
}
