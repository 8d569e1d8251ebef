//! Digests: SHA-256, as reports and journals spell them.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes, in 64 small hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    spelt(&Sha256::digest(bytes))
}

/// The SHA-256 of a file, spelt the same, of whatever length.
///
/// # Errors
///
/// Where it cannot be read.
pub fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut file = BufReader::new(File::open(path)?);
    loop {
        let read = match file.fill_buf()? {
            [] => return Ok(spelt(&digest.finalize())),
            bytes => {
                digest.update(bytes);
                bytes.len()
            }
        };
        file.consume(read);
    }
}

/// The SHA-256 of named texts, whatever their order: of each name and text with their lengths.
pub fn sha256_of_all<'a>(texts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut texts: Vec<(&str, &[u8])> = texts.into_iter().collect();
    texts.sort_unstable();
    let mut digest = Sha256::new();
    for (name, text) in texts {
        for part in [name.as_bytes(), text] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
    }
    spelt(&digest.finalize())
}

/// The digits of a digest.
pub(super) fn spelt(digest: &[u8]) -> String {
    let mut text = String::with_capacity(2 * digest.len());
    for byte in digest {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_standard() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn no_order_matters_and_every_border_does() {
        let of = |texts: &[(&'static str, &'static str)]| sha256_of_all(texts.iter().map(|(n, t)| (*n, t.as_bytes())));
        assert_eq!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1")]));
        assert_ne!(of(&[("a", "1b")]), of(&[("a1", "b")]));
    }
}
