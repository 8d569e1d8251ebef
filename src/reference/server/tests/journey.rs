//! The published trace, over HTTP, with a clock that is moved (SPEC 17).

use sqlx::SqlitePool;

use super::{Server, ask, http, published, rows, start};
use crate::reference::reporting_log::ReportingLog;

const CALLID: &str = "callid=064CD880000100000000025308C6C90A";
const REC: &str = "http://10.201.198.11:7000/CVP/audio/recordings/audio1450114906328288.wav";

/// Local time of 14 Dec 2015, method and further parameters, answer.
const BEFORE_CONNECTED: &[(&str, &str, &str)] = &[
    ("11:41:18.810", "EnterQueue&qname=billing&ewt=180&ani=5008", "ewt=0"),
    ("11:41:18.888", PROBE, "capacity=100 ewt=180 gw=10.201.198.21 loc=doclab result=refresh"),
    (
        "11:41:18.888",
        "SetQueueDefaults&qname=billing&cli=8005551212&maxpercent=100&maxewt=0&maxcount=9999999&reconnect=30&sla=60\
         &rna=30&keepalive=180",
        "result=done",
    ),
    ("11:41:18.935", PROBE, "capacity=100 ewt=180 gw=10.201.198.21 loc=doclab result=preemptive"),
    ("11:41:55.314", ADD, "result=valid"),
    ("11:42:00.571", "GetStatus", "false 145"),
    ("11:42:03.259", "Diag", "45"),
    ("11:42:13.399", "Diag", "35"),
    ("11:42:15.641", "GetStatus", "false 35"),
    ("11:42:23.539", "Diag", "25"),
    ("11:42:30.726", "GetStatus", "false 25"),
    ("11:42:33.679", "Diag", "15"),
    ("11:42:43.819", "Diag", "5"),
    ("11:42:45.796", "GetStatus", "false 5"),
    ("11:42:53.959", "Diag", "-5"),
    ("11:43:00.850", "GetStatus", "true 0"),
    ("11:43:00.850", "UpdateStatus&status=22&reason=0", "result=done"),
];

const FROM_CONNECTED: &[(&str, &str, &str)] = &[
    ("11:43:19.772", "UpdateStatus&status=24&reason=27", "result=success"),
    ("11:43:19.819", "UpdateStatus&status=27&reason=0", "result=retry"),
    ("11:43:24.967", "UpdateStatus&status=28&reason=0", "result=retry"),
    ("11:43:34.519", "Diag", "-46"),
    ("11:43:44.659", "Diag", "-56"),
    ("11:43:54.799", "Diag", "-66"),
    ("11:44:04.939", "Diag", "-76"),
    ("11:44:15.079", "Diag", "-87"),
    ("11:44:25.219", "Diag", "-97"),
    ("11:44:35.359", "Diag", "-107"),
    ("11:44:45.499", "Diag", "-117"),
    ("11:44:55.639", "Diag", "-127"),
    ("11:45:05.779", "Diag", "-137"),
    ("11:45:15.919", "Diag", "-147"),
    ("11:45:26.059", "Diag", "-158"),
    ("11:45:28.925", "GetStatus", "true 0"),
    ("11:47:33.039", "GetStatus", "true 0"),
    ("11:49:36.934", "GetStatus", "true 0"),
    ("11:51:40.861", "GetStatus", "true 0"),
    ("11:51:43.700", "LeaveQueue", "result=done"),
];

const PROBE: &str = "Validate&gw=10.201.198.21&loc=doclab&trunks=100";
const ADD: &str =
    "AddCallback&number=5008&rec=http://10.201.198.11:7000/CVP/audio/recordings/audio1450114906328288.wav";

async fn play(server: &Server, steps: &[(&str, &str, &str)]) {
    for (time, request, expected) in steps {
        let now = format!("2015-12-14T{time}-06:00");
        let moved = ask(server, &format!("method=TestClock&now={now}")).await;
        assert!(moved.contains(&format!("now={now}")), "{moved}");
        let told = match *request {
            "Diag" => {
                let page = http(server.address(), "GET", "/cvp/CallbackServlet?method=Diag", "", "").await.body;
                let remaining = page.split_once("data-remaining-s=\"").and_then(|(_, rest)| rest.split_once('"'));
                remaining.map(|(seconds, _)| seconds.to_owned()).unwrap_or(page)
            }
            "GetStatus" => {
                let answer = ask(server, &format!("method=GetStatus&{CALLID}")).await;
                let start_and_ewt = expected.replace(' ', " ewt=");
                for line in
                    format!("startCallback={start_and_ewt} qpos=0 cli=8005551212 rna=30 dn=5008 rec={REC}").split(' ')
                {
                    assert!(answer.split(' ').any(|told| told == line), "{time}: {answer} without {line}");
                }
                (*expected).to_owned()
            }
            _ => ask(server, &format!("method={request}&{CALLID}")).await,
        };
        assert_eq!(told, *expected, "{time} {request}");
    }
}

#[tokio::test]
async fn published_trace() {
    let url = "sqlite:/published?vfs=memdb";
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("reporting.log");
    let mut settings = published(url);
    settings.reporting_log = ReportingLog::file(&path).expect("writable");
    let server = start(settings).await;
    let pool = SqlitePool::connect(url).await.expect("it opens a second time");

    play(&server, &BEFORE_CONNECTED[..5]).await;
    let callback = "select * from callback";
    let row = |times: &str, state: &str| {
        vec![format!("1|2015-12-14|null|5008|p|10.201.198.21|{REC}|null|null|2015-12-14 {times}|doclab|{state}")]
    };
    assert_eq!(rows(&pool, callback).await, row("11:41:55", "0|21|0"));
    play(&server, &BEFORE_CONNECTED[5..]).await;
    let left = "select leavedatetime, queuestatus, dbdatetime from callbackqueue";
    assert_eq!(rows(&pool, left).await, ["2015-12-14 17:43:00|0|2015-12-14 11:43:00"]);
    play(&server, FROM_CONNECTED).await;

    assert_eq!(rows(&pool, callback).await, row("11:43:19", "1|24|27"));
    let events = [
        "1|2015-12-14|2015-12-14 17:41:18|0|2015-12-14 11:41:55|21",
        "1|2015-12-14|2015-12-14 17:43:00|0|2015-12-14 11:43:00|22",
        "1|2015-12-14|2015-12-14 17:43:19|27|2015-12-14 11:43:19|24",
    ];
    assert_eq!(rows(&pool, "select * from callbackevent order by eventdatetime").await, events);
    let queue = "1|2015-12-14|064CD880000100000000025308C6C90A|1|0|2015-12-14 17:41:18|2015-12-14 17:51:43|0|180|2\
                 |2015-12-14 11:51:43";
    assert_eq!(rows(&pool, "select * from callbackqueue").await, [queue]);
    assert_eq!(rows(&pool, "select * from queueref").await, ["1|billing"]);
    pool.close().await;
    server.stop().await.expect("it stops");
    let log = std::fs::read_to_string(path).expect("it was written");
    audit(&log);
}

/// CCB-LOG-01, and that the published texts are there in the published order.
fn audit(log: &str) {
    let number = |line: &str, name: &str| -> i64 {
        let (_, rest) = line.split_once(&format!(" {name}=")).expect("the field is there");
        rest.split(' ').next().and_then(|digits| digits.parse().ok()).expect("a number")
    };
    let ticks: Vec<&str> = log.lines().filter(|line| line.contains("recalculateRemainingWaitTimes")).collect();
    assert!(ticks.len() > 18, "{log}");
    for tick in ticks {
        let waited = number(tick, "timeInFirstPlace(SeCS)") + number(tick, "reconnectTime") + number(tick, "SLA_time");
        let all = number(tick, "dqRateA") * (number(tick, "queuePos") + 1);
        assert_eq!(number(tick, "RemainingTime"), all - waited, "{tick}");
    }
    let mut rest = log;
    for text in [
        "icmewt=180",
        "QueueStats putEntry: 064CD880000100000000025308C6C90A<List size:0>",
        " refresh\n",
        "QueueName=billing\n",
        "pendingCallBacks: 0 MaxCalls: 9999999 CurrentQueueSize: 1 MaxPercent: 100",
        "validationStatus=2\n",
        "results:preemptive validation status bitmask=0x00000003\n",
        "EventTypeId: '21' CauseId: '0'",
        "Dec 14 2015 11:42:03.254 -0600: %CCBSPEC_RPT-7-CALL: {Thrd=CallbackTimerThread}",
        "status=22 reason=0\n",
        "returning status=done\n",
        "leaveDateTime=Mon Dec 14 11:43:00 CST 2015\n",
        "status=24 reason=27\n",
        "CauseID=27\n",
        "Drop From Queue\n",
        "Add To Queue\n",
        "LeaveQueue CALLGUID=064CD880000100000000025308C6C90A\n",
        "QueueStats removeEntry: 064CD880000100000000025308C6C90A\n",
    ] {
        rest = rest.split_once(text).unwrap_or_else(|| panic!("`{text}` is not in what follows:\n{rest}")).1;
    }
}
