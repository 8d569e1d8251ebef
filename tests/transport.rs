//! Targets that misbehave on the wire: each has its verdict and exit code, and none is a pass.

mod kit;

use std::sync::Mutex;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kit::{CLOCK_START, Served, Told};
use tempfile::TempDir;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// A servlet with a clock that is in order, and one answer to everything else.
struct Miniature {
    now: Mutex<Timestamp>,
    otherwise: fn() -> ResponseTemplate,
}

const PERIOD: SignedDuration = SignedDuration::from_secs(10);

fn text(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_owned(), "text/plain; charset=UTF-8")
}

impl Respond for Miniature {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let form: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
        let value = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match value("method") {
            Some("TestClock") => {
                let mut now = self.now.lock().expect("no test panics while it holds this");
                if let Some(moved) = value("now") {
                    *now = moved.parse().expect("the suite sends RFC 3339");
                }
                let start: Timestamp = CLOCK_START.parse().expect("a timestamp");
                let mut nexttick = start + PERIOD;
                while nexttick <= *now {
                    nexttick += PERIOD;
                }
                text(200, &format!("now={:.3}\nnexttick={nexttick:.3}\n", *now))
            }
            None => ResponseTemplate::new(200).set_body_raw("<p>Diag</p>", "text/html"),
            Some(_) => (self.otherwise)(),
        }
    }
}

/// Runs the plain journey against a miniature; its rows are those of an untouched database.
async fn run_against(otherwise: fn() -> ResponseTemplate, more: &'static [&'static str]) -> Told {
    let server = MockServer::start().await;
    let now = Mutex::new(CLOCK_START.parse().expect("a timestamp"));
    Mock::given(any()).respond_with(Miniature { now, otherwise }).mount(&server).await;
    run_at(server.uri(), more).await
}

async fn run_at(url: String, more: &'static [&'static str]) -> Told {
    let run = move || {
        let directory = TempDir::new().expect("a directory");
        let database = Served::start(directory.path(), &["--test-clock", CLOCK_START]).database.clone();
        let mut command = kit::ccbspec(["run", "plain-callback", "--target", &url, "--database", &database]);
        command.args(more);
        Told::by(command)
    };
    tokio::task::spawn_blocking(run).await.expect("the run ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_too_late_fails() {
    let late = || text(200, "result=done\n").set_delay(Duration::from_secs(5));
    run_against(late, &["--timeout", "0.2"]).await.must(1, &["within 200 ms", "CCB-TRN-07", "non-conformant"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_form_fails() {
    let page = || ResponseTemplate::new(200).set_body_raw("<p>ok</p>", "text/html");
    run_against(page, &[]).await.must(1, &["malformed answer to SetQueueDefaults", "text/html", "CCB-TRN-03"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_error_fails() {
    run_against(|| text(500, "boom\n"), &[]).await.must(1, &["malformed answer", "boom"]);
    let mixed = || text(200, "error=not_in_queue\ncause=1037\nmessage=x\n");
    run_against(mixed, &[]).await.must(1, &["status 409, not 200", "CCB-TRN-04"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_steers_a_terminal_is_told_without_its_power() {
    let told = run_against(|| text(200, "result=\u{1b}[2Jgone\n"), &[]).await;
    told.must(1, &["answer.result"]);
    assert!(!told.stdout.contains('\u{1b}'), "{:?}", told.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_servlet_that_stores_nothing_fails() {
    let told = run_against(|| text(200, "result=done\newt=0\n"), &[]).await;
    told.must(1, &["callbackqueue[0]", "actual   (nothing)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_no_servlet_is_a_mistake_of_the_command_line() {
    let server = MockServer::start().await;
    let told = run_at(server.uri(), &[]).await;
    told.must(2, &["no Courtesy Callback servlet answers", "404"]);
}
