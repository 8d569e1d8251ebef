//! The whole suite, restarts and outages on the database servers that `tests/databases.sh` starts. Without one its tests are listed as
//! ignored; with `CCBSPEC_TEST_DATABASES=required`, as the gate sets it, they fail.

mod kit;

use std::collections::BTreeMap;
use std::env;
use std::process::{Command, ExitCode};

use kit::operated::{Operated, TOLD};
use kit::proxy::{Commits, Proxy};
use kit::{
    ByHand, CLOCK_START, Served, killed_and_started_again, must_have_the_usual_verdicts_in,
    must_have_the_verdicts_of_the_embedded_one, told,
};
use libtest_mimic::{Arguments, Failed, Trial};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, MySqlConnection, PgConnection};
use tempfile::TempDir;

/// A database server that can be crashed and started again.
#[derive(Clone, Debug)]
struct DatabaseServer {
    kind: Kind,
    /// URL of a database that is always there, on which others can be made.
    url: String,
    stop: String,
    start: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Postgres,
    MariaDb,
}

impl Kind {
    const fn variable(self) -> &'static str {
        match self {
            Self::Postgres => "CCBSPEC_TEST_POSTGRES",
            Self::MariaDb => "CCBSPEC_TEST_MARIADB",
        }
    }
}

type Test = fn(&DatabaseServer);

/// The rows are read through the ODBC driver for `PostgreSQL`, which only a build with the feature `odbc` can.
const ODBC: &str = "odbc::";

/// Every test, by the server that it needs.
const TESTS: &[(&str, Kind, Test)] = &[
    ("postgres::whole_suite", Kind::Postgres, whole_suite),
    ("postgres::whole_suite_under_other_names", Kind::Postgres, whole_suite_under_other_names),
    ("postgres::killed_and_started_again", Kind::Postgres, killed),
    ("postgres::killed_by_command", Kind::Postgres, killed_by_command),
    ("postgres::outage", Kind::Postgres, outage),
    ("postgres::commits_of_unknown_end", Kind::Postgres, commits_of_unknown_end),
    ("postgres::connection_lost_while_idle", Kind::Postgres, connection_lost_while_idle),
    ("postgres::types_as_they_come", Kind::Postgres, types_as_they_come_in_postgres),
    ("postgres::capitals_and_bytes", Kind::Postgres, capitals_and_bytes),
    ("postgres::what_is_missing_is_named", Kind::Postgres, what_is_missing_is_named),
    ("postgres::the_doctor_names_all", Kind::Postgres, the_doctor_names_all),
    ("postgres::a_lock_is_told_in_time", Kind::Postgres, a_lock_is_told_in_time),
    ("postgres::rows_that_appear_later", Kind::Postgres, rows_that_appear_later),
    ("postgres::passwords_are_not_printed", Kind::Postgres, passwords_are_not_printed),
    ("postgres::mutants_of_sqlite_are_refused", Kind::Postgres, mutants_of_sqlite_are_refused),
    ("mariadb::whole_suite", Kind::MariaDb, whole_suite),
    ("mariadb::whole_suite_under_other_names", Kind::MariaDb, whole_suite_under_other_names),
    ("mariadb::killed_and_started_again", Kind::MariaDb, killed),
    ("mariadb::killed_by_command", Kind::MariaDb, killed_by_command),
    ("mariadb::outage", Kind::MariaDb, outage),
    ("mariadb::commits_of_unknown_end", Kind::MariaDb, commits_of_unknown_end),
    ("mariadb::connection_lost_while_idle", Kind::MariaDb, connection_lost_while_idle),
    ("mariadb::types_as_they_come", Kind::MariaDb, types_as_they_come_in_mariadb),
    ("mariadb::what_is_missing_is_named", Kind::MariaDb, what_is_missing_is_named),
    ("mariadb::the_doctor_names_all", Kind::MariaDb, the_doctor_names_all),
    ("mariadb::passwords_are_not_printed", Kind::MariaDb, passwords_are_not_printed),
    ("odbc::whole_suite", Kind::Postgres, whole_suite_through_odbc),
    ("odbc::what_is_missing_is_named", Kind::Postgres, what_is_missing_is_named_through_odbc),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Some of them crash a server that others use.
    arguments.test_threads = Some(1);
    let required = env::var("CCBSPEC_TEST_DATABASES").is_ok_and(|value| value == "required");
    let trials = TESTS
        .iter()
        .map(|(name, kind, test)| match DatabaseServer::from_environment(*kind) {
            _ if name.starts_with(ODBC) && !cfg!(feature = "odbc") => {
                Trial::test(*name, || Ok(())).with_kind("no feature odbc").with_ignored_flag(true)
            }
            Some(engine) => {
                let test = *test;
                Trial::test(*name, move || {
                    test(&engine);
                    Ok(())
                })
            }
            None => {
                let lacking = format!("{} is not set; run it with `tests/databases.sh`", kind.variable());
                let trial = Trial::test(*name, move || Err(Failed::from(lacking)));
                trial.with_kind(if required { "" } else { "no server" }).with_ignored_flag(!required)
            }
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

impl DatabaseServer {
    fn from_environment(kind: Kind) -> Option<Self> {
        let read = |more: &str| env::var(format!("{}{more}", kind.variable())).ok().filter(|value| !value.is_empty());
        Some(Self { kind, url: read("")?, stop: read("_STOP")?, start: read("_START")? })
    }

    /// The URL of another database of the server.
    fn database(&self, name: &str) -> String {
        let (server, _) = self.url.rsplit_once('/').expect("a URL with a database");
        format!("{server}/{name}")
    }

    /// An empty database, whatever an earlier run left.
    fn fresh(&self, name: &str) -> String {
        self.run(&self.url, &[&format!("drop database if exists {name}"), &format!("create database {name}")]);
        self.database(name)
    }

    fn run(&self, url: &str, statements: &[&str]) {
        block_on(async {
            for sql in statements {
                let sql = sqlx::raw_sql(AssertSqlSafe((*sql).to_owned()));
                let done = match self.kind {
                    Kind::Postgres => {
                        let mut connection = PgConnection::connect(url).await.expect("it connects");
                        connection.execute(sql).await.map(|_| ())
                    }
                    Kind::MariaDb => {
                        let url = url.replacen("mariadb:", "mysql:", 1);
                        let mut connection = MySqlConnection::connect(&url).await.expect("it connects");
                        connection.execute(sql).await.map(|_| ())
                    }
                };
                done.expect("a good statement");
            }
        });
    }

    fn crash(&self) {
        assert!(Command::new(&self.stop).status().expect("it runs").success(), "{}", self.stop);
    }

    fn start(&self) {
        assert!(Command::new(&self.start).status().expect("it runs").success(), "{}", self.start);
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

fn directory() -> TempDir {
    TempDir::new().expect("a directory")
}

fn whole_suite(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("whole_suite"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    must_have_the_verdicts_of_the_embedded_one(&served.url, &database);
    assert_eq!(served.end(), Some(0), "it ends in good order");
}

/// In a dialect that renames every table and column: the servlet shows its own as views, also when it is started again.
fn whole_suite_under_other_names(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("renamed"));
    let serve =
        || Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START, "--dialect", "header-xml"]);
    assert_eq!(serve().end(), Some(0), "it ends in good order");
    let served = serve();
    must_have_the_usual_verdicts_in("header-xml", &served.url, &database);
    // It is the views that are read, and no table beside them.
    engine.run(&database, &["drop view cb_waiting"]);
    let gone = ["run", "plain-callback", "--dialect", "header-xml", "--target", &served.url, "--database", &database];
    told(gone).must(2, &["no table or view `cb_waiting`"]);
}

fn killed(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("killed"));
    block_on(killed_and_started_again(&database, directory.path()));
}

/// The suite itself kills it in mid-journey and starts it again, by the commands of a profile (CCB-DUR-01, CCB-DUR-02).
fn killed_by_command(engine: &DatabaseServer) {
    let database = engine.fresh("by_command");
    let (first, again) = (format!("--test-clock {CLOCK_START}"), format!("--test-clock {TOLD}"));
    let operated = Operated::start_on(directory(), &database, &first, &again, |commands| commands);
    operated.run("@cap:restart").must(0, &["5 pass", "conformant"]);
}

fn whole_suite_through_odbc(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("odbc"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    must_have_the_verdicts_of_the_embedded_one(&served.url, &through_odbc(&database));
}

fn what_is_missing_is_named_through_odbc(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("odbc_missing"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    let run = |database: &str| told(["run", "plain-callback", "--target", &served.url, "--database", database]);
    engine.run(&database, &["alter table callbackevent rename column causeid to reason"]);
    run(&through_odbc(&database)).must(2, &["`callbackevent` has no column `causeid`"]);
    let wrong = run(&through_odbc(&database).replace("tell-nobody", "let-me-in"));
    wrong.must(2, &["cannot open", "Pwd=***"]);
    assert!(!format!("{wrong:?}").contains("let-me-in"), "{wrong:?}");
}

/// The same database for the driver that `tests/databases.sh` names.
fn through_odbc(url: &str) -> String {
    let driver = env::var("CCBSPEC_TEST_ODBC").expect("CCBSPEC_TEST_ODBC names the driver");
    let url: reqwest::Url = url.parse().expect("a URL");
    let (host, port) = (url.host_str().expect("a host"), url.port().expect("a port"));
    let (user, password, name) =
        (url.username(), url.password().expect("a password"), url.path().trim_start_matches('/'));
    format!("odbc:Driver={{{driver}}};Server={host};Port={port};Database={name};Uid={user};Pwd={password}")
}

/// CCB-DUR-03: `unavailable` while the server is down, and on without help when it is up again.
fn outage(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("outage"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", "2015-12-14T11:00:00-06:00"]);
    let hand = ByHand::new(&served);
    block_on(async {
        hand.at("11:00:00", "method=SetQueueDefaults&cli=8005551212&maxpercent=100&maxewt=0").await;
        hand.at("11:00:01", "method=EnterQueue&ewt=180&ani=5008").await;
        assert_eq!(hand.result_at("11:00:01", "method=Validate&gw=g&loc=l&trunks=9").await, "preemptive");
        engine.crash();
        for form in ["method=Validate&gw=g&loc=l&trunks=9", "method=AddCallback&number=5008", "method=LeaveQueue"] {
            let (status, answer) = hand.try_at("11:00:02", form).await;
            assert_eq!((status, answer["error"].as_str()), (503, "unavailable"), "{form}");
        }
        assert_eq!(hand.at("11:00:03", "method=GetStatus").await["qpos"], "0");
        assert_eq!(hand.try_at("11:00:04", "method=Diag").await.0, 200);
        engine.start();
        assert_eq!(hand.result_at("11:00:05", "method=AddCallback&number=5008").await, "valid");
        assert_eq!(hand.result_at("11:00:06", "method=UpdateStatus&status=22").await, "done");
    });
    // What was refused has left nothing behind: one callback, two states.
    let count = "select (select count(*) from callbackevent) + 10 * (select count(*) from callback) + 100 * \
                 (select count(*) from callbackqueue where leavedatetime is not null)";
    assert_eq!(number(engine, &database, count), 112);
}

/// A commit of which nobody knows whether it arrived must not leave model and tables apart (CCB-DUR-02, CCB-DUR-03).
fn commits_of_unknown_end(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("commits"));
    let (_, port) = engine.url.rsplit_once('/').expect("a database").0.rsplit_once(':').expect("a port");
    let proxy = Proxy::before(port.parse().expect("a number"));
    let through = database.replacen(&format!(":{port}/"), &format!(":{}/", proxy.port), 1);
    let served = Served::start_on(&through, directory.path(), &["--test-clock", "2015-12-14T11:00:00-06:00"]);
    let hand = ByHand::new(&served);
    let enter = |number: u8| format!("method=EnterQueue&qname=billing&ewt=180&callid={number:032}");
    let status = |number: u8| format!("method=GetStatus&callid={number:032}");
    let error = |(_, answer): (u16, BTreeMap<String, String>)| answer.get("error").cloned().unwrap_or_default();
    block_on(async {
        assert_eq!(hand.send(&enter(1)).await.0, 200);

        proxy.set(Commits::GetLost);
        assert_eq!(error(hand.send(&enter(2)).await), "unavailable");
        assert_eq!(error(hand.send(&status(2)).await), "unknown_callid", "it was refused, so it changed nothing");
        assert_eq!(hand.send(&enter(2)).await.0, 200);

        proxy.set(Commits::LoseTheirAnswer);
        assert_eq!(hand.send(&enter(3)).await.0, 200, "the tables tell at once that it was kept");
        assert_eq!(hand.send(&status(3)).await.1["qpos"], "2");

        proxy.set(Commits::LoseTheServer);
        assert_eq!(error(hand.send(&enter(4)).await), "unavailable", "nobody can tell");
        assert_eq!(error(hand.send(&enter(5)).await), "unavailable");
        proxy.set(Commits::Arrive);
        assert_eq!(error(hand.send(&enter(4)).await), "duplicate_record", "it was kept, as the tables tell now");
        assert_eq!(hand.send(&enter(5)).await.0, 200);
        assert_eq!(hand.send(&status(5)).await.1["qpos"], "4");
    });
    assert_eq!(number(engine, &database, "select count(*) from callbackqueue"), 5);
    assert_eq!(number(engine, &database, "select count(distinct surrogateid) from callbackqueue"), 5);
}

/// A server that was restarted in a quiet hour costs no request.
fn connection_lost_while_idle(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("idle"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", "2015-12-14T11:00:00-06:00"]);
    let hand = ByHand::new(&served);
    block_on(async {
        hand.at("11:00:01", "method=EnterQueue&ewt=180&ani=5008").await;
        engine.crash();
        engine.start();
        assert_eq!(hand.result_at("11:00:02", "method=LeaveQueue").await, "done");
    });
}

fn number(engine: &DatabaseServer, url: &str, sql: &'static str) -> i64 {
    block_on(async {
        let read = match engine.kind {
            Kind::Postgres => {
                let mut connection = PgConnection::connect(url).await.expect("it connects");
                sqlx::query_scalar(sql).fetch_one(&mut connection).await
            }
            Kind::MariaDb => {
                let url = url.replacen("mariadb:", "mysql:", 1);
                let mut connection = MySqlConnection::connect(&url).await.expect("it connects");
                sqlx::query_scalar(sql).fetch_one(&mut connection).await
            }
        };
        read.expect("a number")
    })
}

/// Plays two journeys against a servlet on SQL tables that `alter` made others of.
fn plays_on(engine: &DatabaseServer, name: &str, alter: &[&str]) {
    let (directory, database) = (directory(), engine.fresh(name));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    engine.run(&database, alter);
    let ids = ["run", "plain-callback", "published-callback", "--timezone", "America/Chicago"];
    told(ids.into_iter().chain(["--target", &served.url, "--database", &database])).must(0, &["2 pass"]);
}

/// Other types of the same values: the observer reads them alike.
fn types_as_they_come_in_postgres(engine: &DatabaseServer) {
    plays_on(
        engine,
        "types",
        &[
            "drop view callback",
            "alter table callback_current alter surrogateid type numeric(12, 2), alter nbrattempts type bigint,
               alter causeid type decimal(9, 0), alter ani type char(32), alter recordingurl type text",
            "alter table callback_historical alter surrogateid type numeric(12, 2), alter nbrattempts type bigint,
               alter causeid type decimal(9, 0), alter ani type char(32), alter recordingurl type text",
            "create view callback as select * from callback_current union all select * from callback_historical",
            "alter table callbackevent alter eventdatetime type timestamptz using eventdatetime at time zone 'UTC',
               alter callstartdate type timestamp",
            "alter table callbackqueue alter queueid type bigint, alter enterdatetime type timestamp(3)",
        ],
    );
}

/// Names in capitals, and text that is kept as bytes: in a schema of its own, so that the servlet goes on with its tables.
fn capitals_and_bytes(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("capitals"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    let capitals = "create schema capitals;
        do $$ declare t text; columns text; begin
          for t in select unnest(array['callback', 'callbackevent', 'callbackqueue', 'queueref', 'eventtyperef']) loop
            select string_agg(case when column_name = 'callguid' then 'convert_to(callguid, ''UTF8'')' else column_name end
                              || ' as \"' || upper(column_name) || '\"', ', ' order by ordinal_position)
              into columns from information_schema.columns where table_schema = 'public' and table_name = t;
            execute 'create view capitals.\"' || upper(t) || '\" as select ' || columns || ' from public.' || t;
          end loop;
        end $$";
    engine.run(&database, &[capitals]);
    let seen = format!("{database}?options[search_path]=capitals");
    let ids = ["run", "plain-callback", "published-callback", "--timezone", "America/Chicago"];
    told(ids.into_iter().chain(["--target", &served.url, "--database", &seen])).must(0, &["2 pass"]);
}

fn types_as_they_come_in_mariadb(engine: &DatabaseServer) {
    plays_on(
        engine,
        "types",
        &[
            "alter table callback_current modify surrogateid decimal(12, 2), modify nbrattempts bigint,
               modify ani char(32), modify recordingurl longtext",
            "alter table callback_historical modify surrogateid decimal(12, 2), modify nbrattempts bigint,
               modify ani char(32), modify recordingurl longtext",
            "alter table callbackevent modify callstartdate datetime",
            "alter table callbackqueue modify queueid bigint, modify callguid varbinary(32)",
        ],
    );
}

fn what_is_missing_is_named(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("missing"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    let run = || told(["run", "plain-callback", "--target", &served.url, "--database", &database]);
    engine.run(&database, &["alter table callbackevent rename column causeid to reason"]);
    run().must(2, &["`callbackevent` has no column `causeid`"]);
    engine.run(&database, &["drop table callbackevent"]);
    run().must(2, &["no table or view `callbackevent`"]);
}

/// All that is missing, and the types that are not as documented, whatever the engine.
fn the_doctor_names_all(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("doctor"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    let examined =
        || told(["doctor", "--target", &served.url, "--database", &database, "--timezone", "America/Chicago"]);
    examined().must(0, &["columns, each of its kind", "ccb:***@127.0.0.1"]);
    engine.run(
        &database,
        &[
            "alter table callbackevent rename column causeid to reason",
            "alter table callbackqueue rename column queueid to queue",
            "drop table causeref",
            "drop table queueref",
            "create table queueref (queueid varchar(9), queuename varchar(50))",
        ],
    );
    examined().must(
        1,
        &[
            "`callbackevent` has no column `causeid`",
            "`callbackqueue` has no column `queueid`",
            "there is no table or view `causeref`",
            "`queueref.queueid` is declared",
            "SPEC 12 has a whole number there",
        ],
    );
}

/// A row that another program has locked for itself ends in a verdict, not in waiting.
fn a_lock_is_told_in_time(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("locked"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    let read = |id: &str| told(["run", id, "--target", &served.url, "--database", &database]);
    block_on(async {
        let mut other = PgConnection::connect(&database).await.expect("it connects");
        other.execute("begin; lock table callbackevent in access exclusive mode").await.expect("it locks");
        read("plain-callback").must(2, &["callbackevent", "timeout"]);
        other.close().await.expect("it closes");
    });
    read("plain-callback").must(0, &["1 pass"]);
}

/// A database that shows what is stored a while after it was.
fn rows_that_appear_later(engine: &DatabaseServer) {
    let (directory, database) = (directory(), engine.fresh("later"));
    let served = Served::start_on(&database, directory.path(), &["--test-clock", CLOCK_START]);
    let later = "alter table callbackevent add column since timestamptz not null default clock_timestamp();
                 create schema later; create view later.callbackevent as select * from public.callbackevent
                 where since < clock_timestamp() - interval '300 ms'";
    engine.run(&database, &[later]);
    let seen_later = format!("{database}?options[search_path]=later,public");
    let run = |within: &str| {
        let ids = ["run", "plain-callback", "--rows-within", within];
        told(ids.into_iter().chain(["--target", &served.url, "--database", &seen_later]))
    };
    run("0").must(1, &["callbackevent[0]", "actual   (nothing)"]);
    run("10").must(1, &["callbackevent[0]", "actual   (nothing)"]);
    run("30000").must(0, &["1 pass", "rows within "]);
}

fn passwords_are_not_printed(engine: &DatabaseServer) {
    let directory = directory();
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    let wrong = engine.database("nosuch").replacen("tell-nobody", "let-me-in", 1);
    for arguments in [
        vec!["run", "--target", &served.url, "--database", &wrong],
        vec!["serve", "--listen", "127.0.0.1:0", "--database", &wrong],
    ] {
        let refused = told(arguments);
        refused.must(2, &["ccb:***@127.0.0.1"]);
        assert!(!format!("{refused:?}").contains("let-me-in"), "{refused:?}");
    }
}

fn mutants_of_sqlite_are_refused(engine: &DatabaseServer) {
    let database = engine.fresh("mutants");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database", &database];
    told(serve.into_iter().chain(["--mutant", "restart-forgets-the-callback"])).must(2, &["SQLite", "sqlite:FILE"]);
}
