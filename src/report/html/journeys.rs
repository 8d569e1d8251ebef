//! The journeys: those that a reader must look at first and together, then all by feature.

use std::io::{self, Write};

use maud::html;

use super::journey::{Journey, details, link};
use super::text::{Shown, counted};
use crate::report::view::{FeatureView, Told, View, is_told};
use crate::verdict::outcome::Verdict;

/// So many that want attention are open from the start; of more each is opened by whoever reads it.
const OPEN_AT_MOST: usize = 3;

/// So many are printed whole, of the others what their heading tells: a browser takes minutes to make a PDF of more such tables.
const PRINTED_WHOLE: usize = 20;

/// Writes what did not pass: of the run as a whole, and then the journeys, in the order in which they are best looked at.
pub(super) fn attention(out: &mut impl Write, view: &View<'_>, features: &[FeatureView<'_>]) -> io::Result<()> {
    let journeys = view.worst_first();
    let open = journeys.len() <= OPEN_AT_MOST;
    let matters = view.matters();
    let head = html! {
        h2 id="page.attention" { "What did not pass" }
        @if !matters.is_empty() {
            ul.matters { @for matter in &matters { li { "✗ " (Shown(&matter.message)) } } }
        }
        @if journeys.is_empty() { p { @if matters.is_empty() { "Nothing: every" } @else { "Every" } " journey that applies passed." } }
        @else { p.dim { (counted(journeys.len(), "journey")) ", the worst first." @if journeys.len() > PRINTED_WHOLE { " On paper the first " (PRINTED_WHOLE) " are told whole." } } }
    };
    write!(out, "<section aria-labelledby=\"page.attention\">{}", head.into_string())?;
    for (index, number) in journeys.into_iter().enumerate() {
        let scenario = view.journal.scenario(number)?;
        let feature = features.partition_point(|feature| feature.first <= number).saturating_sub(1);
        let journey = Journey { told: Told::of(&scenario), feature };
        out.write_all(details(&journey, 3, open, index < PRINTED_WHOLE).into_string().as_bytes())?;
    }
    write!(out, "</section>")
}

/// Writes all journeys by feature. One that stands above is named here, and not told twice.
pub(super) fn by_feature(out: &mut impl Write, view: &View<'_>, features: &[FeatureView<'_>]) -> io::Result<()> {
    let head = html! { h2 id="page.features" { "Journeys by feature" } };
    write!(out, "<section aria-labelledby=\"page.features\">{}", head.into_string())?;
    for (index, feature) in features.iter().enumerate() {
        let passed = feature.scenarios.iter().filter(|journey| journey.verdict == Verdict::Pass).count();
        let head = html! {
            h3 id={ "page.feature" (index) } { (Shown(&feature.name.title)) }
            p.dim { code { (Shown(&feature.name.source)) } ", " (passed) " of " (counted(feature.scenarios.len(), "journey")) " pass" }
        };
        write!(out, "<section class=\"feature\" aria-labelledby=\"page.feature{index}\">{}", head.into_string())?;
        for scenario in feature.told(view) {
            let scenario = scenario?;
            let told = Journey { told: Told::of(&scenario), feature: index };
            let journey = if is_told(told.verdict()) { link(&told) } else { details(&told, 4, false, false) };
            out.write_all(journey.into_string().as_bytes())?;
        }
        write!(out, "</section>")?;
    }
    write!(out, "</section>")
}
