//! Words: how a feature names callers and states the record of a queue.

use std::str::FromStr;

use cucumber::Parameter;

use crate::ccb::parameter::Parameter as Wire;
use crate::ccb::refusal::Refusal;

/// `the caller`, where a journey has one, or `caller Ann`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Parameter)]
#[param(name = "caller", regex = r"the caller|caller [A-Z][a-z]+")]
pub struct CallerName(pub String);

impl FromStr for CallerName {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The only caller has no name, and is bound to `${call}`.
        Ok(Self(text.strip_prefix("caller ").unwrap_or_default().to_ascii_lowercase()))
    }
}

/// Why a request is refused, in words: the code with blanks, such as `not in queue`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "refusal", regex = "[a-z]+ [a-z ]+|unavailable")]
pub struct RefusalWords(pub Refusal);

impl FromStr for RefusalWords {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Refusal::from_name(&text.replace(' ', "_")).map(Self).ok_or_else(|| format!("nothing is refused as `{text}`"))
    }
}

/// What a contact centre calls a setting of a queue's record, the parameter that carries it, and the unit that is not sent.
const SETTINGS: &[(&str, Wire, &str)] = &[
    ("calling line id", Wire::Cli, ""),
    ("largest share of callbacks", Wire::Maxpercent, "percent"),
    ("largest number of callbacks", Wire::Maxcount, ""),
    ("record is good for", Wire::Refresh, "minutes"),
    ("shortest wait that is offered a callback", Wire::Maxewt, "seconds"),
    ("time zone", Wire::Timezone, ""),
    ("longest time without contact", Wire::Keepalive, "seconds"),
    ("dialed number", Wire::Dn, ""),
    ("time to reconnect", Wire::Reconnect, "seconds"),
    ("service level agreement", Wire::Sla, "seconds"),
    ("sample of the leave rate", Wire::Sample, "minutes"),
    ("burst left out", Wire::Burst, ""),
    ("ring-no-answer timeout", Wire::Rna, "seconds"),
    ("open on Sunday", Wire::Sunday, ""),
    ("open on Monday", Wire::Monday, ""),
    ("open on Tuesday", Wire::Tuesday, ""),
    ("open on Wednesday", Wire::Wednesday, ""),
    ("open on Thursday", Wire::Thursday, ""),
    ("open on Friday", Wire::Friday, ""),
    ("open on Saturday", Wire::Saturday, ""),
    ("attempts without response", Wire::Maxnoresponse, ""),
    ("attempts while busy", Wire::Maxbusy, ""),
    ("attempts without answer", Wire::Maxnoanswer, ""),
    ("attempts while trunks are busy", Wire::Maxtrunksbusy, ""),
    ("attempts after errors", Wire::Maxerror, ""),
];

/// The parameters that a table of settings stands for, in the order of the table.
///
/// # Errors
///
/// Where a row has not two cells, names a setting that there is not, or lacks the unit.
pub fn settings(table: &[Vec<String>]) -> Result<Vec<(Wire, String)>, String> {
    table.iter().map(|row| setting(row)).collect()
}

fn setting(row: &[String]) -> Result<(Wire, String), String> {
    let [name, value] = row else {
        return Err(format!("a setting has a name and a value, not {} cells: {row:?}", row.len()));
    };
    let Some((_, parameter, unit)) = SETTINGS.iter().find(|(known, _, _)| known == name) else {
        let known: Vec<&str> = SETTINGS.iter().map(|(known, _, _)| *known).collect();
        return Err(format!("no setting is called `{name}`; there are: {}", known.join(", ")));
    };
    let bare = value
        .strip_suffix(unit)
        .or_else(|| value.strip_suffix(unit.trim_end_matches('s')))
        .ok_or_else(|| format!("`{name}` is told in {unit}, not `{value}`"))?;
    // `3 attempts, 300 seconds apart` is sent as `3;300`.
    let sent = bare.trim().replace(" attempts, ", ";").replace(" attempt, ", ";").replace(" seconds apart", "");
    Ok((*parameter, sent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: &str) -> Vec<String> {
        vec![name.to_owned(), value.to_owned()]
    }

    #[test]
    fn a_setting_is_sent_without_its_unit() {
        let table = [
            row("largest share of callbacks", "100 percent"),
            row("record is good for", "1 minute"),
            row("attempts while busy", "4 attempts, 300 seconds apart"),
            row("calling line id", "8005551212"),
        ];
        let sent = settings(&table).expect("all are settings");
        let spelt: Vec<String> = sent.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(spelt, ["maxpercent=100", "refresh=1", "maxbusy=4;300", "cli=8005551212"]);
    }

    #[test]
    fn what_is_no_setting_is_told() {
        assert!(setting(&row("largest shape", "1")).expect_err("unknown").contains("largest share"));
        assert!(setting(&row("time to reconnect", "30 minutes")).expect_err("a unit").contains("seconds"));
        assert!(setting(&["alone".to_owned()]).is_err());
    }

    #[test]
    fn callers_have_names_or_are_the_only_one() {
        assert_eq!("the caller".parse(), Ok(CallerName(String::new())));
        assert_eq!("caller Ann".parse(), Ok(CallerName("ann".to_owned())));
    }
}
