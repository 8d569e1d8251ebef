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
