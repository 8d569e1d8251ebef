//! What the tests of the tool share: running it, serving with it, and failures that explain themselves.
#![allow(dead_code, reason = "each test program uses a part of the kit")]

pub mod operated;
pub mod proxy;
pub mod raw;
pub mod tap;
pub mod xml;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use ccbspec::journal::footer::Ended;
use ccbspec::journal::header::Header;
use ccbspec::journal::keeper::Keeper;
use ccbspec::journal::scenario::ScenarioRecord;
use ccbspec::journal::whole::Journal;
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use sqlx::{Connection as _, SqliteConnection};

/// When a served reference's clock begins, in section 17's morning.
pub const CLOCK_START: &str = "2015-12-14T11:41:12.554-06:00";

/// Runs statements against a SQLite database.
pub fn sql(database: &str, statements: &[&str]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = SqliteConnection::connect(database).await.expect("it opens");
        for statement in statements {
            sqlx::query(sqlx::AssertSqlSafe(*statement)).execute(&mut connection).await.expect(statement);
        }
        connection.close().await.expect("it closes");
    });
}

/// `ccbspec` with these arguments and none of the caller's settings.
pub fn ccbspec(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccbspec"));
    command.args(arguments).env("NO_COLOR", "1");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CCBSPEC_")) {
        command.env_remove(name);
    }
    command
}

/// What a finished run told.
#[derive(Debug)]
pub struct Told {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Told {
    /// Runs a command to its end.
    pub fn by(mut command: Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
        Self { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Asserts the exit code, and that each text was told somewhere.
    #[track_caller]
    pub fn must(&self, code: i32, texts: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "exit code; it told:\n{}\n{}", self.stdout, self.stderr);
        for text in texts {
            let told = self.stdout.contains(text) || self.stderr.contains(text);
            assert!(told, "`{text}` was not told:\n{}\n{}", self.stdout, self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "a panic:\n{}", self.stderr);
        self
    }
}

/// Runs `ccbspec` with these arguments to its end.
pub fn told<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Told {
    Told::by(ccbspec(arguments))
}

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of a directory of the project, two levels deep at most.
pub fn copy(name: &str, to: &Path) -> PathBuf {
    let to = to.join(name);
    let copy_files = |from: &Path, to: &Path| {
        fs::create_dir_all(to).expect("a directory is made");
        for entry in fs::read_dir(from).expect("the directory is read") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a file is copied");
            }
        }
    };
    let from = root().join(name);
    copy_files(&from, &to);
    for entry in fs::read_dir(&from).expect("the directory is read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            copy_files(&path, &to.join(path.file_name().expect("a name")));
        }
    }
    to
}

/// Changes the only or first place in a file that reads `old`.
#[track_caller]
pub fn change(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).expect("the file is read");
    assert!(text.contains(old), "{} does not hold `{old}`", file.display());
    fs::write(file, text.replacen(old, new, 1)).expect("the file is written");
}

/// What a suite cannot do to a servlet that it did not start.
pub const OPERATED: &str = "@cap:restart or @cap:outage or @cap:max-calls-per-ani or @cap:dialed-number-rules \
                            or @cap:default-record";

/// What a served reference can do beside what the suite finds out by itself.
pub const DECLARED: [&str; 4] = ["archive", "purge", "rates", "strict-transitions"];

/// The verdict lines of a report with every step in which nothing failed, without what differs between two targets.
pub fn verdicts(report: &str) -> Vec<&str> {
    let scenarios = report.lines().take_while(|line| *line != "Chapters");
    scenarios.filter(|line| line.starts_with("  ") && !line.starts_with("    ")).collect()
}

/// Plays everything that can be played against a servlet that the suite did not start, and asserts that it has the verdicts of the
/// embedded reference: all passes.
#[track_caller]
pub fn must_have_the_verdicts_of_the_embedded_one(url: &str, database: &str) {
    let others = format!("not ({OPERATED})");
    let embedded = told(["run", "-v", "--tags", &others]);
    embedded.must(0, &["conformant"]);
    let mut arguments = vec!["run", "-v", "--tags", &others, "--target", url, "--database", database];
    arguments.extend(["--timezone", "America/Chicago"]);
    arguments.extend(DECLARED.iter().flat_map(|name| ["--capability", name]));
    let remote = told(arguments);
    remote.must(0, &["conformant", url]);
    assert_eq!(verdicts(&remote.stdout), verdicts(&embedded.stdout));
    assert!(verdicts(&remote.stdout).iter().all(|line| line.starts_with("  pass  ")), "{}", remote.stdout);
}

/// What only a form can say.
const FORM_ALONE: [&str; 2] = ["transport-get", "transport-first-value"];

/// The same for one that speaks another of the shipped dialects, in which what only a form can say is not applicable.
#[track_caller]
pub fn must_have_the_usual_verdicts_in(dialect: &str, url: &str, database: &str) {
    let others = format!("not ({OPERATED})");
    let usual = told(["run", "-v", "--tags", &others]);
    usual.must(0, &["conformant"]);
    let mut arguments = vec!["run", "-v", "--tags", &others, "--timezone", "America/Chicago"];
    arguments.extend(["--target", url, "--database", database, "--dialect", dialect]);
    // Whoever declares what follows from the dialect is not believed.
    arguments.extend(DECLARED.iter().chain(&["form-dialect"]).flat_map(|name| ["--capability", name]));
    let run = told(arguments);
    let told = ["conformant", &format!("in the dialect {dialect}"), "does not offer: form-dialect", "2 not-applicable"];
    run.must(0, &told);
    let verdict_and_id = |line: &&str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some((words.next()?, words.next()?))
    };
    let expected: Vec<(String, String)> = verdicts(&usual.stdout)
        .iter()
        .filter_map(verdict_and_id)
        .map(|(verdict, id)| {
            let form_alone = FORM_ALONE.contains(&id.as_str());
            (if form_alone { "not-applicable".to_owned() } else { verdict }, id)
        })
        .collect();
    assert!(expected.len() > 200, "{}", usual.stdout);
    let found: Vec<(String, String)> = verdicts(&run.stdout).iter().filter_map(verdict_and_id).collect();
    assert_eq!(found, expected);
}

/// A client of a served reference that speaks as curl would.
pub struct ByHand {
    http: Client,
    url: String,
}

impl ByHand {
    pub fn new(served: &Served) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { http: Client::builder().no_proxy().build().expect("a client"), url: served.url.clone() }
    }

    /// Sends a form, and tells the status and the lines of the answer.
    pub async fn send(&self, form: &str) -> (u16, BTreeMap<String, String>) {
        let post = self.http.post(&self.url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = post.body(form.to_owned()).send().await.expect("an answer");
        let status = answer.status().as_u16();
        let body = answer.text().await.expect("a body");
        let lines = body.lines().filter_map(|line| line.split_once('='));
        (status, lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// Moves the clock, and sends a form for the published call in `billing`, whatever the answer is.
    pub async fn try_at(&self, time: &str, form: &str) -> (u16, BTreeMap<String, String>) {
        let (status, _) = self.send(&format!("method=TestClock&now=2015-12-14T{time}-06:00")).await;
        assert_eq!(status, 200, "{time}");
        self.send(&format!("{form}&callid=064CD880000100000000025308C6C90A&qname=billing")).await
    }

    /// The same, where the answer must be a success.
    pub async fn at(&self, time: &str, form: &str) -> BTreeMap<String, String> {
        let (status, lines) = self.try_at(time, form).await;
        assert_eq!(status, 200, "{form}: {lines:?}");
        lines
    }

    /// The field `result` of such an answer.
    pub async fn result_at(&self, time: &str, form: &str) -> String {
        self.at(time, form).await.remove("result").unwrap_or_default()
    }
}

/// A servlet that is killed in mid-journey takes up every promise where it left it (CCB-DUR-01, CCB-DUR-02).
pub async fn killed_and_started_again(database: &str, directory: &Path) {
    let started = |clock: &str| Served::start_on(database, directory, &["--test-clock", clock]);
    let served = started("2015-12-14T11:00:00-06:00");
    let hand = ByHand::new(&served);
    hand.at("11:00:00", "method=SetQueueDefaults&cli=8005551212&maxpercent=100&maxewt=0&maxbusy=2;30").await;
    assert_eq!(hand.at("11:00:01", "method=EnterQueue&ewt=180&ani=5008").await["ewt"], "0");
    assert_eq!(hand.result_at("11:00:01", "method=Validate&gw=g&loc=l&trunks=9").await, "preemptive");
    assert_eq!(hand.result_at("11:00:02", "method=AddCallback&number=5008").await, "valid");
    assert_eq!(hand.result_at("11:00:03", "method=UpdateStatus&status=22").await, "done");
    assert_eq!(hand.result_at("11:00:04", "method=UpdateStatus&status=24&reason=5").await, "retry");
    served.kill();

    let served = started("2015-12-14T11:00:14-06:00");
    let hand = ByHand::new(&served);
    let status = hand.at("11:00:14", "method=GetStatus").await;
    // What is left of the 30 seconds since the failure at 11:00:04.
    let told = (status["startCallback"].as_str(), status["ewt"].as_str(), status["qpos"].as_str());
    assert_eq!(told, ("false", "20", "0"));
    assert_eq!(hand.result_at("11:00:15", "method=UpdateStatus&status=22").await, "done");
    // The attempt before the kill counts: this is the second busy of two.
    assert_eq!(hand.result_at("11:00:16", "method=UpdateStatus&status=24&reason=5").await, "cancel");
}

/// A served reference, ended when dropped.
#[derive(Debug)]
pub struct Served {
    child: Child,
    pub url: String,
    pub database: String,
}

impl Served {
    /// Serves a database in `directory`.
    pub fn start(directory: &Path, more: &[&str]) -> Self {
        let database = format!("sqlite:{}", directory.join("ccb.db").display());
        Self::start_on(&database, directory, more)
    }

    /// Serves a database, with its log in `directory`.
    pub fn start_on(database: &str, directory: &Path, more: &[&str]) -> Self {
        let database = database.to_owned();
        let log = directory.join("reporting.log");
        let mut child = ccbspec(["serve", "--listen", "127.0.0.1:0"])
            .args(if more.contains(&"--timezone") { &[][..] } else { &["--timezone", "America/Chicago"][..] })
            .args(["--database", &database, "--reporting-log"])
            .arg(log)
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut lines = stderr.lines().map_while(Result::ok);
        let mut told = Vec::new();
        let serving = |line: &String| {
            told.push(line.clone());
            line.contains("serving ")
        };
        let line = lines.find(serving).unwrap_or_else(|| panic!("the server does not tell where it serves: {told:?}"));
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("a URL").to_owned();
        // The pipe must be read on, or the server would find nobody to tell.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url, database }
    }

    /// Ends it as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it has ended");
    }

    /// Asks it to end as a service manager would, and tells its exit code.
    pub fn end(mut self) -> Option<i32> {
        let killed = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(killed.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All records of a journal, in its order.
pub fn records(journal: &Journal) -> Vec<ScenarioRecord> {
    journal.scenarios().map(|scenario| scenario.expect("it can be read").record.into_owned()).collect()
}

/// The journal of these records, of which all were selected; what follows from them follows anew.
pub fn journal_of(mut header: Header, records: Vec<ScenarioRecord>, ended: Ended) -> Journal {
    header.selection.selected = records.iter().map(|record| record.scenario.id.clone()).collect();
    let mut keeper = Keeper::held(header);
    for record in records {
        keeper.add(record);
    }
    keeper.finish(ended).expect("its records are those that were selected")
}
