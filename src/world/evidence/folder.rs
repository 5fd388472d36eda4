//! Reads a folder: what is in it is counted first, then read file by file, then listed.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::content::{FileRead, Reader, Source};
use super::error::{reason, unreadable};
use super::list::{Entry, Unread};
use super::progress::Share;
use super::{EvidenceError, Progress};

/// Most entries of a folder and the folders in it.
const ENTRIES_MAX: usize = 1_000_000;

/// Most files that are read at the same time. More do not make a disk faster.
const THREADS_MAX: usize = 4;

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
    Closed(Unread),
}

/// Reads all that is in a folder, and gives what is in it by name. What cannot be read is told.
pub(super) fn read_folder(
    path: &Path,
    reader: &mut Reader<'_>,
) -> Result<Vec<Entry>, EvidenceError> {
    let mut found = find(path, reader.source.progress)?;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    read_each(&found, reader)
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
                let closed = Unread {
                    kind: "folder",
                    why: format!("`{}` cannot be listed: {}.", folder.display(), reason(&source)),
                    number: source.raw_os_error(),
                    ..Unread::default()
                };
                found.push(Found { name: prefix, what: What::Closed(closed) });
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

/// Reads what was found, and gives it in the same order.
fn read_each(found: &[Found], reader: &mut Reader<'_>) -> Result<Vec<Entry>, EvidenceError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(THREADS_MAX).min(found.len());
    if threads > 1 && !reader.hands_over() {
        return read_side_by_side(found, &reader.source, threads);
    }
    let progress = reader.source.progress;
    let mut read = |path: &Path, name: &[u8], size| reader.read(path, name, size);
    found.iter().map(|found| read_one(found, progress, &mut read)).collect()
}

/// Each file is read by one thread, and whichever thread is free takes the next file.
fn read_side_by_side(
    found: &[Found],
    source: &Source<'_>,
    threads: usize,
) -> Result<Vec<Entry>, EvidenceError> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Entry)>, EvidenceError> {
        let mut read = |path: &Path, name: &[u8], size| source.read(path, name, size);
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = found.get(at) else { return Ok(done) };
            done.push((at, read_one(one, source.progress, &mut read)?));
        }
    };
    let mut all = thread::scope(|scope| {
        // Where no further thread can be had, fewer have to do: this one reads too.
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).filter_map(spawn).collect();
        let mut all = work();
        for other in others {
            let done = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all = all.and_then(|mut all| {
                all.extend(done?);
                Ok(all)
            });
        }
        all
    })?;
    all.sort_unstable_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, entry)| entry).collect())
}

/// Reads a file by its path, its name and the size that was counted.
type Read<'a> = dyn FnMut(&Path, &[u8], u64) -> Result<FileRead, EvidenceError> + 'a;

fn read_one(
    Found { name, what }: &Found,
    progress: &Progress,
    read: &mut Read<'_>,
) -> Result<Entry, EvidenceError> {
    progress.still_wanted()?;
    let what = match what {
        What::File { path, size_bytes } => match read(path, name, *size_bytes) {
            Err(EvidenceError::Cancelled) => return Err(EvidenceError::Cancelled),
            Err(error) => Err(Unread::of(path, &error)),
            Ok(read) => Ok(read),
        },
        What::Closed(closed) => {
            Share::of(progress).done(0);
            Err(closed.clone())
        }
    };
    Ok(Entry { name: name.clone(), what })
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
        read_each(&found, &mut Reader::new(&progress)).unwrap();
        assert_eq!((progress.read_files(), progress.read_bytes()), (2, 11));
    }

    #[test]
    fn a_file_that_went_away_counts_as_done_and_is_listed_as_unread() {
        let folder = folder();
        let progress = Progress::default();
        let found = find(folder.path(), &progress).unwrap();
        fs::remove_file(folder.path().join("b.txt")).unwrap();
        let entries = read_each(&found, &mut Reader::new(&progress)).unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.what.is_err()).count(), 1);
        assert_eq!((progress.read_files(), progress.read_bytes()), (2, 11));
    }

    #[test]
    fn cancelling_ends_the_counting_and_the_reading() {
        let folder = folder();
        let progress = Progress::default();
        let found = find(folder.path(), &progress).unwrap();
        progress.cancel();
        let ended = read_each(&found, &mut Reader::new(&progress)).err();
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
        let entries = read_folder(folder.path(), &mut Reader::new(&Progress::default())).unwrap();
        let sizes =
            entries.iter().map(|entry| entry.what.as_ref().ok().unwrap().reading.size_bytes);
        assert_eq!(sizes.collect::<Vec<_>>(), [9]);
    }
}
