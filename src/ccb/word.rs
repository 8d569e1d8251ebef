//! Words: the closed sets of texts that requests and answers carry (SPEC 4 to 9).

use super::named::named_enum;

named_enum! {
    /// What the field `result` says.
    ResultWord:
    /// It was done.
    Done = "done",
    /// The queue's record has to be set first (CCB-VAL-01).
    Refresh = "refresh",
    /// A callback may be offered (CCB-VAL-02).
    Preemptive = "preemptive",
    /// No callback may be offered (CCB-VAL-03).
    None = "none",
    /// The callback is registered (CCB-ADD-01).
    Valid = "valid",
    /// It was not validated before (CCB-ADD-04).
    NoValidation = "no_validation",
    /// Scheduled callbacks are outside the feature (CCB-ADD-05).
    InvalidTime = "invalid_time",
    /// The caller was reached (CCB-UPD-02).
    Success = "success",
    /// The callback goes on (CCB-UPD-03, CCB-UPD-06).
    Retry = "retry",
    /// The callback is canceled (CCB-UPD-07).
    Cancel = "cancel",
}

named_enum! {
    /// What the parameter `probe` says (SPEC 5).
    ProbeWord:
    /// The gateway answered.
    Ok = "ok",
    /// It did not.
    NoResponse = "noresponse",
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::clause::SPECIFICATION;

    #[test]
    fn every_word_is_spelt_as_the_specification_spells_it() {
        let results = ResultWord::ALL.iter().map(|word| word.name());
        for word in results.chain(ProbeWord::ALL.iter().map(|word| word.name())) {
            let told = [format!("`{word}`"), format!("={word}`")].iter().any(|text| SPECIFICATION.contains(text));
            assert!(told, "SPEC.md knows no word `{word}`");
        }
    }
}
