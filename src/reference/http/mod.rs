//! The default dialect over HTTP (SPEC 2).

mod answer;
mod diag;
mod form;
mod router;

pub use router::{PATH, router};
