//! From an observation to its normal form: unique values become the names they are bound to, times become offsets.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::offset::Origin;
use super::step::{NormalExchange, NormalStep, Record, Scalar, TableRows, Tables};
use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::binding::{BindingKind, Bindings};
use crate::ccb::observation::{Cell, DiagEntry, Exchange, Observation, Request, Row, Rows, Verb};
use crate::ccb::parameter::Parameter;
use crate::ccb::table::{ColumnKind, Table};

/// Brings the observations of one journey to their normal form, one after the other: surrogate ids are numbered in the order
/// in which they are first seen, and keep their number.
#[derive(Clone, Debug)]
pub struct Normaliser {
    zone: TimeZone,
    origin: Option<Origin>,
    surrogates: BTreeMap<i64, usize>,
}

/// What the normal form of one observation needs to know around it.
struct Context<'a> {
    bindings: &'a Bindings,
    queue_names: &'a BTreeMap<i64, String>,
    origin: Origin,
    at: Timestamp,
}

impl Normaliser {
    /// For a journey against a servlet whose local time is that of `zone`.
    pub const fn new(zone: TimeZone) -> Self {
        Self { zone, origin: None, surrogates: BTreeMap::new() }
    }

    /// The normal form of the journey's next observation. Its first request is the journey's start.
    pub fn normalise(&mut self, when: &str, bindings: &Bindings, observation: &Observation) -> NormalStep {
        let first = observation.exchanges.first().map_or(observation.at, |exchange| exchange.at);
        let origin = *self.origin.get_or_insert_with(|| Origin::of(first));
        let unread = Rows::default();
        let rows = observation.rows.as_ref().unwrap_or(&unread);
        let context = Context { bindings, queue_names: &rows.queue_names, origin, at: observation.at };
        for table in [&rows.callbackqueue, &rows.callback, &rows.callbackevent] {
            self.number_surrogates(table);
        }
        NormalStep {
            when: when.to_owned(),
            at: origin.offset(observation.at),
            exchanges: observation.exchanges.iter().map(|exchange| normal_exchange(&context, exchange)).collect(),
            diag: observation.diag.as_ref().map(|entries| normal_diag(bindings, entries)),
            states: states(bindings, &rows.callbackqueue, &rows.callbackevent),
            tables: Tables {
                callback: self.normal_rows(Table::Callback, &rows.callback, &context),
                callbackevent: self.normal_rows(Table::CallbackEvent, &rows.callbackevent, &context),
                callbackqueue: self.normal_rows(Table::CallbackQueue, &rows.callbackqueue, &context),
            },
        }
    }

    fn number_surrogates(&mut self, rows: &[Row]) {
        for row in rows {
            if let Some(Cell::Integer(id)) = row.get("surrogateid") {
                let next = self.surrogates.len() + 1;
                self.surrogates.entry(*id).or_insert(next);
            }
        }
    }

    fn normal_rows(&self, table: Table, rows: &[Row], context: &Context) -> TableRows {
        rows.iter()
            .map(|row| {
                table
                    .columns()
                    .iter()
                    .filter_map(|column| Some((column, row.get(column.name)?)))
                    .map(|(column, cell)| {
                        (column.name.to_owned(), self.normal_cell(column.name, column.kind, cell, context))
                    })
                    .collect()
            })
            .collect()
    }

    fn normal_cell(&self, column: &str, kind: ColumnKind, cell: &Cell, context: &Context) -> Scalar {
        match (kind, cell) {
            (_, Cell::Null) => Scalar::Null,
            (ColumnKind::Surrogate, Cell::Integer(id)) => match self.surrogates.get(id) {
                Some(number) => Scalar::Text(format!("#{number}")),
                None => Scalar::Integer(*id),
            },
            (ColumnKind::LocalTime, Cell::DateTime(stored)) => {
                context.origin.local(*stored, &self.zone, context.at).into()
            }
            (ColumnKind::Integer, Cell::Integer(id)) if column == "queueid" => match context.queue_names.get(id) {
                Some(name) => normal_text(context.bindings, Some(BindingKind::Queue), name),
                None => Scalar::Integer(*id),
            },
            (_, Cell::Integer(number)) => normal_number(context.bindings, *number),
            (_, Cell::Text(text)) if column == "callguid" && !context.bindings.is_bound(BindingKind::Call, text) => {
                Scalar::from(STRAY)
            }
            (_, Cell::Text(text)) => normal_text(context.bindings, column_binding(column), text),
            (_, Cell::Date(stored)) => context.origin.date(*stored).into(),
            (_, Cell::DateTime(stored)) => context.origin.utc(*stored).into(),
        }
    }
}

/// What a row's callid is told by where it is that of no call of the journey. What the servlet made of it is another in every run.
const STRAY: &str = "(no call of the journey)";

fn column_binding(column: &str) -> Option<BindingKind> {
    match column {
        "callguid" => Some(BindingKind::Call),
        "gateway" => Some(BindingKind::Gateway),
        "ani" => Some(BindingKind::Number),
        _ => None,
    }
}

fn parameter_binding(parameter: Parameter) -> Option<BindingKind> {
    match parameter {
        Parameter::Callid => Some(BindingKind::Call),
        Parameter::Qname => Some(BindingKind::Queue),
        Parameter::Gw => Some(BindingKind::Gateway),
        Parameter::Ani | Parameter::Number => Some(BindingKind::Number),
        _ => None,
    }
}

fn field_binding(field: Field) -> Option<BindingKind> {
    match field {
        Field::Gw => Some(BindingKind::Gateway),
        Field::Dn => Some(BindingKind::Number),
        _ => None,
    }
}

fn normal_exchange(context: &Context, exchange: &Exchange) -> NormalExchange {
    NormalExchange {
        at: context.origin.offset(exchange.at),
        request: normal_request(context.bindings, &exchange.request),
        answer: normal_answer(context.bindings, &exchange.answer),
    }
}

fn normal_request(bindings: &Bindings, request: &Request) -> Record {
    let operation = ("operation".to_owned(), Scalar::from(request.operation.name()));
    let verb = match request.verb {
        Verb::Post => None,
        Verb::Get => Some(("verb".to_owned(), Scalar::from("GET"))),
    };
    let mut record: Record = std::iter::once(operation).chain(verb).collect();
    for (parameter, value) in &request.parameters {
        let value = match parameter_binding(*parameter) {
            Some(BindingKind::Call) => normal_callid(bindings, value),
            Some(kind) => bindings.placeholder(kind, value),
            None => value.clone(),
        };
        // A parameter that was sent twice shows both values.
        let mut name = parameter.name().to_owned();
        while record.contains_key(&name) {
            name.push_str(" again");
        }
        record.insert(name, Scalar::Text(value));
    }
    record
}

/// A callid that was sent; its digits may be sent small (CCB-ENQ-06).
fn normal_callid(bindings: &Bindings, value: &str) -> String {
    let capitals = value.to_ascii_uppercase();
    let shown = bindings.placeholder(BindingKind::Call, &capitals);
    if shown == capitals {
        value.to_owned()
    } else if value == capitals {
        shown
    } else {
        format!("{shown} in small letters")
    }
}

/// A text of the target's. A value that the run made unique shows what it is bound to wherever it stands: it differs from what belongs
/// there all the same, and in the same way in every run.
fn normal_text(bindings: &Bindings, kind: Option<BindingKind>, text: &str) -> Scalar {
    match kind.map(|kind| bindings.placeholder(kind, text)) {
        Some(placeholder) if placeholder != text => placeholder.into(),
        _ => bindings.masked(text).into(),
    }
}

/// A number of the target's, where a bound value may have lost that it is text.
fn normal_number(bindings: &Bindings, number: i64) -> Scalar {
    // Numbers of the suite's making have ten digits at least.
    if number.unsigned_abs() < 1_000_000_000 {
        return Scalar::Integer(number);
    }
    let text = number.to_string();
    match bindings.masked(&text) {
        masked if masked == text => Scalar::Integer(number),
        masked => Scalar::Text(format!("{masked} as a number")),
    }
}

fn normal_answer(bindings: &Bindings, answer: &Answer) -> Record {
    match answer {
        Answer::Done(fields) => fields
            .iter()
            .filter(|(field, _)| !field.is_optional_rate())
            .map(|(field, value)| {
                let value = match (field_binding(*field), value) {
                    (kind, Value::Text(text)) => normal_text(bindings, kind, text),
                    (_, Value::Integer(number)) => normal_number(bindings, *number),
                    (_, Value::Boolean(truth)) => Scalar::Boolean(*truth),
                };
                (field.name().to_owned(), value)
            })
            .collect(),
        Answer::Refused(refused) => {
            let mut record = Record::new();
            record.insert("error".to_owned(), refused.error.name().into());
            record.insert("cause".to_owned(), Scalar::Integer(refused.error.cause().id().into()));
            if let Some(parameter) = &refused.parameter {
                record.insert("parameter".to_owned(), normal_text(bindings, None, parameter));
            }
            record
        }
    }
}

fn normal_diag(bindings: &Bindings, entries: &[DiagEntry]) -> Vec<Record> {
    entries
        .iter()
        .map(|entry| {
            let call = bindings.placeholder(BindingKind::Call, &entry.callid.to_string());
            Record::from_iter([
                ("call".to_owned(), call.into()),
                ("qpos".to_owned(), Scalar::Integer(entry.qpos)),
                ("remaining_s".to_owned(), Scalar::Integer(entry.remaining_s)),
            ])
        })
        .collect()
}

/// The states and causes of each call so far, in the order of its events.
fn states(bindings: &Bindings, queue_rows: &[Row], events: &[Row]) -> Record {
    let mut states = Record::new();
    for queue_row in queue_rows {
        let (Some(surrogate), Some(Cell::Text(callid))) = (queue_row.get("surrogateid"), queue_row.get("callguid"))
        else {
            continue;
        };
        let sequence: Vec<String> = events
            .iter()
            .filter(|event| event.get("surrogateid") == Some(surrogate))
            .map(|event| format!("{}/{}", number(event.get("eventtypeid")), number(event.get("causeid"))))
            .collect();
        if !sequence.is_empty() {
            // A call that has left may enter again with the same callid (CCB-ENQ-09).
            let mut call = bindings.placeholder(BindingKind::Call, callid);
            while states.contains_key(&call) {
                call.push_str(" again");
            }
            states.insert(call, sequence.join(" → ").into());
        }
    }
    states
}

fn number(cell: Option<&Cell>) -> String {
    match cell {
        Some(Cell::Integer(number)) => number.to_string(),
        Some(Cell::Text(text)) => text.clone(),
        _ => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_the_run_shows_its_name_wherever_it_stands() {
        let mut bindings = Bindings::default();
        bindings.bind(BindingKind::Number, "5008", "50088831226742");
        let text = |kind, text: &str| normal_text(&bindings, kind, text);
        assert_eq!(text(None, "50088831226742"), "${number:5008}".into());
        assert_eq!(text(Some(BindingKind::Gateway), "50088831226742"), "${number:5008}".into());
        assert_eq!(text(None, "tel:50088831226742"), "tel:${number:5008}".into());
        assert_eq!(text(None, "doclab"), "doclab".into());
        assert_eq!(normal_number(&bindings, 50_088_831_226_742), "${number:5008} as a number".into());
        assert_eq!(normal_number(&bindings, 5008), Scalar::Integer(5008));
    }
}
