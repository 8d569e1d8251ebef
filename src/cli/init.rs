//! `ccbspec init`.

use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use super::args::InitArgs;
use super::told;
use crate::profile::template::TEMPLATE;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &InitArgs) -> Exit {
    let path = args.file.as_path();
    let mut out = anstream::stdout().lock();
    if path == Path::new("-") {
        return match out.write_all(TEMPLATE.as_bytes()) {
            Ok(()) => Exit::Conformant,
            Err(error) => told(Exit::Harness, &format!("cannot print the profile: {error}")),
        };
    }
    match write(path, args.force) {
        Ok(()) => {
            let _ = writeln!(out, "{0} is written; edit it, then `ccbspec run --profile {0}`", path.display());
            Exit::Conformant
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let message =
                format!("`{}` is there already; name another file, or overwrite it with `--force`", path.display());
            told(Exit::Usage, &message)
        }
        Err(error) => told(Exit::Usage, &format!("cannot write `{}`: {error}", path.display())),
    }
}

fn write(path: &Path, force: bool) -> io::Result<()> {
    let mut file = if force { File::create(path)? } else { File::create_new(path)? };
    file.write_all(TEMPLATE.as_bytes())
}
