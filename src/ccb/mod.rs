//! The vocabulary of Courtesy Callback, shared by every room and knowing none of them. No I/O.

pub mod answer;
pub mod binding;
pub mod callid;
pub mod capability;
pub mod cause;
pub mod claim;
pub mod clause;
pub mod database;
pub mod dialect;
pub mod event_type;
pub(crate) mod named;
pub mod nonce;
mod numbered;
pub mod observation;
pub mod operation;
pub mod parameter;
pub mod refusal;
pub mod second;
pub mod secret;
pub mod table;
pub mod validation;
pub mod variant;
pub mod window;
pub mod wire;
pub mod word;
