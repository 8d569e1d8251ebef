//! What reaches the operations, and what is refused below them (CCB-TRN).

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Server, ask, http, post, published, send, start};

const CALLID: &str = "callid=064CD880000100000000025308C6C90A";
const TARGET: &str = "/cvp/CallbackServlet";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

async fn server() -> Server {
    start(published("sqlite::memory:")).await
}

/// CCB-TRN-02 and 03: GET and POST alike, the query before the form.
#[tokio::test]
async fn query_and_form() {
    let server = server().await;
    let enter = format!("method=EnterQueue&{CALLID}&qname=b%C3%BCro&ewt=180");
    let response = http(server.address(), "GET", &format!("{TARGET}?{enter}"), "", "").await;
    assert_eq!((response.status, response.body.as_str()), (200, "ewt=0\n"));
    assert!(response.head.contains("content-type: text/plain; charset=utf-8"), "{}", response.head);
    assert_eq!(ask(&server, &enter).await, "cause=1036 error=duplicate_record");
    let mixed = http(server.address(), "POST", &format!("{TARGET}?method=LeaveQueue"), FORM, &enter).await;
    assert_eq!(mixed.body, "result=done\n", "the first value is that of the query");
    for content_type in ["APPLICATION/X-WWW-FORM-URLENCODED ; charset=UTF-8", "application/x-www-form-urlencoded;a=b"] {
        let header = format!("Content-Type: {content_type}\r\n");
        let again = format!("method=LeaveQueue&{CALLID}");
        assert_eq!(http(server.address(), "POST", TARGET, &header, &again).await.status, 409, "{content_type}");
    }
    for header in ["Content-Type: text/plain\r\n", ""] {
        let unread = http(server.address(), "POST", TARGET, header, &enter).await;
        assert!(unread.body.starts_with("error=unknown_method\n"), "{header}: {}", unread.body);
    }
    let with_body = http(server.address(), "GET", TARGET, FORM, &enter).await;
    assert_eq!(with_body.status, 400, "the body of a GET is no form");
}

/// CCB-TRN-04 and SPEC 2.1: error, cause, message, and the parameter where it is about one.
#[tokio::test]
async fn refusals() {
    let server = server().await;
    let response = post(&server, &format!("method=EnterQueue&{CALLID}&qname=&ewt=180")).await;
    assert_eq!(response.status, 400);
    let lines: Vec<&str> = response.body.lines().collect();
    assert_eq!((lines[0], lines[1], lines[3]), ("error=missing_parameter", "cause=1013", "parameter=qname"));
    assert!(lines[2].starts_with("message="), "{}", lines[2]);
    let unknown = post(&server, &format!("method=GetStatus&{CALLID}")).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.starts_with("error=unknown_callid\ncause=1039\nmessage="), "{}", unknown.body);
}

/// CCB-TRN-09 and SPEC 2.1: a status and one line of text; the servlet goes on serving.
#[tokio::test]
async fn below_the_operations() {
    let server = server().await;
    let address = server.address();
    for verb in ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "NONSENSE"] {
        let response = http(address, verb, &format!("{TARGET}?method=Diag"), "", "").await;
        assert_eq!(response.status, 405, "{verb}");
        assert!(response.head.contains("allow: get, post"), "{verb}: {}", response.head);
    }
    for target in ["/", "/cvp", "/cvp/CallbackServlet/", "/cvp/callbackservlet", "/cvp/CallbackServlet/x?method=Diag"] {
        let response = http(address, "GET", target, "", "").await;
        assert_eq!((response.status, response.body.as_str()), (404, "not found\n"), "{target}");
    }
    let enter = format!("method=EnterQueue&{CALLID}&qname=billing&ewt=180&unknown=");
    let filled = |length: usize| format!("{enter}{}", "x".repeat(length - enter.len()));
    for (length, status) in [(64 * 1024 + 1, 413), (900 * 1024, 413), (64 * 1024, 200)] {
        let response = post(&server, &filled(length)).await;
        assert_eq!(response.status, status, "{length} bytes");
        assert_eq!(response.body.lines().count(), 1, "{}", response.body);
    }
}

/// CCB-TRN-06, 09 and 10: what a value may be, and that nobody forges a line.
#[tokio::test]
async fn forged_values() {
    let server = server().await;
    let invalid = |name: &str| format!("cause=1020 error=invalid_parameter parameter={name}");
    let enter = format!("method=EnterQueue&{CALLID}&ewt=180");
    for value in ["a%0Aresult=valid", "a%0D", "%00", "a%C2%85"] {
        assert_eq!(ask(&server, &format!("{enter}&qname={value}")).await, invalid("qname"), "{value}");
    }
    let long = "x".repeat(1025);
    assert_eq!(ask(&server, &format!("{enter}&qname={long}")).await, invalid("qname"));
    assert_eq!(ask(&server, &format!("{enter}&qname=a&{long}={long}&nonsense=%0A")).await, "ewt=0", "unknown ones");
    let not_utf8 = post(&server, "method=SetQueueDefaults&qname=%FF%FE&cli=%C0").await;
    assert_eq!(not_utf8.body, "result=done\n", "read with replacement characters");
    let garbage = send(server.address(), b"this is no HTTP\r\n\r\n".to_vec()).await;
    assert_eq!(garbage.status, 400);
    assert_eq!(post(&server, "%%%=%&&==&method=Diag").await.status, 200);
}

/// Connections that ask for nothing do not keep a server from stopping.
#[tokio::test]
async fn stopping_with_idle_connections() {
    let server = server().await;
    let address = server.address();
    let idle = tokio::task::spawn_blocking(move || {
        let silent = TcpStream::connect(address).expect("it listens");
        let mut kept_alive = TcpStream::connect(address).expect("it listens");
        let request = format!("GET {TARGET}?method=Diag HTTP/1.1\r\nHost: ccb\r\n\r\n");
        kept_alive.write_all(request.as_bytes()).expect("it reads");
        assert!(kept_alive.read(&mut [0; 64]).expect("it answers") > 0);
        (silent, kept_alive)
    });
    let connections = idle.await.expect("the client does not panic");
    let began = Instant::now();
    server.stop().await.expect("it stops");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    drop(connections);
}

/// CCB-DIA-01 and 03.
#[tokio::test]
async fn diag_page() {
    let server = server().await;
    ask(&server, &format!("method=EnterQueue&{CALLID}&qname=%3Cscript%3E&ewt=180")).await;
    for response in [
        http(server.address(), "GET", &format!("{TARGET}?method=Diag"), "", "").await,
        post(&server, "method=Diag").await,
    ] {
        assert_eq!(response.status, 200);
        assert!(response.head.contains("content-type: text/html; charset=utf-8"), "{}", response.head);
        assert!(response.body.contains("&lt;script&gt;") && !response.body.contains("<script"), "{}", response.body);
        assert!(response.body.contains("data-callid=\"064CD880000100000000025308C6C90A\""), "{}", response.body);
    }
}
