//! Reads file by file, and hands over what is in them to whoever wants to look into it.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::file::{inspect, modified, read_blocks};
use super::journal::Journal;
use super::progress::Share;
use super::stamp::Stamp;
use super::{EvidenceError, FileReading, Progress};

/// One file of what is looked into.
pub struct Content {
    /// The path under the folder, with `/` between the parts; of a single file its name.
    pub name: String,
    pub reading: FileReading,
    /// None of a file that is larger than asked for.
    pub bytes: Option<Vec<u8>>,
}

/// A file that was read, and what the system told of it meanwhile.
pub(super) struct FileRead {
    pub(super) reading: FileReading,
    pub(super) stamp: Stamp,
    pub(super) is_racy: bool,
}

/// Reads each file once: the bytes that are handed over are those of the digest.
pub(super) struct Reader<'a> {
    pub(super) source: Source<'a>,
    wanted: Option<Wanted<'a>>,
}

/// What several threads may read from.
pub(super) struct Source<'a> {
    pub(super) progress: &'a Progress,
    pub(super) clock: &'a (dyn Fn() -> Timestamp + Sync),
    journal: Option<Mutex<Journal>>,
}

struct Wanted<'a> {
    /// In bytes.
    largest: usize,
    each: &'a mut dyn FnMut(Content),
}

impl<'a> Reader<'a> {
    pub(super) fn new(progress: &'a Progress) -> Self {
        let source = Source { progress, clock: &Timestamp::now, journal: None };
        Self { source, wanted: None }
    }

    /// Hands each file to `each` once it is read to its end and found unchanged.
    pub(super) fn handing_to(
        progress: &'a Progress,
        largest: usize,
        each: &'a mut dyn FnMut(Content),
    ) -> Self {
        Self { wanted: Some(Wanted { largest, each }), ..Self::new(progress) }
    }

    /// Goes on where the reading was broken off that wrote this journal, and writes it on.
    pub(super) fn keep(&mut self, journal: Journal) {
        self.source.journal = Some(Mutex::new(journal));
    }

    /// Takes the journal away: nobody needs it any more.
    pub(super) fn forget(self) {
        if let Some(journal) = self.source.journal {
            journal.into_inner().unwrap_or_else(PoisonError::into_inner).remove();
        }
    }

    /// Whether each file is handed over, which has to be done one after the other.
    pub(super) fn hands_over(&self) -> bool {
        self.wanted.is_some()
    }

    /// Reads a file, given its path, its name under the folder, and the size that was counted.
    pub(super) fn read(
        &mut self,
        path: &Path,
        name: &[u8],
        expected: u64,
    ) -> Result<FileRead, EvidenceError> {
        let Some(Wanted { largest, each }) = &mut self.wanted else {
            return self.source.read(path, name, expected);
        };
        let mut bytes = (expected <= *largest as u64).then(Vec::new);
        let read = if bytes.is_none() {
            // Nobody wants to see it: it need not be read twice.
            self.source.read(path, name, expected)?
        } else {
            self.source.hash(path, expected, &mut |block| match &mut bytes {
                Some(held) if held.len() + block.len() <= *largest => held.extend_from_slice(block),
                _ => bytes = None,
            })?
        };
        let name = String::from_utf8_lossy(name).into_owned();
        each(Content { name, reading: read.reading.clone(), bytes });
        Ok(read)
    }
}

impl Source<'_> {
    /// Reads a file, unless a reading that was broken off had read it and it is still the same.
    pub(super) fn read(
        &self,
        path: &Path,
        name: &[u8],
        expected: u64,
    ) -> Result<FileRead, EvidenceError> {
        let Some(journal) = &self.journal else {
            return self.hash(path, expected, &mut |_| {});
        };
        let lock = || journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(metadata) = inspect(path) {
            let stamp = Stamp::of(&metadata);
            let known = lock().known(name, &stamp);
            if let Some(sha256) = known {
                Share::of(self.progress).done(expected);
                let (size_bytes, modified) = (stamp.size_bytes, modified(&metadata));
                let reading = FileReading { size_bytes, sha256, modified };
                return Ok(FileRead { reading, stamp, is_racy: false });
            }
        }
        let read = self.hash(path, expected, &mut |_| {})?;
        lock().note(name, &read);
        Ok(read)
    }

    fn hash(
        &self,
        path: &Path,
        expected: u64,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<FileRead, EvidenceError> {
        let hashed = (self.clock)();
        let share = Share::of(self.progress);
        let result = read_blocks(path, &share, take);
        if !matches!(result, Err(EvidenceError::Cancelled)) {
            share.done(expected);
        }
        let (reading, stamp) = result?;
        let is_racy = stamp.is_racy(hashed);
        Ok(FileRead { reading, stamp, is_racy })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{look, look_into};
    use super::*;
    use crate::world::here::sha256;

    const LARGEST: usize = 300 * 1024;

    /// A folder with a file that is as large as wanted, one that is larger, and an empty one.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/largest"), vec![b'x'; LARGEST]).unwrap();
        fs::write(folder.path().join("larger"), vec![b'x'; LARGEST + 1]).unwrap();
        fs::write(folder.path().join("empty"), "").unwrap();
        folder
    }

    #[test]
    fn each_file_is_handed_over_as_it_was_hashed_and_a_larger_one_without_its_bytes() {
        let folder = folder();
        let progress = Progress::default();
        let mut seen = Vec::new();
        let mut each = |content: Content| {
            let hashed = content.bytes.as_deref().map(sha256);
            assert!(hashed.is_none_or(|hashed| hashed == content.reading.sha256));
            seen.push((content.name, content.bytes.map(|bytes| bytes.len())));
        };
        let evidence = look_into(folder.path(), LARGEST, &progress, &mut each).unwrap();
        let expected = [("empty", Some(0)), ("in/largest", Some(LARGEST)), ("larger", None)];
        assert_eq!(seen, expected.map(|(name, bytes)| (name.to_owned(), bytes)));
        assert_eq!(evidence, look(folder.path()).unwrap());
        assert_eq!((progress.read_files(), progress.read_bytes()), (3, evidence.size_bytes));
    }

    #[test]
    fn a_single_file_is_handed_over_under_its_own_name() {
        let folder = folder();
        let path = folder.path().join("in/largest");
        let mut names = Vec::new();
        let mut each = |content: Content| names.push(content.name);
        let evidence = look_into(&path, LARGEST, &Progress::default(), &mut each).unwrap();
        assert_eq!(names, ["largest"]);
        assert_eq!(evidence, look(&path).unwrap());
    }

    #[test]
    fn nothing_is_handed_over_after_cancelling() {
        let folder = folder();
        let progress = Progress::default();
        let mut seen = 0;
        let mut each = |_: Content| {
            seen += 1;
            progress.cancel();
        };
        let ended = look_into(folder.path(), LARGEST, &progress, &mut each);
        assert!(matches!(ended, Err(EvidenceError::Cancelled)), "{ended:?}");
        assert_eq!(seen, 1);
    }
}
