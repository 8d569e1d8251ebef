//! The command line: one thin file a command.

pub mod args;
mod audit;
mod clauses;
mod dialect;
mod doctor;
mod generate_logs;
mod init;
mod list;
mod mutants;
mod overseer;
mod profile;
mod record;
mod run;
mod serve;
mod waiting;

use std::fmt::Display;
use std::io::Write as _;
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

fn fail(exit: Exit, error: &dyn Display) -> ExitCode {
    told(exit, error).into()
}
