//! The Diag page (SPEC 14).

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::reference::model::status::QueueOverview;

const STYLE: &str = "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin-bottom:2em}\
                     th,td{border:1px solid #999;padding:.3em .6em;text-align:left}td.number{text-align:right}";

/// The page of the queues that have entries. What callers and queues are called is escaped (CCB-DIA-03).
pub fn page(queues: &[QueueOverview]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Courtesy Callback" }
                style { (PreEscaped(STYLE)) }
            }
            body data-diag="" {
                h1 { "Courtesy Callback" }
                @if queues.is_empty() {
                    p { "Nobody waits." }
                }
                @for queue in queues {
                    (section(queue))
                }
            }
        }
    }
}

fn section(queue: &QueueOverview) -> Markup {
    html! {
        section {
            h2 { (queue.name) }
            p { "Size " (queue.entries.len()) ", dequeue rate " (queue.dequeue_rate_s) " s" }
            table {
                thead {
                    tr { th { "Position" } th { "Call" } th { "Remaining, s" } th { "Callback" } }
                }
                tbody {
                    @for (qpos, entry) in queue.entries.iter().enumerate() {
                        tr data-callid=(entry.callid) data-qpos=(qpos) data-remaining-s=(entry.remaining_s) {
                            td.number { (qpos + 1) }
                            td { (entry.callid) }
                            td.number { (entry.remaining_s) }
                            td { (entry.callback) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::callid::Callid;
    use crate::reference::model::status::EntryOverview;

    /// CCB-DIA-02, 03 and 04.
    #[test]
    fn a_queue_of_a_harmful_name() {
        let entry = EntryOverview { callid: Callid::from_u128(10), remaining_s: -158, callback: "pending" };
        let queue =
            QueueOverview { name: "<script>alert(1)</script>".into(), dequeue_rate_s: 180, entries: vec![entry] };
        let page = page(&[queue]).into_string();
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
        let attributes = "data-callid=\"0000000000000000000000000000000A\" data-qpos=\"0\" data-remaining-s=\"-158\"";
        assert!(page.contains(attributes), "{page}");
    }

    #[test]
    fn nobody_waits() {
        assert!(page(&[]).into_string().contains("Nobody waits"));
    }
}
