//! Bindings: what the particular values of one journey stand for, so that equality is asserted and never blanked out.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<Binding>", into = "Vec<Binding>")]
pub struct Bindings {
    to_value: BTreeMap<(BindingKind, String), String>,
    to_name: BTreeMap<(BindingKind, String), String>,
}

/// One value and what it stands for, as a journal holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Binding {
    /// What kind of thing it is.
    pub kind: BindingKind,
    /// What the feature calls it.
    pub name: String,
    /// What was sent for it.
    pub value: String,
}

impl From<Vec<Binding>> for Bindings {
    fn from(all: Vec<Binding>) -> Self {
        let mut bindings = Self::default();
        for Binding { kind, name, value } in all {
            bindings.bind(kind, &name, &value);
        }
        bindings
    }
}

impl From<Bindings> for Vec<Binding> {
    fn from(bindings: Bindings) -> Self {
        let Bindings { to_value, to_name } = bindings;
        let now = |kind: BindingKind, name: &String, value: &String| to_value.get(&(kind, name.clone())) == Some(value);
        // A name that was bound anew comes with the value that it has now last.
        let mut all: Self = to_name.into_iter().map(|((kind, value), name)| Binding { kind, name, value }).collect();
        all.sort_by_key(|Binding { kind, name, value }| now(*kind, name, value));
        all
    }
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

    /// The values of a kind that the run made unique, by ascending name: not those that are sent as the feature has them.
    pub fn unique_values(&self, kind: BindingKind) -> impl Iterator<Item = &str> {
        let of_kind = self.to_value.iter().filter(move |((of, _), _)| *of == kind);
        of_kind.filter(|((_, name), value)| name != *value).map(|(_, value)| value.as_str())
    }

    /// Whether a value stands for anything.
    pub fn is_bound(&self, kind: BindingKind, value: &str) -> bool {
        self.to_name.contains_key(&(kind, value.to_owned()))
    }

    /// What a golden writes for a value: `${call}`, `${queue:billing}`, or the value itself where it is not bound.
    pub fn placeholder(&self, kind: BindingKind, value: &str) -> String {
        match self.to_name.get(&(kind, value.to_owned())) {
            Some(name) if name.is_empty() => format!("${{{kind}}}"),
            Some(name) => format!("${{{kind}:{name}}}"),
            None => value.to_owned(),
        }
    }

    /// A text in which every bound value is replaced by what a golden writes for it, wherever it stands: so a text from a target reads
    /// alike in every run. A value that is its own name, which no run makes unique, stays. Digits of a callid in small letters are
    /// told as such.
    pub fn masked(&self, text: &str) -> String {
        let mut patterns: Vec<(String, String)> = Vec::new();
        for ((kind, value), _) in self.to_name.iter().filter(|((_, value), name)| value != *name && !value.is_empty()) {
            let placeholder = self.placeholder(*kind, value);
            let small = value.to_ascii_lowercase();
            if small != *value {
                patterns.push((small, format!("{placeholder} in small letters")));
            }
            patterns.push((value.clone(), placeholder));
        }
        patterns.retain(|(value, _)| text.contains(value.as_str()));
        // A value that is the beginning of another must not spoil it.
        patterns.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        let mut masked = String::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let found = patterns.iter().find(|(value, _)| rest.starts_with(value.as_str()));
            let (shown, taken) = match found {
                Some((value, placeholder)) => (placeholder.as_str(), value.len()),
                None => (&rest[..letter.len_utf8()], letter.len_utf8()),
            };
            masked.push_str(shown);
            rest = &rest[taken..];
        }
        masked
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
    #[test]
    fn a_text_reads_alike_in_every_run() {
        let mut bindings = Bindings::default();
        bindings.bind(BindingKind::Call, "", "0A1B");
        bindings.bind(BindingKind::Number, "5008", "500817");
        bindings.bind(BindingKind::Number, "50", "5008");
        bindings.bind(BindingKind::Queue, "default", "default");
        let masked = |text: &str| bindings.masked(text);
        assert_eq!(masked("cli=500817\n"), "cli=${number:5008}\n", "the longer value first");
        assert_eq!(masked("<0A1B> <0a1b>"), "<${call}> <${call} in small letters>");
        assert_eq!(masked("the default"), "the default", "what no run makes unique");
    }
}
