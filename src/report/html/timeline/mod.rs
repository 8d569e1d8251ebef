//! The timeline drawing of a journey: the applications and the servlet as lanes, requests as arrows at their instants, states on a lane of
//! their own, waits to scale, and what was expected beside what was seen where they part.
//!
//! [`event`] tells what is drawn, [`label`] in which words, [`lanes`] and [`scale`] where, [`draw`] how, and [`figure`] puts the drawings together.

mod draw;
mod event;
mod figure;
mod label;
mod lanes;
mod recorded;
mod scale;

pub(super) use figure::timeline;
pub(in crate::report) use recorded::{DrawnCall, drawing};
