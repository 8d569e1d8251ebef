//! The shortest part of a journey that still shows its fault, as a script for a POSIX shell with curl.
//!
//! Every request goes out as it did, but for what must be new: callids, queues, gateways and numbers are made anew by every run of the script, and
//! where the suite moved a test clock, the journey is placed against the next tick as it was then. Where time went by itself the script sleeps.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::curl::{line_with, quoted};
use crate::ccb::binding::{Binding, BindingKind, Bindings};
use crate::ccb::operation::Operation;
use crate::ccb::secret::MASK;
use crate::ccb::transmission::Transmission;
use crate::journal::scenario::{Performance, ScenarioRecord};
use crate::report::fault::Fault;
use crate::report::text::one_line;
use crate::verdict::outcome::Reason;

/// A pause that is shorter is none.
const SHORTEST_PAUSE: SignedDuration = SignedDuration::from_millis(500);

/// What every script begins with.
const HEAD: &str = r#"set -eu
hex() { od -An -v -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
digits() { od -An -v -N32 -tu1 /dev/urandom | tr -d ' \n' | cut -c1-"$1"; }
"#;

/// Places the journey: the whole seconds between the tick that came next then and the one that comes next now. GNU date reads the times.
const PLACE: &str = r#"instants() { printf '%s' "$1" | grep -oE '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})'; }
at() { date -u -d "@$(($1 + shift_s))" "+%Y-%m-%dT%H:%M:%S$2Z"; }
encoded() { at "$1" "$2" | sed 's/:/%3A/g'; }
"#;

/// The script for a scenario; nothing where it has no fault, or nothing was asked.
pub fn shortest(record: &ScenarioRecord) -> Option<String> {
    let fault = Fault::of(record)?;
    let performance = record.performance.as_ref()?;
    let asked = transmissions(performance, &fault);
    let first = asked.iter().flat_map(|(_, transmissions)| *transmissions).next()?;
    let origin = origin(&first.sent.url).to_owned();
    let bindings = performance.checkpoints.last().map(|last| last.bindings.clone()).unwrap_or_default();
    let mut script = Script::new(&bindings, performance, origin);
    script.head(record);
    for (when, transmissions) in asked {
        // Steps are told as comments, each on its own line.
        let _ = writeln!(script.text, "\n# {}", one_line(&when));
        for transmission in transmissions {
            script.ask(transmission);
        }
    }
    script.tail(&fault);
    Some(script.text)
}

/// What went over the wire up to the fault, by step.
fn transmissions<'a>(performance: &'a Performance, fault: &Fault<'a>) -> Vec<(String, &'a [Transmission])> {
    let observed = performance.checkpoints.iter();
    let mut asked: Vec<(String, &[Transmission])> =
        observed.map(|checkpoint| (checkpoint.when.clone(), checkpoint.observation.transmissions.as_slice())).collect();
    if !performance.afterwards.is_empty() && fault.differences().is_empty() {
        asked.push((fault.step.text.clone(), performance.afterwards.as_slice()));
    }
    asked
}

struct Script {
    text: String,
    /// What is sent as something else than it was, the longer first: the text, and what the shell makes of it.
    anew: Vec<(String, String)>,
    /// The values that are made anew, each with its variable.
    variables: Vec<(String, Binding)>,
    /// The servlet's scheme, host and port.
    origin: String,
    /// Whether a test clock was moved.
    moved: bool,
    placed: bool,
    before: Option<Timestamp>,
}

impl Script {
    fn new(bindings: &Bindings, performance: &Performance, origin: String) -> Self {
        let mut counts: BTreeMap<BindingKind, usize> = BTreeMap::new();
        let mut variables: Vec<(String, Binding)> = Vec::new();
        for binding in
            Vec::<Binding>::from(bindings.clone()).into_iter().filter(|binding| binding.value != binding.name)
        {
            let count = counts.entry(binding.kind).or_default();
            *count += 1;
            variables.push((format!("{}_{count}", binding.kind), binding));
        }
        let mut anew = vec![(origin.clone(), "\"$origin\"".to_owned())];
        for (variable, binding) in &variables {
            anew.push((binding.value.clone(), format!("\"${variable}\"")));
            let small = binding.value.to_ascii_lowercase();
            if small != binding.value {
                anew.push((small, format!("\"$(printf '%s' \"${variable}\" | tr A-F a-f)\"")));
            }
        }
        anew.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        let moved = performance.checkpoints.iter().any(|checkpoint| {
            let is_clock = |asked: &Transmission| asked.operation == Operation::TestClock;
            checkpoint.observation.transmissions.iter().any(is_clock)
        });
        Self { text: String::new(), anew, variables, origin, moved, placed: false, before: None }
    }

    fn head(&mut self, record: &ScenarioRecord) {
        let identity = &record.scenario;
        let _ = writeln!(self.text, "#!/bin/sh");
        let _ = writeln!(self.text, "# {}: {}", identity.id, one_line(&identity.title));
        let _ = writeln!(
            self.text,
            "# {}:{}, up to the step that shows the fault",
            one_line(&identity.source),
            identity.line
        );
        let usage = "Usage: sh FILE [ORIGIN]; the servlet's scheme, host and port where they are others than then";
        let _ = writeln!(self.text, "# {usage}");
        self.text.push_str(HEAD);
        if self.moved {
            self.text.push_str(PLACE);
        }
        let _ = writeln!(self.text, "origin=${{1:-{}}}", quoted(self.origin.as_bytes()));
        for (variable, binding) in &self.variables {
            let _ = writeln!(self.text, "{variable}={}  # {}", made(binding), named(binding));
        }
    }

    fn ask(&mut self, asked: &Transmission) {
        let pause = self.before.map(|before| asked.began.duration_since(before)).unwrap_or_default();
        self.before = Some(asked.began);
        if !self.moved && pause > SHORTEST_PAUSE {
            let _ = writeln!(self.text, "sleep {:.3}", pause.as_secs_f64());
        }
        let spell = |bytes: &[u8]| self.spelt(bytes);
        let line = line_with(&asked.sent, &spell);
        let _ = writeln!(self.text, "answer=$({line})");
        let _ = writeln!(
            self.text,
            "printf '%s\\n%s\\n' {} \"$answer\"",
            quoted(format!("> {}", asked.operation).as_bytes())
        );
        if asked.operation == Operation::TestClock && !self.placed {
            self.placed = true;
            let then = asked.received.as_ref().and_then(|received| last_instant(&received.body.0));
            if let Some(then) = then {
                let _ = writeln!(self.text, "next=$(instants \"$answer\" | tail -n 1)");
                let _ = writeln!(
                    self.text,
                    "[ -n \"$next\" ] || {{ echo 'the servlet offers no test clock' >&2; exit 1; }}"
                );
                let _ = writeln!(self.text, "shift_s=$(($(date -u -d \"$next\" +%s) - {}))", then.as_second());
            }
        }
    }

    fn tail(&mut self, fault: &Fault<'_>) {
        let mut told = vec![format!("at `{}`", fault.step.text)];
        match fault.reason {
            Reason::Differs(differences) => told.extend(differences.iter().map(|difference| {
                let clause = difference.clause.map_or(String::new(), |clause| format!(" ({clause})"));
                format!("{}{clause}: {} expected, {} seen", difference.path, difference.expected, difference.actual)
            })),
            Reason::Breach { message, clause } => told.push(format!("{message} ({clause})")),
            Reason::Hindered(message) | Reason::Fault(message) => told.push(message.clone()),
            Reason::Undeclared(_) => {}
        }
        self.text.push_str("\n# What was wrong when this was recorded:\n");
        for line in &told {
            let _ = writeln!(self.text, "printf '%s\\n' {}", quoted(one_line(line).as_bytes()));
        }
        for (variable, binding) in &self.variables {
            let named = format!("{} is ", named(binding));
            let _ = writeln!(self.text, "printf '%s\\n' {}\"${variable}\"", quoted(named.as_bytes()));
        }
    }

    /// A text for a shell in which what must be new is told by its variable.
    fn spelt(&self, bytes: &[u8]) -> String {
        let Ok(text) = std::str::from_utf8(bytes) else { return quoted(bytes) };
        if text == MASK {
            return quoted(bytes);
        }
        let mut words = String::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let (word, taken) = if let Some((instant, length)) = self.instant(rest) {
                (Some(instant), length)
            } else if let Some((value, word)) = self.anew.iter().find(|(value, _)| rest.starts_with(value)) {
                (Some(word.clone()), value.len())
            } else {
                (None, letter.len_utf8())
            };
            match word {
                Some(word) => {
                    flush(&mut words, &mut plain);
                    words.push_str(&word);
                }
                None => plain.push(letter),
            }
            rest = &rest[taken..];
        }
        flush(&mut words, &mut plain);
        if words.is_empty() { "''".to_owned() } else { words }
    }

    /// An instant to which a test clock is moved, at the beginning of a text, and its length there.
    fn instant(&self, text: &str) -> Option<(String, usize)> {
        if !self.moved {
            return None;
        }
        let (instant, length) = instant_at_start(text)?;
        let encoded = text[..length].contains('%');
        let fraction = instant.subsec_nanosecond();
        let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:09}") };
        let function = if encoded { "encoded" } else { "at" };
        Some((format!("\"$({function} {} '{fraction}')\"", instant.as_second()), length))
    }
}

fn flush(words: &mut String, plain: &mut String) {
    if !plain.is_empty() {
        words.push_str(&quoted(plain.as_bytes()));
        plain.clear();
    }
}

/// How a value like this one is made anew: what the suite added to its name is other digits.
fn made(binding: &Binding) -> String {
    let value = &binding.value;
    let kept = |digits: usize| quoted(&value.as_bytes()[..value.len().saturating_sub(digits)]);
    match binding.kind {
        BindingKind::Call => "$(hex 16 | tr a-f A-F)".to_owned(),
        BindingKind::Queue | BindingKind::Gateway => format!("{}$(hex 8)", kept(16)),
        BindingKind::Number => format!("{}$(digits 10)", kept(10)),
    }
}

/// What a value stands for.
fn named(binding: &Binding) -> String {
    let name = one_line(&binding.name);
    if name.is_empty() { format!("the {}", binding.kind) } else { format!("{} {name}", binding.kind) }
}

/// The scheme, host and port of a URL.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |end| host + end);
    &url[..end]
}

/// An RFC 3339 instant at the beginning of a text, also where its colons are percent-encoded, and its length there.
fn instant_at_start(text: &str) -> Option<(Timestamp, usize)> {
    let shape = |bytes: &[u8]| bytes.first().is_some_and(u8::is_ascii_digit) && bytes.get(4) == Some(&b'-');
    if !shape(text.as_bytes()) {
        return None;
    }
    let end = text.find('Z')? + 1;
    let told = text.get(..end).filter(|told| told.len() <= 40)?;
    let instant = told.replace("%3A", ":").parse().ok()?;
    Some((instant, end))
}

/// The last instant that an answer tells.
fn last_instant(body: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(body).ok()?;
    let of_word = |word: &str| word.parse::<Timestamp>().ok();
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '+' | ':' | '.')))
        .filter_map(of_word)
        .next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_found_however_they_are_encoded() {
        let second: Timestamp = "2015-12-14T17:41:54Z".parse().expect("an instant");
        assert_eq!(instant_at_start("2015-12-14T17:41:54Z&x=1"), Some((second, 20)));
        assert_eq!(instant_at_start("2015-12-14T17%3A41%3A54Z"), Some((second, 24)));
        assert_eq!(instant_at_start("2015-12-14"), None);
        let body = b"now=2015-12-14T11:41:12.554-06:00\nnexttick=2015-12-14T11:41:54.000-06:00\n";
        assert_eq!(last_instant(body), Some(second));
    }
}
