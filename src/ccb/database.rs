//! Database URLs: which engine one names, and how it is told without its secrets.

use std::fmt;
use std::str::FromStr;

use super::secret::redacted_url;

/// The closed set of engines that a database URL can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// `sqlite:FILE`.
    Sqlite,
    /// `postgres://...` or `postgresql://...`.
    Postgres,
    /// `mysql://...` or `mariadb://...`.
    Mysql,
    /// `odbc:CONNECTION STRING`.
    Odbc,
}

impl Engine {
    /// As a person calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL or MariaDB",
            Self::Odbc => "ODBC",
        }
    }
}

/// A database URL. Shown or debugged, it tells no password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    engine: Engine,
    text: String,
}

/// It begins like no database URL. Tells no password either.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no database URL, write `sqlite:FILE`, `postgres://...`, `mysql://...`, `mariadb://...` or `odbc:...`"
)]
pub struct UnknownEngine(String);

impl DatabaseUrl {
    /// Which engine it names.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// As given, with its secrets: for the driver alone, never to be printed.
    pub fn secret(&self) -> &str {
        &self.text
    }

    /// The same under a scheme that sqlx knows: its driver for `MySQL` is that for `MariaDB` too.
    pub fn for_driver(&self) -> String {
        self.text.strip_prefix("mariadb:").map_or_else(|| self.text.clone(), |rest| format!("mysql:{rest}"))
    }

    /// What is behind `odbc:`.
    pub fn connection_string(&self) -> &str {
        self.text.strip_prefix("odbc:").unwrap_or(&self.text)
    }

    /// A message of a driver without the URL's secrets, should it repeat them.
    pub fn without_secrets(&self, message: &str) -> String {
        message.replace(&self.text, &self.to_string())
    }
}

impl FromStr for DatabaseUrl {
    type Err = UnknownEngine;

    fn from_str(text: &str) -> Result<Self, UnknownEngine> {
        const SCHEMES: [(&str, Engine); 6] = [
            ("sqlite:", Engine::Sqlite),
            ("postgres:", Engine::Postgres),
            ("postgresql:", Engine::Postgres),
            ("mysql:", Engine::Mysql),
            ("mariadb:", Engine::Mysql),
            ("odbc:", Engine::Odbc),
        ];
        SCHEMES
            .into_iter()
            .find(|(scheme, _)| text.starts_with(scheme))
            .map(|(_, engine)| Self { engine, text: text.to_owned() })
            .ok_or_else(|| UnknownEngine(redacted_url(text)))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&redacted_url(&self.text))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_told() {
        for (given, shown) in [
            ("sqlite:ccb.db", "sqlite:ccb.db"),
            ("postgres://ccb@localhost/ccb", "postgres://ccb@localhost/ccb"),
            ("postgres://ccb:secret@localhost:5432/ccb", "postgres://ccb:***@localhost:5432/ccb"),
            ("mysql://ccb:se/cr@et@localhost/ccb", "mysql://ccb:***@localhost/ccb"),
            (
                "postgres://localhost/ccb?user=ccb&password=secret&x=1",
                "postgres://localhost/ccb?user=ccb&password=***&x=1",
            ),
            ("odbc:Driver={PostgreSQL};UID=ccb;PWD=secret;Port=1", "odbc:Driver={PostgreSQL};UID=ccb;PWD=***;Port=1"),
            ("odbc:Password={se;c}}ret};Pwd=x", "odbc:Password=***;Pwd=***"),
            ("odbc:Driver=x;Pwd=my \"secret\";Port=1", "odbc:Driver=x;Pwd=***;Port=1"),
            ("postgres://ccb:s?ec#ret@localhost/ccb", "postgres://ccb:***@localhost/ccb"),
            ("oracle://scott:tiger@host", "oracle://scott:***@host"),
        ] {
            let told = match given.parse::<DatabaseUrl>() {
                Ok(url) => format!("{url} {url:?}"),
                Err(error) => error.to_string(),
            };
            assert!(told.contains(shown), "{told}");
            assert!(!told.contains("secret") && !told.contains("tiger"), "{told}");
        }
    }

    #[test]
    fn engines_by_their_schemes() {
        let engine = |text: &str| text.parse::<DatabaseUrl>().map(|url| url.engine());
        assert_eq!(engine("mariadb://host/db"), Ok(Engine::Mysql));
        assert_eq!(engine("postgresql://host/db"), Ok(Engine::Postgres));
        assert!(engine("ccb.db").is_err() && engine("oracle:thin").is_err());
        let url: DatabaseUrl = "mariadb://host/db".parse().expect("a database URL");
        assert_eq!(url.for_driver(), "mysql://host/db");
    }
}
