//! The catalogue: every scenario there is, read from the features that the program carries or from a directory.

use std::path::Path;
use std::sync::Arc;

use cucumber::feature::Ext as _;
use cucumber::gherkin::{Feature, GherkinEnv, Scenario, StepType};
use include_dir::{Dir, include_dir};

use super::error::{Mistake, RunError};
use super::lint;
use crate::ccb::capability::Capability;
use crate::ccb::clause::ClauseId;
use crate::journal::digest::sha256_of_all;

/// The features that the program carries, so that it runs anywhere.
static FEATURES: Dir = include_dir!("$CARGO_MANIFEST_DIR/features");

const EXTENSION: &str = "feature";

/// One scenario, ready to be played.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its stable id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The path of its feature, as reports show it.
    pub source: String,
    /// The name of that file without its extension: its golden lies in a directory of that name.
    pub stem: String,
    /// Its line in the feature, from 1.
    pub line: usize,
    /// The clauses that it checks.
    pub clauses: Vec<ClauseId>,
    /// The capabilities that it depends on.
    pub capabilities: Vec<Capability>,
    /// Its tags, without `@`.
    pub tags: Vec<String>,
    /// The feature with this scenario alone.
    pub feature: Feature,
}

impl Script {
    /// The scenario itself.
    pub fn scenario(&self) -> &Scenario {
        &self.feature.scenarios[0]
    }

    /// The texts of its `When`s, each of which is observed once.
    pub fn whens(&self) -> impl Iterator<Item = &str> {
        let background = self.feature.background.iter().flat_map(|background| &background.steps);
        background
            .chain(&self.scenario().steps)
            .filter(|step| step.ty == StepType::When)
            .map(|step| step.value.as_str())
    }
}

/// Every scenario, in the order of files and lines.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// SHA-256 over the names and texts of the features.
    pub sha256: String,
    /// The directory that they were read from; nothing for those that the program carries.
    pub directory: Option<String>,
    /// The scenarios.
    pub scripts: Vec<Arc<Script>>,
}

impl Catalogue {
    /// The scenarios that the program carries.
    ///
    /// # Errors
    ///
    /// Where one has a mistake.
    pub fn embedded() -> Result<Self, RunError> {
        Self::read(carried(), "features")
    }

    /// The scenarios in the `.feature` files of a directory.
    ///
    /// # Errors
    ///
    /// Where the directory or a file cannot be read, it holds no feature, or one has a mistake.
    pub fn from_directory(directory: &Path) -> Result<Self, RunError> {
        let fault = |path: &Path, error: &std::io::Error| RunError::File {
            action: "read",
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let mut texts = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(|error| fault(directory, &error))? {
            let path = entry.map_err(|error| fault(directory, &error))?.path();
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                let text = std::fs::read_to_string(&path).map_err(|error| fault(&path, &error))?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                texts.push((name, text));
            }
        }
        let directory = directory.display().to_string();
        Ok(Self { directory: Some(directory.clone()), ..Self::read(texts, &directory)? })
    }

    fn read(mut texts: Vec<(String, String)>, directory: &str) -> Result<Self, RunError> {
        texts.retain(|(name, _)| Path::new(name).extension().is_some_and(|extension| extension == EXTENSION));
        texts.sort();
        let mut mistakes = Vec::new();
        let mut scripts = Vec::new();
        if texts.is_empty() {
            let message = format!("no file here ends in `.{EXTENSION}`");
            mistakes.push(Mistake { file: directory.to_owned(), line: None, message });
        }
        for (name, text) in &texts {
            let source = format!("{directory}/{name}");
            match parse(&source, text) {
                Ok(feature) => scripts.extend(lint::scripts(&source, &feature, &mut mistakes)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        lint::unique_ids(&scripts, &mut mistakes);
        let sha256 = sha256_of(&texts);
        if mistakes.is_empty() {
            Ok(Self { sha256, directory: None, scripts })
        } else {
            Err(RunError::Mistakes(mistakes))
        }
    }
}

/// The features that the program carries, by file name.
fn carried() -> Vec<(String, String)> {
    let texts = FEATURES.files().filter_map(|file| {
        let name = file.path().file_name()?.to_str()?.to_owned();
        Some((name, file.contents_utf8().unwrap_or_default().to_owned()))
    });
    texts.collect()
}

/// SHA-256 over the names and texts of the features that the program carries.
pub(super) fn carried_sha256() -> String {
    sha256_of(&carried())
}

fn sha256_of(texts: &[(String, String)]) -> String {
    sha256_of_all(texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())))
}

fn parse(source: &str, text: &str) -> Result<Feature, Mistake> {
    let mistake = |line: Option<usize>, message: String| Mistake { file: source.to_owned(), line, message };
    let feature = Feature::parse(text, GherkinEnv::default()).map_err(|error| {
        // The parser keeps the place to itself but for its message: `Error at LINE:COLUMN: {what was expected}`.
        let told = error.to_string();
        let line = told
            .strip_prefix("Error at ")
            .and_then(|rest| rest.split_once(':'))
            .and_then(|(line, _)| line.parse().ok());
        mistake(line, format!("this is no Gherkin ({told})"))
    })?;
    expand(feature).map_err(|message| mistake(None, message))
}

/// Fills in the examples of outlines. Every row becomes a scenario of its own, whose id ends in the row's first cell.
fn expand(mut feature: Feature) -> Result<Feature, String> {
    let mut scenarios = Vec::new();
    for scenario in std::mem::take(&mut feature.scenarios) {
        if scenario.examples.is_empty() {
            scenarios.push(scenario);
            continue;
        }
        let tables = scenario.examples.iter().filter_map(|examples| examples.table.as_ref());
        let names: Vec<String> =
            tables.flat_map(|table| table.rows.iter().skip(1)).map(|row| kebab_case(&row[0])).collect();
        let outline = Feature { scenarios: vec![scenario], rules: Vec::new(), ..feature.clone() };
        let expanded =
            outline.expand_examples().map_err(|error| format!("its examples cannot be filled in: {error}"))?;
        for (mut scenario, name) in expanded.scenarios.into_iter().zip(names) {
            for tag in scenario.tags.iter_mut().filter(|tag| tag.starts_with("id:")) {
                *tag = format!("{tag}-{name}");
            }
            scenarios.push(scenario);
        }
    }
    feature.scenarios = scenarios;
    Ok(feature)
}

/// The letters and digits of a text, small, its words joined by hyphens.
fn kebab_case(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_an_outline_has_an_id_of_its_own() {
        let text = "Feature: F\n  @id:x @CCB-GST-08\n  Scenario Outline: <what>\n    When <step>\n    Examples:\n      \
                    | what | step |\n      | Too long! | CallbackWait asks how long the caller still waits |\n      \
                    | 7 | the timer ticks |\n";
        let catalogue =
            Catalogue::read(vec![("f.feature".to_owned(), text.to_owned())], "features").expect("it is in order");
        let told: Vec<(&str, &str)> =
            catalogue.scripts.iter().map(|script| (script.id.as_str(), script.title.as_str())).collect();
        assert_eq!(told, [("x-too-long", "Too long!"), ("x-7", "7")]);
        assert_eq!(catalogue.scripts[1].whens().collect::<Vec<_>>(), ["the timer ticks"]);
    }
}
