//! The list of a folder's files: `SHA256SUMS`, and a twin for what that form cannot hold.

use std::fs;
use std::io;
use std::path::Path;

use super::FileReading;
use crate::world::store::{self, StoreError};

/// One entry of a folder, by its path under it.
pub(super) struct Entry {
    /// With `/` between the parts.
    pub(super) name: Vec<u8>,
    pub(super) reading: Result<FileReading, String>,
}

/// The list of a folder's files.
#[derive(Debug)]
pub(super) struct List {
    /// In the form of `SHA256SUMS`.
    manifest: Vec<u8>,
    /// What that form cannot hold, a JSON object a line.
    twin: Vec<u8>,
    /// Of the manifest, in hex.
    pub(super) sha256: String,
}

impl List {
    pub(super) fn new(entries: &[Entry]) -> Self {
        let mut manifest = Vec::new();
        let mut twin = Vec::new();
        for entry in entries {
            if let Ok(reading) = &entry.reading {
                manifest.extend(sums_line(&entry.name, &reading.sha256));
            }
            twin.extend(twin_line(entry));
        }
        let sha256 = crate::world::here::sha256(&manifest);
        Self { manifest, twin, sha256 }
    }

    /// What the manifest is called in the folder of lists.
    pub(super) fn name(&self) -> String {
        format!("{}.SHA256SUMS", &self.sha256[..16])
    }

    fn twin_name(&self) -> String {
        format!("{}.jsonl", &self.sha256[..16])
    }

    /// Saves both parts in the folder of lists. Their names follow from what they hold, so that
    /// nothing is lost if one is there already.
    pub(super) fn save(&self, lists: &Path) -> io::Result<()> {
        fs::create_dir_all(lists)?;
        store::replace(&lists.join(self.name()), &self.manifest).map_err(cause)?;
        store::replace(&lists.join(self.twin_name()), &self.twin).map_err(cause)
    }
}

fn cause(error: StoreError) -> io::Error {
    match error {
        StoreError::Unwritable { source, .. } => source,
        error => io::Error::other(error),
    }
}

/// A line as `sha256sum` writes it: names with a backslash or a line end are escaped.
fn sums_line(name: &[u8], sha256: &str) -> Vec<u8> {
    let mut line = Vec::new();
    if name.iter().any(|byte| matches!(byte, b'\\' | b'\n' | b'\r')) {
        line.push(b'\\');
    }
    line.extend(sha256.as_bytes());
    line.extend(b"  ");
    for byte in name {
        match byte {
            b'\\' => line.extend(b"\\\\"),
            b'\n' => line.extend(b"\\n"),
            b'\r' => line.extend(b"\\r"),
            byte => line.push(*byte),
        }
    }
    line.push(b'\n');
    line
}

/// What a line of `SHA256SUMS` cannot hold: size, time, and why an entry was not read.
fn twin_line(entry: &Entry) -> Vec<u8> {
    let path = String::from_utf8_lossy(&entry.name).into_owned();
    let value = match &entry.reading {
        Ok(reading) => serde_json::json!({
            "path": path,
            "size": reading.size_bytes,
            "sha256": reading.sha256,
            "modified": reading.modified.map(|time| time.to_string()),
        }),
        Err(why) => serde_json::json!({ "path": path, "error": why }),
    };
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_sha256sum_writes_them() {
        let table: [(&[u8], &[u8]); 5] = [
            (b"a b.txt", b"00  a b.txt\n"),
            (b"a/b", b"00  a/b\n"),
            (b"a\\b", b"\\00  a\\\\b\n"),
            (b"a\nb\r", b"\\00  a\\nb\\r\n"),
            (b"\xFF", b"00  \xFF\n"),
        ];
        for (name, line) in table {
            assert_eq!(sums_line(name, "00"), line, "{name:?}");
        }
    }
}
