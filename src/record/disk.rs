//! Files that have to survive a crash: written, synced, and their folder too.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::error::RecordError;

/// Largest record that is written and read, in bytes. An event with its signature takes one to two
/// thousand, so that a hierarchy of ten thousand sites fits several times over; it is read whole.
pub const RECORD_LIMIT: u64 = 1024 * 1024 * 1024;

/// What is kept free for the end of a record, in bytes: one that is full can still be closed.
pub(super) const KEPT_FREE: u64 = 8 * 1024 * 1024;

/// Turns an I/O error into one of ours.
pub(super) fn failed(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> RecordError + use<> {
    let path = path.to_owned();
    move |source| RecordError::Io { doing, path, source }
}

/// Reads a record whole.
pub fn load(path: &Path) -> Result<Vec<u8>, RecordError> {
    let file = File::open(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => RecordError::Missing { path: path.to_owned() },
        _ => failed("opening", path)(source),
    })?;
    let too_large = || RecordError::TooLarge { path: path.to_owned(), limit: RECORD_LIMIT };
    let length = file.metadata().map_err(failed("reading", path))?.len();
    if length > RECORD_LIMIT {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(RECORD_LIMIT + 1).read_to_end(&mut bytes).map_err(failed("reading", path))?;
    if bytes.len() as u64 > RECORD_LIMIT {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Locks the record in `dir` until the file that is returned is dropped. A file beside the record
/// is locked: on Windows a locked record could not even be looked at.
pub(super) fn lock(dir: &Path) -> Result<File, RecordError> {
    let path = dir.join("record.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(failed("locking", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(RecordError::Locked { path: dir.to_owned() }),
        Err(std::fs::TryLockError::Error(source)) => Err(failed("locking", &path)(source)),
    }
}

/// Writes a file that must not be there yet, and syncs it and its folder.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let write = || {
        let mut file = File::options().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        sync_folder_of(path)
    };
    write().map_err(failed("writing", path))
}

/// Puts a whole file in its place, or none.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let draft = PathBuf::from(name);
    let write = || {
        let mut file = File::create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&draft, path)?;
        sync_folder_of(path)
    };
    write().map_err(failed("writing", path))
}

/// Makes sure that a new name in a folder survives. Windows has no such call, and needs none.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
