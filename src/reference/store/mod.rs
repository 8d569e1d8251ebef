//! The store: the tables of section 12 in `SQLite`, `PostgreSQL` or `MariaDB`, and what a restart needs beside them.

mod connection;
mod dialect;
mod error;
mod keeper;
mod load;
mod mysql;
mod persist;
mod postgres;
mod schema;
mod sqlite;
mod statement;
#[cfg(test)]
mod tests;

pub use error::StoreError;
pub use keeper::Store;
