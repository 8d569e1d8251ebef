//! Reports of an audit that go into files: the same drawing and the same forms as those of a run, made from what the audit found.

mod html;
mod junit;
mod kind;
mod markdown;

pub use kind::{AuditKind, render};
