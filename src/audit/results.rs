//! Results, gathered call by call, with as much kept as a reader can read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::{CUT_OFF, Draft, Finding, FindingKind, Findings, Place};
use super::judge::{Judged, Wanted};
use super::limits::{MOST_KEPT_CALLS, MOST_KEPT_SOUND_CALLS};
use super::records::Damage;
use super::report::{CallReport, Counts};
use super::statistics::Statistics;
use crate::ccb::callid::Callid;

/// What was found so far.
pub struct Results {
    files: Vec<Arc<str>>,
    /// All findings.
    pub findings: Findings,
    /// Over all calls.
    pub statistics: Statistics,
    broken: Vec<CallReport>,
    sound: Vec<CallReport>,
    /// Damage that is only counted, by kind and file: how often, and where first.
    mangled: BTreeMap<(Damage, u32), (u64, u32)>,
    late: BTreeMap<u32, (u64, u32)>,
    crowded: bool,
    /// Calls that were judged in two parts, and of the first its place and how far they are apart, ms.
    apart: Option<(u64, Place, u128, i64)>,
    /// Requests that applications tell, that servlets tell, and that both do.
    met: (u64, u64, u64),
    /// Something could not be judged.
    pub incomplete: bool,
}

/// A GUID as it is printed.
pub fn guid(guid: u128) -> String {
    Callid::from_u128(guid).to_string()
}

impl Results {
    /// Nothing yet, of files with these names.
    pub fn new(files: Vec<Arc<str>>) -> Self {
        Self {
            files,
            findings: Findings::default(),
            statistics: Statistics::default(),
            broken: Vec::new(),
            sound: Vec::new(),
            mangled: BTreeMap::new(),
            late: BTreeMap::new(),
            crowded: false,
            apart: None,
            met: (0, 0, 0),
            incomplete: false,
        }
    }

    fn name(&self, draft: &Draft, call: Option<u128>) -> Finding {
        Finding {
            kind: draft.kind,
            clause: draft.clause,
            file: self.files.get(draft.place.file as usize).cloned().unwrap_or_default(),
            line: draft.place.line,
            first_line: draft.place.first,
            call: call.map(|call| guid(call).into()),
            about: draft.about.clone(),
            expected: draft.expected.clone(),
            found: draft.found.clone(),
        }
    }

    /// Adds a finding.
    pub fn finding(&mut self, draft: &Draft, call: Option<u128>) {
        let finding = self.name(draft, call);
        self.findings.add(finding);
    }

    /// Adds damage that a block told. Of what is wrapped or stretched there may be as much as there are lines: it is counted.
    pub fn damage(&mut self, kind: Damage, place: Place, shown: &str) {
        let draft = match kind {
            Damage::Wrapped | Damage::Stretched => {
                let entry = self.mangled.entry((kind, place.file)).or_insert((0, place.line));
                entry.0 += 1;
                return;
            }
            Damage::RunTogether => {
                Draft::damage(place, "two lines run together", Some("a line of its own".to_owned()), shown)
            }
            Damage::TooLong => Draft::damage(place, "a line that is too long", None, shown),
            Damage::Broken => Draft::damage(place, CUT_OFF, None, shown),
        };
        self.finding(&draft, None);
    }

    /// A line came after its call was judged.
    pub fn late(&mut self, place: Place) {
        self.late.entry(place.file).or_insert((0, place.line)).0 += 1;
    }

    /// A call was judged once more, in a part that does not meet the one before, so far away, ms.
    pub fn apart(&mut self, place: Place, call: u128, apart_ms: i64) {
        self.apart.get_or_insert((0, place, call, apart_ms)).0 += 1;
    }

    /// More was open than may be kept.
    pub const fn crowded(&mut self) {
        self.crowded = true;
    }

    /// Which calls' journeys are still wanted.
    pub const fn wanted(&self) -> Wanted {
        Wanted { broken: self.broken.len() < MOST_KEPT_CALLS, sound: self.sound.len() < MOST_KEPT_SOUND_CALLS }
    }

    /// Adds a call.
    pub fn call(&mut self, mut judged: Judged, call: u128) {
        judged.drafts.sort_by_key(|draft| (draft.kind, draft.place));
        let broken = judged.drafts.iter().any(Draft::is_violation);
        self.statistics.add(&judged, broken, &self.files);
        let (asked, heard, both) = judged.met;
        self.met = (self.met.0 + asked, self.met.1 + heard, self.met.2 + both);
        let findings: Vec<Finding> = judged.drafts.iter().map(|draft| self.name(draft, Some(call))).collect();
        let kept = if broken { &mut self.broken } else { &mut self.sound };
        let most = if broken { MOST_KEPT_CALLS } else { MOST_KEPT_SOUND_CALLS };
        if kept.len() < most {
            let mut report = judged.report;
            report.findings.clone_from(&findings);
            kept.push(report);
        }
        for finding in findings {
            self.findings.add(finding);
        }
    }

    /// Tells what was only counted so far.
    pub fn conclude(&mut self) {
        for ((kind, file), (count, line)) in std::mem::take(&mut self.mangled) {
            let (about, found) = match kind {
                Damage::Wrapped => (
                    "wrapped lines",
                    format!("{count} records are wrapped, the first in this line; their parts are joined"),
                ),
                _ => ("blanks", format!("{count} lines have more blanks than belong there, the first is this one")),
            };
            self.finding(&Draft::damage(Place::new(file, line.into()), about, None, found), None);
        }
        for (file, (count, line)) in std::mem::take(&mut self.late) {
            let about = format!(
                "{count} lines came after their call was judged, the first is this one; a longer --window waits for them"
            );
            self.finding(&Draft::note(Place::new(file, line.into()), about), None);
            self.incomplete = true;
        }
        if let Some((count, place, call, apart_ms)) = self.apart.take() {
            let about = format!(
                "{count} calls were judged in two parts that do not meet, the first is this one: what applications tell and what the servlet tells are \
                 about {} s apart, as where clocks or zones differ",
                apart_ms / 1000
            );
            self.finding(&Draft::note(place, about), Some(call));
            self.incomplete = true;
        }
        if let (asked @ 1.., heard @ 1.., 0) = self.met {
            let about = format!(
                "of {asked} requests that applications tell, and {heard} that the servlet tells, none is the same: no answer could be held against the \
                 servlet's log, as where clocks or zones differ (--skew, --zone), or where the logs are of different days"
            );
            self.finding(&Draft::note(Place::default(), about), None);
            self.incomplete = true;
        }
        if self.crowded {
            let about = "more calls were open at once than are kept; the oldest were judged as they were";
            self.finding(&Draft::note(Place::default(), about), None);
        }
    }

    /// The calls that were kept, those with a violation first, and all counts.
    pub fn calls(&mut self) -> (Vec<CallReport>, Counts) {
        let calls = std::mem::take(&mut self.broken).into_iter().chain(std::mem::take(&mut self.sound)).collect();
        let count = |kind| self.findings.count(kind);
        let counts = Counts {
            violations: count(FindingKind::Violation),
            damage: count(FindingKind::Damage),
            notes: count(FindingKind::Note),
        };
        (calls, counts)
    }
}
