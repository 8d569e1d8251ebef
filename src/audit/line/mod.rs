//! The forms of lines that an audit understands (SPEC 18), each recognised by its form alone.

pub mod activity;
pub mod reporting;
pub mod row;
pub mod stored;
pub mod text;
