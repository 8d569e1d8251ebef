//! Reports: they read verdicts and decide nothing.

pub mod audit;
pub mod audited;
pub mod badge;
pub mod brief;
pub mod changes;
pub mod console;
pub mod doctor;
pub mod explain;
mod failures;
pub mod fault;
pub mod html;
pub mod json;
pub mod junit;
pub mod kind;
mod known_failures;
pub mod markdown;
pub mod mutants;
mod steps;
pub mod tap;
pub mod text;
pub mod view;
