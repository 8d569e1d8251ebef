//! Dialects: how requests and answers are spelt on the wire, and tables and columns in a database (SPEC 2.2).
//!
//! A dialect is data, read from YAML: the [default](shipped::default), those [shipped] beside it, or a file of a user's.
//! The suite encodes requests and decodes answers by it, the reference decodes requests and encodes answers.

mod answer;
mod database;
mod document;
mod error;
mod file;
mod file_checks;
mod json;
mod lines;
mod members;
mod method;
mod model;
mod place;
#[cfg(test)]
mod properties;
mod request;
mod scalar;
pub mod shipped;
mod spelling;
#[cfg(test)]
mod tests;
mod text;
mod turned_away;
mod xml;

pub use answer::{Malformed, Response};
pub use error::DialectError;
pub use method::Method;
pub use model::Dialect;
pub use request::{Inexpressible, Pairs, Received, Sent, Turned};
pub use text::excerpt;
