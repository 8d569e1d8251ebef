//! The conformance statement, in the sense of ISO/IEC 9646: what was tested of a product, what was not and why, and what follows for each clause.
//!
//! A [statement](model) follows from a journal alone. It is [written](bundle) as a directory that holds the journal too, so that anybody can
//! [verify] it without network, by the [rules] of a feature file that the same engine plays.

pub mod bundle;
pub mod clauses;
pub mod model;
pub mod page;
pub mod reservations;
pub mod rules;
pub mod verify;
