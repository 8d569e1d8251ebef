//! The command that runs a scenario again as it was run.

use super::curl::quoted;
use crate::journal::header::{Header, Mode};

/// A line for a POSIX shell. `profile` stands for the file of the profile, where there was one: a journal holds what it said, not where it was.
pub fn command(header: &Header, scenario: &str) -> String {
    let mut words = vec!["ccbspec run".to_owned(), scenario.to_owned()];
    let mut told = |flag: &str, value: &str| words.push(format!("{flag} {}", plain(value)));
    match (&header.target.mutant, &header.target.url, &header.profile) {
        (Some(mutant), _, _) => told("--mutant", mutant),
        (None, Some(_), Some(_)) => told("--profile", "PROFILE"),
        (None, Some(url), None) => told("--target", url),
        (None, None, _) => {}
    }
    if header.profile.is_none() && header.target.dialect != "default" {
        told("--dialect", &header.target.dialect);
    }
    for (flag, texts) in [("--features", &header.suite.features), ("--goldens", &header.suite.goldens)] {
        if let Some(directory) = &texts.directory {
            told(flag, directory);
        }
    }
    // Against a servlet that keeps what it was sent, the same values would meet themselves.
    if header.target.url.is_none() && header.mode == Mode::TestClock {
        told("--seed", &header.seed.to_string());
    }
    words.join(" ")
}

/// A word as it is where a shell takes it so.
fn plain(word: &str) -> String {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/' | b':');
    if !word.is_empty() && word.bytes().all(harmless) { word.to_owned() } else { quoted(word.as_bytes()) }
}
