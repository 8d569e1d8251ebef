//! The servlet over HTTP, in any dialect (SPEC 2).

mod answer;
mod diag;
mod request;
mod router;

pub use router::{PATH, router};
