//! Reports in files: every scenario is in every kind with the right class, nothing that a target says is markup, and a run that does not succeed is
//! green in none.

mod kit;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use ccbspec::ccb::capability::Capability;
use ccbspec::ccb::claim::{Claim, ClaimFault};
use ccbspec::ccb::clause::ClauseId;
use ccbspec::ccb::transmission::Bytes;
use ccbspec::ccb::wire::{CameBack, Wire};
use ccbspec::golden::compare::Difference;
use ccbspec::journal::footer::Ended;
use ccbspec::journal::header::KnownEntry;
use ccbspec::journal::reader::read;
use ccbspec::journal::whole::Journal;
use ccbspec::report::audited::AuditKind;
use ccbspec::report::console::{self, Detail, Layout};
use ccbspec::report::kind::{Kind, write};
use ccbspec::verdict::known_failure::{Entry, Manner};
use ccbspec::verdict::outcome::{Reason, Verdict};
use kit::tap::{self, Directive};
use kit::{Told, journal_of, records, told, xml};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};
use tempfile::TempDir;

/// One scenario for each verdict, and one that fails without fields.
const IDS: [&str; 9] = [
    "enter-one-row",
    "enter-in-order",
    "record-defaults",
    "register-keeps-place",
    "diag-page",
    "transport-get",
    "wait-alone",
    "plain-callback",
    "clock-moves",
];

/// Everything that is markup, an end of something or a command somewhere.
const HOSTILE: &str = "<b>&\"'</code></details></failure>]]> \u{1b}[2J\r\nnot ok 1 - x # SKIP y # todo z | ``` `` \\ \u{0}\u{7f}\u{9b}\u{202e}\u{fffe} @user https://x.example \u{2028} **q** ...\n  ...\n  ---\nBail out!";

/// A run in which all passed.
static GOOD: LazyLock<Journal> = LazyLock::new(|| {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run.jsonl");
    told([&["run", "-q", "--journal", text(&path)], IDS.as_slice()].concat()).must(0, &["conformant"]);
    read(&path).expect("it is whole")
});

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn ended() -> Ended {
    let footer = &GOOD.footer;
    Ended { ended: footer.ended, elapsed_ms: footer.elapsed_ms, ended_early: None, claims: Vec::new() }
}

fn differs(clause: &str, said: &str) -> Reason {
    let (path, clause) = (format!("answer.{said}"), ClauseId::from_text(clause));
    Reason::Differs(vec![Difference { path, expected: said.to_owned(), actual: said.to_owned(), clause }])
}

/// A reason for each verdict that has one of its own.
fn reasons(said: &str) -> [(Verdict, Option<Reason>); 7] {
    let clause = ClauseId::from_text("CCB-TRN-03").expect("there is such a clause");
    [
        (Verdict::Pass, None),
        (Verdict::Fail, Some(differs("CCB-GST-01", said))),
        (Verdict::Fail, Some(Reason::Breach { message: said.to_owned(), clause })),
        (Verdict::Warn, Some(differs("CCB-TIM-08", said))),
        (Verdict::NotApplicable, Some(Reason::Undeclared(vec![Capability::Archive]))),
        (Verdict::CouldNotRun, Some(Reason::Hindered(said.to_owned()))),
        (Verdict::HarnessError, Some(Reason::Fault(said.to_owned()))),
    ]
}

/// The good run with one scenario as it is told, the others left out.
fn run_of(reasons: &[Option<Reason>], known: Vec<Entry>, ended: Ended) -> Journal {
    let (mut header, mut records) = (GOOD.header.clone(), records(&GOOD));
    records.truncate(reasons.len());
    for (record, reason) in records.iter_mut().zip(reasons) {
        record.verdict = reason.as_ref().map_or(Verdict::Pass, Reason::verdict);
        if let (Some(reason), Some(performance)) = (reason, &mut record.performance) {
            record.passed_steps = 1;
            performance.exchange = Some(exchange(&format!("{reason:?}")));
        }
        record.reason.clone_from(reason);
    }
    header.selection.of = records.len();
    let known = known.into_iter().map(|entry| KnownEntry { exists: entry.scenario != "gone", entry });
    header.known_failures = Some(known.collect());
    journal_of(header, records, ended)
}

fn exchange(said: &str) -> Wire {
    let came_back = CameBack {
        status: 200,
        content_type: said.to_owned(),
        first_bytes: Bytes(said.as_bytes().to_vec()),
        bytes: said.len(),
        whole: true,
    };
    Wire { asked: said.to_owned(), came_back: Some(came_back) }
}

fn entry(scenario: &str, step: &str, reason: &Reason, said: &str) -> Entry {
    Entry {
        scenario: scenario.to_owned(),
        step: step.to_owned(),
        occurrence: 1,
        manner: Manner::of(reason).expect("it fails"),
        reason: said.to_owned(),
        issue: said.to_owned(),
        expires: jiff::civil::date(2999, 12, 31),
        line: Some(1),
    }
}

/// A scenario of every verdict, in which every text that a target, a profile or a user may choose says this.
fn every_verdict(said: &str) -> (Journal, Vec<Verdict>) {
    let [pass, fail, breach, warn, skipped, hindered, fault] = reasons(said);
    let known = (Verdict::KnownFailure, fail.1.clone());
    let unexpected = (Verdict::UnexpectedlyPassed, None);
    let (verdicts, reasons): (Vec<Verdict>, Vec<Option<Reason>>) =
        [pass, fail, breach, warn, skipped, hindered, fault, known, unexpected].into_iter().unzip();
    let reason = differs("CCB-GST-01", said);
    let good = records(&GOOD);
    let (seventh, eighth) = (&good[7], &good[8]);
    let entries = vec![
        entry(&seventh.scenario.id, &seventh.steps[1].text, &reason, said),
        entry(&eighth.scenario.id, &eighth.steps[1].text, &reason, said),
        entry("gone", "x", &reason, said),
    ];
    let claim = Claim { capability: Capability::Rates, fault: ClaimFault::Broken, seen: said.to_owned() };
    let ended = Ended { ended_early: Some(said.to_owned()), claims: vec![claim], ..ended() };
    let journal = run_of(&reasons, entries, ended);
    let (mut header, mut records) = (journal.header.clone(), records(&journal));
    said.clone_into(&mut header.target.label);
    header.target.url = Some(said.to_owned());
    header.selection.tags = Some(said.to_owned());
    for record in &mut records {
        record.scenario.title = format!("title {said}");
        record.scenario.feature = format!("feature {said}");
    }
    (journal_of(header, records, journal.footer.into()), verdicts)
}

fn made(kind: Kind, journal: &Journal) -> String {
    let mut report = Vec::new();
    write(&mut report, kind, journal).expect("memory is writable");
    String::from_utf8(report).expect("UTF-8")
}

fn cases(xml: &str) -> Vec<TestCase> {
    let report = Report::deserialize_from_str(xml).expect("it is JUnit");
    report.test_suites.into_iter().flat_map(|suite| suite.test_cases).collect()
}

/// The class of each test case by the verdict in words.
fn class(case: &TestCase) -> &'static str {
    match &case.status {
        TestCaseStatus::Success { .. } => "success",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. } => "failure",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, .. } => "error",
        TestCaseStatus::Skipped { .. } => "skipped",
    }
}

/// What each verdict is in `JUnit`, and in TAP: whether it is ok, and its directive.
const fn classes(verdict: Verdict) -> (&'static str, bool, Option<Directive>) {
    match verdict {
        Verdict::Pass | Verdict::Warn => ("success", true, None),
        Verdict::Fail => ("failure", false, None),
        Verdict::NotApplicable => ("skipped", true, Some(Directive::Skip)),
        Verdict::KnownFailure => ("skipped", false, Some(Directive::Todo)),
        Verdict::CouldNotRun | Verdict::HarnessError | Verdict::UnexpectedlyPassed => ("error", false, None),
    }
}

/// In order and with what a target says at its worst alike.
#[test]
fn every_scenario_is_in_every_kind_with_its_class() {
    for said in ["35", HOSTILE] {
        let (journal, verdicts) = every_verdict(said);
        let outcome = journal.outcome();
        let found: Vec<Verdict> = outcome.scenarios.iter().map(|scenario| scenario.verdict).collect();
        assert_eq!(found, verdicts, "the run is what the test wants");
        let cases = cases(&made(Kind::Junit, &journal));
        let (plan, points) = tap::read(&made(Kind::Tap, &journal));
        let json: serde_json::Value = serde_json::from_str(&made(Kind::Json, &journal)).expect("it is JSON");
        let markdown = made(Kind::Markdown, &journal);
        // An early end, a false claim and a stale entry.
        assert_eq!((cases.len(), plan, points.len()), (9 + 3, 9 + 3, 9 + 3));
        assert_eq!((cases.iter().filter(|case| class(case) == "error")).count(), 3 + 3);
        for (index, (scenario, verdict)) in outcome.scenarios.iter().zip(&verdicts).enumerate() {
            let named = format!("{}: title", scenario.id);
            let case = cases.iter().find(|case| case.name.starts_with(&named)).expect("it has a test case");
            let point = points.iter().find(|point| point.description.starts_with(&named)).expect("it has a point");
            let (junit, ok, directive) = classes(*verdict);
            assert_eq!((class(case), point.ok, point.directive), (junit, ok, directive), "{verdict}");
            assert_eq!(case.classname.as_deref(), Some(scenario.clauses[0].as_str()));
            assert_eq!(json["scenarios"][index]["id"], *scenario.id);
            assert_eq!(json["scenarios"][index]["verdict"], verdict.name());
            let is_told = !matches!(verdict, Verdict::Pass | Verdict::NotApplicable);
            assert_eq!(markdown.contains(&format!("<code>{named}")), is_told, "{verdict}: {markdown}");
        }
        let message = &json["scenarios"][2]["reason"]["breach"]["message"];
        assert_eq!(message, said, "a program reads what was said");
        assert_eq!(json["verdicts"]["fail"], 2);
    }
}

#[test]
fn nothing_that_is_said_is_markup() {
    let (journal, _) = every_verdict(HOSTILE);
    let junit = made(Kind::Junit, &journal);
    xml::must_be_junit(&junit);
    for picture in ["␛[2J", "\\u{9b}", "\\u{202e}", "\\u{fffe}", "␍"] {
        assert!(junit.contains(picture), "`{picture}` is not seen in\n{junit}");
    }
    let badge = made(Kind::Badge, &journal);
    let elements: Vec<String> = xml::elements(&badge).into_iter().map(|element| element.name).collect();
    assert_eq!(elements, ["svg", "title", "rect", "path", "g", "text", "text"], "{badge}");
    for line in outside_of_code(&made(Kind::Markdown, &journal)) {
        let known = ["<details>", "</details>", "<summary>", "</summary>", "<b>", "</b>", "<code>", "</code>"];
        let bare = known.iter().fold(line.clone(), |line, tag| line.replace(tag, ""));
        assert!(!bare.contains('<') && !bare.contains('\u{1b}'), "{line}");
        // Inside of the HTML of a summary Markdown means nothing.
        let is_html = line.starts_with("<details><summary>");
        assert!(is_html || !bare.contains("**q**") && !bare.contains("https:"), "{line}");
    }
    for (kind, report) in [Kind::Tap, Kind::Junit, Kind::Markdown, Kind::Badge].map(|kind| (kind, made(kind, &journal)))
    {
        let steers = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
        assert!(!report.contains(steers), "{kind}");
    }
    let mut printed = anstream::StripStream::new(Vec::new());
    console::print(&mut printed, &journal, Layout::plain(Detail::Steps)).expect("memory is writable");
    let printed = String::from_utf8(printed.into_inner()).expect("UTF-8");
    assert!(!printed.contains(|letter: char| letter.is_control() && letter != '\n'), "{printed}");
}

/// The lines of a Markdown text that are in no block of code, without spans of code.
fn outside_of_code(markdown: &str) -> Vec<String> {
    let mut fence: Option<String> = None;
    let mut outside = Vec::new();
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|letter| *letter == '`').collect();
        match &fence {
            Some(open) if line.trim_end() == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && line.ends_with("diff") => fence = Some(ticks),
            None => outside.push(without_spans(line)),
        }
    }
    assert_eq!(fence, None, "a block of code has no end");
    outside
}

fn without_spans(line: &str) -> String {
    if line.starts_with('<') {
        return line.to_owned();
    }
    let (mut kept, mut rest) = (String::new(), line);
    while let Some(at) = rest.find('`') {
        let ticks: String = rest[at..].chars().take_while(|letter| *letter == '`').collect();
        kept += &rest[..at];
        let inside = &rest[at + ticks.len()..];
        let end = (0..inside.len()).find(|end| {
            let is_run = inside.is_char_boundary(*end) && inside[*end..].starts_with(&ticks);
            is_run && !inside[..*end].ends_with('`') && !inside[end + ticks.len()..].starts_with('`')
        });
        let end = end.unwrap_or_else(|| panic!("a span of code has no end: {line}"));
        rest = &inside[end + ticks.len()..];
    }
    kept + rest
}

/// Whoever reads one kind alone sees whether the run succeeded.
#[test]
fn a_run_that_does_not_succeed_is_green_in_none() {
    let claim = |fault| Claim { capability: Capability::Rates, fault, seen: "x".to_owned() };
    let stale = vec![entry("gone", "x", &differs("CCB-GST-01", "1"), "r")];
    let mut runs: Vec<Journal> =
        reasons("x").into_iter().map(|(_, reason)| run_of(&[reason], vec![], ended())).collect();
    runs.push(run_of(&[], vec![], ended()));
    runs.push(run_of(&[None], stale, ended()));
    runs.push(run_of(&[None], vec![], Ended { ended_early: Some("x".to_owned()), ..ended() }));
    for fault in [ClaimFault::Broken, ClaimFault::Unclaimed, ClaimFault::Unproven] {
        runs.push(run_of(&[None], vec![], Ended { claims: vec![claim(fault)], ..ended() }));
    }
    let mut codes = Vec::new();
    for journal in &runs {
        let code = journal.footer.exit_code;
        let good = code == 0;
        let cases = cases(&made(Kind::Junit, journal));
        assert_eq!(
            cases.iter().all(|case| ["success", "skipped"].contains(&class(case))),
            good,
            "{:?}",
            journal.footer
        );
        let (_, points) = tap::read(&made(Kind::Tap, journal));
        assert_eq!(points.iter().all(|point| point.ok || point.directive.is_some()), good, "{:?}", journal.footer);
        assert_eq!(made(Kind::Markdown, journal).starts_with("## ✅ conformant\n"), good, "{:?}", journal.footer);
        assert_eq!(made(Kind::Badge, journal).contains("#2a7d1f"), good, "{:?}", journal.footer);
        let page = made(Kind::Html, journal);
        let is_told =
            ["<ul class=\"matters\"", "data-v=\"fail\"", "data-v=\"could-not-run\"", "data-v=\"harness-error\""];
        assert_eq!(!is_told.iter().any(|mark| page.contains(mark)), good, "{:?}", journal.footer);
        assert!(good || !page.contains("Nothing: every"), "{:?}", journal.footer);
        let mut printed = anstream::StripStream::new(Vec::new());
        console::print(&mut printed, journal, Layout::plain(Detail::Failures)).expect("memory is writable");
        let printed = String::from_utf8(printed.into_inner()).expect("UTF-8");
        let last = printed.lines().last().unwrap_or_default();
        assert_eq!(last.starts_with("conformant"), good, "{printed}");
        codes.push(code);
    }
    assert_eq!(codes, [0, 1, 1, 0, 3, 3, 70, 4, 5, 3, 1, 0, 0]);
}

#[test]
fn a_part_of_the_suite_is_no_green_badge() {
    let mut journal = run_of(&[None], vec![], ended());
    assert!(made(Kind::Badge, &journal).contains(">conformant<"));
    journal.header.selection.of = 243;
    let badge = made(Kind::Badge, &journal);
    assert!(badge.contains("conformant, partial: 1 of 243") && !badge.contains("#2a7d1f"), "{badge}");
    assert!(made(Kind::Markdown, &journal).contains("partial: 242 of 243 scenarios were not selected"));
    journal.header.selection.of = 1;
    journal.header.suite.goldens.edited = true;
    let badge = made(Kind::Badge, &journal);
    assert!(badge.contains("edited suite") && !badge.contains("#2a7d1f"), "{badge}");
    assert!(!made(Kind::Markdown, &journal).contains('✅'));
    assert!(made(Kind::Tap, &journal).contains("features or goldens are not those of the suite"));
}

#[test]
fn a_summary_has_at_most_a_mebibyte() {
    let journal = run_of(&[reasons(&"wörter ".repeat(4000))[1].1.clone()], vec![], ended());
    let record = records(&journal).remove(0);
    let records = (0..400)
        .map(|number| {
            let mut record = record.clone();
            record.scenario.id = format!("scenario-{number}");
            record
        })
        .collect();
    let journal = journal_of(journal.header, records, journal.footer.into());
    let markdown = made(Kind::Markdown, &journal);
    assert!(markdown.len() <= 1 << 20 && markdown.len() > 900_000, "{} bytes", markdown.len());
    assert!(markdown.contains("more of 400 are not shown") && markdown.contains("(the rest is in the journal)"));
    outside_of_code(&markdown);
}

/// A real run of a mutant, with a failure that is known: what the run writes, and what is made of its journal later, byte by byte.
#[test]
fn a_journal_makes_the_reports_that_its_run_made() {
    let directory = TempDir::new().expect("a directory");
    let path = |name: &str| directory.path().join(name).display().to_string();
    let reports = |prefix: &str| {
        let report = |kind: &Kind| ["--report".to_owned(), format!("{kind}={}", path(&format!("{prefix}.{kind}")))];
        Kind::ALL.iter().flat_map(report).collect::<Vec<_>>()
    };
    let earlier = "<?xml version=\"1.0\"?>\n<testsuites name=\"ccbspec an earlier run's\"/>";
    fs::write(path("run.junit"), earlier).expect("it is written");
    let arguments = ["run", "record-defaults", "record-none", "diag-page", "--mutant", "status-line-of-the-caller"];
    let arguments = arguments.map(str::to_owned).into_iter().chain(["--journal".to_owned(), path("journal")]);
    told(arguments.chain(reports("run"))).must(1, &["fail  record-defaults", "1 pass, 2 fail"]);
    let later = || told(["report".to_owned(), path("journal")].into_iter().chain(reports("later")));
    later().must(0, &[]);
    later().must(0, &[]);
    for kind in Kind::ALL {
        let read = |prefix: &str| fs::read(path(&format!("{prefix}.{kind}"))).expect("it was written");
        assert!(read("run") == read("later"), "{kind}");
    }
    let printed = told(["report".to_owned(), path("journal"), "--report".to_owned(), "tap=-".to_owned()]);
    printed.must(0, &["not ok 2 - record-defaults", "clause: CCB-GST-04"]);
    assert_eq!(printed.stdout, fs::read_to_string(path("run.tap")).expect("it was written"));
    let junit = fs::read_to_string(path("run.junit")).expect("it was written");
    xml::must_be_junit(&junit);
    for text in ["actual   &quot;${number:5008}&quot;", "states     seen", "came back  200", "ccbspec run record-none"]
    {
        assert!(junit.contains(text), "`{text}` is not in\n{junit}");
    }
}

#[test]
fn what_is_asked_for_in_vain_is_told_before_the_target_hears_anything() {
    let directory = TempDir::new().expect("a directory");
    let path = |name: &str| directory.path().join(name).display().to_string();
    // Nobody listens there: were it asked, that would be told.
    let run = |reports: &[String]| {
        let reports = reports.iter().flat_map(|report| ["--report".to_owned(), report.clone()]);
        let arguments = ["run", "--target", "http://127.0.0.1:9/"].map(str::to_owned);
        told(arguments.into_iter().chain(reports))
    };
    run(&["junti=x".to_owned()]).must(2, &["no report is of the kind `junti`", "was `junit` meant?"]);
    run(&["junit".to_owned()]).must(2, &["`junit=results.xml`"]);
    run(&["tap=-".to_owned()]).must(2, &["standard output", "ccbspec report"]);
    run(&[format!("tap={}", path("no/such/x"))]).must(2, &["cannot write the report `tap`"]);
    run(&[format!("tap={}", path(""))]).must(2, &["it is a directory"]);
    let same = [format!("tap={}", path("x")), format!("junit={}", path("./x"))];
    run(&same).must(2, &["two reports would go to"]);
    told(["run", "--journal", &path("x"), "--report", &same[0]]).must(2, &["the journal would both go to"]);
    told(["run", "-q", "-v"]).must(2, &["cannot be used with"]);
    // What is no report may be the servlet's own database.
    for kind in Kind::ALL {
        fs::write(path("mine"), "SQLite format 3\0").expect("it is written");
        run(&[format!("{kind}={}", path("mine"))]).must(2, &["is no such report, and would be lost"]);
        assert_eq!(fs::read(path("mine")).expect("it is there"), b"SQLite format 3\0");
    }
    // A run that never began leaves no report, least of all an earlier one.
    fs::write(path("old"), "TAP version 14\n1..1\nok 1\n").expect("it is written");
    run(&[format!("tap={}", path("old"))]).must(6, &[]);
    assert!(!directory.path().join("old").exists());
}

#[test]
fn a_report_that_is_lost_is_told_after_the_verdict() {
    let directory = TempDir::new().expect("a directory");
    // Everything that is written there is refused.
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let other = directory.path().join("x.tap");
    let reports = ["--report", "junit=/dev/full", "--report", &format!("tap={}", other.display())];
    let lost = told([&["run", "diag-page"][..], &reports].concat());
    lost.must(
        70,
        &["conformant as far as tested: 1 of 243 scenarios", "cannot write the report `junit` to `/dev/full`"],
    );
    assert!(other.exists(), "the others are written");
}

/// Half a page would be read as a whole one that says less.
#[cfg(unix)]
#[test]
fn a_report_that_is_cut_short_is_taken_away() {
    let directory = TempDir::new().expect("a directory");
    let (journal, page) = (directory.path().join("journal"), directory.path().join("page.html"));
    told(["run", "diag-page", "--quiet", "--journal", text(&journal)]).must(0, &[]);
    // No file may grow beyond some kilobytes, as on a disk that fills up while it is written.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_ccbspec")]);
    limited.args(["report", text(&journal), "--report", &format!("html={}", page.display())]);
    Told::by(limited).must(70, &["cannot write the report `html`", "File too large"]);
    assert!(!page.exists());
}

#[test]
fn a_report_of_an_audit_is_written_over_another_and_over_nothing_else() {
    let directory = TempDir::new().expect("a directory");
    let log = directory.path().join("published.log");
    let published = include_str!("audit/published.log");
    fs::write(&log, published).expect("it is written");
    for kind in AuditKind::ALL {
        let report = directory.path().join("report");
        for _ in 0..2 {
            told(["audit", text(&log), "--report", &format!("{kind}={}", report.display())]).must(0, &["no violation"]);
        }
        told(["audit", text(&log), "--report", &format!("{kind}={}", log.display())]).must(2, &["would be lost"]);
        assert_eq!(fs::read_to_string(&log).expect("it is there"), published);
        fs::remove_file(&report).expect("it was written");
    }
}

#[test]
fn a_journal_that_is_none_makes_no_report() {
    let directory = TempDir::new().expect("a directory");
    let journal = directory.path().join("journal");
    let report = |journal: &Path| told(["report", text(journal), "--report", "json=-"]);
    report(&journal).must(2, &["cannot be read"]);
    fs::write(&journal, "{}\n{}\n").expect("it is written");
    report(&journal).must(2, &["this is no journal"]);
    told(["report", text(&journal)]).must(2, &["--report"]);
}

/// Who has read enough closes the output; what the run came to is still told by the exit code.
#[cfg(unix)]
#[test]
fn a_closed_output_makes_no_noise_and_changes_no_verdict() {
    for (scenario, code) in [("diag-page", 0), ("record-defaults", 1)] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = kit::ccbspec(["run", "-v", scenario, "--mutant", "status-line-of-the-caller"]);
        let child = command.stdout(writer).stderr(std::process::Stdio::piped()).spawn().expect("the binary runs");
        drop(command);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code));
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn how_much_is_printed() {
    let run = |more: &[&str]| {
        told([&["run", "diag-page", "record-defaults", "--mutant", "status-line-of-the-caller"], more].concat())
    };
    let quiet = run(&["-q"]);
    quiet.must(
        1,
        &["fail  record-defaults", "CCB-GST-04", "again      ccbspec run record-defaults --mutant", "1 pass, 1 fail"],
    );
    let absent = |told: &kit::Told, texts: &[&str]| {
        for text in texts {
            assert!(!told.stdout.contains(text), "`{text}` in\n{}", told.stdout);
        }
    };
    absent(&quiet, &["New failures", "Chapters", "ccbspec 0", "✓"]);
    let usual = run(&[]);
    usual.must(1, &["✓ The Diag page", "✗ The record of a queue  1 fail", "Failures", "New failures", "Chapters"]);
    absent(&usual, &["pass  diag-page", "✓ Given"]);
    assert_eq!(usual.stdout.matches("fail  record-defaults").count(), 1);
    run(&["-v"]).must(1, &["pass  diag-page", "✓ Given", "✗ And CallbackWait", "Failures", "New failures"]);
    let last = |told: &kit::Told| told.stdout.lines().last().map(str::to_owned).unwrap_or_default();
    assert!(last(&usual).starts_with("non-conformant: 2 of 243 scenarios"));
    let good = told(["run", "-q", "diag-page"]);
    assert_eq!(good.stdout.lines().count(), 1, "{}", good.stdout);
    assert_eq!(good.stderr, "");
}
