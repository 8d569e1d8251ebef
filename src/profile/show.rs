//! A resolved profile, shown as one: every value with its source, no secret among them, and itself a profile again.

use std::fmt::Write as _;

use super::key::{COLLECTIONS, Key, SECTIONS};
use super::resolved::{Listed, Profile};
use super::setting::{Origin, Written};
use crate::target::commands::COMMAND_TIMEOUT;
use crate::target::source::{REAL_TIME_CONCURRENCY, REQUEST_TIMEOUT, TIMER_PERIOD};

/// Sources are told from this column, where the value leaves room.
const SOURCE_COLUMN: usize = 64;

/// The profile as YAML.
pub fn show(profile: &Profile) -> String {
    let mut out = String::new();
    for key in Key::ALL.iter().filter(|key| !key.name().contains('.')) {
        single(&mut out, profile, *key, key.name(), "");
    }
    for section in SECTIONS {
        let prefix = format!("{section}.");
        let mut inner = String::new();
        for key in Key::ALL {
            if let Some(name) = key.name().strip_prefix(&prefix) {
                single(&mut inner, profile, *key, name, "  ");
            }
        }
        if !inner.is_empty() {
            let _ = write!(out, "{section}:\n{inner}");
        }
    }
    for collection in COLLECTIONS {
        let members: Vec<&Listed> =
            profile.told.listed.iter().filter(|listed| listed.collection == collection).collect();
        if !members.is_empty() {
            let _ = writeln!(out, "{collection}:");
        } else if collection == "capabilities" && profile.capabilities.complete {
            let _ = writeln!(out, "capabilities: []");
        }
        for member in members {
            let text = match &member.value {
                Some(value) => format!("  {}: {}", quoted(&member.name), written(value)),
                None => format!("  - {}", member.name),
            };
            line(&mut out, &text, &member.source);
        }
    }
    out
}

fn single(out: &mut String, profile: &Profile, key: Key, name: &str, indent: &str) {
    if let Some(setting) = profile.told.settings.iter().find(|setting| setting.key == key) {
        line(out, &format!("{indent}{name}: {}", written(&setting.shown())), &setting.origin.to_string());
    } else if let Some(default) = default(profile, key) {
        line(out, &format!("{indent}{name}: {default}"), &Origin::Default.to_string());
    }
}

/// What counts where nobody said anything.
fn default(profile: &Profile, key: Key) -> Option<String> {
    match key {
        Key::Dialect => Some("default".to_owned()),
        Key::TimerPeriodS => Some(TIMER_PERIOD.as_secs_f64().to_string()),
        Key::Concurrency => Some(REAL_TIME_CONCURRENCY.to_string()),
        Key::RowsWithinMs => Some("0".to_owned()),
        Key::RequestTimeoutS => Some(REQUEST_TIMEOUT.as_secs_f64().to_string()),
        Key::CommandsTimeoutS if profile.commands.any() => Some(COMMAND_TIMEOUT.as_secs_f64().to_string()),
        _ => None,
    }
}

fn line(out: &mut String, text: &str, source: &str) {
    // A source may be any file name, but never the end of its line.
    let source: String = source.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect();
    let _ = writeln!(out, "{text:SOURCE_COLUMN$}  # {source}");
}

fn written(value: &Written) -> String {
    match value {
        Written::Text(text) => quoted(text),
        Written::Words(words) => format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ")),
    }
}

/// As JSON spells it, which YAML reads alike; a plain word or number as it is.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/');
    let like_nothing = matches!(text, "" | "null" | "-" | "---" | "...");
    if text.bytes().all(plain) && !text.starts_with('-') && !like_nothing {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}
