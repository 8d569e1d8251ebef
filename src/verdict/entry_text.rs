//! Known failures as text: YAML that a person edits, and that a report prints ready to paste.

use std::fmt;

use jiff::civil::Date;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use super::known_failure::{Entry, Manner, RecordedDifference};
use super::outcome::ScenarioOutcome;
use crate::ccb::clause::ClauseId;

/// What an entry that is printed leaves to be filled in; as long as one is empty, the file is refused.
const TO_FILL_IN: &str = "  reason:  # why this is accepted\n  issue:   # where it is tracked\n  expires: # the last day on which it is accepted, YYYY-MM-DD\n";

/// A text that is no list of known failures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EntryMistake {
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryText {
    scenario: Filled,
    step: Filled,
    #[serde(default)]
    occurrence: Occurrence,
    differences: Option<Vec<DifferenceText>>,
    breach: Option<BreachText>,
    reason: Filled,
    issue: Filled,
    expires: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DifferenceText {
    field: Filled,
    expected: Shown,
    observed: Shown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BreachText {
    clause: Clause,
    message: Filled,
}

/// What is printed of an entry before the lines that are to be filled in.
#[derive(Serialize)]
struct Printed<'a> {
    scenario: &'a str,
    step: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<Vec<PrintedDifference<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    breach: Option<PrintedBreach<'a>>,
}

#[derive(Serialize)]
struct PrintedDifference<'a> {
    field: &'a str,
    expected: &'a str,
    observed: &'a str,
}

#[derive(Serialize)]
struct PrintedBreach<'a> {
    clause: &'a str,
    message: &'a str,
}

/// Reads known failures. No entry at all is a list as well.
///
/// # Errors
///
/// The first mistake: a key that is unknown or missing, a value of the wrong type, two entries of one scenario.
pub fn parse(text: &str) -> Result<Vec<Entry>, EntryMistake> {
    let texts: Option<Vec<EntryText>> = serde_yaml::from_str(text).map_err(|error| EntryMistake {
        line: error.location().map(|location| location.line()),
        message: error.to_string(),
    })?;
    let texts = texts.unwrap_or_default();
    let lines = lines_of_entries(text, texts.len());
    let mut entries: Vec<Entry> = Vec::with_capacity(texts.len());
    for (index, text) in texts.into_iter().enumerate() {
        let line = lines.get(index).copied();
        let entry = entry(text, line).map_err(|message| EntryMistake { line, message })?;
        if let Some(other) = entries.iter().find(|other| other.scenario == entry.scenario) {
            let at = other.line.map_or(String::new(), |line| format!(", the other in line {line}"));
            let message = format!("two entries of the scenario `{}`{at}; a scenario stops once", entry.scenario);
            return Err(EntryMistake { line, message });
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn entry(text: EntryText, line: Option<usize>) -> Result<Entry, String> {
    let EntryText { scenario, step, occurrence, differences, breach, reason, issue, expires } = text;
    let manner = match (differences, breach) {
        (Some(differences), None) if differences.is_empty() => {
            return Err("`differences` holds no field; every field that differs belongs there".to_owned());
        }
        (Some(differences), None) => Manner::Differences(differences.into_iter().map(recorded).collect()),
        (None, Some(BreachText { clause, message })) => Manner::Breach { clause: clause.0, message: message.0 },
        (Some(_), Some(_)) => return Err("an entry has `differences` or a `breach`, not both".to_owned()),
        (None, None) => return Err("an entry has `differences`, or a `breach` with `clause` and `message`".to_owned()),
    };
    Ok(Entry {
        scenario: scenario.0,
        step: step.0,
        occurrence: occurrence.0,
        manner,
        reason: reason.0,
        issue: issue.0,
        expires: expires.0,
        line,
    })
}

fn recorded(text: DifferenceText) -> RecordedDifference {
    RecordedDifference { field: text.field.0, expected: text.expected.0, observed: text.observed.0 }
}

/// The line of each entry of a list in block style; nothing where the text is of another style. Whatever belongs to an entry stands further in
/// than its dash.
fn lines_of_entries(text: &str, count: usize) -> Vec<usize> {
    let dash = |line: &str| line.find(|letter: char| letter != ' ').filter(|at| line[*at..].starts_with("- "));
    let column = text.lines().find_map(dash);
    let lines = text.lines().enumerate();
    let lines: Vec<usize> =
        lines.filter(|(_, line)| column.is_some() && dash(line) == column).map(|(at, _)| at + 1).collect();
    if lines.len() == count { lines } else { Vec::new() }
}

/// The entry that would make a known failure of what became of a scenario, but for what only a person knows: why, where, until when.
/// `None` where it did not fail at a step.
pub fn ready_to_paste(scenario: &ScenarioOutcome) -> Option<String> {
    let (step, occurrence) = scenario.stopped_at()?;
    let manner = Manner::of(scenario.reason.as_ref()?)?;
    let often = scenario.steps.iter().filter(|other| other.text == step.text).count() > 1;
    let (differences, breach) = match &manner {
        Manner::Differences(differences) if differences.is_empty() => return None,
        Manner::Differences(differences) => (Some(differences.iter().map(printed).collect()), None),
        Manner::Breach { clause, message } => (None, Some(PrintedBreach { clause: clause.as_str(), message })),
    };
    let entry = Printed {
        scenario: &scenario.id,
        step: &step.text,
        occurrence: often.then_some(occurrence),
        differences,
        breach,
    };
    let text = serde_yaml::to_string(&[entry]).ok()?;
    Some(text + TO_FILL_IN)
}

fn printed(difference: &RecordedDifference) -> PrintedDifference<'_> {
    let RecordedDifference { field, expected, observed } = difference;
    PrintedDifference { field, expected, observed }
}

/// A text that says something.
struct Filled(String);

/// The how manieth, from 1.
struct Occurrence(usize);

/// A value as a report shows it. A number or truth needs no quotes.
struct Shown(String);

/// A day, `YYYY-MM-DD`.
struct Day(Date);

/// A clause of the specification.
struct Clause(ClauseId);

impl Default for Occurrence {
    fn default() -> Self {
        Self(1)
    }
}

/// Reads a text, so that a mistake in it is told with its own line.
struct Text<F>(&'static str, F);

impl<T, F: Fn(&str) -> Result<T, String>> Visitor<'_> for Text<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.1)(text).map_err(E::custom)
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        Err(E::custom(format!("nothing is filled in where {} belongs", self.0)))
    }
}

impl<'de> Deserialize<'de> for Filled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let what = "a text";
        deserializer.deserialize_any(Text(what, |text: &str| match text.trim() {
            "" => Err(format!("nothing is filled in where {what} belongs")),
            _ => Ok(Self(text.to_owned())),
        }))
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let what = "a day such as 2027-03-31";
        deserializer.deserialize_any(Text(what, |text: &str| {
            // No time may hide behind the day.
            let whole = text.len() == "2027-03-31".len();
            text.parse().ok().filter(|_| whole).map(Self).ok_or_else(|| format!("`{text}` is not {what}"))
        }))
    }
}

impl<'de> Deserialize<'de> for Clause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let what = "a clause such as CCB-TRN-03";
        deserializer.deserialize_any(Text(what, |text: &str| {
            ClauseId::from_text(text).map(Self).ok_or_else(|| format!("`{text}` is not {what}"))
        }))
    }
}

impl<'de> Deserialize<'de> for Occurrence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match usize::deserialize(deserializer)? {
            0 => Err(de::Error::custom("occurrences count from 1")),
            number => Ok(Self(number)),
        }
    }
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl Visitor<'_> for Any {
            type Value = Shown;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value as a report shows it, in quotes unless it is a whole number, true or false")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Shown, E> {
                Ok(Shown(text.to_owned()))
            }

            fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Shown, E> {
                Ok(Shown(truth.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Shown, E> {
                Ok(Shown(number.to_string()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Shown, E> {
                Ok(Shown(number.to_string()))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::compare::Difference;
    use crate::verdict::outcome::{Reason, StepEnd, StepOutcome};
    use proptest::prelude::*;

    const ENTRY: &str = "\
# What billing does not do yet.
- scenario: plain-callback
  step: CallbackWait asks
  differences:
  - {field: answer.ewt, expected: 36, observed: 35}
  - {field: states, expected: '\"21/0\"', observed: (nothing)}
  reason: rounding
  issue: BILL-7
  expires: 2027-03-31
";

    #[test]
    fn an_entry_is_read_with_its_line() {
        let entries = parse(ENTRY).expect("in order");
        let [entry] = entries.as_slice() else { panic!("{entries:?}") };
        assert_eq!((entry.scenario.as_str(), entry.occurrence, entry.line), ("plain-callback", 1, Some(2)));
        assert_eq!(entry.expires, jiff::civil::date(2027, 3, 31));
        let difference = |field: &str, expected: &str, observed: &str| RecordedDifference {
            field: field.to_owned(),
            expected: expected.to_owned(),
            observed: observed.to_owned(),
        };
        let expected = [difference("answer.ewt", "36", "35"), difference("states", "\"21/0\"", "(nothing)")];
        assert_eq!(entry.manner, Manner::Differences(expected.into()));
    }

    #[test]
    fn a_list_may_be_empty() {
        for text in ["", "[]", "# none\n", "---\n"] {
            assert_eq!(parse(text), Ok(vec![]), "{text:?}");
        }
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (old, new, line, message) in [
            ("issue: BILL-7", "isue: BILL-7", 8, "isue"),
            ("reason: rounding", "reason:", 7, "nothing is filled in"),
            ("reason: rounding", "reason: ''", 7, "nothing is filled in"),
            ("  reason: rounding\n", "", 2, "reason"),
            ("  issue: BILL-7\n", "", 2, "issue"),
            ("  expires: 2027-03-31\n", "", 2, "expires"),
            ("expires: 2027-03-31", "expires: 2027-02-30", 9, "`2027-02-30` is not a day"),
            ("expires: 2027-03-31", "expires: 2027-03-31T10:00:00", 9, "is not a day"),
            ("expires: 2027-03-31", "expires: never", 9, "`never` is not a day"),
            ("step: CallbackWait asks", "step: [x]", 3, "a text"),
            ("observed: 35", "observed: ", 5, "a value as a report shows it"),
            ("observed: 35", "observed: 3.5", 5, "a value as a report shows it"),
            ("observed: 35", "seen: 35", 5, "seen"),
            ("reason: rounding", "occurrence: 0\n  reason: rounding", 2, "count from 1"),
            ("reason: rounding", "breach: {clause: CCB-TRN-03, message: x}\n  reason: r", 2, "not both"),
            ("- scenario: plain-callback", "scenario: plain-callback", 2, "sequence"),
        ] {
            let text = ENTRY.replace(old, new);
            assert_ne!(text, ENTRY, "{old}");
            let mistake = parse(&text).expect_err(new);
            assert!(mistake.message.contains(message), "{new}: {mistake:?}");
            // The reader tells some mistakes at the line of the entry, or where it noticed.
            assert!(mistake.line.is_some_and(|told| told.abs_diff(line) <= 1), "{new}: {mistake:?}, not {line}");
        }
        let twice = parse(&format!("{ENTRY}{ENTRY}")).expect_err("two entries of one scenario");
        assert_eq!(twice.line, Some(11));
        assert!(twice.message.contains("line 2"), "{twice}");
        let breach = ENTRY.replace("  differences:\n", "  breach: {clause: CCB-TRN-99, message: x}\n");
        assert!(parse(&breach).is_err());
    }

    fn stopped(step: &str, reason: Reason) -> ScenarioOutcome {
        let step = StepOutcome {
            keyword: "When".to_owned(),
            text: step.to_owned(),
            line: 7,
            end: StepEnd::Stopped,
            states: None,
        };
        let steps = vec![StepOutcome { end: StepEnd::Passed, ..step.clone() }, step];
        ScenarioOutcome { steps, ..ScenarioOutcome::because(Some(reason)) }
    }

    fn filled_in(text: &str) -> String {
        let text = text.replace("reason: ", "reason: r").replace("issue:  ", "issue: i ");
        text.replace("expires: ", "expires: 2027-01-01 ")
    }

    proptest! {
        /// Whatever a target shows, the entry that is printed is YAML, is refused until it is filled in, and then says the very same.
        #[test]
        fn what_is_printed_is_read_back(
            step in "[^\\s]\\PC{0,20}",
            field in "[^\\s]\\PC{0,8}",
            expected in any::<String>(),
            observed in any::<String>(),
        ) {
            let difference = Difference { path: field, expected, actual: observed, clause: None };
            let scenario = stopped(&step, Reason::Differs(vec![difference.clone()]));
            let text = ready_to_paste(&scenario).expect("it failed");
            prop_assert!(parse(&text).is_err(), "nothing is filled in");
            let entries = parse(&filled_in(&text)).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
            prop_assert_eq!(&entries[0].step, &step);
            prop_assert_eq!(entries[0].occurrence, 2);
            let same = Manner::Differences(vec![RecordedDifference::of(&difference)]);
            prop_assert_eq!(&entries[0].manner, &same);
        }

        #[test]
        fn a_breach_that_is_printed_is_read_back(message in "[^\\s]\\PC{0,40}\n?") {
            let clause = ClauseId::from_text("CCB-TRN-03").expect("a clause");
            let scenario = stopped("asks", Reason::Breach { message: message.clone(), clause });
            let text = filled_in(&ready_to_paste(&scenario).expect("it failed"));
            let entries = parse(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
            prop_assert_eq!(&entries[0].manner, &Manner::Breach { clause, message });
        }
    }
}
