//! The chain: each line names the SHA-256 of all bytes above it.

use sha2::{Digest as _, Sha256};

/// How far a record has been read or written: number of lines, hash of all their bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    lines: u64,
    bytes: u64,
    state: Sha256,
}

impl Chain {
    /// Lines so far.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// Bytes so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The value of `prev` in the line that comes next.
    pub(super) fn prev(&self) -> String {
        named(&self.sha256())
    }

    /// Hash of everything so far, in hex.
    pub(super) fn sha256(&self) -> String {
        hex(&self.state.clone().finalize())
    }

    /// Takes in one line, LF included.
    pub(super) fn push(&mut self, line: &[u8]) {
        self.lines += 1;
        self.bytes += line.len() as u64;
        self.state.update(line);
    }
}

/// SHA-256 of `bytes`, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A hash as `prev` and `of_sha256` have it.
pub(super) fn named(hex: &str) -> String {
    format!("sha256:{hex}")
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        hex.extend([byte >> 4, byte & 15].map(|it| char::from(DIGITS[usize::from(it)])));
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_hashes_everything_above() {
        let mut chain = Chain::default();
        assert_eq!(
            chain.prev(),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        chain.push(b"a");
        chain.push(b"bc");
        assert_eq!(chain.lines(), 2);
        assert_eq!(
            chain.prev(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(chain.prev(), named(&sha256(b"abc")));
    }
}
