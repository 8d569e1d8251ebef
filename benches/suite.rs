//! How the suite's time grows with its size: one, two, five and ten copies of every embedded scenario, each as a multiple of one copy
//! that was measured in the same run. `cargo bench --bench suite`

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ccbspec::run::catalogue::{Catalogue, Script};
use ccbspec::run::goldens::Goldens;
use ccbspec::run::plan::Plan;
use ccbspec::run::play::Part;
use ccbspec::run::suite;
use ccbspec::target::embedded::Bent;
use ccbspec::target::source::TargetSource;
use ccbspec::verdict::outcome::Verdict;

const COPIES: [usize; 4] = [1, 2, 5, 10];

fn main() {
    let catalogue = Catalogue::embedded().expect("the features are in order");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut out = std::io::stdout().lock();
    // The first run pays for what is made once.
    runtime.block_on(measure(&catalogue, 1));
    let mut one = None;
    for copies in COPIES {
        let elapsed = runtime.block_on(measure(&catalogue, copies));
        let one = *one.get_or_insert(elapsed);
        let ratio = elapsed.as_secs_f64() / one.as_secs_f64();
        let scenarios = copies * catalogue.scripts.len();
        let memory = peak_memory().map_or(String::new(), |peak| format!(", peak memory so far {peak}"));
        writeln!(
            out,
            "{copies:2} copies, {scenarios:4} scenarios: {:6.3} s, {ratio:5.2} times one copy{memory}",
            elapsed.as_secs_f64()
        )
        .expect("stdout is open");
    }
}

async fn measure(catalogue: &Catalogue, copies: usize) -> Duration {
    let parts: Vec<Part> =
        (0..copies).flat_map(|copy| catalogue.scripts.iter().map(move |script| part(script, copy))).collect();
    let parts: Vec<&Part> = parts.iter().collect();
    let begin = Instant::now();
    let source = TargetSource::embedded(Bent::Straight);
    let journal = suite::perform(&source, &Plan::new(&source, &parts, None)).await.expect("it can be played");
    let elapsed = begin.elapsed();
    let passed = journal.outcome().count(Verdict::Pass);
    assert_eq!(passed, parts.len(), "what does not pass has a time that means nothing");
    elapsed
}

/// A copy of a scenario under an id of its own.
fn part(script: &Script, copy: usize) -> Part {
    let golden = Goldens::Embedded.load(script).expect("the goldens are in order");
    let mut script = script.clone();
    script.id = format!("{}-copy-{copy}", script.id);
    for tag in script.feature.scenarios[0].tags.iter_mut().filter(|tag| tag.starts_with("id:")) {
        *tag = format!("id:{}", script.id);
    }
    Part { script: Arc::new(script), golden: Some(Arc::from(golden)) }
}

/// The process's peak resident memory, where the system tells it.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
