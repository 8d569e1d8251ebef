//! `ccbspec verify`.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use super::args::VerifyArgs;
use super::{printed, told};
use crate::report::text::one_line;
use crate::statement::bundle::STATEMENT;
use crate::statement::model::Statement;
use crate::statement::verify::{Found, Rule, verify};
use crate::verdict::exit::Exit;

const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
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
    let broken = rules.iter().any(|rule| matches!(rule.found, Found::Broken(_)));
    let unproven = rules.iter().any(|rule| matches!(rule.found, Found::Unproven(_)));
    let print = || {
        let mut out = anstream::stdout().lock();
        rules.iter().try_for_each(|rule| print_rule(&mut out, rule))?;
        if broken {
            return writeln!(out, "{RED}not to be believed{RED:#}");
        }
        if unproven {
            return writeln!(out, "{YELLOW}not proven{YELLOW:#}: what it says may be so, and cannot be found out here");
        }
        let text = std::fs::read_to_string(args.directory.join(STATEMENT)).unwrap_or_default();
        let states = serde_json::from_str::<Statement>(&text).map_or("?", |statement| statement.conformance.words());
        writeln!(out, "{GREEN}as it was written{GREEN:#}: it states `{states}`")
    };
    let exit = match (broken, unproven) {
        (true, _) => Exit::NonConformant,
        (false, true) => Exit::Incomplete,
        (false, false) => Exit::Conformant,
    };
    printed(print(), exit, "the rules")
}

fn print_rule(out: &mut impl std::io::Write, rule: &Rule) -> std::io::Result<()> {
    let Rule { name, title, found } = rule;
    let flaw = match found {
        Found::Kept => return writeln!(out, "{GREEN}kept{GREEN:#}      {name:12} {title}"),
        Found::Unproven(flaw) => {
            writeln!(out, "{YELLOW}unproven{YELLOW:#}  {name:12} {title}")?;
            flaw
        }
        Found::Broken(flaw) => {
            writeln!(out, "{RED}broken{RED:#}    {name:12} {title}")?;
            flaw
        }
    };
    writeln!(out, "          not so: {}\n          {}", flaw.step, one_line(&flaw.what))
}
