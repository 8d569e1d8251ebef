//! What journeys ask of the stored rows.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::catalogue;
use super::cell::cell;
use super::error::{DatabaseError, ReadError};
use super::names::Names;
use super::own::Own;
use super::reader::{Reader, Texts};
use super::select::{Select, Selects};
use crate::ccb::database::{DatabaseUrl, Engine};
use crate::ccb::observation::{Cell, Row, Rows};
use crate::ccb::table::Table;
use crate::target::error::TargetError;

/// The tables that every journey reads, and so those that must be there.
const READ: [Table; 4] = [Table::Callback, Table::CallbackEvent, Table::CallbackQueue, Table::QueueRef];

/// Reads rows. It never writes.
#[derive(Clone, Debug)]
pub struct RowObserver {
    reader: Reader,
    engine: Engine,
    names: Names,
    zone: TimeZone,
}

impl RowObserver {
    /// Opens a database and makes sure that it is one of a Courtesy Callback servlet, whose local time is that of `zone`.
    ///
    /// # Errors
    ///
    /// Where the URL cannot be understood, the database not be opened, or a documented table or column is missing.
    pub async fn open(url: &DatabaseUrl, names: Names, zone: TimeZone) -> Result<Self, DatabaseError> {
        let reader = Reader::open(url).await?;
        let mut observer = Self { reader, engine: url.engine(), names, zone };
        if let Err(failed) = observer.probe().await {
            observer.names = catalogue::spelt(&observer.reader, url, &observer.names, &READ, failed).await?;
            observer.probe().await.map_err(|error| {
                let table = READ[error.select.min(READ.len() - 1)];
                let reason = url.without_secrets(&error.reason);
                DatabaseError::Unreadable { url: url.clone(), table, reason }
            })?;
        }
        Ok(observer)
    }

    /// The same for a servlet whose local time is that of another zone.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    async fn probe(&self) -> Result<(), ReadError> {
        let selects = READ.map(|table| self.selects().probe(table));
        self.reader.read(&selects).await.map(|_| ())
    }

    /// The rows of what is a journey's own, and the names of the queues they are in, all of one moment. Those of its calls come first, in the
    /// order of the calls, since surrogate ids need not ascend (CCB-ROW-01); then whatever else came of it.
    ///
    /// # Errors
    ///
    /// Where a table cannot be read.
    pub async fn observe(&self, own: &Own<'_>) -> Result<Rows, TargetError> {
        let selects = self.selects().of_own(own);
        let [mut callbackqueue, mut callback, mut callbackevent, queueref] = self.read(selects).await?;
        let calls: Vec<Cell> = own.calls.iter().map(|callid| Cell::Text(callid.to_string())).collect();
        sort(&mut callbackqueue, &["enterdatetime", "surrogateid"]);
        callbackqueue.sort_by_cached_key(|row| place_among(&calls, row.get("callguid")));
        let ids: Vec<Cell> = callbackqueue.iter().filter_map(|row| row.get("surrogateid").cloned()).collect();
        sort(&mut callback, &["surrogateid"]);
        callback.sort_by_cached_key(|row| place_among(&ids, row.get("surrogateid")));
        sort(&mut callbackevent, &["surrogateid", "eventdatetime", "dbdatetime"]);
        callbackevent.sort_by_cached_key(|row| place_among(&ids, row.get("surrogateid")));
        Ok(Rows { callback, callbackevent, callbackqueue, queue_names: names_by_id(&queueref, "queueid", "queuename") })
    }

    /// Whether `queueref` holds a queue of that name.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn knows_queue(&self, name: &str) -> Result<bool, TargetError> {
        let [found] = self.read([self.selects().of_queue(name)]).await?;
        Ok(found.iter().any(|row| row.get("queuename") == Some(&Cell::Text(name.to_owned()))))
    }

    /// The ids and names of a reference table.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn reference_rows(&self, table: Table) -> Result<BTreeMap<i64, String>, TargetError> {
        let [rows] = self.read([self.selects().all(table)]).await?;
        match table.columns() {
            [id, name, ..] => Ok(names_by_id(&rows, id.name, name.name)),
            _ => Ok(BTreeMap::new()),
        }
    }

    /// How often a surrogate id stands in a table.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn count(&self, table: Table, surrogate: i64) -> Result<usize, TargetError> {
        let [rows] = self.read([self.selects().of_surrogate(table, surrogate)]).await?;
        Ok(rows.len())
    }

    /// The surrogate ids of callbacks in a state, found by joining the view with the names of states as published.
    ///
    /// # Errors
    ///
    /// Where the tables cannot be read.
    pub async fn callbacks_in_state(&self, name: &str) -> Result<Vec<i64>, TargetError> {
        let [rows] = self.read([self.selects().in_state(name)]).await?;
        let id = |row: &Row| match row.get("surrogateid") {
            Some(Cell::Integer(id)) => Some(*id),
            _ => None,
        };
        Ok(rows.iter().filter_map(id).collect())
    }

    const fn selects(&self) -> Selects<'_> {
        Selects { engine: self.engine, names: &self.names }
    }

    async fn read<const N: usize>(&self, selects: [Select; N]) -> Result<[Vec<Row>; N], TargetError> {
        let read = self.reader.read(&selects).await;
        let fault = |at: usize, reason: String| TargetError::Rows { table: selects[at.min(N - 1)].table, reason };
        let read = read.map_err(|error| fault(error.select, error.reason))?;
        let read: Vec<Vec<Row>> = selects
            .iter()
            .zip(&read)
            .map(|(select, rows)| rows.iter().map(|texts| self.row(select.table, texts)).collect())
            .collect();
        read.try_into().map_err(|_| fault(0, "the driver has not answered every select".to_owned()))
    }

    fn row(&self, table: Table, texts: &Texts) -> Row {
        let columns = table.columns().iter().zip(texts);
        columns.map(|(column, text)| (column.name, cell(column.kind, text.as_deref(), &self.zone))).collect()
    }
}

/// Behind all of them where it is none of them.
fn place_among(cells: &[Cell], cell: Option<&Cell>) -> usize {
    cells.iter().position(|other| Some(other) == cell).unwrap_or(cells.len())
}

/// Sorted here and not in SQL, since a database may keep numbers and times as text.
fn sort(rows: &mut [Row], columns: &[&str]) {
    rows.sort_by(|one, other| {
        columns
            .iter()
            .map(|column| one.get(column).cmp(&other.get(column)))
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
}

fn names_by_id(rows: &[Row], id: &str, name: &str) -> BTreeMap<i64, String> {
    let pair = |row: &Row| match (row.get(id), row.get(name)) {
        (Some(Cell::Integer(id)), Some(Cell::Text(name))) => Some((*id, name.clone())),
        _ => None,
    };
    rows.iter().filter_map(pair).collect()
}
