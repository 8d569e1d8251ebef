//! `ccbspec record`.

use std::io::Write as _;
use std::path::PathBuf;

use super::args::RecordArgs;
use super::run::{catalogue, source};
use super::told;
use crate::run::error::RunError;
use crate::run::record::{Recorded, record};
use crate::run::selection::Selection;
use crate::verdict::exit::Exit;

pub(super) async fn run(args: RecordArgs) -> Exit {
    let recorded = match recorded(args).await {
        Ok(recorded) => recorded,
        Err(error) => return told(error.exit(), &error),
    };
    let mut out = anstream::stdout().lock();
    for id in &recorded.unchanged {
        let _ = writeln!(out, "unchanged  {id}");
    }
    for path in &recorded.pending {
        let _ = writeln!(out, "to review  {}", path.display());
    }
    for scenario in &recorded.stopped {
        let why = scenario.reason.as_ref().map(|reason| format!("{reason:?}")).unwrap_or_default();
        told(Exit::Incomplete, &format!("{} did not come to its end, nothing is recorded: {why}", scenario.id));
    }
    if recorded.stopped.is_empty() { Exit::Conformant } else { Exit::Incomplete }
}

async fn recorded(mut args: RecordArgs) -> Result<Recorded, RunError> {
    args.select.features.get_or_insert_with(|| PathBuf::from("features"));
    let catalogue = catalogue(&args.select)?;
    let selection = Selection::new(args.select.tags.as_deref(), args.select.ids)?.in_shard(args.select.shard);
    let selected = selection.of(&catalogue)?;
    let source = source(args.target).await?;
    if !source.variants().is_empty() {
        return Err(RunError::Variants);
    }
    if source.is_real_time() {
        source.close().await;
        return Err(RunError::RealTime);
    }
    record(&source, &selected, &args.goldens).await
}
