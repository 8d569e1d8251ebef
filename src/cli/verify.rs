//! `ccbspec verify`.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use super::args::VerifyArgs;
use super::{printed, told};
use crate::report::text::one_line;
use crate::statement::bundle::STATEMENT;
use crate::statement::model::Statement;
use crate::statement::verify::{Rule, verify};
use crate::verdict::exit::Exit;

const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();

pub(super) async fn run(args: &VerifyArgs) -> Exit {
    if !args.directory.is_dir() {
        let why = format!("`{}` is no directory; it takes that of a statement", args.directory.display());
        return told(Exit::Usage, &why);
    }
    let rules = match verify(&args.directory).await {
        Ok(rules) => rules,
        Err(error) => return told(error.exit(), &error),
    };
    let kept = rules.iter().all(|rule| rule.broken.is_none());
    let print = || {
        let mut out = anstream::stdout().lock();
        rules.iter().try_for_each(|rule| print_rule(&mut out, rule))?;
        if !kept {
            return writeln!(out, "{RED}not to be believed{RED:#}");
        }
        let text = std::fs::read_to_string(args.directory.join(STATEMENT)).unwrap_or_default();
        let states = serde_json::from_str::<Statement>(&text).map_or("?", |statement| statement.conformance.words());
        writeln!(out, "{GREEN}as it was written{GREEN:#}: it states `{states}`")
    };
    printed(print(), if kept { Exit::Conformant } else { Exit::NonConformant }, "the rules")
}

fn print_rule(out: &mut impl std::io::Write, rule: &Rule) -> std::io::Result<()> {
    match &rule.broken {
        None => writeln!(out, "{GREEN}kept{GREEN:#}    {:12} {}", rule.name, rule.title),
        Some((step, what)) => {
            writeln!(out, "{RED}broken{RED:#}  {:12} {}", rule.name, rule.title)?;
            writeln!(out, "          not so: {step}\n          {}", one_line(what))
        }
    }
}
