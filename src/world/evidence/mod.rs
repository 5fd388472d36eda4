//! Reads evidence once and safely: what it is, how large, its digest, when it was last changed.
//!
//! A file is opened without following links, read through that one handle, and compared before and
//! after: what changed while it was read is refused rather than recorded.

mod backup;
mod compare;
mod content;
mod differences;
mod error;
mod file;
mod folder;
mod journal;
mod list;
mod name;
mod progress;
mod saved;
mod stamp;
mod twin;

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::engine::{Evidence, EvidenceKind};
use crate::world::odd_name::{self, OddName};

pub use backup::{Unfit, around, unfit_backup};
pub use compare::{After, Now, compare, compare_into};
pub use content::Content;
pub use differences::{Differences, Names};
pub use error::EvidenceError;
pub use file::{FileReading, read_file};
pub(super) use file::{modified, open_regular};
pub use progress::Progress;
pub use saved::{Listed, ListedAs, listed};

use content::Reader;
use error::unreadable;
use journal::Journal;
use list::List;

/// Reads a file or a folder. The list of a folder's files is saved in `lists`, in the form of
/// `SHA256SUMS`, so that `sha256sum -c` can check it; its digest is the folder's.
pub fn read(path: &Path, lists: &Path) -> Result<Evidence, EvidenceError> {
    read_watched(path, lists, &Progress::default())
}

/// The same for somebody who looks on and may cancel; that comes too late once all is read. A
/// folder's reading that was cancelled or killed goes on where it was when the folder is read
/// again with the same `lists`: what has changed in between is read anew. Nothing else of it stays.
pub fn read_watched(
    path: &Path,
    lists: &Path,
    progress: &Progress,
) -> Result<Evidence, EvidenceError> {
    read_and_save(path, lists, Reader::new(progress))
}

fn read_and_save(
    path: &Path,
    lists: &Path,
    mut reader: Reader<'_>,
) -> Result<Evidence, EvidenceError> {
    if path.is_dir() {
        reader.keep(Journal::open(path, lists));
    }
    let (evidence, list) = read_any(path, &mut reader)?;
    reader.source.progress.still_wanted()?;
    if let Some(list) = list {
        list.save(lists)
            .map_err(|source| EvidenceError::Unsaved { path: path.to_owned(), source })?;
    }
    reader.forget();
    Ok(evidence)
}

/// The same, handing each file over to `each` as [`look_into`] does. What is handed over has to be
/// read: such a reading goes on for the files only that are larger than `largest`.
pub fn read_into(
    path: &Path,
    lists: &Path,
    largest: usize,
    progress: &Progress,
    each: &mut dyn FnMut(Content),
) -> Result<Evidence, EvidenceError> {
    read_and_save(path, lists, Reader::handing_to(progress, largest, each))
}

/// When a file or folder was last changed, as it goes on record.
pub fn modified_at(metadata: &std::fs::Metadata) -> Option<Timestamp> {
    modified(metadata)
}

/// Reads a file or a folder and saves nothing.
pub fn look(path: &Path) -> Result<Evidence, EvidenceError> {
    read_any(path, &mut Reader::new(&Progress::default())).map(|(evidence, _)| evidence)
}

/// The same, and hands each file over to `each`, in the order of the names: after it is read to its
/// end, and with the very bytes of the digest. Nothing is read twice, and one file, of no more than
/// `largest` bytes, is held at a time.
pub fn look_into(
    path: &Path,
    largest: usize,
    progress: &Progress,
    each: &mut dyn FnMut(Content),
) -> Result<Evidence, EvidenceError> {
    read_any(path, &mut Reader::handing_to(progress, largest, each)).map(|(evidence, _)| evidence)
}

/// Fails where there is nothing to prove anything with.
fn read_any(
    path: &Path,
    reader: &mut Reader<'_>,
) -> Result<(Evidence, Option<List>), EvidenceError> {
    // Asking Windows about a device may already read from it.
    if odd_name::here(path) == Some(OddName::Device) {
        return Err(EvidenceError::Device { path: path.to_owned() });
    }
    let metadata = fs::symlink_metadata(path).map_err(|source| unreadable(path, source))?;
    let empty = || EvidenceError::Empty { path: path.to_owned() };
    if metadata.is_dir() {
        let list = List::new(folder::read_folder(path, reader)?);
        let (files, unreadable) = list.counts();
        if files == 0 {
            return Err(empty());
        }
        let kind = EvidenceKind::Folder { manifest: list.name(), files, unreadable };
        let (size, sha256) = (list.size_bytes(), list.sha256.clone());
        let evidence = piece(path, kind, size, sha256, modified(&metadata));
        return Ok((evidence, Some(list)));
    }
    let reading = read_one(path, metadata.len(), reader)?;
    if reading.size_bytes == 0 {
        return Err(empty());
    }
    let FileReading { size_bytes, sha256, modified } = reading;
    Ok((piece(path, EvidenceKind::File, size_bytes, sha256, modified), None))
}

/// Reads a file that is no part of a folder.
fn read_one(
    path: &Path,
    size_bytes: u64,
    reader: &mut Reader<'_>,
) -> Result<FileReading, EvidenceError> {
    reader.source.progress.expect(1, size_bytes);
    let name = path.file_name().unwrap_or_default();
    Ok(reader.read(path, name.as_encoded_bytes(), size_bytes)?.reading)
}

/// The one place where a piece of evidence is put together.
fn piece(
    path: &Path,
    kind: EvidenceKind,
    size_bytes: u64,
    sha256: String,
    modified: Option<Timestamp>,
) -> Evidence {
    // From the root: whoever looks again may do so from another folder.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let path = absolute.display().to_string();
    Evidence { path, kind, size_bytes, sha256, modified, readings: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_reading_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (proof, lists) = (folder.path().join("proof"), folder.path().join("lists"));
        fs::create_dir(&proof).unwrap();
        fs::write(proof.join("a.txt"), "a").unwrap();
        for path in [proof.clone(), proof.join("a.txt")] {
            let progress = Progress::default();
            progress.cancel();
            let ended = read_watched(&path, &lists, &progress);
            assert!(matches!(ended, Err(EvidenceError::Cancelled)), "{ended:?}");
            assert!(!lists.exists());
        }
    }

    #[test]
    fn the_list_of_a_folder_is_saved_under_its_own_digest() {
        let folder = tempfile::tempdir().unwrap();
        let (proof, lists) = (folder.path().join("proof"), folder.path().join("lists"));
        fs::create_dir(&proof).unwrap();
        fs::write(proof.join("a.txt"), "a").unwrap();
        let evidence = read(&proof, &lists).unwrap();
        let EvidenceKind::Folder { manifest, files: 1, unreadable: 0 } = &evidence.kind else {
            panic!("{evidence:?}");
        };
        let bytes = fs::read(lists.join(manifest)).unwrap();
        assert_eq!(crate::world::here::sha256(&bytes), evidence.sha256);
        // The manifest and its twin; nothing is left of the journal.
        assert_eq!(fs::read_dir(&lists).unwrap().count(), 2);
    }
}
