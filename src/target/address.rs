//! A target's address: where requests go, and how that is told without the secrets in it.

use std::fmt;

use reqwest::Url;

use crate::ccb::secret::{MASK, redacted_url};

/// The URL of a servlet.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
    /// The same without what nobody is told.
    shown: Url,
}

impl Address {
    /// A URL of which a password alone is a secret.
    pub fn new(url: Url) -> Self {
        let mut shown = url.clone();
        if url.password().is_some() {
            // Only a URL that has no host takes none.
            let _ = shown.set_password(Some(MASK));
        }
        Self { url, shown }
    }

    /// A URL that was written with references to the environment, such as `http://host/cvp?token=${env:TOKEN}`. What came of them is a secret
    /// wherever it stands but in the host and its port, which a reader has to know.
    pub fn written(url: Url, written: &str) -> Self {
        let mut address = Self::new(url);
        if !written.contains(BEGIN) {
            return address;
        }
        let shown = &mut address.shown;
        let template = Url::parse(&masked(written)).ok().filter(|template| template.scheme() == shown.scheme());
        let (path, query) = match &template {
            Some(template) => (template.path(), template.query()),
            None => (MASK, shown.query().and(Some(MASK))),
        };
        shown.set_path(path);
        shown.set_query(query);
        shown.set_fragment(None);
        let _ = shown.set_username(template.as_ref().map_or(MASK, Url::username)); // as above
        address
    }

    /// Where requests go.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// As it is told.
    pub fn shown(&self) -> String {
        redacted_url(self.shown.as_str())
    }

    /// As the URL of a request to it is told.
    pub fn shown_request(&self, request: &Url) -> String {
        let mut shown = self.shown.clone();
        let behind = |whole: &str, own: &str| whole.strip_prefix(own.trim_end_matches('/')).map(str::to_owned);
        match behind(request.path(), self.url.path()) {
            Some(rest) => shown.set_path(&format!("{}{rest}", self.shown.path().trim_end_matches('/'))),
            None => shown.set_path(request.path()),
        }
        let query = match (request.query(), self.url.query(), self.shown.query()) {
            (Some(query), Some(own), Some(told)) => query.strip_prefix(own).map(|rest| format!("{told}{rest}")),
            (query, _, _) => query.map(str::to_owned),
        };
        shown.set_query(query.as_deref());
        redacted_url(shown.as_str())
    }
}

const BEGIN: &str = "${env:";

/// A text with a mask for every reference to the environment.
fn masked(written: &str) -> String {
    let mut parts = written.split(BEGIN);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + MASK + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// The secrets are not printed by accident.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str, written: &str, request: &str) -> (String, String) {
        let parsed = |text: &str| Url::parse(text).expect("a URL");
        let address = Address::written(parsed(url), written);
        (address.shown(), address.shown_request(&parsed(request)))
    }

    #[test]
    fn no_password_is_told_whatever_it_is_made_of() {
        for password in ["SE'CRET", "a`b", "a%20b", "a@b:c"] {
            let url = Url::parse(&format!("http://u:{}@h:1/cvp", password.replace('@', "%40"))).expect("a URL");
            let address = Address::new(url.clone());
            assert_eq!(address.shown(), "http://u:***@h:1/cvp");
            let request = url.join("cvp?a=b").expect("a URL");
            assert_eq!(address.shown_request(&request), "http://u:***@h:1/cvp?a=b");
        }
    }

    #[test]
    fn what_comes_from_the_environment_is_not_told_but_for_the_host() {
        let own = "http://${env:HOST}/${env:ROOM}/cvp?token=${env:TOKEN}&x=1";
        assert_eq!(
            told(
                "http://h:1/r 1/cvp?token=se\"cret&x=1",
                own,
                "http://h:1/r 1/cvp/calls?token=se\"cret&x=1&method=Diag"
            ),
            (
                "http://h:1/***/cvp?token=***&x=1".to_owned(),
                "http://h:1/***/cvp/calls?token=***&x=1&method=Diag".to_owned()
            )
        );
        let whole = told("http://h:1/cvp?a=1", "${env:URL}", "http://h:1/cvp?a=1");
        assert!(!whole.0.contains("cvp") && !whole.1.contains("cvp") && !whole.1.contains("a=1"), "{whole:?}");
    }

    #[test]
    fn what_is_no_secret_is_told_as_it_is() {
        let url = "http://host:8000/cvp/CallbackServlet?site=7";
        assert_eq!(
            told(url, url, "http://host:8000/cvp/CallbackServlet?site=7&method=Diag").1,
            format!("{url}&method=Diag")
        );
    }
}
