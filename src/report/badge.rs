//! A badge: a small SVG that says how a run ended. Only a whole run of the suite as it is carried is green.

use maud::{PreEscaped, html};

use super::text::one_line;
use super::view::View;
use crate::verdict::exit::Exit;
use crate::verdict::outcome::Verdict;

/// What stands on the left.
const LABEL: &str = "courtesy callback";

const HEIGHT_PX: usize = 20;
const MARGIN_PX: usize = 7;
/// Wider than most letters of the font, so that nothing runs over; the text is stretched to the width that is reckoned.
const LETTER_PX_TENTHS: usize = 66;

const GREY: &str = "#555";
const GREEN: &str = "#2a7d1f";
const YELLOW: &str = "#8a6100";
const RED: &str = "#b3261e";

/// The report as SVG.
pub fn render(view: &View<'_>) -> String {
    let (message, colour) = (message(view), colour(view));
    let text_px = |text: &str| text.chars().count() * LETTER_PX_TENTHS / 10;
    let (label_px, message_px) = (text_px(LABEL), text_px(&message));
    let left_px = label_px + 2 * MARGIN_PX;
    let right_px = message_px + 2 * MARGIN_PX;
    let width_px = left_px + right_px;
    let target = one_line(&view.journal.header.target.label);
    let title = format!(
        "{LABEL}: {message}; {} {} against {target}",
        view.journal.header.suite.name, view.journal.header.suite.version
    );
    let name = format!("{LABEL}: {message}");
    let part = |x: usize, length: usize, text: &str| {
        html! { text x=(x) y="14" textLength=(length) lengthAdjust="spacingAndGlyphs" { (text) } }
    };
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width_px) height=(HEIGHT_PX) viewBox=(format!("0 0 {width_px} {HEIGHT_PX}")) role="img" aria-label=(name) {
            title { (title) }
            rect width=(width_px) height=(HEIGHT_PX) rx="3" fill=(colour) {}
            path d=(left_shape(left_px)) fill=(GREY) {}
            g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" {
                (part(MARGIN_PX, label_px, LABEL))
                (part(left_px + MARGIN_PX, message_px, &message))
            }
        }
        (PreEscaped("\n"))
    };
    drawing.into_string()
}

/// The left part, of which only the outer corners are round. No shape has an id, so that several badges stand in one page.
fn left_shape(left_px: usize) -> String {
    const ROUND_PX: usize = 3;
    let (straight_px, lower_px) = (left_px - ROUND_PX, HEIGHT_PX - 2 * ROUND_PX);
    format!("M{ROUND_PX} 0h{straight_px}v{HEIGHT_PX}h-{straight_px}a3 3 0 0 1-3-3v-{lower_px}a3 3 0 0 1 3-3z")
}

/// What the run came to, and what it was not.
fn message(view: &View<'_>) -> String {
    let run = &view.run;
    let some = |count: usize, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {more}")),
    };
    let mut words = match view.exit() {
        Exit::NonConformant => {
            let told = [
                some(run.count(Verdict::Fail), "failed", "failed"),
                some(run.broken_claims(), "false claim", "false claims"),
            ];
            told.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        Exit::NoNewFailures => {
            some(run.count(Verdict::KnownFailure), "known failure", "known failures").unwrap_or_default()
        }
        exit => exit.word().to_owned(),
    };
    if view.left_out().is_some() {
        let selection = &view.journal.header.selection;
        words = format!("{words}, partial: {} of {}", selection.selected.len(), selection.of);
    }
    if view.is_edited() {
        words += ", edited suite";
    }
    words
}

fn colour(view: &View<'_>) -> &'static str {
    match view.exit() {
        Exit::Conformant if view.left_out().is_none() && !view.is_edited() => GREEN,
        Exit::Conformant | Exit::NoNewFailures | Exit::Incomplete | Exit::NothingSelected => YELLOW,
        Exit::NonConformant | Exit::Usage | Exit::StaleKnownFailures | Exit::Unreachable | Exit::Harness => RED,
    }
}
