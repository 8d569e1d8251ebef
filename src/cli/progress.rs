//! What is told on stderr while a run goes on: a bar on a terminal, a line now and then elsewhere, and nothing where it is over soon.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::{SignedDuration, Zoned};
use tokio::task::JoinHandle;

use crate::run::listener::{Counts, Progress};
use crate::run::plan::{LeftOut, Length, Plan};

/// A run that is over before is not worth a bar.
const SHORT: Duration = Duration::from_secs(2);

/// How often the bar is drawn.
const REDRAW: Duration = Duration::from_millis(200);

/// When the first line is told; each pause after is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(10);

/// The longest that nothing is told.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Tells how far a run is, until it is [ended](Self::end).
#[derive(Debug)]
pub(super) struct Teller {
    task: JoinHandle<()>,
    bar: ProgressBar,
}

impl Teller {
    /// Tells beforehand how long a run in real time takes, and then how far the run is.
    pub(super) fn begin(plan: &Plan<'_>, progress: &Arc<Progress>) -> Self {
        let until = plan.length.map(|length| announce(plan, length));
        let journeys = plan.journeys();
        let bar = ProgressBar::with_draw_target(Some(journeys as u64), ProgressDrawTarget::stderr());
        let watch = Watch { progress: Arc::clone(progress), journeys, begin: Instant::now(), until };
        let task = if bar.is_hidden() { tokio::spawn(watch.lines()) } else { tokio::spawn(watch.draw(bar.clone())) };
        Self { task, bar }
    }

    /// Nothing more is told, and the bar is gone.
    pub(super) fn end(self) {
        self.task.abort();
        self.bar.finish_and_clear();
    }
}

/// What a run in real time will take, told before it begins.
#[derive(Clone, Debug)]
struct Until {
    whole: Duration,
    end: Option<Zoned>,
}

fn announce(plan: &Plan<'_>, Length { longest, alone }: Length) -> Until {
    let journeys = plan.journeys();
    say(&format!("real time: {journeys} journeys at their true pace, the longest takes {}", clock(longest)));
    if !plan.alone.is_empty() {
        let count = plan.alone.len();
        say(&format!(
            "{count} that stop the servlet or its database are played after all others, one at a time, and take {}",
            clock(alone)
        ));
    }
    let too_long = plan.left_out.values().filter(|why| matches!(why, LeftOut::TooLong(..))).count();
    if too_long > 0 {
        say(&format!("{too_long} longer ones are left out by --max-wait, so the run will be incomplete"));
    }
    let whole = longest + alone;
    let end = SignedDuration::try_from(whole).ok().and_then(|whole| Zoned::now().checked_add(whole).ok());
    Until { whole, end }
}

/// Who looks at a run.
struct Watch {
    progress: Arc<Progress>,
    journeys: usize,
    begin: Instant,
    until: Option<Until>,
}

impl Watch {
    async fn draw(self, bar: ProgressBar) {
        tokio::time::sleep(SHORT).await;
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {wide_msg}") {
            bar.set_style(style);
        }
        loop {
            let counts = self.progress.counts();
            bar.set_message(self.words(counts));
            bar.set_position(counts.done as u64);
            tokio::time::sleep(REDRAW).await;
        }
    }

    async fn lines(self) {
        let mut pause = FIRST_PAUSE;
        loop {
            tokio::time::sleep(pause).await;
            say(&self.words(self.progress.counts()));
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    /// How many are over, under way and went wrong, and for how long it goes on.
    fn words(&self, counts: Counts) -> String {
        let Counts { under_way, done, not_passed } = counts;
        let wrong = if not_passed > 0 { format!(", {not_passed} did not pass") } else { String::new() };
        let time = match &self.until {
            None => clock(self.begin.elapsed()),
            Some(Until { whole, end }) => {
                let end = end.as_ref().map_or(String::new(), |end| format!(", until {}", end.strftime("%H:%M:%S")));
                format!("{} of about {}{end}", clock(self.begin.elapsed()), clock(*whole))
            }
        };
        format!("{done} of {} journeys done, {under_way} under way{wrong}; {time}", self.journeys)
    }
}

/// Minutes and seconds.
fn clock(length: Duration) -> String {
    let seconds = length.as_millis().div_ceil(1000);
    format!("{}m{:02}s", seconds / 60, seconds % 60)
}

fn say(text: &str) {
    // Who cannot be told still gets the report.
    let _ = writeln!(anstream::stderr(), "ccbspec: {text}");
}
