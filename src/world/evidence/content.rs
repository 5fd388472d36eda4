//! Reads file by file, and hands over what is in them to whoever wants to look into it.

use std::path::Path;

use super::file::read_blocks;
use super::{EvidenceError, FileReading, Progress};

/// One file of what is looked into.
pub struct Content {
    /// The path under the folder, with `/` between the parts; of a single file its name.
    pub name: String,
    pub reading: FileReading,
    /// None of a file that is larger than asked for.
    pub bytes: Option<Vec<u8>>,
}

/// Reads each file once: the bytes that are handed over are those of the digest.
pub(super) struct Reader<'a> {
    pub(super) progress: &'a Progress,
    wanted: Option<Wanted<'a>>,
}

struct Wanted<'a> {
    /// In bytes.
    largest: usize,
    each: &'a mut dyn FnMut(Content),
}

impl<'a> Reader<'a> {
    pub(super) fn new(progress: &'a Progress) -> Self {
        Self { progress, wanted: None }
    }

    /// Hands each file to `each` once it is read to its end and found unchanged.
    pub(super) fn handing_to(
        progress: &'a Progress,
        largest: usize,
        each: &'a mut dyn FnMut(Content),
    ) -> Self {
        Self { progress, wanted: Some(Wanted { largest, each }) }
    }

    /// Reads a file, given its path and its name under the folder.
    pub(super) fn read(&mut self, path: &Path, name: &[u8]) -> Result<FileReading, EvidenceError> {
        let Some(Wanted { largest, each }) = &mut self.wanted else {
            return read_blocks(path, self.progress, &mut |_| {});
        };
        let mut bytes = Some(Vec::new());
        let reading = read_blocks(path, self.progress, &mut |block| match &mut bytes {
            Some(held) if held.len() + block.len() <= *largest => held.extend_from_slice(block),
            _ => bytes = None,
        })?;
        let name = String::from_utf8_lossy(name).into_owned();
        each(Content { name, reading: reading.clone(), bytes });
        Ok(reading)
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
