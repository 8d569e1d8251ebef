//! Transmissions: what went over the wire, byte for byte, for a journal. [`Wire`](super::wire) is the short form that a console tells.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operation::Operation;

/// Bytes as they were: a text where they are UTF-8, otherwise in base 64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "BytesText", into = "BytesText")]
pub struct Bytes(pub Vec<u8>);

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
enum BytesText {
    Text(String),
    Base64 { base64: Base64 },
}

/// What is no base 64 is refused.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
struct Base64(#[schemars(with = "String")] Vec<u8>);

impl TryFrom<String> for Base64 {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        STANDARD.decode(text).map(Self)
    }
}

impl From<Base64> for String {
    fn from(bytes: Base64) -> Self {
        STANDARD.encode(bytes.0)
    }
}

impl From<Bytes> for BytesText {
    fn from(bytes: Bytes) -> Self {
        match String::from_utf8(bytes.0) {
            Ok(text) => Self::Text(text),
            Err(error) => Self::Base64 { base64: Base64(error.into_bytes()) },
        }
    }
}

impl From<BytesText> for Bytes {
    fn from(text: BytesText) -> Self {
        match text {
            BytesText::Text(text) => Self(text.into_bytes()),
            BytesText::Base64 { base64 } => Self(base64.0),
        }
    }
}

/// A header, its name in small letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value; `***` where that may be a secret.
    pub value: Bytes,
}

/// A request as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sent {
    /// The verb.
    pub method: String,
    /// Where to, without the password that a URL may hold.
    pub url: String,
    /// Those of the dialect, and the names of those that the profile adds.
    pub headers: Vec<Header>,
    /// The body; empty where there is none.
    pub body: Bytes,
}

/// As much of an answer as came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Received {
    /// The status code.
    pub status: u16,
    /// In the order in which they came.
    pub headers: Vec<Header>,
    /// As much of the body as was read.
    pub body: Bytes,
    /// Whether that is all of it.
    pub whole: bool,
}

/// One request and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transmission {
    /// What it asked for.
    pub operation: Operation,
    /// When it was sent, on this machine's clock.
    pub began: Timestamp,
    /// How long it took until the answer was read or nothing more was waited for, microseconds.
    pub elapsed_us: u64,
    /// What was sent.
    pub sent: Sent,
    /// What came back; nothing where nothing did.
    pub received: Option<Received>,
    /// What was wrong with it, where something was.
    pub failure: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_kept() {
        for bytes in [&b""[..], b"ewt=0\n", "é\u{0}\u{1f}".as_bytes(), b"\xff\xfe{", b"\xc3"] {
            let written = serde_json::to_string(&Bytes(bytes.to_vec())).expect("it can be written");
            let read: Bytes = serde_json::from_str(&written).expect("it can be read");
            assert_eq!(read.0, bytes, "{written}");
        }
        serde_json::from_str::<Bytes>(r#"{"base64":"!"}"#).expect_err("it is no base 64");
    }
}
