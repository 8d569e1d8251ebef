//! Secrets: values that a configuration holds and that no output shows.

use std::fmt;

/// What is shown instead of a secret.
pub const MASK: &str = "***";

/// A value that is used and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a value.
    pub const fn new(value: String) -> Self {
        Self(value)
    }

    /// The value itself, for the one place that uses it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A URL, or a text with URLs in it, without the passwords in them: those of `user:password@`, and those of a parameter that is
/// called one.
pub fn redacted(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut last = 0;
    for range in password_ranges(text) {
        shown.push_str(&text[last..range.start]);
        shown.push_str(MASK);
        last = range.end;
    }
    shown.push_str(&text[last..]);
    shown
}

/// Where in a text the passwords of URLs stand, in bytes, in order.
pub fn password_ranges(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    for (scheme, separator) in text.match_indices("://") {
        let begin = scheme + separator.len();
        let rest = &text[begin..];
        let authority = &rest[..rest.find(['/', '?', '#', ' ', '"', '\'', '\n']).unwrap_or(rest.len())];
        // A password may hold an `@`; the host may not. A `/` ends the authority, unless an `@` later on says that it was the
        // password's own.
        let end = authority.rfind('@').or_else(|| {
            let line = &rest[..rest.find([' ', '"', '\'', '\n']).unwrap_or(rest.len())];
            line.rfind('@').filter(|at| line[..*at].contains(':') && !line[..*at].contains('?'))
        });
        if let Some(end) = end
            && let Some(colon) = rest[..end].find(':')
        {
            ranges.push(begin + colon + 1..begin + end);
        }
    }
    let small = text.to_ascii_lowercase();
    for name in ["password=", "pwd="] {
        for (at, _) in small.match_indices(name) {
            let begin = at + name.len();
            let rest = &text[begin..];
            let end = rest.find(['&', ';', '#', ' ', '"', '\'', '\n']).unwrap_or(rest.len());
            if !ranges.iter().any(|range| range.contains(&begin)) && end > 0 {
                ranges.push(begin..begin + end);
            }
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "*** *** Some(***)");
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn the_passwords_of_urls_are_masked_wherever_they_stand() {
        for (text, shown) in [
            ("postgres://ccb:hunter2@host/db", "postgres://ccb:***@host/db"),
            (
                "cannot open `postgres://ccb:hun@ter2@host:5432/db`: no",
                "cannot open `postgres://ccb:***@host:5432/db`: no",
            ),
            ("postgres://ccb:hun/ter2@host/db", "postgres://ccb:***@host/db"),
            ("http://host:8000/cvp/CallbackServlet", "http://host:8000/cvp/CallbackServlet"),
            ("http://user@host/", "http://user@host/"),
            ("http://host:8000/?mail=a@b", "http://host:8000/?mail=a@b"),
            ("odbc:DSN=ccb;UID=ccb;PWD=hunter2;X=1", "odbc:DSN=ccb;UID=ccb;PWD=***;X=1"),
            ("mysql://host/db?user=a&password=hunter2", "mysql://host/db?user=a&password=***"),
            ("sqlite:ccb.db", "sqlite:ccb.db"),
        ] {
            assert_eq!(redacted(text), shown);
        }
    }
}
