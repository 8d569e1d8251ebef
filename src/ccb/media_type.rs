//! Media types, compared by what they say (RFC 9110, section 8.3.1).

use std::collections::BTreeMap;

/// A media type: what it is, such as `text/plain`, and its parameters. All of it in small letters, since a charset's case carries no
/// meaning either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    essence: String,
    parameters: BTreeMap<String, String>,
}

impl MediaType {
    /// Reads a `Content-Type`. Blanks around its parts, quotation marks and an empty parameter carry no meaning.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = parts(text)?.into_iter();
        let essence = parts.next()?.trim().to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let mut parameters = BTreeMap::new();
        for part in parts.filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=')?;
            let (name, value) = (name.trim().to_ascii_lowercase(), unquoted(value.trim())?);
            if !is_token(&name) || parameters.insert(name, value).is_some() {
                return None;
            }
        }
        Some(Self { essence, parameters })
    }

    /// Whether it is that type, whatever its parameters.
    pub fn is(&self, essence: &str) -> bool {
        self.essence == essence
    }

    /// Whether `found` says the same. One who tells no charset may be answered in UTF-8 by its name.
    pub fn allows(&self, found: &Self) -> bool {
        let mut wanted = self.clone();
        if found.parameters.get(CHARSET).is_some_and(|charset| charset == "utf-8") {
            wanted.parameters.entry(CHARSET.to_owned()).or_insert_with(|| "utf-8".to_owned());
        }
        wanted == *found
    }
}

const CHARSET: &str = "charset";

/// What semicolons part, but for those between quotation marks; none where such a mark is not closed.
fn parts(text: &str) -> Option<Vec<String>> {
    let (mut parts, mut quoted, mut escaped) = (vec![String::new()], false, false);
    for letter in text.chars() {
        match letter {
            ';' if !quoted => {
                parts.push(String::new());
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && letter == '\\' && !escaped;
        parts.last_mut()?.push(letter);
    }
    (!quoted).then_some(parts)
}

/// The value that a token or a quoted string stands for.
fn unquoted(text: &str) -> Option<String> {
    let Some(quoted) = text.strip_prefix('"') else { return is_token(text).then(|| text.to_ascii_lowercase()) };
    let mut value = String::new();
    let mut letters = quoted.strip_suffix('"')?.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => value.push(letters.next()?),
            '"' => return None,
            other => value.push(other),
        }
    }
    Some(value.to_ascii_lowercase())
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(wanted: &str, found: &str) -> bool {
        let wanted = MediaType::read(wanted).expect("a media type");
        MediaType::read(found).is_some_and(|found| wanted.allows(&found))
    }

    /// CCB-TRN-03.
    #[test]
    fn the_same_type_is_spelt_in_many_ways() {
        for found in [
            "text/plain; charset=UTF-8",
            "text/plain;charset=utf-8",
            "TEXT/Plain ;  Charset = utf-8",
            "text/plain; charset=\"utf-8\"",
            "text/plain; charset=\"UTF\\-8\"",
            "text/plain;charset=UTF-8;",
            "text/plain; ; charset=utf-8 ;",
        ] {
            assert!(allows("text/plain; charset=UTF-8", found), "{found}");
        }
        assert!(allows("a/b; c=\"x;y\"; d=1", "a/b;D=1;C=\"x;y\""));
    }

    #[test]
    fn another_type_is_another() {
        for found in [
            "",
            "text/plain",
            "text/html; charset=utf-8",
            "text/plain; charset=utf-16",
            "text/plain; charset=",
            "text/plain; charset='utf-8'",
            "text/plain; charset=\"utf-8",
            "text/plain; charset=\"utf-8\"x",
            "text/plain; charset=\"utf-8\\\"",
            "text/plain; charset=utf-8; charset=utf-8",
            "text/plain; charset=utf-8; a=b",
            "text/plain charset=utf-8",
            "te xt/plain; charset=utf-8",
            "plain; charset=utf-8",
        ] {
            assert!(!allows("text/plain; charset=UTF-8", found), "{found}");
        }
    }

    #[test]
    fn utf_8_may_be_told_where_no_charset_was() {
        assert!(allows("application/json", "application/json; charset=\"UTF-8\""));
        assert!(allows("application/json", "application/json"));
        assert!(!allows("application/json", "application/json; charset=latin1"));
        assert!(!allows("application/json; charset=utf-8", "application/json"));
    }
}
