//! Whole numbers as text (CCB-TRN-10).

/// The number that a text spells, where it is the one spelling there is: decimal digits without a sign, a blank or a zero before them.
/// A number below 0 has its `-`, so that whoever compares tells it by its value.
pub fn whole_number(text: &str) -> Option<i64> {
    // The standard parser takes `+5`, `-0` and `005` as well.
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CCB-TRN-10.
    #[test]
    fn a_number_has_one_spelling() {
        for (text, number) in [("0", 0), ("180", 180), ("-7", -7), ("9223372036854775807", i64::MAX)] {
            assert_eq!(whole_number(text), Some(number), "{text}");
        }
        for text in
            ["", "+180", "-0", "+0", "00", "0180", "-07", " 1", "1 ", "1.0", "1e3", "-", "٣", "9223372036854775808"]
        {
            assert_eq!(whole_number(text), None, "{text}");
        }
    }
}
