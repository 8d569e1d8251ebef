//! `JUnit` XML: a test suite a feature, a test case a scenario, its clause as class name.
//!
//! A failure is what the target did wrong, an error what keeps the run from saying so. What is wrong beside scenarios is an error of a suite of its own, so that
//! whoever reads nothing but this file never takes an incomplete run for a good one.

use std::io::{self, Write};
use std::time::Duration;

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::{ElementWriter, Writer};

use super::brief::Brief;
use super::text::{one_line, visible};
use super::view::{FeatureView, Matter, Told, View};
use crate::verdict::outcome::Verdict;
use crate::verdict::summary::Summary;

/// What a reader of `JUnit` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Success,
    Failure,
    Error,
    Skipped,
}

/// How many cases of a suite, or of all, have each status, and how long they took.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    tests: usize,
    skipped: usize,
    errors: usize,
    failures: usize,
    elapsed: Duration,
}

/// Writes the report.
///
/// # Errors
///
/// Where it cannot be written, or a record cannot be read any more.
pub fn write(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let header = &view.journal.header;
    let matters = view.matters();
    let of_all = Counts::of(&view.run.scenarios).with(&matters);
    let elapsed = Duration::from_millis(view.journal.footer.elapsed_ms);
    let mut xml = Writer::new_with_indent(out, b' ', 4);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let name = one_line(&format!("{} against {}", header.suite.name, header.target.label));
    // The schema of Jenkins has no `skipped` of the root, and its plugin refuses a file that has one.
    let root = attributes(xml.create_element("testsuites"), &[("name", &name), ("tests", &of_all.tests.to_string())]);
    let (failures, errors) = (of_all.failures.to_string(), of_all.errors.to_string());
    let root = attributes(root, &[("failures", &failures), ("errors", &errors), ("time", &seconds(elapsed))]);
    root.write_inner_content(|xml| {
        if !matters.is_empty() {
            let counts = Counts::default().with(&matters);
            suite(xml, view, "The run", None, counts, |xml| {
                matters.iter().try_for_each(|matter| of_the_run(xml, matter))
            })?;
        }
        view.features().iter().try_for_each(|feature| of_feature(xml, view, feature))
    })?;
    xml.write_indent()
}

fn of_feature<W: Write>(xml: &mut Writer<W>, view: &View<'_>, feature: &FeatureView<'_>) -> io::Result<()> {
    let counts = Counts::of(feature.scenarios);
    suite(xml, view, &feature.name.title, Some(&feature.name.source), counts, |xml| {
        feature.told(view).try_for_each(|scenario| case(xml, view, Told::of(&scenario?)))
    })
}

fn suite<W: Write>(
    xml: &mut Writer<W>,
    view: &View<'_>,
    name: &str,
    file: Option<&str>,
    counts: Counts,
    cases: impl FnOnce(&mut Writer<W>) -> io::Result<()>,
) -> io::Result<()> {
    let Counts { tests, skipped, errors, failures, elapsed } = counts;
    let started = view.journal.header.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let element =
        attributes(xml.create_element("testsuite"), &[("name", &one_line(name)), ("tests", &tests.to_string())]);
    let (skipped, errors, failures) = (skipped.to_string(), errors.to_string(), failures.to_string());
    let element = attributes(element, &[("skipped", &skipped), ("errors", &errors), ("failures", &failures)]);
    let element = attributes(element, &[("time", &seconds(elapsed))]);
    let element = match file {
        Some(file) => attributes(element, &[("file", &one_line(file))]),
        None => element,
    };
    attributes(element, &[("timestamp", &started)])
        .write_inner_content(|xml| {
            xml.create_element("properties").write_inner_content(|xml| {
                properties(view).iter().try_for_each(|(name, value)| {
                    let property = attributes(xml.create_element("property"), &[("name", name), ("value", value)]);
                    property.write_empty().map(drop)
                })
            })?;
            cases(xml)
        })
        .map(drop)
}

fn properties(view: &View<'_>) -> Vec<(&'static str, String)> {
    let (header, footer) = (&view.journal.header, &view.journal.footer);
    let (suite, target, selection) = (&header.suite, &header.target, &header.selection);
    let optional = [
        ("target-url", target.url.clone()),
        ("mutant", target.mutant.clone()),
        ("profile-sha256", header.profile.as_ref().map(|profile| profile.sha256.clone())),
        ("tags", selection.tags.clone()),
        ("shard", selection.shard.clone()),
        ("ended-early", view.run.ended_early.clone()),
        ("journal-sha256", view.journal.sha256.clone()),
    ];
    let told = [
        ("suite", format!("{} {}", suite.name, suite.version)),
        ("specification-sha256", suite.specification_sha256.clone()),
        ("features-sha256", suite.features.sha256.clone()),
        ("features-edited", suite.features.edited.to_string()),
        ("goldens-sha256", suite.goldens.sha256.clone()),
        ("goldens-edited", suite.goldens.edited.to_string()),
        ("target", target.label.clone()),
        ("dialect", target.dialect.clone()),
        ("mode", header.mode.words().to_owned()),
        ("seed", header.seed.to_string()),
        ("selected", format!("{} of {}", selection.selected.len(), selection.of)),
        ("result", footer.result.clone()),
        ("exit-code", footer.exit_code.to_string()),
    ];
    let optional = optional.into_iter().filter_map(|(name, value)| Some((name, value?)));
    told.into_iter().chain(optional).map(|(name, value)| (name, one_line(&value))).collect()
}

fn of_the_run<W: Write>(xml: &mut Writer<W>, matter: &Matter) -> io::Result<()> {
    let name = one_line(&matter.name);
    let case = [("name", name.as_str()), ("classname", "run"), ("time", "0.000")];
    let case = attributes(xml.create_element("testcase"), &case);
    let message = one_line(&matter.message);
    let write = |xml: &mut Writer<W>| told(xml, "error", &message, "run", &visible(&matter.message));
    case.write_inner_content(write).map(drop)
}

fn case<W: Write>(xml: &mut Writer<W>, view: &View<'_>, scenario: Told<'_>) -> io::Result<()> {
    let identity = &scenario.record.scenario;
    let verdict = scenario.verdict();
    let name = one_line(&format!("{}: {}", identity.id, identity.title));
    let element = attributes(xml.create_element("testcase"), &[("name", &name)]);
    let element = match identity.clauses.first() {
        Some(clause) => attributes(element, &[("classname", clause.as_str())]),
        None => element,
    };
    let elapsed = Duration::from_micros(scenario.record.elapsed_us());
    let element = attributes(element, &[("time", &seconds(elapsed))]);
    if verdict == Verdict::Pass {
        return element.write_empty().map(drop);
    }
    let brief = Brief::of(&view.journal.header, scenario);
    let message = match verdict {
        Verdict::KnownFailure => brief.known.join("; "),
        _ => brief.headline(),
    };
    let write = |xml: &mut Writer<W>| match status(verdict) {
        Status::Failure => told(xml, "failure", &message, verdict.name(), &brief.text()),
        Status::Error => told(xml, "error", &message, verdict.name(), &brief.text()),
        Status::Skipped => told(xml, "skipped", &message, verdict.name(), &brief.text()),
        Status::Success => {
            let text = characters(&format!("warning: {message}\n{}", brief.text()));
            xml.create_element("system-out").write_text_content(BytesText::new(&text)).map(drop)
        }
    };
    element.write_inner_content(write).map(drop)
}

/// Why a case is no success.
fn told<W: Write>(xml: &mut Writer<W>, name: &str, message: &str, kind: &str, text: &str) -> io::Result<()> {
    let element = attributes(xml.create_element(name), &[("message", message), ("type", kind)]);
    element.write_text_content(BytesText::new(&characters(text))).map(drop)
}

const fn status(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Pass | Verdict::Warn => Status::Success,
        Verdict::Fail => Status::Failure,
        Verdict::CouldNotRun | Verdict::HarnessError | Verdict::UnexpectedlyPassed => Status::Error,
        Verdict::NotApplicable | Verdict::KnownFailure => Status::Skipped,
    }
}

impl Counts {
    fn of(scenarios: &[Summary]) -> Self {
        let mut counts = Self { tests: scenarios.len(), ..Self::default() };
        for scenario in scenarios {
            counts.elapsed += Duration::from_micros(scenario.elapsed_us);
            match status(scenario.verdict) {
                Status::Success => {}
                Status::Failure => counts.failures += 1,
                Status::Error => counts.errors += 1,
                Status::Skipped => counts.skipped += 1,
            }
        }
        counts
    }

    /// With these matters, each an error.
    fn with(self, matters: &[Matter]) -> Self {
        Self { tests: self.tests + matters.len(), errors: self.errors + matters.len(), ..self }
    }
}

fn attributes<'w, W: Write>(mut element: ElementWriter<'w, W>, told: &[(&str, &str)]) -> ElementWriter<'w, W> {
    for (name, value) in told {
        element = element.with_attribute((*name, characters(value).as_str()));
    }
    element
}

/// Without what no XML document can hold.
fn characters(text: &str) -> String {
    let held = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(held).collect()
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}
