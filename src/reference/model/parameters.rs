//! The parameters of one request, and the checks of form that every value passes when it is read.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::refuse::{invalid, missing};
use crate::ccb::answer::Refused;
use crate::ccb::callid::Callid;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;

/// The largest whole number where no range of its own is given (SPEC 2.1).
pub const MAX_NUMBER: u32 = 2_147_483_647;

/// The longest value that is read at all, in characters (CCB-TRN-09).
const MAX_CHARS: usize = 1024;

/// What a request carried: the first value of every name that the specification knows (CCB-TRN-06).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<Parameter, String>);

impl Parameters {
    /// Keeps the first value of every known name; an empty one counts as absent, and hides later ones of its name.
    pub fn from_pairs<N: AsRef<str>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut values = BTreeMap::new();
        for (name, value) in pairs {
            if let Some(parameter) = Parameter::from_name(name.as_ref()) {
                values.entry(parameter).or_insert_with(|| value.into());
            }
        }
        values.retain(|_, value: &mut String| !value.is_empty());
        Self(values)
    }

    /// The operation that `method` names, if it names one.
    pub fn operation(&self) -> Option<Operation> {
        self.0.get(&Parameter::Method).and_then(|name| Operation::from_name(name))
    }

    /// The callid where the request names one in its proper form: that is what makes it contact (SPEC 1).
    pub fn contact(&self) -> Option<Callid> {
        self.0.get(&Parameter::Callid).and_then(|text| text.parse().ok())
    }

    /// Puts another value; none takes it out.
    pub fn replace(&mut self, parameter: Parameter, value: Option<String>) {
        self.0.remove(&parameter);
        self.0.extend(value.map(|value| (parameter, value)));
    }

    /// A value as text, or none where it is absent.
    ///
    /// # Errors
    /// `invalid_parameter` where it is over `max_chars` characters long or holds a control character (CCB-TRN-09).
    pub fn text(&self, parameter: Parameter, max_chars: usize) -> Result<Option<&str>, Refused> {
        let Some(value) = self.0.get(&parameter) else { return Ok(None) };
        let max_chars = max_chars.min(MAX_CHARS);
        if value.chars().count() > max_chars || value.chars().any(char::is_control) {
            return Err(invalid(
                parameter,
                &format!("at most {max_chars} characters, none of them a control character"),
            ));
        }
        Ok(Some(value))
    }

    /// The same for a value that must be there.
    ///
    /// # Errors
    /// `missing_parameter`, and those of [`Self::text`].
    pub fn required_text(&self, parameter: Parameter, max_chars: usize) -> Result<&str, Refused> {
        self.text(parameter, max_chars)?.ok_or_else(|| missing(parameter))
    }

    /// A whole number within `range`, or none where it is absent.
    ///
    /// # Errors
    /// `invalid_parameter` where it is anything but digits (CCB-TRN-10), or out of range.
    pub fn number(&self, parameter: Parameter, range: RangeInclusive<u32>) -> Result<Option<u32>, Refused> {
        let Some(value) = self.text(parameter, MAX_CHARS)? else { return Ok(None) };
        match digits(value) {
            Some(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(invalid(parameter, &format!("a whole number from {} to {}", range.start(), range.end()))),
        }
    }

    /// What a value says in a form of its own, or none where it is absent.
    ///
    /// # Errors
    /// `invalid_parameter` where `read` cannot make sense of it; `allowed` tells what would do.
    pub fn parsed<T>(
        &self,
        parameter: Parameter,
        allowed: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refused> {
        let Some(value) = self.text(parameter, MAX_CHARS)? else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| invalid(parameter, allowed))
    }

    /// The callid that a request must name.
    ///
    /// # Errors
    /// `missing_parameter`, or `invalid_parameter` where it is not 32 hexadecimal digits (CCB-ENQ-06).
    pub fn callid(&self) -> Result<Callid, Refused> {
        self.parsed(Parameter::Callid, "32 hexadecimal digits", |text| text.parse().ok())?
            .ok_or_else(|| missing(Parameter::Callid))
    }
}

/// The number that decimal digits alone spell (CCB-TRN-10), up to [`MAX_NUMBER`].
pub fn digits(text: &str) -> Option<u32> {
    // `parse` would take a sign.
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|number| *number <= MAX_NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::refusal::Refusal;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::from_pairs(pairs.iter().map(|(name, value)| (*name, *value)))
    }

    /// CCB-TRN-06.
    #[test]
    fn first_value_counts_and_an_empty_one_is_absent() {
        let sent = parameters(&[("qname", "a"), ("qname", "b"), ("gw", ""), ("gw", "c"), ("nonsense", "d")]);
        assert_eq!(sent.text(Parameter::Qname, 40), Ok(Some("a")));
        assert_eq!(sent.text(Parameter::Gw, 40), Ok(None));
        assert_eq!(sent.required_text(Parameter::Gw, 40), Err(missing(Parameter::Gw)));
    }

    /// CCB-TRN-10.
    #[test]
    fn numbers_are_digits_alone() {
        for text in ["-1", "+1", "1.0", " 1", "1 ", "0x1", "", "\u{0661}", "99999999999999999999", "2147483648"] {
            assert_eq!(digits(text), None, "{text}");
        }
        assert_eq!(digits("0"), Some(0));
        assert_eq!(digits("007"), Some(7));
        assert_eq!(digits("2147483647"), Some(MAX_NUMBER));
        let error = parameters(&[("ewt", "32768")]).number(Parameter::Ewt, 0..=32767).expect_err("out of range");
        assert_eq!((error.error, error.parameter.as_deref()), (Refusal::InvalidParameter, Some("ewt")));
    }

    /// CCB-TRN-09, and lengths are counted in characters.
    #[test]
    fn long_values_and_control_characters_are_invalid() {
        let longest = "\u{4f60}".repeat(MAX_CHARS);
        assert!(parameters(&[("cli", &longest)]).text(Parameter::Cli, usize::MAX).is_ok());
        let longer = format!("{longest}x");
        for value in [longer.as_str(), "a\nb", "a\u{85}", "\u{0}", "\u{7f}"] {
            assert!(parameters(&[("cli", value)]).text(Parameter::Cli, usize::MAX).is_err(), "{value:?}");
        }
    }
}
