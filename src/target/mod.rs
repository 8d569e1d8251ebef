//! Targets: what a suite runs against, apart from what journeys do with it.
//!
//! A [`Target`](session::Target) answers requests over HTTP in a [dialect](crate::ccb::dialect), has a [clock] that the suite moves, and a database
//! whose [rows] are read after every step. [`embedded`] starts the reference servlet as one; nothing else here knows it.

pub mod address;
pub mod client;
pub mod clock;
pub mod commands;
pub mod diag;
pub mod embedded;
pub mod error;
pub mod lock;
pub mod operation;
pub mod operator;
pub mod own_call;
pub mod pace;
pub mod probe;
pub mod real_clock;
pub mod rows;
pub mod session;
pub mod source;
pub mod trace;
pub mod transport;
