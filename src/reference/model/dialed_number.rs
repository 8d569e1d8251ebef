//! Which calling numbers may be offered a callback: the allowed and denied patterns of SPEC 5.1.

use std::str::FromStr;

/// The configured lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialedNumberRules {
    rules: Vec<Rule>,
    allow_unmatched: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    pattern: Vec<char>,
    verdict: Verdict,
}

/// At equal length denied beats allowed, hence the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Allowed,
    Denied,
}

/// A line of a rules file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: `{text}` is no rule, write `allow PATTERN`, `deny PATTERN` or `unmatched allow`")]
pub struct InvalidRule {
    /// Its number, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

impl FromStr for DialedNumberRules {
    type Err = InvalidRule;

    /// Reads the lines of a rules file; blank ones and those that begin with `#` say nothing.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rules = Self::default();
        for (index, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["allow", pattern] => rules.add(pattern, Verdict::Allowed),
                ["deny", pattern] => rules.add(pattern, Verdict::Denied),
                ["unmatched", "allow"] => rules.allow_unmatched = true,
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                _ => return Err(InvalidRule { line: index + 1, text: line.trim().to_owned() }),
            }
        }
        Ok(rules)
    }
}

impl DialedNumberRules {
    fn add(&mut self, pattern: &str, verdict: Verdict) {
        self.rules.push(Rule { pattern: pattern.chars().collect(), verdict });
    }

    /// Whether the number may be offered a callback: an exact pattern decides first, then the longest that matches.
    pub fn allow(&self, number: &str) -> bool {
        let number: Vec<char> = number.chars().collect();
        self.rules
            .iter()
            .filter(|rule| rule.matches(&number))
            .max_by_key(|rule| (rule.is_exact(), rule.pattern.len(), rule.verdict))
            .map_or(self.allow_unmatched, |rule| rule.verdict == Verdict::Allowed)
    }
}

impl Rule {
    fn matches(&self, number: &[char]) -> bool {
        let one = |(pattern, digit): (&char, &char)| is_wildcard(*pattern) || pattern == digit;
        match self.pattern.split_last() {
            Some((last, head)) if stands_for_the_rest(*last) => {
                number.len() >= head.len() && head.iter().zip(number).all(one)
            }
            _ => self.pattern.len() == number.len() && self.pattern.iter().zip(number).all(one),
        }
    }

    /// Without wildcards: it matches one number alone.
    fn is_exact(&self) -> bool {
        let open_end = self.pattern.last().is_some_and(|last| stands_for_the_rest(*last));
        !open_end && !self.pattern.iter().any(|character| is_wildcard(*character))
    }
}

const fn is_wildcard(character: char) -> bool {
    matches!(character, '.' | 'X')
}

/// Only at the end of a pattern; the rest may be empty.
const fn stands_for_the_rest(character: char) -> bool {
    matches!(character, '>' | '*' | '!' | 'T')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> DialedNumberRules {
        text.parse().expect("good rules")
    }

    /// SPEC 5.1: `.` and capital `X` stand for one character, small `x` is a letter.
    #[test]
    fn one_character() {
        assert!(rules("allow 50.8").allow("5008"));
        assert!(rules("allow 500X").allow("5008"));
        assert!(!rules("allow 500x").allow("5008"));
        assert!(rules("allow 500x").allow("500x"));
        assert!(!rules("allow 500.").allow("500"));
        assert!(!rules("allow 500.").allow("50088"));
    }

    /// SPEC 5.1: a trailing `>`, `*`, `!` or `T` stands for the rest.
    #[test]
    fn the_rest() {
        for end in ['>', '*', '!', 'T'] {
            let rules = rules(&format!("allow 80{end}"));
            assert!(rules.allow("8005551212"), "{end}");
            assert!(rules.allow("80"), "{end}: the rest may be empty");
            assert!(!rules.allow("8"), "{end}");
            assert!(!rules.allow("9005551212"), "{end}");
        }
        assert!(!rules("allow 8*0").allow("8550"), "within a pattern it is a character like any other");
        assert!(rules("allow 8*0").allow("8*0"));
    }

    /// SPEC 5.1: the longest matching pattern decides, an exact one first; at equal length denied beats allowed.
    #[test]
    fn which_pattern_decides() {
        assert!(rules("deny 50>\nallow 500>").allow("5008"));
        assert!(!rules("allow 50>\ndeny 500>").allow("5008"));
        assert!(!rules("allow 500.\ndeny 50.8").allow("5008"));
        assert!(rules("deny 5008>\nallow 5008").allow("5008"), "the exact one, though shorter");
        assert!(!rules("allow 5008\ndeny 5008").allow("5008"));
    }

    /// SPEC 5.1: what matches nothing is allowed only where that is configured.
    #[test]
    fn unmatched() {
        assert!(!rules("").allow("5008"), "an empty allowed list means no callbacks");
        assert!(rules("# all but one\n\nunmatched allow\ndeny 5008").allow("5009"));
        assert!(!rules("unmatched allow\ndeny 5008").allow("5008"));
    }

    #[test]
    fn a_bad_line_is_told_by_its_number() {
        for line in ["permit 5008", "allow", "allow 50 08", "unmatched deny"] {
            let error = format!("allow 1\n\n{line}").parse::<DialedNumberRules>().expect_err(line);
            assert_eq!(error, InvalidRule { line: 3, text: line.into() });
        }
    }
}
