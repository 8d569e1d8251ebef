//! How a restart reads what was kept (CCB-DUR-01).

use std::collections::{BTreeMap, HashSet};

use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::error::StoreError;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::reference::model::entry::{Entry, Gateway};
use crate::reference::model::queue::Queue;
use crate::reference::model::state::{CurrentCallback, Kept};

/// Reads everything.
pub(super) async fn load(connection: &mut SqliteConnection) -> Result<Kept, StoreError> {
    Ok(Kept {
        queues: queues(connection).await?,
        entries: entries(connection).await?,
        current: current(connection).await?,
        seen: seen(connection).await?,
        last_surrogate: last_surrogate(connection).await?,
    })
}

/// Every queue that was named, also one that another program named and that has no document.
async fn queues(connection: &mut SqliteConnection) -> Result<Vec<Queue>, StoreError> {
    let rows = sqlx::query(
        "select r.queueid, r.queuename, q.document from queueref r left join ccbspec_queue q on q.queueid = r.queueid",
    )
    .fetch_all(connection)
    .await?;
    let mut queues = Vec::with_capacity(rows.len());
    for row in rows {
        let name: Option<String> = row.try_get(1)?;
        queues.push(match (row.try_get::<Option<&str>, _>(2)?, name) {
            (Some(text), _) => document("ccbspec_queue", text)?,
            (None, Some(name)) => Queue::new(row.try_get(0)?, name.trim_end()),
            (None, None) => continue,
        });
    }
    Ok(queues)
}

async fn entries(connection: &mut SqliteConnection) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query("select document from ccbspec_entry").fetch_all(connection).await?;
    rows.iter().map(|row| document("ccbspec_entry", row.try_get(0)?)).collect()
}

async fn current(connection: &mut SqliteConnection) -> Result<BTreeMap<i64, CurrentCallback>, StoreError> {
    let rows = sqlx::query("select surrogateid, ani, gateway, location, eventtypeid, causeid from callback_current")
        .fetch_all(connection)
        .await?;
    rows.iter().filter_map(|row| current_callback(row).transpose()).collect()
}

/// A row with a state or a cause that is none counts for nothing, so it is passed over.
fn current_callback(row: &SqliteRow) -> Result<Option<(i64, CurrentCallback)>, StoreError> {
    let text = |column: usize| row.try_get::<Option<String>, _>(column).map(Option::unwrap_or_default);
    let id = |column: usize| row.try_get::<Option<i32>, _>(column).map(|id| id.unwrap_or(-1));
    let (Some(state), Some(cause)) = (EventType::from_id(id(4)?), Cause::from_id(id(5)?)) else { return Ok(None) };
    let gateway = Gateway { id: text(2)?, location: text(3)? };
    Ok(Some((row.try_get(0)?, CurrentCallback { number: text(1)?, gateway, state, cause })))
}

/// Who ever entered has a row in `callbackqueue`, which are never removed.
async fn seen(connection: &mut SqliteConnection) -> Result<HashSet<Callid>, StoreError> {
    let rows = sqlx::query("select callguid from callbackqueue").fetch_all(connection).await?;
    let mut seen = HashSet::with_capacity(rows.len());
    for row in rows {
        seen.extend(row.try_get::<&str, _>(0)?.parse::<Callid>().ok());
    }
    Ok(seen)
}

/// The highest id of any table, and of any row that was there once (CCB-ROW-01).
async fn last_surrogate(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "select coalesce(max(surrogateid), 0) from (
           select max(surrogateid) as surrogateid from ccbspec_surrogate
           union all select max(surrogateid) from callback
           union all select max(surrogateid) from callbackevent
           union all select max(surrogateid) from callbackqueue)",
    )
    .fetch_one(connection)
    .await?;
    Ok(row.try_get(0)?)
}

fn document<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Kept { table, reason: error.to_string() })
}
