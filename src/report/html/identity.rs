//! What was tested, by what, when and how: whatever it takes to tell this run from another.

use maud::{Markup, html};

use super::text::{Lines, Shown, counted, span};
use crate::ccb::claim::ClaimFault;
use crate::journal::header::{Header, Texts};
use crate::journal::whole::Journal;
use crate::verdict::known_failure::KnownFailures;
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;

/// The section of what was tested.
pub(super) fn section(journal: &Journal, run: &RunOutcome) -> Markup {
    html! {
        section aria-labelledby="page.tested" {
            h2 id="page.tested" { "What was tested" }
            dl.facts {
                (target(&journal.header))
                (circumstances(journal, run))
                (suite(&journal.header))
            }
            (claims(run))
            (variants(run))
            (undeclared(run))
            (known_failures(run))
            (profile(&journal.header))
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (Shown(value)) } } }
}

fn target(header: &Header) -> Markup {
    let target = &header.target;
    let names = |names: Vec<&str>| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let capabilities = names(target.capabilities.iter().map(|capability| capability.name()).collect());
    html! {
        (fact("Target", &target.label))
        @if let Some(url) = &target.url { (fact("URL", url)) }
        @if let Some(mutant) = &target.mutant { (fact("Mutant", mutant)) }
        @if let Some(profile) = &header.profile {
            (fact("Vendor", profile.vendor.as_deref().unwrap_or("not told")))
            (fact("Product", profile.product.as_deref().unwrap_or("not told")))
            (fact("Version", profile.version.as_deref().unwrap_or("not told")))
        }
        (fact("Dialect", &target.dialect))
        (fact("Capabilities", &capabilities))
    }
}

fn circumstances(journal: &Journal, run: &RunOutcome) -> Markup {
    let (header, footer) = (&journal.header, &journal.footer);
    let elapsed = span(i64::try_from(footer.elapsed_ms).unwrap_or(i64::MAX));
    html! {
        (fact("Time", header.mode.words()))
        @if let Some(window) = run.window {
            (fact("Windows", &format!(
                "stored times may be {} s early or {} s late, what a tick decides {} s off", window.early_s, window.late_s, window.tick_s
            )))
        }
        @if let Some(delay_ms) = run.longest_rows_delay_ms() {
            (fact("Rows", &format!("the latest came {delay_ms} ms after the first look at them")))
        }
        (fact("Began", &header.started.to_string()))
        (fact("Ended", &format!("{}, after {elapsed}", footer.ended)))
        (fact("Selected", &format!("{} of {}", header.selection.selected.len(), counted(header.selection.of, "journey"))))
        (fact("Seed", &header.seed.to_string()))
        (fact("Exit code", &footer.exit_code.to_string()))
        @for shard in &header.merged {
            (fact("Joined from", &format!("{} against {}, sealed {}", shard.shard, shard.target, shard.sha256)))
        }
    }
}

fn suite(header: &Header) -> Markup {
    let suite = &header.suite;
    html! {
        (fact("Suite", &format!("{} {}", suite.name, suite.version)))
        (digest("Specification", &suite.specification_sha256, ""))
        (texts("Features", &suite.features))
        (texts("Goldens", &suite.goldens))
        @if let Some(profile) = &header.profile { (digest("Profile", &profile.sha256, "")) }
        @if !header.canaries.is_empty() {
            div { dt { "Canaries" } dd {
                @for canary in &header.canaries {
                    (if canary.noticed { "✓ noticed " } else { "✗ not noticed: " })
                    code { (Shown(&canary.mutant)) } br;
                }
            } }
        }
    }
}

fn texts(name: &str, texts: &Texts) -> Markup {
    let more = match (&texts.directory, texts.edited) {
        (Some(directory), true) => format!("edited, read from {directory}"),
        (Some(directory), false) => format!("as the suite carries them, read from {directory}"),
        (None, true) => "edited".to_owned(),
        (None, false) => String::new(),
    };
    digest(name, &texts.sha256, &more)
}

fn digest(name: &str, sha256: &str, more: &str) -> Markup {
    html! {
        div { dt { (name) " SHA-256" } dd { code.digest { (Shown(sha256)) } @if !more.is_empty() { " (" (Shown(more)) ")" } } }
    }
}

/// What was declared and is not there, and the other way round.
fn claims(run: &RunOutcome) -> Markup {
    if run.claims.is_empty() {
        return html! {};
    }
    html! {
        div.scroll tabindex="0" role="group" aria-label="Claims" {
            table {
                caption { "Claims that do not agree with what a probe found" }
                thead { tr { th scope="col" { "Verdict" } th scope="col" { "Capability" } th scope="col" { "What it is" } th scope="col" { "Clause" } th scope="col" { "What was seen" } } }
                tbody {
                    @for claim in &run.claims {
                        tr {
                            td { @if claim.fault == ClaimFault::Broken { "✗ fail" } @else { "! warn" } }
                            th scope="row" { (claim.capability.name()) }
                            td { (claim.verdict()) }
                            td { @if let Some(clause) = claim.clause() { a href={ "#" (clause) ".clause" } { (clause) } } }
                            td { (Shown(&claim.seen)) }
                        }
                    }
                }
            }
        }
    }
}

fn variants(run: &RunOutcome) -> Markup {
    html! {
        @for variant in &run.variants {
            p { strong { "Variant in force: " } (variant.name()) " (" (variant.clause()) ")" }
        }
    }
}

/// What was not declared, and so not tested, with how many journeys that leaves out.
fn undeclared(run: &RunOutcome) -> Markup {
    let missing = &run.undeclared;
    if missing.is_empty() {
        return html! {};
    }
    let told: Vec<String> = missing.iter().map(|(capability, count)| format!("{capability} ({count})")).collect();
    html! {
        p { strong { "Not declared, and so not tested: " }
            (counted(run.count(Verdict::NotApplicable), "journey")) ", by capability: " (told.join(", ")) "." }
    }
}

/// Entries that were left alone.
fn known_failures(run: &RunOutcome) -> Markup {
    let Some(KnownFailures { unselected, .. }) = &run.known_failures else { return html! {} };
    html! {
        @if *unselected > 0 {
            p { (counted(*unselected, "known failure")) " left alone, whose journeys were not selected." }
        }
    }
}

fn profile(header: &Header) -> Markup {
    let Some(profile) = &header.profile else {
        return html! { p { "No profile was given." } };
    };
    html! {
        details.plain { summary { "The profile, without secrets" } pre { (Lines(&profile.text)) } }
    }
}
