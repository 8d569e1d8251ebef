//! The journeys: those that a reader must look at first and together, then all by feature.

use maud::{Markup, html};

use super::journey::{Journey, details, link};
use super::text::{Shown, counted};
use crate::journal::whole::Journal;
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;

/// So many that want attention are open from the start; of more each is opened by whoever reads it.
const OPEN_AT_MOST: usize = 3;

/// So many are printed whole, of the others what their heading tells: a browser takes minutes to make a PDF of more such tables.
const PRINTED_WHOLE: usize = 20;

/// A feature, and its journeys.
pub(super) struct Feature<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its path.
    pub source: &'a str,
    /// Its journeys.
    pub journeys: Vec<Journey<'a>>,
}

/// The features of a run, in order.
pub(super) fn features<'a>(journal: &'a Journal, run: &'a RunOutcome) -> Vec<Feature<'a>> {
    let mut features: Vec<Feature<'a>> = Vec::new();
    for (record, outcome) in journal.scenarios.iter().zip(&run.scenarios) {
        let scenario = &record.scenario;
        let at = features.iter().position(|feature| feature.source == scenario.source).unwrap_or_else(|| {
            features.push(Feature { title: &scenario.feature, source: &scenario.source, journeys: Vec::new() });
            features.len() - 1
        });
        features[at].journeys.push(Journey { record, outcome, feature: at });
    }
    features
}

/// What did not pass. What the suite did wrong goes before what failed, and that before the rest.
pub(super) fn attention(features: &[Feature<'_>]) -> Markup {
    let mut journeys: Vec<&Journey<'_>> =
        features.iter().flat_map(|feature| &feature.journeys).filter(|journey| journey.wants_attention()).collect();
    journeys.sort_by_key(|journey| urgency(journey.verdict()));
    let open = journeys.len() <= OPEN_AT_MOST;
    html! {
        section aria-labelledby="page.attention" {
            h2 id="page.attention" { "What did not pass" }
            @if journeys.is_empty() { p { "Nothing: every journey that applies passed." } }
            @else { p.dim { (counted(journeys.len(), "journey")) ", the worst first." @if journeys.len() > PRINTED_WHOLE { " On paper the first " (PRINTED_WHOLE) " are told whole." } } }
            @for (index, journey) in journeys.into_iter().enumerate() { (details(journey, 3, open, index < PRINTED_WHOLE)) }
        }
    }
}

const fn urgency(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::HarnessError => 0,
        Verdict::Fail => 1,
        Verdict::UnexpectedlyPassed => 2,
        Verdict::CouldNotRun => 3,
        Verdict::KnownFailure => 4,
        Verdict::Warn => 5,
        Verdict::NotApplicable | Verdict::Pass => 6,
    }
}

/// Every journey by feature.
pub(super) fn by_feature(features: &[Feature<'_>]) -> Markup {
    html! {
        section aria-labelledby="page.features" {
            h2 id="page.features" { "Journeys by feature" }
            @for (index, feature) in features.iter().enumerate() {
                @let passed = feature.journeys.iter().filter(|journey| journey.verdict() == Verdict::Pass).count();
                section.feature aria-labelledby={ "page.feature" (index) } {
                    h3 id={ "page.feature" (index) } { (Shown(feature.title)) }
                    p.dim { code { (Shown(feature.source)) } ", " (passed) " of " (counted(feature.journeys.len(), "journey")) " pass" }
                    @for journey in &feature.journeys {
                        @if journey.wants_attention() { (link(journey)) } @else { (details(journey, 4, false, false)) }
                    }
                }
            }
        }
    }
}
