//! Statements: SQL that every engine understands, with its values beside it.

use std::fmt::Write as _;

/// One value. Times and dates are spelt as ISO has it, cut to the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Integer(i64),
    Text(Option<String>),
    Date(String),
    Time(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Integer(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

/// One statement; every `?` in it stands for the next of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) sql: &'static str,
    pub(super) values: Vec<Value>,
}

impl Statement {
    pub(super) const fn new(sql: &'static str) -> Self {
        Self { sql, values: Vec::new() }
    }

    pub(super) fn with(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// For an engine whose places are numbered and have the type of what is bound to them.
    pub(super) fn numbered(&self) -> String {
        let mut numbered = String::with_capacity(self.sql.len() + 16);
        let mut values = self.values.iter().enumerate();
        for letter in self.sql.chars() {
            match (letter, if letter == '?' { values.next() } else { None }) {
                ('?', Some((index, value))) => {
                    let number = index + 1;
                    let _ = match value {
                        Value::Integer(_) | Value::Text(_) => write!(numbered, "${number}"),
                        Value::Date(_) => write!(numbered, "cast(${number} as date)"),
                        Value::Time(_) => write!(numbered, "cast(${number} as timestamp)"),
                    };
                }
                (other, _) => numbered.push(other),
            }
        }
        numbered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_places_have_their_types() {
        let statement = Statement::new("update t set a = ?, b = ? where c = ?")
            .with(1)
            .with(Value::Time("2015-12-14 17:41:18".into()))
            .with("x");
        assert_eq!(statement.numbered(), "update t set a = $1, b = cast($2 as timestamp) where c = $3");
    }
}
