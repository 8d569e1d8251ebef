//! The journal: everything that a run was, did, saw and found, as JSON Lines, so that it can be explained, judged again and checked.
//!
//! A journal is a [header], a [record of every scenario](scenario) in the order in which they were over, a [footer], and a [seal](record::Seal) over
//! every byte before it. It is [kept](keeper) as the run goes and [read](reader) whole or not at all: one without its seal is
//! unfinished, one whose seal does not fit was changed. Its [records] stay where they were written until one is looked at. Every report is made from a [`Journal`](whole::Journal) and nothing else.

pub mod changes;
pub mod digest;
pub mod footer;
pub mod header;
pub mod judging;
pub mod keeper;
pub mod merge;
pub mod reader;
pub mod record;
pub mod records;
pub mod rollup;
pub mod scenario;
pub mod schema;
pub mod whole;
mod writer;
