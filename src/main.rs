//! The command line of `ccbspec`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    ccbspec::cli::main(ccbspec::cli::args::Args::parse())
}
