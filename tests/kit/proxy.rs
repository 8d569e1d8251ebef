//! A way to a database server on which a commit can get lost.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

/// What becomes of the next commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Commits {
    /// It arrives and is answered.
    Arrive,
    /// It never arrives, and the connection is cut.
    GetLost,
    /// It arrives, but the connection is cut before its answer.
    LoseTheirAnswer,
    /// The same, and no connection is made from then on.
    LoseTheServer,
}

/// A proxy before a database server.
#[derive(Clone, Debug)]
pub struct Proxy {
    pub port: u16,
    commits: Arc<AtomicU8>,
}

impl Proxy {
    /// A proxy before the server at a port of this machine.
    pub fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let proxy = Self { port: listener.local_addr().expect("an address").port(), commits: Arc::default() };
        let accepting = proxy.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if accepting.is(Commits::LoseTheServer) && accepting.has_lost() {
                    continue;
                }
                let server = TcpStream::connect(("127.0.0.1", port)).expect("the server is there");
                accepting.carry(client, server);
            }
        });
        proxy
    }

    pub fn set(&self, commits: Commits) {
        self.commits.store(commits as u8, Ordering::SeqCst);
    }

    fn is(&self, commits: Commits) -> bool {
        self.commits.load(Ordering::SeqCst) & !LOST == commits as u8
    }

    fn has_lost(&self) -> bool {
        self.commits.load(Ordering::SeqCst) & LOST != 0
    }

    /// Carries a connection both ways, until a commit gets lost.
    fn carry(&self, client: TcpStream, server: TcpStream) {
        let proxy = self.clone();
        let (mut from, mut to) = (client.try_clone().expect("a handle"), server.try_clone().expect("a handle"));
        thread::spawn(move || {
            let mut bytes = vec![0; 65536];
            while let Ok(read @ 1..) = from.read(&mut bytes) {
                let is_commit = bytes[..read].windows(6).any(|window| window == b"commit");
                if is_commit && !proxy.is(Commits::Arrive) && !proxy.has_lost() {
                    let arrives = !proxy.is(Commits::GetLost);
                    // Only this one: the next connection is carried as before.
                    proxy.commits.fetch_or(LOST, Ordering::SeqCst);
                    let _ = from.shutdown(Shutdown::Both);
                    if arrives {
                        let _ = to.write_all(&bytes[..read]);
                        thread::sleep(std::time::Duration::from_millis(200)); // the server commits
                    }
                    break;
                }
                if to.write_all(&bytes[..read]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Both);
        });
        let (mut from, mut to) = (server, client);
        thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}

/// Set once a commit got lost.
const LOST: u8 = 0x80;
