//! `ccbspec serve`.

use std::io::Write as _;

use jiff::tz::TimeZone;
use tokio::net::TcpListener;

use super::args::ServeArgs;
use super::told;
use crate::ccb::database::{DatabaseUrl, UnknownEngine};
use crate::reference::{Bent, ClockSettings, DialedNumberRules, Mutant, ReportingLog, Server, Settings, mutants};
use crate::verdict::exit::Exit;

pub(super) async fn run(args: ServeArgs) -> Exit {
    match serve(args).await {
        Ok(()) => Exit::Conformant,
        Err(message) => told(Exit::Usage, &message),
    }
}

async fn serve(args: ServeArgs) -> Result<(), String> {
    let listen = args.listen;
    let settings = settings(args)?;
    let clock = match settings.clock {
        ClockSettings::System => "the system's clock".to_owned(),
        ClockSettings::Test { start } => format!("a test clock that begins at {start}"),
    };
    let database: DatabaseUrl = settings.database.parse().map_err(|error: UnknownEngine| error.to_string())?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen at {listen}: {error}; is the port taken?"))?;
    let server = Server::start(listener, settings).await.map_err(|error| error.to_string())?;
    say(&format!("serving {} with {clock}, database {database}; Ctrl-C ends it", server.url()));
    end_asked_for().await.map_err(|error| format!("cannot wait for a signal: {error}"))?;
    say("ending: no new requests, those under way are finished");
    server.stop().await.map_err(|error| error.to_string())
}

fn settings(args: ServeArgs) -> Result<Settings, String> {
    let dialed_numbers = match &args.dialed_numbers {
        None => None,
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
            let rules: DialedNumberRules = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
            Some(rules)
        }
    };
    let reporting_log = match &args.reporting_log {
        None => ReportingLog::stderr(),
        Some(path) => {
            ReportingLog::file(path).map_err(|error| format!("cannot write `{}`: {error}", path.display()))?
        }
    };
    let mutant = args.mutant.as_deref().map(mutant).transpose()?;
    Ok(Settings {
        database: args.database,
        time_zone: args.timezone.unwrap_or_else(TimeZone::system),
        clock: args.test_clock.map_or(ClockSettings::System, |start| ClockSettings::Test { start }),
        timer_period: args.timer_period,
        max_calls_per_ani: args.max_calls_per_ani,
        dialed_numbers,
        reporting_log,
        bent: mutant.map_or(Bent::Straight, Bent::As),
    })
}

fn mutant(name: &str) -> Result<&'static Mutant, String> {
    let unknown = || format!("no mutant is named `{name}`; `ccbspec mutants --list` shows those there are");
    mutants().find(|mutant| mutant.name == name).ok_or_else(unknown)
}

/// Returns at Ctrl-C or, where there is such a thing, SIGTERM.
async fn end_asked_for() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn say(text: &str) {
    // A server whose stderr is closed goes on serving.
    let _ = writeln!(anstream::stderr(), "ccbspec: {text}");
}
