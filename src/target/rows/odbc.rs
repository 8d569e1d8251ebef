//! Reading whatever has an ODBC driver, such as Informix. The driver's calls block, so that each read has a thread.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use odbc_api::{Connection, ConnectionOptions, Cursor as _, ResultSetMetadata as _, environment};

use super::error::{DatabaseError, ReadError};
use super::reader::{Place, READ_TIMEOUT, Texts};
use super::select::Select;
use crate::ccb::database::DatabaseUrl;

/// How long a driver is given to connect and to answer one select, where it can be told: shorter than the bound on the whole read, so that
/// it is the driver that tells why.
const DRIVER_TIMEOUT_S: u32 = 4;

/// As standard SQL has it. Not every engine knows it; one that does not reads at the isolation that it is configured to.
const SNAPSHOT: &str = "set transaction read only, isolation level repeatable read";

/// A database behind an ODBC driver.
#[derive(Clone)]
pub(super) struct Source {
    url: DatabaseUrl,
    /// The connection, as long as no read has it and none was lost with it.
    idle: Arc<Mutex<Option<Connection<'static>>>>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.url)
    }
}

pub(super) async fn open(url: &DatabaseUrl) -> Result<Source, DatabaseError> {
    let source = Source { url: url.clone(), idle: Arc::default() };
    let opened = source.with_connection(|_| Ok(())).await;
    opened.map(|()| source).map_err(|error| DatabaseError::Open { url: url.clone(), reason: error.reason })
}

pub(super) async fn read(source: &Source, selects: &[Select]) -> Result<Vec<Vec<Texts>>, ReadError> {
    let selects = selects.to_vec();
    source.with_connection(move |connection| snapshot(connection, &selects)).await
}

pub(super) async fn places(source: &Source) -> Result<Vec<Place>, ReadError> {
    source
        .with_connection(|connection| {
            let columns = connection.columns("", "", "%", "%").map_err(|error| failed(0, &error))?;
            let mut places = Vec::new();
            for column in columns {
                let column = column.map_err(|error| failed(0, &error))?;
                if let (Ok(Some(table)), Ok(Some(name))) = (column.table.as_str(), column.column_name.as_str()) {
                    let kind = column.type_name.as_str().ok().flatten().unwrap_or_default();
                    places.push(Place::from((table.to_owned(), name.to_owned(), kind.to_owned())));
                }
            }
            Ok(places)
        })
        .await
}

impl Source {
    /// Works with the connection in a thread, in time. One with which that failed is not used again.
    async fn with_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection<'static>) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
        let url = self.url.clone();
        let working = tokio::task::spawn_blocking(move || {
            let connection = match idle {
                Some(connection) => connection,
                None => connect(&url)?,
            };
            work(&connection).map(|done| (connection, done))
        });
        let outcome = tokio::time::timeout(READ_TIMEOUT, working).await.map_err(|_| ReadError::late(READ_TIMEOUT))?;
        let fault =
            |error: tokio::task::JoinError| ReadError { select: 0, reason: format!("the driver broke off: {error}") };
        match outcome.map_err(fault)? {
            Ok((connection, done)) => {
                *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
                Ok(done)
            }
            Err(ReadError { select, reason }) => {
                Err(ReadError { select, reason: self.url.without_secrets(&reason).replace('\n', " ") })
            }
        }
    }
}

fn connect(url: &DatabaseUrl) -> Result<Connection<'static>, ReadError> {
    let options = ConnectionOptions { login_timeout_sec: Some(DRIVER_TIMEOUT_S), packet_size: None };
    let connect = || {
        let connection = environment()?.connect_with_connection_string(url.connection_string(), options)?;
        connection.set_autocommit(false)?;
        Ok(connection)
    };
    connect().map_err(|error| failed(0, &error))
}

fn snapshot(connection: &Connection<'static>, selects: &[Select]) -> Result<Vec<Vec<Texts>>, ReadError> {
    if connection.execute(SNAPSHOT, (), None).is_err() {
        connection.rollback().map_err(|error| failed(0, &error))?;
    }
    let mut read = Vec::with_capacity(selects.len());
    for (index, select) in selects.iter().enumerate() {
        read.push(rows(connection, &select.sql).map_err(|error| failed(index, &error))?);
    }
    connection.commit().map_err(|error| failed(selects.len(), &error))?;
    Ok(read)
}

/// Every value in the driver's own spelling, which ODBC lays down for numbers, dates and times.
fn rows(connection: &Connection<'static>, sql: &str) -> Result<Vec<Texts>, odbc_api::Error> {
    let Some(mut cursor) = connection.execute(sql, (), Some(DRIVER_TIMEOUT_S as usize))? else { return Ok(Vec::new()) };
    let columns = u16::try_from(cursor.num_result_cols()?).unwrap_or(0);
    let mut rows = Vec::new();
    let mut text = Vec::new();
    while let Some(mut row) = cursor.next_row()? {
        let mut texts = Texts::with_capacity(columns.into());
        for column in 1..=columns {
            let is_stored = row.get_wide_text(column, &mut text)?;
            texts.push(is_stored.then(|| String::from_utf16_lossy(&text)));
        }
        rows.push(texts);
    }
    Ok(rows)
}

fn failed(select: usize, error: &odbc_api::Error) -> ReadError {
    ReadError { select, reason: error.to_string() }
}
