//! The report on mutants: a line for each, then one line that counts.

use std::io::{self, Write};

use super::console::{BOLD, DIM, GREEN, RED, safe};
use crate::run::mutants::trial::{Fate, Trial, Trials};
use crate::target::embedded::Mutant;

/// Prints the mutants that there are.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print_list<'a>(out: &mut impl Write, mutants: impl IntoIterator<Item = &'a Mutant>) -> io::Result<()> {
    mutants.into_iter().try_for_each(|mutant| {
        let Mutant { name, clause, scenario, field, breaks, .. } = mutant;
        writeln!(out, "{BOLD}{name}{BOLD:#} {clause}\n  {breaks}\n  {DIM}{scenario}, {field}{DIM:#}")
    })
}

/// Prints the matrix: what became of each mutant in its own scenario, and which others noticed it at which line, in which field.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, trials: &Trials) -> io::Result<()> {
    trials.trials.iter().try_for_each(|trial| print_trial(out, trial))?;
    for id in &trials.idle {
        writeln!(out, "{RED}idle{RED:#}      {BOLD}{id}{BOLD:#} notices no mutant, so nobody knows what it checks")?;
    }
    let (killed, all) = (trials.killed(), trials.trials.len());
    let played: usize = trials.trials.iter().map(|trial| trial.played).sum();
    let noticed = killed + trials.trials.iter().map(|trial| trial.noticed.len()).sum::<usize>();
    let style = if killed == all && trials.idle.is_empty() { GREEN } else { RED };
    writeln!(out, "\n{style}{BOLD}{killed} of {all} mutants killed as named{BOLD:#}{style:#}")?;
    writeln!(
        out,
        "{DIM}{all} mutants by {} scenarios: {played} pairs played, {noticed} noticed; what was not played is as without the mutant, or \
         was not asked for{DIM:#}",
        trials.scenarios
    )
}

fn print_trial(out: &mut impl Write, trial: &Trial) -> io::Result<()> {
    let mutant = trial.mutant;
    let (name, clause) = (mutant.name, mutant.clause);
    match &trial.fate {
        Fate::Killed(kill) => {
            let difference = &kill.difference;
            let (expected, actual) = (safe(&difference.expected), safe(&difference.actual));
            write!(
                out,
                "{GREEN}killed{GREEN:#}    {BOLD}{name}{BOLD:#} {clause} by {}:{}, ",
                mutant.scenario, kill.line
            )?;
            write!(out, "`{}`, {}: expected {expected}, actual {actual}", kill.step, difference.path)?;
        }
        Fate::Survived(why) => {
            write!(out, "{RED}survived{RED:#}  {BOLD}{name}{BOLD:#} {clause}: {}", safe(why))?;
        }
    }
    writeln!(out)?;
    if !trial.noticed.is_empty() {
        let also = trial.noticed.iter().map(|kill| format!("{}:{} {}", kill.scenario, kill.line, kill.difference.path));
        writeln!(out, "{DIM}  also by {}: {}{DIM:#}", trial.noticed.len(), also.collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}
