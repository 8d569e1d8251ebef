//! The goldens themselves: insta reads them as its own, each is written as we write them, and none is left behind.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ccbspec::golden::snapshot;
use ccbspec::run::catalogue::Catalogue;
use ccbspec::run::goldens::Goldens;

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// Reads every golden as insta does, and compares what we would write with what insta found there.
#[test]
fn insta_reads_every_golden_as_its_own() {
    for script in Catalogue::embedded().expect("the features are in order").scripts {
        let path = directory().join(Goldens::relative_path(&script));
        let text = fs::read_to_string(&path).expect("the golden is read");
        let steps = snapshot::parse(&text).expect("the golden is in order");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().expect("it lies in a directory"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(script.id.as_str(), snapshot::render_body(&steps)));
    }
}

#[test]
fn every_golden_is_that_of_a_scenario_and_as_it_would_be_written() {
    let mut left_over: BTreeSet<PathBuf> = BTreeSet::new();
    for chapter in fs::read_dir(directory()).expect("the goldens are there") {
        for golden in fs::read_dir(chapter.expect("an entry").path()).expect("a directory a feature") {
            left_over.insert(golden.expect("an entry").path());
        }
    }
    for script in Catalogue::embedded().expect("the features are in order").scripts {
        let path = directory().join(Goldens::relative_path(&script));
        let text = fs::read_to_string(&path).expect("the golden is read");
        let steps = snapshot::parse(&text).expect("the golden is in order");
        assert_eq!(text, snapshot::render(&script.source, &script.id, &steps), "{}", path.display());
        left_over.remove(&path);
    }
    assert_eq!(left_over, BTreeSet::new(), "goldens of no scenario, or pending ones");
}
