//! The dialects that the program carries.

use std::sync::{Arc, LazyLock};

use super::model::Dialect;

/// A dialect that the program carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its name.
    pub name: &'static str,
    /// What is particular about it.
    pub about: &'static str,
    /// Its file.
    pub yaml: &'static str,
}

/// Every one of them, the default first.
pub const ALL: &[Shipped] = &[
    Shipped {
        name: "default",
        about: "a form or a query, answered by lines name=value (SPEC 2)",
        yaml: include_str!("shipped/default.yaml"),
    },
    Shipped {
        name: "path-json",
        about: "JSON both ways, a path and a verb for each operation, states and causes by name",
        yaml: include_str!("shipped/path-json.yaml"),
    },
    Shipped {
        name: "header-xml",
        about: "XML both ways, a header for the operation, refusals by a number under status 200, other tables",
        yaml: include_str!("shipped/header-xml.yaml"),
    },
];

/// The one of that name.
pub fn named(name: &str) -> Option<&'static Shipped> {
    ALL.iter().find(|shipped| shipped.name == name)
}

impl Shipped {
    /// What it says.
    ///
    /// # Panics
    ///
    /// Never: every file that is shipped is read by the tests.
    pub fn dialect(&self) -> Arc<Dialect> {
        static ALL_READ: LazyLock<Vec<Arc<Dialect>>> = LazyLock::new(|| {
            let read = |shipped: &Shipped| Dialect::parse(shipped.yaml, shipped.name).map(Arc::new);
            ALL.iter().map(read).collect::<Result<_, _>>().expect("what is shipped is in order")
        });
        let index = ALL.iter().position(|shipped| shipped.name == self.name).expect("it is one of them");
        Arc::clone(&ALL_READ[index])
    }
}

/// The default dialect (SPEC 2).
pub fn default() -> Arc<Dialect> {
    ALL[0].dialect()
}
