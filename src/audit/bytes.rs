//! Reading numbers, times and GUIDs from bytes, without allocating and without a regular expression.

/// A place in a text that moves forward as things are read. What cannot be read leaves it where it is.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    /// What is left.
    pub rest: &'a [u8],
}

impl<'a> Scan<'a> {
    /// A place at the beginning.
    pub const fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    /// Whether nothing is left.
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads just that text.
    #[inline]
    pub fn literal(&mut self, text: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    /// Reads blanks; how many.
    #[inline]
    pub fn blanks(&mut self) -> usize {
        let count = self.rest.iter().take_while(|byte| **byte == b' ').count();
        self.rest = &self.rest[count..];
        count
    }

    /// Reads a name and its `=`, and blanks before it.
    #[inline]
    pub fn key(&mut self, name: &[u8]) -> Option<()> {
        let mut scan = *self;
        scan.blanks();
        scan.literal(name)?;
        *self = scan;
        Some(())
    }

    /// Reads decimal digits, at most 18 of them.
    #[inline]
    pub fn digits(&mut self) -> Option<i64> {
        let mut number = 0_i64;
        let mut length = 0;
        for byte in self.rest {
            if !byte.is_ascii_digit() {
                break;
            }
            length += 1;
            if length > 18 {
                return None;
            }
            number = number * 10 + i64::from(byte - b'0');
        }
        if length == 0 {
            return None;
        }
        self.rest = &self.rest[length..];
        Some(number)
    }

    /// Reads decimal digits with a sign before them where they are below zero.
    #[inline]
    pub fn number(&mut self) -> Option<i64> {
        let mut scan = *self;
        let negative = scan.literal(b"-").is_some();
        let number = scan.digits()?;
        *self = scan;
        Some(if negative { -number } else { number })
    }

    /// Reads just so many digits.
    #[inline]
    fn exactly(&mut self, length: usize) -> Option<i64> {
        let (digits, rest) = self.rest.split_at_checked(length)?;
        let mut number = 0;
        for byte in digits {
            if !byte.is_ascii_digit() {
                return None;
            }
            number = number * 10 + i64::from(byte - b'0');
        }
        self.rest = rest;
        Some(number)
    }

    /// Reads up to a byte, which is read too.
    #[inline]
    pub fn until(&mut self, byte: u8) -> Option<&'a [u8]> {
        let at = memchr::memchr(byte, self.rest)?;
        let found = &self.rest[..at];
        self.rest = &self.rest[at + 1..];
        Some(found)
    }

    /// Reads up to the next blank or the end.
    #[inline]
    pub fn word(&mut self) -> &'a [u8] {
        let at = memchr::memchr(b' ', self.rest).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(at);
        self.rest = rest;
        word
    }

    /// Reads letters and digits.
    #[inline]
    pub fn alphanumeric(&mut self) -> &'a [u8] {
        let at = self.rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(at);
        self.rest = rest;
        word
    }

    /// Reads `HH:MM:SS`, as seconds of the day.
    #[inline]
    pub fn time_of_day_s(&mut self) -> Option<i64> {
        let mut scan = *self;
        let hour = scan.exactly(2)?;
        scan.literal(b":")?;
        let minute = scan.exactly(2)?;
        scan.literal(b":")?;
        let second = scan.exactly(2)?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        *self = scan;
        Some(hour * 3600 + minute * 60 + second)
    }

    /// Reads `HH:MM:SS.mmm`, as milliseconds of the day.
    #[inline]
    pub fn time_of_day_ms(&mut self) -> Option<i64> {
        let mut scan = *self;
        let seconds = scan.time_of_day_s()?;
        scan.literal(b".")?;
        let millis = scan.exactly(3)?;
        *self = scan;
        Some(seconds * 1000 + millis)
    }

    /// Reads `MM/DD/YYYY`, as days since 1970.
    #[inline]
    pub fn slashed_date(&mut self) -> Option<i64> {
        let mut scan = *self;
        let month = scan.exactly(2)?;
        scan.literal(b"/")?;
        let day = scan.exactly(2)?;
        scan.literal(b"/")?;
        let year = scan.exactly(4)?;
        let days = days(year, month, day)?;
        *self = scan;
        Some(days)
    }

    /// Reads `YYYY-MM-DD`, as days since 1970.
    pub fn dashed_date(&mut self) -> Option<i64> {
        let mut scan = *self;
        let year = scan.exactly(4)?;
        scan.literal(b"-")?;
        let month = scan.exactly(2)?;
        scan.literal(b"-")?;
        let day = scan.exactly(2)?;
        let days = days(year, month, day)?;
        *self = scan;
        Some(days)
    }

    /// Reads a month's name of three letters.
    #[inline]
    pub fn month(&mut self) -> Option<i64> {
        const MONTHS: [&[u8; 3]; 12] =
            [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
        let (name, rest) = self.rest.split_at_checked(3)?;
        let month = MONTHS.iter().position(|month| month.as_slice() == name)?;
        self.rest = rest;
        i64::try_from(month).ok().map(|month| month + 1)
    }

    /// Reads `Mon Dec 14 11:41:18 CST 2015`, the form of dates in records, as local seconds since 1970.
    pub fn record_date_s(&mut self) -> Option<i64> {
        let mut scan = *self;
        scan.blanks();
        let weekday = scan.alphanumeric();
        if weekday.len() != 3 {
            return None;
        }
        scan.blanks();
        let month = scan.month()?;
        scan.blanks();
        let day = scan.digits()?;
        scan.blanks();
        let time = scan.time_of_day_s()?;
        scan.blanks();
        if !scan.word().iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-:".contains(byte)) {
            return None;
        }
        scan.blanks();
        let year = scan.exactly(4)?;
        let seconds = days(year, month, day)? * 86_400 + time;
        *self = scan;
        Some(seconds)
    }
}

/// Days since 1970 of a date of the calendar.
#[inline]
pub fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March, so that the day that is left out is the last one.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

/// The number of 32 hexadecimal digits.
#[inline]
pub fn hexadecimal(digits: &[u8]) -> Option<u128> {
    let mut number = 0_u128;
    for byte in digits {
        number = number << 4 | u128::from(hexadecimal_digit(*byte)?);
    }
    Some(number)
}

/// The value of one hexadecimal digit.
#[inline]
pub const fn hexadecimal_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// The text of bytes, whatever they are.
pub fn text(bytes: &[u8]) -> Box<str> {
    String::from_utf8_lossy(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        assert_eq!(days(1970, 1, 1), Some(0));
        assert_eq!(days(2000, 3, 1), Some(11_017));
        assert_eq!(days(2015, 12, 14), Some(1_450_051_200 / 86_400));
        assert_eq!(days(2015, 13, 14), None);
    }

    #[test]
    fn times() {
        let seconds = 1_450_051_200 + 11 * 3600 + 41 * 60 + 18;
        assert_eq!(Scan::new(b"Mon Dec 14 11:41:18 CST 2015").record_date_s(), Some(seconds));
        assert_eq!(Scan::new(b"11:41:18.810").time_of_day_ms(), Some(((11 * 60 + 41) * 60 + 18) * 1000 + 810));
        for text in ["", "24:00:00", "11:41", "ab:cd:ef", "1:2:3"] {
            assert_eq!(Scan::new(text.as_bytes()).time_of_day_s(), None, "{text}");
        }
        assert_eq!(Scan::new(b"Mon Dec 14 11:41:18").record_date_s(), None);
    }

    #[test]
    fn numbers() {
        assert_eq!(Scan::new(b"-158 ").number(), Some(-158));
        assert_eq!(Scan::new(b"--1").number(), None);
        assert_eq!(Scan::new(b"1234567890123456789012").digits(), None, "no overflow");
    }
}
