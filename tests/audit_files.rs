//! Audits of the files themselves: cut, joined, copied, linked, missing; and what a result says where they could not be judged whole.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ccbspec::audit::finding::FindingKind;
use ccbspec::audit::generate::{Outputs, generate};
use ccbspec::audit::report::Report;
use ccbspec::audit::{Options, perform};
use tempfile::TempDir;

const CALLS: u64 = 20;
const NAMES: [&str; 3] = ["activity-1.log", "activity-2.log", "reporting.log"];

fn generated(seed: u64) -> [String; 3] {
    let mut out = Outputs { activity: [Vec::new(), Vec::new()], reporting: Vec::new() };
    generate(CALLS, seed, &mut out).unwrap();
    let Outputs { activity: [first, second], reporting } = out;
    [first, second, reporting].map(|bytes| String::from_utf8(bytes).unwrap())
}

fn written<B: AsRef<[u8]>>(directory: &TempDir, name: &str, bytes: B) -> PathBuf {
    let path = directory.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

fn audit(paths: &[PathBuf]) -> Report {
    perform(paths, &Options::default()).unwrap()
}

/// An audit of files with these names, in a directory of their own.
fn audited<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Report {
    let directory = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files.iter().map(|(name, bytes)| written(&directory, name, bytes)).collect();
    audit(&paths)
}

fn told(report: &Report) -> Vec<String> {
    let violations = report.of_kind(FindingKind::Violation);
    violations.map(|it| format!("{} {}:{}", it.clause.unwrap_or_default(), it.file, it.line)).collect()
}

fn has_note(report: &Report, text: &str) -> bool {
    report.of_kind(FindingKind::Note).any(|note| note.about.contains(text))
}

fn command(arguments: &[&Path], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccbspec"));
    command.arg("audit").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who fails at once does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const SESSION: &str = "10.1.1.11.1450072800000";

fn line(counter: u32, time: &str, rest: &str) -> String {
    format!("{SESSION}.{counter}.CallbackEntry,12/14/2015 00:{time},{rest}\n")
}

/// A line that is a little early at the beginning of a file does not make the file overtake the one that it follows; one that is a little late
/// at the end of a file is not overtaken by the next.
#[test]
fn rotation_among_lines_that_are_not_in_order() {
    let begin = [
        line(1, "00:00.000", ",start,newcall,"),
        line(1, "00:00.000", ",start,parameter,callid=C097314D939736F83B92D3F0106BC147"),
        line(1, "00:01.000", "X,enter,"),
    ];
    let first = [begin.concat(), line(1, "00:02.000", "X,exit,done")].concat();
    let second = [
        line(1, "00:03.000", "Y,enter,"),
        line(2, "00:01.500", ",start,newcall,"),
        line(1, "00:03.500", "Y,exit,done"),
    ];
    assert_eq!(told(&audited(&[("a.log.1", first), ("a.log", second.concat())])), Vec::<String>::new());
    // However early it is, within the window.
    let first = [begin.concat(), line(1, "00:42.000", "X,exit,done")].concat();
    let second = second.concat().replace("00:03.", "00:43.");
    assert_eq!(told(&audited(&[("a.log.1", first), ("a.log", second)])), Vec::<String>::new());
    let first = [begin.concat(), line(2, "00:02.500", ",start,newcall,"), line(1, "00:01.900", "X,exit,done")].concat();
    let second = [line(1, "00:02.000", "Y,enter,"), line(1, "00:03.500", "Y,exit,done")].concat();
    assert_eq!(told(&audited(&[("a.log.1", first), ("a.log", second)])), Vec::<String>::new());
}

/// However the logs are cut at the ends of their lines, the pieces are judged as the whole.
#[test]
fn logs_cut_into_any_number_of_pieces() {
    for seed in [1, 2] {
        let logs = generated(seed);
        for count in [2, 5, 8, 13, 20] {
            let mut pieces: Vec<(String, String)> = Vec::new();
            for (name, log) in NAMES.iter().zip(&logs) {
                let lines: Vec<&str> = log.split_inclusive('\n').collect();
                for (number, piece) in lines.chunks(lines.len() / count + 1).enumerate() {
                    pieces.push((format!("{name}.{number:02}"), piece.concat()));
                }
            }
            let files: Vec<(&str, &str)> = pieces.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let report = audited(&files);
            assert_eq!((told(&report), report.summary.calls), (vec![], CALLS), "{seed}: {count} pieces");
        }
    }
}

/// A session whose call is never named: what is wrong in it is told, however long the logs go on afterwards.
#[test]
fn a_session_without_a_call_that_is_forgotten() {
    let session = [
        line(7, "00:10.000", ",start,newcall,"),
        line(7, "00:10.000", "X,enter,"),
        line(7, "00:05.000", "X,exit,done"),
    ];
    // Five hours later, by its session's id as well.
    let later =
        line(8, "00:00.000", ",start,newcall,").replace(" 00:", " 05:").replace("1450072800000", "1450090800000");
    for (more, ends) in [("", ""), (later.as_str(), ""), (later.as_str(), "end")] {
        let end = if ends.is_empty() { String::new() } else { line(7, "00:11.000", ",end,how,hangup") };
        let report = audited(&[("a.log", [session.concat(), end].concat()), ("b.log", more.to_owned())]);
        assert_eq!(told(&report).len(), 1, "{more}{ends}: {:?}", told(&report));
        assert_eq!(report.exit().code(), 1);
    }
}

/// What a directory holds is read however deep it stands, and what cannot be read there is told.
#[test]
fn what_a_directory_holds() {
    let directory = tempfile::tempdir().unwrap();
    let logs = generated(1);
    for (name, log) in ["a/activity-1.log", "a/b/activity-2.log", "reporting.log"].iter().zip(&logs) {
        written(&directory, name, log);
    }
    std::fs::create_dir(directory.path().join("a/empty")).unwrap();
    let report = audit(&[directory.path().to_owned()]);
    assert_eq!((told(&report), report.summary.calls, report.files.len()), (vec![], CALLS, 3));
    let named: Vec<PathBuf> = NAMES.iter().zip(&logs).map(|(name, log)| written(&directory, name, log)).collect();
    assert_eq!(report.summary.answers_checked, audit(&named).summary.answers_checked);
}

#[cfg(unix)]
#[test]
fn links_in_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    for (name, log) in NAMES.iter().zip(&generated(1)) {
        written(&directory, name, log);
    }
    // A link that leads back to where it stands is no further directory.
    std::os::unix::fs::symlink(directory.path(), directory.path().join("again")).unwrap();
    assert_eq!(audit(&[directory.path().to_owned()]).files.len(), 3);
    std::os::unix::fs::symlink("nowhere.log", directory.path().join("gone.log")).unwrap();
    let output = command(&[directory.path()], b"");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && told.contains("gone.log"), "{told}");
}

/// One changed answer in logs that are sound otherwise.
fn broken(seed: u64) -> [String; 3] {
    let [first, second, reporting] = generated(seed);
    let changed = [&first, &second].map(|log| log.replacen("startCallback,true", "startCallback,false", 1));
    assert!(changed[0] != first || changed[1] != second);
    let [one, other] = changed;
    if one == first { [first, other, reporting] } else { [one, second, reporting] }
}

fn sums(report: &Report) -> (u64, u64, u64, u64) {
    let summary = &report.summary;
    (summary.calls, summary.ticks, summary.answers_checked, report.counts.violations)
}

/// Logs that follow one another in one file, in any order, are judged as they are side by side; packed and by standard input as well.
#[test]
fn logs_that_follow_one_another() {
    let logs = broken(1);
    let files: Vec<(&str, &String)> = NAMES.into_iter().zip(&logs).collect();
    let apart = audited(&files);
    assert_eq!((sums(&apart).0, sums(&apart).3, apart.exit().code()), (CALLS, 1, 1));
    let lines: u64 = apart.files.iter().map(|file| file.lines).sum();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let one = order.map(|index| logs[index].as_str()).concat();
        let members = order.map(|index| packed(logs[index].as_bytes())).concat();
        for (name, bytes) in [("all.log", one.as_bytes()), ("all.gz", &members)] {
            let report = audited(&[(name, bytes)]);
            assert_eq!(sums(&report), sums(&apart), "{order:?} {name}");
            let [finding] = report.of_kind(FindingKind::Violation).collect::<Vec<_>>()[..] else { panic!("one") };
            let line = one.lines().nth(finding.line as usize - 1).unwrap_or_default();
            assert!(line.contains("startCallback,false"), "{order:?} {name}: {line}");
            assert_eq!(
                (report.files.len(), report.files[0].lines, report.files[0].bytes),
                (1, lines, one.len() as u64)
            );
        }
    }
    for bytes in [logs.concat().into_bytes(), packed(logs.concat().as_bytes())] {
        let output = command(&[Path::new("--quiet"), Path::new("-")], &bytes);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(1), "{printed}");
        assert!(printed.contains("1 violation") && printed.contains("standard input:"), "{printed}");
    }
}

/// The pieces of rotated logs, the newest first, as a shell's pattern names them.
#[test]
fn pieces_that_follow_one_another_backwards() {
    let logs = broken(2);
    let files: Vec<(&str, &String)> = NAMES.into_iter().zip(&logs).collect();
    let apart = audited(&files);
    let mut one = String::new();
    for log in &logs {
        let lines: Vec<&str> = log.split_inclusive('\n').collect();
        one.extend(lines.chunks(lines.len() / 3 + 1).rev().map(<[&str]>::concat));
    }
    let report = audited(&[("all.log", one)]);
    assert_eq!((sums(&report), told(&report).len()), (sums(&apart), 1), "{:?}", told(&report));
}

/// A clock that is set back begins no other log, and a line that has lost its way neither: both are told as before.
#[test]
fn what_begins_no_other_log() {
    let logs = generated(1);
    // The column of the time of day, after its date.
    for (index, date, clause) in [(2, " 2015 ", "CCB-LOG-07"), (0, "/2015 ", "CCB-LOG-04")] {
        let mut lines: Vec<String> = logs[index].lines().map(str::to_owned).collect();
        let middle = lines.len() * 3 / 4;
        // Three minutes back from there on.
        for line in &mut lines[middle..] {
            let at = line.find(date).unwrap() + date.len();
            let number = |from: usize| line[from..from + 2].parse::<u32>().unwrap();
            let minutes = number(at) * 60 + number(at + 3) - 3;
            line.replace_range(at..at + 5, &format!("{:02}:{:02}", minutes / 60, minutes % 60));
        }
        let mut changed = logs.clone();
        changed[index] = lines.join("\n");
        let files: Vec<(&str, &String)> = NAMES.into_iter().zip(&changed).collect();
        let report = audited(&files);
        assert!(told(&report).iter().any(|told| told.starts_with(clause)), "{clause}: {:?}", told(&report));
    }
}

/// The clock of the servlet is an hour ahead or behind: nothing of both logs meets, and that is no success.
#[test]
fn clocks_an_hour_apart() {
    let [first, second, reporting] = generated(1);
    let sound = audited(&[("1.log", &first), ("2.log", &second), ("r.log", &reporting)]);
    assert_eq!((sound.exit().code(), sound.incomplete, sound.counts.notes), (0, false, 0));
    for zone in [" -0500:", " -0700:"] {
        let moved = reporting.replace(" -0600:", zone);
        let files = [("1.log", &first), ("2.log", &second), ("r.log", &moved)];
        let report = audited(&files);
        assert_eq!((report.exit().code(), report.incomplete), (3, true), "{zone}: {:?}", report.counts);
        assert!(has_note(&report, "two parts that do not meet"), "{zone}: {:?}", report.findings);
        assert!(has_note(&report, "none is the same"), "{zone}");
    }
    // The clock of one application server of two is five hours ahead, in its sessions' ids as well.
    let ahead = |line: &str| {
        let (id, rest) = line.split_once(',').unwrap();
        let mut parts: Vec<String> = id.split('.').map(str::to_owned).collect();
        parts[4] = (parts[4].parse::<u64>().unwrap() + 18_000_000).to_string();
        format!("{},{}\n", parts.join("."), rest.replacen("2015 00:", "2015 05:", 1))
    };
    let moved: String = second.lines().map(ahead).collect();
    let report = audited(&[("1.log", &first), ("2.log", &moved), ("r.log", &reporting)]);
    assert_ne!(report.exit().code(), 0, "{:?}", report.counts);
}

/// What came too late is not judged, and an audit with that is no success.
#[test]
fn what_comes_too_late() {
    let mut logs = generated(1);
    let removed = logs[2].lines().find(|line| line.contains("QueueStats removeEntry")).unwrap().to_owned();
    logs[2] = logs[2].replacen(&format!("{removed}\n"), "", 1);
    let later = removed.replace(" 2015 00:", " 2015 04:");
    assert_ne!(later, removed);
    logs[2].push_str(&later);
    let files: Vec<(&str, &String)> = NAMES.into_iter().zip(&logs).collect();
    let report = audited(&files);
    assert!(has_note(&report, "after their call was judged"), "{:?}", report.findings);
    assert_eq!((told(&report), report.exit().code()), (vec![], 3));
}

/// A copy, packed or not, or by another name of the same file, is read once.
#[test]
fn copies_are_read_once() {
    let logs = broken(1);
    for index in 0..3 {
        let directory = tempfile::tempdir().unwrap();
        for (name, log) in NAMES.iter().zip(&logs) {
            written(&directory, name, log);
        }
        let expected = sums(&audit(&[directory.path().to_owned()]));
        written(&directory, "a-copy.gz", packed(logs[index].as_bytes()));
        std::fs::hard_link(directory.path().join(NAMES[index]), directory.path().join("z.log")).unwrap();
        let report = audit(&[directory.path().to_owned()]);
        assert_eq!(sums(&report), expected);
        let copies = report.of_kind(FindingKind::Note).filter(|note| note.about.contains("it is read once"));
        assert_eq!((copies.count(), report.files.len()), (2, 5), "{:?}", report.findings);
        assert_eq!(report.files.iter().filter(|file| file.is_copy && file.bytes == 0).count(), 2);
    }
    // What begins alike is no copy: these differ at their ends.
    let [first, second, reporting] = generated(1);
    let longer = format!("{first}{}", line(9, "00:00.000", ",start,newcall,"));
    let report = audited(&[("1.log", &first), ("1-more.log", &longer), ("2.log", &second), ("r.log", &reporting)]);
    assert!(!has_note(&report, "it is read once"));
}
