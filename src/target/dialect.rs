//! The default dialect: how requests and answers are spelt on the wire (SPEC 2).

use std::collections::BTreeMap;

use crate::ccb::answer::{Answer, Field, FieldKind, Refused, Value};
use crate::ccb::cause::Cause;
use crate::ccb::observation::Request;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;

/// What came back over HTTP, before it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header `Content-Type`, empty where there is none.
    pub content_type: String,
    /// The whole body.
    pub body: String,
}

/// An answer that the dialect does not allow, and the clause it breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Malformed {
    /// What is wrong.
    pub reason: String,
    /// The clause.
    pub clause: &'static str,
}

const SUCCESS: &str = "CCB-TRN-03";
const REFUSAL: &str = "CCB-TRN-04";

/// The body of a POST, `application/x-www-form-urlencoded` (CCB-TRN-02).
pub fn encode(request: &Request) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair(Parameter::Method.name(), request.operation.name());
    for (parameter, value) in &request.parameters {
        form.append_pair(parameter.name(), value);
    }
    form.finish()
}

/// Understands a response. Names that the specification does not know are left out (CCB-TRN-03).
///
/// # Errors
///
/// Where status, content type, lines or values are not those of a success or a refusal.
pub fn decode(response: &Response) -> Result<Answer, Malformed> {
    let lines = lines(response)?;
    match lines.get("error") {
        None if response.status == 200 => success(&lines),
        None => Err(malformed(
            REFUSAL,
            format!("status {} without a line `error`: {}", response.status, excerpt(&response.body)),
        )),
        Some(code) => refusal(response, &lines, code),
    }
}

fn lines(response: &Response) -> Result<BTreeMap<&str, &str>, Malformed> {
    let media_type: String =
        response.content_type.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_lowercase();
    if media_type != "text/plain;charset=utf-8" {
        let reason = format!(
            "status {}, content type `{}`, not `text/plain; charset=UTF-8`",
            response.status, response.content_type
        );
        return Err(malformed(SUCCESS, reason));
    }
    if !response.body.is_empty() && !response.body.ends_with('\n') {
        return Err(malformed(SUCCESS, format!("the last line does not end in LF: {}", excerpt(&response.body))));
    }
    let mut lines = BTreeMap::new();
    for line in response.body.split_terminator('\n') {
        let Some((name, value)) = line.split_once('=') else {
            return Err(malformed(SUCCESS, format!("a line is not `name=value`: {}", excerpt(line))));
        };
        if lines.insert(name, value).is_some() {
            return Err(malformed(SUCCESS, format!("the line `{name}` comes twice")));
        }
    }
    Ok(lines)
}

fn success(lines: &BTreeMap<&str, &str>) -> Result<Answer, Malformed> {
    let mut fields = BTreeMap::new();
    for (name, text) in lines {
        if let Some(field) = Field::from_name(name) {
            fields.insert(field, value(field, text)?);
        }
    }
    if fields.is_empty() {
        return Err(malformed(SUCCESS, "status 200 without a single line that the specification knows".to_owned()));
    }
    Ok(Answer::Done(fields))
}

fn value(field: Field, text: &str) -> Result<Value, Malformed> {
    let wrong = |what: &str| malformed(SUCCESS, format!("`{field}={}` is not {what}", excerpt(text)));
    match field.kind() {
        FieldKind::Integer => text.parse().map(Value::Integer).map_err(|_| wrong("a whole number")),
        FieldKind::Boolean => text.parse().map(Value::Boolean).map_err(|_| wrong("`true` or `false`")),
        FieldKind::Text => Ok(Value::Text(text.to_owned())),
    }
}

fn refusal(response: &Response, lines: &BTreeMap<&str, &str>, code: &str) -> Result<Answer, Malformed> {
    let wrong = |reason: String| Err(malformed(REFUSAL, reason));
    let Some(error) = Refusal::from_name(code) else {
        return wrong(format!("`error={}` is no code of section 2.1", excerpt(code)));
    };
    if response.status != error.status() {
        return wrong(format!("`{error}` comes with status {}, not {}", error.status(), response.status));
    }
    let cause = lines.get("cause").copied().unwrap_or_default();
    if cause.parse().ok().and_then(Cause::from_id) != Some(error.cause()) {
        return wrong(format!("`{error}` comes with `cause={}`, not `cause={}`", error.cause().id(), excerpt(cause)));
    }
    let Some(message) = lines.get("message") else {
        return wrong(format!("`{error}` without a line `message`"));
    };
    let parameter = lines.get("parameter").map(|name| (*name).to_owned());
    Ok(Answer::Refused(Refused { error, parameter, message: (*message).to_owned() }))
}

fn malformed(clause: &'static str, reason: String) -> Malformed {
    Malformed { reason, clause }
}

/// The beginning of a text from outside, safe to print.
pub fn excerpt(text: &str) -> String {
    const LONGEST_CHARS: usize = 120;
    let start: String = text.chars().take(LONGEST_CHARS).collect();
    let more = if start.len() < text.len() { " …" } else { "" };
    format!("`{}`{more}", start.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::operation::Operation;
    use assert_matches::assert_matches;

    fn response(status: u16, body: &str) -> Response {
        Response { status, content_type: "text/plain;charset=utf-8".to_owned(), body: body.to_owned() }
    }

    #[test]
    fn a_request_is_a_form() {
        let request = Request::new(Operation::EnterQueue).with(Parameter::Qname, "a&b=c d").with(Parameter::Ewt, &180);
        assert_eq!(encode(&request), "method=EnterQueue&qname=a%26b%3Dc+d&ewt=180");
    }

    #[test]
    fn a_success_is_read_in_any_order_and_unknown_names_are_left_out() {
        let answer = decode(&response(200, "later=1\newt=35\nstartCallback=false\ncli=\n")).expect("well formed");
        let expected = [
            (Field::StartCallback, Value::Boolean(false)),
            (Field::Ewt, Value::Integer(35)),
            (Field::Cli, Value::from("")),
        ];
        assert_eq!(answer, Answer::Done(expected.into()));
    }

    #[test]
    fn a_refusal_is_read_with_its_parameter() {
        let text = "error=invalid_parameter\ncause=1020\nmessage=no number\nparameter=ewt\n";
        assert_matches!(decode(&response(400, text)), Ok(Answer::Refused(refused)) => {
            assert_eq!(refused.error, Refusal::InvalidParameter);
            assert_eq!(refused.parameter.as_deref(), Some("ewt"));
        });
    }

    #[test]
    fn what_the_dialect_does_not_allow_is_malformed_and_names_its_clause() {
        let refused = "error=not_in_queue\ncause=1037\nmessage=x\n";
        for (status, body, clause) in [
            (200, "", SUCCESS),
            (200, "nothing=known\n", SUCCESS),
            (200, "ewt=35", SUCCESS),
            (200, "ewt\n", SUCCESS),
            (200, "ewt=35\newt=36\n", SUCCESS),
            (200, "ewt=3.5\n", SUCCESS),
            (200, "startCallback=yes\n", SUCCESS),
            (500, "ewt=35\n", REFUSAL),
            (200, refused, REFUSAL),
            (409, "error=not_in_queue\ncause=1036\nmessage=x\n", REFUSAL),
            (409, "error=not_in_queue\ncause=1037\n", REFUSAL),
            (409, "error=what\ncause=1037\nmessage=x\n", REFUSAL),
        ] {
            let found = decode(&response(status, body)).expect_err(body);
            assert_eq!(found.clause, clause, "{status} {body}");
        }
        assert!(decode(&response(409, refused)).is_ok());
        let page = Response { content_type: "text/html".to_owned(), ..response(200, "ewt=35\n") };
        assert_eq!(decode(&page).expect_err("a page").clause, SUCCESS);
    }
}
