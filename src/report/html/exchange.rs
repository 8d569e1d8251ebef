//! What was asked and answered, in words and byte for byte.

use maud::{Markup, html};

use super::text::{Raw, Shown, Value, counted};
use crate::ccb::transmission::{Bytes, Header, Transmission};
use crate::golden::step::{NormalExchange, Record};

/// The exchanges of a step in words.
pub(super) fn in_words(exchanges: &[NormalExchange]) -> Markup {
    html! {
        @if !exchanges.is_empty() {
            ul.ex { @for exchange in exchanges {
                li { span.at { (Shown(&exchange.at)) } " " span.q { (fields(&exchange.request)) } " → " span.r { (fields(&exchange.answer)) } }
            } }
        }
    }
}

/// Named values in a line.
fn fields(record: &Record) -> Markup {
    html! {
        @if record.is_empty() { "(nothing)" }
        @for (index, (name, value)) in record.iter().enumerate() {
            @if index > 0 { ", " }
            @if name == "operation" { b { (Value(value)) } } @else { (Shown(name)) " " code { (Value(value)) } }
        }
    }
}

/// What went over the wire, closed until somebody wants to see it.
pub(super) fn in_bytes(transmissions: &[Transmission]) -> Markup {
    html! {
        @if !transmissions.is_empty() {
            details.raw {
                summary { (counted(transmissions.len(), "exchange")) " over the wire, byte for byte" }
                @for transmission in transmissions { (in_bytes_one(transmission)) }
            }
        }
    }
}

fn in_bytes_one(transmission: &Transmission) -> Markup {
    let Transmission { operation, began, elapsed_us, sent, received, failure } = transmission;
    html! {
        p.wire { b { (operation.name()) } " " (began) ", " (elapsed_us / 1000) "." (format!("{:03}", elapsed_us % 1000)) " ms" }
        pre { (Shown(&sent.method)) " " (Shown(&sent.url)) "\n" (headers(&sent.headers)) (body(&sent.body)) }
        @if let Some(received) = received {
            pre { (received.status) "\n" (headers(&received.headers)) (body(&received.body)) }
            @if !received.whole { p.alarm { "The answer broke off here." } }
        } @else { p.alarm { "Nothing came back." } }
        @if let Some(failure) = failure { p.alarm { "✗ " (Shown(failure)) } }
    }
}

fn headers(headers: &[Header]) -> Markup {
    html! { @for Header { name, value } in headers { (Shown(name)) ": " (Raw(&value.0)) "\n" } }
}

fn body(body: &Bytes) -> Markup {
    html! { @if !body.0.is_empty() { "\n" (Raw(&body.0)) } }
}
