//! Variants of a golden: what it would hold for a servlet that fulfils some clauses in the other way that they allow.
//!
//! A pure mapping of the expected steps, so that there is one golden for all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::step::{NormalStep, Record, Scalar};
use crate::ccb::operation::Operation;
use crate::ccb::variant::{Variant, stored_validation};

/// The steps that a servlet with these variants must show.
pub fn varied(mut golden: Vec<NormalStep>, variants: &BTreeSet<Variant>) -> Vec<NormalStep> {
    for variant in variants {
        match variant {
            Variant::ValidationStatusWithOk => golden.iter_mut().for_each(with_ok),
            Variant::RecWhenStarting => golden.iter_mut().for_each(without_early_rec),
            Variant::LeftStatus1 => with_left_status(&mut golden),
        }
    }
    golden
}

fn with_ok(step: &mut NormalStep) {
    let variants = BTreeSet::from([Variant::ValidationStatusWithOk]);
    for row in Arc::make_mut(&mut step.tables.callbackqueue) {
        if let Some(Scalar::Integer(status)) = row.get_mut("validationstatus") {
            *status = stored_validation(*status, &variants);
        }
    }
}

fn without_early_rec(step: &mut NormalStep) {
    for exchange in &mut step.exchanges {
        if exchange.answer.get("startCallback") == Some(&Scalar::Boolean(false)) {
            exchange.answer.shift_remove("rec");
        }
    }
}

/// From the step on in which a call leaves by `LeaveQueue`, its row has `QueueStatus` 1. Whoever leaves otherwise keeps 0 or 2.
fn with_left_status(golden: &mut [NormalStep]) {
    let mut left: BTreeSet<String> = BTreeSet::new();
    for step in golden {
        let leaving: Vec<String> =
            step.exchanges.iter().filter_map(|exchange| leaves(&exchange.request, &exchange.answer)).collect();
        for call in leaving {
            // A call that has entered again has a row for each time; the one that was left has a time of leaving, and is the last
            // of those.
            let row = step.tables.callbackqueue.iter().rev().find(|row| {
                row.get("callguid") == Some(&Scalar::Text(call.clone()))
                    && row.get("leavedatetime").is_some_and(|left| *left != Scalar::Null)
            });
            if let Some(Scalar::Text(surrogate)) = row.and_then(|row| row.get("surrogateid")) {
                left.insert(surrogate.clone());
            }
        }
        for row in Arc::make_mut(&mut step.tables.callbackqueue) {
            let is_left = matches!(row.get("surrogateid"), Some(Scalar::Text(surrogate)) if left.contains(surrogate));
            if let Some(status) = row.get_mut("queuestatus")
                && is_left
                && *status == Scalar::Integer(0)
            {
                *status = Scalar::Integer(1);
            }
        }
    }
}

/// The call that a `LeaveQueue` took out of its queue.
fn leaves(request: &Record, answer: &Record) -> Option<String> {
    let is = |record: &Record, field: &str, text: &str| record.get(field) == Some(&Scalar::from(text));
    let left = is(request, "operation", Operation::LeaveQueue.name()) && is(answer, "result", "done");
    match request.get("callid") {
        Some(Scalar::Text(call)) if left => Some(call.trim_end_matches(" in small letters").to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::step::{NormalExchange, Tables};

    fn record<const N: usize>(fields: [(&str, Scalar); N]) -> Record {
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn row(surrogate: &str, call: &str, left: Scalar, status: i64) -> Record {
        record([
            ("surrogateid", surrogate.into()),
            ("callguid", call.into()),
            ("queuestatus", Scalar::Integer(status)),
            ("leavedatetime", left),
            ("validationstatus", Scalar::Integer(2)),
        ])
    }

    fn step(exchanges: &[(&str, &str)], rows: Vec<Record>) -> NormalStep {
        let exchange = |(operation, call): &(&str, &str)| NormalExchange {
            at: "T+0s".to_owned(),
            request: record([("operation", (*operation).into()), ("callid", (*call).into())]),
            answer: record([("result", "done".into())]),
        };
        NormalStep {
            when: "x".to_owned(),
            at: "T+0s".to_owned(),
            exchanges: exchanges.iter().map(exchange).collect(),
            diag: None,
            states: Record::new(),
            tables: Tables { callbackqueue: rows.into(), ..Tables::default() },
        }
    }

    fn statuses(golden: Vec<NormalStep>) -> Vec<Vec<String>> {
        let varied = varied(golden, &[Variant::LeftStatus1].into());
        let status = |row: &Record| row["queuestatus"].to_string();
        varied.iter().map(|step| step.tables.callbackqueue.iter().map(status).collect()).collect()
    }

    #[test]
    fn whoever_leaves_has_status_1_from_then_on() {
        let null = || Scalar::Null;
        let at = || Scalar::from("T+9s");
        let golden = vec![
            step(&[("EnterQueue", "${a}")], vec![row("#1", "${a}", null(), 0), row("#2", "${b}", at(), 2)]),
            step(
                &[("LeaveQueue", "${a} in small letters")],
                vec![row("#1", "${a}", at(), 0), row("#2", "${b}", at(), 2)],
            ),
            // Entered again, as a new call.
            step(
                &[("EnterQueue", "${a}")],
                vec![row("#1", "${a}", at(), 0), row("#2", "${b}", at(), 2), row("#3", "${a}", null(), 0)],
            ),
        ];
        assert_eq!(statuses(golden), [vec!["0", "2"], vec!["1", "2"], vec!["1", "2", "0"]]);
        // Left by another way: nothing is different.
        assert_eq!(statuses(vec![step(&[("UpdateStatus", "${a}")], vec![row("#1", "${a}", at(), 0)])]), [["0"]]);
    }

    #[test]
    fn a_refused_leave_is_none() {
        let mut refused = step(&[("LeaveQueue", "${a}")], vec![row("#1", "${a}", Scalar::from("T+9s"), 0)]);
        refused.exchanges[0].answer = record([("error", "not_in_queue".into())]);
        assert_eq!(statuses(vec![refused]), [["0"]]);
    }

    #[test]
    fn rec_is_told_when_it_starts() {
        let mut waiting = step(&[("GetStatus", "${a}")], vec![]);
        waiting.exchanges[0].answer = record([("startCallback", Scalar::Boolean(false)), ("rec", "x".into())]);
        let mut starting = waiting.clone();
        starting.exchanges[0].answer.insert("startCallback".to_owned(), Scalar::Boolean(true));
        let varied = varied(vec![waiting, starting], &[Variant::RecWhenStarting].into());
        let told: Vec<bool> = varied.iter().map(|step| step.exchanges[0].answer.contains_key("rec")).collect();
        assert_eq!(told, [false, true]);
    }
}
