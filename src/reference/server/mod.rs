//! A running servlet, as the command line and the suite's embedded target start it.

mod running;
mod settings;
#[cfg(test)]
mod tests;

pub use running::{Server, StartError, StopError};
pub use settings::Settings;
