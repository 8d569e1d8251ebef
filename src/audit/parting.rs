//! Partings: several logs may follow one another in one stream, as `cat` leaves them. Where time goes far back, another one begins; it is judged as
//! if it were a file of its own. A clock that is set back, or a line that has lost its way, begins no other log.

use super::records::{Form, Item};

/// So many records before and after a parting decide that it is one.
const EACH: usize = 4;
/// A session's lines are not before its beginning, but for what clocks may be apart, ms: those that are tell that a clock was set back.
const BEFORE_MS: i64 = 60_000;
/// Lines of one log may come in so much another order, ms, however short the window.
const LEAST_BACK_MS: i64 = 30_000;

#[derive(Clone, Copy, Debug)]
struct Mark {
    at_ms: i64,
    line: u64,
    whose: Whose,
}

#[derive(Clone, Copy, Debug)]
enum Whose {
    /// Of a session that began then, ms.
    Session(i64),
    /// Of a server, and its number there.
    Server(u64, i64),
}

/// Looks for partings as records come.
#[derive(Clone, Debug)]
pub struct Parting {
    back_ms: i64,
    /// The last records, each in the place of one that is out of sight.
    marks: [Option<Mark>; 2 * EACH],
    taken: usize,
}

impl Parting {
    /// Half a window back is far: lines that come later than a whole one may be too late for their call.
    pub const fn new(window_ms: i64) -> Self {
        let half_ms = window_ms / 2;
        let back_ms = if half_ms > LEAST_BACK_MS { half_ms } else { LEAST_BACK_MS };
        Self { back_ms, marks: [None; 2 * EACH], taken: 0 }
    }

    /// Takes a record, and tells the line in which another log begins, where it has become clear that one does.
    pub fn take(&mut self, item: &Item) -> Option<u64> {
        let whose = match &item.form {
            Form::Activity(line) => Whose::Session(line.epoch_ms),
            Form::Reporting(line) => Whose::Server(line.host, line.sequence),
            // A row tells no time of its own.
            Form::Row(_) => return None,
        };
        self.marks[self.taken % (2 * EACH)] = Some(Mark { at_ms: item.at_ms, line: item.lines.first, whose });
        self.taken += 1;
        // The oldest is the one whose place is taken next.
        let oldest = self.taken;
        let at = |index: usize| (oldest + index) % (2 * EACH);
        let (last, next) = (self.marks[at(EACH - 1)]?, self.marks[at(EACH)]?);
        if last.at_ms.saturating_sub(next.at_ms) <= self.back_ms {
            return None;
        }
        let mut marks = self.marks;
        marks.rotate_left(at(0));
        if !self.is_parting(&marks) {
            return None;
        }
        (0..EACH).for_each(|index| self.marks[at(index)] = None);
        Some(next.line)
    }

    fn is_parting(&self, marks: &[Option<Mark>]) -> bool {
        let (before, after) = marks.split_at(EACH);
        let (before, after) = (before.iter().flatten(), after.iter().flatten());
        let earliest_ms = before.clone().map(|mark| mark.at_ms).min().unwrap_or(i64::MIN);
        let latest_ms = after.clone().map(|mark| mark.at_ms).max().unwrap_or(i64::MAX);
        let goes_on = |mark: &Mark| match mark.whose {
            Whose::Session(began_ms) => {
                let same = |other: &Mark| matches!(other.whose, Whose::Session(other_ms) if other_ms == began_ms);
                mark.at_ms < began_ms.saturating_sub(BEFORE_MS) || before.clone().any(same)
            }
            Whose::Server(host, number) => before.clone().any(
                |other| matches!(other.whose, Whose::Server(other_host, other) if other_host == host && other < number),
            ),
        };
        before.clone().count() == EACH
            && earliest_ms.saturating_sub(latest_ms) > self.back_ms
            && !after.clone().any(goes_on)
    }
}
