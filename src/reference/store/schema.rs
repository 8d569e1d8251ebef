//! The tables of section 12, the servlet's own beside them, and their making.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

use super::error::StoreError;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::table::Table;

/// The columns of `callback_current` and `callback_historical`.
macro_rules! callback_columns {
    () => {
        "(surrogateid integer not null primary key, callstartdate date not null, oldguid char(32), ani varchar(32),
          callbacktype char(1), gateway varchar(40), recordingurl varchar(255), scheduledcallbackdatetime datetime,
          scheduledcallbackdn varchar(32), dbdatetime datetime, location varchar(32), nbrattempts smallint,
          eventtypeid integer, causeid integer);"
    };
}

const TABLES: &str = concat!(
    "create table if not exists callback_current ",
    callback_columns!(),
    "create table if not exists callback_historical ",
    callback_columns!(),
    "create view if not exists callback as
       select * from callback_current union all select * from callback_historical;
     create table if not exists callbackevent (surrogateid integer not null, callstartdate date not null,
       eventdatetime datetime not null, causeid integer, dbdatetime datetime not null, eventtypeid integer not null);
     create index if not exists callbackevent_surrogateid on callbackevent (surrogateid);
     create table if not exists callbackqueue (surrogateid integer not null primary key, callstartdate date not null,
       callguid char(32) not null, queueid smallint not null, queuestatus smallint not null,
       enterdatetime datetime not null, leavedatetime datetime, cvpestimatedwaittime smallint not null,
       icmestimatedwaittime smallint not null, validationstatus smallint not null, dbdatetime datetime not null);
     create table if not exists queueref (queueid smallint not null primary key, queuename char(40));
     create table if not exists eventtyperef (eventtypeid integer not null primary key, eventtype varchar(96));
     create table if not exists causeref (causeid integer not null primary key, cause varchar(96));
     create table if not exists ccbspec_entry (surrogateid integer not null primary key, document text not null);
     create table if not exists ccbspec_queue (queueid integer not null primary key, document text not null);
     create table if not exists ccbspec_surrogate (surrogateid integer not null);
     insert into ccbspec_surrogate select 0 where not exists (select * from ccbspec_surrogate);"
);

/// The servlet's own tables and their columns: documents for a restart, and the highest surrogate id ever given.
const OWN: &[(&str, &str)] = &[
    ("ccbspec_entry", "surrogateid document"),
    ("ccbspec_queue", "queueid document"),
    ("ccbspec_surrogate", "surrogateid"),
];

/// Checks that what is there is what it should be, and makes the rest, in one transaction.
pub(super) async fn make(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    check(&mut transaction).await?;
    sqlx::raw_sql(TABLES).execute(&mut *transaction).await?;
    sqlx::raw_sql(AssertSqlSafe(reference_rows())).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// Whatever is there under a name of this servlet must be of its kind and have its columns, in their order.
async fn check(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "select lower(m.name), m.type, group_concat(lower(c.name), ' ' order by c.cid)
         from sqlite_master m join pragma_table_info(m.name) c where m.type in ('table', 'view') group by m.name",
    )
    .fetch_all(connection)
    .await?;
    let documented = Table::ALL.iter().map(|table| {
        let columns: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let kind = if *table == Table::Callback { "view" } else { "table" };
        (table.name(), kind, columns.join(" "))
    });
    let own = OWN.iter().map(|(name, columns)| (*name, "table", (*columns).to_owned()));
    for (table, kind, columns) in documented.chain(own) {
        for row in &rows {
            let (name, found): (&str, (&str, &str)) = (row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?));
            if name == table && found != (kind, columns.as_str()) {
                return Err(StoreError::Foreign { table });
            }
        }
    }
    Ok(())
}

/// Two statements that make the reference tables hold what they should (CCB-ROW-04).
fn reference_rows() -> String {
    let mut sql = String::new();
    let event_types = EventType::ALL.iter().map(|event_type| (event_type.id(), event_type.name()));
    insert(&mut sql, Table::EventTypeRef, event_types);
    insert(&mut sql, Table::CauseRef, Cause::ALL.iter().map(|cause| (cause.id(), cause.name())));
    sql
}

fn insert(sql: &mut String, table: Table, rows: impl Iterator<Item = (i32, &'static str)>) {
    let rows: Vec<String> = rows.map(|(id, name)| format!("({id}, '{}')", name.replace('\'', "''"))).collect();
    let _ = write!(sql, "insert or replace into {table} values {};", rows.join(", "));
}
