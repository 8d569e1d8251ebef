//! Arguments: one definition a flag, its help beside it.

use std::fmt::{self, Display};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::reports::ReportFile;
use crate::audit::report::Settings;
use crate::ccb::dialect::Dialect;
use crate::ccb::nonce::LARGEST_SEED;
use crate::ccb::shard::Shard;
use crate::journey::limits;
use crate::profile::dialect::named as dialect;
use crate::profile::key::Key;
use crate::profile::resolve::Flags;
use crate::report::audited::AuditKind;
use crate::target::embedded::{self, Mutant};

/// The conformance suite for Courtesy Callback servlets.
///
/// Exit codes: 0 conformant, 1 non-conformant, 2 usage or configuration, 3 incomplete, 4 nothing selected, 5 stale known
/// failures, 6 target unreachable, 70 fault of the harness.
#[derive(Debug, Parser)]
#[command(name = "ccbspec", version, max_term_width = 110)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play the journeys against a servlet and judge what it shows; without `--target`, against the embedded reference.
    Run(RunArgs),
    /// Run the reference servlet as a server, until Ctrl-C or SIGTERM.
    Serve(ServeArgs),
    /// Write what journeys show now beside their goldens, for `cargo insta review`.
    Record(RecordArgs),
    /// Look whether everything between the suite and a servlet is in order, each failure with its remedy.
    Doctor(TargetArgs),
    /// Write a commented profile to begin with.
    Init(InitArgs),
    /// Show the profile that counts, without secrets, each value with its source.
    Profile(TargetArgs),
    /// List the scenarios with the clauses they check.
    List(SelectArgs),
    /// Break the reference in one clause after the other, and see whether the suite notices.
    Mutants(MutantsArgs),
    /// Print the table of clauses, the scenarios that check them and the mutants that break them.
    Clauses(ClausesArgs),
    /// Judge a run that was recorded elsewhere, from its activity logs, reporting logs and database dumps.
    Audit(AuditArgs),
    /// Write logs of calls that never were, to try an audit on, or to measure it.
    GenerateLogs(GenerateLogsArgs),
    /// Print a dialect that is shipped, as a starting point for one of your own; without a name, list them.
    Dialect(DialectArgs),
    /// Make reports from a journal: the same as the run would have made.
    Report(ReportArgs),
    /// Explain what a recorded run found: clause, states, rows, exchanges, and how to see it again.
    Explain(ExplainArgs),
    /// Judge a recorded run again, without its target, by the present goldens, another profile or other known failures, and tell what changes.
    Rejudge(RejudgeArgs),
    /// Tell what has changed from one recorded run to another; exit 1 where something that was shown is not any more.
    Compare(CompareArgs),
    /// Join the journals of all shards of a run.
    Merge(MergeArgs),
    /// Write the conformance statement of a recorded run: for people, for programs, with the journal and all digests.
    Statement(StatementArgs),
    /// Check a statement that somebody else wrote, without network.
    Verify(VerifyArgs),
    /// Print the JSON Schema of a journal's lines, or of the report `json`.
    Schema(SchemaArgs),
}

/// Which scenarios.
#[derive(Clone, Debug, clap::Args)]
pub struct SelectArgs {
    /// Only scenarios with these ids.
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Only scenarios whose tags fulfil this expression, such as `@CCB-UPD-01 and not @cap:archive`.
    #[arg(long, value_name = "EXPRESSION")]
    pub tags: Option<String>,
    /// Only this shard of them, such as `hash:2/5`, the second of five: a scenario belongs to a shard by its id alone (the SHA-256 of the
    /// id). The shards together are the whole.
    #[arg(long, value_name = "SHARD", env = "CCBSPEC_SHARD")]
    pub shard: Option<Shard>,
    /// Read features from this directory instead of those that the program carries.
    #[arg(long, value_name = "DIRECTORY")]
    pub features: Option<PathBuf>,
}

/// Against what.
#[derive(Clone, Debug, clap::Args)]
pub struct TargetArgs {
    /// Profile of the servlet; `ccbspec init` writes one. A flag goes before an environment variable (`CCBSPEC_TARGET`,
    /// `CCBSPEC_REQUEST_TIMEOUT_S`: the profile's key in capitals), that before the file.
    #[arg(long, value_name = "FILE", env = "CCBSPEC_PROFILE")]
    pub profile: Option<PathBuf>,
    /// URL of the servlet, such as <http://host:8000/cvp/CallbackServlet> [env: `CCBSPEC_TARGET`].
    #[arg(long, value_name = "URL")]
    pub target: Option<String>,
    /// Database of the servlet: sqlite:FILE, postgres://..., mysql://..., mariadb://... or odbc:CONNECTION STRING
    /// [env: `CCBSPEC_DATABASE`].
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// How long after an answer its rows may appear in the database, milliseconds; by default 0 [env: `CCBSPEC_ROWS_WITHIN_MS`].
    #[arg(long, value_name = "MS")]
    pub rows_within: Option<String>,
    /// Zone of the servlet's local time, an IANA name; by default the one that its test clock tells [env: `CCBSPEC_TIMEZONE`].
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Declare that the servlet has a capability, such as `archive`, beside those of the profile; may be told again.
    #[arg(long = "capability", value_name = "NAME")]
    pub capabilities: Vec<String>,
    /// How long the servlet has for an answer, seconds; by default 10 [env: `CCBSPEC_REQUEST_TIMEOUT_S`].
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<String>,
    /// How the servlet speaks: a dialect that is shipped, or a file; `ccbspec dialect` shows those there are [env: `CCBSPEC_DIALECT`].
    #[arg(long, value_name = "NAME|FILE")]
    pub dialect: Option<String>,
    /// In real time, the period of the servlet's callback timer, seconds; by default 10 [env: `CCBSPEC_TIMER_PERIOD_S`].
    #[arg(long, value_name = "SECONDS")]
    pub timer_period: Option<String>,
    /// In real time, how many journeys go on at once; by default 256 [env: `CCBSPEC_CONCURRENCY`].
    #[arg(long, value_name = "NUMBER")]
    pub concurrency: Option<String>,
    /// In real time, the longest that is waited, such as `3m` or `90s`: longer journeys are left out, which makes a run incomplete, and
    /// `doctor` watches the timer for so long, by default 45 s [env: `CCBSPEC_MAX_WAIT`].
    #[arg(long, value_name = "TIME")]
    pub max_wait: Option<String>,
}

impl From<TargetArgs> for Flags {
    fn from(args: TargetArgs) -> Self {
        let values = [
            (Key::Target, args.target),
            (Key::Database, args.database),
            (Key::Timezone, args.timezone),
            (Key::RowsWithinMs, args.rows_within),
            (Key::RequestTimeoutS, args.timeout),
            (Key::Dialect, args.dialect),
            (Key::TimerPeriodS, args.timer_period),
            (Key::Concurrency, args.concurrency),
            (Key::MaxWait, args.max_wait),
        ];
        let values = values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
        Self { profile: args.profile, values, capabilities: args.capabilities }
    }
}

/// Arguments of `init`.
#[derive(Clone, Debug, clap::Args)]
pub struct InitArgs {
    /// Where to write it; `-` prints it.
    #[arg(value_name = "FILE", default_value = "ccbspec.yaml")]
    pub file: PathBuf,
    /// Overwrite a file that is there.
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `run`.
#[derive(Clone, Debug, clap::Args)]
pub struct RunArgs {
    /// Which scenarios.
    #[command(flatten)]
    pub select: SelectArgs,
    /// Against what.
    #[command(flatten)]
    pub target: TargetArgs,
    /// Play against this mutant of the embedded reference; `ccbspec mutants --list` shows the names.
    #[arg(long, value_name = "NAME", conflicts_with = "target", value_parser = mutant)]
    pub mutant: Option<&'static Mutant>,
    /// Read goldens from this directory instead of those that the program carries.
    #[arg(long, value_name = "DIRECTORY")]
    pub goldens: Option<PathBuf>,
    /// Excuse what is known to fail, as far as it fails in the way that this YAML file records; what fails otherwise, has expired, does not
    /// fail any more or matches nothing is told, and the run does not succeed.
    #[arg(long, value_name = "FILE", env = "CCBSPEC_KNOWN_FAILURES")]
    pub known_failures: Option<PathBuf>,
    /// How long a step may take, seconds; in real time, what it waits by itself is not counted.
    #[arg(long, value_name = "SECONDS", default_value_t = Seconds(limits::STEP_TIMEOUT), value_parser = long_seconds)]
    pub step_timeout: Seconds,
    /// How long a journey may take, with the time that it waits for its target, seconds; in real time, what it waits by itself is not counted.
    #[arg(long, value_name = "SECONDS", default_value_t = Seconds(limits::JOURNEY_TIMEOUT), value_parser = long_seconds)]
    pub journey_timeout: Seconds,
    /// How long the run may take, seconds; in real time, what its journeys wait by themselves is not counted. What was not played by then
    /// could not be run.
    #[arg(long, value_name = "SECONDS", default_value_t = Seconds(limits::RUN_TIMEOUT), value_parser = long_seconds)]
    pub run_timeout: Seconds,
    /// Write everything that is done, seen and found to this new file, as JSON Lines: what every report is made from, and what can be explained
    /// and judged again later.
    #[arg(long, value_name = "FILE", env = "CCBSPEC_JOURNAL")]
    pub journal: Option<PathBuf>,
    /// Make the unique values of the run (callids, names, numbers) from this, as a journal tells it, so that they are those of that run; a
    /// servlet that keeps what it was sent then meets them again. By default they are new.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    pub seed: Option<u64>,
    /// Write a report to a file: `html`, `junit`, `json`, `tap`, `markdown` or `badge`, such as `--report junit=results.xml`; may be told again. What is
    /// in the file before is taken away as the run begins, so that no earlier report is taken for this one's.
    #[arg(long = "report", value_name = "KIND=FILE")]
    pub reports: Vec<ReportFile>,
    /// Write the activity logs of the applications, and of an embedded target its reporting logs, into this directory; `ccbspec audit`
    /// judges them once more.
    #[arg(long, value_name = "DIRECTORY")]
    pub activity_log: Option<PathBuf>,
    /// Print nothing but what keeps the run from succeeding, and the line that sums it up.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print every step of every scenario, with the states as they grow.
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
}

/// Arguments of `report`.
#[derive(Clone, Debug, clap::Args)]
pub struct ReportArgs {
    /// The journal of a run, as `ccbspec run --journal` wrote it.
    #[arg(value_name = "JOURNAL")]
    pub journal: PathBuf,
    /// Which report, and into which file; `-` prints it. May be told again. The exit code says whether all were made, not what the run came to.
    #[arg(long = "report", value_name = "KIND=FILE", required = true)]
    pub reports: Vec<ReportFile>,
}

/// Arguments of `schema`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct SchemaArgs {
    /// Of what.
    #[arg(value_name = "WHAT", default_value = "journal")]
    pub of: SchemaOf,
}

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum SchemaOf {
    /// A line of a journal.
    Journal,
    /// The report `json`.
    Report,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, clap::Args)]
pub struct ExplainArgs {
    /// The journal of the recorded run.
    #[arg(value_name = "JOURNAL")]
    pub journal: PathBuf,
    /// The scenario, whether it passed or not; without one, all that were played and did not pass.
    #[arg(value_name = "SCENARIO")]
    pub scenario: Option<String>,
    /// Write the shortest part of the journey that still shows the fault into this directory: a shell script, and a feature with its golden.
    #[arg(long, value_name = "DIRECTORY", requires = "scenario")]
    pub out: Option<PathBuf>,
}

/// Arguments of `rejudge`.
#[derive(Clone, Debug, clap::Args)]
pub struct RejudgeArgs {
    /// The journal of the recorded run.
    #[arg(value_name = "JOURNAL")]
    pub journal: PathBuf,
    /// Read features from this directory instead of those that the program carries.
    #[arg(long, value_name = "DIRECTORY")]
    pub features: Option<PathBuf>,
    /// Read goldens from this directory instead of those that the program carries.
    #[arg(long, value_name = "DIRECTORY")]
    pub goldens: Option<PathBuf>,
    /// Take capabilities and variants from this profile instead of the recording.
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Take known failures from this file instead of the recording; they count as of the day of the run.
    #[arg(long, value_name = "FILE")]
    pub known_failures: Option<PathBuf>,
    /// Write the journal as it is judged now to this new file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `compare`.
#[derive(Clone, Debug, clap::Args)]
pub struct CompareArgs {
    /// The journal of the earlier run, or the directory of its statement.
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// That of the later one.
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
}

/// Arguments of `merge`.
#[derive(Clone, Debug, clap::Args)]
pub struct MergeArgs {
    /// The journals of all shards, in any order.
    #[arg(value_name = "JOURNAL", required = true)]
    pub journals: Vec<PathBuf>,
    /// Write the journal of the whole run to this new file.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Arguments of `statement`.
#[derive(Clone, Debug, clap::Args)]
pub struct StatementArgs {
    /// The journal of the recorded run.
    #[arg(value_name = "JOURNAL")]
    pub journal: PathBuf,
    /// Write it into this directory, which must be empty or new.
    #[arg(long, value_name = "DIRECTORY")]
    pub out: PathBuf,
}

/// Arguments of `verify`.
#[derive(Clone, Debug, clap::Args)]
pub struct VerifyArgs {
    /// The directory of the statement.
    #[arg(value_name = "DIRECTORY")]
    pub directory: PathBuf,
}

/// Arguments of `record`.
#[derive(Clone, Debug, clap::Args)]
pub struct RecordArgs {
    /// Which scenarios; by default features are read from `features`.
    #[command(flatten)]
    pub select: SelectArgs,
    /// Against what.
    #[command(flatten)]
    pub target: TargetArgs,
    /// Directory of the goldens.
    #[arg(long, value_name = "DIRECTORY", default_value = "golden")]
    pub goldens: PathBuf,
}

/// Arguments of `mutants`.
#[derive(Clone, Debug, clap::Args)]
pub struct MutantsArgs {
    /// Only mutants of these names.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// List them, and try none.
    #[arg(long)]
    pub list: bool,
    /// Play against each only the scenario that must notice it, and those that it is the witness for, not every one that it could matter to.
    #[arg(long, conflicts_with = "list")]
    pub quick: bool,
    /// Print a witness for every scenario that no mutant names: a mutant that it notices.
    #[arg(long, conflicts_with_all = ["list", "quick", "names"])]
    pub witnesses: bool,
    /// Read features from this directory instead of those that the program carries.
    #[arg(long, value_name = "DIRECTORY")]
    pub features: Option<PathBuf>,
    /// Read goldens from this directory instead of those that the program carries.
    #[arg(long, value_name = "DIRECTORY")]
    pub goldens: Option<PathBuf>,
}

/// Arguments of `clauses`.
#[derive(Clone, Debug, clap::Args)]
pub struct ClausesArgs {
    /// Print nothing; tell which clauses lack a scenario or a mutant, and whether the table that is kept is stale.
    #[arg(long)]
    pub check: bool,
    /// The table that is kept.
    #[arg(long, value_name = "FILE", default_value = "CLAUSES.md", requires = "check")]
    pub table: PathBuf,
}

/// Arguments of `audit`.
#[derive(Clone, Debug, clap::Args)]
pub struct AuditArgs {
    /// Logs, dumps, or documents with such lines between other text: files, plain or packed by gzip, directories of them, `-` for standard
    /// input. Their order carries no meaning; several may follow one another in one file.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// How long after a call has left lines of it may come yet, in any order, seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = Settings::default().window_s, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub window: u32,
    /// The keepalive of the queues, which the logs do not tell, seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = Settings::default().keepalive_s, value_parser = clap::value_parser!(u32).range(1..=300))]
    pub keepalive: u32,
    /// How far the clocks of applications and servlet may be apart, milliseconds.
    #[arg(long, value_name = "MS", default_value_t = Settings::default().skew_ms, value_parser = clap::value_parser!(u32).range(..=60_000))]
    pub skew: u32,
    /// Zone of the local time in activity logs, an IANA name; by default what the sessions' ids tell.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub zone: Option<TimeZone>,
    /// Write a report beside what is printed: `html`, `json`, `junit` or `markdown`, such as `--report html=audit.html`; may be told again.
    #[arg(long = "report", value_name = "KIND=FILE", value_parser = audit_report)]
    pub reports: Vec<AuditReport>,
    /// Print findings and sums only, and no call's journey.
    #[arg(long, short)]
    pub quiet: bool,
}

/// Arguments of `generate-logs`.
#[derive(Clone, Debug, clap::Args)]
pub struct GenerateLogsArgs {
    /// How many calls; a thousand make about 40 MB.
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    pub calls: u64,
    /// What chance begins with: the same seed gives the same logs.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Directory to write the logs to: those of two application servers, and that of the reporting server.
    #[arg(long, value_name = "DIRECTORY", default_value = "logs")]
    pub out: PathBuf,
}

/// A report of an audit, and where it goes.
#[derive(Clone, Debug)]
pub struct AuditReport {
    /// Which kind.
    pub kind: AuditKind,
    /// The file, which is written over.
    pub file: PathBuf,
}

fn audit_report(text: &str) -> Result<AuditReport, String> {
    let wanted = || {
        let kinds = AuditKind::names().join(", ");
        format!("a kind and a file are wanted, such as html=audit.html; kinds are: {kinds}")
    };
    let (kind, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or_else(wanted)?;
    Ok(AuditReport { kind: AuditKind::from_name(kind).ok_or_else(wanted)?, file: file.into() })
}

/// Arguments of `dialect`.
#[derive(Clone, Debug, clap::Args)]
pub struct DialectArgs {
    /// The dialect's name.
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// Arguments of `serve`.
#[derive(Clone, Debug, clap::Args)]
pub struct ServeArgs {
    /// Address to listen at.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    pub listen: SocketAddr,
    /// Database: sqlite:FILE, which is made if it is not there, postgres://..., mysql://... or mariadb://...
    #[arg(long, value_name = "URL", default_value = "sqlite:ccb.db")]
    pub database: String,
    /// Zone of the servlet's local time, an IANA name; by default the system's.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub timezone: Option<TimeZone>,
    /// Offer a clock that a tester moves (CCB-CLK-01), beginning at this RFC 3339 time.
    #[arg(long, value_name = "RFC3339")]
    pub test_clock: Option<Timestamp>,
    /// Time between two ticks of the callback timer, seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub timer_period: Duration,
    /// Most outstanding callbacks to one calling number (CCB-VAL-17).
    #[arg(long, value_name = "NUMBER")]
    pub max_calls_per_ani: Option<u32>,
    /// Dialed number rules (CCB-VAL-18): lines `allow PATTERN`, `deny PATTERN`, `unmatched allow`.
    #[arg(long, value_name = "FILE")]
    pub dialed_numbers: Option<PathBuf>,
    /// Append the reporting log to this file instead of stderr.
    #[arg(long, value_name = "FILE")]
    pub reporting_log: Option<PathBuf>,
    /// How to speak: a dialect that is shipped, or a file; `ccbspec dialect` shows those there are.
    #[arg(long, value_name = "NAME|FILE", default_value = "default", value_parser = dialect)]
    pub dialect: Arc<Dialect>,
    /// Break a clause of the specification, for trying a suite; `ccbspec mutants --list` shows the names.
    #[arg(long, value_name = "NAME")]
    pub mutant: Option<String>,
}

fn mutant(name: &str) -> Result<&'static Mutant, String> {
    let unknown = || format!("no mutant is named `{name}`; `ccbspec mutants --list` shows those there are");
    embedded::mutants().find(|mutant| mutant.name == name).ok_or_else(unknown)
}

fn zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|error| error.to_string())
}

/// A length of time, told in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub Duration);

impl Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_secs_f64().fmt(f)
    }
}

fn long_seconds(text: &str) -> Result<Seconds, String> {
    const SHORTEST_S: f64 = 0.001;
    const LONGEST_S: f64 = 7.0 * 24.0 * 3600.0;
    match text.parse() {
        Ok(length) if (SHORTEST_S..=LONGEST_S).contains(&length) => Ok(Seconds(Duration::from_secs_f64(length))),
        _ => Err(format!("from {SHORTEST_S} to {LONGEST_S} seconds, which is a week")),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    const SHORTEST_S: f64 = 0.001;
    const LONGEST_S: f64 = 3600.0;
    match text.parse() {
        Ok(length) if (SHORTEST_S..=LONGEST_S).contains(&length) => Ok(Duration::from_secs_f64(length)),
        _ => Err(format!("from {SHORTEST_S} to {LONGEST_S} seconds")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_do_not_contradict_each_other() {
        Args::command().debug_assert();
    }
}
