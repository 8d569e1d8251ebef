//! How each change is written to the tables.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use sqlx::SqliteConnection;

use super::error::StoreError;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::reference::model::change::{Change, QueueRow};
use crate::reference::model::entry::{Call, Entry, Gateway};
use crate::reference::model::queue::Queue;

/// `DBDateTime` of every row that is changed at an instant: the server's local time (CCB-ROW-02).
pub(super) fn dbdatetime(now: Timestamp, time_zone: &TimeZone) -> String {
    stamp(now, time_zone)
}

fn stamp(instant: Timestamp, time_zone: &TimeZone) -> String {
    instant.to_zoned(time_zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A UTC time as the tables hold it, cut to the second (SPEC 12).
fn utc(instant: Timestamp) -> String {
    stamp(instant, &TimeZone::UTC)
}

/// Writes one change, and `dbdatetime` into every row that it touches.
pub(super) async fn persist(
    connection: &mut SqliteConnection,
    dbdatetime: &str,
    change: &Change,
) -> Result<(), StoreError> {
    match change {
        Change::Queue(queue) => keep_queue(connection, queue).await,
        Change::Entry(entry) => keep_entry(connection, entry).await,
        Change::EntryGone(call) => {
            let query = sqlx::query("delete from ccbspec_entry where surrogateid = ?").bind(call.surrogate);
            done(query.execute(connection).await)
        }
        Change::QueueRow(row) => insert_queue_row(connection, dbdatetime, row).await,
        Change::ValidationStatus { call, status } => {
            let query =
                sqlx::query("update callbackqueue set validationstatus = ?, dbdatetime = ? where surrogateid = ?");
            done(query.bind(status).bind(dbdatetime).bind(call.surrogate).execute(connection).await)
        }
        Change::Left { call, status, at } => {
            let query = sqlx::query(
                "update callbackqueue set queuestatus = ?, leavedatetime = ?, dbdatetime = ? where surrogateid = ?",
            );
            let query = query.bind(status.id()).bind(utc(*at)).bind(dbdatetime).bind(call.surrogate);
            done(query.execute(connection).await)
        }
        Change::Callback { call, number, recording, gateway } => {
            insert_callback(connection, dbdatetime, call, number, recording.as_deref(), gateway).await
        }
        Change::CallbackState { call, state, cause, attempts } => {
            let query = sqlx::query(
                "update callback_current set eventtypeid = ?, causeid = ?, nbrattempts = ?, dbdatetime = ?
                 where surrogateid = ?",
            );
            let query = query.bind(state.id()).bind(cause.id()).bind(attempts).bind(dbdatetime).bind(call.surrogate);
            done(query.execute(connection).await)
        }
        Change::Event { call, state, cause, at } => {
            insert_event(connection, dbdatetime, call, (*state, *cause), *at).await
        }
        Change::Archived { surrogate } => archive(connection, *surrogate).await,
        Change::Purged { before } => {
            let query = sqlx::query("delete from callbackevent where eventdatetime < ?").bind(utc(*before));
            done(query.execute(connection).await)
        }
    }
}

async fn insert_queue_row(
    connection: &mut SqliteConnection,
    dbdatetime: &str,
    row: &QueueRow,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "insert into callbackqueue (surrogateid, callstartdate, callguid, queueid, queuestatus, enterdatetime,
           leavedatetime, cvpestimatedwaittime, icmestimatedwaittime, validationstatus, dbdatetime)
         values (?, ?, ?, ?, 0, ?, null, ?, ?, 0, ?)",
    )
    .bind(row.call.surrogate)
    .bind(row.call.start_date().to_string())
    .bind(row.call.callid.to_string())
    .bind(row.queue_id)
    .bind(utc(row.call.entered))
    .bind(row.estimate_s)
    .bind(row.ewt_s)
    .bind(dbdatetime);
    done(query.execute(&mut *connection).await)?;
    // The mark outlives the rows, so that no id is used again (CCB-ROW-01).
    let query = sqlx::query("update ccbspec_surrogate set surrogateid = ?").bind(row.call.surrogate);
    done(query.execute(connection).await)
}

async fn insert_callback(
    connection: &mut SqliteConnection,
    dbdatetime: &str,
    call: &Call,
    number: &str,
    recording: Option<&str>,
    gateway: &Gateway,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "insert into callback_current (surrogateid, callstartdate, oldguid, ani, callbacktype, gateway, recordingurl,
           scheduledcallbackdatetime, scheduledcallbackdn, dbdatetime, location, nbrattempts, eventtypeid, causeid)
         values (?, ?, null, ?, 'p', ?, ?, null, null, ?, ?, 0, ?, ?)",
    )
    .bind(call.surrogate)
    .bind(call.start_date().to_string())
    .bind(number)
    .bind(&gateway.id)
    .bind(recording)
    .bind(dbdatetime)
    .bind(&gateway.location)
    .bind(EventType::Pending.id())
    .bind(Cause::None.id());
    done(query.execute(connection).await)
}

async fn insert_event(
    connection: &mut SqliteConnection,
    dbdatetime: &str,
    call: &Call,
    (state, cause): (EventType, Cause),
    at: Timestamp,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "insert into callbackevent (surrogateid, callstartdate, eventdatetime, causeid, dbdatetime, eventtypeid)
         values (?, ?, ?, ?, ?, ?)",
    )
    .bind(call.surrogate)
    .bind(call.start_date().to_string())
    .bind(utc(at))
    .bind(cause.id())
    .bind(dbdatetime)
    .bind(state.id());
    done(query.execute(connection).await)
}

/// Moves a row as it is; the transaction shows it in one place at every moment (CCB-ARC-01).
async fn archive(connection: &mut SqliteConnection, surrogate: i64) -> Result<(), StoreError> {
    let copy = sqlx::query("insert into callback_historical select * from callback_current where surrogateid = ?");
    done(copy.bind(surrogate).execute(&mut *connection).await)?;
    let remove = sqlx::query("delete from callback_current where surrogateid = ?");
    done(remove.bind(surrogate).execute(connection).await)
}

async fn keep_queue(connection: &mut SqliteConnection, queue: &Queue) -> Result<(), StoreError> {
    let query = sqlx::query("insert or ignore into queueref (queueid, queuename) values (?, ?)");
    done(query.bind(queue.id).bind(&queue.name).execute(&mut *connection).await)?;
    let query = sqlx::query("insert or replace into ccbspec_queue (queueid, document) values (?, ?)");
    done(query.bind(queue.id).bind(document(queue)).execute(connection).await)
}

async fn keep_entry(connection: &mut SqliteConnection, entry: &Entry) -> Result<(), StoreError> {
    let query = sqlx::query("insert or replace into ccbspec_entry (surrogateid, document) values (?, ?)");
    done(query.bind(entry.call.surrogate).bind(document(entry)).execute(connection).await)
}

fn document(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the model's documents have text keys only, so they are always JSON")
}

fn done(outcome: Result<sqlx::sqlite::SqliteQueryResult, sqlx::Error>) -> Result<(), StoreError> {
    outcome.map(|_| ()).map_err(StoreError::from)
}
