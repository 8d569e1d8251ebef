//! What a log does not tell: a servlet that leaves something undone is found out where its log goes on without it, and nowhere else.

#![allow(clippy::unwrap_used)]

use ccbspec::audit::finding::FindingKind;
use ccbspec::audit::{Options, perform_text};

const GUID: &str = "064CD880000100000000025308C6C90A";
const OTHER: &str = "BEEB8DA1658EEC67F893A2EEFB32555E";
const TICK_MS: i64 = 10_140;
/// 14 December 2015, 12:00 in Chicago, ms.
const NOON_MS: i64 = 1_450_116_000_000;

/// Lines of a log by their time, ms since noon.
#[derive(Clone, Default)]
struct Log(Vec<(i64, String)>);

fn time(at_ms: i64) -> String {
    let (second, ms) = (at_ms / 1000, at_ms % 1000);
    format!("{:02}:{:02}:{:02}.{ms:03}", 12 + second / 3600, second / 60 % 60, second % 60)
}

fn date(at_ms: i64) -> String {
    format!("Mon Dec 14 {} CST 2015", &time(at_ms)[..8])
}

impl Log {
    fn add(&mut self, at_ms: i64, text: impl Into<String>) -> &mut Self {
        self.0.push((at_ms, text.into()));
        self
    }

    /// A lone caller enters at noon and is validated; the queue is empty.
    fn entered() -> Self {
        let (mut log, noon) = (Self::default(), date(0));
        log.add(0, format!("EnterQueueHandler:validate: validate guid={GUID} icmewt=180"));
        log.add(
            0,
            format!("EnterQueueHandler:EnterQueueHandler.exec: EnterQueueHandler CALLGUID={GUID} CallStartDate={noon}"),
        );
        log.add(0, format!("EnterQueue CALLGUID={GUID} QueueName=billing ani=5008"));
        log.add(0, format!("QueueStats putEntry: {GUID}<List size:0>"));
        let validate = "ValidateHandler:ValidateHandler.exec: ValidateHandler";
        log.add(100, format!("{validate} GUID={GUID}"));
        log.add(
            100,
            format!(
                "JdbcCallbackQueueDAO:updateValidationStatus: Request to update. CallGUID={GUID} validationStatus=2"
            ),
        );
        log.add(100, format!("{validate} GUID={GUID} results:preemptive validation status bitmask=0x00000003"));
        log
    }

    fn asks(&mut self, at_ms: i64) -> &mut Self {
        self.add(at_ms, format!("GetStatusHandler:GetStatusHandler.exec: GetStatusHandler CALLGUID={GUID}"))
    }

    fn takes_the_offer(&mut self, at_ms: i64) -> &mut Self {
        let noon = date(0);
        self.add(at_ms, format!("AddCallbackHandler:AddCallbackHandler.exec: AddCallbackHandler CALLGUID={GUID}"));
        self.add(
            at_ms,
            format!(
                "JdbcCallbackDAO:store: Request to store Callback record. CallbackDTO=CallbackDTO:: SurrogateId: '-1' CallGUID: '{GUID}' \
                 ANI: '5008' DbDateTime: 'null' EventTypeId: '21' CauseId: '0' CallBackType: 'p' OldGUID: 'null' Gateway: '10.1.2.1' \
                 Location: 'site' NbrAttempts: '0' ScheduledCallBackDateTime: 'null' ScheduledCallBackDN: 'null' CallStartDate: '{noon}' \
                 RecordingURL: 'null' QueueName: 'null' eventDateTime: {noon}"
            ),
        )
    }

    /// The ticks until an instant, with C from when there is a callback.
    fn ticks(&mut self, guid: &str, until_ms: i64, rate_s: i64, added_ms: Option<i64>) -> &mut Self {
        let mut at_ms = 5_000;
        while at_ms < until_ms {
            let (reconnect_s, sla_s) = if added_ms.is_some_and(|added| added < at_ms) { (30, 60) } else { (0, 0) };
            let (first_s, cost_s) = (at_ms / 1000, reconnect_s + sla_s);
            self.add(
                at_ms,
                format!(
                    "QueueStats:recalculateRemainingWaitTimes: recalculateRemainingWaitTimes CALLGUID={guid} queuePos=0 dqRateA={rate_s} \
                     timeInFirstPlace(SeCS)={first_s} reconnectTime={reconnect_s} SLA_time={sla_s} RemainingTime={}",
                    rate_s - first_s - cost_s
                ),
            );
            at_ms += TICK_MS;
        }
        self
    }

    fn stored(&mut self, at_ms: i64, status: i64) -> &mut Self {
        let left = date(at_ms);
        let about = "JdbcCallbackQueueDAO:updateQueueStatus: Request to update CallbackQueue status.";
        self.add(at_ms, format!("{about} CallGUID={GUID} queueStatus={status} leaveDateTime={left}"))
    }

    fn leaves(&mut self, at_ms: i64) -> &mut Self {
        self.add(at_ms, format!("LeaveQueue CALLGUID={GUID}")).stored(at_ms, 0);
        self.add(at_ms, format!("removeQueueEntry CALLGUID={GUID}"))
    }

    /// The log goes on with another call.
    fn goes_on(&mut self, at_ms: i64) -> &mut Self {
        self.add(at_ms, format!("GetStatusHandler:GetStatusHandler.exec: GetStatusHandler CALLGUID={OTHER}"))
    }

    fn without(&self, what: &str) -> Self {
        Self(self.0.iter().filter(|(_, text)| !text.contains(what)).cloned().collect())
    }

    fn until(&self, end_ms: i64) -> Self {
        Self(self.0.iter().filter(|(at_ms, _)| *at_ms <= end_ms).cloned().collect())
    }

    fn text(&self, hole_ms: Option<i64>) -> String {
        let mut lines = self.0.clone();
        lines.sort_by_key(|(at_ms, _)| *at_ms);
        let numbered: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(index, (at_ms, text))| {
                let number = index + 1 + usize::from(hole_ms.is_some_and(|hole| *at_ms >= hole));
                format!(
                    "{number}: 10.1.1.10: Dec 14 2015 {} -0600: %CVP_10_0_RPT-7-CALL: {{Thrd=t}} {text}\n",
                    time(*at_ms)
                )
            })
            .collect();
        numbered.concat()
    }

    /// The clauses that are broken; lines are left out of the numbers before an instant.
    fn broken(&self, hole_ms: Option<i64>) -> Vec<&'static str> {
        clauses(&self.text(hole_ms))
    }
}

fn clauses(text: &str) -> Vec<&'static str> {
    let report = perform_text("a.log", text.as_bytes().to_vec(), &Options::default());
    let mut clauses: Vec<_> = report.of_kind(FindingKind::Violation).filter_map(|finding| finding.clause).collect();
    clauses.sort_unstable();
    clauses
}

const NONE: [&str; 0] = [];

#[test]
fn a_stale_entry_that_is_not_ended() {
    let stale_ms = 5_000 + 22 * TICK_MS;
    let mut log = Log::entered();
    log.takes_the_offer(20_000).asks(40_000).ticks(GUID, stale_ms, 180, Some(20_000));
    log.add(stale_ms, format!("CallbackTimer: stale entry CALLGUID={GUID} keepalive=180")).stored(stale_ms, 2);
    let event = "JdbcCallbackDAO:updateEvent: Request to update event on Callback record.";
    log.add(stale_ms, format!("{event} CallGUID={GUID} eventDateTime: {} CauseID=16", date(stale_ms)));
    log.goes_on(stale_ms + 60_000);
    assert_eq!(log.broken(None), NONE);
    for (what, clause) in [("queueStatus=2", "CCB-KAL-01"), ("CauseID=16", "CCB-KAL-02")] {
        let undone = log.without(what);
        assert_eq!(undone.broken(None), [clause]);
        assert_eq!(undone.until(stale_ms).broken(None), NONE, "the log may tell it yet");
        assert_eq!(undone.broken(Some(stale_ms + 60_000)), NONE, "the numbers leave it out");
    }
    assert_eq!(log.without("queueStatus=2").without("CauseID=16").broken(None), ["CCB-KAL-01", "CCB-KAL-02"]);
}

#[test]
fn an_entry_that_is_never_cleared() {
    let mut log = Log::entered();
    log.asks(20_000).ticks(GUID, 310_000, 180, None);
    assert_eq!(log.broken(None), NONE, "no keepalive is that short");
    log.ticks(GUID, 2_000_000, 180, None);
    log.0.sort_by_key(|(at_ms, _)| *at_ms);
    log.0.dedup();
    assert_eq!(log.broken(None), ["CCB-KAL-01"]);
    assert_eq!(log.broken(Some(100_000)), NONE, "a contact may be left out");
}

#[test]
fn leaving_without_effect() {
    let mut log = Log::entered();
    log.ticks(GUID, 70_000, 180, None).add(30_000, format!("LeaveQueue CALLGUID={GUID}"));
    assert_eq!(log.broken(None), ["CCB-LVQ-01", "CCB-LVQ-02"]);
    assert_eq!(log.until(40_000).broken(None), NONE, "the log may tell it yet");
    assert_eq!(log.broken(Some(35_000)), NONE, "the numbers leave it out");
    log.add(30_000, format!("CallbackServlet: refused method=LeaveQueue CALLGUID={GUID} error=unavailable"));
    assert_eq!(log.broken(None), NONE, "a refusal changes nothing");
}

#[test]
fn leaving_twice() {
    let mut log = Log::entered();
    log.ticks(GUID, 30_000, 180, None).leaves(30_000).leaves(35_000).goes_on(60_000);
    assert_eq!(log.broken(None), ["CCB-LVQ-04"]);
    assert_eq!(log.broken(Some(33_000)), NONE, "it may have entered again");
}

#[test]
fn an_offer_that_cannot_be_taken() {
    let mut log = Log::entered();
    log.ticks(GUID, 60_000, 180, None).leaves(60_000).goes_on(90_000);
    log.add(20_000, format!("AddCallbackHandler:AddCallbackHandler.exec: AddCallbackHandler CALLGUID={GUID}"));
    let session = format!("10.1.1.11.{NOON_MS}.1.CallbackEntry,12/14/2015 12:00:");
    let told: Vec<String> = [
        "00.000,,start,parameter,callid=GUID",
        "20.000,Add,enter,",
        "20.000,Add,custom,Callback_Add,ELEMENT_ENTRY",
        "20.010,Add,custom,Callback_Add,ELEMENT_EXIT",
        "20.010,Add,data,result,no_validation",
        "20.010,Add,exit,done",
    ]
    .iter()
    .map(|line| format!("{session}{}\n", line.replace("GUID", GUID)))
    .collect();
    let told = told.concat();
    assert_eq!(clauses(&(told.clone() + &log.text(None))), ["CCB-ADD-01"]);
    assert_eq!(clauses(&(told.clone() + &log.text(Some(15_000)))), NONE, "another validation may be left out");
    let refused = log.text(None).replace("results:preemptive validation status bitmask=0x00000003", "refresh");
    assert_eq!(clauses(&(told + &refused.replace("validationStatus=2", ""))), NONE, "nothing is offered");
    // The servlet's own word, where there is no callback yet.
    let duplicate = format!("CallbackServlet: refused method=AddCallback CALLGUID={GUID} error=duplicate_record");
    log.add(20_000, duplicate.clone());
    assert_eq!(log.broken(None), ["CCB-ADD-01"]);
    assert_eq!(log.broken(Some(15_000)), NONE, "a callback may be left out");
    let mut second = Log::entered();
    second.takes_the_offer(20_000).add(25_000, duplicate).ticks(GUID, 60_000, 180, Some(20_000)).leaves(60_000);
    assert!(!second.broken(None).contains(&"CCB-ADD-01"), "there is one");
}

#[test]
fn an_entry_that_the_timer_passes_over() {
    let mut log = Log::entered();
    log.ticks(GUID, 120_000, 180, None).leaves(120_000).ticks(OTHER, 200_000, 60, None);
    assert_eq!(log.broken(None), NONE);
    let own = |number: std::ops::Range<i64>| {
        let mut log = log.clone();
        let from_to = 5_000 + number.start * TICK_MS..5_000 + number.end * TICK_MS;
        log.0.retain(|(at_ms, text)| !(from_to.contains(at_ms) && text.contains("recalculate") && text.contains(GUID)));
        log
    };
    for missing in [0..6, 0..20, 3..20, 3..4] {
        assert_eq!(own(missing.clone()).broken(None), ["CCB-TIM-01"], "{missing:?}");
        assert_eq!(own(missing.clone()).broken(Some(50_000)), NONE, "{missing:?}");
    }
    // A server that begins anew counts from 1 again, and was down before.
    let text = own(3..9).text(None);
    let anew = text.lines().position(|line| line.contains(" 12:01:36")).unwrap();
    let renumbered = text.lines().enumerate().map(|(index, line)| {
        let number = if index < anew { index } else { index - anew } + 1;
        format!("{number}: {}\n", line.split_once(": ").unwrap().1)
    });
    assert_eq!(clauses(&renumbered.collect::<String>()), NONE, "it was down");
    assert_eq!(own(0..20).without("recalculate").broken(None), NONE, "that log tells no ticks at all");
    assert_eq!(own(6..20).until(80_000).broken(None), NONE, "the log ends");
}

#[test]
fn the_rate_of_a_lone_caller() {
    let mut log = Log::entered();
    log.ticks(GUID, 60_000, 180, None).leaves(60_000);
    assert_eq!(log.broken(None), NONE);
    let mut log = Log::entered();
    log.ticks(GUID, 60_000, 680, None).leaves(60_000);
    assert_eq!(log.broken(None), ["CCB-TIM-03"]);
    let mut taken = Log::entered();
    taken.takes_the_offer(2_000).ticks(GUID, 60_000, 680, Some(2_000)).leaves(60_000);
    assert!(taken.broken(None).contains(&"CCB-TIM-02"));
    assert_eq!(log.broken(Some(4_000)), NONE, "another caller may have entered");
    // Another caller enters the queue, with an estimate of its own.
    for (entered_ms, before) in [(3_000, 1), (0, 1)] {
        let mut two = log.clone();
        two.add(entered_ms, format!("EnterQueueHandler:validate: validate guid={OTHER} icmewt=1360"));
        two.add(entered_ms, format!("EnterQueue CALLGUID={OTHER} QueueName=billing ani=5009"));
        two.add(entered_ms, format!("QueueStats putEntry: {OTHER}<List size:{before}>"));
        assert!(!two.broken(None).contains(&"CCB-TIM-03"), "{entered_ms}");
        let apart = Log(two
            .0
            .iter()
            .map(|(at_ms, text)| (*at_ms, text.replace("billing ani=5009", "sales ani=5009")))
            .collect());
        assert!(apart.broken(None).contains(&"CCB-TIM-03"), "another queue");
    }
}

/// A row that was dumped after its call had left is what leaving stored.
#[test]
fn the_row_of_a_call_that_has_left() {
    let mut log = Log::entered();
    log.ticks(GUID, 60_000, 180, None).leaves(60_000).goes_on(90_000);
    let row = [
        ("dbdatetime", "2015-12-14 12:01:00.000"),
        ("callguid", GUID),
        ("queueid", "1"),
        ("queuestatus", "0"),
        ("enterdatetime", "2015-12-14 18:00:00"),
        ("leavedatetime", "2015-12-14 18:01:00"),
        ("icmestimatedwait+", "180"),
        ("validationstatus", "2"),
        ("callstartdate", "12/14/2015"),
        ("surrogateid", "33"),
    ];
    let printed = |column: &str, value: &str, hole_ms: Option<i64>| {
        let lines: Vec<String> = { row.iter() }
            .map(|(name, stored)| format!("{name:18} {}\n", if *name == column { value } else { stored }))
            .collect();
        clauses(&[&log.text(hole_ms), "\n", lines.concat().as_str(), "\n"].concat())
    };
    assert_eq!(printed("", "", None), NONE);
    for (column, value, clause) in [
        ("queuestatus", "1", "CCB-LVQ-02"),
        ("queuestatus", "2", "CCB-LVQ-02"),
        ("leavedatetime", "2015-12-14 12:01:00", "CCB-LVQ-02"),
        ("leavedatetime", "", "CCB-LVQ-02"),
        ("leavedatetime", "2015-12-14 19:01:00", "CCB-LVQ-02"),
        ("validationstatus", "258", "CCB-VAL-05"),
        ("validationstatus", "3", "CCB-VAL-05"),
        ("dbdatetime", "2015-12-14 18:01:00.000", "CCB-ROW-02"),
    ] {
        assert_eq!(printed(column, value, None), [clause], "{column} {value}");
    }
    assert_eq!(printed("validationstatus", "258", Some(30_000)), NONE, "another validation may be left out");
    assert_eq!(printed("dbdatetime", "2015-12-14 12:00:30.000", None), NONE, "it was dumped before");
}
