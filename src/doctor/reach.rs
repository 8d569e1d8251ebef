//! Whether anything answers at the address: name, connection and certificate, told apart.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Url;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::check::Check;

/// Finds the host and connects to it.
pub(super) async fn reach(url: &Url, limit: Duration) -> Check {
    const NAME: &str = "reachable";
    // An IPv6 address is in brackets in a URL alone.
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(80);
    let addresses: Vec<SocketAddr> = match timeout(limit, lookup_host((host.as_str(), port))).await {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => {
            let remedy = "look whether the name in `target` is right, and this machine's name server knows it";
            return Check::fail(NAME, format!("the name `{host}` is not known: {error}"), remedy);
        }
        Err(_) => {
            let seen = format!("the name server did not answer within {} s", limit.as_secs_f64());
            return Check::fail(NAME, seen, "look whether this machine is on the network");
        }
    };
    let mut last =
        Check::fail(NAME, format!("the name `{host}` has no address"), "look whether the name in `target` is right");
    for address in addresses {
        last = match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(_)) => return Check::fine(NAME, format!("{host} at {address} accepts connections")),
            Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => Check::fail(
                NAME,
                format!("{address} refuses connections: nothing listens there"),
                "start the servlet, or correct the port in `target`",
            ),
            Ok(Err(error)) => Check::fail(
                NAME,
                format!("{address} cannot be connected to: {error}"),
                "look at the network between here and there",
            ),
            Err(_) => Check::fail(
                NAME,
                format!("{address} does not answer within {} s, not even with a refusal", limit.as_secs_f64()),
                "look whether a firewall drops the packets, or raise `request-timeout-s`",
            ),
        };
    }
    last
}

/// What a connection that failed at its beginning says of TLS.
pub(super) fn of_certificate(reason: &str) -> Check {
    let small = reason.to_ascii_lowercase();
    let remedy = if small.contains("unknownissuer") || small.contains("unknown issuer") || small.contains("self-signed")
    {
        "put the authority that signed it into a PEM file, and that into the profile as `tls: {ca: FILE}`"
    } else if small.contains("certificaterequired") || small.contains("certificate required") {
        "the servlet asks for a client certificate: tell `tls: {client-certificate: FILE, client-key: FILE}`"
    } else if small.contains("notvalidforname") || small.contains("not valid for name") {
        "call the servlet in `target` by the name that its certificate has"
    } else if small.contains("expired") {
        "the servlet's certificate has to be renewed"
    } else if small.contains("corrupt")
        || small.contains("invalidcontenttype")
        || small.contains("invalid content type")
    {
        "what listens there speaks no TLS: make `target` an http URL"
    } else {
        "look at `tls` in the profile: `ca` is the authority to trust, `client-certificate` and `client-key` what the client shows"
    };
    Check::fail("tls", format!("no secure connection: {reason}"), remedy)
}
