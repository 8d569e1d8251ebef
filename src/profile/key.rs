//! The keys of a profile: each single value that a flag, an environment variable or the file may set.

use crate::ccb::named::named_enum;

named_enum! {
    /// A key that has one value. A dot stands between a section and its key.
    Key:
    /// The servlet's URL.
    Target = "target",
    /// The URL of its database.
    Database = "database",
    /// How it speaks.
    Dialect = "dialect",
    /// The zone of its local time.
    Timezone = "timezone",
    /// The period of its callback timer, seconds.
    TimerPeriodS = "timer-period-s",
    /// How long a request may take, seconds.
    RequestTimeoutS = "request-timeout-s",
    /// How many journeys may be under way at once.
    Concurrency = "concurrency",
    /// The longest that is waited in real time.
    MaxWait = "max-wait",
    /// How long rows may take to appear, milliseconds.
    RowsWithinMs = "rows-within-ms",
    /// A file of certificates to trust.
    TlsCa = "tls.ca",
    /// A file with the client's certificate.
    TlsClientCertificate = "tls.client-certificate",
    /// A file with its key.
    TlsClientKey = "tls.client-key",
    /// The user of HTTP basic authentication.
    BasicAuthUser = "basic-auth.user",
    /// The password of that user.
    BasicAuthPassword = "basic-auth.password",
    /// How many outstanding callbacks the servlet allows to one number.
    LimitsMaxCallsPerAni = "limits.max-calls-per-ani",
    /// The dialed number rules that the servlet is configured with.
    LimitsDialedNumbers = "limits.dialed-numbers",
    /// Stops the servlet in good order.
    CommandsStop = "commands.stop",
    /// Kills it.
    CommandsKill = "commands.kill",
    /// Starts it.
    CommandsStart = "commands.start",
    /// Takes the database away from it.
    CommandsDatabaseStop = "commands.database-stop",
    /// Gives the database back.
    CommandsDatabaseStart = "commands.database-start",
    /// How long a command and what it does may take, seconds.
    CommandsTimeoutS = "commands.timeout-s",
    /// Who makes the servlet.
    ProductVendor = "product.vendor",
    /// What it is called.
    ProductName = "product.name",
    /// Which one it is.
    ProductVersion = "product.version",
}

/// The sections that hold keys of their own.
pub const SECTIONS: [&str; 5] = ["tls", "basic-auth", "limits", "commands", "product"];

/// The keys that hold a list or a map of the user's own names.
pub const COLLECTIONS: [&str; 3] = ["capabilities", "variants", "headers"];

impl Key {
    /// The environment variable that sets it.
    pub fn environment(self) -> String {
        format!("CCBSPEC_{}", self.name().replace(['-', '.'], "_").to_ascii_uppercase())
    }

    /// The flag that sets it, where there is one.
    pub const fn flag(self) -> Option<&'static str> {
        match self {
            Self::Target => Some("--target"),
            Self::Database => Some("--database"),
            Self::Dialect => Some("--dialect"),
            Self::Timezone => Some("--timezone"),
            Self::RequestTimeoutS => Some("--timeout"),
            Self::RowsWithinMs => Some("--rows-within"),
            Self::TimerPeriodS => Some("--timer-period"),
            Self::Concurrency => Some("--concurrency"),
            Self::MaxWait => Some("--max-wait"),
            _ => None,
        }
    }

    /// Whether nobody may see its value.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::BasicAuthPassword)
    }

    /// Whether its value may be a list of words, as a program's arguments are.
    pub const fn is_command(self) -> bool {
        matches!(
            self,
            Self::CommandsStop
                | Self::CommandsKill
                | Self::CommandsStart
                | Self::CommandsDatabaseStop
                | Self::CommandsDatabaseStart
        )
    }

    /// What its value may be, for whoever wrote another.
    pub const fn allowed(self) -> &'static str {
        match self {
            Self::Target => "an http or https URL, such as http://host:8000/cvp/CallbackServlet",
            Self::Database => {
                "`sqlite:FILE`, `postgres://...`, `mysql://...`, `mariadb://...` or `odbc:CONNECTION STRING`"
            }
            Self::Dialect => "the name of a dialect, or a file that describes one",
            Self::Timezone => "a zone by its IANA name, such as America/Chicago",
            Self::TimerPeriodS | Self::RequestTimeoutS | Self::CommandsTimeoutS => "seconds, from 0.001 to 3600",
            Self::Concurrency => "a whole number from 1 to 1000",
            Self::MaxWait => "a time such as `90s`, `3m` or `1h30m`, or seconds",
            Self::RowsWithinMs => "milliseconds, a whole number from 0 to 60000",
            Self::TlsCa => "a file of certificates in PEM form",
            Self::TlsClientCertificate => "a file with a certificate in PEM form; `tls.client-key` belongs to it",
            Self::TlsClientKey => "a file with a key in PEM form; `tls.client-certificate` belongs to it",
            Self::BasicAuthUser => "a name without a colon; `basic-auth.password` belongs to it",
            Self::BasicAuthPassword => "a password, best told as ${env:NAME}; `basic-auth.user` belongs to it",
            Self::LimitsMaxCallsPerAni => "a whole number from 0 to 4294967295",
            Self::LimitsDialedNumbers => "lines `allow PATTERN`, `deny PATTERN`, `unmatched allow`",
            Self::CommandsStop
            | Self::CommandsKill
            | Self::CommandsStart
            | Self::CommandsDatabaseStop
            | Self::CommandsDatabaseStart => "a line for the shell, or a list: a program and its arguments",
            Self::ProductVendor | Self::ProductName | Self::ProductVersion => "text",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_variable_of_its_own_name() {
        assert_eq!(Key::Target.environment(), "CCBSPEC_TARGET");
        assert_eq!(Key::TlsClientKey.environment(), "CCBSPEC_TLS_CLIENT_KEY");
        for key in Key::ALL {
            if let Some((section, _)) = key.name().split_once('.') {
                assert!(SECTIONS.contains(&section), "{key}");
            }
        }
    }
}
