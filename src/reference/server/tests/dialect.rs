//! Other dialects over real connections: what reaches the operations, and what is turned away below them (SPEC 2.2).

use super::{Server, http, published, start};
use crate::ccb::dialect::shipped;

const CALLID: &str = "064CD880000100000000025308C6C90A";
const BASE: &str = "/cvp/CallbackServlet";
const JSON: &str = "Content-Type: application/json; charset=utf-8\r\n";

async fn server(dialect: &str) -> Server {
    let dialect = shipped::named(dialect).expect("it is shipped").dialect();
    start(crate::reference::Settings { dialect, ..published("sqlite::memory:") }).await
}

#[tokio::test]
async fn json_by_paths() {
    let server = server("path-json").await;
    let at = |path: &str| format!("{BASE}/{path}");
    let address = server.address();
    let enter = format!(r#"{{"callGuid":"{CALLID}","queueName":"b\u00fcro","estimatedWaitSeconds":180,"later":[]}}"#);
    let nested = http(address, "POST", &at("calls/enter"), JSON, &enter).await;
    assert_eq!((nested.status, nested.body.as_str()), (400, "bad request\n"), "a list is no value of a parameter");
    let enter = enter.replace("[]", "null");
    let entered = http(address, "POST", &at("calls/enter"), JSON, &enter).await;
    assert_eq!((entered.status, entered.body.as_str()), (200, r#"{"wait":{"seconds":0}}"#));
    assert!(entered.head.contains("content-type: application/json"), "{}", entered.head);
    let again = http(address, "POST", &at("calls/enter"), JSON, &enter).await;
    assert_eq!(again.status, 409);
    assert!(again.body.starts_with(r#"{"error":{"cause":"DUPLICATE_RECORD","code":"ALREADY_THERE","detail":""#));
    let status = http(address, "GET", &at(&format!("calls/status?callGuid={CALLID}")), "", "").await;
    assert!(status.body.contains(r#""start":false"#), "{}", status.body);
    let missing = http(address, "POST", &at("calls/enter"), JSON, "").await;
    assert_eq!(missing.status, 422);
    assert!(missing.body.contains(r#""code":"FIELD_MISSING""#) && missing.body.contains(r#""field":"callGuid""#));
    for path in ["", "/nonsense", "/calls", "/calls/enter/x", "/calls%2Fenter"] {
        let unknown = http(address, "POST", &format!("{BASE}{path}"), JSON, &enter).await;
        assert_eq!(unknown.status, 404, "{path}");
        assert!(unknown.body.contains("NO_SUCH_OPERATION"), "{path}: {}", unknown.body);
    }
    assert_eq!(http(address, "POST", "/cvp/Other/calls/enter", JSON, &enter).await.body, "not found\n");
    for verb in ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"] {
        let turned = http(address, verb, &at("calls/enter"), JSON, &enter).await;
        assert_eq!(turned.status, 405, "{verb}");
    }
    let turned = http(address, "POST", &at("calls/status"), JSON, &enter).await;
    assert!(turned.status == 405 && turned.head.contains("allow: get"), "{}", turned.head);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    assert_eq!(http(address, "POST", &at("calls/enter"), form, "callGuid=1").await.status, 415);
    for body in ["{", "[]", "\"x\"", r#"{"a":1,"a":2}"#, &"[".repeat(60_000)] {
        assert_eq!(http(address, "POST", &at("calls/enter"), JSON, body).await.status, 400, "{body}");
    }
    let large = format!("{}\"pad\":\"{}\"}}", "{", "x".repeat(65 * 1024));
    assert_eq!(http(address, "POST", &at("calls/enter"), JSON, &large).await.status, 413);
    assert_eq!(http(address, "GET", &at("diagnostics"), "", "").await.status, 200, "the servlet goes on");
}

#[tokio::test]
async fn xml_by_a_header() {
    let server = server("header-xml").await;
    let address = server.address();
    let xml = |operation: &str| format!("Content-Type: text/xml\r\nx-callback-OPERATION: {operation}\r\n");
    let enter = format!(
        "<?xml version='1.0'?><!-- by hand -->\n<c:callbackRequest xmlns:c='urn:c'>\n  <call-guid>{CALLID}</call-guid>\n  \
         <queue><![CDATA[R&D]]> &lt;&#x31;&gt;</queue><ewt>180</ewt><ewt>200</ewt>\n</c:callbackRequest>\n"
    );
    let entered = http(address, "POST", BASE, &xml("ENTER"), &enter).await;
    let data = "<callbackResponse rc=\"0\"><data><wait>0</wait></data></callbackResponse>";
    assert!(entered.status == 200 && entered.body.ends_with(data), "{}", entered.body);
    let page = http(address, "GET", BASE, "X-Callback-Operation: PAGE\r\n", "").await;
    assert!(page.status == 200 && page.body.contains("R&amp;D &lt;1&gt;"), "{}", page.body);
    let again = http(address, "POST", BASE, &xml("ENTER"), &enter).await;
    assert!(again.status == 200 && again.body.contains("<callbackResponse rc=\"108\">"), "{}", again.body);
    for operation in ["", "EnterQueue", "enter"] {
        let unknown = http(address, "POST", BASE, &xml(operation), &enter).await;
        assert!(unknown.body.contains("rc=\"101\""), "{operation}: {}", unknown.body);
    }
    assert_eq!(http(address, "GET", BASE, &xml("ENTER"), "").await.status, 405);
    let bomb =
        "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><callbackRequest><queue>&c;</queue></callbackRequest>";
    for body in ["<a>", bomb, "<callbackRequest><queue>&c;</queue></callbackRequest>", &"<a>".repeat(20_000)] {
        assert_eq!(http(address, "POST", BASE, &xml("ENTER"), body).await.status, 400, "{body}");
    }
    let left = http(address, "POST", BASE, &xml("LEAVE"), &enter).await;
    assert!(left.body.contains("<result>00</result>"), "{}", left.body);
}
