//! Tampering: what a journey changes in the next request, for the clauses about requests that are not in order.

use std::str::FromStr;

use cucumber::Parameter;

use crate::ccb::observation::{Request, Verb};
use crate::ccb::parameter::Parameter as Wire;

/// What contact centres call the details of a request. The record of a queue has words of its own.
const DETAILS: &[(&str, Wire)] = &[
    ("the callid", Wire::Callid),
    ("the name of the queue", Wire::Qname),
    ("the estimated wait", Wire::Ewt),
    ("the calling number", Wire::Ani),
    ("the probe", Wire::Probe),
    ("the id of the gateway", Wire::Gw),
    ("the location of the gateway", Wire::Loc),
    ("the trunks of the gateway", Wire::Trunks),
    ("the number to call", Wire::Number),
    ("the recorded name", Wire::Rec),
    ("the schedule", Wire::Scheduled),
    ("the state", Wire::Status),
    ("the cause", Wire::Reason),
    ("the calling line id", Wire::Cli),
];

/// A detail of a request, as a feature calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "detail",
    regex = "the (?:callid|name of the queue|estimated wait|calling number|probe|(?:id|location|trunks) of the gateway|\
             number to call|recorded name|schedule|state|cause|calling line id)"
)]
pub struct Detail(pub Wire);

impl FromStr for Detail {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = DETAILS.iter().find(|(words, _)| *words == text);
        known.map(|(_, parameter)| Self(*parameter)).ok_or_else(|| format!("no request has `{text}`"))
    }
}

/// One change of the next request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tamper {
    /// The detail is not sent.
    LeaveOut(Wire),
    /// The detail is sent with this value instead.
    Replace(Wire, String),
    /// The detail is sent a second time, after the first, with this value.
    Repeat(Wire, String),
    /// The digits of the callid are sent small.
    SmallCallid,
    /// The request is sent by GET.
    ByGet,
}

impl Tamper {
    /// Changes a request.
    pub fn apply(&self, request: &mut Request) {
        let parameters = &mut request.parameters;
        match self {
            Self::LeaveOut(detail) => parameters.retain(|(name, _)| name != detail),
            Self::Replace(detail, value) => match parameters.iter_mut().find(|(name, _)| name == detail) {
                Some((_, sent)) => sent.clone_from(value),
                None => parameters.push((*detail, value.clone())),
            },
            Self::Repeat(detail, value) => parameters.push((*detail, value.clone())),
            Self::SmallCallid => {
                for (_, value) in parameters.iter_mut().filter(|(name, _)| *name == Wire::Callid) {
                    value.make_ascii_lowercase();
                }
            }
            Self::ByGet => request.verb = Verb::Get,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::operation::Operation;

    #[test]
    fn every_detail_that_is_known_is_also_understood() {
        for (words, parameter) in DETAILS {
            assert_eq!(words.parse(), Ok(Detail(*parameter)));
            let expression = regex_of_detail();
            assert!(expression.is_match(words), "{words}");
        }
    }

    fn regex_of_detail() -> cucumber::codegen::Regex {
        let text = <Detail as cucumber::Parameter>::REGEX;
        cucumber::codegen::Regex::new(&format!("^(?:{text})$")).expect("an expression")
    }

    #[test]
    fn each_change_changes_what_it_says() {
        let request = || Request::new(Operation::GetStatus).with(Wire::Callid, "0A").with(Wire::Ewt, &1);
        let changed = |tamper: Tamper| {
            let mut request = request();
            tamper.apply(&mut request);
            let sent: Vec<String> = request.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            (request.verb, sent.join(" "))
        };
        assert_eq!(changed(Tamper::LeaveOut(Wire::Callid)).1, "ewt=1");
        assert_eq!(changed(Tamper::Replace(Wire::Ewt, "x".to_owned())).1, "callid=0A ewt=x");
        assert_eq!(changed(Tamper::Replace(Wire::Rec, "x".to_owned())).1, "callid=0A ewt=1 rec=x");
        assert_eq!(changed(Tamper::Repeat(Wire::Ewt, "2".to_owned())).1, "callid=0A ewt=1 ewt=2");
        assert_eq!(changed(Tamper::SmallCallid).1, "callid=0a ewt=1");
        assert_eq!(changed(Tamper::ByGet), (Verb::Get, "callid=0A ewt=1".to_owned()));
    }
}
