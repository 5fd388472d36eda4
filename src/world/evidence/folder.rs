//! Reads a folder: what is in it is counted first, then read file by file, then listed.

use std::fs;
use std::path::{Path, PathBuf};

use super::content::Reader;
use super::file::modified;
use super::list::{Entry, List};
use super::{EvidenceError, Progress, full, unreadable};
use crate::engine::{Evidence, EvidenceKind};

/// Most entries of a folder and the folders in it.
const ENTRIES_MAX: usize = 1_000_000;

/// Something in a folder that is to be read.
struct Found {
    /// Path under the folder, with `/` between the parts.
    name: Vec<u8>,
    what: What,
}

enum What {
    /// Anything but a folder. What is no regular file is refused when it is read.
    File { path: PathBuf, size_bytes: u64 },
    /// A folder that cannot be listed, and why.
    Closed(String),
}

/// Reads all that is in a folder. Fails only where there is nothing to prove anything with; what
/// cannot be read is counted and listed.
pub(super) fn read_folder(
    path: &Path,
    reader: &mut Reader<'_>,
) -> Result<(Evidence, List), EvidenceError> {
    let metadata = fs::symlink_metadata(path).map_err(|source| unreadable(path, source))?;
    let mut found = find(path, reader.progress)?;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    let entries = read_each(found, reader)?;
    let (mut files, mut unread, mut size_bytes) = (0, 0, 0);
    for entry in &entries {
        match &entry.reading {
            Ok(reading) => {
                files += 1;
                size_bytes += reading.size_bytes;
            }
            Err(_) => unread += 1,
        }
    }
    if files == 0 {
        return Err(EvidenceError::Empty { path: path.to_owned() });
    }
    let list = List::new(&entries);
    let evidence = Evidence {
        path: full(path),
        kind: EvidenceKind::Folder { manifest: list.name(), files, unreadable: unread },
        size_bytes,
        sha256: list.sha256.clone(),
        modified: modified(&metadata),
    };
    Ok((evidence, list))
}

/// Walks through a folder and those in it, and tells how much there is to read. Keeps a list of
/// what is still to do rather than calling itself: folders may be nested deeper than a stack is.
fn find(top: &Path, progress: &Progress) -> Result<Vec<Found>, EvidenceError> {
    let mut todo = vec![(top.to_owned(), Vec::new())];
    let mut found = Vec::new();
    let (mut seen, mut total_bytes) = (0, 0);
    while let Some((folder, prefix)) = todo.pop() {
        let listing = match fs::read_dir(&folder) {
            Ok(listing) => listing,
            Err(source) if prefix.is_empty() => return Err(unreadable(top, source)),
            Err(source) => {
                found.push(Found { name: prefix, what: What::Closed(source.to_string()) });
                continue;
            }
        };
        for entry in listing {
            progress.still_wanted()?;
            seen += 1;
            if seen > ENTRIES_MAX {
                return Err(EvidenceError::TooMany { path: top.to_owned(), limit: ENTRIES_MAX });
            }
            let entry = entry.map_err(|source| unreadable(top, source))?;
            let mut name = prefix.clone();
            if !name.is_empty() {
                name.push(b'/');
            }
            name.extend(entry.file_name().as_encoded_bytes());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                todo.push((entry.path(), name));
                continue;
            }
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file);
            let size_bytes = metadata.map_or(0, |metadata| metadata.len());
            total_bytes += size_bytes;
            found.push(Found { name, what: What::File { path: entry.path(), size_bytes } });
        }
    }
    progress.expect(found.len() as u64, total_bytes);
    Ok(found)
}

fn read_each(found: Vec<Found>, reader: &mut Reader<'_>) -> Result<Vec<Entry>, EvidenceError> {
    let progress = reader.progress;
    let mut entries = Vec::with_capacity(found.len());
    let mut read_bytes = 0;
    for Found { name, what } in found {
        progress.still_wanted()?;
        let (reading, size_bytes) = match what {
            What::File { path, size_bytes } => match reader.read(&path, &name) {
                Err(EvidenceError::Cancelled) => return Err(EvidenceError::Cancelled),
                reading => (reading.map_err(|error| error.to_string()), size_bytes),
            },
            What::Closed(why) => (Err(why), 0),
        };
        progress.done(read_bytes, size_bytes);
        read_bytes += size_bytes;
        entries.push(Entry { name, reading });
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with two files, one of them in a folder of its own.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("in/ner")).unwrap();
        fs::write(folder.path().join("b.txt"), "four").unwrap();
        fs::write(folder.path().join("in/ner/a.txt"), "seven!!").unwrap();
        folder
    }

    #[test]
    fn sizes_are_known_before_anything_is_read() {
        let folder = folder();
        let progress = Progress::default();
        let found = find(folder.path(), &progress).unwrap();
        assert_eq!((progress.total_files(), progress.total_bytes()), (2, 11));
        assert_eq!((progress.read_files(), progress.read_bytes()), (0, 0));
        read_each(found, &mut Reader::new(&progress)).unwrap();
        assert_eq!((progress.read_files(), progress.read_bytes()), (2, 11));
    }

    #[test]
    fn a_file_that_went_away_counts_as_done_and_is_listed_as_unread() {
        let folder = folder();
        let progress = Progress::default();
        let found = find(folder.path(), &progress).unwrap();
        fs::remove_file(folder.path().join("b.txt")).unwrap();
        let entries = read_each(found, &mut Reader::new(&progress)).unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.reading.is_err()).count(), 1);
        assert_eq!((progress.read_files(), progress.read_bytes()), (2, 11));
    }

    #[test]
    fn cancelling_ends_the_counting_and_the_reading() {
        let folder = folder();
        let progress = Progress::default();
        let found = find(folder.path(), &progress).unwrap();
        progress.cancel();
        let ended = read_each(found, &mut Reader::new(&progress)).err();
        assert!(matches!(ended, Some(EvidenceError::Cancelled)), "{ended:?}");
        let ended = find(folder.path(), &progress).err();
        assert!(matches!(ended, Some(EvidenceError::Cancelled)), "{ended:?}");
    }

    #[cfg(unix)]
    #[test]
    fn folders_may_be_nested_deeper_than_files_may_be_open() {
        let folder = tempfile::tempdir().unwrap();
        let deep = (0..1100).fold(folder.path().to_owned(), |path, _| path.join("d"));
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("file"), "deep down").unwrap();
        let (evidence, _) =
            read_folder(folder.path(), &mut Reader::new(&Progress::default())).unwrap();
        let EvidenceKind::Folder { files, unreadable, .. } = evidence.kind else {
            panic!("{evidence:?}");
        };
        assert_eq!((files, unreadable, evidence.size_bytes), (1, 0, 9));
    }
}
