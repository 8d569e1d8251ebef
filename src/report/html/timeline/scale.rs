//! Where each line stands from top to bottom: lines take no time and have a height of their own; between them time passes, to scale.

use super::event::Event;

/// The height of a line, in units of a drawing.
pub(super) const LINE: i64 = 21;

/// How high all waits may be together.
const WAITS: i64 = 330;

/// The height of a wait that is too long to be drawn to scale.
const BREAK: i64 = 30;

/// No wait is broken that is shorter, milliseconds.
const ALWAYS_WHOLE_MS: i64 = 90_000;

/// A wait is broken that is so many times as long as the middle one.
const BROKEN_FROM: i64 = 10;

/// How many milliseconds a unit may stand for.
const STEPS_MS: [i64; 14] =
    [100, 200, 250, 500, 1000, 2000, 3000, 6000, 12_000, 30_000, 60_000, 300_000, 3_600_000, 86_400_000];

/// How waits are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    /// What a unit stands for, milliseconds.
    unit_ms: i64,
    /// Longer waits are broken, milliseconds.
    longest_ms: i64,
}

/// A line, or a wait, with its place.
#[derive(Debug)]
pub(super) enum Place<'a> {
    /// A line.
    Line {
        /// Its upper edge.
        y: i64,
        /// What it tells.
        event: &'a Event,
        /// Whether time has passed since the one before.
        first: bool,
    },
    /// A wait.
    Wait {
        /// Its upper edge.
        y: i64,
        /// Its height.
        height: i64,
        /// How long it is, milliseconds.
        ms: i64,
        /// Whether it is too long to be drawn to scale.
        broken: bool,
    },
}

impl Scale {
    /// One for all these lines; each slice is a drawing of its own.
    pub(super) fn of(drawings: &[&[Event]]) -> Self {
        let mut waits: Vec<i64> = drawings
            .iter()
            .flat_map(|events| events.windows(2))
            .map(|pair| pair[1].at_ms - pair[0].at_ms)
            .filter(|wait| *wait > 0)
            .collect();
        waits.sort_unstable();
        let middle = waits.get(waits.len().saturating_sub(1) / 2).copied().unwrap_or(0);
        let longest_ms = middle.saturating_mul(BROKEN_FROM).max(ALWAYS_WHOLE_MS);
        let longest_ms = if waits.len() == 1 { ALWAYS_WHOLE_MS } else { longest_ms };
        let whole: i64 = waits.iter().filter(|wait| **wait <= longest_ms).sum();
        let unit_ms = STEPS_MS.into_iter().find(|unit_ms| whole / unit_ms <= WAITS).unwrap_or(STEPS_MS[13]);
        Self { unit_ms, longest_ms }
    }

    /// A length that the scale may be shown by: its units, and its milliseconds.
    pub(super) const fn bar(self) -> (i64, i64) {
        (40, 40 * self.unit_ms)
    }

    /// Places lines one below the other, the first at `top`, and tells where the last ends.
    pub(super) fn places(self, events: &[Event], top: i64) -> (Vec<Place<'_>>, i64) {
        let (mut places, mut y) = (Vec::new(), top);
        let mut now = None;
        for event in events {
            let ms = now.map_or(0, |now| event.at_ms - now);
            if ms > 0 {
                let broken = ms > self.longest_ms;
                let height = if broken { BREAK } else { ms / self.unit_ms };
                places.push(Place::Wait { y, height, ms, broken });
                y += height;
            }
            places.push(Place::Line { y, event, first: now.is_none() || ms != 0 });
            y += LINE + 16 * extra_states(event);
            now = Some(event.at_ms);
        }
        (places, y)
    }

    /// Whether any wait of these is broken.
    pub(super) fn breaks(self, drawings: &[&[Event]]) -> bool {
        drawings.iter().flat_map(|events| events.windows(2)).any(|pair| pair[1].at_ms - pair[0].at_ms > self.longest_ms)
    }
}

/// How many states of one caller a line reached beyond the first.
fn extra_states(event: &Event) -> i64 {
    let of = |caller: usize| event.states.iter().filter(|state| state.caller == caller).count();
    let most = event.states.iter().map(|state| of(state.caller)).max().unwrap_or(0);
    i64::try_from(most.saturating_sub(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::event::Kind;
    use super::*;

    fn events(seconds: &[i64]) -> Vec<Event> {
        let event = |at: &i64| Event { at_ms: at * 1000, step: 0, kind: Kind::End, states: Vec::new(), differs: false };
        seconds.iter().map(event).collect()
    }

    fn waits(seconds: &[i64]) -> Vec<(i64, bool)> {
        let events = events(seconds);
        let (places, _) = Scale::of(&[&events]).places(&events, 0);
        let wait = |place: &Place<'_>| match place {
            Place::Wait { height, broken, .. } => Some((*height, *broken)),
            Place::Line { .. } => None,
        };
        places.iter().filter_map(wait).collect()
    }

    #[test]
    fn waits_are_to_scale() {
        assert_eq!(waits(&[0, 10, 10, 40]), [(50, false), (150, false)]);
    }

    #[test]
    fn an_hour_does_not_squeeze_all_else() {
        assert_eq!(waits(&[0, 1, 2, 3602, 3603]), [(10, false), (10, false), (BREAK, true), (10, false)]);
        assert_eq!(waits(&[0, 3600]), [(BREAK, true)]);
        assert_eq!(waits(&[0, 1, 2, 604_742, 606_662])[2..], [(BREAK, true), (BREAK, true)]);
    }

    #[test]
    fn a_clock_that_runs_backwards_breaks_nothing() {
        assert_eq!(waits(&[5, 0, 10]), [(100, false)]);
    }
}
