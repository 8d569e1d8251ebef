//! The tables of section 12, the servlet's own beside them, and their making.

use std::fmt::Write as _;

use super::connection::Connection;
use super::dialect::Dialect;
use super::error::StoreError;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::table::Table;

/// The columns of `callback_current` and `callback_historical`.
const CALLBACK_COLUMNS: &str =
    "surrogateid integer not null primary key, callstartdate date not null, oldguid char(32),
    ani varchar(32), callbacktype char(1), gateway varchar(40), recordingurl varchar(255),
    scheduledcallbackdatetime {datetime}, scheduledcallbackdn varchar(32), dbdatetime {datetime}, location varchar(32),
    nbrattempts smallint, eventtypeid integer, causeid integer";

const EVENT_COLUMNS: &str = "surrogateid integer not null, callstartdate date not null,
    eventdatetime {datetime} not null, causeid integer, dbdatetime {datetime} not null, eventtypeid integer not null{index}";

const QUEUE_COLUMNS: &str = "surrogateid integer not null primary key, callstartdate date not null,
    callguid char(32) not null, queueid smallint not null, queuestatus smallint not null,
    enterdatetime {datetime} not null, leavedatetime {datetime}, cvpestimatedwaittime smallint not null,
    icmestimatedwaittime smallint not null, validationstatus smallint not null, dbdatetime {datetime} not null";

/// Every table, and its columns.
const TABLES: [(&str, &str); 11] = [
    ("callback_current", CALLBACK_COLUMNS),
    ("callback_historical", CALLBACK_COLUMNS),
    ("callbackevent", EVENT_COLUMNS),
    ("callbackqueue", QUEUE_COLUMNS),
    ("queueref", "queueid smallint not null primary key, queuename char(40)"),
    ("eventtyperef", "eventtypeid integer not null primary key, eventtype varchar(96)"),
    ("causeref", "causeid integer not null primary key, cause varchar(96)"),
    ("ccbspec_entry", "surrogateid integer not null primary key, document {document} not null"),
    ("ccbspec_queue", "queueid integer not null primary key, document {document} not null"),
    ("ccbspec_surrogate", "surrogateid integer not null"),
    ("ccbspec_decision", "number bigint not null"),
];

/// The servlet's own tables and their columns: documents for a restart, the highest surrogate id ever given, and the number of the last
/// decision that was kept.
const OWN: [(&str, &str); 4] = [
    ("ccbspec_entry", "surrogateid document"),
    ("ccbspec_queue", "queueid document"),
    ("ccbspec_surrogate", "surrogateid"),
    ("ccbspec_decision", "number"),
];

/// Checks that what is there is what it should be, and makes the rest.
pub(super) async fn make(connection: &mut Connection, dialect: &Dialect) -> Result<(), StoreError> {
    check(connection, dialect).await?;
    connection.script(&script(dialect)).await
}

/// Whatever is there under a name of this servlet must be of its kind and have its columns, in their order.
async fn check(connection: &mut Connection, dialect: &Dialect) -> Result<(), StoreError> {
    let documented = Table::ALL.iter().map(|table| {
        let columns: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let kind = if *table == Table::Callback { "view" } else { "table" };
        (table.name(), kind, columns.join(" "))
    });
    let own = OWN.iter().map(|(name, columns)| (*name, "table", (*columns).to_owned()));
    let [rows] = connection.read([dialect.catalogue]).await?;
    for (table, kind, columns) in documented.chain(own) {
        let found: Vec<_> = rows.iter().filter(|row| row.first() == Some(&Some(table.to_owned()))).collect();
        let is = |row: &&Vec<Option<String>>, at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let found_columns: Vec<String> = found.iter().map(|row| is(row, 2)).collect();
        if found.iter().any(|row| is(row, 1) != kind) || !found.is_empty() && found_columns.join(" ") != columns {
            return Err(StoreError::Foreign { table });
        }
    }
    Ok(())
}

/// All that makes the tables, their rows of reference included (CCB-ROW-04).
fn script(dialect: &Dialect) -> String {
    let mut sql = String::with_capacity(8192);
    for (table, columns) in TABLES {
        let columns = columns
            .replace("{datetime}", dialect.datetime)
            .replace("{document}", dialect.document)
            .replace("{index}", dialect.index_inside);
        let _ = write!(sql, "create table if not exists {table} ({columns}){};", dialect.table_options);
    }
    sql.push_str(dialect.index_beside);
    let _ = write!(
        sql,
        "{} callback as select * from callback_current union all select * from callback_historical;",
        dialect.create_view
    );
    let event_types = EventType::ALL.iter().map(|event_type| (event_type.id(), event_type.name()));
    replace(&mut sql, Table::EventTypeRef, "eventtypeid", event_types);
    replace(&mut sql, Table::CauseRef, "causeid", Cause::ALL.iter().map(|cause| (cause.id(), cause.name())));
    sql
}

fn replace(sql: &mut String, table: Table, key: &str, rows: impl Iterator<Item = (i32, &'static str)> + Clone) {
    let ids: Vec<String> = rows.clone().map(|(id, _)| id.to_string()).collect();
    let rows: Vec<String> = rows.map(|(id, name)| format!("({id}, '{}')", name.replace('\'', "''"))).collect();
    let _ = write!(
        sql,
        "delete from {table} where {key} in ({}); insert into {table} values {};",
        ids.join(", "),
        rows.join(", ")
    );
}
