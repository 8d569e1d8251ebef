//! A running server, spoken to over real connections.

mod durability;
mod journey;
mod transport;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use jiff::tz::TimeZone;
use sqlx::{Row as _, SqlitePool};
use tokio::net::TcpListener;

use super::{Server, Settings};
use crate::reference::clock::ClockSettings;
use crate::reference::reporting_log::ReportingLog;

/// The settings of the published trace: Chicago, a timer of 10.14 s started at 11:41:12.554 (SPEC 17).
pub fn published(database: &str) -> Settings {
    Settings {
        database: database.to_owned(),
        time_zone: TimeZone::get("America/Chicago").expect("the bundled database has it"),
        clock: ClockSettings::Test { start: "2015-12-14T17:41:12.554Z".parse().expect("a timestamp") },
        timer_period: Duration::from_millis(10_140),
        max_calls_per_ani: None,
        dialed_numbers: None,
        reporting_log: ReportingLog::off(),
        bent: crate::reference::Bent::Straight,
    }
}

/// Starts a server on a port of its own.
pub async fn start(settings: Settings) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    Server::start(listener, settings).await.expect("it starts")
}

/// What came back.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Sends bytes on a connection of their own and reads to its end.
pub async fn send(address: SocketAddr, request: Vec<u8>) -> Response {
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.write_all(&request).expect("it reads");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it answers");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Response { status, head: head.to_lowercase(), body: body.to_owned() }
    })
    .await
    .expect("the client does not panic")
}

/// Sends a request of any verb, target, further header lines and body.
pub async fn http(address: SocketAddr, verb: &str, target: &str, headers: &str, body: &str) -> Response {
    let length = body.len();
    let head = format!("{verb} {target} HTTP/1.1\r\nHost: ccb\r\nConnection: close\r\nContent-Length: {length}\r\n");
    send(address, format!("{head}{headers}\r\n{body}").into_bytes()).await
}

/// POSTs a form.
pub async fn post(server: &Server, form: &str) -> Response {
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    http(server.address(), "POST", "/cvp/CallbackServlet", headers, form).await
}

/// The lines of an answer, sorted and joined by a blank.
pub async fn ask(server: &Server, form: &str) -> String {
    let response = post(server, form).await;
    let mut lines: Vec<&str> = response.body.lines().filter(|line| !line.starts_with("message=")).collect();
    lines.sort_unstable();
    lines.join(" ")
}

/// Every row of a query, its cells joined by `|`.
pub async fn rows(pool: &SqlitePool, query: &'static str) -> Vec<String> {
    let rows = sqlx::query(query).fetch_all(pool).await.expect("a good query");
    let cell = |row: &sqlx::sqlite::SqliteRow, cell: usize| match row.try_get::<Option<String>, _>(cell) {
        Ok(text) => text.unwrap_or_else(|| "null".to_owned()),
        Err(_) => row.get::<i64, _>(cell).to_string(),
    };
    rows.iter().map(|row| (0..row.len()).map(|n| cell(row, n)).collect::<Vec<_>>().join("|")).collect()
}
