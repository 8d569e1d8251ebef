//! What a feature tells its reader, held against what the last `When` saw. The golden holds the rest.

use std::collections::BTreeMap;
use std::fmt::Display;

use cucumber::then;

use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::observation::{Cell, Row};
use crate::ccb::parameter::Parameter;
use crate::ccb::table::Table;
use crate::ccb::variant::stored_validation;
use crate::ccb::window::Window;
use crate::journey::stage::{Stage, meet};
use crate::journey::state_words::StateWords;
use crate::journey::stop::Stop;
use crate::journey::words::{CallerName, RefusalWords};
use crate::journey::world::World;

#[then(expr = "the record of the queue must be set first")]
async fn must_set_record(world: &mut World) {
    world.play(async |stage| field_is(stage, Field::Result, "refresh", "CCB-VAL-01")).await;
}

#[then(expr = "a callback may be offered")]
async fn may_be_offered(world: &mut World) {
    world.play(async |stage| field_is(stage, Field::Result, "preemptive", "CCB-VAL-02")).await;
}

#[then(expr = "no callback may be offered")]
async fn may_not_be_offered(world: &mut World) {
    world.play(async |stage| field_is(stage, Field::Result, "none", "CCB-VAL-03")).await;
}

#[then(expr = "{int} seconds of waiting are told")]
async fn wait_is_told(world: &mut World, ewt_s: i64) {
    world.play(async |stage| wait_is(stage, ewt_s, false)).await;
}

#[then(expr = "it is {caller}'s turn")]
async fn is_turn(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            asked_for(stage, &caller)?;
            wait_is(stage, 0, true)
        })
        .await;
}

#[then(expr = "{int} callers are before {caller}")]
async fn callers_before(world: &mut World, count: i64, caller: CallerName) {
    world
        .play(async |stage| {
            asked_for(stage, &caller)?;
            field_is(stage, Field::Qpos, count, "CCB-GST-03")
        })
        .await;
}

#[then(expr = "{int} seconds for each caller to leave are told")]
async fn dequeue_rate_is(world: &mut World, rate_s: u32) {
    world.play(async |stage| field_is(stage, Field::DqRateA, rate_s, "CCB-GST-07")).await;
}

#[then(expr = "{int} seconds for the first to leave and {int} seconds to get a caller back are told")]
async fn other_rates_are(world: &mut World, first_s: u32, reconnect_s: u32) {
    world
        .play(async |stage| {
            field_is(stage, Field::DqRateB, first_s, "CCB-GST-07")?;
            field_is(stage, Field::RqRate, reconnect_s, "CCB-GST-07")
        })
        .await;
}

#[then(expr = "another attempt follows")]
async fn another_attempt(world: &mut World) {
    world.play(async |stage| field_is(stage, Field::Result, "retry", "CCB-UPD-06")).await;
}

#[then(expr = "no further attempt follows")]
async fn no_attempt(world: &mut World) {
    world.play(async |stage| field_is(stage, Field::Result, "cancel", "CCB-UPD-07")).await;
}

#[then(expr = "it is answered {string}")]
async fn is_answered(world: &mut World, result: String) {
    world.play(async |stage| field_is(stage, Field::Result, result, "CCB-TRN-03")).await;
}

#[then(expr = "it is refused: {refusal}")]
async fn is_refused(world: &mut World, refusal: RefusalWords) {
    world
        .play(async |stage| {
            let actual = match stage.last()?.exchanges.last().map(|exchange| &exchange.answer) {
                Some(Answer::Refused(refused)) => refused.error.name(),
                Some(Answer::Done(_)) => "a success",
                None => {
                    return Err(Stop::Script("a `Then` about a refusal after a `When` that asked nothing".to_owned()));
                }
            };
            meet("answer.error", &refusal.0.name(), &actual, "CCB-TRN-04")
        })
        .await;
}

#[then(expr = "{int} seconds remain")]
async fn remain(world: &mut World, remaining_s: i64) {
    world
        .play(async |stage| {
            let diag = stage.last()?.diag.as_deref().unwrap_or_default();
            let admitted = |window: Window| matches!(diag, [one] if window.admits_ticked(remaining_s, one.remaining_s));
            if stage.window().is_some_and(admitted) {
                return Ok(());
            }
            let told: Vec<String> = diag.iter().map(|entry| entry.remaining_s.to_string()).collect();
            meet("diag.remaining_s", &remaining_s, &told.join(", "), "CCB-TIM-02")
        })
        .await;
}

#[then(expr = "queue {word} is known")]
async fn queue_is_known(world: &mut World, queue: String) {
    world.play(async |stage| queue_known(stage, &queue, true).await).await;
}

#[then(expr = "queue {word} is unknown")]
async fn queue_is_unknown(world: &mut World, queue: String) {
    world.play(async |stage| queue_known(stage, &queue, false).await).await;
}

async fn queue_known(stage: &mut Stage, queue: &str, expected: bool) -> Result<(), Stop> {
    let name = stage.names.queue(queue);
    let actual = stage.target().knows_queue(&name).await?;
    meet("queueref", &expected, &actual, "CCB-ROW-04")
}

#[then(expr = "the reference tables hold every event type and every cause")]
async fn reference_tables(world: &mut World) {
    world
        .play(async |stage| {
            let types: BTreeMap<i64, &str> = EventType::ALL.iter().map(|it| (it.id().into(), it.name())).collect();
            let causes: BTreeMap<i64, &str> = Cause::ALL.iter().map(|it| (it.id().into(), it.name())).collect();
            for (table, expected) in [(Table::EventTypeRef, types), (Table::CauseRef, causes)] {
                let actual = stage.target().reference_rows(table).await?;
                let spell = |(id, name): (i64, &str)| format!("{id} {name}");
                let expected: Vec<String> = expected.into_iter().map(spell).collect();
                let actual: Vec<String> = actual.iter().map(|(id, name)| spell((*id, name))).collect();
                meet(table.name(), &expected.join(", "), &actual.join(", "), "CCB-ROW-04")?;
            }
            Ok(())
        })
        .await;
}

#[then(expr = "the published query for {word} callbacks finds {caller}")]
async fn query_finds(world: &mut World, which: String, caller: CallerName) {
    world.play(async |stage| published_query(stage, &which, &caller, true).await).await;
}

#[then(expr = "the published query for {word} callbacks does not find {caller}")]
async fn query_does_not_find(world: &mut World, which: String, caller: CallerName) {
    world.play(async |stage| published_query(stage, &which, &caller, false).await).await;
}

async fn published_query(stage: &mut Stage, which: &str, caller: &CallerName, expected: bool) -> Result<(), Stop> {
    let wanted = match which {
        "pending" => EventType::Pending,
        "failed" => EventType::Canceled,
        other => return Err(Stop::Script(format!("no query for `{other}` callbacks was published"))),
    };
    let surrogate = stored(stage, caller, "callbackqueue", "surrogateid")?;
    let found = stage.target().callbacks_in_state(wanted.name()).await?;
    let actual = found.iter().filter(|id| id.to_string() == surrogate).count();
    meet("published query", &usize::from(expected), &actual, "CCB-ROW-05")
}

#[then(expr = "{caller}'s callback is archived")]
async fn is_archived(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            stands_in(stage, &caller, [(Table::CallbackCurrent, 0), (Table::CallbackHistorical, 1)]).await
        })
        .await;
}

#[then(expr = "{caller}'s callback is not archived")]
async fn is_not_archived(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            stands_in(stage, &caller, [(Table::CallbackCurrent, 1), (Table::CallbackHistorical, 0)]).await
        })
        .await;
}

#[then(expr = "{caller}'s callback is shown once")]
async fn is_shown_once(world: &mut World, caller: CallerName) {
    world.play(async |stage| stands_in(stage, &caller, [(Table::Callback, 1)]).await).await;
}

async fn stands_in<const N: usize>(
    stage: &mut Stage,
    caller: &CallerName,
    expected: [(Table, usize); N],
) -> Result<(), Stop> {
    let surrogate = stored(stage, caller, "callbackqueue", "surrogateid")?;
    let surrogate = surrogate.parse().map_err(|_| Stop::Script("the caller has no row yet".to_owned()))?;
    for (table, count) in expected {
        let actual = stage.target().count(table, surrogate).await?;
        meet(&format!("rows of {table}"), &count, &actual, "CCB-ARC-01")?;
    }
    Ok(())
}

#[then(expr = "{int} events of {caller} are kept")]
async fn events_kept(world: &mut World, count: usize, caller: CallerName) {
    world
        .play(async |stage| {
            let surrogate = stored(stage, &caller, "callbackqueue", "surrogateid")?;
            let of_caller =
                |row: &&Row| matches!(row.get("surrogateid"), Some(Cell::Integer(id)) if id.to_string() == surrogate);
            let actual = stage.last_rows()?.callbackevent.iter().filter(of_caller).count();
            meet("rows of callbackevent", &count, &actual, "CCB-ARC-03")
        })
        .await;
}

#[then(expr = "{caller} has no callback")]
async fn has_no_callback(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            let actual = stored(stage, &caller, "callback", "eventtypeid")?;
            meet("callback.eventtypeid", &NOTHING, &actual, "CCB-ADD-04")
        })
        .await;
}

#[then(expr = "{caller}'s validation status is {int}")]
async fn validation_status_is(world: &mut World, caller: CallerName, status: i64) {
    world
        .play(async |stage| {
            let actual = stored(stage, &caller, "callbackqueue", "validationstatus")?;
            let status = stored_validation(status, stage.target().variants());
            meet("callbackqueue.validationstatus", &status, &actual, "CCB-VAL-05")
        })
        .await;
}

#[then(expr = "{caller} waits still")]
async fn waits_still(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            let actual = stored(stage, &caller, "callbackqueue", "queuestatus")?;
            meet("callbackqueue.queuestatus", &0, &actual, "CCB-KAL-03")
        })
        .await;
}

#[then(expr = "{caller} is gone as stale")]
async fn is_stale(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            let actual = stored(stage, &caller, "callbackqueue", "queuestatus")?;
            meet("callbackqueue.queuestatus", &2, &actual, "CCB-KAL-01")
        })
        .await;
}

#[then(expr = "{int} attempts were begun for {caller}")]
async fn attempts_begun(world: &mut World, count: i64, caller: CallerName) {
    world
        .play(async |stage| {
            let actual = stored(stage, &caller, "callback", "nbrattempts")?;
            meet("callback.nbrattempts", &count, &actual, "CCB-UPD-13")
        })
        .await;
}

#[then(expr = "{caller}'s callback is {state}")]
async fn callback_is(world: &mut World, caller: CallerName, state: StateWords) {
    world
        .play(async |stage| {
            let state_id = stored(stage, &caller, "callback", "eventtypeid")?;
            let actual = format!("{state_id}/{}", stored(stage, &caller, "callback", "causeid")?);
            let expected = format!("{}/{}", state.event_type.id(), state.cause.id());
            meet("callback.eventtypeid/causeid", &expected, &actual, "CCB-UPD-05")
        })
        .await;
}

/// What a row that is not there, or a column that is null, holds.
const NOTHING: &str = "nothing";

/// What the row of a caller's newest call holds.
fn stored(stage: &mut Stage, caller: &CallerName, table: &str, column: &str) -> Result<String, Stop> {
    let callid = Cell::Text(stage.caller(caller).callid.to_string());
    let rows = stage.last_rows()?;
    let queue_row = rows.callbackqueue.iter().rev().find(|row| row.get("callguid") == Some(&callid));
    let surrogate = queue_row.and_then(|row| row.get("surrogateid"));
    let row = match table {
        "callback" => rows.callback.iter().find(|row| surrogate.is_some() && row.get("surrogateid") == surrogate),
        _ => queue_row,
    };
    Ok(match row.and_then(|row| row.get(column)) {
        Some(Cell::Integer(number)) => number.to_string(),
        Some(Cell::Text(text)) => text.clone(),
        _ => NOTHING.to_owned(),
    })
}

/// The last request was about this caller; otherwise the feature means another answer than it gets.
fn asked_for(stage: &mut Stage, caller: &CallerName) -> Result<(), Stop> {
    let callid = stage.caller(caller).callid.to_string();
    match stage.last()?.exchanges.last().and_then(|exchange| exchange.request.value(Parameter::Callid)) {
        Some(asked) if asked.eq_ignore_ascii_case(&callid) => Ok(()),
        _ => Err(Stop::Script("the last request was not about this caller".to_owned())),
    }
}

/// What the last answer tells of the wait; within the window, where nobody moves the clock.
fn wait_is(stage: &Stage, ewt_s: i64, starts: bool) -> Result<(), Stop> {
    if let (Some(window), Value::Integer(told_s), Value::Boolean(told)) = (
        stage.window(),
        stage.last_field(Field::Ewt, "CCB-GST-01")?,
        stage.last_field(Field::StartCallback, "CCB-GST-02")?,
    ) {
        let admitted = window.admits_ticked(ewt_s, *told_s);
        if admitted && (*told == starts || window.admits_start(ewt_s, *told_s, *told)) {
            return Ok(());
        }
    }
    field_is(stage, Field::Ewt, ewt_s, "CCB-GST-01")?;
    field_is(stage, Field::StartCallback, starts, "CCB-GST-02")
}

fn field_is(stage: &Stage, field: Field, expected: impl Display, clause: &str) -> Result<(), Stop> {
    let actual = stage.last_field(field, clause)?;
    meet(&format!("answer.{field}"), &expected, actual, clause)
}
