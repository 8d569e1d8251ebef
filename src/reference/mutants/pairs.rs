//! Edits of a request's names and values, for the catalogue.

use super::hook::Pairs;
use crate::ccb::operation::Operation;

/// The first value of a name.
pub fn value<'a>(pairs: &'a Pairs<'_>, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_ref())
}

/// Whether the request is one of that operation.
pub fn is_method(pairs: &Pairs<'_>, operation: Operation) -> bool {
    value(pairs, "method") == Some(operation.name())
}

/// Puts the only value of a name.
pub fn put(pairs: &mut Pairs<'_>, name: &str, value: &str) {
    pairs.retain(|(own, _)| own != name);
    pairs.push((name.to_owned().into(), value.to_owned().into()));
}

/// Puts a value where the request has none of that name.
pub fn put_if_absent(pairs: &mut Pairs<'_>, name: &str, default: &str) {
    if value(pairs, name).is_none_or(str::is_empty) {
        put(pairs, name, default);
    }
}

/// Puts another value where the request has just that one.
pub fn swap(pairs: &mut Pairs<'_>, name: &str, old: &str, new: &str) {
    if value(pairs, name) == Some(old) {
        put(pairs, name, new);
    }
}

/// Takes a sign out of a value.
pub fn strip(pairs: &mut Pairs<'_>, name: &str, sign: char) {
    if let Some(stripped) = value(pairs, name).filter(|value| value.contains(sign)).map(|value| value.replace(sign, ""))
    {
        put(pairs, name, &stripped);
    }
}

/// Cuts a value to that many characters.
pub fn cut(pairs: &mut Pairs<'_>, name: &str, length: usize) {
    let long = value(pairs, name).filter(|value| value.chars().count() > length);
    if let Some(cut) = long.map(|value| value.chars().take(length).collect::<String>()) {
        put(pairs, name, &cut);
    }
}
