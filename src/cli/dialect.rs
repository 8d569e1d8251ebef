//! `ccbspec dialect`.

use std::fmt::Write as _;
use std::io::Write as _;

use super::args::DialectArgs;
use super::{printed, told};
use crate::ccb::dialect::shipped;
use crate::profile::dialect::names;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &DialectArgs) -> Exit {
    let text = match &args.name {
        None => list(),
        Some(name) => match shipped::named(name) {
            Some(shipped) => shipped.yaml.to_owned(),
            None => return told(Exit::Usage, &format!("no dialect `{name}` is shipped; there are: {}", names())),
        },
    };
    printed(anstream::stdout().lock().write_all(text.as_bytes()), Exit::Conformant, "the dialect")
}

fn list() -> String {
    let widest = shipped::ALL.iter().map(|shipped| shipped.name.len()).max().unwrap_or_default();
    shipped::ALL.iter().fold(String::new(), |mut list, shipped| {
        let _ = writeln!(list, "{:widest$}  {}", shipped.name, shipped.about);
        list
    })
}
