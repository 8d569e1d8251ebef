//! What each change writes into the tables. A row that is replaced is removed and written anew, which every engine spells alike.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::statement::{Statement, Value};
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::reference::model::change::{Change, QueueRow};
use crate::reference::model::entry::{Call, Entry, Gateway};
use crate::reference::model::queue::Queue;

/// `DBDateTime` of every row that is changed at an instant: the server's local time (CCB-ROW-02).
pub(super) fn dbdatetime(now: Timestamp, time_zone: &TimeZone) -> Value {
    stamp(now, time_zone)
}

fn stamp(instant: Timestamp, time_zone: &TimeZone) -> Value {
    Value::Time(instant.to_zoned(time_zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// A UTC time as the tables hold it, cut to the second (SPEC 12).
fn utc(instant: Timestamp) -> Value {
    stamp(instant, &TimeZone::UTC)
}

fn start_date(call: &Call) -> Value {
    Value::Date(call.start_date().to_string())
}

/// The statements of one change, with `dbdatetime` in every row that it touches.
pub(super) fn statements(dbdatetime: Value, change: &Change) -> Vec<Statement> {
    match change {
        Change::Queue(queue) => keep_queue(queue),
        Change::Entry(entry) => keep_entry(entry),
        Change::EntryGone(call) => vec![entry_gone(call)],
        Change::QueueRow(row) => insert_queue_row(dbdatetime, row),
        Change::ValidationStatus { call, status } => vec![
            Statement::new("update callbackqueue set validationstatus = ?, dbdatetime = ? where surrogateid = ?")
                .with(*status)
                .with(dbdatetime)
                .with(call.surrogate),
        ],
        Change::Left { call, status, at } => vec![
            Statement::new(
                "update callbackqueue set queuestatus = ?, leavedatetime = ?, dbdatetime = ? where surrogateid = ?",
            )
            .with(status.id())
            .with(utc(*at))
            .with(dbdatetime)
            .with(call.surrogate),
        ],
        Change::Callback { call, number, recording, gateway } => {
            vec![insert_callback(dbdatetime, call, number, recording.as_deref(), gateway)]
        }
        Change::CallbackState { call, state, cause, attempts } => vec![
            Statement::new(
                "update callback_current set eventtypeid = ?, causeid = ?, nbrattempts = ?, dbdatetime = ?
                 where surrogateid = ?",
            )
            .with(state.id())
            .with(cause.id())
            .with(*attempts)
            .with(dbdatetime)
            .with(call.surrogate),
        ],
        Change::Event { call, state, cause, at } => vec![insert_event(dbdatetime, call, (*state, *cause), *at)],
        Change::Archived { surrogate } => archive(*surrogate),
        Change::Purged { before } => {
            vec![Statement::new("delete from callbackevent where eventdatetime < ?").with(utc(*before))]
        }
    }
}

fn insert_queue_row(dbdatetime: Value, row: &QueueRow) -> Vec<Statement> {
    let insert = Statement::new(
        "insert into callbackqueue (surrogateid, callstartdate, callguid, queueid, queuestatus, enterdatetime,
           leavedatetime, cvpestimatedwaittime, icmestimatedwaittime, validationstatus, dbdatetime)
         values (?, ?, ?, ?, 0, ?, null, ?, ?, 0, ?)",
    )
    .with(row.call.surrogate)
    .with(start_date(&row.call))
    .with(row.call.callid.to_string())
    .with(row.queue_id)
    .with(utc(row.call.entered))
    .with(row.estimate_s)
    .with(row.ewt_s)
    .with(dbdatetime);
    // The mark outlives the rows, so that no id is used again (CCB-ROW-01).
    let mark = Statement::new("insert into ccbspec_surrogate (surrogateid) values (?)").with(row.call.surrogate);
    vec![insert, Statement::new("delete from ccbspec_surrogate"), mark]
}

fn insert_callback(
    dbdatetime: Value,
    call: &Call,
    number: &str,
    recording: Option<&str>,
    gateway: &Gateway,
) -> Statement {
    Statement::new(
        "insert into callback_current (surrogateid, callstartdate, oldguid, ani, callbacktype, gateway, recordingurl,
           scheduledcallbackdatetime, scheduledcallbackdn, dbdatetime, location, nbrattempts, eventtypeid, causeid)
         values (?, ?, null, ?, 'p', ?, ?, null, null, ?, ?, 0, ?, ?)",
    )
    .with(call.surrogate)
    .with(start_date(call))
    .with(number)
    .with(gateway.id.as_str())
    .with(recording)
    .with(dbdatetime)
    .with(gateway.location.as_str())
    .with(EventType::Pending.id())
    .with(Cause::None.id())
}

fn insert_event(dbdatetime: Value, call: &Call, (state, cause): (EventType, Cause), at: Timestamp) -> Statement {
    Statement::new(
        "insert into callbackevent (surrogateid, callstartdate, eventdatetime, causeid, dbdatetime, eventtypeid)
         values (?, ?, ?, ?, ?, ?)",
    )
    .with(call.surrogate)
    .with(start_date(call))
    .with(utc(at))
    .with(cause.id())
    .with(dbdatetime)
    .with(state.id())
}

/// Moves a row as it is; the transaction shows it in one place at every moment (CCB-ARC-01).
fn archive(surrogate: i64) -> Vec<Statement> {
    let copy = "insert into callback_historical select * from callback_current where surrogateid = ?";
    let remove = "delete from callback_current where surrogateid = ?";
    [copy, remove].map(|sql| Statement::new(sql).with(surrogate)).into()
}

fn keep_queue(queue: &Queue) -> Vec<Statement> {
    vec![
        Statement::new("delete from queueref where queueid = ?").with(queue.id),
        Statement::new("insert into queueref (queueid, queuename) values (?, ?)")
            .with(queue.id)
            .with(queue.name.as_str()),
        Statement::new("delete from ccbspec_queue where queueid = ?").with(queue.id),
        Statement::new("insert into ccbspec_queue (queueid, document) values (?, ?)")
            .with(queue.id)
            .with(document(queue)),
    ]
}

fn keep_entry(entry: &Entry) -> Vec<Statement> {
    let insert = Statement::new("insert into ccbspec_entry (surrogateid, document) values (?, ?)");
    vec![entry_gone(&entry.call), insert.with(entry.call.surrogate).with(document(entry))]
}

fn entry_gone(call: &Call) -> Statement {
    Statement::new("delete from ccbspec_entry where surrogateid = ?").with(call.surrogate)
}

fn document(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the model's documents have text keys only, so they are always JSON")
}
