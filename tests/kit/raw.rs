//! A servlet made of a raw socket: its clock and its page are in order, and for all else a test says what goes over the wire, byte by byte.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::CLOCK_START;

const PERIOD: SignedDuration = SignedDuration::from_secs(10);

/// What becomes of a connection after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It waits for the next.
    KeepAlive,
    /// It is closed.
    Close,
    /// It is closed, and nothing listens any more.
    Refuse,
}

/// A request as it came: its form, from the body or the query.
pub type Form = str;

/// What a test has the socket do with a request.
pub type Act = dyn Fn(&Form, &mut TcpStream) -> io::Result<Then> + Send + Sync;

/// A raw servlet; it ends with the test's process.
#[derive(Debug)]
pub struct Raw {
    pub url: String,
    /// Every form that came, in order.
    pub seen: Arc<Mutex<Vec<String>>>,
}

/// A clock that is in order.
#[derive(Debug)]
pub struct Clock(Mutex<Timestamp>);

impl Clock {
    pub fn start() -> Self {
        Self(Mutex::new(CLOCK_START.parse().expect("a timestamp")))
    }

    /// Moves to where the form says, if it does, and tells the time and the next tick.
    pub fn told(&self, form: &Form) -> (Timestamp, Timestamp) {
        let mut now = self.0.lock().expect("no test panics while it holds this");
        if let Some(moved) = value(form, "now") {
            *now = moved.parse().expect("the suite sends RFC 3339");
        }
        let mut nexttick: Timestamp = CLOCK_START.parse().expect("a timestamp");
        while nexttick <= *now {
            nexttick += PERIOD;
        }
        (*now, nexttick)
    }
}

/// A value of a form.
pub fn value(form: &Form, name: &str) -> Option<String> {
    form_urlencoded::parse(form.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// A whole response.
pub fn response(status: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// A response of a servlet.
pub fn text(body: &str) -> String {
    response("200 OK", "text/plain; charset=UTF-8", body)
}

/// What the clock answers.
pub fn clock_answer((now, nexttick): (Timestamp, Timestamp)) -> String {
    text(&format!("now={now:.3}\nnexttick={nexttick:.3}\n"))
}

impl Raw {
    /// A servlet whose clock and page are in order, and which does `act` with every other request.
    pub fn start(act: impl Fn(&Form, &mut TcpStream) -> io::Result<Then> + Send + Sync + 'static) -> Self {
        let clock = Clock::start();
        Self::bare(move |form, stream| match value(form, "method").as_deref() {
            Some("TestClock") => send(stream, &clock_answer(clock.told(form))),
            Some("Diag") => send(stream, &response("200 OK", "text/html", "<p>Diag</p>")),
            _ => act(form, stream),
        })
    }

    /// A server that does `act` with every request.
    pub fn bare(act: impl Fn(&Form, &mut TcpStream) -> io::Result<Then> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("it does not block");
        let url = format!("http://{}/cvp/CallbackServlet", listener.local_addr().expect("an address"));
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let (act, refuse): (Arc<Act>, _) = (Arc::new(act), Arc::new(AtomicBool::new(false)));
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            while !refuse.load(Ordering::SeqCst) {
                let Ok((stream, _)) = listener.accept() else {
                    thread::sleep(Duration::from_millis(2));
                    continue;
                };
                let (act, noted, refuse) = (Arc::clone(&act), Arc::clone(&noted), Arc::clone(&refuse));
                thread::spawn(move || {
                    // That the suite breaks off is its right.
                    let _ = serve(stream, &*act, &noted, &refuse);
                });
            }
        });
        Self { url, seen }
    }

    /// How often a form with this text came.
    pub fn count(&self, text: &str) -> usize {
        self.seen.lock().expect("no test panics while it holds this").iter().filter(|form| form.contains(text)).count()
    }
}

fn serve(mut stream: TcpStream, act: &Act, seen: &Mutex<Vec<String>>, refuse: &AtomicBool) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    while let Some(form) = read(&mut stream)? {
        seen.lock().expect("no test panics while it holds this").push(form.clone());
        match act(&form, &mut stream)? {
            Then::KeepAlive => {}
            Then::Close => break,
            Then::Refuse => {
                refuse.store(true, Ordering::SeqCst);
                // Until nothing listens any more.
                thread::sleep(Duration::from_millis(50));
                send(&mut stream, &text("result=done\n").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))?;
                break;
            }
        }
    }
    stream.shutdown(Shutdown::Both)
}

/// Sends a whole text, and keeps the connection.
pub fn send(stream: &mut TcpStream, text: &str) -> io::Result<Then> {
    stream.write_all(text.as_bytes())?;
    Ok(Then::KeepAlive)
}

fn read(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse().ok() } else { None }
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    let query = head.split(' ').nth(1).and_then(|path| path.split_once('?')).map(|(_, query)| query.to_owned());
    Ok(Some(query.unwrap_or_else(|| String::from_utf8_lossy(&body).into_owned())))
}
