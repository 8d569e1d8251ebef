//! What went over the wire, for a reader who must find out why an answer was not what it must be.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::transmission::Bytes;

/// How much of a body is kept, bytes.
pub const KEPT_BODY_BYTES: usize = 200;

/// How much of a request is told, characters.
const TOLD_REQUEST_CHARS: usize = 400;

/// One request, and as much of its answer as came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wire {
    /// The verb and the form that was sent. Never a header: those may hold secrets.
    pub asked: String,
    /// What came back; `None` where nothing did.
    pub came_back: Option<CameBack>,
}

/// What came back so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CameBack {
    /// The status code.
    pub status: u16,
    /// The header `Content-Type`, empty where there is none.
    pub content_type: String,
    /// The first bytes of the body, at most [`KEPT_BODY_BYTES`].
    pub first_bytes: Bytes,
    /// How many bytes of the body came, as far as it was read.
    pub bytes: usize,
    /// Whether it came to its end.
    pub whole: bool,
}

impl Wire {
    /// A request that nothing came back to yet.
    pub fn asked(verb: &str, form: &[u8]) -> Self {
        let form = String::from_utf8_lossy(form);
        let told: String = form.chars().take(TOLD_REQUEST_CHARS).collect();
        let more = if told.len() < form.len() { format!(" … ({} bytes)", form.len()) } else { String::new() };
        Self { asked: format!("{verb} {}{more}", told.escape_debug()), came_back: None }
    }

    /// What came back, in words.
    pub fn told(&self) -> String {
        self.came_back.as_ref().map_or_else(|| "nothing".to_owned(), CameBack::to_string)
    }
}

impl CameBack {
    /// An answer of which only the head came yet.
    pub const fn head(status: u16, content_type: String) -> Self {
        Self { status, content_type, first_bytes: Bytes(Vec::new()), bytes: 0, whole: false }
    }

    /// Notes a further part of the body.
    pub fn note(&mut self, chunk: &[u8]) {
        let room = KEPT_BODY_BYTES.saturating_sub(self.first_bytes.0.len());
        self.first_bytes.0.extend_from_slice(&chunk[..chunk.len().min(room)]);
        self.bytes += chunk.len();
    }
}

/// Its characters are safe to print.
impl fmt::Display for CameBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`, ", self.status, self.content_type.escape_debug())?;
        if self.bytes == 0 {
            f.write_str("no body")?;
        } else {
            write!(f, "`{}`", self.first_bytes.0.escape_ascii())?;
        }
        if self.bytes > self.first_bytes.0.len() {
            write!(f, " … ({} bytes)", self.bytes)?;
        }
        if self.whole { Ok(()) } else { f.write_str(", then broken off") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_short_and_steers_no_terminal() {
        let wire = Wire::asked("POST", &b"x=\x1b[2J".repeat(200));
        assert!(wire.asked.starts_with("POST x=\\u{1b}[2J"), "{}", wire.asked);
        assert!(wire.asked.chars().count() < 4 * TOLD_REQUEST_CHARS);
        let mut came_back = CameBack::head(200, "text/\u{7}plain".to_owned());
        assert_eq!(came_back.to_string(), "200 `text/\\u{7}plain`, no body, then broken off");
        for _ in 0..3 {
            came_back.note(&[0xff; 150]);
        }
        came_back.whole = true;
        let told = came_back.to_string();
        assert!(told.contains("\\xff") && told.ends_with("… (450 bytes)"), "{told}");
    }
}
