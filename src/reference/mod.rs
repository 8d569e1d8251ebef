//! The reference servlet.
pub mod model;
