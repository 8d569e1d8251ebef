//! The reporting log: one line an event, in the forms of section 18.

mod sink;
mod text;

pub use sink::{Line, ReportingLog, Teller};
pub use text::{asked, steps};
