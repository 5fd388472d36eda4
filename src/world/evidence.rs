//! Reads evidence once and safely: what it is, how large, its digest, when it was last changed.
//!
//! A file is opened without following links, read through that one handle, and compared before and
//! after: what changed while it was read is refused rather than recorded.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::engine::{Evidence, EvidenceKind};

use super::here::hex;

/// How much is read at a time, in bytes.
const BLOCK: usize = 256 * 1024;

/// Most entries of a folder.
const ENTRIES_MAX: usize = 1_000_000;

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
}

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReading {
    pub size_bytes: u64,
    /// Hex.
    pub sha256: String,
    pub modified: Option<Timestamp>,
}

/// Reads a file or a folder. The list of a folder's files is saved in `lists`, in the form of
/// `SHA256SUMS`, so that `sha256sum -c` can check it; its digest is the folder's.
pub fn read(path: &Path, lists: &Path) -> Result<Evidence, EvidenceError> {
    let (evidence, listing) = read_any(path)?;
    if let Some(listing) = listing {
        let unsaved = |source| EvidenceError::Unsaved { path: path.to_owned(), source };
        save(lists, &listing.name(), &listing.manifest).map_err(unsaved)?;
        save(lists, &listing.twin_name(), &listing.twin).map_err(unsaved)?;
    }
    Ok(evidence)
}

/// Reads a file or a folder and saves nothing.
pub fn look(path: &Path) -> Result<Evidence, EvidenceError> {
    read_any(path).map(|(evidence, _)| evidence)
}

/// The list of a folder's files.
struct Listing {
    /// In the form of `SHA256SUMS`.
    manifest: Vec<u8>,
    /// What that form cannot hold, a JSON object a line.
    twin: Vec<u8>,
    sha256: String,
}

impl Listing {
    fn name(&self) -> String {
        format!("{}.SHA256SUMS", &self.sha256[..16])
    }

    fn twin_name(&self) -> String {
        format!("{}.jsonl", &self.sha256[..16])
    }
}

fn read_any(path: &Path) -> Result<(Evidence, Option<Listing>), EvidenceError> {
    let metadata = fs::symlink_metadata(path).map_err(|source| unreadable(path, source))?;
    if metadata.is_dir() {
        let (evidence, listing) = read_folder(path, &metadata)?;
        return Ok((evidence, Some(listing)));
    }
    let reading = read_file(path)?;
    if reading.size_bytes == 0 {
        return Err(EvidenceError::Empty { path: path.to_owned() });
    }
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

/// Reads a file once, refusing links, devices, and files that change meanwhile.
pub fn read_file(path: &Path) -> Result<FileReading, EvidenceError> {
    let failed = |source| unreadable(path, source);
    let before = fs::symlink_metadata(path).map_err(failed)?;
    if before.file_type().is_symlink() {
        return Err(EvidenceError::Link { path: path.to_owned() });
    }
    if !before.is_file() {
        return Err(EvidenceError::Device { path: path.to_owned() });
    }
    let mut file = open(path).map_err(failed)?;
    let opened = file.metadata().map_err(failed)?;
    let mut digest = Sha256::new();
    let mut size_bytes = 0u64;
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block) {
            Ok(0) => break,
            Ok(read) => {
                digest.update(&block[..read]);
                size_bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
    let after = file.metadata().map_err(failed)?;
    let by_path = fs::symlink_metadata(path).map_err(failed)?;
    let stamps = [&before, &opened, &after, &by_path].map(stamp);
    if stamps.iter().any(|stamp| *stamp != stamps[0]) || size_bytes != after.len() {
        return Err(EvidenceError::Changed { path: path.to_owned() });
    }
    let sha256 = hex(&digest.finalize());
    Ok(FileReading { size_bytes, sha256, modified: modified(&after) })
}

/// What must not change while a file is read.
#[cfg(unix)]
fn stamp(metadata: &Metadata) -> [i128; 6] {
    use std::os::unix::fs::MetadataExt;
    [
        i128::from(metadata.dev()),
        i128::from(metadata.ino()),
        i128::from(metadata.len()),
        i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec()),
        i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec()),
        i128::from(metadata.mode()),
    ]
}

/// What must not change while a file is read.
#[cfg(windows)]
fn stamp(metadata: &Metadata) -> [u64; 4] {
    use std::os::windows::fs::MetadataExt;
    [
        metadata.file_size(),
        metadata.last_write_time(),
        metadata.creation_time(),
        u64::from(metadata.file_attributes()),
    ]
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(windows)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;
    /// Open a link itself rather than what it points to.
    const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
    OpenOptions::new().read(true).custom_flags(FILE_FLAG_OPEN_REPARSE_POINT).open(path)
}

/// One entry of a folder, by its path under it.
struct Entry {
    /// With `/` between the parts.
    name: Vec<u8>,
    reading: Result<FileReading, String>,
}

fn read_folder(path: &Path, metadata: &Metadata) -> Result<(Evidence, Listing), EvidenceError> {
    let mut entries = Vec::new();
    walk(path, &mut Vec::new(), &mut entries, path)?;
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let mut manifest = Vec::new();
    let mut twin = Vec::new();
    let (mut files, mut unread, mut size_bytes) = (0, 0, 0);
    for entry in &entries {
        match &entry.reading {
            Ok(reading) => {
                files += 1;
                size_bytes += reading.size_bytes;
                manifest.extend(sums_line(&entry.name, &reading.sha256));
            }
            Err(_) => unread += 1,
        }
        twin.extend(twin_line(entry));
    }
    if files == 0 {
        return Err(EvidenceError::Empty { path: path.to_owned() });
    }
    let sha256 = hex(&Sha256::digest(&manifest));
    let listing = Listing { manifest, twin, sha256: sha256.clone() };
    let evidence = Evidence {
        path: full(path),
        kind: EvidenceKind::Folder { manifest: listing.name(), files, unreadable: unread },
        size_bytes,
        sha256,
        modified: modified(metadata),
    };
    Ok((evidence, listing))
}

fn walk(
    folder: &Path,
    prefix: &mut Vec<u8>,
    entries: &mut Vec<Entry>,
    top: &Path,
) -> Result<(), EvidenceError> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(source) if prefix.is_empty() => return Err(unreadable(top, source)),
        Err(source) => {
            entries.push(Entry { name: prefix.clone(), reading: Err(source.to_string()) });
            return Ok(());
        }
    };
    for entry in listing {
        if entries.len() >= ENTRIES_MAX {
            return Err(EvidenceError::TooMany { path: top.to_owned(), limit: ENTRIES_MAX });
        }
        let entry = entry.map_err(|source| unreadable(top, source))?;
        let length = prefix.len();
        if length > 0 {
            prefix.push(b'/');
        }
        prefix.extend(entry.file_name().as_encoded_bytes());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            walk(&entry.path(), prefix, entries, top)?;
        } else {
            let reading = read_file(&entry.path()).map_err(|error| error.to_string());
            entries.push(Entry { name: prefix.clone(), reading });
        }
        prefix.truncate(length);
    }
    Ok(())
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

fn save(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let partial = folder.join(format!("{name}.partial"));
    let file = File::create(&partial)?;
    io::Write::write_all(&mut &file, bytes)?;
    file.sync_all()?;
    fs::rename(partial, folder.join(name))?;
    super::sessions::sync_folder(folder)
}

fn modified(metadata: &Metadata) -> Option<Timestamp> {
    let time = Timestamp::try_from(metadata.modified().ok()?).ok()?;
    Timestamp::from_second(time.as_second()).ok()
}

fn unreadable(path: &Path, source: io::Error) -> EvidenceError {
    match source.kind() {
        io::ErrorKind::NotFound => EvidenceError::Missing { path: path.to_owned() },
        _ => EvidenceError::Unreadable { path: path.to_owned(), source },
    }
}
