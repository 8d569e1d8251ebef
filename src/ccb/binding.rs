//! Bindings: what the particular values of one journey stand for, so that equality is asserted and never blanked out.

use std::collections::BTreeMap;

use super::named::named_enum;

named_enum! {
    /// What kind of thing a bound value names.
    BindingKind:
    /// A callid.
    Call = "call",
    /// A queue's name.
    Queue = "queue",
    /// A gateway's id.
    Gateway = "gateway",
    /// A telephone number of a caller.
    Number = "number",
}

/// The two-way map between what a feature calls a thing and the unique value that one run sends for it.
#[derive(Clone, Debug, Default)]
pub struct Bindings {
    to_value: BTreeMap<(BindingKind, String), String>,
    to_name: BTreeMap<(BindingKind, String), String>,
}

impl Bindings {
    /// Binds `value` to the name that the feature uses. An empty name is that of the only one of its kind.
    pub fn bind(&mut self, kind: BindingKind, name: &str, value: &str) {
        self.to_value.insert((kind, name.to_owned()), value.to_owned());
        self.to_name.insert((kind, value.to_owned()), name.to_owned());
    }

    /// The value that was sent for a name, if one was bound.
    pub fn value(&self, kind: BindingKind, name: &str) -> Option<&str> {
        self.to_value.get(&(kind, name.to_owned())).map(String::as_str)
    }

    /// Every bound value of a kind, by ascending name.
    pub fn values(&self, kind: BindingKind) -> impl Iterator<Item = &str> {
        self.to_value.iter().filter(move |((of, _), _)| *of == kind).map(|(_, value)| value.as_str())
    }

    /// What a golden writes for a value: `${call}`, `${queue:billing}`, or the value itself where it is not bound.
    pub fn placeholder(&self, kind: BindingKind, value: &str) -> String {
        match self.to_name.get(&(kind, value.to_owned())) {
            Some(name) if name.is_empty() => format!("${{{kind}}}"),
            Some(name) => format!("${{{kind}:{name}}}"),
            None => value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_value_shows_its_name_and_another_shows_itself() {
        let mut bindings = Bindings::default();
        bindings.bind(BindingKind::Call, "", "0A");
        bindings.bind(BindingKind::Queue, "billing", "billing-17");
        assert_eq!(bindings.placeholder(BindingKind::Call, "0A"), "${call}");
        assert_eq!(bindings.placeholder(BindingKind::Queue, "billing-17"), "${queue:billing}");
        assert_eq!(bindings.placeholder(BindingKind::Queue, "billing-18"), "billing-18");
        assert_eq!(bindings.placeholder(BindingKind::Gateway, "billing-17"), "billing-17", "kinds are apart");
        assert_eq!(bindings.value(BindingKind::Queue, "billing"), Some("billing-17"));
    }
}
