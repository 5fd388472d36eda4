//! The chain: each line names the SHA-256 of all bytes above it.

use sha2::{Digest as _, Sha256};

/// How far a record has been read or written: number of lines, hash of all their bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    lines: u64,
    state: Sha256,
}

impl Chain {
    /// Lines so far.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// The value of `prev` in the line that comes next.
    pub(super) fn prev(&self) -> String {
        named(&hex(&self.state.clone().finalize()))
    }

    /// Takes in one line, LF included.
    pub(super) fn push(&mut self, line: &[u8]) {
        self.lines += 1;
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
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    })
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
