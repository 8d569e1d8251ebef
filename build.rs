//! Features and goldens are part of the program: where one changes, it is built anew.

fn main() {
    for part in ["features", "golden", "SPEC.md"] {
        println!("cargo::rerun-if-changed={part}");
    }
}
