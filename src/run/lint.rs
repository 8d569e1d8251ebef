//! The lint: what every scenario must have before it is played, and what none may have.

use std::collections::BTreeMap;
use std::sync::Arc;

use cucumber::World as _;
use cucumber::gherkin::{Feature, Scenario, Step};
use cucumber::step::Collection;

use super::catalogue::Script;
use super::error::Mistake;
use crate::ccb::capability::Capability;
use crate::ccb::clause::ClauseId;
use crate::journey::world::World;

const TAGS: &str = "tags are `@id:kebab-case`, clauses such as `@CCB-UPD-01`, and `@cap:` with a capability";

/// The scenarios of a feature; what is wrong with them is added to `mistakes`.
pub fn scripts(source: &str, feature: &Feature, mistakes: &mut Vec<Mistake>) -> Vec<Arc<Script>> {
    let mut lint = Lint { source, definitions: World::collection(), mistakes };
    if !feature.tags.is_empty() {
        lint.mistake(feature.position.line, "a feature has no tags of its own; tag its scenarios".to_owned());
    }
    if let Some(rule) = feature.rules.first() {
        lint.mistake(rule.position.line, "rules are not used here; write one file a chapter".to_owned());
    }
    if feature.scenarios.is_empty() {
        lint.mistake(feature.position.line, "it holds no scenario".to_owned());
    }
    for step in feature.background.iter().flat_map(|background| &background.steps) {
        lint.step(step);
    }
    feature.scenarios.iter().filter_map(|scenario| lint.script(feature, scenario)).map(Arc::new).collect()
}

/// No two scenarios may share an id: goldens, reports and known failures are found by it.
pub fn unique_ids(scripts: &[Arc<Script>], mistakes: &mut Vec<Mistake>) {
    let mut first: BTreeMap<&str, &Script> = BTreeMap::new();
    for script in scripts {
        if let Some(other) = first.get(script.id.as_str()) {
            let message = format!("the id `{}` is that of {}:{} too", script.id, other.source, other.line);
            mistakes.push(Mistake { file: script.source.clone(), line: Some(script.line), message });
        } else {
            first.insert(&script.id, script);
        }
    }
}

struct Lint<'a> {
    source: &'a str,
    definitions: Collection<World>,
    mistakes: &'a mut Vec<Mistake>,
}

impl Lint<'_> {
    fn mistake(&mut self, line: usize, message: String) {
        self.mistakes.push(Mistake { file: self.source.to_owned(), line: Some(line), message });
    }

    fn script(&mut self, feature: &Feature, scenario: &Scenario) -> Option<Script> {
        let line = scenario.position.line;
        let mut ids = Vec::new();
        let mut clauses = Vec::new();
        let mut capabilities = Vec::new();
        for tag in &scenario.tags {
            if let Some(id) = tag.strip_prefix("id:").filter(|id| is_kebab_case(id)) {
                ids.push(id.to_owned());
            } else if let Some(capability) = tag.strip_prefix("cap:").and_then(Capability::from_name) {
                capabilities.push(capability);
            } else if let Some(clause) = ClauseId::from_text(tag) {
                clauses.push(clause);
            } else {
                self.mistake(line, format!("unknown tag `@{tag}`; {TAGS}"));
            }
        }
        self.clauses(line, &clauses, &capabilities);
        for step in &scenario.steps {
            self.step(step);
        }
        let script = |id: String| Script {
            id,
            title: scenario.name.clone(),
            source: self.source.to_owned(),
            stem: stem(self.source),
            line,
            clauses,
            capabilities,
            tags: scenario.tags.clone(),
            feature: Feature { scenarios: vec![scenario.clone()], rules: Vec::new(), ..feature.clone() },
        };
        let script = match <[String; 1]>::try_from(ids) {
            Ok([id]) => script(id),
            Err(ids) => {
                self.mistake(line, format!("a scenario has one tag `@id:kebab-case`, and this has {}", ids.len()));
                return None;
            }
        };
        if script.whens().next().is_none() {
            self.mistake(line, "a scenario without a `When` observes nothing".to_owned());
        }
        Some(script)
    }

    fn clauses(&mut self, line: usize, clauses: &[ClauseId], capabilities: &[Capability]) {
        if clauses.is_empty() {
            self.mistake(line, "a scenario names the clauses that it checks, such as `@CCB-UPD-01`".to_owned());
        }
        for clause in clauses {
            let needed = clause.clause().capability.filter(|capability| !capabilities.contains(capability));
            if let Some(capability) = needed {
                self.mistake(line, format!("{clause} depends on a capability: tag the scenario `@cap:{capability}`"));
            }
        }
    }

    fn step(&mut self, step: &Step) {
        let line = step.position.line;
        match self.definitions.find(step) {
            Ok(Some(_)) => {}
            Ok(None) => self.mistake(line, format!("unknown step: {}{}", step.keyword, step.value)),
            Err(_) => self.mistake(line, format!("more than one definition fits: {}{}", step.keyword, step.value)),
        }
    }
}

fn stem(source: &str) -> String {
    let name = source.rsplit('/').next().unwrap_or(source);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

fn is_kebab_case(id: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    id.split('-').all(word)
}
