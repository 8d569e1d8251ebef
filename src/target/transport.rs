//! Transport: what goes with every request beside the request itself.

use std::error::Error;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Certificate, Identity};

use super::source::REQUEST_TIMEOUT;
use crate::ccb::secret::Secret;

/// How requests reach a target.
#[derive(Clone, Debug)]
pub struct Transport {
    /// How long a request may take (CCB-TRN-07).
    pub timeout: Duration,
    /// Authorities to trust beside those of the system.
    pub authorities: Vec<Certificate>,
    /// What the client shows of itself.
    pub identity: Option<Identity>,
    /// Headers of every request. Their values are secrets, and marked as such.
    pub headers: HeaderMap,
    /// User and password of HTTP basic authentication.
    pub basic_auth: Option<(String, Secret)>,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            timeout: REQUEST_TIMEOUT,
            authorities: Vec::new(),
            identity: None,
            headers: HeaderMap::new(),
            basic_auth: None,
        }
    }
}

/// How long a connection may have been idle to be used again. Servers close those that are idle for longer without a word, and a request that
/// meets its connection's end on the way would be told as an answer that never came.
const LONGEST_IDLE: Duration = Duration::from_secs(1);

impl Transport {
    /// An HTTP client: no redirects, no proxy from the environment, explicit timeouts.
    ///
    /// # Errors
    ///
    /// Where certificates or keys are not usable, or the system has no TLS roots.
    pub fn client(&self, scheme: &str) -> Result<reqwest::Client, String> {
        // Another part of the process may have chosen a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(self.timeout)
            .connect_timeout(self.timeout)
            .pool_idle_timeout(LONGEST_IDLE)
            .default_headers(self.headers.clone());
        // Without TLS nobody needs the system's certificates, and reading them takes longer than most journeys.
        let builder = match scheme {
            "http" => builder.tls_certs_only([]),
            _ => builder.tls_certs_merge(self.authorities.iter().cloned()),
        };
        let builder = match &self.identity {
            Some(identity) => builder.identity(identity.clone()),
            None => builder,
        };
        builder.build().map_err(|error| innermost(&error))
    }
}

/// The innermost reason of an error, which is what a user can act on.
pub(crate) fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{Ipv4Addr, TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    /// Answers whatever comes, on connections that it never closes by itself.
    fn answer_all(stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let mut stream = stream;
        while let Some(line) = lines.next().transpose()? {
            if line.is_empty() {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?;
            }
        }
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_connection_that_was_idle_is_not_used_again() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("its address"));
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&accepted);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || answer_all(stream));
            }
        });
        let client = Transport::default().client("http").expect("it is in order");
        for connections in 1..=2 {
            let answer = client.get(&url).send().await.expect("it answers");
            assert_eq!(answer.status(), 200);
            assert_eq!(accepted.load(Ordering::SeqCst), connections);
            tokio::time::sleep(LONGEST_IDLE + Duration::from_millis(200)).await;
        }
    }
}
