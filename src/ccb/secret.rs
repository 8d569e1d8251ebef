//! Secrets: values that a configuration holds and that no output shows.

use std::fmt;
use std::ops::Range;

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

/// A text with URLs in it, without the passwords in them.
pub fn redacted(text: &str) -> String {
    without(text, &password_ranges(text))
}

/// The same for a text that is one URL, or one connection string, to its end: blanks and quotes are part of it.
pub fn redacted_url(url: &str) -> String {
    without(url, &ranges_in_url(url))
}

/// Where in a text the passwords of URLs stand, in bytes, in order.
pub fn password_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut begin = 0;
    for word in text.split([' ', '"', '\'', '`', '\n']) {
        let moved = |range: Range<usize>| begin + range.start..begin + range.end;
        ranges.extend(ranges_in_url(word).into_iter().map(moved));
        begin += word.len() + 1;
    }
    ranges
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut last = 0;
    for range in ranges {
        shown.push_str(&text[last..range.start]);
        shown.push_str(MASK);
        last = range.end;
    }
    shown.push_str(&text[last..]);
    shown
}

/// Where the passwords of one URL stand, those of `user:password@` and those of a parameter that is called one. Meant for what may be malformed
/// as well: rather too much is hidden than too little.
fn ranges_in_url(url: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = user_password(url).into_iter().collect();
    let small = url.to_ascii_lowercase();
    for name in ["password=", "passwd=", "pwd="] {
        for (at, _) in small.match_indices(name) {
            let begin = at + name.len();
            let value = &url[begin..];
            // ODBC quotes a value in braces, which may hold anything.
            let quoted = if value.starts_with('{') { value.find('}').map_or(value.len(), |end| end + 1) } else { 0 };
            let end = value[quoted..].find(['&', ';', '#']).map_or(value.len(), |end| quoted + end);
            if end > 0 && !ranges.iter().any(|range| range.contains(&begin)) {
                ranges.push(begin..begin + end);
            }
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// `scheme://user:password@host`: from the first colon behind the scheme to the last `@`.
fn user_password(url: &str) -> Option<Range<usize>> {
    let (scheme, rest) = url.split_once("://")?;
    let begin = scheme.len() + "://".len();
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let end = match authority.rfind('@') {
        // An `@` in the query of a web address is no end of a password; anywhere else it is.
        None if scheme.ends_with("http") || scheme.ends_with("https") => {
            rest.rfind('@').filter(|at| !rest[..*at].contains('?'))
        }
        _ => rest.rfind('@'),
    }?;
    rest[..end].find(':').map(|colon| begin + colon + 1..begin + end)
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
            ("database: mysql://ccb:se/c?r@et@host/db # mine", "database: mysql://ccb:***@host/db # mine"),
            ("one `http://a:b@c/` and two \"odbc:pwd=x\"", "one `http://a:***@c/` and two \"odbc:pwd=***\""),
        ] {
            assert_eq!(redacted(text), shown);
        }
    }
}
