//! Rows of a database dump, held against what the logs tell of their call (SPEC 12).

use super::answers::same_recording;
use super::case::Case;
use super::episode::{Change, Episode};
use super::servlet::time_of_day;
use crate::audit::dump::{Dump, day, second};
use crate::audit::finding::{CUT_OFF, Draft, Place};
use crate::audit::line::row::{Cell, Row, RowKind};

/// Checks the rows of the call, where a dump has some.
pub fn check(case: &mut Case<'_>, dump: &Dump) {
    let Some(stay) = case.episodes.iter().rfind(|stay| stay.entered.is_some()).cloned() else { return };
    let mut seconds: Vec<i64> = stay.entered.iter().map(|(at_ms, _)| at_ms.div_euclid(1000)).collect();
    seconds.extend(stay.changes.iter().skip(1).map(|change| change.at_ms.div_euclid(1000)));
    let number = stay.callback.as_ref().map(|(row, ..)| row.number.clone());
    let Some((surrogate, rows)) = dump.of_call(case.call.guid, &seconds, number.as_deref()) else { return };
    case.surrogate = Some(surrogate);
    for printed in rows {
        let row = Printer { row: &printed.0, file: printed.1, stay: &stay };
        match printed.0.kind() {
            Some(RowKind::Callback) => row.callback(case),
            Some(RowKind::Event) => row.event(case),
            Some(RowKind::Queue) => row.queue(case),
            None => {}
        }
    }
}

/// What is stored by leaving, is stored within so much of the entry's end, ms.
const SOON_MS: i64 = 11_000;
/// A row may be written a little later than the line that tells it, s.
const WRITTEN_S: i64 = 1;

/// One printed row beside the stay that it is of.
struct Printer<'a> {
    row: &'a Row,
    file: u32,
    stay: &'a Episode,
}

impl Printer<'_> {
    fn place(&self, cell: &Cell) -> Place {
        Place::new(self.file, cell.line)
    }

    /// A column holds something else than it must.
    fn differs(&self, case: &mut Case<'_>, clause: &'static str, cell: &Cell, wanted: impl Into<String>) {
        if self.row.cut && self.row.cells.last() == Some(cell) {
            return case.drafts.push(Draft::damage(self.place(cell), CUT_OFF, None, cell.value.clone()));
        }
        case.violation(clause, self.place(cell), &cell.column, wanted, cell.value.clone());
    }

    /// A column must hold a value.
    fn holds(&self, case: &mut Case<'_>, clause: &'static str, column: &str, wanted: &str) {
        if let Some(cell) = self.row.cell(column)
            && cell.value != wanted
        {
            self.differs(case, clause, cell, wanted);
        }
    }

    /// A column must hold a second.
    fn is_at(&self, case: &mut Case<'_>, clause: &'static str, column: &str, wanted_s: i64) {
        if let Some(cell) = self.row.cell(column)
            && second(&cell.value) != Some(wanted_s)
        {
            self.differs(case, clause, cell, format!("{} of that day", time_of_day(wanted_s)));
        }
    }

    /// `CallStartDate` is the UTC date (CCB-ENQ-03).
    fn starts(&self, case: &mut Case<'_>) {
        if let (Some(cell), Some((entered_ms, _))) = (self.row.cell("callstartdate"), self.stay.entered)
            && day(&cell.value) != Some(entered_ms.div_euclid(86_400_000))
        {
            self.differs(case, "CCB-ENQ-03", cell, "the UTC date of entering");
        }
    }

    /// When a change is an event, UTC seconds: that of adding is of entering (CCB-ADD-03).
    fn event_s(&self, index: usize, change: &Change) -> i64 {
        match self.stay.entered {
            Some((entered_ms, _)) if index == 0 => entered_ms.div_euclid(1000),
            _ => change.at_ms.div_euclid(1000),
        }
    }

    fn event(&self, case: &mut Case<'_>) {
        let changes = &self.stay.changes;
        let (Some(cell), Some(state)) = (self.row.cell("eventdatetime"), self.row.number("eventtypeid")) else {
            return;
        };
        let at = second(&cell.value);
        let reason = self.row.number("causeid");
        let fits =
            |change: &Change| i64::from(change.state.id()) == state && Some(i64::from(change.cause.id())) == reason;
        let now = |(index, change): &(usize, &Change)| Some(self.event_s(*index, change)) == at;
        let all = || changes.iter().enumerate();
        // By its time, or by its state where the time is wrong.
        let found = all()
            .find(|pair| now(pair) && fits(pair.1))
            .or_else(|| all().find(now))
            .or_else(|| all().find(|pair| fits(pair.1)));
        let Some((index, change)) = found else {
            let expected = "a change of state that the log tells";
            case.violation("CCB-ROW-03", self.place(cell), "an event", expected, format!("{state} at {}", cell.value));
            return;
        };
        let clause = if index == 0 { "CCB-ADD-03" } else { "CCB-UPD-05" };
        self.is_at(case, clause, "eventdatetime", self.event_s(index, change));
        self.holds(case, clause, "eventtypeid", &change.state.id().to_string());
        self.holds(case, clause, "causeid", &change.cause.id().to_string());
        self.is_at(case, "CCB-ROW-02", "dbdatetime", change.local_s);
        self.starts(case);
    }

    fn callback(&self, case: &mut Case<'_>) {
        let Some((stored, ..)) = &self.stay.callback else { return };
        let Some(cell) = self.row.cell("dbdatetime") else { return };
        let at = second(&cell.value);
        // The row as it was at the last change until then.
        let present = self.stay.changes.iter().rev().find(|change| at.is_some_and(|at| change.local_s <= at));
        let change = present.or(self.stay.changes.first());
        if let Some(change) = change {
            self.is_at(case, "CCB-ROW-02", "dbdatetime", change.local_s);
            self.holds(case, "CCB-UPD-05", "eventtypeid", &change.state.id().to_string());
            self.holds(case, "CCB-UPD-05", "causeid", &change.cause.id().to_string());
            self.holds(case, "CCB-UPD-13", "nbrattempts", &change.attempts.to_string());
        }
        self.holds(case, "CCB-ADD-02", "ani", &stored.number);
        self.holds(case, "CCB-ADD-02", "callbacktype", "p");
        self.holds(case, "CCB-ADD-02", "oldguid", "");
        self.holds(case, "CCB-ADD-02", "gateway", &stored.gateway);
        self.holds(case, "CCB-ADD-02", "location", &stored.location);
        if let Some(cell) = self.row.cell("recordingurl") {
            same_recording(case, "CCB-ADD-02", self.place(cell), "recordingurl", &stored.recording, &cell.value);
        }
        self.starts(case);
    }

    fn queue(&self, case: &mut Case<'_>) {
        let entered_s = self.stay.entered.map(|(at_ms, _)| at_ms.div_euclid(1000));
        if let Some(entered_s) = entered_s {
            self.is_at(case, "CCB-ENQ-03", "enterdatetime", entered_s);
        }
        if let Some((ewt_s, _)) = self.stay.icm_ewt {
            self.holds(case, "CCB-ENQ-03", "icmestimatedwaittime", &ewt_s.to_string());
        }
        if let Some((row, _)) = &self.stay.queue_row {
            self.holds(case, "CCB-ENQ-03", "cvpestimatedwaittime", &row.cvp_ewt);
        }
        self.starts(case);
        if entered_s.is_some_and(|entered_s| self.tells("enterdatetime") == Some(entered_s)) {
            self.ended(case);
        }
    }

    fn tells(&self, column: &str) -> Option<i64> {
        second(&self.row.cell(column)?.value)
    }

    /// A row that was dumped after its call had left is what leaving made of it; no clause lets it change any more.
    fn ended(&self, case: &mut Case<'_>) {
        let (Some(ended), Some((left_ms, local_s, ..))) = (self.stay.ended, self.stay.left) else { return };
        let (Some(cell), Some(changed_s)) = (self.row.cell("dbdatetime"), self.tells("dbdatetime")) else { return };
        let (from_s, until_s) = (ended.stored_s.0, ended.stored_s.1 + WRITTEN_S);
        if (left_ms - ended.at_ms).abs() > SOON_MS || changed_s < from_s.min(local_s) {
            return;
        }
        if changed_s > until_s {
            self.differs(case, "CCB-ROW-02", cell, format!("{} of that day", time_of_day(from_s)));
        }
        self.holds(case, ended.clause, "queuestatus", &ended.status.to_string());
        if let Some(left_s) = ended.left_s {
            self.is_at(case, ended.clause, "leavedatetime", left_s);
        }
        // A validation that the log leaves out would have stored another one.
        if let Some((at_ms, host, status)) = self.stay.validation_status
            && case.context.is_whole(host, at_ms, left_ms)
        {
            self.holds(case, "CCB-VAL-05", "validationstatus", &status.to_string());
        }
    }
}
