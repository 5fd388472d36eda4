//! A record as bytes: where its records end, and how many facts it holds.

use std::path::PathBuf;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The record of the only session of a sandbox.
pub(super) struct Journal {
    pub(super) folder: PathBuf,
    pub(super) bytes: Vec<u8>,
}

impl Journal {
    #[track_caller]
    pub(super) fn of(sandbox: &Sandbox) -> Self {
        let [folder] = <[PathBuf; 1]>::try_from(sandbox.folders()).unwrap();
        let bytes = std::fs::read(folder.join("record.jsonl")).unwrap();
        Self { folder, bytes }
    }

    /// The session's name in its home.
    pub(super) fn id(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }

    /// Puts other bytes in its place.
    pub(super) fn replace(&self, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.folder.join("record.jsonl"), bytes).unwrap();
    }

    fn lines(&self) -> impl Iterator<Item = (usize, Value)> {
        let mut end = 0;
        self.bytes.split_inclusive(|byte| *byte == b'\n').map_while(move |line| {
            end += line.len();
            Some((end, serde_json::from_slice(line).ok()?))
        })
    }

    /// Where each whole record ends: behind its signature, where it names somebody.
    pub(super) fn ends(&self) -> Vec<usize> {
        let whole = self.lines().filter(|(_, line)| line.get("who").is_none());
        whole.map(|(end, _)| end).collect()
    }

    /// Facts in the first `length` bytes.
    pub(super) fn facts_within(&self, length: usize) -> usize {
        let signed = self.ends().into_iter().filter(|end| *end <= length).count();
        signed.saturating_sub(1)
    }

    /// Facts on record; half a record is none.
    pub(super) fn facts(&self) -> usize {
        self.facts_within(self.bytes.len())
    }
}
