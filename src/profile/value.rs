//! Values: the text of each key made a value of its type, or a problem that says what is allowed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Identity, Url};

use super::file::Header;
use super::key::Key;
use super::problem::Problem;
use super::setting::{Origin, Setting, Written};
use crate::ccb::database::DatabaseUrl;
use crate::ccb::secret::{Secret, redacted_url};
use crate::target::address::Address;
use crate::target::commands::{COMMAND_TIMEOUT, CommandLine, Commands};
use crate::target::operation::Limits;
use crate::target::transport::Transport;

/// The settings that count, and the problems in them.
pub(super) struct Values<'a> {
    /// One for each key that is set.
    pub settings: &'a [Setting],
    /// Where files that the profile names are looked for.
    pub directory: Option<&'a Path>,
    /// What was found wrong.
    pub problems: Vec<Problem>,
}

impl Values<'_> {
    pub(super) fn setting(&self, key: Key) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// A value made by `make`, whose error says what is wrong with it and never repeats it where it may be a secret.
    fn parsed<T>(&mut self, key: Key, make: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let setting = self.setting(key)?.clone();
        let Written::Text(text) = &setting.value else { return None };
        match make(text) {
            Ok(value) => Some(value),
            Err(message) => {
                self.problem(&setting.origin, format!("`{key}` {message}"), format!("it takes {}", key.allowed()));
                None
            }
        }
    }

    pub(super) fn problem(&mut self, origin: &Origin, message: String, help: String) {
        self.problems.push(Problem { origin: origin.clone(), message, help });
    }

    pub(super) fn text(&mut self, key: Key) -> Option<String> {
        self.parsed(key, |text| if text.is_empty() { Err("is empty".to_owned()) } else { Ok(text.to_owned()) })
    }

    pub(super) fn address(&mut self, key: Key) -> Option<Address> {
        let Written::Text(written) = self.setting(key)?.written.clone() else { return None };
        let url = self.parsed(key, |text| {
            let url: Url = text.parse().map_err(|error| format!("is no URL: {error}"))?;
            match url.scheme() {
                "http" | "https" if url.has_host() => Ok(url),
                other => Err(format!("is no http URL, but one of `{other}:`")),
            }
        });
        url.map(|url| Address::written(url, &written))
    }

    pub(super) fn database(&mut self, key: Key) -> Option<DatabaseUrl> {
        self.parsed(key, |text| text.parse().map_err(|_| format!("is no database URL: `{}`", redacted_url(text))))
    }

    pub(super) fn zone(&mut self, key: Key) -> Option<TimeZone> {
        self.parsed(key, |text| TimeZone::get(text).map_err(|_| "is no zone that this system knows".to_owned()))
    }

    pub(super) fn seconds(&mut self, key: Key) -> Option<Duration> {
        const SHORTEST_S: f64 = 0.001;
        const LONGEST_S: f64 = 3600.0;
        self.parsed(key, |text| match text.parse() {
            Ok(length) if (SHORTEST_S..=LONGEST_S).contains(&length) => Ok(Duration::from_secs_f64(length)),
            Ok(_) => Err("is out of range".to_owned()),
            Err(_) => Err("is no number".to_owned()),
        })
    }

    /// A length of time, with its units or in seconds.
    pub(super) fn wait(&mut self, key: Key) -> Option<Duration> {
        self.parsed(key, |text| {
            let length = match text.parse::<f64>() {
                Ok(seconds) => SignedDuration::try_from_secs_f64(seconds).ok(),
                Err(_) => text.parse::<SignedDuration>().ok(),
            };
            let length = length.ok_or_else(|| "is no time".to_owned())?;
            Duration::try_from(length).map_err(|_| "is negative".to_owned())
        })
    }

    pub(super) fn whole(&mut self, key: Key, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        self.parsed(key, |text| match text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            Ok(_) => Err("is out of range".to_owned()),
            Err(_) => Err("is no whole number".to_owned()),
        })
    }

    fn file(&mut self, key: Key) -> Option<Vec<u8>> {
        let from_file = matches!(self.setting(key)?.origin, Origin::File { .. });
        let directory = self.directory.filter(|_| from_file).map(Path::to_path_buf);
        self.parsed(key, |text| {
            let path = directory.unwrap_or_default().join(text);
            std::fs::read(&path).map_err(|error| format!("cannot be read: {error} (`{}`)", path.display()))
        })
    }

    /// What goes with every request.
    pub(super) fn transport(&mut self, headers: &[Header], https: bool) -> Transport {
        let mut transport = Transport::default();
        if let Some(timeout) = self.seconds(Key::RequestTimeoutS) {
            transport.timeout = timeout;
        }
        if let Some(pem) = self.file(Key::TlsCa) {
            let certificates = |_: &str| match Certificate::from_pem_bundle(&pem) {
                Ok(certificates) if certificates.is_empty() => Err("holds no certificate in PEM form".to_owned()),
                Ok(certificates) => Ok(certificates),
                Err(_) => Err("holds no certificates in PEM form".to_owned()),
            };
            transport.authorities = self.parsed(Key::TlsCa, certificates).unwrap_or_default();
        }
        transport.identity = self.identity();
        transport.headers = self.header_map(headers);
        transport.basic_auth = self.basic_auth();
        for key in [Key::TlsCa, Key::TlsClientCertificate] {
            let Some(origin) = self.setting(key).map(|setting| setting.origin.clone()) else { continue };
            if !https {
                let help = "make `target` an https URL, or leave `tls` out".to_owned();
                self.problem(&origin, format!("`{key}` is told for a target without TLS"), help);
            } else if self.problems.is_empty()
                && let Err(reason) = transport.client("https")
            {
                self.problem(
                    &origin,
                    format!("`{key}` cannot be used: {reason}"),
                    format!("it takes {}", key.allowed()),
                );
            }
        }
        transport
    }

    fn identity(&mut self) -> Option<Identity> {
        self.both(Key::TlsClientCertificate, Key::TlsClientKey)?;
        let mut pem = self.file(Key::TlsClientCertificate)?;
        let key = self.file(Key::TlsClientKey)?;
        pem.push(b'\n');
        pem.extend(key);
        // The reason would tell of the key's file what is nobody's business.
        self.parsed(Key::TlsClientCertificate, |_| {
            Identity::from_pem(&pem)
                .map_err(|_| "and `tls.client-key` hold no certificate and key in PEM form".to_owned())
        })
    }

    fn basic_auth(&mut self) -> Option<(String, Secret)> {
        self.both(Key::BasicAuthUser, Key::BasicAuthPassword)?;
        let user = self.parsed(Key::BasicAuthUser, |user| {
            if user.contains(':') {
                return Err("holds a colon, which HTTP does not allow".to_owned());
            }
            Ok(user.to_owned())
        });
        let password = self.parsed(Key::BasicAuthPassword, |text| Ok(Secret::new(text.to_owned())));
        user.zip(password)
    }

    /// Two keys of which neither goes without the other.
    fn both(&mut self, one: Key, other: Key) -> Option<()> {
        match (self.setting(one), self.setting(other)) {
            (Some(_), Some(_)) => Some(()),
            (None, None) => None,
            // What is wrong in the file may be just the other one.
            _ if !self.problems.is_empty() => None,
            (Some(setting), None) | (None, Some(setting)) => {
                let missing = if setting.key == one { other } else { one };
                let origin = setting.origin.clone();
                let message = format!("`{}` goes with `{missing}`, which is not told", setting.key);
                self.problem(
                    &origin,
                    message,
                    format!("tell both, or neither; `{missing}` takes {}", missing.allowed()),
                );
                None
            }
        }
    }

    fn header_map(&mut self, headers: &[Header]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for header in headers {
            let Written::Text(text) = &header.value else { continue };
            let name = HeaderName::from_bytes(header.name.as_bytes());
            let value = HeaderValue::from_str(text);
            match (name, value) {
                (Ok(name), _)
                    if matches!(name.as_str(), "content-type" | "content-length" | "host" | "transfer-encoding") =>
                {
                    let message = format!("the header `{}` is the suite's own", header.name);
                    self.problem(&header.origin, message, "leave it out".to_owned());
                }
                (Ok(name), _) if map.contains_key(&name) => {
                    let message = format!("the header `{}` comes twice, in other letters", header.name);
                    self.problem(
                        &header.origin,
                        message,
                        "leave one out: the case of its letters means nothing".to_owned(),
                    );
                }
                (Ok(name), Ok(mut value)) => {
                    value.set_sensitive(true);
                    map.insert(name, value);
                }
                (Err(_), _) => {
                    let help = "it takes letters, digits and `-`".to_owned();
                    self.problem(
                        &header.origin,
                        format!("`{}` is no name of a header", header.name.escape_debug()),
                        help,
                    );
                }
                (_, Err(_)) => {
                    let help = "it takes visible letters and blanks, on one line".to_owned();
                    self.problem(&header.origin, format!("the value of the header `{}` is none", header.name), help);
                }
            }
        }
        map
    }

    /// What the servlet is configured to allow.
    pub(super) fn limits(&mut self) -> Limits {
        let max_calls_per_ani = self.whole(Key::LimitsMaxCallsPerAni, 0..=u64::from(u32::MAX));
        let dialed_numbers = self.parsed(Key::LimitsDialedNumbers, |text| {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let rule = |line: &str| match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["allow" | "deny", _] => true,
                ["unmatched", word] => word == "allow",
                _ => false,
            };
            match lines.iter().find(|line| !rule(line)) {
                Some(line) => Err(format!("has the line `{line}`, which is no rule")),
                None => Ok(lines.join("\n")),
            }
        });
        Limits { max_calls_per_ani: max_calls_per_ani.and_then(|number| u32::try_from(number).ok()), dialed_numbers }
    }

    /// How an operator stops and starts the target.
    pub(super) fn commands(&mut self) -> Commands {
        Commands {
            stop: self.command(Key::CommandsStop),
            kill: self.command(Key::CommandsKill),
            start: self.command(Key::CommandsStart),
            database_stop: self.command(Key::CommandsDatabaseStop),
            database_start: self.command(Key::CommandsDatabaseStart),
            timeout: self.seconds(Key::CommandsTimeoutS).unwrap_or(COMMAND_TIMEOUT),
            directory: self.directory.map(Path::to_path_buf).filter(|directory| *directory != PathBuf::new()),
        }
    }

    fn command(&mut self, key: Key) -> Option<CommandLine> {
        let setting = self.setting(key)?.clone();
        let (line, empty) = match setting.value {
            Written::Text(line) => {
                let empty = line.trim().is_empty();
                (CommandLine::Shell(line), empty)
            }
            Written::Words(words) => {
                let empty = words.first().is_none_or(String::is_empty);
                (CommandLine::Words(words), empty)
            }
        };
        if empty {
            self.problem(&setting.origin, format!("`{key}` is empty"), format!("it takes {}", key.allowed()));
            return None;
        }
        Some(line)
    }
}
