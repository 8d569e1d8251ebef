//! The report on mutants: a line for each, then one line that counts.

use std::io::{self, Write};

use super::console::{BOLD, DIM, GREEN, RED, safe};
use crate::run::mutants::{Fate, Trial, Trials};
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

/// Prints what became of mutants.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, trials: &Trials) -> io::Result<()> {
    trials.trials.iter().try_for_each(|trial| print_trial(out, trial))?;
    if let Some(idle) = &trials.idle {
        for id in idle {
            writeln!(out, "{DIM}idle{DIM:#}      {id} noticed no mutant")?;
        }
    }
    let (killed, all) = (trials.killed(), trials.trials.len());
    let style = if killed == all { GREEN } else { RED };
    writeln!(out, "\n{style}{BOLD}{killed} of {all} mutants killed as named{BOLD:#}{style:#}")
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
    if !trial.noticed_by.is_empty() {
        write!(out, " {DIM}(noticed by {}: {}){DIM:#}", trial.noticed_by.len(), trial.noticed_by.join(" "))?;
    }
    writeln!(out)
}
