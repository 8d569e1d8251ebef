//! What holds of every mutant as data.

use std::collections::BTreeSet;

use super::mutants;
use crate::ccb::clause::ClauseId;

#[test]
fn every_mutant_has_a_name_of_its_own_and_breaks_a_clause_that_there_is() {
    let mut names = BTreeSet::new();
    for mutant in mutants() {
        assert!(names.insert(mutant.name), "`{}` is named twice", mutant.name);
        let kebab = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
        assert!(mutant.name.chars().all(kebab), "`{}` is not in kebab case", mutant.name);
        assert!(ClauseId::from_text(mutant.clause).is_some(), "`{}`: no clause {}", mutant.name, mutant.clause);
        assert!(!mutant.breaks.ends_with('.') && !mutant.field.is_empty(), "`{}`", mutant.name);
    }
    assert!(names.len() >= 100, "{} mutants", names.len());
}
