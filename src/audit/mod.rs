//! The audit: a run that was recorded elsewhere, judged from its logs (SPEC 18).

pub mod bytes;
pub mod call;
pub mod clock;
mod copies;
mod dump;
pub mod finding;
pub mod generate;
mod join;
mod judge;
pub mod limits;
pub mod line;
mod mend;
mod merge;
mod parting;
mod perform;
pub mod records;
pub mod report;
mod results;
mod session;
mod source;
pub mod statistics;
pub mod wrapped;

pub use perform::{AuditError, Options, perform, perform_text};
