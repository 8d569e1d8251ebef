//! Problems: what is wrong in a profile, each with a caret under its place and what is allowed there.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use super::setting::Origin;
use super::yaml::Place;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub origin: Origin,
    /// What is wrong.
    pub message: String,
    /// What is allowed, or what to do.
    pub help: String,
}

/// A profile that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The file cannot be read.
    #[error("cannot read the profile `{name}`: {reason}; `ccbspec init` writes one to begin with")]
    Unreadable {
        /// The file.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// There are problems, all that were found.
    #[error("{_0}")]
    Problems(Problems),
}

/// All problems of a profile, with the text that they are in.
#[derive(Clone, PartialEq, Eq)]
pub struct Problems {
    /// The file's name.
    pub name: String,
    /// Its text, without secrets, every byte at its place.
    pub masked: String,
    /// Each problem.
    pub problems: Vec<Problem>,
}

impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problems").field("problems", &self.problems).finish_non_exhaustive()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            match &problem.origin {
                Origin::File { place, .. } => self.draw(f, problem, place)?,
                Origin::Flag(name) => write!(f, "{name}: {}; {}", problem.message, problem.help)?,
                Origin::Environment(name) => {
                    write!(f, "environment variable {name}: {}; {}", problem.message, problem.help)?;
                }
                Origin::Default => write!(f, "{}; {}", problem.message, problem.help)?,
            }
        }
        Ok(())
    }
}

impl Problems {
    /// With colours; what prints it takes them out again where nobody wants them.
    fn draw(&self, f: &mut fmt::Formatter<'_>, problem: &Problem, place: &Place) -> fmt::Result {
        let report = Report {
            message: &problem.message,
            help: &problem.help,
            source: NamedSource::new(&self.name, self.masked.clone()),
            place: place.clone(),
        };
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_wrap_lines(false);
        handler.render_report(f, &report)
    }
}

#[derive(Debug)]
struct Report<'a> {
    message: &'a str,
    help: &'a str,
    source: NamedSource<String>,
    place: Place,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Report<'_> {}

impl Diagnostic for Report<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::at(self.place.clone(), "here"))))
    }
}

/// The known name that was most likely meant.
pub fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const CLOSE: f64 = 0.75;
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= CLOSE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

/// What to do about a name that nobody knows.
pub fn advice(name: &str, known: &[&str]) -> String {
    let all = format!("there are: {}", known.join(", "));
    match meant(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? {all}"),
        None => all,
    }
}
