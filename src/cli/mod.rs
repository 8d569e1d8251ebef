//! The command line: one thin file a command.

pub mod args;
mod audit;
mod clauses;
mod compare;
mod dialect;
mod doctor;
mod explain;
mod generate_logs;
mod init;
mod journals;
mod list;
mod merge;
mod mutants;
mod overseer;
mod profile;
mod progress;
mod record;
mod rejudge;
mod report;
mod reports;
mod run;
mod schema;
mod serve;
mod statement;
mod verify;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use args::{Args, Command};

use crate::verdict::exit::Exit;

/// Runs the command that the arguments ask for.
pub fn main(args: Args) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(Exit::Harness, &error),
    };
    let exit = runtime.block_on(async {
        match args.command {
            Command::Run(args) => run::run(args).await,
            Command::Serve(args) => serve::run(args).await,
            Command::Record(args) => record::run(args).await,
            Command::Init(args) => init::run(&args),
            Command::Doctor(args) => doctor::run(args).await,
            Command::Profile(args) => profile::run(args),
            Command::List(args) => list::run(&args),
            Command::Mutants(args) => mutants::run(&args),
            Command::Clauses(args) => clauses::run(&args),
            Command::Audit(args) => audit::run(&args),
            Command::GenerateLogs(args) => generate_logs::run(&args),
            Command::Dialect(args) => dialect::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Rejudge(args) => rejudge::run(args),
            Command::Compare(args) => compare::run(&args),
            Command::Merge(args) => merge::run(&args),
            Command::Statement(args) => statement::run(&args),
            Command::Verify(args) => verify::run(&args).await,
            Command::Report(args) => report::run(&args),
            Command::Schema(args) => schema::run(args),
        }
    });
    // What waits in a thread of its own, such as for a lock that another run holds, must not keep the process.
    runtime.shutdown_background();
    exit.into()
}

/// Tells an error on stderr, and the exit code that goes with it.
fn told(exit: Exit, error: &dyn Display) -> Exit {
    let mut text = error.to_string();
    if text.contains('\n') {
        text.insert(0, '\n');
    }
    // With stderr closed there is nobody left to tell; the exit code still says it.
    let _ = writeln!(anstream::stderr(), "error: {text}");
    exit
}

/// The exit code of a command that has printed what it had to print. Who closes the output, as `head` does, has read enough; where it cannot be
/// written for any other reason, nobody knows what was read, and nothing is proven.
fn printed(written: io::Result<()>, exit: Exit, what: &str) -> Exit {
    match written {
        Ok(()) => exit,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit,
        Err(error) => told(Exit::Harness, &format!("cannot print {what}: {error}")),
    }
}

fn fail(exit: Exit, error: &dyn Display) -> ExitCode {
    told(exit, error).into()
}
