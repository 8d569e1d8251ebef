//! `ccbspec audit`: the published callback as it was recorded, with its damage; and everything that one changed number must come to.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ccbspec::audit::finding::FindingKind;
use ccbspec::audit::report::Report;
use ccbspec::audit::{Options, perform};
use ccbspec::ccb::clause::ClauseId;
use tempfile::TempDir;

/// The lines of the published logs and rows (SPEC 17), wrapped and damaged as they were published, with other text between.
const PUBLISHED: &str = include_str!("audit/published.log");

fn audit(files: &[(&str, &[u8])]) -> Report {
    let directory = tempfile::tempdir().unwrap();
    perform(&written(&directory, files), &Options::default()).unwrap()
}

fn written(directory: &TempDir, files: &[(&str, &[u8])]) -> Vec<PathBuf> {
    files
        .iter()
        .map(|(name, bytes)| {
            let path = directory.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        })
        .collect()
}

fn command(arguments: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccbspec"));
    command.arg("audit").args(arguments).output().unwrap()
}

fn told(report: &Report) -> Vec<(String, u32)> {
    let violations = report.of_kind(FindingKind::Violation);
    violations.map(|finding| (finding.clause.unwrap_or_default().to_owned(), finding.line)).collect()
}

/// The line, from 1, in which a text stands for the n-th time.
fn line_of(text: &str, needle: &str, nth: usize) -> u32 {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| line.contains(needle));
    lines.nth(nth).unwrap_or_else(|| panic!("`{needle}` stands nowhere for the {nth}th time")).0
}

#[test]
fn the_published_callback_is_sound() {
    let report = audit(&[("published.log", PUBLISHED.as_bytes())]);
    assert_eq!(told(&report), []);
    assert_eq!(report.exit().code(), 0);
    let [call] = report.calls.as_slice() else { panic!("one call") };
    assert_eq!(call.call, "064CD880000100000000025308C6C90A");
    assert_eq!((call.entered_ms, call.left_ms), (Some(1_450_114_878_810), Some(1_450_115_503_700)));
    assert_eq!((call.offset_s, call.offered, call.accepted, call.attempts), (-6 * 3600, Some(true), true, 1));
    let states: Vec<(i32, i32)> = call.states.iter().map(|state| (state.state, state.cause)).collect();
    assert_eq!(states, [(21, 0), (22, 0), (24, 27)]);
    assert_eq!((call.ticks.len(), call.answers_checked, call.answers_unchecked), (18, 9, 0));
    assert!(call.ticks.iter().all(|tick| tick.remaining_s == tick.recomputed_s));
    assert_eq!(report.files[0].rows, 4);
    assert_eq!(report.summary.connected, 1);
}

/// Every damaged GUID and file name is listed with the very line in which it stands.
#[test]
fn damage_is_mended_and_told() {
    let report = audit(&[("published.log", PUBLISHED.as_bytes())]);
    let lines = |about: &str| -> Vec<u32> {
        report
            .of_kind(FindingKind::Damage)
            .filter(|finding| *finding.about == *about)
            .map(|finding| finding.line)
            .collect()
    };
    let standing = |needles: &[&str]| -> Vec<u32> {
        let holds = |line: &str| needles.iter().any(|needle| line.contains(needle));
        (1..).zip(PUBLISHED.lines()).filter(|(_, line)| holds(line)).map(|(number, _)| number).collect()
    };
    // Digits were lost within it, or at its end.
    let guids: Vec<u32> = (1..)
        .zip(PUBLISHED.lines())
        .filter(|(_, line)| line.contains("=064CD88000010000000025308") || line.ends_with("25308C6C90"))
        .map(|(number, _)| number)
        .collect();
    assert_eq!(guids.len(), 13);
    assert_eq!(lines("a GUID"), guids);
    assert_eq!(lines("a file name"), standing(&["CUP/audio", "audiol45"]));
    assert_eq!(lines("two lines run together"), [line_of(PUBLISHED, "percent: 10015216", 0)]);
    assert_eq!(lines("wrapped lines").len(), 1);
    assert!(report.of_kind(FindingKind::Note).any(|note| note.about.contains("15238")), "it is printed twice");
}

/// What is changed in a copy: a text, for which time it stands there, what stands there instead, and the clause that is broken.
type Edit = (&'static str, usize, &'static str, &'static str);

const EDITS: &[Edit] = &[
    ("RemainingTime=45", 0, "RemainingTime=46", "CCB-LOG-01"),
    ("RemainingTime=-5", 0, "RemainingTime=5", "CCB-LOG-01"),
    ("RemainingTime=-158", 0, "RemainingTime=-157", "CCB-LOG-01"),
    ("dqRateA=180", 3, "dqRateA=181", "CCB-LOG-01"),
    ("queuePos=0", 2, "queuePos=1", "CCB-LOG-01"),
    ("timeInFirstPlace(SeCS)=65", 0, "timeInFirstPlace(SeCS)=66", "CCB-TIM-04"),
    ("reconnectTime=30", 1, "reconnectTime=31", "CCB-LOG-01"),
    ("SLA_time=60", 0, "SLA_time=61", "CCB-LOG-01"),
    ("data,ewt,145", 0, "data,ewt,146", "CCB-LOG-02"),
    ("data,ewt,35", 0, "data,ewt,34", "CCB-LOG-02"),
    ("data,ewt,25", 0, "data,ewt,0", "CCB-LOG-02"),
    ("data,ewt,5", 0, "data,ewt,15", "CCB-LOG-02"),
    ("data,ewt,0", 1, "data,ewt,1", "CCB-LOG-02"),
    ("data,ewt,0", 2, "data,ewt,7", "CCB-LOG-02"),
    ("data,ewt,0", 5, "data,ewt,1", "CCB-LOG-02"),
    ("data,ewt,0", 0, "data,ewt,9", "CCB-ENQ-02"),
    ("startCallback,false", 0, "startCallback,true", "CCB-GST-02"),
    ("startCallback,true", 0, "startCallback,false", "CCB-GST-02"),
    ("data,qpos,0", 3, "data,qpos,1", "CCB-GST-03"),
    ("data,dn,5008", 1, "data,dn,5009", "CCB-GST-04"),
    ("data,cli,8005551212", 2, "data,cli,8005551213", "CCB-GST-04"),
    ("data,rna,30", 4, "data,rna,31", "CCB-GST-04"),
    ("audio1450114906328288.wav", 3, "audio1450114906328289.wav", "CCB-GST-04"),
    ("icmewt=180", 0, "icmewt=181", "CCB-ENQ-03"),
    ("ICMEstimatedWaitTime: '180'", 0, "ICMEstimatedWaitTime: '18'", "CCB-ENQ-03"),
    ("QueueStatus: '0'", 0, "QueueStatus: '1'", "CCB-ENQ-03"),
    ("EnterDateTime: 'Mon Dec 14 11:41:18", 0, "EnterDateTime: 'Mon Dec 14 11:41:17", "CCB-ENQ-03"),
    ("CVPEstimatedWaitTime: '0'", 0, "CVPEstimatedWaitTime: '4'", "CCB-ENQ-02"),
    ("parameter,ewt=180", 0, "parameter,ewt=190", "CCB-ENQ-03"),
    ("<List size:0>", 0, "<List size:-1>", "CCB-LOG-06"),
    ("data,result,refresh", 0, "data,result,none", "CCB-VAL-02"),
    ("data,result,preemptive", 0, "data,result,none", "CCB-VAL-02"),
    ("data,gw,10.201.198.21", 0, "data,gw,10.201.198.22", "CCB-VAL-04"),
    ("data,capacity,100", 1, "data,capacity,99", "CCB-VAL-04"),
    ("validationStatus=2", 0, "validationStatus=3", "CCB-VAL-05"),
    ("bitmask=0x00000003", 0, "bitmask=0x00000103", "CCB-VAL-03"),
    ("bitmask=0x00000003", 0, "bitmask=0x00000001", "CCB-VAL-15"),
    ("pendingCallBacks: 0", 0, "pendingCallBacks: 1", "CCB-VAL-12"),
    ("MaxPercent: 100", 0, "MaxPercent: 50", "CCB-VAL-12"),
    ("MaxCalls: 9999999", 0, "MaxCalls: 0", "CCB-VAL-13"),
    ("EventTypeId: '21'", 0, "EventTypeId: '22'", "CCB-ADD-02"),
    ("CauseId: '0'", 0, "CauseId: '1'", "CCB-ADD-02"),
    ("NbrAttempts: '0'", 0, "NbrAttempts: '1'", "CCB-ADD-02"),
    ("CallBackType: 'p'", 0, "CallBackType: 's'", "CCB-ADD-02"),
    ("Gateway: '10.201.198.21'", 0, "Gateway: '10.201.198.20'", "CCB-ADD-02"),
    ("eventDateTime: Mon Dec 14 11:41:18", 0, "eventDateTime: Mon Dec 14 11:41:55", "CCB-ADD-03"),
    ("data,result,valid", 0, "data,result,no_validation", "CCB-ADD-01"),
    ("status=22 reason=0", 0, "status=21 reason=0", "CCB-LOG-03"),
    ("status=22 reason=0", 0, "status=23 reason=0", "CCB-UPD-12"),
    ("status=24 reason=27", 0, "status=22 reason=27", "CCB-UPD-12"),
    ("status=24 reason=27", 0, "status=24 reason=5", "CCB-UPD-06"),
    ("status=24 reason=27", 0, "status=24 reason=26", "CCB-UPD-09"),
    ("status=27 reason=0", 0, "status=28 reason=0", "CCB-LOG-03"),
    ("status=28 reason=0", 0, "status=22 reason=0", "CCB-LOG-03"),
    ("returning stauts=done", 0, "returning stauts=success", "CCB-UPD-01"),
    ("returning stauts=success", 0, "returning stauts=retry", "CCB-UPD-02"),
    ("returning status=retry", 0, "returning status=done", "CCB-UPD-03"),
    ("CauseID=27", 0, "CauseID=5", "CCB-UPD-05"),
    ("CauseID=0", 0, "CauseID=27", "CCB-UPD-05"),
    ("eventDateTime: Mon Dec 14 11:43:00", 0, "eventDateTime: Mon Dec 14 11:43:01", "CCB-UPD-05"),
    ("updateEvent status=24", 0, "updateEvent status=22", "CCB-UPD-05"),
    ("leaveDateTime=Mon Dec 14 11:43:19", 0, "leaveDateTime=Mon Dec 14 11:43:00", "CCB-UPD-04"),
    (
        "queueStatus=0 leaveDateTime=Mon Dec 14 11:43:00",
        0,
        "queueStatus=1 leaveDateTime=Mon Dec 14 11:43:00",
        "CCB-UPD-04",
    ),
    (
        "queueStatus=0 leaveDateTime=Mon Dec 14 11:51:43",
        0,
        "queueStatus=2 leaveDateTime=Mon Dec 14 11:51:43",
        "CCB-LVQ-02",
    ),
    ("eventtypeid        21", 0, "eventtypeid        22", "CCB-UPD-05"),
    ("eventtypeid        21", 1, "eventtypeid        22", "CCB-ADD-03"),
    ("causeid         27", 0, "causeid         26", "CCB-UPD-05"),
    ("eventdatetime   2015-12-14 17:43:00", 0, "eventdatetime   2015-12-14 17:43:01", "CCB-UPD-05"),
    ("dbdatetime      2015-12-14 11:43:00", 0, "dbdatetime      2015-12-14 17:43:00", "CCB-ROW-02"),
    ("nbrattempts        0", 0, "nbrattempts        1", "CCB-UPD-13"),
    ("ani                5008", 0, "ani                5009", "CCB-ADD-02"),
    ("11:42:15.641,Get Status_01,data,ewt", 0, "11:42:15.640,Get Status_01,data,ewt", "CCB-LOG-04"),
    ("11:45:28.925,Queue2,enter", 0, "11:45:27.925,Queue2,enter", "CCB-LOG-04"),
    ("Dec 14 2015 11:42:13.394", 0, "Dec 14 2015 11:42:16.394", "CCB-TIM-04"),
    ("Dec 14 2015 11:44:15.074", 0, "Dec 14 2015 11:44:12.074", "CCB-TIM-01"),
];

/// One changed number is a violation of its clause, in its line or in one that it does not agree with any more.
#[test]
fn one_changed_number_is_a_violation() {
    for (what, nth, instead, clause) in EDITS {
        let line = line_of(PUBLISHED, what, *nth);
        let changed: Vec<String> = (1..)
            .zip(PUBLISHED.lines())
            .map(
                |(number, text): (u32, &str)| {
                    if number == line { text.replacen(what, instead, 1) } else { text.to_owned() }
                },
            )
            .collect();
        let report = audit(&[("changed.log", changed.join("\n").as_bytes())]);
        if *clause == "CCB-LOG-06" {
            assert!(
                report.of_kind(FindingKind::Damage).any(|finding| finding.line.abs_diff(line) <= 1),
                "{what}: {instead}"
            );
            continue;
        }
        let told = told(&report);
        assert!(told.iter().any(|(broken, _)| broken == clause), "{what}: {instead} breaks {clause}, found {told:?}");
        // A wrapped record is told by the line of its value.
        let names_it = report.of_kind(FindingKind::Violation).any(|finding| {
            let named =
                |near: u32| finding.expected.as_ref().is_some_and(|text| text.contains(&format!("line {near} ")));
            finding.line.abs_diff(line) <= 10 || (line..line + 6).any(named)
        });
        assert!(names_it, "{what} in line {line}: found {told:?}");
        assert_eq!(report.exit().code(), 1, "{what}");
    }
}

/// Lines as they were logged, without what a document did to them.
fn tidy() -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in PUBLISHED.lines() {
        let begins = line.starts_with("10.201.198.11.")
            || line.split_once(": 10.201.198.11: Dec").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
        if begins {
            lines.push(line.to_owned());
        } else if line.is_empty() || !line.is_ascii() || line.starts_with("```") {
        } else if let Some(last) = lines.last_mut() {
            last.push(if last.ends_with('-') { '\u{8}' } else { ' ' });
            last.push_str(line);
        }
    }
    lines.iter().map(|line| line.replace('\u{8}', "")).collect()
}

/// The order of two lines of one session, or of one call in the servlet's log.
#[test]
fn two_lines_in_another_order() {
    let lines = tidy();
    for (first, second) in [
        ("Get Status_01,enter,", "Get Status_01,custom,Callback_Get_Status,ELEMENT_ENTRY"),
        ("Queue1,exit,done", "Get Status_01,enter,"),
        ("Validate_01,exit,refresh", "SetQueueDefaults_01,enter,"),
        ("status=24 reason=27", "returning stauts=success"),
        ("timeInFirstPlace(SeCS)=45", "timeInFirstPlace(SeCS)=55"),
        ("CALLGUID=064CD880000100000000025308C6C90A QueueName=billing", "QueueStats putEntry"),
    ] {
        let find = |what: &str| lines.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}"));
        let mut swapped = lines.clone();
        let at = find(first);
        let other =
            at + lines[at..].iter().position(|line| line.contains(second)).unwrap_or_else(|| panic!("{second}"));
        swapped.swap(at, other);
        let report = audit(&[("swapped.log", swapped.join("\n").as_bytes())]);
        let told = told(&report);
        let near =
            told.iter().any(|(_, line)| [at, other].iter().any(|place| (*line as usize).abs_diff(place + 1) <= 2));
        assert!(near && report.exit().code() == 1, "{first} and {second}: {told:?}");
    }
    assert_eq!(told(&audit(&[("tidy.log", lines.join("\n").as_bytes())])), []);
}

/// Two loops of music without a question between them are longer than the keepalive.
#[test]
fn a_gap_longer_than_the_keepalive() {
    let lines: Vec<String> = tidy().into_iter().filter(|line| !line.contains("11:47:33.0")).collect();
    let report = audit(&[("gap.log", lines.join("\n").as_bytes())]);
    let told = told(&report);
    assert!(
        told.iter().any(|(clause, line)| clause == "CCB-LOG-05" && lines[*line as usize - 1].contains("11:49:36.934")),
        "{told:?}"
    );
}

/// Every line alone, in files of its own kind, packed, in any order of files: the same call.
#[test]
fn the_same_from_several_files() {
    let lines = tidy();
    let part = |holds: &dyn Fn(&str) -> bool| -> String {
        let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| holds(line)).collect();
        lines.join("\n")
    };
    let reporting = part(&|line| !line.starts_with("10.201.198.11."));
    let first = part(&|line| line.contains(".CallbackEntry,") || line.contains(".CallbackEngine,"));
    let second = part(&|line| line.contains(".CallbackWait,") || line.contains(".CallbackQueue,"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(second.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let files: [(&str, &[u8]); 3] =
        [("activity.log.1.gz", &packed), ("reporting.log", reporting.as_bytes()), ("activity.log.2", first.as_bytes())];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let report = audit(&order.map(|index| files[index]));
        assert_eq!((told(&report), report.summary.calls), (vec![], 1), "{order:?}");
        let call = &report.calls[0];
        assert_eq!((call.ticks.len(), call.answers_checked, call.timeline.len()), (18, 9, 19), "{order:?}");
    }
}

/// Nothing judged is never conformant; what cannot be read is told; nothing panics.
#[test]
fn what_is_no_log() {
    let mut noise: Vec<u8> = Vec::new();
    let mut state = 1_u64;
    for _ in 0..200_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        noise.push(state.to_be_bytes()[0]);
    }
    let long = vec![b'x'; 3_000_000];
    let nul = vec![0; 100_000];
    for (name, bytes) in
        [("empty", &[][..]), ("noise", &noise), ("long", &long), ("nul", &nul), ("text", b"hello\nworld\n")]
    {
        let report = audit(&[(name, bytes)]);
        assert_eq!((report.exit().code(), report.summary.calls), (4, 0), "{name}");
        assert!(!report.findings.is_empty(), "{name} is told of");
    }
    let named: Vec<String> = tidy().into_iter().filter(|line| line.contains(",start,")).collect();
    let report = audit(&[("named", named.join("\n").as_bytes())]);
    assert_eq!((report.exit().code(), report.summary.calls), (4, 0), "a call that is only named");
    let broken = [&[0x1f, 0x8b, 8, 0][..], &noise].concat();
    let directory = tempfile::tempdir().unwrap();
    let paths = written(&directory, &[("broken.gz", &broken)]);
    assert!(perform(&paths, &Options::default()).unwrap_err().to_string().contains("broken.gz"));
}

/// A long line in the midst of a log is damage, and what stands around it is judged.
#[test]
fn a_line_that_is_too_long() {
    let lines = tidy();
    let (begin, end) = lines.split_at(lines.len() / 2);
    let long = "y".repeat(5_000_000);
    let text = format!("{}\n{long}\n{}\n", begin.join("\n"), end.join("\n"));
    let report = audit(&[("long.log", text.as_bytes())]);
    assert_eq!((told(&report), report.summary.ticks), (vec![], 18));
    assert!(report.of_kind(FindingKind::Damage).any(|finding| *finding.about == *"a line that is too long"));
}

#[test]
fn exit_codes_and_reports() {
    let directory = tempfile::tempdir().unwrap();
    let [sound, broken, empty] = <[PathBuf; 3]>::try_from(written(
        &directory,
        &[
            ("sound.log", PUBLISHED.as_bytes()),
            ("broken.log", PUBLISHED.replace("RemainingTime=35", "RemainingTime=36").as_bytes()),
            ("empty.log", b""),
        ],
    ))
    .unwrap();
    let json = directory.path().join("audit.json");
    let told = PathBuf::from(format!("--report=json={}", json.display()));
    let output = command(&[&sound, &told]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{printed}");
    for text in [
        "entered 11:41:18.810",
        "left 11:51:43.700",
        "connected (24/27)",
        "18 ticks checked",
        "9 answers",
        "no violation: 1 call",
    ] {
        assert!(printed.contains(text), "{text}: {printed}");
    }
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!((&report["format"], &report["summary"]["calls"]), (&1.into(), &1.into()));
    assert_eq!(report["calls"][0]["timeline"][0]["operation"], "EnterQueue");
    for (paths, code) in [
        (vec![broken.as_path()], 1),
        (vec![empty.as_path()], 4),
        (vec![directory.path()], 1),
        (vec![Path::new("no-such-file.log")], 2),
        (vec![Path::new("--report=pdf=x"), &sound], 2),
        (vec![], 2),
    ] {
        assert_eq!(command(&paths).status.code(), Some(code), "{paths:?}");
    }
}

/// Every clause that the audit names is one of the specification.
#[test]
fn clauses_exist() {
    let mut sources = vec![PathBuf::from("src/audit")];
    let mut seen = 0;
    while let Some(path) = sources.pop() {
        if path.is_dir() {
            sources.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        for (at, _) in std::fs::read_to_string(&path).unwrap().match_indices("\"CCB-") {
            let text = std::fs::read_to_string(&path).unwrap();
            let id = text[at + 1..].split('"').next().unwrap().to_owned();
            assert!(ClauseId::from_text(&id).is_some(), "{}: {id}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 50);
}
