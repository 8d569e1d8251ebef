//! The selects of the observer: text alone, since keys are written into them.
//!
//! A key that is written out is read alike by every engine and driver, whatever the type of its column. All of them come from the
//! suite (callids, numbers, names from features), none from the target.

use super::names::Names;
use super::own::Own;
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

    /// The rows of what is a journey's own, with those of its queues: `callbackqueue`, `callback`, `callbackevent`, `queueref`. A row of
    /// `callbackqueue` is its own by its call or its queue, a callback by its call, its number or its gateway, an event by either.
    pub(super) fn of_own(&self, own: &Own<'_>) -> [Select; 4] {
        let of_calls = self.is_one_of_calls(own.calls);
        let of_others = (!own.others.is_empty()).then(|| self.is_one_of_calls(&own.others));
        let within = |table: Table, column: &'static str, of: Table, condition: &str| {
            let (name, key) = (self.names.table(of), self.names.column(of, column));
            format!("{} in (select {key} from {name} where {condition})", self.names.column(table, column))
        };
        let named = self.is_one_of(Table::QueueRef, "queuename", &own.queues);
        let of_queues = named
            .as_ref()
            .map(|named| within(Table::CallbackQueue, "queueid", Table::QueueRef, named))
            .map(|in_queue| of_others.iter().fold(in_queue, |in_queue, others| format!("{in_queue} and not {others}")));
        let of_callers = [("ani", &own.numbers), ("gateway", &own.gateways)]
            .into_iter()
            .filter_map(|(column, values)| self.is_one_of(Table::Callback, column, values))
            .reduce(|one, other| format!("({one} or {other})"))
            .map(|theirs| {
                let others =
                    of_others.iter().map(|of| within(Table::Callback, "surrogateid", Table::CallbackQueue, of));
                others.fold(theirs, |theirs, others| format!("{theirs} and not {others}"))
            });
        let either = |one: String, other: Option<String>| match other {
            Some(other) => format!("{one} or {other}"),
            None => one,
        };
        let by_call = |table: Table| within(table, "surrogateid", Table::CallbackQueue, &of_calls);
        let by_callback = |theirs: &String| within(Table::CallbackEvent, "surrogateid", Table::Callback, theirs);
        let of_callbacks = of_callers.as_ref().map(by_callback);
        [
            self.rows(Table::CallbackQueue, &either(of_calls.clone(), of_queues)),
            self.rows(Table::Callback, &either(by_call(Table::Callback), of_callers)),
            self.rows(Table::CallbackEvent, &either(by_call(Table::CallbackEvent), of_callbacks)),
            self.rows(
                Table::QueueRef,
                &either(within(Table::QueueRef, "queueid", Table::CallbackQueue, &of_calls), named),
            ),
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

    /// Whether a row of `callbackqueue` is of one of these calls, whose digits may be spelt small (CCB-ENQ-06).
    fn is_one_of_calls(&self, calls: &[Callid]) -> String {
        if calls.is_empty() {
            return "1 = 0".to_owned();
        }
        let key = self.text(Table::CallbackQueue, "callguid");
        let guids = calls.iter().map(Callid::to_string).flat_map(|guid| [guid.to_ascii_lowercase(), guid]);
        let spellings = guids.flat_map(|guid| self.spellings(&guid)).map(|guid| guid.to_ascii_uppercase());
        format!("upper({key}) in ({})", spellings.collect::<Vec<_>>().join(", "))
    }

    /// Whether a column holds one of these texts; nothing where there are none.
    fn is_one_of(&self, table: Table, column: &'static str, texts: &[&str]) -> Option<String> {
        let spellings: Vec<String> = texts.iter().flat_map(|text| self.spellings(text)).collect();
        (!texts.is_empty()).then(|| format!("{} in ({})", self.text(table, column), spellings.join(", ")))
    }

    /// A column as text. A char column may be padded, and the text be kept as bytes.
    fn text(&self, table: Table, column: &'static str) -> String {
        let column = self.names.column(table, column);
        match self.engine {
            Engine::Sqlite | Engine::Mysql => format!("trim(cast({column} as char(255)))"),
            Engine::Postgres => format!("trim({column}::text)"),
            Engine::Odbc => format!("trim({column})"),
        }
    }

    /// A text as its column may show it: `PostgreSQL` shows bytes by their digits.
    fn spellings(&self, text: &str) -> Vec<String> {
        let bytes = || text.bytes().fold("\\x".to_owned(), |digits, byte| format!("{digits}{byte:02x}"));
        match self.engine {
            Engine::Postgres => vec![self.literal(text), self.literal(&bytes())],
            Engine::Sqlite | Engine::Mysql | Engine::Odbc => vec![self.literal(text)],
        }
    }

    fn literal(&self, text: &str) -> String {
        let text = text.replace('\'', "''");
        match self.engine {
            Engine::Mysql => format!("'{}'", text.replace('\\', "\\\\")),
            Engine::Sqlite | Engine::Postgres | Engine::Odbc => format!("'{text}'"),
        }
    }
}
