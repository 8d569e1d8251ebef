//! Texts from outside, as they may be told.

/// The beginning of a text from outside, safe to print.
pub fn excerpt(text: &str) -> String {
    const LONGEST_CHARS: usize = 120;
    let start: String = text.chars().take(LONGEST_CHARS).collect();
    let more = if start.len() < text.len() { " …" } else { "" };
    format!("`{}`{more}", start.escape_debug())
}
