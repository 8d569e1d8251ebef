//! What a dialect says, once its file passed every check.

use std::collections::BTreeMap;

use super::database::Names;
use super::method::Method;
use super::place::{Format, Place};
use super::scalar::{Numbers, Scalar, Typing};
use super::spelling::Spellings;
use crate::ccb::answer::Field;
use crate::ccb::capability::Capability;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;
use crate::ccb::word::{ProbeWord, ResultWord};

/// How one vendor's servlet speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub(super) name: String,
    pub(super) requests: Requests,
    pub(super) answers: Answers,
    pub(super) refusals: Refusals,
    pub(super) values: Values,
    pub(super) database: Names,
}

/// How requests are spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requests {
    pub(super) by: NamedBy,
    pub(super) operations: Spellings<Operation>,
    pub(super) methods: BTreeMap<Operation, Method>,
    /// Whether parameters are read alike from the query of a GET and the body of a POST.
    pub(super) either_verb: bool,
    pub(super) body: Body,
    pub(super) parameters: Spellings<Parameter>,
}

/// Where a request names its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// In a parameter of that name.
    Parameter(String),
    /// In the path below the base URL.
    Path,
    /// In a header of that name, in small letters.
    Header(String),
}

/// How a body carries parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Members of a JSON object.
    Json,
    /// Elements below a root.
    Xml {
        /// The root's name.
        root: String,
    },
}

/// How answers are spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) format: Format,
    pub(super) content_type: String,
    pub(super) status: u16,
    /// What a success says at the place of a refusal's code, where it says something.
    pub(super) code: Option<Scalar>,
    pub(super) fields: BTreeMap<Field, Place>,
}

/// How refusals are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusals {
    /// Without it the status alone tells.
    pub(super) code: Option<Place>,
    pub(super) cause: Option<Place>,
    pub(super) message: Option<Place>,
    pub(super) parameter: Place,
    pub(super) errors: BTreeMap<Refusal, Shown>,
}

/// How one refusal is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) status: u16,
    pub(super) code: Option<Scalar>,
}

/// How values are spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) numbers: Numbers,
    pub(super) booleans: Spellings<bool>,
    pub(super) states: Spellings<EventType>,
    pub(super) causes: Spellings<Cause>,
    pub(super) results: Spellings<ResultWord>,
    pub(super) probes: Spellings<ProbeWord>,
}

impl Dialect {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a target can do by speaking this dialect, and cannot without (CCB-TRN-11).
    pub fn capabilities(&self) -> Vec<Capability> {
        let form = self.requests.either_verb.then_some(Capability::FormDialect);
        let body = self.with_body().map(|_| Capability::RequestBody);
        form.into_iter().chain(body).collect()
    }

    /// Whether it has a name for an operation. Only that of the test clock may be missing.
    pub fn has(&self, operation: Operation) -> bool {
        self.requests.operations.of(operation).is_some()
    }

    /// Whether operations are named by paths below the base URL.
    pub fn names_by_path(&self) -> bool {
        self.requests.by == NamedBy::Path
    }

    /// The verbs by which an operation may be asked for, the usual one first.
    pub fn methods(&self, operation: Operation) -> Vec<Method> {
        let usual = self.method(operation);
        let mut methods = vec![usual];
        if self.requests.either_verb {
            methods.extend([Method::Get, Method::Post].into_iter().filter(|method| *method != usual));
        }
        methods
    }

    /// Every verb by which some operation may be asked for.
    pub fn all_methods(&self) -> Vec<Method> {
        let used = |method: &Method| {
            let mut named = Operation::ALL.iter().filter(|operation| self.has(**operation));
            named.any(|operation| self.methods(*operation).contains(method))
        };
        Method::ALL.iter().copied().filter(used).collect()
    }

    /// The verb by which an operation is usually asked for.
    pub(super) fn method(&self, operation: Operation) -> Method {
        self.requests.methods.get(&operation).copied().unwrap_or(Method::Post)
    }

    /// An operation whose parameters travel in a body, `GetStatus` if it is one.
    pub(super) fn with_body(&self) -> Option<Operation> {
        let mut all = [Operation::GetStatus].iter().chain(Operation::ALL).copied();
        all.find(|operation| self.has(*operation) && self.method(*operation).has_body())
    }

    /// Which types the values of a body keep.
    pub(super) fn body_typing(&self) -> Typing {
        match self.requests.body {
            Body::Json => Typing::Json(self.values.numbers),
            Body::Form | Body::Xml { .. } => Typing::Untyped,
        }
    }

    /// Which types the values of an answer keep.
    pub(super) fn answer_typing(&self) -> Typing {
        match self.answers.format {
            Format::Json => Typing::Json(self.values.numbers),
            Format::Lines | Format::Xml => Typing::Untyped,
        }
    }
}
