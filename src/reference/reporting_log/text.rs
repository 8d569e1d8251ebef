//! What the lines say: the texts of section 18, as the published log spells them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::sink::Line;
use crate::ccb::event_type::EventType;
use crate::reference::model::change::{Change, QueueRow, Step};
use crate::reference::model::entry::{Call, Gateway};
use crate::reference::model::note::Note;
use crate::reference::model::request::Request;

/// What is told of a request before it is decided.
pub fn asked(now: Timestamp, time_zone: &TimeZone, request: &Request) -> Vec<Line> {
    let handler =
        |name: &str, rest: String| Line::call(format!("{name}Handler:{name}Handler.exec: {name}Handler {rest}"));
    match request {
        Request::EnterQueue { callid, queue, ewt_s, ani } => vec![
            Line::call(format!("EnterQueueHandler:validate: validate guid={callid} icmewt={ewt_s}")),
            handler("EnterQueue", format!("CALLGUID={callid} CallStartDate={}", date(now, time_zone))),
            Line::call(format!(
                "EnterQueue CALLGUID={callid} QueueName={queue} ani={}",
                ani.as_deref().unwrap_or("null")
            )),
        ],
        Request::Validate { callid, .. } => vec![handler("Validate", format!("GUID={callid}"))],
        Request::SetQueueDefaults { queue, .. } => vec![handler("SetQueueDefaults", format!("QueueName={queue}"))],
        Request::AddCallback { callid, .. } => vec![handler("AddCallback", format!("CALLGUID={callid}"))],
        Request::GetStatus { callid } => vec![handler("GetStatus", format!("CALLGUID={callid}"))],
        Request::UpdateStatus { callid, update } => {
            let (status, reason) = update.ids();
            let rest = format!("CALLGUID={callid} status={} reason={}", status.id(), reason.id());
            vec![handler("UpdateStatus", rest)]
        }
        Request::LeaveQueue { callid } => vec![Line::call(format!("LeaveQueue CALLGUID={callid}"))],
        Request::Diag => Vec::new(),
    }
}

/// What is told of the steps of a decision, once they are done.
pub fn steps(now: Timestamp, time_zone: &TimeZone, steps: &[Step]) -> Vec<Line> {
    let lines = steps.iter().flat_map(|step| match step {
        Step::Change(change) => change_lines(now, time_zone, change),
        Step::Note(note) => note_lines(note),
    });
    lines.collect()
}

fn change_lines(now: Timestamp, time_zone: &TimeZone, change: &Change) -> Vec<Line> {
    match change {
        Change::QueueRow(row) => queue_row_lines(time_zone, row),
        Change::ValidationStatus { call, status } => {
            let about = "JdbcCallbackQueueDAO:updateValidationStatus:";
            let callid = call.callid;
            vec![
                Line::call(format!(
                    "{about} Request to update validation status in CallbackQueue. CallGUID={callid} validationStatus={status}"
                )),
                Line::call(format!(
                    "{about} Validation status of 1 rows were updated in CallbackQueue. CALLGUID={callid}"
                )),
            ]
        }
        Change::Left { call, status, at } => {
            let about = "JdbcCallbackQueueDAO:updateQueueStatus:";
            let (callid, status, at) = (call.callid, status.id(), date(*at, time_zone));
            vec![
                Line::call(format!(
                    "{about} Request to update CallbackQueue status. CallGUID={callid} queueStatus={status} leaveDateTime={at}"
                )),
                Line::call(format!("{about} Queue status of 1 rows were updated in CallbackQueue. CALLGUID={callid}")),
            ]
        }
        Change::Callback { call, number, recording, gateway } => {
            callback_lines(time_zone, call, number, recording.as_deref(), gateway)
        }
        // The event of a change of state; that of adding is told with its callback.
        Change::CallbackState { call, cause, .. } => {
            let about = "JdbcCallbackDAO:updateEvent:";
            let (callid, cause, at) = (call.callid, cause.id(), date(now, time_zone));
            vec![
                Line::call(format!(
                    "{about} Request to update event on Callback record. CallGUID={callid} eventDateTime: {at} CauseID={cause}"
                )),
                Line::call(format!(
                    "{about} Responded with retCode: 1 to request to update event on Callback record CALLGUID={callid}"
                )),
            ]
        }
        Change::Queue(_)
        | Change::Entry(_)
        | Change::EntryGone(_)
        | Change::Event { .. }
        | Change::Archived { .. }
        | Change::Purged { .. } => Vec::new(),
    }
}

fn queue_row_lines(time_zone: &TimeZone, row: &QueueRow) -> Vec<Line> {
    let about = "JdbcCallbackQueueDAO:store:";
    let (callid, entered) = (row.call.callid, date(row.call.entered, time_zone));
    vec![
        Line::call(format!(
            "{about} Request to store CallbackQueue record. CallGUID={callid} CallbackQueueDTO=CallbackQueueDTO::' \
             SurrogateId: '{}' QueueName: '{}' QueueId: '{}' DbDateTime: 'null' QueueStatus: '0' \
             ValidationStatus: '0' EnterDateTime: '{entered}' LeaveDateTime: 'null' CVPEstimatedWaitTime: '{}' \
             ICMEstimatedWaitTime: '{}' CallStartDate: '{entered}'",
            row.call.surrogate, row.queue, row.queue_id, row.estimate_s, row.ewt_s
        )),
        Line::call(format!(
            "{about} Responded with retCode: 0 to request to store CallbackQueue record CALLGUID={callid}"
        )),
    ]
}

fn callback_lines(
    time_zone: &TimeZone,
    call: &Call,
    number: &str,
    recording: Option<&str>,
    gateway: &Gateway,
) -> Vec<Line> {
    let about = "JdbcCallbackDAO:store:";
    let (callid, entered) = (call.callid, date(call.entered, time_zone));
    vec![
        Line::call(format!(
            "{about} Request to store Callback record. CallbackDTO=CallbackDTO:: SurrogateId: '{}' CallGUID: '{callid}' \
             ANI: '{number}' DbDateTime: 'null' EventTypeId: '{}' CauseId: '0' CallBackType: 'p' OldGUID: 'null' \
             Gateway: '{}' Location: '{}' NbrAttempts: '0' ScheduledCallBackDateTime: 'null' \
             ScheduledCallBackDN: 'null' CallStartDate: '{entered}' RecordingURL: '{}' QueueName: 'null' \
             eventDateTime: {entered}",
            call.surrogate,
            EventType::Pending.id(),
            gateway.id,
            gateway.location,
            recording.unwrap_or("null")
        )),
        Line::call(format!("{about} Responded with retCode: 0 to request to store Callback record CALLGUID={callid}")),
    ]
}

fn note_lines(note: &Note) -> Vec<Line> {
    let validate = "ValidateHandler:ValidateHandler.exec: ValidateHandler";
    let update = "UpdateStatusHandler:UpdateStatusHandler.exec: UpdateStatusHandler";
    let texts = match note {
        Note::Put { callid, size_before } => vec![format!("QueueStats putEntry: {callid}<List size:{size_before}>")],
        Note::Refresh(callid) => vec![format!("{validate} GUID={callid} refresh")],
        Note::GatewayChecked { gateway, trunks, exceeded } => vec![
            format!(
                "JdbcCallbackDAO:isExceededCapacity: Request to check if exceeded capacity in Callback. \
                 Gateway={gateway} NumOfGatewayAllowed={trunks}"
            ),
            format!(
                "JdbcCallbackDAO:isExceededCapacity: Returning {exceeded} for query on whether capacity is exceeded. \
                 Input parameters: Gateway={gateway} NumberOfGatewayCallbacksAllowed={trunks}"
            ),
        ],
        Note::QueueChecked { queue, pending, max_count, size, max_percent, percent } => vec![
            format!(
                "willQueueHandleCallback: QueueName: {queue} pendingCallBacks: {pending} MaxCalls: {max_count} \
                 CurrentQueueSize: {size} MaxPercent: {max_percent}"
            ),
            format!("willQueueHandleCallback: percent: {percent}"),
        ],
        Note::Validated { callid, result, mask } => {
            let text = format!("{validate} GUID={callid} results:{result} validation status bitmask={mask}");
            return vec![Line { kind: "7-LOW_LEVEL", text }];
        }
        Note::Updated { callid, result } => vec![format!("{update} CALLGUID={callid} returning status={result}")],
        Note::Dropped(callid) => vec![format!("{update} CALLGUID={callid} Drop From Queue")],
        Note::Added(callid) => vec![format!("{update} CALLGUID={callid} Add To Queue")],
        Note::Removed(callid) => {
            vec![format!("removeQueueEntry CALLGUID={callid}"), format!("QueueStats removeEntry: {callid}")]
        }
        Note::Stale { callid, keepalive_s } => {
            vec![format!(
                "CallbackTimer: stale entry CALLGUID={callid} without contact for over keepalive={keepalive_s}"
            )]
        }
        Note::Recalculated { callid, wait } => vec![format!(
            "QueueStats:recalculateRemainingWaitTimes: recalculateRemainingWaitTimes CALLGUID={callid} queuePos={} \
             dqRateA={} timeInFirstPlace(SeCS)={} reconnectTime={} SLA_time={} RemainingTime={}",
            wait.qpos,
            wait.dequeue_rate_s,
            wait.in_first_place_s,
            wait.reconnect_s,
            wait.sla_s,
            wait.remaining_s()
        )],
        Note::Archived(count) => vec![format!("CallbackArchive: moved {count} callbacks to Callback_Historical")],
    };
    texts.into_iter().map(Line::call).collect()
}

/// A date as the published log prints those of the records.
fn date(instant: Timestamp, time_zone: &TimeZone) -> String {
    instant.to_zoned(time_zone.clone()).strftime("%a %b %d %H:%M:%S %Z %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::callid::Callid;
    use crate::ccb::cause::Cause;
    use crate::reference::model::change::QueueStatus;
    use crate::reference::model::parameters::Parameters;

    const GUID: &str = "064CD880000100000000025308C6C90A";

    fn callid() -> Callid {
        GUID.parse().expect("32 digits")
    }

    fn now() -> Timestamp {
        "2015-12-14T17:41:18.810Z".parse().expect("a timestamp")
    }

    fn chicago() -> TimeZone {
        TimeZone::get("America/Chicago").expect("the bundled database has it")
    }

    fn texts(lines: Vec<Line>) -> Vec<String> {
        lines.into_iter().map(|line| line.text).collect()
    }

    /// SPEC 18: the texts that an audit reads, as published.
    #[test]
    fn requests() {
        let told = |pairs: &[(&str, &str)]| {
            let pairs = [("callid", GUID)].into_iter().chain(pairs.iter().copied());
            let request = Request::parse(&Parameters::from_pairs(pairs)).expect("a good request");
            texts(asked(now(), &chicago(), &request))
        };
        let enter = told(&[("method", "EnterQueue"), ("qname", "billing"), ("ewt", "180"), ("ani", "5008")]);
        assert_eq!(
            enter,
            [
                format!("EnterQueueHandler:validate: validate guid={GUID} icmewt=180"),
                format!(
                    "EnterQueueHandler:EnterQueueHandler.exec: EnterQueueHandler CALLGUID={GUID} \
                     CallStartDate=Mon Dec 14 11:41:18 CST 2015"
                ),
                format!("EnterQueue CALLGUID={GUID} QueueName=billing ani=5008"),
            ]
        );
        let update = told(&[("method", "UpdateStatus"), ("status", "24"), ("reason", "27")]);
        let text = "UpdateStatusHandler:UpdateStatusHandler.exec: UpdateStatusHandler";
        assert_eq!(update, [format!("{text} CALLGUID={GUID} status=24 reason=27")]);
    }

    #[test]
    fn what_came_of_them() {
        let call = Call { surrogate: 33, callid: callid(), entered: now() };
        let list = [
            Step::from(Note::Put { callid: callid(), size_before: 0 }),
            Change::Left { call, status: QueueStatus::InQueue, at: now() }.into(),
            Change::CallbackState { call, state: EventType::Complete, cause: Cause::Connected, attempts: 1 }.into(),
            Note::Dropped(callid()).into(),
            Change::EntryGone(call).into(),
        ];
        let told = texts(steps(now(), &chicago(), &list));
        assert_eq!(told[0], format!("QueueStats putEntry: {GUID}<List size:0>"));
        assert!(told[1].ends_with("queueStatus=0 leaveDateTime=Mon Dec 14 11:41:18 CST 2015"), "{}", told[1]);
        assert!(told[3].ends_with("eventDateTime: Mon Dec 14 11:41:18 CST 2015 CauseID=27"), "{}", told[3]);
        assert!(told[5].ends_with("Drop From Queue"), "{}", told[5]);
        assert_eq!(told.len(), 6);
    }
}
