//! How a restart reads what was kept (CCB-DUR-01).

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use super::connection::{Connection, Texts};
use super::error::StoreError;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::reference::model::entry::{Entry, Gateway};
use crate::reference::model::queue::Queue;
use crate::reference::model::state::{CurrentCallback, Kept};

const QUEUES: &str =
    "select r.queueid, r.queuename, q.document from queueref r left join ccbspec_queue q on q.queueid = r.queueid";
const ENTRIES: &str = "select document from ccbspec_entry";
const CURRENT: &str = "select surrogateid, ani, gateway, location, eventtypeid, causeid from callback_current";
/// Who ever entered has a row in `callbackqueue`, which are never removed.
const SEEN: &str = "select callguid from callbackqueue";
/// The highest id of any table, and of any row that was there once (CCB-ROW-01).
const LAST_SURROGATE: &str = "select coalesce(max(surrogateid), 0) from (
   select max(surrogateid) as surrogateid from ccbspec_surrogate
   union all select max(surrogateid) from callback
   union all select max(surrogateid) from callbackevent
   union all select max(surrogateid) from callbackqueue) ids";

/// Reads everything.
pub(super) async fn load(connection: &mut Connection) -> Result<Kept, StoreError> {
    let [queues, entries, current, seen, last_surrogate] =
        connection.read([QUEUES, ENTRIES, CURRENT, SEEN, LAST_SURROGATE]).await?;
    Ok(Kept {
        queues: queues.iter().filter_map(|row| queue(row).transpose()).collect::<Result<_, _>>()?,
        entries: entries.iter().map(entry).collect::<Result<_, _>>()?,
        current: current.iter().filter_map(|row| current_callback(row).transpose()).collect::<Result<_, _>>()?,
        seen: seen.iter().filter_map(|row| text(row, 0)?.trim_end().parse::<Callid>().ok()).collect::<HashSet<_>>(),
        last_surrogate: last_surrogate.first().map_or(Ok(0), |row| number(row, 0, "callbackqueue"))?,
    })
}

/// A queue that was named, also one that another program named and that has no document.
fn queue(row: &Texts) -> Result<Option<Queue>, StoreError> {
    match (text(row, 2), text(row, 1)) {
        (Some(kept), _) => document("ccbspec_queue", kept).map(Some),
        (None, Some(name)) => Ok(Some(Queue::new(number(row, 0, "queueref")?, name.trim_end()))),
        (None, None) => Ok(None),
    }
}

fn entry(row: &Texts) -> Result<Entry, StoreError> {
    document("ccbspec_entry", text(row, 0).unwrap_or_default())
}

/// A row with a state or a cause that is none counts for nothing, so it is passed over.
fn current_callback(row: &Texts) -> Result<Option<(i64, CurrentCallback)>, StoreError> {
    let id = |column: usize| text(row, column).and_then(|id| id.parse::<i32>().ok()).unwrap_or(-1);
    let (Some(state), Some(cause)) = (EventType::from_id(id(4)), Cause::from_id(id(5))) else { return Ok(None) };
    let text = |column: usize| text(row, column).unwrap_or_default().to_owned();
    let gateway = Gateway { id: text(2), location: text(3) };
    let callback = CurrentCallback { number: text(1), gateway, state, cause };
    Ok(Some((number(row, 0, "callback_current")?, callback)))
}

fn text(row: &Texts, column: usize) -> Option<&str> {
    row.get(column)?.as_deref()
}

fn number(row: &Texts, column: usize, table: &'static str) -> Result<i64, StoreError> {
    let text = text(row, column).unwrap_or_default();
    text.parse().map_err(|_| StoreError::Kept { table, reason: format!("`{text}` is no whole number") })
}

fn document<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Kept { table, reason: error.to_string() })
}
