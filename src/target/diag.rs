//! The Diag page, read as a browser reads it (SPEC 14).

use std::time::Duration;

use scraper::{ElementRef, Html, Node, Selector};

use super::error::TargetError;
use crate::ccb::dialect::Response;
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
        if response.status != 200 || !response.content_type.to_ascii_lowercase().starts_with("text/html") {
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

    /// What on the page a browser would run, or fetch because of what a caller or a queue is called: scripts, handlers of events,
    /// embedded and foreign content.
    pub fn what_runs(&self) -> Vec<String> {
        let every = selector("*");
        self.0
            .select(&every)
            .filter(|element| {
                let name = element.value().name();
                matches!(name, "script" | "img" | "iframe" | "object" | "embed" | "svg")
                    || element.value().attrs().any(|(attribute, value)| {
                        attribute.starts_with("on")
                            || value.trim_start().to_ascii_lowercase().starts_with("javascript:")
                    })
            })
            .map(|element| element.html().chars().take(LONGEST_TOLD_CHARS).collect())
            .collect()
    }

    /// The texts that a reader sees: not those of scripts, styles and the head.
    fn visible_texts(&self) -> impl Iterator<Item = String> {
        self.0.root_element().descendants().filter_map(|node| match node.value() {
            Node::Text(text) => {
                let hidden = node
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .any(|element| matches!(element.value().name(), "script" | "style" | "head" | "template"));
                (!hidden).then(|| text.to_string())
            }
            _ => None,
        })
    }

    /// Every number and word of the smallest part of the page that shows a text and at least one entry.
    pub fn section_of(&self, text: &str) -> Vec<String> {
        let wanted = squeezed(text);
        let holds = |element: &ElementRef| {
            squeezed(&element.text().collect::<String>()).contains(&wanted)
                && element.select(&selector("[data-callid]")).next().is_some()
        };
        let smallest = self.0.select(&selector("*")).rfind(holds);
        smallest.map_or_else(Vec::new, |element| {
            let all = element.text().collect::<Vec<_>>().join(" ");
            all.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect()
        })
    }
}

const LONGEST_TOLD_CHARS: usize = 120;

/// A text without its blanks: how a browser breaks lines carries no meaning.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn entry(element: ElementRef) -> Result<DiagEntry, TargetError> {
    let attribute = |name: &str| element.attr(name).unwrap_or_default();
    let wrong = |name: &str| malformed(format!("`{name}` holds `{}`", attribute(name)), "CCB-DIA-04");
    let number = |name: &str| attribute(name).parse().map_err(|_| wrong(name));
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

    fn page(body: &str) -> Page {
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
        let refused = Response { status: 503, content_type: "text/html".to_owned(), body: String::new() };
        assert!(Page::read(&refused).is_err());
    }

    #[test]
    fn what_is_shown_is_text_and_what_runs_is_found() {
        let harmless = page("<body><h2>&lt;script&gt;x()&lt;/script&gt;</h2><style>billing</style></body>");
        assert!(harmless.shows("<script>x()</script>"));
        assert!(!harmless.shows("billing"), "a style is not shown");
        assert_eq!(harmless.what_runs(), Vec::<String>::new());
        for bad in ["<script>x()</script>", "<img src=x>", "<p onload=x()>", "<a href=' JavaScript:x()'>"] {
            assert_eq!(page(bad).what_runs().len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_queue_has_a_part_of_the_page() {
        let page = page(&format!(
            "<body><section><h2>billing</h2><p>2 callers, 150 s</p><p data-callid={CALLID}>x</p></section>\
             <section><h2>sales</h2><p>7 callers</p><p data-callid={CALLID}>y</p></section></body>"
        ));
        let section = page.section_of("billing");
        assert!(section.contains(&"150".to_owned()) && !section.contains(&"7".to_owned()), "{section:?}");
    }
}
