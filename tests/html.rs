//! The HTML report: it says what the journal says, asks for nothing, and takes nothing foreign for markup.

mod kit;

use std::collections::{BTreeMap, BTreeSet};

use ccbspec::journal::reader::read;
use ccbspec::journal::record::Record;
use ccbspec::journal::scenario::ScenarioRecord;
use ccbspec::journal::whole::Journal;
use ccbspec::report::kind::{Kind, write};
use ccbspec::verdict::outcome::Verdict;
use kit::{journal_of, records, told};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use tempfile::TempDir;

/// Runs the suite with these arguments, and reads its journal.
fn journal(arguments: &[&str]) -> Journal {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run.jsonl");
    let path_told = path.to_str().expect("a path in UTF-8");
    let _ = told([&["run", "--journal", path_told], arguments].concat());
    read(&path).expect("a journal")
}

/// The page of a journal.
fn page(journal: &Journal) -> String {
    let mut page = Vec::new();
    write(&mut page, Kind::Html, journal).expect("memory is writable");
    String::from_utf8(page).expect("UTF-8")
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

fn all<'a>(html: &'a Html, text: &str) -> Vec<ElementRef<'a>> {
    html.select(&selector(text)).collect()
}

fn within<'a>(element: ElementRef<'a>, text: &str) -> Vec<ElementRef<'a>> {
    element.select(&selector(text)).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The element of a journey.
fn of<'a>(html: &'a Html, id: &str) -> ElementRef<'a> {
    let found = all(html, &format!("details.journey[id=\"{id}\"]"));
    assert_eq!(found.len(), 1, "{id} stands once");
    found[0]
}

/// Elements that have no end.
const VOID: [&str; 5] = ["meta", "link", "br", "input", "hr"];

/// The names of the elements that begin in a text, each of which must end in its turn.
#[track_caller]
fn elements(text: &str) -> Vec<String> {
    let (mut open, mut names, mut rest) = (Vec::new(), Vec::new(), text);
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, more) = after.split_once('>').expect("a tag ends");
        rest = more;
        let name = tag.split([' ', '\n']).next().unwrap_or_default().to_owned();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "an element ends in its turn");
        } else if !name.starts_with('!') {
            if matches!(name.as_str(), "script" | "style") {
                rest = rest.split_once(&format!("</{name}>")).expect("it ends").1;
            } else if !VOID.contains(&name.as_str()) {
                open.push(name.clone());
            }
            names.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} do not end");
    names
}

/// Every element ends, a browser reads just those that are written, ids stand once, and whatever is referred to is there.
#[track_caller]
fn assert_well_formed(text: &str) -> Html {
    let html = Html::parse_document(text);
    assert_eq!(elements(text).len(), all(&html, "*").len(), "a browser mends nothing");
    let mut ids = BTreeSet::new();
    for element in all(&html, "[id]") {
        let id = element.attr("id").expect("it was selected by it");
        assert!(ids.insert(id), "`{id}` stands twice");
        assert!(!id.contains(char::is_whitespace), "`{id}`");
    }
    for element in all(&html, "[href]") {
        let target = element.attr("href").expect("it was selected by it");
        let found = target.strip_prefix('#').is_some_and(|id| ids.contains(id));
        assert!(found || target == "data:,", "`{target}` is nowhere");
    }
    for name in ["aria-labelledby", "aria-describedby"] {
        for element in all(&html, &format!("[{name}]")) {
            let targets = element.attr(name).expect("it was selected by it");
            for target in targets.split(' ') {
                assert!(ids.contains(target), "`{target}` is nowhere");
            }
        }
    }
    html
}

/// Nothing is fetched, nothing runs but the one script, no handler stands in an attribute.
#[track_caller]
fn assert_self_contained(html: &Html) {
    for element in all(html, "*") {
        for (name, value) in element.value().attrs() {
            let fetches =
                ["src", "srcset", "data", "poster", "action", "formaction", "background", "ping", "xlink:href"];
            assert!(!fetches.contains(&name), "<{} {name}=\"{value}\">", element.value().name());
            assert!(!name.starts_with("on"), "<{} {name}=\"{value}\">", element.value().name());
        }
    }
    for name in ["img", "iframe", "object", "embed", "base", "audio", "video", "image", "use", "animate"] {
        assert!(all(html, name).is_empty(), "<{name}>");
    }
    assert_eq!(all(html, "script").len(), 1);
    assert_eq!(all(html, "link").len(), 1, "the icon that is none");
    let policy = all(html, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("http"), "{policy}");
    let style = words(all(html, "style")[0]);
    assert!(!style.contains("@import") && !style.contains("//"), "the style fetches nothing");
}

/// Whether a character shows nothing, or changes how others are shown.
fn is_hidden(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || ('\u{202a}'..='\u{202e}').contains(&letter)
        || ('\u{200b}'..='\u{200f}').contains(&letter)
}

/// How many requests a drawing shows.
fn arrows(drawing: ElementRef<'_>) -> usize {
    let of = |arrow: ElementRef<'_>| arrow.attr("data-n").map_or(1, |count| count.parse().expect("a number"));
    within(drawing, "path.a").into_iter().map(of).sum()
}

/// A report that left out a journey, repeated one, drew too few arrows or no state would be caught here.
#[test]
fn the_whole_suite_is_told_and_drawn() {
    let journal = journal(&[]);
    let text = page(&journal);
    assert!(text.len() < 6_000_000, "{} bytes", text.len());
    assert_eq!(text, page(&journal), "the same journal makes the same bytes");
    let html = assert_well_formed(&text);
    assert_self_contained(&html);
    assert_eq!(all(&html, "h1").len(), 1);
    assert!(words(all(&html, "h1")[0]).ends_with("conformant"));
    assert_eq!(all(&html, "details.journey").len(), journal.outcome().scenarios.len());
    let mut shown = BTreeMap::new();
    for journey in all(&html, "details.journey") {
        shown.insert(journey.attr("id").expect("it has one"), journey);
    }
    for record in &records(&journal) {
        let (id, journey) = (&record.scenario.id, shown[record.scenario.id.as_str()]);
        assert_eq!(journey.attr("data-v"), Some("pass"), "{id}");
        assert_eq!(within(journey, "ol.steps > li").len(), record.steps.len(), "{id}");
        let drawing = within(journey, "svg.tl")[0];
        let exchanges: usize = record.normal_steps().iter().map(|step| step.exchanges.len()).sum();
        assert!(arrows(drawing) >= exchanges, "{id}: {} arrows for {exchanges} exchanges", arrows(drawing));
        let last = record.normal_steps().pop().expect("it has a step");
        for states in last.states.values() {
            for state in states.to_string().trim_matches('"').split(" → ") {
                let drawn = within(drawing, "g.s").into_iter().any(|chip| words(chip).starts_with(state));
                assert!(drawn, "{id}: {state} is not drawn");
            }
        }
        for clause in &record.scenario.clauses {
            assert!(text.contains(&format!("id=\"{clause}.clause\"")), "{clause}");
        }
    }
}

/// Sixty-four at one instant are one arrow that says so, and one of them that is answered otherwise is an arrow of its own.
#[test]
fn many_at_once_are_counted() {
    let journal = journal(&["at-once-enter", "at-once-status"]);
    let text = page(&journal);
    let html = assert_well_formed(&text);
    let enter = words(within(of(&html, "at-once-enter"), "svg.tl")[0]);
    assert!(enter.contains("64 × EnterQueue ewt 640 → ewt 0"), "{enter}");
    let status = words(within(of(&html, "at-once-status"), "svg.tl")[0]);
    assert!(status.contains("63 × UpdateStatus 22/0 → illegal_transition"), "{status}");
    let caveats = words(all(&html, ".caveats")[0]);
    assert!(caveats.contains("2 of the suite's 243 journeys") && caveats.contains("at-once-enter"), "{caveats}");
    assert!(caveats.contains("against the reference that the suite carries"), "{caveats}");
}

/// A report that hid a failure, its field, its clause, or what was expected would be caught here.
#[test]
fn a_failure_stands_first_with_what_was_expected() {
    let journal = journal(&["enter-one-row", "register-keeps-place", "plain-callback", "--mutant", "register-created"]);
    let html = assert_well_formed(&page(&journal));
    assert!(words(all(&html, "h1")[0]).ends_with("non-conformant"));
    assert!(words(all(&html, ".caveats")[0]).contains("a mutant of the suite's own reference"));
    let scenarios = &journal.outcome().scenarios;
    let failed: Vec<&str> =
        scenarios.iter().filter(|scenario| scenario.verdict == Verdict::Fail).map(|scenario| &*scenario.id).collect();
    assert!(failed.contains(&"plain-callback") && !failed.contains(&"enter-one-row"), "{failed:?}");
    let first: Vec<&str> =
        all(&html, "details.journey").iter().filter_map(|journey| journey.attr("id")).take(failed.len()).collect();
    assert_eq!(first, failed, "failures go first");
    let journey = of(&html, "plain-callback");
    assert_eq!(journey.attr("data-v"), Some("fail"));
    let fields = words(within(journey, "table.fields tbody")[0]);
    assert!(fields.contains("callback[0].eventtypeid") && fields.contains("21") && fields.contains("≠ 26"), "{fields}");
    assert!(fields.contains("CCB-ADD-02"), "{fields}");
    assert!(words(within(journey, ".fault")[0]).contains("One Callback row is stored"), "the clause's text");
    let marked: Vec<String> = within(journey, "table.diff .mark").into_iter().map(words).collect();
    assert_eq!(marked, ["21", "≠ 26"], "only what differs is marked");
    let drawings = within(journey, "svg.tl");
    assert_eq!(drawings.len(), 2, "as seen, and as expected");
    let (seen, expected) = (words(drawings[0]), words(drawings[1]));
    assert!(seen.contains("≠ callback") && seen.contains("✗ stopped here") && !seen.contains("LeaveQueue"), "{seen}");
    assert!(
        expected.contains("otherwise: callback") && expected.contains("24/27") && expected.contains("LeaveQueue"),
        "{expected}"
    );
    assert_eq!(within(journey, "ol.steps > li.ko").len(), 1);
    let broken = all(&html, "[id=\"CCB-ADD-02.clause\"] .alarm");
    assert_eq!(words(broken[0]), "broken");
}

/// What could not be understood is told with its bytes, where it happened.
#[test]
fn a_breach_is_told_with_its_bytes() {
    let html = assert_well_formed(&page(&journal(&["enter-one-row", "--mutant", "answer-as-html"])));
    let journey = of(&html, "enter-one-row");
    assert!(words(within(journey, ".fault")[0]).contains("CCB-TRN-03"));
    let drawn = words(within(journey, "svg.tl")[0]);
    assert!(drawn.contains("✗ EnterQueue"), "{drawn}");
    assert!(within(journey, "pre").into_iter().any(|bytes| words(bytes).contains("text/html")));
}

/// Texts that would do harm, each in every place of a journal where a free text stands.
#[test]
fn whatever_is_named_is_text() {
    let journal = journal(&["plain-callback", "diag-page", "--mutant", "register-created"]);
    let count = |text: &str| all(&assert_well_formed(&page(&infected(&journal, text))), "*").len();
    let elements = count("harmless");
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'-->]]></style></script></svg></pre><iframe src=javascript:alert(1)>",
        "javascript:alert(1)",
        "&lt;b&gt; &amp;amp;",
        "\u{202e}reversed\u{202c} a\u{200b}b \u{1b}[2J \u{0}\u{7}\u{7f}\u{85}\u{2028}",
    ] {
        let text = page(&infected(&journal, hostile));
        assert!(!text.contains(is_hidden), "{hostile:?} is seen");
        let html = assert_well_formed(&text);
        assert_self_contained(&html);
        assert_eq!(all(&html, "*").len(), elements, "{hostile:?} makes no element");
        let visible: String = hostile.chars().take_while(|letter| !is_hidden(*letter)).collect();
        let shown = words(html.root_element());
        assert!(shown.matches(visible.as_str()).count() > 100, "{hostile:?} is shown");
    }
}

/// The same journal with something added to every text that is not of a closed set.
fn infected(journal: &Journal, hostile: &str) -> Journal {
    let header = infect(&Record::Header(Box::new(journal.header.clone())), hostile, |record| match record {
        Record::Header(header) => *header,
        _ => unreachable!("it stays a header"),
    });
    let footer = infect(&Record::Footer(Box::new(journal.footer.clone())), hostile, |record| match record {
        Record::Footer(footer) => *footer,
        _ => unreachable!("it stays a footer"),
    });
    let record = |record: ScenarioRecord| {
        infect(&Record::Scenario(Box::new(record)), hostile, |record| match record {
            Record::Scenario(scenario) => *scenario,
            _ => unreachable!("it stays a scenario"),
        })
    };
    journal_of(header, records(journal).into_iter().map(record).collect(), footer.into())
}

/// Adds `hostile` to each free text of a record.
fn infect<T>(record: &Record, hostile: &str, take: impl Fn(Record) -> T) -> T {
    let mut value = serde_json::to_value(record).expect("it can be written");
    let mut places = Vec::new();
    texts(&value, &mut String::new(), &mut places);
    for place in places.iter().filter(|place| is_free(place)) {
        let text = value.pointer_mut(place).expect("it is there");
        *text = Value::from(format!("{}{hostile}", text.as_str().unwrap_or_default()));
    }
    take(serde_json::from_value(value).unwrap_or_else(|error| panic!("a text that is not free: {error}")))
}

/// Whether a place of a record holds free text: told by its last name that is no number.
fn is_free(place: &str) -> bool {
    let names: Vec<&str> = place.split('/').filter(|name| name.parse::<usize>().is_err()).collect();
    let closed = [
        "clauses",
        "capabilities",
        "clause",
        "capability",
        "fault",
        "verdict",
        "kind",
        "operation",
        "verb",
        "began",
        "started",
        "ended",
        "at",
        "mode",
        "callid",
        "error",
        "date",
        "time",
        "base64",
        "variants",
        "callback",
        "callbackevent",
        "parameters",
        "end",
    ];
    let last = names.last().copied().unwrap_or_default();
    !closed.contains(&last)
}

fn texts(value: &Value, path: &mut String, places: &mut Vec<String>) {
    let length = path.len();
    match value {
        Value::String(_) => places.push(path.clone()),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                path.push('/');
                path.push_str(&index.to_string());
                texts(value, path, places);
                path.truncate(length);
            }
        }
        Value::Object(values) => {
            for (name, value) in values {
                path.push('/');
                path.push_str(&name.replace('~', "~0").replace('/', "~1"));
                texts(value, path, places);
                path.truncate(length);
            }
        }
        _ => {}
    }
}
