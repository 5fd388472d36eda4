//! The list of a folder's files: `SHA256SUMS`, and a twin for what that form cannot hold.
//!
//! Both are called after the digests of both, and the name is on record: with it the record binds
//! the twin too, and `SHA256SUMS` stays what stock tools read.

use std::fs;
use std::io;
use std::path::Path;

use super::content::FileRead;
use super::error::EvidenceError;
use super::stamp::Stamp;
use super::twin;
use crate::world::here;
use crate::world::store::{self, StoreError};

/// What a manifest's name ends with, and its twin's.
const MANIFEST: &str = ".SHA256SUMS";
const TWIN: &str = ".jsonl";

/// How many hex digits of the manifest's digest stand in the names: to tell them apart.
const MANIFEST_DIGITS: usize = 16;

/// How many of the twin's: to hold it to what it was. Finding other bytes that begin with the same
/// 128 bits is out of reach.
const TWIN_DIGITS: usize = 32;

/// One entry of a folder, by its path under it.
pub(super) struct Entry {
    /// With `/` between the parts.
    pub(super) name: Vec<u8>,
    pub(super) what: Result<FileRead, Unread>,
}

/// What was not read, and all that is known of it nevertheless.
#[derive(Clone, Default)]
pub(super) struct Unread {
    /// As the twin calls it; empty where nothing is known.
    pub(super) kind: &'static str,
    /// Where a link points to. It is not followed.
    pub(super) target: Option<Vec<u8>>,
    /// A sentence.
    pub(super) why: String,
    /// What the system calls the error.
    pub(super) number: Option<i32>,
    pub(super) stamp: Option<Stamp>,
}

impl Unread {
    /// What can be told of a file that could not be read.
    pub(super) fn of(path: &Path, error: &EvidenceError) -> Self {
        let number = match error {
            EvidenceError::Unreadable { source, .. } => source.raw_os_error(),
            _ => None,
        };
        let why = error.to_string();
        let Ok(metadata) = fs::symlink_metadata(path) else {
            return Self { why, number, ..Self::default() };
        };
        let kind = twin::kind(metadata.file_type());
        let target = fs::read_link(path).ok().filter(|_| metadata.is_symlink());
        let target = target.map(|target| target.into_os_string().into_encoded_bytes());
        Self { kind, target, why, number, stamp: Some(Stamp::of(&metadata)) }
    }
}

/// The list of a folder's files.
pub(super) struct List {
    pub(super) entries: Vec<Entry>,
    /// In the form of `SHA256SUMS`.
    manifest: Vec<u8>,
    /// What that form cannot hold, a JSON object a line.
    twin: Vec<u8>,
    /// Of the manifest, in hex.
    pub(super) sha256: String,
}

impl List {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let mut manifest = Vec::new();
        for entry in &entries {
            if let Ok(read) = &entry.what {
                manifest.extend(sums_line(&entry.name, &read.reading.sha256));
            }
        }
        let sha256 = here::sha256(&manifest);
        let twin = twin::write(&entries);
        Self { entries, manifest, twin, sha256 }
    }

    fn stem(&self) -> String {
        let twin = here::sha256(&self.twin);
        format!("{}-{}", &self.sha256[..MANIFEST_DIGITS], &twin[..TWIN_DIGITS])
    }

    /// What the manifest is called in the folder of lists.
    pub(super) fn name(&self) -> String {
        self.stem() + MANIFEST
    }

    /// Files that were read, and entries that were not.
    pub(super) fn counts(&self) -> (u64, u64) {
        let files = self.entries.iter().filter(|entry| entry.what.is_ok()).count() as u64;
        (files, self.entries.len() as u64 - files)
    }

    /// Of all files that were read.
    pub(super) fn size_bytes(&self) -> u64 {
        let read = self.entries.iter().filter_map(|entry| entry.what.as_ref().ok());
        read.map(|read| read.reading.size_bytes).sum()
    }

    /// Saves both parts in the folder of lists. Their names follow from what they hold, so that
    /// nothing is lost if one is there already.
    pub(super) fn save(&self, lists: &Path) -> io::Result<()> {
        fs::create_dir_all(lists)?;
        store::replace(&lists.join(self.name()), &self.manifest).map_err(cause)?;
        store::replace(&lists.join(self.stem() + TWIN), &self.twin).map_err(cause)
    }
}

/// What a manifest's twin is called, and with what its digest begins. Lists of before the twins
/// were bound do not tell that. None if it is no name of a manifest: it comes out of a record, and
/// a list lies in the session's folder and nowhere else.
pub(super) fn twin_of(manifest: &str) -> Option<(String, Option<&str>)> {
    let stem = manifest.strip_suffix(MANIFEST)?;
    if !stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    Some((format!("{stem}{TWIN}"), stem.split_once('-').map(|(_, digits)| digits)))
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

/// The names and digests in a manifest. None if it is none.
pub(super) fn parse_sums(manifest: &[u8]) -> Option<Vec<(Vec<u8>, String)>> {
    let lines = manifest.split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| parse_line(line.strip_suffix(b"\n")?)).collect()
}

fn parse_line(line: &[u8]) -> Option<(Vec<u8>, String)> {
    let (is_escaped, line) = match line.strip_prefix(b"\\") {
        Some(line) => (true, line),
        None => (false, line),
    };
    let (sha256, name) = line.split_at_checked(64)?;
    let name = name.strip_prefix(b"  ")?;
    let sha256 = String::from_utf8(sha256.to_owned()).ok()?;
    if !is_escaped {
        return Some((name.to_owned(), sha256));
    }
    let mut plain = Vec::new();
    let mut bytes = name.iter();
    while let Some(byte) = bytes.next() {
        plain.push(match (byte, *byte == b'\\') {
            (byte, false) => *byte,
            _ => match bytes.next()? {
                b'\\' => b'\\',
                b'n' => b'\n',
                b'r' => b'\r',
                _ => return None,
            },
        });
    }
    Some((plain, sha256))
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

    #[test]
    fn what_is_written_is_read_again() {
        let sha256 = here::sha256(b"");
        for name in [&b"a b"[..], b"\\", b"\\n", b"a\nb\r", b"\xFF", b" leading", b"*star"] {
            let line = sums_line(name, &sha256);
            assert_eq!(parse_sums(&line), Some(vec![(name.to_owned(), sha256.clone())]));
        }
        for broken in ["x", "\n", "00  a\n", &format!("\\{sha256}  a\\x\n")] {
            assert_eq!(parse_sums(broken.as_bytes()), None, "{broken}");
        }
    }

    #[test]
    fn a_manifest_names_its_twin_and_nothing_outside_its_folder() {
        let bound = ("0a-1b.jsonl".to_owned(), Some("1b"));
        assert_eq!(twin_of("0a-1b.SHA256SUMS"), Some(bound));
        assert_eq!(twin_of("0a.SHA256SUMS"), Some(("0a.jsonl".to_owned(), None)));
        for name in ["..", "0a", "../0a.SHA256SUMS", "c:0a.SHA256SUMS", "a\\b.SHA256SUMS"] {
            assert_eq!(twin_of(name), None, "{name}");
        }
    }
}
