//! The doctor: what is wrong between the suite and a target before a single journey is played, each with its remedy.
//!
//! [`examine`] asks one thing after the other and stops where the next makes no sense without the one before: `reach` the address,
//! speak the dialect with a `servlet` by a call of its own, read its `database`, and look at its clock and timer in `time`.

pub mod check;
mod database;
pub mod examine;
mod reach;
mod servlet;
mod time;
