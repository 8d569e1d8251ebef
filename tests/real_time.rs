//! Judging in real time, tried in no time: a reference whose clock is moved as if it went by itself, at several phases of its timer.

use std::sync::Arc;

use ccbspec::ccb::dialect::shipped;
use ccbspec::journal::whole::Journal;
use ccbspec::report::console::{self, Detail, Layout};
use ccbspec::run::catalogue::{Catalogue, Script};
use ccbspec::run::goldens::Goldens;
use ccbspec::run::suite;
use ccbspec::target::embedded::{Bent, Mutant, mutants};
use ccbspec::target::pace::Pace;
use ccbspec::target::source::TargetSource;
use ccbspec::verdict::outcome::Verdict;

fn rehearse(bent: Bent, phase_s: i64, scripts: &[&Arc<Script>]) -> Journal {
    let source =
        TargetSource::Embedded { bent, pace: Pace::Rehearsed { phase_s }, dialect: shipped::default(), logs: None };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(suite::run(&source, scripts, &Goldens::Embedded)).expect("the goldens are in order")
}

/// A journey begins with the second after a tick; later ticks drift from where they were in the golden.
#[test]
fn the_reference_passes_wherever_the_ticks_fall() {
    let catalogue = Catalogue::embedded().expect("it is in order");
    let scripts: Vec<&Arc<Script>> = catalogue.scripts.iter().collect();
    for phase_s in [1, 2, 3] {
        let journal = rehearse(Bent::Straight, phase_s, &scripts);
        let run = journal.outcome();
        let mut text = Vec::new();
        console::print(&mut text, &journal, Layout::plain(Detail::Features)).expect("memory is writable");
        let not_passed = run.scenarios.len() - run.count(Verdict::Pass) - run.count(Verdict::NotApplicable);
        assert_eq!(not_passed, 0, "phase {phase_s}: {}", String::from_utf8_lossy(&text));
        assert!(run.count(Verdict::Pass) > 200, "phase {phase_s}: {} pass", run.count(Verdict::Pass));
    }
}

/// A window forgives what follows from the clock, and not what follows from a fault: most mutants are noticed all the same.
#[test]
fn windows_hide_little() {
    let catalogue = Catalogue::embedded().expect("it is in order");
    let chosen: Vec<&'static Mutant> = mutants().step_by(3).collect();
    let mut hidden = Vec::new();
    let mut tried = 0;
    for mutant in &chosen {
        let script = catalogue.scripts.iter().find(|script| script.id == mutant.scenario).expect("its scenario");
        match rehearse(Bent::As(mutant), 2, &[script]).outcome().scenarios[0].verdict {
            Verdict::NotApplicable => {}
            Verdict::Fail | Verdict::Warn => tried += 1,
            _ => hidden.push(mutant.name),
        }
    }
    assert!(hidden.len() * 5 < tried, "{} of {} are hidden: {hidden:?}", hidden.len(), tried + hidden.len());
}
