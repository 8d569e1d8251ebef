//! Runs: features chosen, checked and played against a target, and what became of them.
//!
//! The [catalogue] holds every scenario as it was read and [linted](lint); [goldens] holds what each must show; [play] lets cucumber
//! drive them, with a [judge] at every checkpoint; [outcome] turns what happened into verdicts. [record] writes goldens anew,
//! [mutants] shows that the suite notices what it should, and [clauses] what checks each clause.

pub mod activity_log;
pub mod catalogue;
pub mod clauses;
pub mod error;
pub mod goldens;
pub mod header;
pub mod judge;
pub mod known_failures;
pub mod lint;
pub mod listener;
pub mod mutants;
pub mod outcome;
pub mod plan;
pub mod play;
pub mod record;
pub mod records;
pub mod rejudge;
pub mod selection;
pub mod suite;
