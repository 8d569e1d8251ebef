//! `ccbspec generate-logs`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::args::GenerateLogsArgs;
use super::told;
use crate::audit::generate::{Outputs, generate};
use crate::verdict::exit::Exit;

pub(super) fn run(args: &GenerateLogsArgs) -> Exit {
    match write(args) {
        Ok(()) => Exit::Conformant,
        Err(error) => told(Exit::Usage, &format!("cannot write to `{}`: {error}", args.out.display())),
    }
}

fn write(args: &GenerateLogsArgs) -> io::Result<()> {
    std::fs::create_dir_all(&args.out)?;
    let file = |name: &str| -> io::Result<Box<dyn Write>> { Ok(Box::new(create(&args.out, name)?)) };
    let mut out =
        Outputs { activity: [file("activity-1.log")?, file("activity-2.log")?], reporting: file("reporting.log")? };
    generate(args.calls, args.seed, &mut out)
}

fn create(directory: &Path, name: &str) -> io::Result<impl Write + use<>> {
    const BUFFER_BYTES: usize = 1024 * 1024;
    Ok(BufWriter::with_capacity(BUFFER_BYTES, File::create(directory.join(name))?))
}
