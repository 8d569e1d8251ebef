//! A call of the suite's own, outside any journey: what a probe or a doctor asks about, with a queue, a gateway and a number that
//! nobody else has. It leaves its own rows behind, and nothing else.

use super::client::Client;
use super::error::TargetError;
use crate::ccb::answer::Answer;
use crate::ccb::callid::Callid;
use crate::ccb::nonce;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;

/// The wait that the router told of it, seconds: the longest there is (CCB-ENQ-06), so that R does not run out while it is looked at.
const EWT_S: i64 = 32_767;

/// The calling line id of its queue.
const CALLING_LINE_ID: &str = "8005551212";

/// Such a call.
#[derive(Clone, Debug)]
pub struct OwnCall {
    /// Its callid.
    pub callid: Callid,
    /// The queue that it alone is in.
    pub queue: String,
    gateway: String,
    number: String,
}

impl OwnCall {
    /// A call that nobody has seen.
    pub fn new() -> Self {
        let nonce = nonce::nonce();
        Self {
            callid: Callid::from_u128(u128::from(nonce::nonce()) << 64 | u128::from(nonce)),
            queue: format!("ccbspec-{nonce:016x}"),
            gateway: format!("ccbspec-{nonce:016x}"),
            number: format!("5008{:010}", nonce % 10_000_000_000),
        }
    }

    /// The request by which an application does so to the call.
    pub fn request(&self, operation: Operation) -> Request {
        let request = Request::new(operation);
        let of_call = |request: Request| request.with(Parameter::Callid, &self.callid);
        match operation {
            Operation::EnterQueue => of_call(request)
                .with(Parameter::Qname, &self.queue)
                .with(Parameter::Ewt, &EWT_S)
                .with(Parameter::Ani, &self.number),
            Operation::SetQueueDefaults => request
                .with(Parameter::Qname, &self.queue)
                .with(Parameter::Cli, CALLING_LINE_ID)
                .with(Parameter::Maxpercent, "100")
                .with(Parameter::Maxewt, "0"),
            Operation::Validate => of_call(request)
                .with(Parameter::Probe, "ok")
                .with(Parameter::Gw, &self.gateway)
                .with(Parameter::Loc, "doclab")
                .with(Parameter::Trunks, "100"),
            Operation::AddCallback => of_call(request).with(Parameter::Number, &self.number),
            // From pending, a callback cannot be complete (SPEC 7).
            Operation::UpdateStatus => of_call(request).with(Parameter::Status, "24").with(Parameter::Reason, "27"),
            Operation::GetStatus | Operation::LeaveQueue => of_call(request),
            Operation::Diag | Operation::TestClock => request,
        }
    }

    /// Does so.
    ///
    /// # Errors
    ///
    /// Where there is no answer, or none that the dialect allows.
    pub async fn ask(&self, client: &Client, operation: Operation) -> Result<Answer, TargetError> {
        client.ask(&self.request(operation)).await
    }

    /// Takes the call out of its queue again. Where it has left already, or never entered, that is as good.
    pub async fn leave(&self, client: &Client) {
        let _ = self.ask(client, Operation::LeaveQueue).await;
    }
}

impl Default for OwnCall {
    fn default() -> Self {
        Self::new()
    }
}
