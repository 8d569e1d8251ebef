//! Maps of a dialect file whose keys are members of a closed set.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::scalar::Scalar;
use super::spelling::{Member, member};

/// Such a map. No key comes twice, and none is foreign to the set.
#[derive(Debug)]
pub(super) struct Members<T, V>(pub(super) BTreeMap<T, V>);

impl<T, V> Default for Members<T, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Member, V: Deserialize<'de>> Deserialize<'de> for Members<T, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfMembers(PhantomData))
    }
}

struct OfMembers<T, V>(PhantomData<(T, V)>);

impl<'de, T: Member, V: Deserialize<'de>> Visitor<'de> for OfMembers<T, V> {
    type Value = Members<T, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a map by {}", T::WHAT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(Key(key)) = entries.next_key::<Key<T>>()? {
            let value = entries.next_value()?;
            if members.insert(key, value).is_some() {
                return Err(A::Error::custom(format!("{} `{}` comes twice", T::WHAT, key.plain())));
            }
        }
        Ok(Members(members))
    }
}

/// A key, read by itself so that a foreign one is told with its own place.
struct Key<T>(T);

impl<'de, T: Member> Deserialize<'de> for Key<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Scalar::deserialize(deserializer)?.to_string();
        member(&text).map(Self).ok_or_else(|| {
            let known: Vec<String> = T::all().iter().map(|member| member.plain().to_string()).collect();
            D::Error::custom(format!("unknown {} `{text}`; there are: {}", T::WHAT, known.join(", ")))
        })
    }
}
