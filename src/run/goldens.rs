//! Where goldens are found: in the program, or in a directory of an author or a vendor.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::catalogue::Script;
use super::error::{Mistake, RunError};
use crate::golden::snapshot;
use crate::golden::step::NormalStep;
use crate::journal::digest::sha256_of_all;

/// The goldens that the program carries.
static GOLDENS: Dir = include_dir!("$CARGO_MANIFEST_DIR/golden");

/// Where goldens are found.
#[derive(Clone, Debug)]
pub enum Goldens {
    /// In the program.
    Embedded,
    /// In a directory.
    Directory(PathBuf),
}

impl Goldens {
    /// The path of a scenario's golden from the goldens' directory.
    pub fn relative_path(script: &Script) -> PathBuf {
        Path::new(&script.stem).join(format!("{}.snap", script.id))
    }

    /// The path of a scenario's golden as messages show it.
    pub fn path(&self, script: &Script) -> PathBuf {
        match self {
            Self::Embedded => Path::new("golden").join(Self::relative_path(script)),
            Self::Directory(directory) => directory.join(Self::relative_path(script)),
        }
    }

    /// SHA-256 over the names and texts of all goldens.
    ///
    /// # Errors
    ///
    /// Where a directory or a file cannot be read.
    pub fn sha256(&self) -> Result<String, RunError> {
        let Self::Directory(root) = self else { return Ok(Self::carried_sha256()) };
        let mut texts = Vec::new();
        read_all(root, root, &mut texts)?;
        Ok(sha256_of_all(texts.iter().map(|(name, text)| (name.as_str(), text.as_slice()))))
    }

    /// SHA-256 over those that the program carries.
    pub(super) fn carried_sha256() -> String {
        let mut texts = Vec::new();
        collect(&GOLDENS, &mut texts);
        sha256_of_all(texts.iter().map(|(name, text)| (name.as_str(), *text)))
    }

    /// What a scenario must show, step by step.
    ///
    /// # Errors
    ///
    /// Where there is no golden, it cannot be read, or it is not of the scenario as it is now.
    pub fn load(&self, script: &Script) -> Result<Vec<NormalStep>, Mistake> {
        let path = self.path(script);
        let mistake =
            |line: Option<usize>, message: String| Mistake { file: path.display().to_string(), line, message };
        let text = self.text(script).map_err(|message| mistake(None, message))?;
        let steps = snapshot::parse(&text).map_err(|error| match error {
            snapshot::SnapshotError::Body { line, message } => {
                mistake(Some(line), format!("malformed golden: {message}"))
            }
            other => mistake(None, format!("malformed golden: {other}")),
        })?;
        fits(script, &steps).map_err(|message| mistake(None, message))?;
        Ok(steps)
    }

    fn text(&self, script: &Script) -> Result<String, String> {
        let missing = || {
            let id = &script.id;
            format!(
                "no golden for `{id}` ({}:{}); write one with `ccbspec record {id}` and review it",
                script.source, script.line
            )
        };
        match self {
            Self::Embedded => {
                let file = GOLDENS.get_file(Self::relative_path(script)).ok_or_else(missing)?;
                file.contents_utf8().map(str::to_owned).ok_or_else(|| "it is not UTF-8".to_owned())
            }
            Self::Directory(_) => std::fs::read_to_string(self.path(script)).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => missing(),
                _ => format!("cannot read it: {error}"),
            }),
        }
    }
}

/// All goldens below a directory that the program carries, by their paths.
fn collect<'a>(directory: &'a Dir<'a>, texts: &mut Vec<(String, &'a [u8])>) {
    for file in directory.files().filter(|file| is_golden(file.path())) {
        texts.push((name(file.path()), file.contents()));
    }
    directory.dirs().for_each(|inner| collect(inner, texts));
}

/// All goldens below a directory of the file system, by their paths from `root`.
fn read_all(root: &Path, directory: &Path, texts: &mut Vec<(String, Vec<u8>)>) -> Result<(), RunError> {
    let fault = |path: &Path, error: &std::io::Error| RunError::File {
        action: "read",
        path: path.to_owned(),
        reason: error.to_string(),
    };
    for entry in std::fs::read_dir(directory).map_err(|error| fault(directory, &error))? {
        let path = entry.map_err(|error| fault(directory, &error))?.path();
        if path.is_dir() {
            read_all(root, &path, texts)?;
        } else if is_golden(&path) {
            let text = std::fs::read(&path).map_err(|error| fault(&path, &error))?;
            texts.push((name(path.strip_prefix(root).unwrap_or(&path)), text));
        }
    }
    Ok(())
}

fn is_golden(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "snap")
}

/// A path as every system spells it here.
fn name(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// A golden tells one step for every `When`, in the same words: otherwise it is that of another journey.
fn fits(script: &Script, steps: &[NormalStep]) -> Result<(), String> {
    let whens: Vec<&str> = script.whens().collect();
    let advice = format!("record it anew with `ccbspec record {}` and review it", script.id);
    for (index, when) in whens.iter().enumerate() {
        match steps.get(index) {
            Some(step) if step.when == *when => {}
            Some(step) => {
                let number = index + 1;
                return Err(format!("step {number} is `{}`, but the feature has `{when}`; {advice}", step.when));
            }
            None => return Err(format!("it ends before the step `{when}` of the feature; {advice}")),
        }
    }
    match steps.get(whens.len()) {
        Some(step) => Err(format!("its step `{}` is not in the feature; {advice}", step.when)),
        None => Ok(()),
    }
}
