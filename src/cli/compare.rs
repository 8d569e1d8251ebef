//! `ccbspec compare`.

use super::args::CompareArgs;
use super::{journals, printed, told};
use crate::journal::changes::Changes;
use crate::report::changes;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &CompareArgs) -> Exit {
    let both = journals::read_either(&args.old).and_then(|old| Ok((old, journals::read_either(&args.new)?)));
    let (old, new) = match both {
        Ok(both) => both,
        Err(error) => return told(error.exit(), &error),
    };
    let changes = match Changes::between(&old, &new) {
        Ok(changes) => changes,
        Err(error) => return told(Exit::Usage, &format!("a journal {error}")),
    };
    let mut out = anstream::stdout().lock();
    let written = changes::print_suites(&mut out, &changes).and_then(|()| changes::print(&mut out, &changes));
    printed(written, changes.exit(), "the report")
}
