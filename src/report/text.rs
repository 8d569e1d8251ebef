//! Text of targets, profiles and features, made harmless before it stands in a report: nothing of it steers a terminal, ends a line or hides.

use std::borrow::Cow;

/// The same on one line, with every control character made visible.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match picture(letter) {
            None => line.push(letter),
            Some(picture) => line.push_str(&picture),
        }
    }
    line
}

/// The same, line by line: only the ends of lines stay what they are.
pub fn visible(text: &str) -> String {
    text.split('\n').map(one_line).collect::<Vec<_>>().join("\n")
}

/// At most so many characters of it; a text that is cut ends in `…`.
pub fn cut(text: &str, chars: usize) -> Cow<'_, str> {
    if text.chars().nth(chars).is_none() {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(chars.saturating_sub(1)).collect();
    Cow::Owned(kept.trim_end().to_owned() + "…")
}

/// What is shown of a character that steers its neighbours, or shows nothing itself: a picture (`␛`), or its number (`\u{202e}`). Nothing for any
/// other.
pub(super) fn picture(letter: char) -> Option<String> {
    const PICTURES: u32 = 0x2400;
    const PICTURE_OF_DELETE: char = '\u{2421}';
    match letter {
        '\0'..='\u{1f}' => char::from_u32(PICTURES + u32::from(letter)).map(String::from),
        '\u{7f}' => Some(PICTURE_OF_DELETE.to_string()),
        // The second set of controls; turns of direction, joiners, fillers, variants and tags; what is no character, and no XML may hold.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}'
        | '\u{ffff}'
        | '\u{e0000}'..='\u{e0fff}' => Some(letter.escape_unicode().to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_seen() {
        assert_eq!(one_line("a\u{1b}[2J\r\n\u{7f}\u{9b}\u{202e}é→"), "a␛[2J␍␊␡\\u{9b}\\u{202e}é→");
        assert_eq!(one_line("zero\u{200b}width, soft\u{ad}hyphen"), "zero\\u{200b}width, soft\\u{ad}hyphen");
        assert_eq!(visible("a\n\tb\u{0}\n"), "a\n␉b␀\n");
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("four", 4), "four");
        assert_eq!(cut("fünf Wörter", 6), "fünf…");
        assert_eq!(cut("x", 0), "…");
    }
}
