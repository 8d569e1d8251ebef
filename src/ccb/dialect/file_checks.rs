//! What a dialect file must fulfil beyond its shape: nothing missing, nothing ambiguous, nothing that no wire could carry.

use std::collections::BTreeMap;

use super::database::Names;
use super::file::{Answers as AnswersFile, BodyKind, By, Database, File, Mistake, Refusals as RefusalsFile};
use super::file::{OperationNames, Requests as RequestsFile, Values as ValuesFile, Verb};
use super::method::Method;
use super::model::{Answers, Body, Dialect, NamedBy, Refusals, Requests, Shown, Values};
use super::place::{Format, Place, is_xml_name};
use super::scalar::Scalar;
use super::spelling::{Member, Spellings};
use crate::ccb::answer::Field;
use crate::ccb::media_type::MediaType;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;
use crate::ccb::table::Table;

/// Most characters of any name.
const LONGEST_NAME: usize = 128;

type Checked<T> = Result<T, Mistake>;

fn mistake<T>(path: &[&str], message: String) -> Checked<T> {
    Err(Mistake { path: path.iter().map(|key| (*key).to_owned()).collect(), message })
}

pub(super) fn checked(file: File) -> Checked<Dialect> {
    if file.name.trim().is_empty() || file.name.chars().any(char::is_control) {
        return mistake(&["name"], "a dialect has a name".to_owned());
    }
    let requests = requests(file.requests)?;
    let clock = requests.operations.of(Operation::TestClock).is_some();
    let answers = answers(file.answers, clock)?;
    let refusals = refusals(file.refusals, &answers)?;
    apart(&answers, &refusals)?;
    let values = values(file.values)?;
    let database = database(file.database)?;
    Ok(Dialect { name: file.name, requests, answers, refusals, values, database })
}

/// Whether every member is there, but those that may be missing.
fn complete<T: Member, V>(path: &[&str], given: &BTreeMap<T, V>, needed: impl Fn(T) -> bool) -> Checked<()> {
    let missing: Vec<String> = T::all()
        .iter()
        .filter(|member| needed(**member) && !given.contains_key(member))
        .map(|member| format!("`{}`", member.plain()))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    mistake(path, format!("no name for {} {}", T::WHAT, missing.join(", ")))
}

fn spellings<T: Member>(path: &[&str], chosen: BTreeMap<T, Scalar>, defaults: bool) -> Checked<Spellings<T>> {
    for (member, spelling) in &chosen {
        let text = spelling.to_string();
        if text.is_empty() || text.len() > LONGEST_NAME || text.chars().any(char::is_control) {
            let key = member.plain().to_string();
            return mistake(&[path, &[&key]].concat(), "a spelling has 1 to 128 printable characters".to_owned());
        }
    }
    let spelt = if defaults { Spellings::with_defaults(chosen) } else { Spellings::only(chosen) };
    spelt.or_else(|(member, message)| mistake(&[path, &[&member.plain().to_string()]].concat(), message))
}

fn texts<T: Ord>(names: BTreeMap<T, String>) -> BTreeMap<T, Scalar> {
    names.into_iter().map(|(member, name)| (member, Scalar::Text(name))).collect()
}

fn requests(file: RequestsFile) -> Checked<Requests> {
    let OperationNames { by, name, names } = file.operation;
    let names = names.0;
    let clock = names.contains_key(&Operation::TestClock);
    let at = ["requests", "operation", "names"];
    complete(&at, &names, |operation| operation != Operation::TestClock)?;
    for (operation, name) in &names {
        let allowed = match by {
            By::Parameter => !name.chars().any(char::is_control),
            By::Path => name.split('/').all(is_segment),
            By::Header => name.bytes().all(|byte| byte.is_ascii_graphic()),
        };
        if !allowed {
            let what = match by {
                By::Parameter => "value of a parameter: printable characters",
                By::Path => "path: segments of letters, digits, `-`, `_`, `.` and `~`, without a slash around them",
                By::Header => "value of a header: visible ASCII",
            };
            let message = format!("`{name}` is no {what}");
            return mistake(&[&at[..], &[operation.name()]].concat(), message);
        }
    }
    let operations = spellings(&at, texts(names), false)?;
    let by = named_by(by, name)?;
    let parameters = file.parameters.0;
    let at = ["requests", "parameters"];
    if parameters.contains_key(&Parameter::Method) {
        let message = "how an operation is named is told by `requests.operation`".to_owned();
        return mistake(&[&at[..], &["method"]].concat(), message);
    }
    complete(&at, &parameters, |parameter| parameter != Parameter::Method && (clock || !parameter.is_of_test_clock()))?;
    for (parameter, name) in &parameters {
        let told = &[&at[..], &[parameter.name()]].concat();
        if !is_xml_name(name) || name.len() > LONGEST_NAME {
            return mistake(told, format!("`{name}` is no name: a letter, then letters, digits, `_`, `-` and `.`"));
        }
        if matches!(&by, NamedBy::Parameter(own) if own == name) {
            return mistake(told, format!("`{name}` is the parameter that names the operation"));
        }
    }
    let parameters = spellings(&at, texts(parameters), false)?;
    let body = body(file.body, file.root)?;
    if file.either_verb && body != Body::Form {
        let message = "only the parameters of a form travel alike by GET and POST; leave it out".to_owned();
        return mistake(&["requests", "either-verb"], message);
    }
    let methods = methods(file.verb, file.verbs.0)?;
    Ok(Requests { by, operations, methods, either_verb: file.either_verb, body, parameters })
}

fn named_by(by: By, name: Option<String>) -> Checked<NamedBy> {
    let at = ["requests", "operation", "name"];
    match (by, name) {
        (By::Parameter, Some(name)) if is_xml_name(&name) => Ok(NamedBy::Parameter(name)),
        (By::Header, Some(name)) if is_header(&name) => Ok(NamedBy::Header(name.to_ascii_lowercase())),
        (By::Path, None) => Ok(NamedBy::Path),
        (By::Path, Some(_)) => mistake(&at, "a path has no name; leave it out".to_owned()),
        (_, Some(name)) => mistake(&at, format!("`{name}` is no name of a parameter or header")),
        (_, None) => mistake(&at[..2], "no `name` of the parameter or header that names the operation".to_owned()),
    }
}

/// A header that is not one of those that HTTP itself needs.
fn is_header(name: &str) -> bool {
    let taken =
        ["host", "content-type", "content-length", "connection", "transfer-encoding", "expect", "upgrade", "te"];
    is_xml_name(name) && !name.contains('.') && !taken.contains(&name.to_ascii_lowercase().as_str())
}

/// A segment of a path that needs no escaping and leads nowhere else.
fn is_segment(segment: &str) -> bool {
    let plain = segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
    plain && !["", ".", ".."].contains(&segment)
}

fn body(kind: BodyKind, root: Option<String>) -> Checked<Body> {
    let at = ["requests", "root"];
    match (kind, root) {
        (BodyKind::Form, None) => Ok(Body::Form),
        (BodyKind::Json, None) => Ok(Body::Json),
        (BodyKind::Xml, Some(root)) if is_xml_name(&root) => Ok(Body::Xml { root }),
        (BodyKind::Xml, Some(root)) => mistake(&at, format!("`{root}` is no name of an element")),
        (BodyKind::Xml, None) => mistake(&at[..1], "no `root`: an XML body has a root element".to_owned()),
        (BodyKind::Form | BodyKind::Json, Some(_)) => {
            mistake(&at, "only an XML body has a root; leave it out".to_owned())
        }
    }
}

fn methods(usual: Verb, others: BTreeMap<Operation, Verb>) -> Checked<BTreeMap<Operation, Method>> {
    let mut methods: BTreeMap<Operation, Method> =
        Operation::ALL.iter().map(|operation| (*operation, method(usual))).collect();
    methods.insert(Operation::Diag, Method::Get);
    methods.extend(others.into_iter().map(|(operation, verb)| (operation, method(verb))));
    if methods[&Operation::Diag] != Method::Get {
        return mistake(&["requests", "verbs", "Diag"], "the page is asked for by GET (CCB-DIA-01)".to_owned());
    }
    if !matches!(methods[&Operation::GetStatus], Method::Get | Method::Post) {
        let message = "a question is asked by GET or POST; other verbs are tried on it in vain (CCB-TRN-09)".to_owned();
        return mistake(&["requests", "verbs", "GetStatus"], message);
    }
    Ok(methods)
}

const fn method(verb: Verb) -> Method {
    match verb {
        Verb::Get => Method::Get,
        Verb::Post => Method::Post,
        Verb::Put => Method::Put,
        Verb::Patch => Method::Patch,
        Verb::Delete => Method::Delete,
    }
}

fn answers(file: AnswersFile, clock: bool) -> Checked<Answers> {
    let AnswersFile { format, content_type, status, code, fields } = file;
    let printable = content_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if !printable || MediaType::read(&content_type).is_none() {
        return mistake(&["answers", "content-type"], format!("`{content_type}` is no media type"));
    }
    is_status(&["answers", "status"], status)?;
    let at = ["answers", "fields"];
    complete(&at, &fields.0, |field: Field| !field.is_optional_rate() && (clock || !field.is_of_test_clock()))?;
    let place =
        |(field, text): (Field, String)| Ok((field, place(&[&at[..], &[field.name()]].concat(), format, &text)?));
    let fields = fields.0.into_iter().map(place).collect::<Checked<_>>()?;
    Ok(Answers { format, content_type, status, code, fields })
}

fn is_status(path: &[&str], status: u16) -> Checked<()> {
    // Those without a body have nothing to tell.
    if (200..=599).contains(&status) && ![204, 205, 304].contains(&status) {
        return Ok(());
    }
    mistake(path, format!("{status} is no status with a body: 200 to 599, but not 204, 205 and 304"))
}

fn place(path: &[&str], format: Format, text: &str) -> Checked<Place> {
    Place::parse(format, text).or_else(|message| mistake(path, message))
}

fn refusals(file: RefusalsFile, answers: &Answers) -> Checked<Refusals> {
    let optional =
        |key: &str, text: Option<String>| text.map(|text| place(&["refusals", key], answers.format, &text)).transpose();
    let code = optional("code", file.code)?;
    let cause = optional("cause", file.cause)?;
    let message = optional("message", file.message)?;
    let parameter = place(&["refusals", "parameter"], answers.format, &file.parameter)?;
    if code.is_none() && answers.code.is_some() {
        return mistake(&["answers", "code"], "there is no place for it: `refusals.code` is missing".to_owned());
    }
    let at = ["refusals", "errors"];
    complete(&at, &file.errors.0, |_: Refusal| true)?;
    let mut errors = BTreeMap::new();
    // What tells one refusal from another, and from a success.
    let mut told = BTreeMap::new();
    let success =
        if code.is_some() { answers.code.as_ref().map(Scalar::to_string) } else { Some(answers.status.to_string()) };
    told.extend(success.map(|success| (success, "a success")));
    for (error, shown) in file.errors.0 {
        let path = &[&at[..], &[error.name()]].concat();
        is_status(path, shown.status)?;
        let telling = match (&code, &shown.code) {
            (Some(_), Some(own)) => own.to_string(),
            (Some(_), None) => return mistake(path, "no `code`, which tells it from the others".to_owned()),
            (None, Some(_)) => return mistake(path, "there is no place for its `code`".to_owned()),
            (None, None) => shown.status.to_string(),
        };
        if let Some(other) = told.insert(telling.clone(), error.name()) {
            return mistake(path, format!("`{telling}` would tell {other} as well as {error}"));
        }
        errors.insert(error, Shown { status: shown.status, code: shown.code });
    }
    Ok(Refusals { code, cause, message, parameter, errors })
}

/// No two values at one place, and all below one root.
fn apart(answers: &Answers, refusals: &Refusals) -> Checked<()> {
    let fields = answers.fields.iter().map(|(field, place)| (["answers", "fields", field.name()].to_vec(), place));
    let own = [("code", &refusals.code), ("cause", &refusals.cause), ("message", &refusals.message)];
    let own = own.into_iter().filter_map(|(key, place)| Some((vec!["refusals", key], place.as_ref()?)));
    let parameter = (vec!["refusals", "parameter"], &refusals.parameter);
    let places: Vec<(Vec<&str>, &Place)> = fields.chain(own).chain([parameter]).collect();
    for (index, (path, place)) in places.iter().enumerate() {
        for (other, taken) in &places[..index] {
            if place.clashes(taken) {
                return mistake(path, format!("`{place}` is taken by `{}` at `{taken}`", other.join(".")));
            }
            if answers.format == Format::Xml && place.steps().first() != taken.steps().first() {
                return mistake(path, format!("`{place}` has another root than `{taken}`"));
            }
        }
    }
    Ok(())
}

fn values(file: ValuesFile) -> Checked<Values> {
    Ok(Values {
        numbers: file.numbers,
        booleans: spellings(&["values", "booleans"], file.booleans.0, true)?,
        states: spellings(&["values", "states"], file.states.0, true)?,
        causes: spellings(&["values", "causes"], file.causes.0, true)?,
        results: spellings(&["values", "results"], file.results.0, true)?,
        probes: spellings(&["values", "probes"], file.probes.0, true)?,
    })
}

fn database(file: Database) -> Checked<Names> {
    let tables = file.tables.0;
    for (table, name) in &tables {
        let path = &["database", "tables", table.name()];
        if !name.split('.').all(is_identifier) {
            return mistake(path, format!("`{name}` is no name of a table: letters, digits and `_`, not quoted"));
        }
    }
    let called = |table: Table| tables.get(&table).map_or(table.name(), String::as_str).to_ascii_lowercase();
    for (index, table) in Table::ALL.iter().enumerate() {
        // A servlet without an archive may well have one table for callbacks; others are not alike.
        let taken = |other: &&Table| called(**other) == called(*table) && other.columns() != table.columns();
        if let Some(other) = Table::ALL[..index].iter().find(taken) {
            let path = &["database", "tables", table.name()];
            return mistake(path, format!("`{}` would be `{other}` as well as `{table}`", called(*table)));
        }
    }
    let mut columns = BTreeMap::new();
    for (table, renamed) in file.columns.0 {
        columns.insert(table, columns_of(table, &renamed)?);
    }
    Ok(Names { tables, columns })
}

fn columns_of(table: Table, renamed: &BTreeMap<String, String>) -> Checked<BTreeMap<&'static str, String>> {
    let at = ["database", "columns", table.name()];
    let mut names = BTreeMap::new();
    for (documented, name) in renamed {
        let path = &[&at[..], &[documented.as_str()]].concat();
        let Some(column) = table.columns().iter().find(|column| column.name == documented) else {
            let known: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
            return mistake(path, format!("`{table}` has no column `{documented}`; it has: {}", known.join(", ")));
        };
        if !is_identifier(name) {
            return mistake(path, format!("`{name}` is no name of a column: letters, digits and `_`, not quoted"));
        }
        names.insert(column.name, name.clone());
    }
    let called = |name: &'static str| names.get(name).map_or(name, String::as_str).to_ascii_lowercase();
    for (index, column) in table.columns().iter().enumerate() {
        if let Some(other) = table.columns()[..index].iter().find(|other| called(other.name) == called(column.name)) {
            let message = format!("`{}` would be `{}` as well as `{}`", called(column.name), other.name, column.name);
            return mistake(&[&at[..], &[column.name]].concat(), message);
        }
    }
    Ok(names)
}

fn is_identifier(name: &str) -> bool {
    let first = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    first && name.len() <= LONGEST_NAME && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
