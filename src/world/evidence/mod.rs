//! Reads evidence once and safely: what it is, how large, its digest, when it was last changed.
//!
//! A file is opened without following links, read through that one handle, and compared before and
//! after: what changed while it was read is refused rather than recorded.

mod content;
mod file;
mod folder;
mod list;
mod progress;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::engine::{Evidence, EvidenceKind};

pub use content::Content;
pub use file::{FileReading, read_file};
pub(super) use file::{modified, open_regular};
pub use progress::Progress;

use content::Reader;
use list::List;

/// Why something cannot serve as evidence. Sentences for the operator.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    #[error("`{}` does not exist.", path.display())]
    Missing { path: PathBuf },
    #[error("`{}` is a link; name the file that it points to.", path.display())]
    Link { path: PathBuf },
    #[error("`{}` is a device or a pipe, not a file or folder.", path.display())]
    Device { path: PathBuf },
    #[error("`{}` is empty, and an empty file proves nothing.", path.display())]
    Empty { path: PathBuf },
    #[error("`{}` was changed while it was read; wait until nobody writes to it.", path.display())]
    Changed { path: PathBuf },
    #[error("`{}` cannot be read: {source}.", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{}` has more than {limit} entries.", path.display())]
    TooMany { path: PathBuf, limit: usize },
    #[error("The list of the files in `{}` cannot be saved: {source}.", path.display())]
    Unsaved { path: PathBuf, source: io::Error },
    #[error("The reading was cancelled; nothing was attached.")]
    Cancelled,
    /// A bug, and no reason to end the walk.
    #[error("The reading of `{}` broke off; try again.", path.display())]
    BrokeOff { path: PathBuf },
}

/// Reads a file or a folder. The list of a folder's files is saved in `lists`, in the form of
/// `SHA256SUMS`, so that `sha256sum -c` can check it; its digest is the folder's.
pub fn read(path: &Path, lists: &Path) -> Result<Evidence, EvidenceError> {
    read_watched(path, lists, &Progress::default())
}

/// The same for somebody who looks on and may cancel. Cancelling leaves nothing behind; it comes
/// too late once all is read.
pub fn read_watched(
    path: &Path,
    lists: &Path,
    progress: &Progress,
) -> Result<Evidence, EvidenceError> {
    let (evidence, list) = read_any(path, &mut Reader::new(progress))?;
    progress.still_wanted()?;
    if let Some(list) = list {
        list.save(lists)
            .map_err(|source| EvidenceError::Unsaved { path: path.to_owned(), source })?;
    }
    Ok(evidence)
}

/// Reads a file or a folder and saves nothing.
pub fn look(path: &Path) -> Result<Evidence, EvidenceError> {
    read_any(path, &mut Reader::new(&Progress::default())).map(|(evidence, _)| evidence)
}

/// Like [`look`], and hands over what is in each file, in the order of their names. The bytes are
/// those of the digest: a file is read once. No more than one file, and of it no more than
/// `largest` bytes, is held at a time.
pub fn look_into(
    path: &Path,
    largest: usize,
    progress: &Progress,
    each: &mut dyn FnMut(Content),
) -> Result<Evidence, EvidenceError> {
    read_any(path, &mut Reader::handing_to(progress, largest, each)).map(|(evidence, _)| evidence)
}

fn read_any(
    path: &Path,
    reader: &mut Reader<'_>,
) -> Result<(Evidence, Option<List>), EvidenceError> {
    let metadata = fs::symlink_metadata(path).map_err(|source| unreadable(path, source))?;
    if metadata.is_dir() {
        let (evidence, list) = folder::read_folder(path, reader)?;
        return Ok((evidence, Some(list)));
    }
    reader.progress.expect(1, metadata.len());
    let name = path.file_name().unwrap_or_default();
    let reading = reader.read(path, name.as_encoded_bytes())?;
    if reading.size_bytes == 0 {
        return Err(EvidenceError::Empty { path: path.to_owned() });
    }
    reader.progress.done(0, reading.size_bytes);
    let evidence = Evidence {
        path: full(path),
        kind: EvidenceKind::File,
        size_bytes: reading.size_bytes,
        sha256: reading.sha256,
        modified: reading.modified,
    };
    Ok((evidence, None))
}

/// The path from the root: whoever looks again may do so from another folder.
fn full(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.display().to_string()
}

fn unreadable(path: &Path, source: io::Error) -> EvidenceError {
    match source.kind() {
        io::ErrorKind::NotFound => EvidenceError::Missing { path: path.to_owned() },
        _ => EvidenceError::Unreadable { path: path.to_owned(), source },
    }
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
    fn the_list_of_a_folder_is_saved_once_however_often_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (proof, lists) = (folder.path().join("proof"), folder.path().join("lists"));
        fs::create_dir(&proof).unwrap();
        fs::write(proof.join("a.txt"), "a").unwrap();
        let evidence = read(&proof, &lists).unwrap();
        assert_eq!(read(&proof, &lists).unwrap(), evidence);
        let EvidenceKind::Folder { manifest, files: 1, unreadable: 0 } = &evidence.kind else {
            panic!("{evidence:?}");
        };
        let bytes = fs::read(lists.join(manifest)).unwrap();
        assert_eq!(crate::world::here::sha256(&bytes), evidence.sha256);
        // The manifest and its twin.
        assert_eq!(fs::read_dir(&lists).unwrap().count(), 2);
    }
}
