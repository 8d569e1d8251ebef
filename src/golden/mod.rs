//! Goldens: what each step of a journey must show, as reviewed text, and how an observation is held against it.
//!
//! An [`Observation`](crate::ccb::observation::Observation) is brought to a [normal form](normal) in which bound names stand
//! for unique values and offsets for times; [`compare`] tells every field that differs; [`snapshot`] reads and writes the files.

pub mod attribution;
pub mod compare;
pub mod examine;
pub mod leeway;
pub mod normal;
pub mod offset;
pub mod snapshot;
pub mod step;
pub mod variant;
