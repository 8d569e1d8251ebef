//! The tables that a servlet keeps, their columns and what these hold (SPEC 12).

use super::named::named_enum;

named_enum! {
    /// A documented table or view. Names carry no case.
    Table:
    /// Callbacks that are not archived.
    CallbackCurrent = "callback_current",
    /// Callbacks that are archived.
    CallbackHistorical = "callback_historical",
    /// The view over both.
    Callback = "callback",
    /// One row a state change.
    CallbackEvent = "callbackevent",
    /// One row a call.
    CallbackQueue = "callbackqueue",
    /// Queue ids and names.
    QueueRef = "queueref",
    /// Event types and names.
    EventTypeRef = "eventtyperef",
    /// Causes and names.
    CauseRef = "causeref",
}

/// What a column holds, which says how an observer reads and a golden binds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// The integer that stands for a call in every table (CCB-ROW-01).
    Surrogate,
    /// A number stored as it is.
    Integer,
    /// Text, of which trailing blanks carry no meaning (`char` columns are padded).
    Text,
    /// A UTC date.
    Date,
    /// A UTC time.
    UtcTime,
    /// The server's local time (CCB-ROW-02).
    LocalTime,
}

/// One documented column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, in lower case.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
}

const fn column(name: &'static str, kind: ColumnKind) -> Column {
    Column { name, kind }
}

const CALLBACK: &[Column] = &[
    column("surrogateid", ColumnKind::Surrogate),
    column("callstartdate", ColumnKind::Date),
    column("oldguid", ColumnKind::Text),
    column("ani", ColumnKind::Text),
    column("callbacktype", ColumnKind::Text),
    column("gateway", ColumnKind::Text),
    column("recordingurl", ColumnKind::Text),
    column("scheduledcallbackdatetime", ColumnKind::UtcTime),
    column("scheduledcallbackdn", ColumnKind::Text),
    column("dbdatetime", ColumnKind::LocalTime),
    column("location", ColumnKind::Text),
    column("nbrattempts", ColumnKind::Integer),
    column("eventtypeid", ColumnKind::Integer),
    column("causeid", ColumnKind::Integer),
];

const CALLBACK_EVENT: &[Column] = &[
    column("surrogateid", ColumnKind::Surrogate),
    column("callstartdate", ColumnKind::Date),
    column("eventdatetime", ColumnKind::UtcTime),
    column("causeid", ColumnKind::Integer),
    column("dbdatetime", ColumnKind::LocalTime),
    column("eventtypeid", ColumnKind::Integer),
];

const CALLBACK_QUEUE: &[Column] = &[
    column("surrogateid", ColumnKind::Surrogate),
    column("callstartdate", ColumnKind::Date),
    column("callguid", ColumnKind::Text),
    column("queueid", ColumnKind::Integer),
    column("queuestatus", ColumnKind::Integer),
    column("enterdatetime", ColumnKind::UtcTime),
    column("leavedatetime", ColumnKind::UtcTime),
    column("cvpestimatedwaittime", ColumnKind::Integer),
    column("icmestimatedwaittime", ColumnKind::Integer),
    column("validationstatus", ColumnKind::Integer),
    column("dbdatetime", ColumnKind::LocalTime),
];

const QUEUE_REF: &[Column] = &[column("queueid", ColumnKind::Integer), column("queuename", ColumnKind::Text)];

const EVENT_TYPE_REF: &[Column] = &[column("eventtypeid", ColumnKind::Integer), column("eventtype", ColumnKind::Text)];

const CAUSE_REF: &[Column] = &[column("causeid", ColumnKind::Integer), column("cause", ColumnKind::Text)];

impl Table {
    /// Its documented columns, in the documented order (SPEC 12).
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::CallbackCurrent | Self::CallbackHistorical | Self::Callback => CALLBACK,
            Self::CallbackEvent => CALLBACK_EVENT,
            Self::CallbackQueue => CALLBACK_QUEUE,
            Self::QueueRef => QUEUE_REF,
            Self::EventTypeRef => EVENT_TYPE_REF,
            Self::CauseRef => CAUSE_REF,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::clause::SPECIFICATION;

    #[test]
    fn every_column_is_documented() {
        for table in Table::ALL {
            let row = SPECIFICATION
                .lines()
                .find(|line| line.starts_with("| `") && line.contains(&format!("`{table}`")))
                .unwrap_or_else(|| panic!("SPEC 12 has no table `{table}`"));
            if *table == Table::Callback {
                continue; // a view of the two above it
            }
            for column in table.columns() {
                assert!(row.contains(column.name), "SPEC 12: `{table}` has no column `{}`", column.name);
            }
        }
    }
}
