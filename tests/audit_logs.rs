//! Audits of many calls: generated logs, rotated, packed, of several servers, out of order, over a change of clocks.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use ccbspec::audit::finding::FindingKind;
use ccbspec::audit::generate::{Outputs, generate};
use ccbspec::audit::report::{Report, Settings};
use ccbspec::audit::{Options, perform, perform_text};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use tempfile::TempDir;

const CALLS: u64 = 60;

fn generated(seed: u64) -> [String; 3] {
    let mut out = Outputs { activity: [Vec::new(), Vec::new()], reporting: Vec::new() };
    generate(CALLS, seed, &mut out).unwrap();
    let Outputs { activity: [first, second], reporting } = out;
    [first, second, reporting].map(|bytes| String::from_utf8(bytes).unwrap())
}

fn audit(directory: &TempDir, files: &[(String, Vec<u8>)], options: &Options) -> Report {
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, bytes)| {
            let path = directory.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    perform(&paths, options).unwrap()
}

fn sound(report: &Report) {
    let violations: Vec<_> = report.of_kind(FindingKind::Violation).collect();
    assert!(violations.is_empty(), "{violations:#?}");
    assert_eq!(report.summary.calls, CALLS);
}

#[test]
fn generated_logs_are_sound_and_alike_for_a_seed() {
    for seed in [1, 2, 3] {
        let logs = generated(seed);
        assert_eq!(logs, generated(seed));
        let directory = tempfile::tempdir().unwrap();
        let files: Vec<(String, Vec<u8>)> =
            logs.iter().enumerate().map(|(index, log)| (format!("{index}.log"), log.clone().into_bytes())).collect();
        let report = audit(&directory, &files, &Options::default());
        sound(&report);
        let summary = &report.summary;
        assert!(summary.connected > 30 && summary.ticks > 500 && summary.answers_checked > 100, "{summary:?}");
        assert_eq!((report.counts.damage, report.counts.notes), (0, 0));
    }
}

/// Each log in pieces, as rotation leaves them, some packed, named in any order: nothing changes but the files.
#[test]
fn rotated_and_packed() {
    let logs = generated(4);
    let directory = tempfile::tempdir().unwrap();
    let whole: Vec<(String, Vec<u8>)> =
        logs.iter().enumerate().map(|(index, log)| (format!("{index}.log"), log.clone().into_bytes())).collect();
    let expected = audit(&directory, &whole, &Options::default());
    let mut pieces = Vec::new();
    for (index, log) in logs.iter().enumerate() {
        let lines: Vec<&str> = log.lines().collect();
        for (number, piece) in lines.chunks(lines.len() / 7 + 1).enumerate() {
            let text = piece.join("\n") + "\n";
            let bytes = if number % 2 == 0 { packed(text.as_bytes()) } else { text.into_bytes() };
            pieces.push((format!("{index}.{number}.log"), bytes));
        }
    }
    pieces.reverse();
    pieces.swap(3, 11);
    let report = audit(&directory, &pieces, &Options::default());
    sound(&report);
    assert_eq!(report.files.len(), pieces.len());
    let mut summary = report.summary;
    for (slow, other) in summary.slowest.iter_mut().zip(&expected.summary.slowest) {
        (slow.file, slow.line) = (other.file.clone(), other.line);
    }
    assert_eq!(summary.calls, expected.summary.calls);
    assert_eq!((summary.ticks, summary.answers_checked), (expected.summary.ticks, expected.summary.answers_checked));
    assert_eq!(
        (summary.in_queue_ms, summary.wait_for_callback_ms),
        (expected.summary.in_queue_ms, expected.summary.wait_for_callback_ms)
    );
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Lines of different calls in another order, up to half a minute apart; and what comes after the window is told as late.
#[test]
fn out_of_order_within_the_window() {
    let [first, second, reporting] = generated(5);
    let guid = |line: &str| -> String {
        let words = line.split(|letter: char| !letter.is_ascii_hexdigit());
        words.filter(|word| word.len() == 32).map(str::to_owned).next().unwrap_or_default()
    };
    let mut lines: Vec<&str> = reporting.lines().collect();
    // By half minutes, and within each by call: lines of one call keep their order.
    let half_minute = |line: &str| {
        let time = line.split(' ').nth(5).unwrap_or_default();
        let seconds: u32 = time[6..8].parse().unwrap_or_default();
        (time[..5].to_owned(), seconds / 30)
    };
    lines.sort_by_cached_key(|line| (half_minute(line), guid(line)));
    let directory = tempfile::tempdir().unwrap();
    let files = [("1.log".to_owned(), first.into_bytes()), ("2.log".to_owned(), second.into_bytes())];
    let mut all = files.to_vec();
    all.push(("r.log".to_owned(), lines.join("\n").into_bytes()));
    sound(&audit(&directory, &all, &Options::default()));
    // A second file tells the first call's end, an hour after everything else.
    let mut late: Vec<&str> = reporting.lines().collect();
    let first_guid = guid(late[0]);
    let (kept, held): (Vec<&str>, Vec<&str>) =
        late.drain(..).partition(|line| !(line.contains(&first_guid) && line.contains("QueueStats removeEntry")));
    let text = [kept, held].concat().join("\n");
    let settings = Settings { window_s: 1, ..Settings::default() };
    let report = perform_text("late.log", text.into_bytes(), &Options { settings, zone: None });
    assert!(
        report.of_kind(FindingKind::Note).any(|note| note.about.contains("after their call was judged")),
        "{:?}",
        report.findings
    );
}

/// The published lines in another night: that in which clocks are set back in Chicago, or forward.
fn moved(lines: &str, to: Timestamp) -> String {
    let chicago = TimeZone::get("America/Chicago").unwrap();
    let from: Timestamp = "2015-12-14T17:41:18.607Z".parse().unwrap();
    let by = to.duration_since(from);
    let local = |text: &str, format: &str| {
        let at = TimeZone::fixed(jiff::tz::offset(-6)).to_timestamp(DateTime::strptime(format, text).unwrap()).unwrap();
        (at + by).to_zoned(chicago.clone())
    };
    let mut told = Vec::new();
    for line in lines.lines() {
        if let Some((id, rest)) = line.split_once(',')
            && id.starts_with("10.201.198.11.145")
        {
            let mut parts: Vec<String> = id.split('.').map(str::to_owned).collect();
            parts[4] = (parts[4].parse::<i64>().unwrap() + i64::try_from(by.as_millis()).unwrap()).to_string();
            let time = local(&rest[..23], "%m/%d/%Y %H:%M:%S%.f").strftime("%m/%d/%Y %H:%M:%S%.3f");
            told.push(format!("{},{time}{}", parts.join("."), &rest[23..]));
            continue;
        }
        let mut text = line.to_owned();
        if let Some(at) = text.find(": Dec 14 2015 ") {
            let time =
                local(&text[at + 2..at + 26], "%b %d %Y %H:%M:%S%.f").strftime("%b %d %Y %H:%M:%S%.3f %z").to_string();
            text.replace_range(at + 2..at + 32, &time);
        }
        let mut begin = 0;
        while let Some(found) = text[begin..].find("Mon Dec 14 ") {
            let at = begin + found;
            let time = local(&format!("{} 2015", &text[at + 4..at + 19]), "%b %d %H:%M:%S %Y")
                .strftime("%a %b %d %H:%M:%S %Z %Y")
                .to_string();
            text.replace_range(at..at + 28, &time);
            begin = at + 28;
        }
        told.push(text);
    }
    told.join("\n")
}

/// A call during which clocks are set back or forward is as sound as any other, whether the zone is told or not.
#[test]
fn changes_of_clocks() {
    let tidy = include_str!("audit/tidy.log");
    let chicago = TimeZone::get("America/Chicago").unwrap();
    for (night, zone_needed) in [
        ("2015-11-01T06:58:40.607Z", false),
        ("2015-11-01T06:50:00.607Z", false),
        ("2015-03-08T07:58:40.607Z", true),
        ("2015-03-08T07:52:00.607Z", true),
    ] {
        let text = moved(tidy, night.parse().unwrap());
        for zone in [Some(chicago.clone()), None] {
            if zone_needed && zone.is_none() {
                continue;
            }
            let report = perform_text(
                "night.log",
                text.clone().into_bytes(),
                &Options { zone: zone.clone(), ..Options::default() },
            );
            let violations: Vec<_> = report.of_kind(FindingKind::Violation).collect();
            assert!(violations.is_empty(), "{night} {zone:?}: {violations:#?}");
            assert_eq!(
                (report.summary.calls, report.summary.ticks, report.summary.answers_checked),
                (1, 18, 9),
                "{night} {zone:?}"
            );
            let stay = report.calls[0].left_ms.unwrap() - report.calls[0].entered_ms.unwrap();
            assert_eq!(stay, 624_890, "{night} {zone:?}");
        }
    }
}

/// Lines as a document or a terminal wraps them: between words, and behind hyphens or not.
fn wrapped(text: &str, width: usize, behind_hyphens: bool) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut length = 0;
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let begins = length == 0;
            if !begins && length + 1 + word.len() > width {
                let part = word.find('-').filter(|at| behind_hyphens && *at > 0 && length + at + 2 <= width);
                if let Some(at) = part {
                    out.push_str(&[" ", &word[..=at], "\n", &word[at + 1..]].concat());
                    length = word.len() - at - 1;
                } else {
                    out.push_str(&["\n", word].concat());
                    length = word.len();
                }
                continue;
            }
            out.push_str(&[if begins { "" } else { " " }, word].concat());
            length += usize::from(!begins) + word.len();
        }
        out.push('\n');
    }
    out
}

/// However wide the paper is: nothing is lost, and nobody is blamed.
#[test]
fn wrapped_at_every_width() {
    let mut out = Outputs { activity: [Vec::new(), Vec::new()], reporting: Vec::new() };
    generate(4, 6, &mut out).unwrap();
    let Outputs { activity: [first, second], reporting } = out;
    let generated = String::from_utf8([first, second, reporting].concat()).unwrap();
    let published = include_str!("audit/tidy.log");
    for text in [generated.as_str(), published] {
        let whole = perform_text("whole.log", text.as_bytes().to_vec(), &Options::default());
        assert!(whole.summary.ticks >= 18 && whole.counts.violations == 0);
        for width in 60..=200 {
            for behind_hyphens in [false, width % 3 == 0] {
                let lines = wrapped(text, width, behind_hyphens).into_bytes();
                let report = perform_text("wrapped.log", lines, &Options::default());
                let violations: Vec<_> = report.of_kind(FindingKind::Violation).collect();
                assert!(violations.is_empty(), "{width}: {violations:#?}");
                let told = |report: &Report| {
                    let summary = &report.summary;
                    (
                        summary.calls,
                        summary.ticks,
                        summary.answers_checked,
                        summary.answers_unchecked,
                        summary.connected,
                    )
                };
                assert_eq!(told(&report), told(&whole), "{width}");
            }
        }
    }
}

/// Blanks and tabs at the ends of lines, as editors and terminals leave them, carry no meaning.
#[test]
fn blanks_at_the_ends_of_lines() {
    let logs = generated(7);
    for filler in ["   ", "\t", " \t \r"] {
        let directory = tempfile::tempdir().unwrap();
        let fill = |log: &String| log.replace('\n', &[filler, "\n"].concat()).into_bytes();
        let files: Vec<(String, Vec<u8>)> =
            logs.iter().enumerate().map(|(index, log)| (format!("{index}.log"), fill(log))).collect();
        let report = audit(&directory, &files, &Options::default());
        sound(&report);
        assert_eq!((report.counts.damage, report.counts.notes), (0, 0));
        assert!(report.summary.answers_checked > 100);
    }
}

/// A log that is still being written ends anywhere, also within a number: nobody is blamed for what a longer line might tell.
#[test]
fn cut_off_within_a_line() {
    let mut out = Outputs { activity: [Vec::new(), Vec::new()], reporting: Vec::new() };
    generate(6, 9, &mut out).unwrap();
    for log in [out.reporting.as_slice(), include_bytes!("audit/tidy.log")] {
        let text = String::from_utf8(log.to_vec()).unwrap();
        let mut at = 0;
        let mut seen = std::collections::HashSet::new();
        for line in text.lines() {
            // One line of each kind, cut off behind each of its last characters.
            let kind: String =
                line.split(' ').skip(5).flat_map(str::chars).filter(char::is_ascii_alphabetic).take(60).collect();
            let end = at + line.len();
            at = end + 1;
            if !line.contains("CallbackTimerThread") && !seen.insert(kind) || !line.contains("{Thrd=") {
                continue;
            }
            for short in 0..=12.min(line.len()) {
                let report = perform_text("cut.log", log[..end - short].to_vec(), &Options::default());
                let violations: Vec<_> = report.of_kind(FindingKind::Violation).collect();
                assert!(violations.is_empty(), "{line} without {short} bytes: {violations:#?}");
            }
        }
        assert!(seen.len() > 10, "{seen:?}");
    }
}

/// The last line counts where it is right, is damage where it is not, and is judged as any other where its end is there.
#[test]
fn the_last_line_of_a_log() {
    let [.., reporting] = generated(9);
    let whole = reporting.lines().position(|line| line.contains("RemainingTime=1")).unwrap();
    let text: String = reporting.lines().take(whole + 1).collect::<Vec<_>>().join("\n");
    let told = |text: &str| {
        let report = perform_text("last.log", text.as_bytes().to_vec(), &Options::default());
        (report.summary.ticks, report.counts.violations, report.counts.damage)
    };
    let (ticks, violations, damage) = told(&text);
    assert_eq!((violations, damage), (0, 0));
    assert_eq!(told(&text[..text.len() - 1]), (ticks - 1, 0, 1));
    assert_eq!(told(&[&text[..text.len() - 1], "\n"].concat()), (ticks, 1, 0));
}
