//! The selects of the observer: text alone, since keys are written into them.
//!
//! A key that is written out is read alike by every engine and driver, whatever the type of its column. All of them come from the
//! suite (callids, numbers, names from features), none from the target.

use super::names::Names;
use crate::ccb::callid::Callid;
use crate::ccb::database::Engine;
use crate::ccb::table::Table;

/// One select of every documented column of a table, in the documented order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Select {
    pub(super) table: Table,
    pub(super) sql: String,
}

/// Makes selects for an engine and a target's names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selects<'a> {
    pub(super) engine: Engine,
    pub(super) names: &'a Names,
}

impl Selects<'_> {
    /// No row: it fails where the table or a column is not there.
    pub(super) fn probe(&self, table: Table) -> Select {
        self.rows(table, "1 = 0")
    }

    /// Every row.
    pub(super) fn all(&self, table: Table) -> Select {
        self.rows(table, "1 = 1")
    }

    /// The rows of calls, with those of the queues they are in: `callbackqueue`, `callback`, `callbackevent`, `queueref`.
    pub(super) fn of_calls(&self, calls: &[Callid]) -> [Select; 4] {
        let of_calls = self.is_one_of_calls(calls);
        let same = |table: Table, column: &'static str| {
            let (name, key) = (self.names.table(Table::CallbackQueue), self.names.column(Table::CallbackQueue, column));
            format!("{} in (select {key} from {name} where {of_calls})", self.names.column(table, column))
        };
        [
            self.rows(Table::CallbackQueue, &of_calls),
            self.rows(Table::Callback, &same(Table::Callback, "surrogateid")),
            self.rows(Table::CallbackEvent, &same(Table::CallbackEvent, "surrogateid")),
            self.rows(Table::QueueRef, &same(Table::QueueRef, "queueid")),
        ]
    }

    /// The rows of one call.
    pub(super) fn of_surrogate(&self, table: Table, surrogate: i64) -> Select {
        self.rows(table, &format!("{} = {surrogate}", self.names.column(table, "surrogateid")))
    }

    /// The queues of a name; an engine may also find those that differ in case or in blanks behind.
    pub(super) fn of_queue(&self, name: &str) -> Select {
        let column = self.names.column(Table::QueueRef, "queuename");
        self.rows(Table::QueueRef, &format!("trim({column}) = {}", self.literal(name)))
    }

    /// The published query: callbacks whose state has a name, by joining the view with the names of states (CCB-ROW-05).
    pub(super) fn in_state(&self, state: &str) -> Select {
        let (callback, types) = (self.names.table(Table::Callback), self.names.table(Table::EventTypeRef));
        let columns = self.columns(Table::Callback, "c.");
        let state_of = self.names.column(Table::Callback, "eventtypeid");
        let (id, name) = (
            self.names.column(Table::EventTypeRef, "eventtypeid"),
            self.names.column(Table::EventTypeRef, "eventtype"),
        );
        let state = self.literal(state);
        let sql = format!(
            "select {columns} from {callback} c, {types} t where c.{state_of} = t.{id} and trim(t.{name}) = {state}"
        );
        Select { table: Table::Callback, sql }
    }

    fn rows(&self, table: Table, condition: &str) -> Select {
        let (columns, name) = (self.columns(table, ""), self.names.table(table));
        Select { table, sql: format!("select {columns} from {name} where {condition}") }
    }

    fn columns(&self, table: Table, prefix: &str) -> String {
        let names = table.columns().iter().map(|column| format!("{prefix}{}", self.names.column(table, column.name)));
        names.collect::<Vec<_>>().join(", ")
    }

    /// Whether a row of `callbackqueue` is of one of these calls. A char column may be padded, its digits be spelt small
    /// (CCB-ENQ-06), and the text be kept as bytes.
    fn is_one_of_calls(&self, calls: &[Callid]) -> String {
        if calls.is_empty() {
            return "1 = 0".to_owned();
        }
        let column = self.names.column(Table::CallbackQueue, "callguid");
        let key = match self.engine {
            Engine::Sqlite | Engine::Mysql => format!("upper(trim(cast({column} as char(40))))"),
            Engine::Postgres => format!("upper(trim({column}::text))"),
            Engine::Odbc => format!("upper(trim({column}))"),
        };
        let mut guids: Vec<String> = calls.iter().map(Callid::to_string).collect();
        if self.engine == Engine::Postgres {
            let as_bytes = |guid: &String| {
                [guid.clone(), guid.to_ascii_lowercase()]
                    .map(|guid| guid.bytes().fold("\\X".to_owned(), |text, byte| format!("{text}{byte:02X}")))
            };
            let bytes: Vec<String> = guids.iter().flat_map(as_bytes).collect();
            guids.extend(bytes);
        }
        let guids: Vec<String> = guids.iter().map(|guid| self.literal(guid)).collect();
        format!("{key} in ({})", guids.join(", "))
    }

    fn literal(&self, text: &str) -> String {
        let text = text.replace('\'', "''");
        match self.engine {
            Engine::Mysql => format!("'{}'", text.replace('\\', "\\\\")),
            Engine::Sqlite | Engine::Postgres | Engine::Odbc => format!("'{text}'"),
        }
    }
}
