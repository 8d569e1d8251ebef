//! What is refused below the operations (SPEC 2.1, CCB-TRN-09).

use super::answer::Response;
use super::document::Document;
use super::model::Dialect;
use super::text::excerpt;
use crate::ccb::media_type::MediaType;

impl Dialect {
    /// Holds the answer to what is refused below the operations, a verb or a body, against section 2.1, but for its status: one line
    /// of text, without what the dialect tells a refusal and its cause by.
    ///
    /// # Errors
    ///
    /// What came instead (CCB-TRN-09).
    pub fn check_turned_away(&self, response: &Response) -> Result<(), String> {
        let Response { content_type, body, .. } = response;
        if !MediaType::read(content_type).is_some_and(|media_type| media_type.is("text/plain")) {
            return Err(format!("content type {}", excerpt(content_type)));
        }
        let line = body.strip_suffix('\n').unwrap_or(body);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() || line.contains(['\n', '\r']) {
            return Err(excerpt(body));
        }
        // Hardly ever is it a document of the dialect's at all.
        let Ok(document) = Document::read(self.answers.format, &format!("{line}\n")) else { return Ok(()) };
        let places = [&self.refusals.code, &self.refusals.cause].into_iter().flatten();
        let told = |place| matches!(document.get(place), Ok(Some(_)));
        if places.into_iter().any(told) { Err(excerpt(body)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;

    fn is_line(dialect: &Dialect, content_type: &str, body: &str) -> bool {
        let (content_type, body) = (content_type.to_owned(), body.to_owned());
        dialect.check_turned_away(&Response { status: 405, content_type, body }).is_ok()
    }

    /// SPEC 2.1: one line of text, without `error` and `cause`.
    #[test]
    fn one_line_of_text_and_no_refusal() {
        let default = shipped::default();
        let text = "text/plain; charset=UTF-8";
        for line in ["method not allowed\n", "method not allowed", "no, use POST\r\n", "a=b\n", "an error=in words\n"] {
            assert!(is_line(&default, text, line), "{line}");
        }
        for other in ["", "\n", "one\ntwo\n", "\rone", "error=no\n", "cause=1010", "error=x\ncause=77\nmessage=x\n"] {
            assert!(!is_line(&default, text, other), "{other}");
        }
        assert!(is_line(&default, "text/plain", "no\n"));
        for content_type in ["application/json", "text/html", ""] {
            assert!(!is_line(&default, content_type, "no\n"), "{content_type}");
        }
        let path_json = shipped::named("path-json").expect("it is shipped").dialect();
        assert!(is_line(&path_json, text, "not allowed\n") && is_line(&path_json, text, "{\"no\":1}\n"));
        assert!(!is_line(&path_json, text, "{\"error\":{\"code\":\"CALL_GONE\"}}\n"));
    }
}
