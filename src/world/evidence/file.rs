//! Reads one file safely: no link is followed, no device is waited for, and a file that changes
//! meanwhile is refused.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::error::unreadable;
use super::progress::Share;
use super::stamp::Stamp;
use super::{EvidenceError, Progress};
use crate::world::here::hex;

/// How much is read at a time, in bytes.
const BLOCK: usize = 256 * 1024;

/// Blocks that are read while others are hashed.
const AHEAD: usize = 3;

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReading {
    pub size_bytes: u64,
    /// Hex.
    pub sha256: String,
    pub modified: Option<Timestamp>,
}

/// Reads a file once, refusing links, devices, and files that change meanwhile.
pub fn read_file(path: &Path) -> Result<FileReading, EvidenceError> {
    let progress = Progress::default();
    read_blocks(path, &Share::of(&progress), &mut |_| {}).map(|(reading, _)| reading)
}

/// The same, telling what is read and handing over each block of it.
pub(super) fn read_blocks(
    path: &Path,
    share: &Share<'_>,
    take: &mut dyn FnMut(&[u8]),
) -> Result<(FileReading, Stamp), EvidenceError> {
    let failed = |source| unreadable(path, source);
    let before = inspect(path)?;
    let mut file = open(path).map_err(failed)?;
    let opened = file.metadata().map_err(failed)?;
    // No more room than the file takes: small files are many, and room costs time.
    let room = usize::try_from(opened.len()).unwrap_or(BLOCK).clamp(1, BLOCK);
    let (size_bytes, sha256) = digest(&mut file, path, share, room, take)?;
    let after = file.metadata().map_err(failed)?;
    let by_path = fs::symlink_metadata(path).map_err(failed)?;
    let stamp = Stamp::of(&after);
    let line = stamp.line();
    let is_same = |metadata: &Metadata| Stamp::of(metadata).line() == line;
    if ![&before, &opened, &by_path].into_iter().all(is_same) || size_bytes != after.len() {
        return Err(EvidenceError::Changed { path: path.to_owned() });
    }
    Ok((FileReading { size_bytes, sha256, modified: modified(&after) }, stamp))
}

/// Opens a regular file to read the beginning of it.
pub(in crate::world) fn open_regular(path: &Path) -> Result<(File, Metadata), EvidenceError> {
    let failed = |source| unreadable(path, source);
    inspect(path)?;
    let file = open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    // Another may have come in its place since it was looked at.
    if metadata.is_file() {
        Ok((file, metadata))
    } else {
        Err(EvidenceError::Changed { path: path.to_owned() })
    }
}

/// Makes sure, without opening it, that a path names a regular file and no link to one.
pub(super) fn inspect(path: &Path) -> Result<Metadata, EvidenceError> {
    let metadata = fs::symlink_metadata(path).map_err(|source| unreadable(path, source))?;
    if metadata.file_type().is_symlink() {
        return Err(EvidenceError::Link { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(EvidenceError::Device { path: path.to_owned() });
    }
    Ok(metadata)
}

/// Size in bytes and SHA-256, in hex, of all that there is to read, `room` bytes at a time.
fn digest(
    file: &mut (impl Read + Send),
    path: &Path,
    share: &Share<'_>,
    room: usize,
    take: &mut dyn FnMut(&[u8]),
) -> Result<(u64, String), EvidenceError> {
    let mut digest = Sha256::new();
    let mut size_bytes = 0u64;
    let mut hash = |block: &[u8]| {
        digest.update(block);
        take(block);
        size_bytes += block.len() as u64;
        share.add(block.len() as u64);
    };
    if room < BLOCK {
        let mut block = vec![0; room];
        loop {
            share.still_wanted()?;
            match read(file, path, &mut block)? {
                0 => break,
                read => hash(&block[..read]),
            }
        }
    } else {
        read_ahead(file, path, &mut |block| {
            share.still_wanted()?;
            hash(block);
            Ok(())
        })?;
    }
    Ok((size_bytes, hex(&digest.finalize())))
}

/// Reads on while the block before is hashed: reading and hashing a large file take as long as the
/// slower of the two.
fn read_ahead(
    file: &mut (impl Read + Send),
    path: &Path,
    hash: &mut dyn FnMut(&[u8]) -> Result<(), EvidenceError>,
) -> Result<(), EvidenceError> {
    let (full, blocks) = mpsc::sync_channel(AHEAD);
    let (empty, used) = mpsc::channel();
    for _ in 0..AHEAD {
        let _there_is_room = empty.send(vec![0; BLOCK]);
    }
    // What is moved in is let go of when nobody wants any more; then the other thread ends too.
    thread::scope(move |scope| {
        scope.spawn(move || {
            for mut block in used {
                let read = read(file, path, &mut block);
                let is_last = !matches!(read, Ok(1..));
                if full.send(read.map(|read| (block, read))).is_err() || is_last {
                    return;
                }
            }
        });
        for filled in blocks {
            let (block, read) = filled?;
            hash(&block[..read])?;
            let _reading_has_ended = empty.send(block);
        }
        Ok(())
    })
}

/// Reads some of a file; nothing at its end.
fn read(file: &mut impl Read, path: &Path, block: &mut [u8]) -> Result<usize, EvidenceError> {
    loop {
        match file.read(block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read.map_err(|error| unreadable(path, error)),
        }
    }
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

/// When a file was last changed, in whole seconds.
pub(in crate::world) fn modified(metadata: &Metadata) -> Option<Timestamp> {
    let time = Timestamp::try_from(metadata.modified().ok()?).ok()?;
    Timestamp::from_second(time.as_second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives zeros without end, and cancels once it has given so many blocks.
    struct Endless<'a> {
        blocks: u64,
        progress: &'a Progress,
    }

    impl Read for Endless<'_> {
        fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
            self.blocks -= 1;
            if self.blocks == 0 {
                self.progress.cancel();
            }
            Ok(block.len())
        }
    }

    #[test]
    fn a_reading_ends_with_the_block_in_which_it_is_cancelled() {
        for blocks in [1, 3] {
            let progress = Progress::default();
            progress.expect(1, u64::MAX);
            let mut endless = Endless { blocks, progress: &progress };
            let share = Share::of(&progress);
            let ended = digest(&mut endless, Path::new("endless"), &share, BLOCK - 1, &mut |_| {});
            assert!(matches!(ended, Err(EvidenceError::Cancelled)), "{ended:?}");
            assert_eq!(progress.read_bytes(), blocks * (BLOCK as u64 - 1));
        }
    }

    #[test]
    fn the_digest_is_that_of_the_bytes_however_many_blocks() {
        let folder = tempfile::tempdir().unwrap();
        for size in [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 1] {
            let path = folder.path().join(size.to_string());
            let bytes = vec![b'x'; size];
            fs::write(&path, &bytes).unwrap();
            let progress = Progress::default();
            progress.expect(1, size as u64);
            let mut taken = Vec::new();
            let mut take = |block: &[u8]| taken.extend_from_slice(block);
            let (reading, _) = read_blocks(&path, &Share::of(&progress), &mut take).unwrap();
            assert_eq!(taken, bytes, "{size} bytes");
            assert_eq!(reading.sha256, crate::world::here::sha256(&bytes), "{size} bytes");
            assert_eq!(reading.size_bytes, size as u64);
            assert_eq!(progress.read_bytes(), size as u64);
        }
    }

    #[test]
    fn what_is_no_regular_file_is_refused_before_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| {
            let (read, opened) = (read_file(path).unwrap_err(), open_regular(path).unwrap_err());
            assert_eq!(read.to_string(), opened.to_string());
            read.to_string()
        };
        assert!(told(folder.path()).contains("not a file"));
        assert!(told(&folder.path().join("none")).contains("does not exist"));
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink("/etc/hosts", &link).unwrap();
            assert!(told(&link).contains("is a link"));
            assert!(told(Path::new("/dev/zero")).contains("is a device"));
        }
    }
}
