//! What is told while a run in real time waits.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use crate::run::listener::Progress;
use crate::run::plan::{LeftOut, Length, Plan};

/// How often it is told how far the run is.
const PAUSE: Duration = Duration::from_secs(10);

/// Tells beforehand how long a run in real time takes, and then how far it is, until the task is ended.
pub(super) fn announce(plan: &Plan<'_>, progress: &Arc<Progress>) -> Option<JoinHandle<()>> {
    let Length { longest, alone } = plan.length?;
    let journeys = plan.journeys();
    let too_long = plan.left_out.values().filter(|why| matches!(why, LeftOut::TooLong(..))).count();
    let begin = Instant::now();
    say(&format!("real time: {journeys} journeys at their true pace, the longest takes {}", clock(longest)));
    if !plan.alone.is_empty() {
        let count = plan.alone.len();
        say(&format!(
            "{count} that stop the servlet or its database are played after all others, one at a time, and take {}",
            clock(alone)
        ));
    }
    if too_long > 0 {
        say(&format!("{too_long} longer ones are left out by --max-wait, so the run will be incomplete"));
    }
    let progress = Arc::clone(progress);
    Some(tokio::spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            let (under_way, done) = progress.counts();
            say(&format!(
                "{} of about {}: {done} of {journeys} journeys done, {under_way} under way",
                clock(begin.elapsed()),
                clock(longest + alone)
            ));
        }
    }))
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
