//! Foreign text and bytes as a page shows them: never markup, and nothing in them that cannot be seen.

use std::fmt::Write as _;

use maud::Render;

use crate::golden::step::Scalar;
use crate::report::text::picture;

/// Text from elsewhere in one line: what steers a reader's eye or terminal (control, bidi and invisible characters) is shown as all reports do.
pub(in crate::report) struct Shown<'a>(pub &'a str);

/// The same with its line ends.
pub(super) struct Lines<'a>(pub &'a str);

/// Bytes as they were: text where it is text; a line end is told and kept, what is no UTF-8 is told in hexadecimal digits.
pub(super) struct Raw<'a>(pub &'a [u8]);

/// A value of the normal form.
pub(super) struct Value<'a>(pub &'a Scalar);

/// A clause's text: the little Markdown that the specification uses.
pub(super) struct Prose<'a>(pub &'a str);

impl Render for Shown<'_> {
    fn render_to(&self, out: &mut String) {
        self.0.chars().for_each(|letter| push(out, letter));
    }
}

impl Render for Lines<'_> {
    fn render_to(&self, out: &mut String) {
        for letter in self.0.chars() {
            if letter == '\n' { out.push('\n') } else { push(out, letter) }
        }
    }
}

impl Render for Raw<'_> {
    fn render_to(&self, out: &mut String) {
        for chunk in self.0.utf8_chunks() {
            for letter in chunk.valid().chars() {
                match letter {
                    '\n' => out.push_str("\\n\n"),
                    '\r' => out.push_str("\\r"),
                    '\t' => out.push_str("\\t"),
                    '\\' => out.push_str("\\\\"),
                    // A picture may be what was sent; an escape cannot, since its backslash would be doubled.
                    hidden if picture(hidden).is_some() => out.extend(hidden.escape_unicode()),
                    other => push(out, other),
                }
            }
            for byte in chunk.invalid() {
                // Writing to a string cannot fail, here and below.
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
}

impl Render for Value<'_> {
    fn render_to(&self, out: &mut String) {
        match self.0 {
            Scalar::Text(text) => Shown(text).render_to(out),
            other => Shown(&other.to_string()).render_to(out),
        }
    }
}

impl Render for Prose<'_> {
    fn render_to(&self, out: &mut String) {
        for (at, part) in self.0.split('`').enumerate() {
            if at % 2 == 1 {
                out.push_str("<code>");
                Shown(part).render_to(out);
                out.push_str("</code>");
            } else {
                emphasised(out, part);
            }
        }
    }
}

/// `*so*` is emphasised; a star that stands alone, as between two factors, is none.
fn emphasised(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('*') {
        match after.split_once('*') {
            Some((inner, more)) if !inner.starts_with(' ') && !inner.ends_with(' ') && !inner.is_empty() => {
                Shown(before).render_to(out);
                out.push_str("<em>");
                Shown(inner).render_to(out);
                out.push_str("</em>");
                rest = more;
            }
            _ => {
                Shown(before).render_to(out);
                out.push('*');
                rest = after;
            }
        }
    }
    Shown(rest).render_to(out);
}

fn push(out: &mut String, letter: char) {
    match letter {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        other => match picture(other) {
            Some(picture) => out.push_str(&picture),
            None => out.push(other),
        },
    }
}

/// An element's id for a name: letters, digits and `-` as they are, all else by number, so that two names never share one. The page's own
/// ids have a `.`, which none of these has.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() || letter == '-' {
            slug.push(letter);
        } else {
            let _ = write!(slug, "_{:x}_", u32::from(letter));
        }
    }
    slug
}

/// A length of time, the two largest units: `15 s`, `1 min 5 s`, `0.85 s`.
pub(super) fn span(ms: i64) -> String {
    let (seconds, millis) = (ms / 1000, ms % 1000);
    let pair = |whole: i64, unit: &str, rest: i64, small: &str| match rest {
        0 => format!("{whole} {unit}"),
        rest => format!("{whole} {unit} {rest} {small}"),
    };
    match seconds {
        0..60 if millis == 0 => format!("{seconds} s"),
        0..60 => format!("{seconds}.{} s", format!("{millis:03}").trim_end_matches('0')),
        60..3600 => pair(seconds / 60, "min", seconds % 60, "s"),
        3600..86_400 => pair(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
    }
}

/// `1 journey`, `2 journeys`.
pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(thing: impl Render) -> String {
        thing.render().into_string()
    }

    #[test]
    fn nothing_is_markup_and_nothing_is_hidden() {
        assert_eq!(shown(Shown("<b a=\"1\">&'")), "&lt;b a=&quot;1&quot;&gt;&amp;'");
        assert_eq!(shown(Shown("a\u{202e}b\u{0}c\nd\u{200b}é")), "a\\u{202e}b␀c␊d\\u{200b}é");
        assert_eq!(shown(Lines("a\n\r")), "a\n␍");
        assert_eq!(shown(Raw(b"a\r\n\\\xff\xfe<\x00")), "a\\r\\n\n\\\\\\xff\\xfe&lt;\\u{0}");
    }

    #[test]
    fn a_clause_keeps_its_stars() {
        assert_eq!(shown(Prose("R = p * D, `a*b`. *variant: 1*")), "R = p * D, <code>a*b</code>. <em>variant: 1</em>");
        assert_eq!(shown(Prose("`+`, `*`, 3 * 4 * 5")), "<code>+</code>, <code>*</code>, 3 * 4 * 5");
    }

    #[test]
    fn no_two_names_share_an_id() {
        assert_eq!(slug("plain-callback"), "plain-callback");
        let names = ["a b", "a_b", "a_20_b", "a.b", "é", "\"", ""];
        let slugs: std::collections::BTreeSet<String> = names.iter().map(|name| slug(name)).collect();
        assert_eq!(slugs.len(), names.len());
        assert!(
            slugs.iter().all(|slug| slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
        );
    }

    #[test]
    fn spans_are_told_in_two_units() {
        let told = [850, 15_000, 65_000, 3_600_000, 7_380_000, 604_740_000].map(span);
        assert_eq!(told, ["0.85 s", "15 s", "1 min 5 s", "1 h", "2 h 3 min", "6 d 23 h"]);
    }
}
