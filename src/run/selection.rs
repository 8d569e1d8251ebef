//! The selection: which scenarios of the catalogue a run plays.

use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::tag::Ext as _;

use super::catalogue::{Catalogue, Script};
use super::error::RunError;

/// What a user asks for. Nothing asked for is everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    tags: Option<TagOperation>,
    ids: Vec<String>,
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
        Ok(Self { tags: tags.map(parse).transpose()?, ids })
    }

    /// The scenarios that are asked for, in the order of the catalogue.
    ///
    /// # Errors
    ///
    /// Where an id is unknown, or nothing is left: a run of nothing must not look like a pass.
    pub fn of<'a>(&self, catalogue: &'a Catalogue) -> Result<Vec<&'a Script>, RunError> {
        for id in &self.ids {
            if !catalogue.scripts.iter().any(|script| script.id == *id) {
                return Err(RunError::UnknownScenario(id.clone()));
            }
        }
        let asked = |script: &&Script| {
            (self.ids.is_empty() || self.ids.contains(&script.id))
                && self.tags.as_ref().is_none_or(|tags| tags.eval(&script.tags))
        };
        let selected: Vec<&Script> = catalogue.scripts.iter().filter(asked).collect();
        if selected.is_empty() { Err(RunError::NothingSelected) } else { Ok(selected) }
    }
}
