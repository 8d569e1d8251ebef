//! The store: the tables of section 12 in `SQLite`, and what a restart needs beside them.

mod error;
mod load;
mod persist;
mod schema;
mod sqlite;
#[cfg(test)]
mod tests;
mod views;

pub use error::StoreError;
pub use sqlite::Store;
