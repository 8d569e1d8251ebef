//! JSON documents, read strictly: a name that comes twice is a mistake, since readers differ in what they make of it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::place::Place;
use super::scalar::Scalar;
use super::text::excerpt;

/// A JSON value whose objects have no name twice.
#[derive(Debug)]
pub(super) struct Json(Value);

/// Reads a document. Its depth is limited by the parser, to 128.
pub(super) fn read(text: &str) -> Result<Json, String> {
    serde_json::from_str(text).map_err(|error| format!("not JSON ({error}): {}", excerpt(text)))
}

pub(super) fn get(json: &Json, place: &Place) -> Result<Option<Scalar>, String> {
    let mut value = &json.0;
    for step in place.steps() {
        let below = match value {
            Value::Object(members) => members.get(step),
            Value::Array(items) => index(step).and_then(|index| items.get(index)),
            _ => None,
        };
        let Some(below) = below else { return Ok(None) };
        value = below;
    }
    scalar(value).map_err(|()| format!("at `{place}` stands no single value: {}", excerpt(&value.to_string())))
}

/// The members of an object, in the order of their names.
pub(super) fn members(json: &Json) -> Result<Vec<(String, Scalar)>, String> {
    let Value::Object(members) = &json.0 else { return Err("the body is no JSON object".to_owned()) };
    let mut values = Vec::new();
    for (name, value) in members {
        let value = scalar(value).map_err(|()| format!("{} is no single value", excerpt(name)))?;
        values.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(values)
}

/// A single value; `null` counts as absent.
fn scalar(value: &Value) -> Result<Option<Scalar>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(truth) => Ok(Some(Scalar::Boolean(*truth))),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Ok(Some(Scalar::Integer(integer))),
            None => Ok(Some(Scalar::Decimal(number.to_string()))),
        },
        Value::String(text) => Ok(Some(Scalar::text(text))),
        Value::Array(_) | Value::Object(_) => Err(()),
    }
}

/// An index of RFC 6901: no sign and no leading zero.
fn index(step: &str) -> Option<usize> {
    let plain = step == "0" || (!step.starts_with('0') && step.bytes().all(|byte| byte.is_ascii_digit()));
    plain.then(|| step.parse().ok()).flatten()
}

pub(super) fn write(values: &[(&Place, Scalar)]) -> String {
    let mut root = Value::Object(Map::new());
    for (place, scalar) in values {
        let mut below = &mut root;
        for step in place.steps() {
            if !below.is_object() {
                *below = Value::Object(Map::new());
            }
            below = &mut below[step.as_str()];
        }
        *below = value(scalar);
    }
    root.to_string()
}

fn value(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Boolean(truth) => Value::Bool(*truth),
        Scalar::Integer(number) => Value::from(*number),
        Scalar::Decimal(text) | Scalar::Text(text) => Value::from(text.as_str()),
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strict).map(Self)
    }
}

struct Strict;

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Json(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Json(value))) = entries.next_entry::<String, Json>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!("the name {} comes twice", excerpt(&name))));
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
