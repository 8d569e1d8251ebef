//! A request as a curl line.

use crate::ccb::secret::MASK;
use crate::ccb::transmission::{Bytes, Sent};

/// A request as a line for a POSIX shell. A header whose value is secret is told by a variable of its name.
pub fn line(sent: &Sent) -> String {
    line_with(sent, &quoted)
}

/// The same, each text brought into the shell by `spell`, which must quote it.
pub(super) fn line_with(sent: &Sent, spell: &dyn Fn(&[u8]) -> String) -> String {
    let mut words = vec!["curl --silent --show-error --max-time 10".to_owned()];
    if sent.method == "HEAD" {
        words.push("--head".to_owned());
    } else {
        words.push(format!("--request {}", sent.method));
    }
    for header in &sent.headers {
        let name = format!("{}: ", header.name).into_bytes();
        let told = match header.value.0.as_slice() {
            secret if secret == MASK.as_bytes() => format!("{}\"${{{}}}\"", quoted(&name), variable(&header.name)),
            value => spell(&[&name, value].concat()),
        };
        words.push(format!("--header {told}"));
    }
    if !sent.body.0.is_empty() {
        words.push(format!("--data-binary {}", body(&sent.body, spell)));
    }
    words.push(spell(sent.url.as_bytes()));
    words.join(" ")
}

/// What begins with `@` would name a file.
fn body(body: &Bytes, spell: &dyn Fn(&[u8]) -> String) -> String {
    match body.0.strip_prefix(b"@") {
        Some(rest) => format!("\"$(printf '\\100')\"{}", spell(rest)),
        None => spell(&body.0),
    }
}

/// A text in single quotes, where nothing has a meaning; what is no UTF-8, or steers a terminal, by printf.
pub(super) fn quoted(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => format!("'{}'", text.replace('\'', "'\\''")),
        _ => {
            // A shell's word holds no zero byte, and its substitution drops the last line ends: what is lost there is told by neither.
            let octal: Vec<String> = bytes.iter().map(|byte| format!("\\{byte:03o}")).collect();
            format!("\"$(printf '{}')\"", octal.concat())
        }
    }
}

/// The variable that holds a secret header: `X_API_KEY` of `x-api-key`.
fn variable(header: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
    header.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::transmission::Header;

    #[test]
    fn a_request_is_a_line_that_a_shell_takes_as_it_is() {
        let header = |name: &str, value: &str| Header { name: name.to_owned(), value: Bytes(value.into()) };
        let sent = Sent {
            method: "POST".to_owned(),
            url: "http://host:8000/cvp?it's".to_owned(),
            headers: vec![header("content-type", "text/plain"), header("x-api-key", MASK)],
            body: Bytes(b"method=GetStatus&callid=$(reboot)`'".to_vec()),
        };
        assert_eq!(
            line(&sent),
            "curl --silent --show-error --max-time 10 --request POST --header 'content-type: text/plain' \
             --header 'x-api-key: '\"${X_API_KEY}\" --data-binary 'method=GetStatus&callid=$(reboot)`'\\''' \
             'http://host:8000/cvp?it'\\''s'"
        );
    }
}
