//! The verbs of HTTP that a dialect may choose from.

use crate::ccb::named::named_enum;

named_enum! {
    /// A verb of HTTP.
    Method:
    /// Parameters travel in the query.
    Get = "GET",
    /// Parameters travel in the body.
    Post = "POST",
    /// Parameters travel in the body.
    Put = "PUT",
    /// Parameters travel in the body.
    Patch = "PATCH",
    /// Parameters travel in the query.
    Delete = "DELETE",
}

impl Method {
    /// Whether parameters travel in the body; else they do in the query.
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}
