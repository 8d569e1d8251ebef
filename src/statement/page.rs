//! The statement for people: one page without anything from elsewhere, fit to be printed and signed.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::clauses::Finding;
use super::model::{Campaign, Conformance, Statement};
use crate::ccb::clause::ClauseId;
use crate::report::text::visible;

/// Colours have names, so that a dark scheme is one block; each verdict is told in words as well.
const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--paper:#fff;--line:#d0d7de;--good:#116329;--bad:#a40e26;--odd:#7d4e00}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9da7b1;--paper:#0d1117;--line:#3d444d;--good:#56d364;--bad:#ff7b72;--odd:#e3b341}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.25rem 0 .5rem;border-bottom:1px solid var(--line)}
.verdict{font-size:1.4rem;font-weight:700;margin:.75rem 0}.good{color:var(--good)}.bad{color:var(--bad)}.odd{color:var(--odd)}
.dim{color:var(--dim)}code,pre{font:.875em/1.45 ui-monospace,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;border:1px solid var(--line);padding:.75rem;margin:.5rem 0}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;color:var(--dim);padding-bottom:.25rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}th[scope=row]{font-weight:600;white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.5rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
@media(max-width:36rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}th[scope=row]{white-space:normal}}
@media print{:root{--ink:#000;--dim:#444;--paper:#fff;--line:#999;--good:#000;--bad:#000;--odd:#000}body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}.scroll{overflow:visible}}
";

/// The page.
pub fn page(statement: &Statement) -> String {
    let title = format!("Conformance statement: {}", subject(statement));
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.dim { "Conformance statement for a Courtesy Callback servlet, in the sense of ISO/IEC 9646" }
                    h1 { (subject(statement)) }
                    (verdict(statement))
                }
                main {
                    (identification(statement))
                    (declared(statement))
                    (campaign(&statement.campaign))
                    (clauses(statement))
                    (left_out(statement))
                    (known_failures(statement))
                    (claims(statement))
                    (digests(statement))
                }
            }
        }
    };
    markup.into_string() + "\n"
}

/// What the statement is about: the product, or what the run called it.
fn subject(statement: &Statement) -> String {
    let product = &statement.product;
    let words: Vec<&str> =
        [&product.vendor, &product.name, &product.version].into_iter().flatten().map(String::as_str).collect();
    visible(&if words.is_empty() { product.target.clone() } else { words.join(" ") })
}

fn verdict(statement: &Statement) -> Markup {
    let (class, meaning) = match statement.conformance {
        Conformance::Conformant => {
            ("good", "Everything that was declared was tested by the suite as it is published, and nothing failed.")
        }
        Conformance::NonConformant => ("bad", "It does not do what the specification demands."),
        Conformance::Inconclusive => ("odd", "Nothing failed, but what was tested does not suffice to say more."),
    };
    html! {
        p.verdict.(class) { (statement.conformance.words()) }
        p { (meaning) }
        @if !statement.reservations.is_empty() {
            section aria-labelledby="reservations" {
                h2 id="reservations" { "Reservations" }
                ul { @for reservation in &statement.reservations { li { (visible(&reservation.0)) } } }
            }
        }
    }
}

fn identification(statement: &Statement) -> Markup {
    let (product, suite) = (&statement.product, &statement.suite);
    let told = |text: &Option<String>| text.as_deref().map_or("not told".to_owned(), visible);
    html! {
        section aria-labelledby="identification" {
            h2 id="identification" { "Identification" }
            dl {
                dt { "Vendor" } dd { (told(&product.vendor)) }
                dt { "Product" } dd { (told(&product.name)) }
                dt { "Version" } dd { (told(&product.version)) }
                dt { "Tested as" } dd { (visible(&product.target)) }
                dt { "Dialect" } dd { (visible(&product.dialect)) }
                dt { "Suite" } dd { (suite.name) " " (suite.version) }
            }
        }
    }
}

fn declared(statement: &Statement) -> Markup {
    html! {
        section aria-labelledby="declared" {
            h2 id="declared" { "What was declared (PICS)" }
            div.scroll {
                table {
                    caption { "Capabilities of the specification, and whether the product was tested on them" }
                    thead { tr { th scope="col" { "capability" } th scope="col" { "declared" } } }
                    tbody {
                        @for (capability, tested) in &statement.declared.capabilities {
                            tr { th scope="row" { (capability.name()) } td { @if *tested { "yes" } @else { "no" } } }
                        }
                    }
                }
            }
            @if statement.declared.variants.is_empty() {
                p { "No variants are in force." }
            } @else {
                p { "Variants in force: " (statement.declared.variants.iter().map(|variant| format!("{variant} ({})", variant.clause())).collect::<Vec<_>>().join(", ")) }
            }
            @if let Some(profile) = &statement.profile {
                h2 id="profile" { "How it was reached and driven (PIXIT)" }
                pre { (visible(&profile.text)) }
            }
        }
    }
}

fn campaign(campaign: &Campaign) -> Markup {
    let selection = &campaign.selection;
    html! {
        section aria-labelledby="campaign" {
            h2 id="campaign" { "The test campaign" }
            dl {
                dt { "From" } dd { (campaign.started) }
                dt { "To" } dd { (campaign.ended) " (" (campaign.elapsed_ms) " ms)" }
                dt { "Time" } dd { (campaign.mode.words()) }
                dt { "Scenarios" } dd { (selection.selected.len()) " of " (selection.of) " selected" }
                @if let Some(tags) = &selection.tags { dt { "Tags" } dd { (visible(tags)) } }
                @if !selection.ids.is_empty() { dt { "Ids" } dd { (visible(&selection.ids.join(", "))) } }
                @if let Some(shard) = &selection.shard { dt { "Shard" } dd { (visible(shard)) } }
                @for shard in &campaign.merged { dt { "Joined from" } dd { (visible(&shard.shard)) ", " (visible(&shard.target)) ", " code { (visible(&shard.sha256)) } } }
                @if let Some(again) = &campaign.judged_again { dt { "Judged again from" } dd { code { (visible(&again.sha256)) } ", run by " (visible(&again.suite.version)) } }
                @if let Some(why) = &campaign.ended_early { dt { "Ended early" } dd { (visible(why)) } }
                dt { "Seed" } dd { (campaign.seed) }
            }
        }
    }
}

fn clauses(statement: &Statement) -> Markup {
    html! {
        section aria-labelledby="clauses" {
            h2 id="clauses" { "Verdict by clause" }
            ul {
                @for finding in [Finding::Fail, Finding::Inconclusive, Finding::KnownFailure, Finding::Warn, Finding::Pass, Finding::NotApplicable, Finding::NotTested] {
                    @let count = statement.clauses.iter().filter(|clause| clause.finding == finding).count();
                    @if count > 0 { li { (count) " " span.(class(finding)) { (finding.words()) } } }
                }
            }
            div.scroll {
                table {
                    caption { "Every clause of the specification, and the scenarios that check it" }
                    thead { tr { th scope="col" { "clause" } th scope="col" { "level" } th scope="col" { "verdict" } th scope="col" { "demand" } th scope="col" { "scenarios" } } }
                    tbody {
                        @for clause in &statement.clauses {
                            tr {
                                th scope="row" { (clause.clause) }
                                td { (clause.level) }
                                td.(class(clause.finding)) { (clause.finding.words()) }
                                td { (demand(clause.clause)) }
                                td {
                                    @for (index, (id, verdict)) in clause.scenarios.iter().enumerate() {
                                        @if index > 0 { ", " }
                                        (visible(id)) " (" (verdict) ")"
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn demand(id: ClauseId) -> &'static str {
    id.clause().text
}

const fn class(finding: Finding) -> &'static str {
    match finding {
        Finding::Fail => "bad",
        Finding::Inconclusive | Finding::KnownFailure | Finding::Warn => "odd",
        Finding::Pass => "good",
        Finding::NotApplicable | Finding::NotTested => "dim",
    }
}

fn left_out(statement: &Statement) -> Markup {
    html! {
        section aria-labelledby="left-out" {
            h2 id="left-out" { "What was left out, and why" }
            @if statement.left_out.is_empty() {
                p { "Nothing that was selected." }
            } @else {
                div.scroll {
                    table {
                        thead { tr { th scope="col" { "scenario" } th scope="col" { "verdict" } th scope="col" { "why" } } }
                        tbody { @for left_out in &statement.left_out {
                            tr { th scope="row" { (visible(&left_out.scenario)) } td { (left_out.verdict) } td { (visible(&left_out.why)) } }
                        } }
                    }
                }
            }
        }
    }
}

fn known_failures(statement: &Statement) -> Markup {
    html! {
        @if !statement.known_failures.is_empty() {
            section aria-labelledby="known" {
                h2 id="known" { "Known failures" }
                div.scroll {
                    table {
                        thead { tr { th scope="col" { "scenario" } th scope="col" { "standing" } th scope="col" { "until" } th scope="col" { "issue" } th scope="col" { "reason" } } }
                        tbody { @for known in &statement.known_failures {
                            tr {
                                th scope="row" { (visible(&known.entry.scenario)) } td { (known.standing) } td { (known.entry.expires) }
                                td { (visible(&known.entry.issue)) } td { (visible(&known.entry.reason)) }
                            }
                        } }
                    }
                }
            }
        }
    }
}

fn claims(statement: &Statement) -> Markup {
    html! {
        @if !statement.claims.is_empty() {
            section aria-labelledby="claims" {
                h2 id="claims" { "Claims that do not agree with what was found" }
                ul { @for claim in &statement.claims { li { code { (claim.capability) } " " (claim.verdict()) ": " (visible(&claim.seen)) } } }
            }
        }
    }
}

fn digests(statement: &Statement) -> Markup {
    let suite = &statement.suite;
    let edited = |edited: bool| if edited { " (not those of the published suite)" } else { "" };
    html! {
        section aria-labelledby="digests" {
            h2 id="digests" { "Digests (SHA-256)" }
            dl {
                dt { "Journal" } dd { code { (visible(&statement.journal_sha256)) } }
                dt { "Specification" } dd { code { (visible(&suite.specification_sha256)) } }
                dt { "Features" } dd { code { (visible(&suite.features.sha256)) } (edited(suite.features.edited)) }
                dt { "Goldens" } dd { code { (visible(&suite.goldens.sha256)) } (edited(suite.goldens.edited)) }
                @if let Some(profile) = &statement.profile { dt { "Profile" } dd { code { (visible(&profile.sha256)) } } }
            }
            h2 id="canaries" { "Canaries" }
            p { "Mutants of the reference that the suite had to notice before it judged anything." }
            ul { @for canary in &statement.canaries {
                li { (visible(&canary.mutant)) ", by " code { (visible(&canary.field)) } " in " (visible(&canary.scenario)) ": "
                    @if canary.noticed { "noticed" } @else { span.bad { "not noticed" } } }
            } }
        }
    }
}
