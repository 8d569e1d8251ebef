//! The filters: hidden until the page's script shows them, since nothing else can make them work.

use maud::{Markup, html};

use super::tally::{self, LEVELS};
use super::text::Shown;
use crate::report::view::FeatureView;
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;

/// The form of filters.
pub(super) fn form(run: &RunOutcome, features: &[FeatureView<'_>]) -> Markup {
    let verdicts = Verdict::ALL
        .into_iter()
        .filter(|verdict| run.count(*verdict) > 0)
        .map(|verdict| (verdict.name().to_owned(), verdict.name().to_owned()));
    let chapters = tally::chapters()
        .into_iter()
        .map(|chapter| (chapter.code.to_owned(), format!("{} {}", chapter.code, chapter.title)));
    let levels = LEVELS.iter().map(|level| (level.word().to_owned(), level.word().to_owned()));
    let features = features.iter().enumerate().map(|(index, feature)| (index.to_string(), feature.name.title.clone()));
    html! {
        form.filters id="page.filters" role="search" aria-label="Filter the journeys" hidden {
            (choice("v", "Verdict", verdicts.collect()))
            (choice("c", "Chapter", chapters.collect()))
            (choice("l", "Level", levels.collect()))
            (choice("f", "Feature", features.collect()))
            label { span { "Words" } input type="search" name="q" placeholder="id, title or clause" autocomplete="off" spellcheck="false"; }
            button type="reset" { "Show all" }
            output id="page.shown" aria-live="polite" {}
        }
    }
}

fn choice(name: &str, label: &str, options: Vec<(String, String)>) -> Markup {
    html! {
        label { span { (label) }
            select name=(name) {
                option value="" { "all" }
                @for (value, told) in options { option value=(Shown(&value)) { (Shown(&told)) } }
            }
        }
    }
}
