//! The reference servlet: Courtesy Callback as `SPEC.md` has it, over HTTP and SQL.
//!
//! `model` decides, without I/O; `store` keeps; `servlet` brings the two together, one request at a time; `http` speaks
//! the default dialect; `server` is what others start.

mod clock;
mod http;
mod model;
mod mutants;
mod reporting_log;
mod server;
mod servlet;
mod store;

pub use clock::ClockSettings;
pub use model::dialed_number::{DialedNumberRules, InvalidRule};
pub use mutants::{Bent, Mutant, Watch, mutants};
pub use reporting_log::ReportingLog;
pub use server::{Server, Settings, StartError, StopError};
pub use store::StoreError;
