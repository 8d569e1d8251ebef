//! Profiles: what a user says of a target, its abilities (PICS) and the values that a tester needs (PIXIT).
//!
//! A [file](mod@file) is read into a tree that knows the place of everything in it. Each [key] is then [layered](resolve): a flag over an
//! environment variable over the file over the default, so that every value knows where it comes from, [shown](show) without its
//! secrets. [problem] points a caret at what is wrong, and [template] writes a commented profile to begin with.

pub mod dialect;
pub mod file;
pub mod key;
pub mod problem;
pub mod resolve;
pub mod resolved;
pub mod setting;
pub mod show;
pub mod template;
mod value;
mod yaml;
