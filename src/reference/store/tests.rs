//! The store against real databases, read by a connection of its own as an observer would.

use assert_matches::assert_matches;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sqlx::{Connection as _, Row as _, SqliteConnection, SqlitePool};

use super::{Store, StoreError};
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::table::Table;
use crate::reference::model::change::{Change, QueueRow, QueueStatus};
use crate::reference::model::entry::{Call, Entry, Gateway};
use crate::reference::model::queue::Queue;
use crate::reference::mutants::Bent;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

fn chicago() -> TimeZone {
    TimeZone::get("America/Chicago").expect("the bundled database has it")
}

fn call(surrogate: i64) -> Call {
    let callid = Callid::from_u128(0x064C_D880_0001_0000_0000_0253_08C6_C90A);
    Call { surrogate, callid, entered: at("2015-12-14T17:41:18.810Z") }
}

fn entry(call: Call) -> Entry {
    Entry {
        call,
        queue: "billing".into(),
        ewt_s: 180,
        ani: None,
        preemptive: Some(Gateway { id: "10.201.198.21".into(), location: "doclab".into() }),
        callback: None,
        last_contact: Timestamp::default(),
        remaining_s: 0,
    }
}

fn entered(call: Call) -> Vec<Change> {
    let row = QueueRow { call, queue_id: 1, queue: "billing".into(), estimate_s: 0, ewt_s: 180 };
    vec![Change::Queue(Queue::new(1, "billing")), Change::Entry(entry(call)), Change::QueueRow(row)]
}

fn added(call: Call) -> Vec<Change> {
    let gateway = Gateway { id: "10.201.198.21".into(), location: "doclab".into() };
    let callback = Change::Callback { call, number: "5008".into(), recording: None, gateway };
    vec![callback, Change::Event { call, state: EventType::Pending, cause: Cause::None, at: call.entered }]
}

async fn open(url: &str, time_zone: TimeZone) -> Result<Store, StoreError> {
    Store::open(url, time_zone, Bent::default()).await
}

async fn try_keep(store: &mut Store, now: &str, changes: &[Change]) -> Result<(), StoreError> {
    store.keep(at(now), &changes.iter().collect::<Vec<_>>()).await
}

async fn keep(store: &mut Store, now: &str, changes: &[Change]) {
    try_keep(store, now, changes).await.expect("the changes are good");
}

/// Every row of a query, its cells joined by `|`.
async fn rows(pool: &SqlitePool, query: &'static str) -> Vec<String> {
    let rows = sqlx::query(query).fetch_all(pool).await.expect("a good query");
    rows.iter()
        .map(|row| {
            let cells = (0..row.len()).map(|cell| {
                let text = row.try_get::<Option<String>, _>(cell);
                let integer = || row.try_get::<Option<i64>, _>(cell).expect("text or a number").map(|n| n.to_string());
                text.unwrap_or_else(|_| integer()).unwrap_or_else(|| "null".to_owned())
            });
            cells.collect::<Vec<_>>().join("|")
        })
        .collect()
}

/// CCB-ROW-04 and SPEC 12, read through another pool of the same process, for every kind of URL.
#[tokio::test]
async fn tables_are_seen_by_an_observer() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = format!("sqlite:{}", directory.path().join("ccb.db").display());
    for url in [file.as_str(), "sqlite:/observed?vfs=memdb"] {
        let mut store = open(url, chicago()).await.expect("it opens");
        let pool = SqlitePool::connect(url).await.expect("it opens a second time");
        keep(&mut store, "2015-12-14T17:41:18.810Z", &entered(call(1))).await;
        keep(&mut store, "2015-12-14T17:41:55.314Z", &added(call(1))).await;
        let queue =
            "1|2015-12-14|064CD880000100000000025308C6C90A|1|0|2015-12-14 17:41:18|null|0|180|0|2015-12-14 11:41:18";
        assert_eq!(rows(&pool, "select * from callbackqueue").await, [queue], "{url}");
        let callback = "1|2015-12-14|null|5008|p|10.201.198.21|null|null|null|2015-12-14 11:41:55|doclab|0|21|0";
        assert_eq!(rows(&pool, "select * from callback").await, [callback]);
        let event = "1|2015-12-14|2015-12-14 17:41:18|0|2015-12-14 11:41:55|21";
        assert_eq!(rows(&pool, "select * from callbackevent").await, [event]);
        assert_eq!(rows(&pool, "select * from queueref").await, ["1|billing"]);
        assert_eq!(rows(&pool, "select count(*), min(causeid), max(causeid) from causeref").await, ["78|0|1046"]);
        let pending = "select eventtype from callback join eventtyperef using (eventtypeid)"; // CCB-ROW-05
        assert_eq!(rows(&pool, pending).await, ["Callback Pending"]);
        pool.close().await;
    }
}

/// CCB-ROW-02 and CCB-UPD-05: `DBDateTime` is renewed at every change of its row, and only of its row.
#[tokio::test]
async fn every_change_of_a_row() {
    let url = "sqlite:/changes?vfs=memdb";
    let mut store = open(url, chicago()).await.expect("it opens");
    let pool = SqlitePool::connect(url).await.expect("it opens a second time");
    let (first, second) = (call(1), Call { callid: Callid::from_u128(2), ..call(2) });
    for call in [first, second] {
        keep(&mut store, "2015-12-14T17:41:18.810Z", &entered(call)).await;
        keep(&mut store, "2015-12-14T17:41:55.314Z", &added(call)).await;
    }
    let (state, cause) = (EventType::Complete, Cause::Connected);
    let now = at("2015-12-14T17:43:19.772Z");
    let changes = [
        Change::ValidationStatus { call: first, status: 258 },
        Change::Left { call: first, status: QueueStatus::Zombie, at: now },
        Change::CallbackState { call: first, state, cause, attempts: 3 },
        Change::Event { call: first, state, cause, at: now },
    ];
    keep(&mut store, "2015-12-14T17:43:19.772Z", &changes).await;
    let queue =
        "select queuestatus, validationstatus, leavedatetime, dbdatetime from callbackqueue order by surrogateid";
    assert_eq!(
        rows(&pool, queue).await,
        ["2|258|2015-12-14 17:43:19|2015-12-14 11:43:19", "0|0|null|2015-12-14 11:41:18"]
    );
    let callback = "select eventtypeid, causeid, nbrattempts, dbdatetime from callback order by surrogateid";
    assert_eq!(rows(&pool, callback).await, ["24|27|3|2015-12-14 11:43:19", "21|0|0|2015-12-14 11:41:55"]);

    // CCB-ARC-01 and 03.
    let before = at("2015-12-14T17:43:19Z");
    keep(&mut store, "2015-12-21T17:43:19Z", &[Change::Archived { surrogate: 1 }, Change::Purged { before }]).await;
    assert_eq!(rows(&pool, "select surrogateid from callback_current").await, ["2"]);
    assert_eq!(rows(&pool, "select surrogateid from callback_historical").await, ["1"]);
    assert_eq!(rows(&pool, "select surrogateid from callback order by 1").await, ["1", "2"]);
    assert_eq!(rows(&pool, "select eventtypeid from callbackevent").await, ["24"], "those of 17:41:18 are gone");
}

/// CCB-DUR-01 and CCB-ROW-01: what is kept comes back, and no surrogate id is used again.
#[tokio::test]
async fn what_was_kept_comes_back() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite:{}", directory.path().join("ccb.db").display());
    let mut store = open(&url, chicago()).await.expect("it opens");
    keep(&mut store, "2015-12-14T17:41:18.810Z", &entered(call(33))).await;
    keep(&mut store, "2015-12-14T17:41:55.314Z", &added(call(33))).await;
    store.close().await.expect("it closes");

    let mut store = open(&url, chicago()).await.expect("it opens again");
    let kept = store.load().await.expect("it loads");
    assert_eq!((&kept.entries[..], &kept.queues[..]), (&[entry(call(33))][..], &[Queue::new(1, "billing")][..]));
    assert_eq!(kept.current[&33].state, EventType::Pending);
    assert!(kept.seen.contains(&call(33).callid));
    assert_eq!(kept.last_surrogate, 33);

    keep(&mut store, "2015-12-14T17:51:43Z", &[Change::EntryGone(call(33))]).await;
    let pool = SqlitePool::connect(&url).await.expect("it opens a second time");
    sqlx::raw_sql("delete from callbackqueue; delete from callback_current; delete from callbackevent")
        .execute(&pool)
        .await
        .expect("the tables are there");
    let kept = store.load().await.expect("it loads");
    assert_eq!((kept.entries.len(), kept.last_surrogate), (0, 33));
}

/// A transaction that is not committed keeps nothing, and a locked database is told in time (CCB-DUR-03).
#[tokio::test]
async fn all_or_nothing_and_not_for_ever() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = format!("sqlite:{}", directory.path().join("ccb.db").display());
    for url in [file.as_str(), "sqlite:/locked?vfs=memdb"] {
        let mut store = open(url, chicago()).await.expect("it opens");
        let mut changes = entered(call(1));
        changes.extend(entered(call(1))); // the second row has the key of the first
        assert!(try_keep(&mut store, "2015-12-14T17:41:18.810Z", &changes).await.is_err());
        assert_eq!(store.load().await.expect("it loads").entries, []);

        let mut other = SqliteConnection::connect(url).await.expect("it opens a second time");
        let lock = other.begin_with("begin exclusive").await.expect("nobody else writes");
        for changes in [&entered(call(1))[..], &[]] {
            assert!(try_keep(&mut store, "2015-12-14T17:41:18.810Z", changes).await.is_err(), "{url}");
        }
        drop(lock);
        other.close().await.expect("it closes");
        keep(&mut store, "2015-12-14T17:41:18.810Z", &entered(call(1))).await;
        assert_eq!(store.load().await.expect("it loads").entries.len(), 1, "{url}");
    }
}

#[tokio::test]
async fn what_is_no_database_of_this_servlet() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("foreign");
    let url = format!("sqlite:{}", path.display());
    std::fs::write(&path, "a text that is long enough to be no SQLite header at all, by any reading")
        .expect("writable");
    assert_matches!(open(&url, chicago()).await, Err(StoreError::NoDatabase));
    for (made, foreign) in [
        ("create table causeref (id integer, text text)", "causeref"),
        ("create table CALLBACK (surrogateid integer)", "callback"),
        ("create table ccbspec_entry (document text)", "ccbspec_entry"),
    ] {
        std::fs::write(&path, "").expect("writable");
        let mut connection = SqliteConnection::connect(&url).await.expect("an empty file is a database");
        sqlx::raw_sql(made).execute(&mut connection).await.expect("a good statement");
        connection.close().await.expect("it closes");
        assert_matches!(open(&url, chicago()).await, Err(StoreError::Foreign { table }) if table == foreign);
    }
    for url in ["odbc:DSN=ccb", "sqlite:ccb.db?mode=nonsense", "postgres://localhost:port/ccb"] {
        assert_matches!(open(url, chicago()).await, Err(StoreError::Url { .. }), "{url}");
    }
    assert_matches!(open("ccb.db", chicago()).await, Err(StoreError::Unknown(_)));
    // A database server that is not there is told in time.
    assert!(open("postgres://ccb:secret@127.0.0.1:9/ccb", chicago()).await.is_err());
    let nowhere = format!("sqlite:{}", directory.path().join("no").join("where").display());
    assert_matches!(open(&nowhere, chicago()).await, Err(StoreError::Database(_)));
}

/// SPEC 12: every documented column, in the documented order.
#[tokio::test]
async fn columns_are_the_documented_ones() {
    let url = "sqlite:/columns?vfs=memdb";
    let _store = open(url, TimeZone::UTC).await.expect("it opens");
    let pool = SqlitePool::connect(url).await.expect("it opens a second time");
    for table in Table::ALL {
        let columns = sqlx::query("select name from pragma_table_info(?)").bind(table.name()).fetch_all(&pool).await;
        let columns: Vec<String> = columns.expect("a good query").iter().map(|row| row.get(0)).collect();
        let documented: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        assert_eq!(columns, documented, "{table}");
    }
}
