//! Journeys: the words of a feature, and the four voice applications that they play (SPEC 16).
//!
//! A step definition in [`steps`] turns words into what an application in [`applications`] does; both act on a [`Stage`](stage::Stage),
//! which holds the target, the journey's [timeline] and its bound [names]. After every `When` a [checkpoint] sees the whole
//! observation. Nothing here knows HTTP or SQL, and nothing knows what is right: that is in the goldens, and in the features' own `Then`s.

pub mod applications;
pub mod checkpoint;
pub mod limits;
pub mod moment;
pub mod names;
pub mod stage;
pub mod state_words;
pub mod steps;
pub mod stop;
pub mod tamper;
pub mod timeline;
pub mod words;
pub mod world;
