//! What a profile says goes with every request: certificates, headers, basic authentication.

mod kit;

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use kit::{CLOCK_START, Served, Told, ccbspec, told};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use wiremock::matchers::{any, header, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// An authority, and what it signs.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority"))
    }

    fn sign(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        (params.signed_by(&key, &self.0).expect("a certificate"), key)
    }
}

/// TLS in front of a servlet; with `client`, whoever comes must show a certificate of the authority.
async fn in_front_of(servlet: SocketAddr, authority: &Authority, client: bool) -> SocketAddr {
    let (certificate, key) = authority.sign("localhost");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = if client {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(authority.0.der().to_vec())).expect("a root");
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().expect("a verifier");
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = builder.with_single_cert(vec![certificate.der().clone()], key).expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let (Ok(mut tls), Ok(mut plain)) = (acceptor.accept(stream).await, TcpStream::connect(servlet).await)
                {
                    let _ = copy_bidirectional(&mut tls, &mut plain).await;
                }
            });
        }
    });
    address
}

fn profile(directory: &Path, text: &str) -> String {
    let path = directory.join("profile.yaml");
    fs::write(&path, text).expect("the profile is written");
    path.to_str().expect("a UTF-8 path").to_owned()
}

async fn run(profile: String) -> Told {
    let run = move || told(["run", "--profile", &profile, "plain-callback"]);
    tokio::task::spawn_blocking(run).await.expect("the run ends")
}

/// What a run leaves behind is passed on to others.
async fn nothing_secret_is_written(profile: String) {
    let directory = TempDir::new().expect("a directory");
    let path = |name: &str| directory.path().join(name).to_str().expect("a UTF-8 path").to_owned();
    let (journal, statement) = (path("run.jsonl"), path("statement"));
    let both = [journal.clone(), statement.clone()];
    let run = move || {
        told(["run", "--profile", &profile, "plain-callback", "--journal", &journal])
            .must(1, &["the clock was to stand"]);
        told(["statement", &journal, "--out", &statement]).must(1, &["non-conformant"]);
        told(["explain", &journal]).must(0, &["--header 'x-api-key: '\"${X_API_KEY}\""]).stdout.clone()
    };
    let explained = tokio::task::spawn_blocking(run).await.expect("the run ends");
    let written = fs::read_dir(&both[1]).expect("the statement is there").flatten().map(|entry| entry.path());
    let texts = written.chain([both[0].clone().into()]).map(|path| fs::read_to_string(path).expect("it is read"));
    for text in texts.chain([explained]) {
        // As they are, and in base64 as they are sent.
        for secret in ["hunter2", "hunter3", "bWU6aHVudGVyMg"] {
            assert!(!text.contains(secret), "{secret} is told");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_authority_and_a_client_certificate_are_used() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    let servlet = reqwest::Url::parse(&served.url).expect("a URL").socket_addrs(|| None).expect("an address")[0];
    let authority = Authority::new();
    let (certificate, key) = authority.sign("client");
    let write = |name: &str, text: String| fs::write(directory.path().join(name), text).expect("written");
    write("ca.pem", authority.0.pem());
    write("client.pem", certificate.pem());
    write("client.key", key.serialize_pem());
    let told_with = |address: SocketAddr, tls: &str| {
        let text = format!(
            "target: https://localhost:{}/cvp/CallbackServlet\ndatabase: {}\n{tls}",
            address.port(),
            served.database
        );
        profile(directory.path(), &text)
    };
    let open = in_front_of(servlet, &authority, false).await;
    run(told_with(open, "tls: {ca: ca.pem}\n")).await.must(0, &["1 pass", "https://localhost"]);
    run(told_with(open, "")).await.must(6, &["certificate"]);
    let closed = in_front_of(servlet, &authority, true).await;
    let identity = "tls: {ca: ca.pem, client-certificate: client.pem, client-key: client.key}\n";
    run(told_with(closed, identity)).await.must(0, &["1 pass"]);
    let without = run(told_with(closed, "tls: {ca: ca.pem}\n")).await;
    assert_ne!(without.code, Some(0), "{}", without.stdout);
    write("ca.pem", "no certificate".to_owned());
    run(told_with(open, "tls: {ca: ca.pem}\n")).await.must(2, &["tls.ca", "PEM"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_and_basic_authentication_go_with_every_request() {
    let server = MockServer::start().await;
    let clock = "now=2015-12-14T11:41:12.554-06:00\nnexttick=2015-12-14T11:41:22.554-06:00\n";
    // `me:hunter2` in base64.
    let secured = |verb: &str| {
        Mock::given(method(verb))
            .and(header("x-api-key", "hunter3"))
            .and(header("authorization", "Basic bWU6aHVudGVyMg=="))
    };
    let answer = ResponseTemplate::new(200).set_body_raw(clock, "text/plain;charset=UTF-8");
    secured("POST").respond_with(answer).mount(&server).await;
    secured("GET")
        .respond_with(ResponseTemplate::new(200).set_body_raw("<p>Diag</p>", "text/html"))
        .mount(&server)
        .await;
    Mock::given(any()).respond_with(ResponseTemplate::new(401)).with_priority(9).mount(&server).await;
    let directory = TempDir::new().expect("a directory");
    let told = |secrets: &str| profile(directory.path(), &format!("target: {}/\n{secrets}", server.uri()));
    let both = "headers: {X-Api-Key: hunter3}\nbasic-auth: {user: me, password: hunter2}\n";
    // It is let in, and only then finds a clock that does not move.
    run(told(both)).await.must(1, &["the clock was to stand", "CCB-CLK-01"]);
    nothing_secret_is_written(told(both)).await;
    run(told("headers: {X-Api-Key: hunter3}\n")).await.must(2, &["401"]);
    run(told("basic-auth: {user: me, password: hunter2}\n")).await.must(2, &["401"]);
}

/// A servlet behind a gateway may want its secrets in the URL.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_secret_in_a_url_is_used_and_never_told() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    // The reference asks for neither, and passes over what it does not know.
    let url = served.url.replacen("http://", "http://u:hun'ter2@", 1);
    let text = format!("target: \"{url}?token=${{env:SITE_TOKEN}}\"\ndatabase: {}\n", served.database);
    let profile = profile(directory.path(), &text);
    let path = |name: &str| directory.path().join(name).display().to_string();
    let journal = path("secret.jsonl");
    let mut run = vec!["run".to_owned(), "plain-callback".to_owned(), "-v".to_owned(), "--profile".to_owned(), profile];
    run.extend(["--journal".to_owned(), journal.clone()]);
    let kinds = ["junit", "json", "tap", "markdown", "html"];
    run.extend(kinds.iter().flat_map(|kind| ["--report".to_owned(), format!("{kind}={}", path(kind))]));
    let mut command = ccbspec(run);
    command.env("SITE_TOKEN", "hunter4");
    let ran = tokio::task::spawn_blocking(move || Told::by(command)).await.expect("it ends");
    ran.must(0, &["1 pass", "u:***@", "token=***"]);
    let told = [ran.stdout, ran.stderr].into_iter();
    let written = kinds.iter().map(|kind| path(kind)).chain([journal]);
    for text in told.chain(written.map(|file| fs::read_to_string(file).expect("it was written"))) {
        for secret in ["ter2", "hunter4"] {
            assert!(!text.contains(secret), "{secret} is told in {text}");
        }
    }
}
