//! `ccbspec list`.

use std::io::Write as _;

use super::args::SelectArgs;
use super::run::catalogue;
use super::{printed, told};
use crate::run::error::RunError;
use crate::run::selection::Selection;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &SelectArgs) -> Exit {
    match lines(args) {
        Ok(lines) => {
            let mut out = anstream::stdout().lock();
            printed(lines.iter().try_for_each(|line| writeln!(out, "{line}")), Exit::Conformant, "the list")
        }
        Err(error) => told(error.exit(), &error),
    }
}

fn lines(args: &SelectArgs) -> Result<Vec<String>, RunError> {
    let catalogue = catalogue(args)?;
    let selection = Selection::new(args.tags.as_deref(), args.ids.clone())?.in_shard(args.shard);
    let selected = selection.of(&catalogue)?;
    let widest = selected.iter().map(|script| script.id.len()).max().unwrap_or_default();
    Ok(selected
        .iter()
        .map(|script| {
            let clauses: Vec<&str> = script.clauses.iter().map(|clause| clause.as_str()).collect();
            let place = format!("{}:{}", script.source, script.line);
            format!(
                "{:widest$}  {}\n{:widest$}  {place}\n{:widest$}  {}",
                script.id,
                script.title,
                "",
                "",
                clauses.join(" ")
            )
        })
        .collect())
}
