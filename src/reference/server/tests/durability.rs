//! Restart, outage, concurrency, and the two clocks.

use std::time::{Duration, Instant};

use assert_matches::assert_matches;
use sqlx::{Connection as _, SqliteConnection, SqlitePool};
use tokio::net::TcpListener;

use super::{Server, Settings, ask, post, published, rows, start};
use crate::reference::clock::ClockSettings;
use crate::reference::server::StartError;
use crate::reference::store::StoreError;

fn callid(number: u32) -> String {
    format!("callid={number:032}")
}

async fn add_callback(server: &Server, number: u32) {
    let callid = callid(number);
    for request in [
        "EnterQueue&qname=billing&ewt=180&ani=5008",
        "SetQueueDefaults&qname=billing&cli=1&maxpercent=100&maxewt=0&maxbusy=2;60",
        "Validate&gw=g&loc=l&trunks=9",
        "AddCallback&number=5008",
    ] {
        assert_eq!(post(server, &format!("method={request}&{callid}")).await.status, 200, "{request}");
    }
}

async fn rates_aside(server: &Server, number: u32) -> String {
    let answer = ask(server, &format!("method=GetStatus&{}", callid(number))).await;
    answer.split(' ').filter(|line| !line.contains("Rate")).collect::<Vec<_>>().join(" ")
}

/// CCB-DUR-01 and 02: nothing is done to stop the first server, as if it were killed.
#[tokio::test]
async fn killed_and_started_again() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite:{}", directory.path().join("ccb.db").display());
    let server = start(published(&url)).await;
    add_callback(&server, 1).await;
    ask(&server, &format!("method=EnterQueue&qname=billing&ewt=180&{}", callid(2))).await;
    ask(&server, &format!("method=EnterQueue&qname=billing&ewt=180&{}", callid(3))).await;
    ask(&server, &format!("method=LeaveQueue&{}", callid(2))).await;
    ask(&server, &format!("method=UpdateStatus&status=22&{}", callid(1))).await;
    ask(&server, &format!("method=UpdateStatus&status=24&reason=5&{}", callid(1))).await;
    std::mem::forget(server);

    let mut settings = published(&url);
    settings.clock = ClockSettings::Test { start: "2015-12-14T17:41:42.554Z".parse().expect("a timestamp") };
    let server = start(settings).await;
    let waiting = "cli=1 dn=5008 ewt=30 qpos=0 rna=30 startCallback=false";
    assert_eq!(rates_aside(&server, 1).await, waiting, "the retry interval goes on");
    assert_eq!(rates_aside(&server, 3).await, "cli=1 ewt=150 qpos=1 rna=30 startCallback=false", "R is calculated");
    assert_eq!(ask(&server, &format!("method=GetStatus&{}", callid(2))).await, "cause=1037 error=not_in_queue");
    let entered = ask(&server, &format!("method=EnterQueue&qname=new&ewt=180&{}", callid(4))).await;
    assert_eq!(entered, "ewt=0");
    let second_busy = format!("method=UpdateStatus&status=24&reason=5&{}", callid(1));
    ask(&server, &format!("method=UpdateStatus&status=22&{}", callid(1))).await;
    assert_eq!(ask(&server, &second_busy).await, "result=cancel", "the attempts are kept");
    let pool = SqlitePool::connect(&url).await.expect("it opens a second time");
    let queues = "select surrogateid, queuename from callbackqueue join queueref using (queueid) order by 1";
    assert_eq!(rows(&pool, queues).await, ["1|billing", "2|billing", "3|billing", "4|new"]);
    pool.close().await;
    server.stop().await.expect("it stops");
}

/// CCB-DUR-03 and SPEC 2.1: told before an unknown callid, but after what is wrong with the form.
#[tokio::test]
async fn unreachable_database() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite:{}", directory.path().join("ccb.db").display());
    let server = start(published(&url)).await;
    add_callback(&server, 1).await;
    let mut other = SqliteConnection::connect(&url).await.expect("it opens a second time");
    let lock = other.begin_with("begin exclusive").await.expect("nobody else writes");
    let unavailable = "cause=1040 error=unavailable";
    for request in ["LeaveQueue", "Validate", "AddCallback&number=1", "EnterQueue&qname=q&ewt=1"] {
        assert_eq!(ask(&server, &format!("method={request}&{}", callid(9))).await, unavailable, "{request}");
    }
    assert_eq!(ask(&server, "method=SetQueueDefaults&qname=q&cli=1").await, unavailable);
    let form = ask(&server, &format!("method=EnterQueue&qname=q&{}", callid(9))).await;
    assert_eq!(form, "cause=1013 error=missing_parameter parameter=ewt");
    assert_eq!(rates_aside(&server, 1).await, "cli=1 dn=5008 ewt=180 qpos=0 rna=30 startCallback=false");
    assert_eq!(post(&server, "method=Diag").await.status, 200);

    // The timer goes on: R falls, and who is stale stays until the database is there again.
    let began = Instant::now();
    ask(&server, "method=TestClock&advance=101.4").await;
    assert_eq!(rates_aside(&server, 1).await, "cli=1 dn=5008 ewt=0 qpos=0 rna=30 startCallback=true");
    ask(&server, "method=TestClock&advance=300").await;
    assert!(began.elapsed() < Duration::from_secs(5), "one wait for the lock a move, not one a tick");
    drop(lock);
    other.close().await.expect("it closes");
    ask(&server, "method=TestClock&advance=10.14").await;
    assert_eq!(ask(&server, &format!("method=GetStatus&{}", callid(1))).await, "cause=1037 error=not_in_queue");
    let pool = SqlitePool::connect(&url).await.expect("it opens a second time");
    let stale = "select queuestatus, eventtypeid, causeid from callbackqueue join callback using (surrogateid)";
    assert_eq!(rows(&pool, stale).await, ["2|20|16"]);
    pool.close().await;
    server.stop().await.expect("it stops");
}

/// CCB-TRN-08: some one-after-another order. The runtime has one thread, the clients have many.
#[tokio::test]
async fn many_enter_at_once() {
    let server = std::sync::Arc::new(start(published("sqlite::memory:")).await);
    let entering = (1..=40).map(|number| {
        let server = std::sync::Arc::clone(&server);
        tokio::spawn(async move {
            ask(&server, &format!("method=EnterQueue&qname=billing&ewt=400&{}", callid(number))).await
        })
    });
    for entered in futures::future::join_all(entering).await {
        assert_eq!(entered.expect("the client does not panic"), "ewt=0");
    }
    let mut places: Vec<u32> = Vec::new();
    for number in 1..=40 {
        let answer = ask(&server, &format!("method=GetStatus&{}", callid(number))).await;
        let place = answer.split(' ').find_map(|line| line.strip_prefix("qpos=")).and_then(|qpos| qpos.parse().ok());
        places.push(place.unwrap_or_else(|| panic!("{answer}")));
    }
    places.sort_unstable();
    assert_eq!(places, (0..40).collect::<Vec<u32>>());
}

/// CCB-CLK-02 and CCB-TIM-01: by the system's clock nobody moves it, and the timer ticks by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn system_clock() {
    let settings = Settings {
        clock: ClockSettings::System,
        timer_period: Duration::from_millis(20),
        ..published("sqlite::memory:")
    };
    let server = start(settings).await;
    assert_eq!(ask(&server, "method=TestClock").await, "cause=1010 error=unknown_method");
    ask(&server, "method=SetQueueDefaults&qname=billing&cli=1&keepalive=1&rna=0").await;
    ask(&server, &format!("method=EnterQueue&qname=billing&ewt=180&{}", callid(1))).await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(ask(&server, &format!("method=GetStatus&{}", callid(1))).await, "cause=1037 error=not_in_queue");
    server.stop().await.expect("it stops");
}

/// CCB-CLK-01 and 03, CCB-ARC-01 and 03, over a week that passes at once.
#[tokio::test]
async fn a_week_goes_by() {
    let url = "sqlite:/week?vfs=memdb";
    let server = start(published(url)).await;
    add_callback(&server, 1).await;
    ask(&server, &format!("method=LeaveQueue&{}", callid(1))).await;
    let pool = SqlitePool::connect(url).await.expect("it opens a second time");
    let told = ask(&server, "method=TestClock&advance=1799.999").await;
    assert_eq!(told, "nexttick=2015-12-14T12:11:17.474-06:00 now=2015-12-14T12:11:12.553-06:00");
    let places = "select (select count(*) from callback_current), (select count(*) from callback_historical)";
    assert_eq!(rows(&pool, places).await, ["1|0"]);
    ask(&server, "method=TestClock&advance=0.001").await;
    assert_eq!(rows(&pool, places).await, ["0|1"]);
    ask(&server, "method=TestClock&now=2015-12-21T17:41:12.553Z&timer=0.001").await;
    assert_eq!(rows(&pool, "select count(*) from callbackevent").await, ["2"], "seven days are not over");
    ask(&server, "method=TestClock&advance=34500000").await;
    assert_eq!(rows(&pool, "select count(*) from callbackevent").await, ["0"]);
    pool.close().await;
    server.stop().await.expect("it stops");
}

#[tokio::test]
async fn what_does_not_start() {
    let try_to = async |settings| {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Server::start(listener, settings).await.err()
    };
    let store = try_to(published("odbc:DSN=ccb")).await;
    assert_matches!(store, Some(StartError::Store { error: StoreError::Url { .. }, .. }));
    let timer = try_to(Settings { timer_period: Duration::ZERO, ..published("sqlite::memory:") }).await;
    assert_matches!(timer, Some(StartError::TimerPeriod(_)));
}

/// One server for each scenario: starting has to be quick.
#[tokio::test]
async fn starting_takes_little() {
    let began = Instant::now();
    for _ in 0..10 {
        start(published("sqlite::memory:")).await.stop().await.expect("it stops");
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?} for ten", began.elapsed());
}
