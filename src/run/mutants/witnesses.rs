//! Witnesses: for every scenario that no mutant names, a mutant that it notices all the same.
//!
//! A mutant names one scenario, but a scenario may be one of many that would notice. The table says which mutant shows that such a scenario
//! is not idle. `ccbspec mutants --witnesses` writes it from the whole matrix, and every quick trial plays it.

use std::collections::BTreeMap;

use super::trial::Trials;
use crate::run::catalogue::Catalogue;
use crate::target::embedded::mutants;

const TABLE: &str = include_str!("witnesses.yaml");

const HEADING: &str = "\
# For every scenario that no mutant names, a mutant that it notices. Written by `ccbspec mutants --witnesses`.
";

/// Scenario ids with the name of a mutant each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witnesses(BTreeMap<String, String>);

impl Witnesses {
    /// Those that the program carries.
    ///
    /// # Panics
    ///
    /// Where the table is malformed, which a test excludes.
    pub fn embedded() -> Self {
        Self(serde_yaml::from_str(TABLE).expect("the table is read by a test"))
    }

    /// The fittest of the mutants that were noticed: that which the fewest scenarios notice, for scenarios that no mutant names.
    pub fn choose(trials: &Trials, catalogue: &Catalogue) -> Self {
        let named = |id: &str| mutants().any(|mutant| mutant.scenario == id);
        let fittest = |id: &str| {
            let noticed = trials.trials.iter().filter(|trial| trial.is_noticed_by(id));
            noticed.min_by_key(|trial| trial.noticed.len()).map(|trial| trial.mutant.name.to_owned())
        };
        let unnamed = catalogue.scripts.iter().map(|script| &script.id).filter(|id| !named(id));
        Self(unnamed.filter_map(|id| Some((id.clone(), fittest(id)?))).collect())
    }

    /// The witness for a scenario.
    pub fn of(&self, scenario: &str) -> Option<&str> {
        self.0.get(scenario).map(String::as_str)
    }

    /// The scenarios of the table.
    pub fn scenarios(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The table as it is kept.
    pub fn to_yaml(&self) -> String {
        let rows = self.0.iter().map(|(scenario, mutant)| format!("{scenario}: {mutant}\n"));
        HEADING.chars().chain(rows.collect::<String>().chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_as_it_is_written() {
        assert_eq!(Witnesses::embedded().to_yaml(), TABLE);
    }
}
