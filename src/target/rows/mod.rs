//! The row observer: the stored rows of a journey, read over SQL after every step (SPEC 12).
//!
//! The `observer` asks, in the `names` that the target's tables have; a `select` is made of that; a `reader` runs several of
//! them in one read-only snapshot of the engine at hand and hands back texts; and a `cell` is what such a text means.

pub mod catalogue;
mod cell;
mod error;
mod mysql;
mod names;
mod observer;
#[cfg(feature = "odbc")]
mod odbc;
mod own;
mod postgres;
mod reader;
mod select;
mod sqlite;

pub use error::DatabaseError;
pub use names::Names;
pub use observer::RowObserver;
pub use own::Own;
