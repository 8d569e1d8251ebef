//! Requests: what an operation asks for, once its parameters passed every check of form (SPEC 3 to 9 and 14).

use super::entry::Gateway;
use super::parameters::{MAX_NUMBER, Parameters};
use super::queue_record::QueueRecord;
use super::refuse::{invalid, missing, refused};
use super::update::Update;
use crate::ccb::answer::Refused;
use crate::ccb::callid::Callid;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;

/// Longest values in characters (CCB-TRN-10); `ani` and `scheduled` have limits of the suite's choice.
const MAX_QNAME_CHARS: usize = 40;
const MAX_GW_CHARS: usize = 40;
const MAX_LOC_CHARS: usize = 32;
const MAX_NUMBER_CHARS: usize = 32;
const MAX_REC_CHARS: usize = 255;

/// One request of the servlet's eight operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// SPEC 3.
    EnterQueue {
        /// Who enters.
        callid: Callid,
        /// Which queue.
        queue: String,
        /// The router's EWT, seconds.
        ewt_s: u16,
        /// The calling number.
        ani: Option<String>,
    },
    /// SPEC 5.
    Validate {
        /// Who may be offered a callback.
        callid: Callid,
        /// What the probe found.
        probe: Probe,
    },
    /// SPEC 4.
    SetQueueDefaults {
        /// Which queue.
        queue: String,
        /// Its record.
        record: Box<QueueRecord>,
    },
    /// SPEC 6.
    AddCallback {
        /// Who takes the callback.
        callid: Callid,
        /// The number to call.
        number: String,
        /// URL of the recorded name.
        recording: Option<String>,
        /// Whether a time was asked for (CCB-ADD-05).
        scheduled: bool,
    },
    /// SPEC 8.
    GetStatus {
        /// Who asks.
        callid: Callid,
    },
    /// SPEC 7.
    UpdateStatus {
        /// Whose callback.
        callid: Callid,
        /// Where it goes.
        update: Update,
    },
    /// SPEC 9.
    LeaveQueue {
        /// Who leaves.
        callid: Callid,
    },
    /// SPEC 14.
    Diag,
}

/// The check of the ingress gateway (SPEC 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Whether the gateway answered.
    pub answered: bool,
    /// Its id, if given.
    pub gw: Option<String>,
    /// Its location, if given.
    pub loc: Option<String>,
    /// Its trunks, if given.
    pub trunks: Option<u32>,
}

impl Probe {
    /// The gateway and its trunks, where it answered with all that there is to know (CCB-VAL-10).
    pub fn configuration(&self) -> Option<(Gateway, u32)> {
        match self {
            Self { answered: true, gw: Some(id), loc: Some(location), trunks: Some(trunks) } => {
                Some((Gateway { id: id.clone(), location: location.clone() }, *trunks))
            }
            _ => None,
        }
    }
}

impl Request {
    /// Reads a request. The first refusal in the order of SPEC 2.1 is given: the method, the callid, then the other
    /// parameters in the order of their listing.
    ///
    /// # Errors
    /// `unknown_method`, `missing_parameter` or `invalid_parameter`.
    pub fn parse(parameters: &Parameters) -> Result<Self, Refused> {
        match parameters.operation() {
            Some(Operation::EnterQueue) => enter_queue(parameters),
            Some(Operation::Validate) => validate(parameters),
            Some(Operation::SetQueueDefaults) => set_queue_defaults(parameters),
            Some(Operation::AddCallback) => add_callback(parameters),
            Some(Operation::GetStatus) => Ok(Self::GetStatus { callid: parameters.callid()? }),
            Some(Operation::UpdateStatus) => {
                Ok(Self::UpdateStatus { callid: parameters.callid()?, update: Update::parse(parameters)? })
            }
            Some(Operation::LeaveQueue) => Ok(Self::LeaveQueue { callid: parameters.callid()? }),
            Some(Operation::Diag) => Ok(Self::Diag),
            // The clock of section 15 is the shell's; without one there is no such method (CCB-CLK-02).
            Some(Operation::TestClock) | None => Err(refused(Refusal::UnknownMethod)),
        }
    }

    /// Whether the operation is answered only while the database can be reached (SPEC 2.1, CCB-DUR-03).
    pub const fn needs_database(&self) -> bool {
        !matches!(self, Self::GetStatus { .. } | Self::Diag)
    }
}

fn queue_name(parameters: &Parameters) -> Result<String, Refused> {
    parameters.required_text(Parameter::Qname, MAX_QNAME_CHARS).map(str::to_owned)
}

fn enter_queue(parameters: &Parameters) -> Result<Request, Refused> {
    let callid = parameters.callid()?;
    let queue = queue_name(parameters)?;
    let ewt = parameters.number(Parameter::Ewt, 0..=32767)?.ok_or_else(|| missing(Parameter::Ewt))?;
    let ewt_s = u16::try_from(ewt).expect("the range was checked");
    let ani = parameters.text(Parameter::Ani, MAX_NUMBER_CHARS)?.map(str::to_owned);
    Ok(Request::EnterQueue { callid, queue, ewt_s, ani })
}

fn validate(parameters: &Parameters) -> Result<Request, Refused> {
    let callid = parameters.callid()?;
    let answered = parameters.parsed(Parameter::Probe, "`ok` or `noresponse`", |probe| match probe {
        "ok" => Some(true),
        "noresponse" => Some(false),
        _ => None,
    })?;
    let probe = Probe {
        answered: answered.unwrap_or(true),
        gw: parameters.text(Parameter::Gw, MAX_GW_CHARS)?.map(str::to_owned),
        loc: parameters.text(Parameter::Loc, MAX_LOC_CHARS)?.map(str::to_owned),
        trunks: parameters.number(Parameter::Trunks, 0..=MAX_NUMBER)?,
    };
    Ok(Request::Validate { callid, probe })
}

fn set_queue_defaults(parameters: &Parameters) -> Result<Request, Refused> {
    let queue = queue_name(parameters)?;
    Ok(Request::SetQueueDefaults { queue, record: Box::new(QueueRecord::parse(parameters)?) })
}

fn add_callback(parameters: &Parameters) -> Result<Request, Refused> {
    let callid = parameters.callid()?;
    let number = parameters.required_text(Parameter::Number, MAX_NUMBER_CHARS)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit() || b"+*#".contains(&byte)) {
        return Err(invalid(Parameter::Number, "made of digits, `+`, `*` and `#`"));
    }
    let recording = parameters.text(Parameter::Rec, MAX_REC_CHARS)?.map(str::to_owned);
    let scheduled = parameters.text(Parameter::Scheduled, usize::MAX)?.is_some();
    Ok(Request::AddCallback { callid, number: number.to_owned(), recording, scheduled })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLID: &str = "064CD880000100000000025308C6C90A";

    fn refusal(pairs: &[(&str, &str)]) -> (Refusal, Option<String>) {
        let error = Request::parse(&Parameters::from_pairs(pairs.iter().copied())).expect_err("refused");
        (error.error, error.parameter)
    }

    /// SPEC 2.1 and CCB-CLK-02.
    #[test]
    fn unknown_methods() {
        for method in ["", "enterqueue", "Nonsense", "TestClock", "Diag\n"] {
            assert_eq!(refusal(&[("method", method), ("callid", "x")]), (Refusal::UnknownMethod, None), "{method}");
        }
        assert_eq!(refusal(&[]), (Refusal::UnknownMethod, None));
    }

    /// SPEC 2.1: the callid first, then the others as they are listed.
    #[test]
    fn order_of_missing_and_invalid() {
        let enter = ("method", "EnterQueue");
        let missing = |name: &str| (Refusal::MissingParameter, Some(name.to_owned()));
        let invalid = |name: &str| (Refusal::InvalidParameter, Some(name.to_owned()));
        assert_eq!(refusal(&[enter, ("ewt", "x")]), missing("callid"));
        assert_eq!(refusal(&[enter, ("callid", "x")]), invalid("callid"));
        assert_eq!(refusal(&[enter, ("callid", CALLID), ("ewt", "x")]), missing("qname"));
        assert_eq!(refusal(&[enter, ("callid", CALLID), ("qname", "q"), ("ewt", "-1")]), invalid("ewt"));
        assert_eq!(refusal(&[enter, ("callid", CALLID), ("qname", "q")]), missing("ewt"));
        let update = ("method", "UpdateStatus");
        assert_eq!(refusal(&[update, ("callid", CALLID), ("reason", "x")]), missing("status"));
        let set = ("method", "SetQueueDefaults");
        assert_eq!(refusal(&[set, ("cli", "1"), ("rna", "x")]), missing("qname"));
        assert_eq!(refusal(&[set, ("qname", "q"), ("rna", "x")]), missing("cli"));
        assert_eq!(
            refusal(&[set, ("qname", "q"), ("cli", "1"), ("rna", "x"), ("maxpercent", "x")]),
            invalid("maxpercent")
        );
    }

    /// CCB-TRN-10, CCB-ADD-08: longest values, counted in characters.
    #[test]
    fn lengths() {
        let cases: [(&str, &str, usize); 7] = [
            ("EnterQueue", "qname", 40),
            ("EnterQueue", "ani", 32),
            ("Validate", "gw", 40),
            ("Validate", "loc", 32),
            ("AddCallback", "number", 32),
            ("AddCallback", "rec", 255),
            ("SetQueueDefaults", "cli", 32),
        ];
        for (method, name, longest) in cases {
            let longest = "1".repeat(longest);
            let longer = format!("{longest}1");
            let with = |value: &str| {
                let rest = [("callid", CALLID), ("qname", "q"), ("ewt", "1"), ("number", "1"), ("cli", "1")];
                let pairs = [("method", method), (name, value)].into_iter().chain(rest);
                Request::parse(&Parameters::from_pairs(pairs))
            };
            assert!(with(&longest).is_ok(), "{method} {name}");
            let error = with(&longer).expect_err(name);
            assert_eq!((error.error, error.parameter.as_deref()), (Refusal::InvalidParameter, Some(name)));
        }
    }

    /// CCB-ADD-08.
    #[test]
    fn numbers_to_call() {
        for number in ["+15551212", "*67#", "0"] {
            let pairs = [("method", "AddCallback"), ("callid", CALLID), ("number", number)];
            assert!(Request::parse(&Parameters::from_pairs(pairs)).is_ok(), "{number}");
        }
        for number in ["555 1212", "555-1212", "sip:a", "\u{0661}"] {
            let invalid = refusal(&[("method", "AddCallback"), ("callid", CALLID), ("number", number)]);
            assert_eq!(invalid, (Refusal::InvalidParameter, Some("number".to_owned())), "{number}");
        }
    }

    /// SPEC 5: `probe` is `ok` or `noresponse`, and `ok` where it is not given.
    #[test]
    fn probes() {
        let probe = |pairs: &[(&str, &str)]| {
            let all = [("method", "Validate"), ("callid", CALLID)].into_iter().chain(pairs.iter().copied());
            match Request::parse(&Parameters::from_pairs(all)) {
                Ok(Request::Validate { probe, .. }) => Some(probe),
                _ => None,
            }
        };
        let full = [("gw", "10.201.198.21"), ("loc", "doclab"), ("trunks", "100")];
        assert!(probe(&full).is_some_and(|probe| probe.answered && probe.configuration().is_some()));
        assert!(probe(&full[..2]).is_some_and(|probe| probe.configuration().is_none()));
        assert!(probe(&[("probe", "noresponse")]).is_some_and(|probe| !probe.answered));
        assert_eq!(probe(&[("probe", "OK")]), None);
        assert_eq!(probe(&[("trunks", "many")]), None);
    }
}
