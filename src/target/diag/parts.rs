//! What stands beside what on the Diag page (CCB-DIA-02). How a page says what it must is free, so only that is judged which holds in
//! tables, lists and plain lines alike: what belongs to an entry stands with it, apart from what belongs to others.

use std::collections::BTreeSet;

use scraper::{ElementRef, Node};

use super::{Page, is_hidden, selector, squeezed};

/// As many letters and digits in a row are a name and no number.
const SHORTEST_NAME: usize = 16;

/// The digits of a callid.
const CALLID_DIGITS: usize = 32;

/// What the page shows with one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPart {
    /// Its words, without the callid.
    text: String,
    /// Its text or markup without callid and numbers.
    bare: String,
    /// Whether a browser numbers it.
    is_numbered: bool,
}

impl EntryPart {
    /// Whether it shows the place of the entry before which so many stand, counted from 0 or from 1.
    pub fn shows_place(&self, qpos: i64) -> bool {
        self.is_numbered || numbers(&self.text).iter().any(|number| (qpos..=qpos + 1).contains(number))
    }

    /// Whether it shows a time that is admitted, told in seconds: as such, in whole minutes, or as `m:ss` or `h:mm:ss`.
    pub fn shows_seconds(&self, admits: impl Fn(i64) -> bool) -> bool {
        let is_sixtieth = |number: i64| (0..60).contains(&number);
        let numbers = numbers(&self.text);
        numbers.iter().enumerate().any(|(index, first)| {
            let minutes = first.saturating_mul(60);
            let mut minutes = minutes.saturating_sub(59)..=minutes.saturating_add(59);
            admits(*first)
                || minutes.any(&admits)
                || match numbers[index + 1..] {
                    [second, third, ..] if is_sixtieth(second) && is_sixtieth(third) => {
                        admits(first.saturating_mul(3600) + second * 60 + third)
                            || admits(first.saturating_mul(60) + second)
                    }
                    [second, ..] if is_sixtieth(second) => admits(first.saturating_mul(60) + second),
                    _ => false,
                }
        })
    }

    /// All of it but callid and numbers: what is left tells one kind of entry from another.
    pub fn beside_numbers(&self) -> &str {
        &self.bare
    }
}

impl Page {
    /// What stands with the entry of a callid: in the largest part of the page that shows no other callid or, where nothing else
    /// stands in that, between the callid before it and the one after it. None where the callid is not shown.
    pub fn entry_part(&self, callid: &str) -> Option<EntryPart> {
        let callid = callid.to_ascii_uppercase();
        let smallest = self.smallest_with(&callid)?;
        let is_item = |element: &ElementRef| {
            let parent = element.parent().and_then(ElementRef::wrap);
            element.value().name() == "li" && parent.is_some_and(|parent| parent.value().name() == "ol")
        };
        let part = own_part(smallest);
        let around = std::iter::once(smallest).chain(smallest.ancestors().filter_map(ElementRef::wrap));
        let is_numbered = around.take_while(|element| callids(&words(*element, &[])).len() == 1).any(|it| is_item(&it));
        let shown = words(part, &[]);
        let text = without_callids(&shown);
        if callids(&shown).len() == 1 && text.contains(char::is_alphanumeric) {
            let bare = without_numbers(&without_callids(&part.html()));
            return Some(EntryPart { text, bare, is_numbered });
        }
        let text = between_callids(&words(self.0.root_element(), &[]), &callid)?;
        Some(EntryPart { bare: without_numbers(&text), text, is_numbered })
    }

    /// Whether a number stands with a queue: in parts of the page that name it and none of `others` or, where no number does, anywhere.
    /// What stands with the entries `apart` counts only where it stands with each that names the queue too: a place is a number as well.
    pub fn shows_of_queue(&self, name: &str, others: &[String], apart: &[String], number: i64) -> bool {
        let every = selector("*");
        let tells = |element: &ElementRef, name: &str| squeezed(&words(*element, &[])).contains(&squeezed(name));
        let own = |element: &ElementRef| tells(element, name) && !others.iter().any(|other| tells(element, other));
        let entries: Vec<ElementRef> =
            apart.iter().filter_map(|callid| self.smallest_with(callid)).map(own_part).collect();
        let said: String = self.0.select(&every).filter(own).map(|element| words(element, &entries) + " ").collect();
        let whole = self.0.root_element();
        let said = if numbers(&said).is_empty() && tells(&whole, name) { words(whole, &entries) } else { said };
        let mut named = entries.iter().filter(|entry| tells(entry, name)).peekable();
        let with_each = named.peek().is_some() && named.all(|entry| numbers(&words(*entry, &[])).contains(&number));
        with_each || numbers(&said).contains(&number)
    }

    /// The smallest part of the page that shows a callid.
    fn smallest_with(&self, callid: &str) -> Option<ElementRef<'_>> {
        self.0.select(&selector("*")).rfind(|element| callids(&words(*element, &[])).contains(callid))
    }
}

/// The largest part around one that shows no other callid than that does.
fn own_part(smallest: ElementRef) -> ElementRef {
    let shown = callids(&words(smallest, &[]));
    let around = smallest.ancestors().filter_map(ElementRef::wrap);
    around.take_while(|element| callids(&words(*element, &[])) == shown).last().unwrap_or(smallest)
}

/// What a reader sees of an element, and what it says of itself in attributes, but for the elements `without`.
fn words(element: ElementRef, without: &[ElementRef]) -> String {
    let mut words = String::new();
    for node in element.descendants() {
        let mut around = node.ancestors().chain(std::iter::once(node));
        if around.any(|it| is_hidden(it.value()) || without.iter().any(|left_out| left_out.id() == it.id())) {
            continue;
        }
        match node.value() {
            Node::Text(text) => words.push_str(text),
            Node::Element(element) => {
                let told = ["alt", "aria-label", "title", "value"].into_iter().filter_map(|name| element.attr(name));
                words.extend(told.flat_map(|told| [" ", told]));
            }
            _ => {}
        }
        words.push(' ');
    }
    words
}

/// What is made of letters and digits alone.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|token| !token.is_empty())
}

fn is_callid(token: &str) -> bool {
    token.len() == CALLID_DIGITS && token.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// The callids that a text shows, in capitals.
fn callids(text: &str) -> BTreeSet<String> {
    tokens(text).filter(|token| is_callid(token)).map(str::to_ascii_uppercase).collect()
}

fn without_callids(text: &str) -> String {
    let callids: Vec<&str> = tokens(text).filter(|token| is_callid(token)).collect();
    callids.iter().fold(text.to_owned(), |text, callid| text.replace(callid, " "))
}

/// What a text says from the callid before one to the callid after it.
fn between_callids(text: &str, callid: &str) -> Option<String> {
    let found: Vec<&str> = tokens(text).filter(|token| is_callid(token)).collect();
    let index = found.iter().position(|token| token.eq_ignore_ascii_case(callid))?;
    // One token after the other, so that each is found at its own place.
    let mut rest = text;
    let mut between: Vec<&str> = Vec::new();
    for token in &found {
        let (before, after) = rest.split_once(token)?;
        between.push(before);
        rest = after;
    }
    between.push(rest);
    Some(format!("{} {}", between.get(index)?, between.get(index + 1)?))
}

/// The whole numbers of a text, in their order, also those with a unit behind them.
fn numbers(text: &str) -> Vec<i64> {
    let mut numbers = Vec::new();
    for token in text.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '\u{2212}')) {
        if token.chars().count() >= SHORTEST_NAME {
            continue;
        }
        // Only a sign that begins a word is one: `2015-12-14` has none.
        let is_negative = token.starts_with(['-', '\u{2212}']);
        let runs = token.split(|letter: char| !letter.is_ascii_digit()).filter_map(|run| run.parse::<i64>().ok());
        numbers.extend(runs.enumerate().map(|(index, run)| if is_negative && index == 0 { -run } else { run }));
    }
    numbers
}

/// A text without its numbers and their signs.
fn without_numbers(text: &str) -> String {
    text.split(|letter: char| letter.is_ascii_digit()).map(|part| part.trim_end_matches(['-', '\u{2212}'])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::*;

    const ANN: &str = "064CD880000100000000025308C6C90A";
    const BOB: &str = "8825C2D212AD70B89C5F9F3D5214630A";

    /// A page on which Ann, who was offered a callback, comes before Bob.
    const LAYOUTS: &[&str] = &[
        "<table><tr><td>1<td>ANN<td>191<td>offered<tr><td>2<td>BOB<td>-19<td></table>",
        "<table><tr title='ANN'><td>0<td>3:11<td>yes<tr title='BOB'><td>1<td>-19 s<td>no</table>",
        "<ol><li>ANN 191s, pending<li>BOB \u{2212}19s</ol>",
        "<p>ANN</p><p>1: 0:03:11, callback</p><p>BOB</p><p>2: -19</p>",
        "<pre>1 ANN 3 min callback\n2 BOB -19\n</pre>",
        "<div><b>ANN</b><p>place 1<p>PT191S<img src=tick.png></div><div><b>BOB</b><p>place 2<p>-19S</div>",
    ];

    fn laid_out(layout: &str) -> Page {
        page(&format!("<body>{}</body>", layout.replace("ANN", ANN).replace("BOB", BOB)))
    }

    #[test]
    fn an_entry_is_read_however_it_is_laid_out() {
        for layout in LAYOUTS {
            let page = laid_out(layout);
            let (ann, bob) = (page.entry_part(ANN).expect(layout), page.entry_part(BOB).expect(layout));
            assert!(ann.shows_place(0) && bob.shows_place(1), "{layout}");
            assert!(ann.shows_seconds(|shown| shown == 191), "{layout}");
            assert!(bob.shows_seconds(|shown| shown == -19), "{layout}");
            assert!(!ann.shows_seconds(|shown| shown == 881), "{layout}");
            assert_ne!(ann.beside_numbers(), bob.beside_numbers(), "{layout}");
        }
        assert_eq!(laid_out("<p>ANN</p>").entry_part(BOB), None);
    }

    #[test]
    fn what_is_not_shown_is_missed() {
        let page = laid_out("<table><tr><td>ANN<td>99999<td><tr><td>BOB<td>99999<td></table>");
        let (ann, bob) = (page.entry_part(ANN).expect("Ann"), page.entry_part(BOB).expect("Bob"));
        assert!(!ann.shows_place(0) && !bob.shows_place(1));
        assert!(!ann.shows_seconds(|shown| shown == 191));
        assert_eq!(ann.beside_numbers(), bob.beside_numbers());
    }

    #[test]
    fn a_queue_has_its_numbers() {
        let entries = [ANN.to_owned(), BOB.to_owned()];
        let sales = ["sales".to_owned()];
        let shows = |layout: &str, number| laid_out(layout).shows_of_queue("billing", &sales, &entries, number);
        let table = "<table><tr><td>1<td>ANN<tr><td>2<td>BOB</table>";
        let sections = format!(
            "<section><h2>billing</h2><p>2 callers, 150s</p>{table}</section><section><h2>sales</h2><p>7</p></section>"
        );
        assert!(shows(&sections, 2) && shows(&sections, 150) && !shows(&sections, 7));
        let unsized_ = sections.replace("2 callers", "callers");
        assert!(!shows(&unsized_, 2), "a place is no size");
        let flat = format!("<h2>billing</h2><p>2, 150</p>{table}<h2>sales</h2><p>7</p>");
        assert!(shows(&flat, 2) && shows(&flat, 150) && !shows(&flat, 3));
        let lines = "<table><tr><td>billing<td>2<td>150<td>ANN<td>1<tr><td>billing<td>2<td>150<td>BOB<td>2</table>";
        assert!(shows(lines, 2) && shows(lines, 150) && !shows(lines, 1));
        let apart = format!("<table><tr><td>billing<td>2<td>150<tr><td>sales<td>7<td>9</table>{table}");
        assert!(shows(&apart, 2) && shows(&apart, 150) && !shows(&apart, 7));
        let named = "<h2>billing-0123456789abcde2</h2><p>ANN<p>BOB";
        assert!(!laid_out(named).shows_of_queue("billing", &sales, &entries, 2), "what it is called is no number");
    }
}
