//! The Diag page, read as a browser reads it (SPEC 14).

mod parts;

use std::time::Duration;

pub use parts::EntryPart;
use scraper::{ElementRef, Html, Node, Selector};

use super::error::TargetError;
use crate::ccb::decimal::whole_number;
use crate::ccb::dialect::Response;
use crate::ccb::media_type::MediaType;
use crate::ccb::observation::DiagEntry;
use crate::ccb::operation::Operation;

/// A page of so many bytes is read in no time, whatever it holds.
const HARMLESS_BYTES: usize = 16 * 1024;

/// How long a larger page may take to be read. The largest ordinary one takes a tenth of that.
const LONGEST_READING: Duration = Duration::from_secs(2);

/// A page that came back.
#[derive(Debug)]
pub struct Page(Html);

impl Page {
    /// Reads a page that may be made so that it takes ages to read.
    ///
    /// # Errors
    ///
    /// As for [`Self::read`], and where it does.
    pub async fn read_in_time(response: &Response) -> Result<Self, TargetError> {
        if response.body.len() > HARMLESS_BYTES {
            // Somebody else tries first: what has no end in sight would otherwise keep the suite's one thread.
            let body = response.body.clone();
            let tried = tokio::task::spawn_blocking(move || drop(Html::parse_document(&body)));
            if tokio::time::timeout(LONGEST_READING, tried).await.is_err() {
                let reason = format!("the page takes longer than {} ms to read", LONGEST_READING.as_millis());
                return Err(malformed(reason, "CCB-DIA-01"));
            }
        }
        Self::read(response)
    }

    /// Reads a page.
    ///
    /// # Errors
    ///
    /// Where it is none (CCB-DIA-01).
    pub fn read(response: &Response) -> Result<Self, TargetError> {
        let is_page = MediaType::read(&response.content_type).is_some_and(|media_type| media_type.is("text/html"));
        if response.status != 200 || !is_page {
            let (status, content_type) = (response.status, &response.content_type);
            let reason = format!("status {status}, content type `{content_type}`, where a page belongs");
            return Err(malformed(reason, "CCB-DIA-01"));
        }
        Ok(Self(Html::parse_document(&response.body)))
    }

    /// Whether the page carries data attributes: its `body` says so with `data-diag` (CCB-DIA-04).
    pub fn offers_data(&self) -> bool {
        self.0.select(&selector("body[data-diag]")).next().is_some()
    }

    /// Every entry that the page tells in data attributes, in the order of the page.
    ///
    /// # Errors
    ///
    /// Where an entry's attributes are not of the documented form.
    pub fn entries(&self) -> Result<Vec<DiagEntry>, TargetError> {
        self.0.select(&selector("[data-callid]")).map(entry).collect()
    }

    /// Whether a reader sees the text: as text, not as markup.
    pub fn shows(&self, text: &str) -> bool {
        let wanted = squeezed(text);
        self.visible_texts().any(|shown| squeezed(&shown).contains(&wanted))
    }

    /// Where a browser would run `code`, which stands in what a queue is called: as a script, a handler of an event, or a link. What the
    /// page runs of its own is its own business, even where it tells a name as data.
    pub fn what_runs(&self, code: &str) -> Vec<String> {
        // A name that is run begins with it, or with what begins it. One that breaks out of a script of the page's own ends that script.
        let in_script = |text: &str| text.trim().starts_with(code) || text.trim().ends_with(&format!("<script>{code}"));
        let in_link = |value: &str| {
            let seen = value.chars().filter(|letter| !letter.is_ascii_whitespace() && !letter.is_ascii_control());
            seen.collect::<String>().to_ascii_lowercase().starts_with(&format!("javascript:{code}"))
        };
        let every = selector("*");
        self.0
            .select(&every)
            .filter(|element| {
                (element.value().name() == "script" && in_script(&element.text().collect::<String>()))
                    || element.value().attrs().any(|(attribute, value)| match attribute {
                        "href" | "src" | "action" | "formaction" | "data" => in_link(value),
                        _ => attribute.starts_with("on") && value.trim().starts_with(code),
                    })
            })
            .map(|element| element.html().chars().take(LONGEST_TOLD_CHARS).collect())
            .collect()
    }

    /// The texts that a reader sees: not those of scripts, styles and the head.
    fn visible_texts(&self) -> impl Iterator<Item = String> {
        self.0.root_element().descendants().filter_map(|node| match node.value() {
            Node::Text(text) => {
                let hidden = node.ancestors().any(|above| is_hidden(above.value()));
                (!hidden).then(|| text.to_string())
            }
            _ => None,
        })
    }
}

/// Whether a reader sees nothing of what stands in it.
fn is_hidden(node: &Node) -> bool {
    node.as_element().is_some_and(|element| matches!(element.name(), "script" | "style" | "head" | "template"))
}

const LONGEST_TOLD_CHARS: usize = 120;

/// A text without its blanks: how a browser breaks lines carries no meaning.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn entry(element: ElementRef) -> Result<DiagEntry, TargetError> {
    let attribute = |name: &str| element.attr(name).unwrap_or_default();
    let wrong = |name: &str| malformed(format!("`{name}` holds `{}`", attribute(name)), "CCB-DIA-04");
    let number = |name: &str| whole_number(attribute(name)).ok_or_else(|| wrong(name));
    Ok(DiagEntry {
        callid: attribute("data-callid").parse().map_err(|_| wrong("data-callid"))?,
        qpos: number("data-qpos")?,
        remaining_s: number("data-remaining-s")?,
    })
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("the selectors of this module are valid")
}

fn malformed(reason: String, clause: &'static str) -> TargetError {
    TargetError::Malformed { operation: Operation::Diag.name(), reason, clause }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLID: &str = "064CD880000100000000025308C6C90A";

    pub(super) fn page(body: &str) -> Page {
        let content_type = "text/html; charset=utf-8".to_owned();
        Page::read(&Response { status: 200, content_type, body: body.to_owned() }).expect("a page")
    }

    #[test]
    fn entries_are_read_wherever_they_stand() {
        let page = page(&format!(
            "<body data-diag=''><table><tr data-callid={CALLID} data-qpos=0 data-remaining-s=-46><td>x</table>"
        ));
        let expected = DiagEntry { callid: CALLID.parse().expect("a callid"), qpos: 0, remaining_s: -46 };
        assert_eq!(page.entries().expect("entries"), [expected]);
        assert!(page.offers_data());
    }

    #[test]
    fn a_page_without_data_offers_none_and_a_broken_one_is_told() {
        assert!(!page("<body><p>queues</p></body>").offers_data());
        assert!(page("<p data-callid=12 data-qpos=0 data-remaining-s=1>").entries().is_err());
        let signed = format!("<p data-callid={CALLID} data-qpos=+0 data-remaining-s=1>");
        assert!(page(&signed).entries().is_err(), "CCB-TRN-10");
        for (status, content_type) in [(503, "text/html"), (200, "text/htmlx"), (200, "text/plain")] {
            let other = Response { status, content_type: content_type.to_owned(), body: String::new() };
            assert!(Page::read(&other).is_err(), "{status} {content_type}");
        }
    }

    #[test]
    fn what_is_shown_is_text_and_what_runs_is_found() {
        let harmless = page("<body><h2>&lt;script&gt;x()&lt;/script&gt;</h2><style>billing</style></body>");
        assert!(harmless.shows("<script>x()</script>"));
        assert!(!harmless.shows("billing"), "a style is not shown");
        assert_eq!(harmless.what_runs("x()"), Vec::<String>::new());
        for bad in [
            "<script>x()</script>-1f",
            "<script>var name = \"<script>x()</script>-1f\"</script>",
            "<img/onerror=x()>-1f",
            "<p title=\"\"onload=\"x()-1f\">",
            "<a href=' Java\nScript:x()-1f'>",
            "<svg><a xlink:href='javascript:x()-1f'>",
            "<form action=javascript:x()>",
        ] {
            assert_eq!(page(bad).what_runs("x()").len(), 1, "{bad}");
        }
    }

    /// CCB-DIA-03 speaks of what callers and queues are called alone.
    #[test]
    fn what_a_page_runs_of_its_own_is_its_own_business() {
        for own in [
            "<script>setTimeout(function(){location.reload()},30000)</script>",
            "<img src=/logo.png alt=ACME>",
            "<svg width=1 height=1></svg>",
            "<button onclick=\"show('javascript:x()-1f')\">",
            "<script>var names = ['\\u003cscript\\u003ex()\\u003c/script\\u003e-1f', 'javascript:x()-1f']</script>",
            "<a href=\"javascript:show('javascript:x()')\" title='javascript:x()-1f'>",
            "<img src=none onerror=this.remove()>",
        ] {
            assert_eq!(page(own).what_runs("x()"), Vec::<String>::new(), "{own}");
        }
    }
}
