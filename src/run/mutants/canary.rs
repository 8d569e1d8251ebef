//! Canaries: a few mutants that the suite must notice before it may judge anything. If it does not, it is the suite that is broken.

use std::collections::BTreeSet;

use super::trial::{Fate, fate};
use crate::journal::header::Canary;
use crate::run::catalogue::Catalogue;
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::plan::Plan;
use crate::run::suite;
use crate::target::embedded::{Bent, Mutant, mutants};
use crate::target::source::TargetSource;

/// One for each way in which the suite sees: the form of an answer, its fields, a refusal, the states, and times in each table.
const CANARIES: [&str; 6] = [
    "answer-as-html",
    "enter-repeats-the-estimate",
    "enter-twice-done",
    "enter-stores-an-event",
    "refusal-touches-the-row",
    "rows-event-in-local-time",
];

/// Every canary as a fit suite tells of it.
///
/// # Errors
///
/// Where one is no mutant, which is a fault of the harness.
pub fn all_noticed() -> Result<Vec<Canary>, RunError> {
    birds().map(|mutant| mutant.map(|mutant| canary(mutant, true))).collect()
}

fn birds() -> impl Iterator<Item = Result<&'static Mutant, RunError>> {
    CANARIES.into_iter().map(|name| {
        let unknown = || RunError::Harness(format!("there is no mutant `{name}` to be a canary"));
        mutants().find(|mutant| mutant.name == name).ok_or_else(unknown)
    })
}

fn canary(mutant: &Mutant, noticed: bool) -> Canary {
    let (scenario, field) = (mutant.scenario.to_owned(), mutant.field.to_owned());
    Canary { mutant: mutant.name.to_owned(), scenario, field, noticed }
}

/// Plays each canary against its scenario, as the program carries both.
///
/// # Errors
///
/// Where one is not noticed in its field, which makes the suite unfit for any judgement, or could not be played.
pub async fn sing() -> Result<Vec<Canary>, RunError> {
    let catalogue = Catalogue::embedded()?;
    let mut sung = Vec::with_capacity(CANARIES.len());
    for mutant in birds() {
        let mutant = mutant?;
        sung.push(listen(&catalogue, mutant, Bent::As(mutant)).await?);
    }
    match sung.iter().find(|canary| !canary.noticed) {
        None => Ok(sung),
        Some(Canary { mutant, scenario, field, .. }) => Err(RunError::Harness(format!(
            "the suite does not notice its canary, the mutant `{mutant}`, by `{field}` in `{scenario}`: it is not fit to judge anything"
        ))),
    }
}

/// Whether the scenario of a mutant notices a reference that is bent like this.
async fn listen(catalogue: &Catalogue, mutant: &Mutant, bent: Bent) -> Result<Canary, RunError> {
    let scripts: Vec<_> = catalogue.scripts.iter().filter(|script| script.id == mutant.scenario).collect();
    let source = TargetSource::embedded(bent);
    let parts = suite::parts(&scripts, &Goldens::Embedded, &BTreeSet::new())?;
    let outcomes = suite::outcomes(&source, &Plan::new(&source, &parts.iter().collect::<Vec<_>>(), None)).await?;
    let noticed = outcomes.iter().any(|outcome| matches!(fate(mutant, outcome), Fate::Killed(_)));
    Ok(canary(mutant, noticed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_canary_is_noticed_and_a_bird_that_is_none_is_not() {
        let sung = sing().await.expect("the suite is fit");
        assert!(sung.len() == CANARIES.len() && sung.iter().all(|canary| canary.noticed));
        let catalogue = Catalogue::embedded().expect("it is in order");
        let mutant = mutants().find(|mutant| mutant.name == CANARIES[0]).expect("it is there");
        let straight = listen(&catalogue, mutant, Bent::Straight).await.expect("it can be played");
        assert!(!straight.noticed, "a reference that is not bent has nothing to notice");
    }
}
