//! Whether the database is that of a Courtesy Callback servlet: every table, column, type and reference row (SPEC 12).

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::check::{Check, Health};
use crate::ccb::cause::Cause;
use crate::ccb::database::DatabaseUrl;
use crate::ccb::event_type::EventType;
use crate::ccb::table::{ColumnKind, Table};
use crate::target::rows::catalogue::{self, FoundTable};
use crate::target::rows::{Names, RowObserver};

const NAME: &str = "database";

/// How many reference rows that differ are told one by one.
const MOST_TOLD: usize = 6;

/// Looks at the tables, and opens the database for reading rows if they are there. Times with a zone are told in `zone`.
pub(super) async fn open(
    url: &DatabaseUrl,
    names: Names,
    zone: TimeZone,
    checks: &mut Vec<Check>,
) -> Option<RowObserver> {
    let remedy = "look at `database` in the profile: is it the servlet's own, and may this user read it?";
    match catalogue::tables(url, &names).await {
        Err(error) => {
            checks.push(Check::fail(NAME, error.to_string(), remedy));
            return None;
        }
        Ok(found) => {
            let before = checks.len();
            for table in &found {
                of_table(table, checks);
            }
            if checks.len() == before {
                let count: usize = found.iter().map(|found| found.table.columns().len()).sum();
                let seen = format!("{} tables with {count} columns, each of its kind", found.len());
                checks.push(Check::fine("tables", seen));
            }
        }
    }
    let observer = match RowObserver::open(url, names, zone).await {
        Ok(observer) => observer,
        Err(error) => {
            // A missing column was told already, with its name.
            if !checks.iter().any(|check| check.name == "tables" && check.health == Health::Fail) {
                checks.push(Check::fail(NAME, error.to_string(), remedy));
            }
            return None;
        }
    };
    checks.push(Check::fine(NAME, format!("`{url}` can be read")));
    let types = EventType::ALL.iter().map(|it| (i64::from(it.id()), it.name())).collect();
    let causes = Cause::ALL.iter().map(|it| (i64::from(it.id()), it.name())).collect();
    for (table, expected) in [(Table::EventTypeRef, types), (Table::CauseRef, causes)] {
        checks.push(match observer.reference_rows(table).await {
            Ok(actual) => reference_rows(table, &expected, &actual),
            Err(error) => Check::fail("reference rows", error.to_string(), "make the table as SPEC 12 has it"),
        });
    }
    Some(observer)
}

/// The tables without which no row can be read, or no reference row be checked. The two behind the view are the archive's business.
fn of_table(FoundTable { table, name, columns }: &FoundTable, checks: &mut Vec<Check>) {
    const NAME: &str = "tables";
    let Some(columns) = columns else {
        let seen = format!("there is no table or view `{name}`");
        checks.push(match table {
            Table::CallbackCurrent | Table::CallbackHistorical => {
                Check::warn(NAME, seen, "only the view `callback` is read, unless `archive` is declared")
            }
            _ => Check::fail(NAME, seen, "make it as SPEC 12 has it, or name the right `database`"),
        });
        return;
    };
    for (documented, found) in table.columns().iter().zip(columns) {
        match &found.kind {
            None => {
                let seen = format!("`{name}` has no column `{}`", found.name);
                checks.push(Check::fail(NAME, seen, "add it as SPEC 12 has it, or name the right `database`"));
            }
            Some(kind) if !fits(documented.kind, kind) => {
                let seen = format!("`{name}.{}` is declared `{kind}`", found.name);
                checks.push(Check::warn(NAME, seen, format!("SPEC 12 has {} there", described(documented.kind))));
            }
            Some(_) => {}
        }
    }
}

/// Whether a declared type can hold what a column holds. Where none is told, nothing is said against it.
fn fits(kind: ColumnKind, declared: &str) -> bool {
    let has = |words: &[&str]| declared.is_empty() || words.iter().any(|word| declared.contains(word));
    match kind {
        ColumnKind::Surrogate | ColumnKind::Integer => has(&["int", "serial", "num", "dec"]),
        ColumnKind::Text => has(&["char", "text", "clob", "string"]),
        ColumnKind::Date => has(&["date"]),
        ColumnKind::UtcTime | ColumnKind::LocalTime => has(&["time", "date"]),
    }
}

const fn described(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Surrogate | ColumnKind::Integer => "a whole number",
        ColumnKind::Text => "text",
        ColumnKind::Date => "a date",
        ColumnKind::UtcTime | ColumnKind::LocalTime => "a date and time",
    }
}

/// Every id and name of a reference table (CCB-ROW-04).
fn reference_rows(table: Table, expected: &BTreeMap<i64, &str>, actual: &BTreeMap<i64, String>) -> Check {
    const NAME: &str = "reference rows";
    let mut wrong = Vec::new();
    for (id, name) in expected {
        match actual.get(id) {
            Some(found) if found == name => {}
            Some(found) => wrong.push(format!("{id} is `{}`, not `{name}`", found.escape_debug())),
            None => wrong.push(format!("{id} `{name}` is missing")),
        }
    }
    let surplus = actual.iter().filter(|(id, _)| !expected.contains_key(id));
    wrong.extend(surplus.map(|(id, name)| format!("{id} `{}` is none of them", name.escape_debug())));
    if wrong.is_empty() {
        return Check::fine(NAME, format!("`{table}` holds its {} ids and names", expected.len()));
    }
    let more = wrong.len().saturating_sub(MOST_TOLD);
    wrong.truncate(MOST_TOLD);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let seen = format!("`{table}`: {}{more}", wrong.join(", "));
    Check::fail(NAME, seen, "fill it with the ids and names of SPEC 1.1 and 1.2 (CCB-ROW-04)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::rows::catalogue::FoundColumn;

    #[test]
    fn every_reference_row_that_differs_is_told() {
        let expected =
            BTreeMap::from([(20, "Callback Canceled"), (21, "Callback Pending"), (22, "Callback In Progress")]);
        let told = |rows: &[(i64, &str)]| {
            reference_rows(
                Table::EventTypeRef,
                &expected,
                &rows.iter().map(|(id, name)| (*id, (*name).to_owned())).collect(),
            )
        };
        let right = [(20, "Callback Canceled"), (21, "Callback Pending"), (22, "Callback In Progress")];
        assert_eq!(told(&right).health, Health::Fine);
        let wrong = told(&[(20, "Callback Cancelled"), (21, "Callback Pending"), (99, "x")]);
        assert_eq!(wrong.health, Health::Fail);
        for text in ["20 is `Callback Cancelled`", "22 `Callback In Progress` is missing", "99 `x`"] {
            assert!(wrong.seen.contains(text), "{}", wrong.seen);
        }
    }

    #[test]
    fn a_type_that_cannot_hold_its_column_is_told() {
        let columns = |last: Option<&str>| {
            let kinds = [Some("smallint".to_owned()), last.map(str::to_owned)];
            let named = Table::QueueRef.columns().iter().zip(kinds);
            named.map(|(column, kind)| FoundColumn { name: column.name.to_owned(), kind }).collect::<Vec<_>>()
        };
        let told = |columns: Option<Vec<FoundColumn>>| {
            let mut checks = Vec::new();
            of_table(&FoundTable { table: Table::QueueRef, name: "queueref".to_owned(), columns }, &mut checks);
            checks.into_iter().map(|check| (check.health, check.seen)).collect::<Vec<_>>()
        };
        assert_eq!(
            told(Some(columns(Some("smallint")))),
            [(Health::Warn, "`queueref.queuename` is declared `smallint`".to_owned())]
        );
        assert_eq!(told(Some(columns(None))), [(Health::Fail, "`queueref` has no column `queuename`".to_owned())]);
        assert_eq!(told(None), [(Health::Fail, "there is no table or view `queueref`".to_owned())]);
    }
}
