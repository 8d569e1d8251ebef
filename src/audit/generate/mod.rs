//! Logs of calls that never were, at any size, for benchmarks and for people who want to try an audit.

mod applications;
mod dice;
mod lines;
mod site;

pub use lines::Outputs;
pub use site::generate;
