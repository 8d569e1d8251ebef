//! The comparator: every field in which a step differs from its golden, each with its path and both values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::attribution::{self, Place};
use super::leeway::{self, Field};
use super::step::{NormalStep, Record, Scalar};
use crate::ccb::clause::ClauseId;
use crate::ccb::window::Window;

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// Where, such as `callbackevent[2].causeid` or `answer.ewt`.
    pub path: String,
    /// What the golden holds; `(nothing)` where it holds no such field or row.
    pub expected: String,
    /// What was observed.
    pub actual: String,
    /// The clause that decides the field, where one alone does.
    pub clause: Option<ClauseId>,
}

const NOTHING: &str = "(nothing)";

/// Every field in which `actual` differs from `golden`, in the order in which a golden holds them; by more than `window`, if there is one.
pub fn compare(golden: &NormalStep, actual: &NormalStep, window: Option<Window>) -> Vec<Difference> {
    let mut found = Comparison { operation: last_operation(actual), window, differences: Vec::new() };
    found.text("when", &golden.when, &actual.when);
    found.text("at", &golden.at, &actual.at);
    let exchanges = golden.exchanges.len().max(actual.exchanges.len());
    for index in 0..exchanges {
        let prefix = if exchanges == 1 { String::new() } else { format!("exchanges[{index}].") };
        let (expected, observed) = (golden.exchanges.get(index), actual.exchanges.get(index));
        found.operation = observed.or(expected).and_then(|exchange| operation(&exchange.request));
        // An exchange at the step's own instant is told by the step's `at`.
        if let (Some(expected), Some(observed)) = (expected, observed)
            && (expected.at != golden.at || observed.at != actual.at)
        {
            found.text(&format!("{prefix}at"), &expected.at, &observed.at);
        }
        let request = (expected.map(|exchange| &exchange.request), observed.map(|exchange| &exchange.request));
        found.record(Place::Request, &format!("{prefix}request"), request.0, request.1);
        let answer = (expected.map(|exchange| &exchange.answer), observed.map(|exchange| &exchange.answer));
        found.record(Place::Answer, &format!("{prefix}answer"), answer.0, answer.1);
    }
    found.operation = last_operation(actual);
    // A page that tells no data, which a target need not declare (CCB-DIA-04), is judged by what the feature says of it alone.
    if let Some(observed) = &actual.diag {
        found.rows(Place::Diag, "diag", golden.diag.as_deref().unwrap_or(&[]), observed);
    }
    found.record(Place::States, "states", Some(&golden.states), Some(&actual.states));
    let places = [Place::Callback, Place::CallbackEvent, Place::CallbackQueue];
    let tables = golden.tables.named().into_iter().zip(actual.tables.named());
    for (place, ((name, expected), (_, observed))) in places.into_iter().zip(tables) {
        found.rows(place, name, expected, observed);
    }
    found.differences
}

fn operation(request: &Record) -> Option<String> {
    match request.get("operation") {
        Some(Scalar::Text(name)) => Some(name.clone()),
        _ => None,
    }
}

fn last_operation(step: &NormalStep) -> Option<String> {
    step.exchanges.last().and_then(|exchange| operation(&exchange.request))
}

struct Comparison {
    operation: Option<String>,
    window: Option<Window>,
    differences: Vec<Difference>,
}

impl Comparison {
    fn text(&mut self, path: &str, expected: &str, actual: &str) {
        if expected != actual {
            self.push(path.to_owned(), expected.to_owned(), actual.to_owned(), None);
        }
    }

    fn push(&mut self, path: String, expected: String, actual: String, clause: Option<ClauseId>) {
        self.differences.push(Difference { path, expected, actual, clause });
    }

    fn rows(&mut self, place: Place, path: &str, expected: &[Record], actual: &[Record]) {
        for index in 0..expected.len().max(actual.len()) {
            self.record(place, &format!("{path}[{index}]"), expected.get(index), actual.get(index));
        }
    }

    /// A record against another: where one is not there at all, that is one difference and not one for every field.
    fn record(&mut self, place: Place, path: &str, expected: Option<&Record>, actual: Option<&Record>) {
        let clause_of = |field: &str| attribution::clause(place, self.operation.as_deref(), field);
        let mut found = Vec::new();
        match (expected, actual) {
            (None, None) => {}
            (Some(record), None) => {
                found.push((path.to_owned(), summary(record), NOTHING.to_owned(), clause_of("")));
            }
            (None, Some(record)) => {
                found.push((path.to_owned(), NOTHING.to_owned(), summary(record), clause_of("")));
            }
            (Some(expected), Some(actual)) => {
                let more = actual.keys().filter(|name| !expected.contains_key(*name));
                for name in expected.keys().chain(more) {
                    let (golden, observed) = (expected.get(name), actual.get(name));
                    let field = Field { place, operation: self.operation.as_deref(), name };
                    let forgiven = |window: Window| leeway::forgives(window, field, expected, actual);
                    if golden != observed && !self.window.is_some_and(forgiven) {
                        let spell = |value: Option<&Scalar>| value.map_or(NOTHING.to_owned(), Scalar::to_string);
                        found.push((format!("{path}.{name}"), spell(golden), spell(observed), clause_of(name)));
                    }
                }
            }
        }
        for (path, expected, actual, clause) in found {
            self.push(path, expected, actual, clause);
        }
    }
}

fn summary(record: &Record) -> String {
    let pairs: Vec<String> = record.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::step::{NormalExchange, Tables};

    fn record(pairs: &[(&str, i64)]) -> Record {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Scalar::Integer(*value))).collect()
    }

    fn step(ewt: i64, cause: i64, leave: i64) -> NormalStep {
        let request = Record::from_iter([("operation".to_owned(), Scalar::from("GetStatus"))]);
        NormalStep {
            when: "asks".to_owned(),
            at: "T+0s".to_owned(),
            exchanges: vec![NormalExchange { at: "T+0s".to_owned(), request, answer: record(&[("ewt", ewt)]) }],
            diag: None,
            states: Record::new(),
            tables: Tables {
                callback: [].into(),
                callbackevent: [record(&[("causeid", 0)]), record(&[("causeid", cause)])].into(),
                callbackqueue: [record(&[("leavedatetime", leave)])].into(),
            },
        }
    }

    #[test]
    fn equal_steps_have_no_difference() {
        assert_eq!(compare(&step(35, 27, 1), &step(35, 27, 1), None), vec![]);
    }

    #[test]
    fn every_differing_field_is_told_with_its_path_and_both_values() {
        let found = compare(&step(36, 28, 2), &step(35, 27, 1), None);
        let told: Vec<_> =
            found.iter().map(|it| (it.path.as_str(), it.expected.as_str(), it.actual.as_str())).collect();
        assert_eq!(
            told,
            [
                ("answer.ewt", "36", "35"),
                ("callbackevent[1].causeid", "28", "27"),
                ("callbackqueue[0].leavedatetime", "2", "1"),
            ]
        );
        assert_eq!(found[0].clause, ClauseId::from_text("CCB-GST-01"));
    }

    #[test]
    fn a_row_too_many_or_too_few_is_one_difference() {
        let mut fewer = step(35, 27, 1);
        fewer.tables.callbackevent = fewer.tables.callbackevent[..1].into();
        let missing = compare(&step(35, 27, 1), &fewer, None);
        assert_eq!(
            (missing.len(), missing[0].path.as_str(), missing[0].actual.as_str()),
            (1, "callbackevent[1]", NOTHING)
        );
        let extra = compare(&fewer, &step(35, 27, 1), None);
        assert_eq!((extra.len(), extra[0].expected.as_str()), (1, NOTHING));
    }

    #[test]
    fn the_data_of_a_page_are_held_against_the_golden_where_there_are_any() {
        let with = |diag: Option<&[i64]>| NormalStep {
            diag: diag.map(|entries| entries.iter().map(|qpos| record(&[("qpos", *qpos)])).collect()),
            ..step(35, 27, 1)
        };
        let paths = |golden, actual| -> Vec<String> {
            compare(&with(golden), &with(actual), None).into_iter().map(|difference| difference.path).collect()
        };
        assert_eq!(paths(Some(&[0, 1]), Some(&[0, 2])), ["diag[1].qpos"]);
        assert_eq!(paths(Some(&[0, 1]), Some(&[])), ["diag[0]", "diag[1]"], "a page that should tell entries");
        assert_eq!(paths(None, Some(&[0])), ["diag[0]"]);
        assert_eq!(paths(Some(&[0]), None), [""; 0], "a page without data, of a target that declares none");
    }

    #[test]
    fn a_field_that_only_one_side_has_is_told() {
        let mut with_rec = step(35, 27, 1);
        with_rec.exchanges[0].answer.insert("rec".to_owned(), Scalar::Null);
        assert_eq!(compare(&step(35, 27, 1), &with_rec, None)[0].path, "answer.rec");
        assert_eq!(compare(&with_rec, &step(35, 27, 1), None)[0].path, "answer.rec");
    }
}
