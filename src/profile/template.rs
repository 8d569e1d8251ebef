//! The commented profile that `ccbspec init` writes.

/// A profile in which everything but the target is commented out, and every key explained. Lines that begin with `#:` can be
/// uncommented, all of them at once as well.
pub const TEMPLATE: &str = include_str!("template.yaml");

/// The template with every key uncommented, for whoever tests it.
pub fn uncommented() -> String {
    let line = |line: &str| line.strip_prefix("#: ").unwrap_or(line).to_owned() + "\n";
    TEMPLATE.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::ccb::variant::Variant;
    use crate::profile::file;
    use crate::profile::key::{COLLECTIONS, Key};
    use crate::profile::resolve::{Flags, resolve_with};

    fn environment(name: &str) -> Option<OsString> {
        name.starts_with("CCB_").then(|| "from-the-environment".into())
    }

    #[test]
    fn as_it_is_written_it_names_a_target_and_nothing_else() {
        let file = file::parse("ccbspec.yaml", TEMPLATE, &environment).expect("YAML");
        assert_eq!(file.settings.len(), 1);
        let profile = resolve_with(file, None, &Flags::default(), &|_| None).expect("in order").expect("a target");
        assert_eq!(profile.target.shown(), "http://localhost:8000/cvp/CallbackServlet");
        assert!(!profile.capabilities.complete);
    }

    #[test]
    fn uncommented_it_tells_every_key_there_is_and_is_in_order() {
        let directory = tempfile::TempDir::new().expect("a directory");
        let text = uncommented();
        let file = file::parse("ccbspec.yaml", &text, &environment).expect("YAML");
        assert_eq!(file.problems, []);
        for key in Key::ALL {
            assert!(file.settings.iter().any(|setting| setting.key == *key), "{key} is not in the template");
        }
        for collection in COLLECTIONS {
            assert!(text.contains(&format!("\n{collection}:")), "{collection}");
        }
        assert_eq!(file.variants.len(), Variant::ALL.len());
        // Certificates are files, which a template cannot bring along.
        let resolved = resolve_with(file, Some(directory.path()), &Flags::default(), &|_| None);
        let told = resolved.expect_err("no files").to_string();
        assert_eq!((told.matches("cannot be read").count(), told.matches("without TLS").count()), (2, 2), "{told}");
        assert_eq!(told.matches('×').count(), 4, "nothing else is wrong: {told}");
    }
}
