//! The selection: which scenarios of the catalogue a run plays.

use std::sync::Arc;

use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::tag::Ext as _;

use super::catalogue::{Catalogue, Script};
use super::error::RunError;
use crate::ccb::shard::Shard;

/// What a user asks for. Nothing asked for is everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    tags: Option<TagOperation>,
    ids: Vec<String>,
    shard: Option<Shard>,
}

impl Selection {
    /// Scenarios whose tags fulfil an expression such as `@CCB-UPD-01 and not @cap:archive`, and whose id is among `ids` unless
    /// that is empty.
    ///
    /// # Errors
    ///
    /// Where the expression cannot be understood.
    pub fn new(tags: Option<&str>, ids: Vec<String>) -> Result<Self, RunError> {
        let parse = |expression: &str| {
            expression.parse::<TagOperation>().map_err(|error| RunError::TagExpression {
                expression: expression.to_owned(),
                reason: error.to_string(),
            })
        };
        Ok(Self { tags: tags.map(parse).transpose()?, ids, shard: None })
    }

    /// The same, of which only those of a shard are played.
    #[must_use]
    pub fn in_shard(self, shard: Option<Shard>) -> Self {
        Self { shard, ..self }
    }

    /// The scenarios that are asked for, in the order of the catalogue.
    ///
    /// # Errors
    ///
    /// Where an id is unknown, or nothing is left: a run of nothing must not look like a pass.
    pub fn of<'a>(&self, catalogue: &'a Catalogue) -> Result<Vec<&'a Arc<Script>>, RunError> {
        for id in &self.ids {
            if !catalogue.scripts.iter().any(|script| script.id == *id) {
                return Err(RunError::UnknownScenario(id.clone()));
            }
        }
        let asked = |script: &&Arc<Script>| {
            (self.ids.is_empty() || self.ids.contains(&script.id))
                && self.tags.as_ref().is_none_or(|tags| tags.eval(&script.tags))
        };
        let selected: Vec<&Arc<Script>> = catalogue.scripts.iter().filter(asked).collect();
        if selected.is_empty() {
            return Err(RunError::NothingSelected);
        }
        let Some(shard) = self.shard else { return Ok(selected) };
        let of = selected.len();
        let held: Vec<&Arc<Script>> = selected.into_iter().filter(|script| shard.holds(&script.id)).collect();
        if held.is_empty() { Err(RunError::EmptyShard { shard, of }) } else { Ok(held) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assert_matches::assert_matches;

    fn ids(selection: &Selection, catalogue: &Catalogue) -> Vec<String> {
        match selection.of(catalogue) {
            Ok(scripts) => scripts.iter().map(|script| script.id.clone()).collect(),
            Err(RunError::EmptyShard { .. }) => Vec::new(),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn the_shards_of_a_selection_are_the_whole_and_do_not_overlap() {
        let catalogue = Catalogue::embedded().expect("the features are in order");
        for tags in [None, Some("@CCB-UPD-02"), Some("not @cap:restart")] {
            let whole = Selection::new(tags, Vec::new()).expect("a selection");
            for count in [1, 2, 5, 300] {
                let shards = (1..=count).map(|index| format!("hash:{index}/{count}").parse().expect("a shard"));
                let mut union: Vec<String> =
                    shards.flat_map(|shard| ids(&whole.clone().in_shard(Some(shard)), &catalogue)).collect();
                union.sort();
                let mut expected = ids(&whole, &catalogue);
                expected.sort();
                assert_eq!(union, expected, "{tags:?} in {count}");
            }
        }
    }

    #[test]
    fn a_shard_without_a_scenario_is_told_as_such() {
        let catalogue = Catalogue::embedded().expect("the features are in order");
        let one = Selection::new(None, vec!["plain-callback".to_owned()]).expect("a selection");
        let empty = (1..=2).filter(|index| {
            let shard = format!("hash:{index}/2").parse().expect("a shard");
            assert_matches!(
                one.clone().in_shard(Some(shard)).of(&catalogue),
                Ok(_) | Err(RunError::EmptyShard { of: 1, .. })
            );
            !Shard::holds(shard, "plain-callback")
        });
        assert_eq!(empty.count(), 1);
    }
}
