//! Copies: a file whose content, unpacked, is that of another is read once, since what it tells happened once.

use std::io::{self, Read};

use super::limits::BLOCK_BYTES;
use super::source::{Input, Peeked};

/// Of each input the first one with the same content, by its number; none where it is the first itself. Only those that begin alike are compared.
pub fn find(inputs: &[Input], peeked: &[Peeked]) -> Vec<Option<usize>> {
    let mut firsts: Vec<Option<usize>> = Vec::with_capacity(inputs.len());
    for (number, input) in inputs.iter().enumerate() {
        let alike = |other: &usize| {
            firsts[*other].is_none()
                && peeked[number].digest.is_some()
                && peeked[*other].digest == peeked[number].digest
                // What cannot be read is told when it is.
                && is_copy(&inputs[*other], input).unwrap_or(false)
        };
        let first = (0..number).find(alike);
        firsts.push(first);
    }
    firsts
}

fn is_copy(one: &Input, other: &Input) -> io::Result<bool> {
    if let (Some(length), Some(other)) = (one.length(), other.length())
        && length != other
    {
        return Ok(false);
    }
    let (mut one, mut other) = (one.open()?.0, other.open()?.0);
    let (mut block, mut like) = (Vec::new(), Vec::new());
    loop {
        for (reader, block) in [(&mut one, &mut block), (&mut other, &mut like)] {
            block.clear();
            reader.take(BLOCK_BYTES as u64 / 8).read_to_end(block)?;
        }
        if block != like || block.is_empty() {
            return Ok(block == like);
        }
    }
}
