//! Variants: a servlet that goes the other way that a clause allows passes with the variant and fails without it, and one that does
//! not fails with it.

mod kit;

use std::fs;

use kit::{CLOCK_START, Served, Told, told};
use tempfile::TempDir;

/// Each variant, a mutant that goes that way, the clause, and where it shows.
const VARIANTS: [(&str, &str, &str, &str); 3] = [
    ("validation-status-with-ok", "offer-stores-ok", "CCB-VAL-05", "validationstatus"),
    ("rec-when-starting", "status-recording-at-the-turn", "CCB-GST-04", "answer.rec"),
    ("left-status-1", "leave-as-the-guide-says", "CCB-LVQ-02", "queuestatus"),
];

/// What a suite cannot do to a servlet that it did not start.
const OPERATED: &str =
    "@cap:restart or @cap:outage or @cap:max-calls-per-ani or @cap:dialed-number-rules or @cap:default-record";

fn run(served: &Served, directory: &TempDir, variants: &str, tags: &str) -> Told {
    let path = directory.path().join("profile.yaml");
    let profile = format!(
        "target: {}\ndatabase: {}\ntimezone: America/Chicago\nvariants: [{variants}]\n\
         capabilities: [archive, purge, rates, strict-transitions, test-clock, test-clock-timer, diag-data]\n",
        served.url, served.database
    );
    fs::write(&path, profile).expect("the profile is written");
    told(["run", "--profile", path.to_str().expect("a UTF-8 path"), "--tags", tags])
}

#[test]
fn a_variant_is_what_makes_the_difference() {
    let plain_directory = TempDir::new().expect("a directory");
    let plain = Served::start(plain_directory.path(), &["--test-clock", CLOCK_START]);
    for (variant, mutant, clause, field) in VARIANTS {
        let directory = TempDir::new().expect("a directory");
        let bent = Served::start(directory.path(), &["--test-clock", CLOCK_START, "--mutant", mutant]);
        let own = format!("@{clause}");
        // With the variant all scenarios pass, not only those of the clause.
        let with = run(&bent, &directory, variant, &format!("not ({OPERATED})"));
        with.must(0, &["conformant", &format!("variant  {variant} in force ({clause})")]);
        run(&bent, &directory, "", &own).must(1, &[field, clause]);
        run(&plain, &plain_directory, variant, &own).must(1, &[field, clause]);
    }
}
