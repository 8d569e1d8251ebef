//! Whether the target speaks as a Courtesy Callback servlet does: a call of its own goes through every operation.

use super::check::Check;
use crate::ccb::answer::{Answer, Field};
use crate::ccb::operation::Operation;
use crate::ccb::refusal::Refusal;
use crate::target::client::Client;
use crate::target::diag::Page;
use crate::target::error::TargetError;
use crate::target::own_call::OwnCall;

/// What each operation must answer, in the order in which a call goes through them.
const SPOKEN: [(Operation, &[Field], &str); 6] = [
    (Operation::EnterQueue, &[Field::Ewt], "CCB-ENQ-02"),
    (Operation::SetQueueDefaults, &[Field::Result], "CCB-SQD-01"),
    (Operation::Validate, &[Field::Result, Field::Ewt, Field::Gw, Field::Loc, Field::Capacity], "CCB-VAL-04"),
    (Operation::AddCallback, &[Field::Result], "CCB-ADD-01"),
    (
        Operation::GetStatus,
        &[Field::StartCallback, Field::Ewt, Field::Qpos, Field::Cli, Field::Rna, Field::Dn],
        "CCB-GST-04",
    ),
    (Operation::LeaveQueue, &[Field::Result], "CCB-LVQ-01"),
];

const NAME: &str = "dialect";

/// Sends the call in. What else there is to see is looked at before it leaves.
pub(super) async fn enter(client: &Client, call: &OwnCall) -> Result<(), Check> {
    spoken(client, call, SPOKEN[0]).await
}

/// Leads the call through the operations after the first, and out again.
pub(super) async fn speak(client: &Client, call: &OwnCall) -> Vec<Check> {
    let mut checks = Vec::new();
    for operation in SPOKEN.into_iter().skip(1) {
        if let Err(check) = spoken(client, call, operation).await {
            checks.push(check);
        }
    }
    call.leave(client).await;
    match client.diag().await.and_then(|response| Page::read(&response).map(drop)) {
        Ok(()) => {}
        Err(error) => checks.push(broken(Operation::Diag, &error)),
    }
    if checks.is_empty() {
        let seen = "a call entered, was validated, added, asked about and left, each as the dialect has it";
        checks.push(Check::fine(NAME, seen));
    }
    checks
}

/// One operation: refused, malformed, or without a field that it must have.
async fn spoken(
    client: &Client,
    call: &OwnCall,
    (operation, fields, clause): (Operation, &[Field], &str),
) -> Result<(), Check> {
    match call.ask(client, operation).await {
        Err(error) => Err(broken(operation, &error)),
        Ok(Answer::Refused(refused)) => {
            let parameter = refused.parameter.map_or(String::new(), |name| format!(", parameter `{name}`"));
            let remedy = match refused.error {
                Refusal::UnknownMethod => {
                    format!("it does not know the operation by the name `{operation}`: describe its dialect")
                }
                Refusal::MissingParameter | Refusal::InvalidParameter => {
                    "it spells that parameter otherwise, or wants another value: describe its dialect".to_owned()
                }
                Refusal::Unavailable => "its database cannot be reached by the servlet itself".to_owned(),
                _ => format!("it does not follow {clause}; `ccbspec run --tags @{clause}` shows more"),
            };
            Err(Check::fail(NAME, format!("{operation} is refused: {}{parameter}", refused.error), remedy))
        }
        Ok(Answer::Done(told)) => {
            let missing: Vec<&str> =
                fields.iter().filter(|field| !told.contains_key(field)).map(|field| field.name()).collect();
            if missing.is_empty() {
                return Ok(());
            }
            let seen = format!("{operation} does not tell `{}` ({clause})", missing.join("`, `"));
            Err(Check::fail(NAME, seen, "it spells them otherwise, or does not tell them: describe its dialect"))
        }
    }
}

/// An answer that is none.
pub(super) fn broken(operation: Operation, error: &TargetError) -> Check {
    let text = error.to_string();
    let remedy = match error {
        _ if text.contains("status 401") || text.contains("status 403") => {
            "it wants to know who asks: tell `basic-auth` or `headers` in the profile".to_owned()
        }
        _ if text.contains("text/html") && operation == Operation::TestClock => {
            "a web server answers with a page: is `target` the URL of the servlet, path and all?".to_owned()
        }
        TargetError::Timeout { .. } => "it is too slow (CCB-TRN-07), or raise `request-timeout-s`".to_owned(),
        TargetError::Malformed { clause, .. } => format!("see {clause}, or describe its dialect"),
        _ => "look at the servlet's own log".to_owned(),
    };
    Check::fail(NAME, text, remedy)
}
