//! Resolution: a flag over the environment over the file over the default, and every value made what it is.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{self, FileSettings, Named};
use super::key::Key;
use super::problem::{Problem, Problems, ProfileError, advice};
use super::resolved::{Listed, Product, Profile, Told};
use super::setting::{Origin, Setting, Written, shown_secret};
use super::value::Values;
use crate::ccb::capability::Capability;
use crate::ccb::dialect::{Dialect, shipped};
use crate::ccb::variant::Variant;
use crate::target::address::Address;
use crate::target::source::Declared;

/// What is told on the command line.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// The profile.
    pub profile: Option<PathBuf>,
    /// Single values.
    pub values: Vec<(Key, String)>,
    /// Capabilities, which add to those of the file.
    pub capabilities: Vec<String>,
}

/// Where the environment is looked up; `None` for a variable that is not set.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The environment of this process.
pub fn process_environment(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The environment variable that names a profile.
pub const PROFILE_VARIABLE: &str = "CCBSPEC_PROFILE";

/// What flags, environment and file say together; `None` where none of them names a target.
///
/// # Errors
///
/// Everything that is wrong with them.
pub fn resolve(flags: &Flags, environment: Environment) -> Result<Option<Profile>, ProfileError> {
    let path = flags.profile.clone().or_else(|| environment(PROFILE_VARIABLE).map(PathBuf::from));
    let file = match &path {
        Some(path) => file::read(path, environment)?,
        None => FileSettings::default(),
    };
    resolve_with(file, path.as_deref().and_then(Path::parent), flags, environment)
}

/// The same, with a file that was read already.
///
/// # Errors
///
/// Everything that is wrong with them.
pub fn resolve_with(
    file: FileSettings,
    directory: Option<&Path>,
    flags: &Flags,
    environment: Environment,
) -> Result<Option<Profile>, ProfileError> {
    let mut settings = Vec::new();
    let mut problems = file.problems.clone();
    for key in Key::ALL {
        match layered(*key, &file, flags, environment) {
            Ok(setting) => settings.extend(setting),
            Err(problem) => problems.push(problem),
        }
    }
    let mut values = Values { settings: &settings, directory, problems };
    let profile = profile(&mut values, &file, flags);
    let problems = values.problems;
    if problems.is_empty() {
        return Ok(profile);
    }
    Err(ProfileError::Problems(Problems { name: file.name, masked: file.masked, problems }))
}

fn layered(key: Key, file: &FileSettings, flags: &Flags, environment: Environment) -> Result<Option<Setting>, Problem> {
    let flag = flags.values.iter().find(|(told, _)| *told == key);
    if let (Some((_, text)), Some(name)) = (flag, key.flag()) {
        return Ok(Some(Setting::plain(key, text, Origin::Flag(name))));
    }
    let variable = key.environment();
    if let Some(text) = environment(&variable) {
        let origin = Origin::Environment(variable);
        return match text.to_str() {
            Some(text) => Ok(Some(Setting::plain(key, text, origin))),
            // To go on as if it were not set would test something else than its author meant.
            None => Err(Problem {
                origin,
                message: "it is no UTF-8".to_owned(),
                help: format!("it takes {}", key.allowed()),
            }),
        };
    }
    Ok(file.settings.iter().find(|setting| setting.key == key).cloned())
}

fn profile(values: &mut Values, file: &FileSettings, flags: &Flags) -> Option<Profile> {
    let target = values.address(Key::Target);
    if values.setting(Key::Target).is_none() {
        no_target(values, file, flags);
        return None;
    }
    let transport =
        values.transport(&file.headers, target.as_ref().is_none_or(|address| address.url().scheme() == "https"));
    let zone = values.zone(Key::Timezone);
    let capabilities = capabilities(values, file, flags);
    let variants = named(values, &file.variants, "variant", Variant::from_name, &variant_names());
    let product = Product {
        vendor: values.text(Key::ProductVendor),
        name: values.text(Key::ProductName),
        version: values.text(Key::ProductVersion),
    };
    let resolved = Profile {
        target: target
            .unwrap_or_else(|| Address::new(reqwest::Url::parse("http://localhost/").expect("a constant URL"))),
        database: values.database(Key::Database),
        dialect: dialect(values),
        zone,
        timer_period: values.seconds(Key::TimerPeriodS),
        concurrency: values.whole(Key::Concurrency, 1..=1000).and_then(|number| usize::try_from(number).ok()),
        max_wait: values.wait(Key::MaxWait),
        rows_within: values.whole(Key::RowsWithinMs, 0..=60_000).map(std::time::Duration::from_millis),
        transport,
        limits: values.limits(),
        commands: values.commands(),
        product,
        capabilities,
        variants,
        told: told(values.settings, file, flags),
    };
    Some(resolved)
}

/// A dialect by its name, or in a file; a path counts from the profile's directory where the profile tells it.
fn dialect(values: &mut Values) -> Option<Arc<Dialect>> {
    let text = values.text(Key::Dialect)?;
    let origin = values.setting(Key::Dialect).map_or(Origin::Default, |setting| setting.origin.clone());
    let beside =
        values.directory.filter(|_| matches!(origin, Origin::File { .. })).map(|directory| directory.join(&text));
    let path = beside.filter(|path| path.is_file()).map_or(text, |path| path.display().to_string());
    match super::dialect::named(&path) {
        Ok(dialect) => Some(dialect),
        Err(message) => {
            values.problem(&origin, message, format!("it takes {}", Key::Dialect.allowed()));
            None
        }
    }
}

/// The dialect of the embedded reference, where no target is named: a flag over the environment over the default.
///
/// # Errors
///
/// Where there is no such dialect.
pub fn embedded_dialect(flags: &Flags, environment: Environment) -> Result<Arc<Dialect>, ProfileError> {
    let file = FileSettings::default();
    let settings: Vec<Setting> =
        layered(Key::Dialect, &file, flags, environment).map_err(|problem| lone(&file, problem))?.into_iter().collect();
    let mut values = Values { settings: &settings, directory: None, problems: Vec::new() };
    let dialect = dialect(&mut values);
    match values.problems.pop() {
        Some(problem) => Err(lone(&file, problem)),
        None => Ok(dialect.unwrap_or_else(shipped::default)),
    }
}

fn lone(file: &FileSettings, problem: Problem) -> ProfileError {
    ProfileError::Problems(Problems { name: file.name.clone(), masked: file.masked.clone(), problems: vec![problem] })
}

/// Without a target nothing else may be told, or a run would be of the embedded reference although a user meant another.
fn no_target(values: &mut Values, file: &FileSettings, flags: &Flags) {
    let least = "the least is `target: http://host:8000/cvp/CallbackServlet`, or `--target`".to_owned();
    // What else is wrong says more, such as a misspelt `target`.
    if !file.name.is_empty() && values.problems.is_empty() {
        values.problem(&Origin::Default, format!("the profile `{}` names no target", file.name), least);
        return;
    }
    // How long somebody waits says nothing of a target, and the embedded one speaks any dialect.
    let of_target = |setting: &&Setting| !matches!(setting.key, Key::RequestTimeoutS | Key::MaxWait | Key::Dialect);
    let without: Vec<Setting> = values.settings.iter().filter(of_target).cloned().collect();
    for setting in &without {
        values.problem(&setting.origin, format!("`{}` is told, but no target", setting.key), least.clone());
    }
    if !flags.capabilities.is_empty() {
        values.problem(&Origin::Flag("--capability"), "a capability is told, but no target".to_owned(), least);
    }
}

fn capabilities(values: &mut Values, file: &FileSettings, flags: &Flags) -> Declared {
    let known: Vec<&str> = Capability::ALL.iter().map(|capability| capability.name()).collect();
    let from_flags = flags.capabilities.iter();
    let from_flags = from_flags.map(|name| Named { name: name.clone(), origin: Origin::Flag("--capability") });
    let all: Vec<Named> = file.capabilities.iter().flatten().cloned().chain(from_flags).collect();
    let mut capabilities = named(values, &all, "capability", Capability::from_name, &known);
    for Named { name, origin } in &all {
        if let Some(capability) = Capability::from_name(name) {
            with_what_it_takes(values, capability, origin);
        }
    }
    // Whoever tells the zone declares that it is known.
    if values.setting(Key::Timezone).is_some() {
        capabilities.insert(Capability::LocalZone);
    }
    Declared { capabilities, complete: file.capabilities.is_some() }
}

/// Some capabilities can only be tested with values that belong to them.
fn with_what_it_takes(values: &mut Values, capability: Capability, origin: &Origin) {
    let needed: &[Key] = match capability {
        Capability::LocalZone => &[Key::Timezone],
        Capability::Restart => &[Key::CommandsStart],
        Capability::Outage => &[Key::CommandsDatabaseStop, Key::CommandsDatabaseStart],
        Capability::MaxCallsPerAni => &[Key::LimitsMaxCallsPerAni],
        Capability::DialedNumberRules => &[Key::LimitsDialedNumbers],
        Capability::DefaultRecord => {
            let message = "`default-record` cannot be declared: only a servlet that begins anew for every journey has it \
                           (CCB-SQD-07)";
            return values.problem(origin, message.to_owned(), "leave it out".to_owned());
        }
        _ => &[],
    };
    if let Some(missing) = needed.iter().find(|key| values.setting(**key).is_none()) {
        let message = format!("`{capability}` is declared, but `{missing}` is not told, and it takes that to test it");
        values.problem(origin, message, format!("tell `{missing}`: {}", missing.allowed()));
    }
}

fn variant_names() -> Vec<&'static str> {
    Variant::ALL.iter().map(|variant| variant.name()).collect()
}

fn named<T: Ord + Copy>(
    values: &mut Values,
    all: &[Named],
    what: &str,
    from_name: impl Fn(&str) -> Option<T>,
    known: &[&str],
) -> BTreeSet<T> {
    let mut found = BTreeSet::new();
    for Named { name, origin } in all {
        match from_name(name) {
            Some(member) => {
                found.insert(member);
            }
            None => values.problem(origin, format!("unknown {what} `{name}`"), advice(name, known)),
        }
    }
    found
}

fn told(settings: &[Setting], file: &FileSettings, flags: &Flags) -> Told {
    let from_file = |collection: &'static str, named: &Named| Listed {
        collection,
        name: named.name.clone(),
        value: None,
        source: named.origin.to_string(),
    };
    let flag = Origin::Flag("--capability").to_string();
    let capabilities = file.capabilities.iter().flatten().map(|named| from_file("capabilities", named));
    let added = flags.capabilities.iter().map(|name| Listed {
        collection: "capabilities",
        name: name.clone(),
        value: None,
        source: flag.clone(),
    });
    let variants = file.variants.iter().map(|named| from_file("variants", named));
    let headers = file.headers.iter().map(|header| Listed {
        collection: "headers",
        name: header.name.clone(),
        value: match &header.written {
            Written::Text(text) => Some(Written::Text(shown_secret(text))),
            Written::Words(_) => None,
        },
        source: header.origin.to_string(),
    });
    Told { settings: settings.to_vec(), listed: capabilities.chain(added).chain(variants).chain(headers).collect() }
}
