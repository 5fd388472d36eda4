//! Reads a pack in place. Whatever is odd about one ends the reading: of the entries of a pack that
//! is not as a wizard writes it, none is believed.

use std::collections::HashSet;

use crate::record::{Detached, RECORD_FILE, sealer_of, sha256};

use super::name::{self, Part, is_hex, must_be_safe};
use super::tar::Reader;
use super::{Flaw, folder, sums};

/// Largest pack that is read or written, in bytes.
pub const PACK_LIMIT: usize = 256 * 1024 * 1024;

/// A pack whose form is right, with everything in it that must be. What its entries say has not
/// been looked at.
#[derive(Debug)]
pub struct Pack<'a> {
    /// The run that its folder is named after.
    pub run: &'a str,
    entries: Vec<Entry<'a>>,
}

#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) part: Part,
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
}

/// Whether this is the beginning of a pack, sound or not, or of an archive that could hold one. A
/// record never begins so. The first 512 bytes are enough.
pub fn looks_like(bytes: &[u8]) -> bool {
    // Other programs fill the rest of this field in other ways.
    bytes.get(257..).is_some_and(|from| from.starts_with(b"ustar"))
        || bytes.starts_with(name::GUIDE.as_bytes())
        || other_archive(bytes).is_some()
}

/// What people turn a pack into when they mean well.
fn other_archive(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a zip file"),
        (b"\x1F\x8B", "a file compressed by gzip"),
        (b"BZh", "a file compressed by bzip2"),
        (b"\xFD7zXZ\0", "a file compressed by xz"),
        (b"\x28\xB5\x2F\xFD", "a file compressed by zstd"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z file"),
    ];
    BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what)
}

impl<'a> Pack<'a> {
    /// Reads a pack whole.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Flaw> {
        if bytes.len() > PACK_LIMIT {
            return Err(Flaw::TooLarge);
        }
        if let Some(what) = other_archive(bytes) {
            return Err(Flaw::OtherArchive { what });
        }
        let mut reader = Reader::new(bytes);
        let mut pack = Self { run: "", entries: Vec::new() };
        let mut seen = HashSet::new();
        while let Some(head) = reader.head()? {
            let name = head.name;
            must_be_safe(name)?;
            let to_flaw = || name.to_owned();
            let part = Part::of(name).ok_or_else(|| Flaw::Unexpected { name: to_flaw() })?;
            // Names that differ only in case are one file on Windows.
            if !seen.insert(name.to_ascii_lowercase()) {
                return Err(Flaw::Doubled { name: to_flaw() });
            }
            let limit = part.limit();
            if head.size > limit as u64 {
                return Err(Flaw::EntryTooLarge { name: to_flaw(), size: head.size, limit });
            }
            let body = reader.body(&head)?;
            pack.take(head.folder, Entry { part, name, bytes: body })?;
        }
        match name::NEEDED.iter().find(|name| pack.get(name).is_none()) {
            Some(name) => Err(Flaw::Missing { name: (*name).to_owned() }),
            None => Ok(pack),
        }
    }

    fn take(&mut self, in_folder: &'a str, entry: Entry<'a>) -> Result<(), Flaw> {
        match self.entries.last() {
            Some(last) if (last.part, last.name) >= (entry.part, entry.name) => {
                return Err(Flaw::OutOfOrder { name: entry.name.to_owned() });
            }
            Some(_) if in_folder == folder(self.run) => {}
            None if is_run(in_folder) => self.run = in_folder.split_at("run-".len()).1,
            _ => {
                must_be_safe(in_folder)?;
                let name = format!("{in_folder}/{}", entry.name);
                return Err(Flaw::Unexpected { name });
            }
        }
        self.entries.push(entry);
        Ok(())
    }

    pub(super) fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| entry.bytes)
    }

    /// The entry of that name, which is one that every pack has.
    pub(super) fn needed(&self, name: &str) -> &'a [u8] {
        self.get(name).unwrap_or_default()
    }

    fn all(&self, part: Part) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| entry.part == part)
    }

    pub fn record(&self) -> &'a [u8] {
        self.needed(RECORD_FILE)
    }

    /// The list of signers as it was at the start; nobody is trusted because of it.
    pub fn signers(&self) -> &'a [u8] {
        self.needed(name::SIGNERS)
    }

    /// The signatures over the whole record.
    pub fn signatures(&self) -> Vec<Detached> {
        let principal = |entry: &Entry<'_>| sealer_of(entry.name).unwrap_or_default().to_owned();
        self.all(Part::Signature)
            .map(|entry| Detached { principal: principal(entry), armour: entry.bytes.to_owned() })
            .collect()
    }

    /// The time-stamps over the record, requests and replies, by name.
    pub fn stamps(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.all(Part::Stamp).map(|entry| (entry.name, entry.bytes))
    }

    /// The files of the flow, by name.
    pub fn flow(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.all(Part::Flow).map(|entry| (&entry.name[name::FLOW.len()..], entry.bytes))
    }

    /// The digest by which a record pins its flow: of the list of its files by `sha256sum`.
    pub fn flow_sha256(&self) -> String {
        let files: Vec<_> = self.flow().map(|(name, bytes)| (name, sha256(bytes))).collect();
        let list = sums::sums(files.iter().map(|(name, sha256)| (*name, &**sha256)));
        sha256(list.as_bytes())
    }

    pub fn hierarchy(&self) -> &'a [u8] {
        self.needed(name::HIERARCHY)
    }

    pub fn hierarchy_sha256(&self) -> String {
        sha256(self.hierarchy())
    }
}

/// Whether a folder is named after a run.
fn is_run(name: &str) -> bool {
    name.strip_prefix("run-").is_some_and(|run| run.len() == 32 && is_hex(run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_packed_is_taken_for_an_archive_and_no_record() {
        let tar = |magic: &[u8]| {
            let mut header = vec![0; 512];
            header[257..257 + magic.len()].copy_from_slice(magic);
            header
        };
        let table = [
            (tar(b"ustar\x0000"), true),
            (tar(b"ustar  \0"), true),
            (b"PK\x03\x04".to_vec(), true),
            (tar(b"other"), false),
            (b"{\"n\":1,\"prev\":\"sha256:".to_vec(), false),
        ];
        for (bytes, expected) in table {
            assert_eq!(looks_like(&bytes), expected, "{:?}", &bytes[..bytes.len().min(8)]);
        }
    }
}
