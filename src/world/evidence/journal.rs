//! What a reading had read when it was broken off: the next one of the same folder goes on from
//! there.
//!
//! Text, in the folder of lists. Its first line names the folder, by a digest; every further line
//! is one file: a check over the rest of the line, the digest, the name, and what the system told
//! of the file. A line that its check does not hold ends the journal: whoever wrote it was killed.
//! It is there to save time. Whatever is wrong with it, the files are read again.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::content::FileRead;
use super::file::open_regular;
use super::name;
use super::stamp::Stamp;
use crate::world::here;
use crate::world::store;

/// How much may be read before it is written down: so much is read again after a kill.
const FLUSH_BYTES: u64 = 64 * 1024 * 1024;
const FLUSH_FILES: usize = 256;

/// A journal that is larger is not believed. A line takes some 200 bytes.
const SIZE_MAX: u64 = 512 * 1024 * 1024;

/// How many hex digits a check has: enough against a line that was cut or garbled.
const CHECK_DIGITS: usize = 16;

/// The files that are read already, and those that are being read.
pub(super) struct Journal {
    path: PathBuf,
    /// Its first line.
    header: String,
    /// By name: what the system told, and the digest.
    known: HashMap<Vec<u8>, (String, String)>,
    /// How much of what is there holds, in bytes.
    whole: u64,
    /// Open once something is written.
    file: Option<File>,
    pending: Vec<u8>,
    pending_files: usize,
    pending_bytes: u64,
    is_broken: bool,
}

impl Journal {
    /// Opens the journal of a folder that is going to be read, if there is one.
    pub(super) fn open(folder: &Path, lists: &Path) -> Self {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let sha256 = here::sha256(folder.as_os_str().as_encoded_bytes());
        let mut journal = Self {
            path: lists.join(format!("reading-{}.part", &sha256[..16])),
            header: format!("upgrade-wizard reading 1 {sha256}\n"),
            known: HashMap::new(),
            whole: 0,
            file: None,
            pending: Vec::new(),
            pending_files: 0,
            pending_bytes: 0,
            is_broken: false,
        };
        journal.load();
        journal
    }

    fn load(&mut self) {
        let Ok((file, metadata)) = open_regular(&self.path) else { return };
        let mut bytes = Vec::new();
        if metadata.len() > SIZE_MAX || file.take(SIZE_MAX).read_to_end(&mut bytes).is_err() {
            return;
        }
        let Some(mut rest) = bytes.strip_prefix(self.header.as_bytes()) else { return };
        self.whole = self.header.len() as u64;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line = str::from_utf8(&rest[..end]).ok();
            let Some((name, known)) = line.and_then(|line| self.read_line(line)) else { return };
            self.known.insert(name, known);
            self.whole += end as u64 + 1;
            rest = &rest[end + 1..];
        }
    }

    fn read_line(&self, line: &str) -> Option<(Vec<u8>, (String, String))> {
        let (check, rest) = line.split_once(' ')?;
        if check != self.check(rest) {
            return None;
        }
        let (sha256, rest) = rest.split_once(' ')?;
        let (name, stamp) = rest.split_once(' ')?;
        Some((name::decode(name)?, (stamp.to_owned(), sha256.to_owned())))
    }

    /// The same line checks differently in the journal of another folder.
    fn check(&self, rest: &str) -> String {
        let mut sha256 = here::sha256(format!("{}{rest}", self.header).as_bytes());
        sha256.truncate(CHECK_DIGITS);
        sha256
    }

    /// The digest of a file that was read, if it is still what it was then.
    pub(super) fn known(&self, name: &[u8], stamp: &Stamp) -> Option<String> {
        let (then, sha256) = self.known.get(name)?;
        (*then == stamp.line()).then(|| sha256.clone())
    }

    /// Writes down what is read. Not of a file that was changed just before: its times could stay
    /// the same through a further change.
    pub(super) fn note(&mut self, name: &[u8], read: &FileRead) {
        if read.is_racy || self.is_broken {
            return;
        }
        let (sha256, stamp) = (&read.reading.sha256, read.stamp.line());
        let rest = format!("{sha256} {} {stamp}", name::encode(name));
        let line = format!("{} {rest}\n", self.check(&rest));
        self.pending.extend(line.into_bytes());
        self.pending_files += 1;
        self.pending_bytes += read.reading.size_bytes;
        if self.pending_files >= FLUSH_FILES || self.pending_bytes >= FLUSH_BYTES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        // Without a journal a reading is as good, only not so quickly done again.
        self.is_broken |= self.append().is_err();
        self.pending.clear();
        (self.pending_files, self.pending_bytes) = (0, 0);
    }

    fn append(&mut self) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(self.create()?);
        }
        match &mut self.file {
            Some(file) => file.write_all(&self.pending),
            None => Ok(()),
        }
    }

    /// Opens what is there behind its last whole line, or makes it.
    fn create(&self) -> io::Result<File> {
        if let Some(lists) = self.path.parent() {
            fs::create_dir_all(lists)?;
        }
        let mut options = OpenOptions::new();
        options.write(true);
        store::keep_private(&mut options);
        if self.whole > 0 {
            let mut file = options.open(&self.path)?;
            file.set_len(self.whole)?;
            file.seek(SeekFrom::Start(self.whole))?;
            return Ok(file);
        }
        // What is there is no journal of ours; a link is taken away, not followed.
        if fs::symlink_metadata(&self.path).is_ok() {
            fs::remove_file(&self.path)?;
        }
        let mut file = options.create_new(true).open(&self.path)?;
        file.write_all(self.header.as_bytes())?;
        Ok(file)
    }

    /// Takes it away: what it was for is done.
    pub(super) fn remove(mut self) {
        self.pending.clear();
        self.file = None;
        if fs::symlink_metadata(&self.path).is_ok() {
            // One that stays is only not needed.
            drop(fs::remove_file(&self.path));
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.flush();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    use super::super::content::Reader;
    use super::super::{EvidenceError, Progress, look, read_and_save};
    use super::*;

    const SIZE: u64 = 5_000;

    /// What a file holds: so much of one byte.
    fn full_of(byte: u8) -> Vec<u8> {
        (0..SIZE).map(|_| byte).collect()
    }

    fn lines(journal: &[u8]) -> u64 {
        journal.split(|byte| *byte == b'\n').skip(1).count() as u64
    }

    struct Place {
        top: tempfile::TempDir,
    }

    impl Place {
        fn with(files: usize) -> Self {
            let place = Self { top: tempfile::tempdir().unwrap() };
            fs::create_dir_all(place.proof().join("in")).unwrap();
            for at in 0..files {
                place.write(at, &full_of(at.to_le_bytes()[0]));
            }
            place
        }

        fn proof(&self) -> PathBuf {
            self.top.path().join("proof")
        }

        fn lists(&self) -> PathBuf {
            self.top.path().join("lists")
        }

        fn journal(&self) -> PathBuf {
            Journal::open(&self.proof(), &self.lists()).path.clone()
        }

        /// Under another inode than before.
        fn write(&self, at: usize, bytes: &[u8]) {
            let new = self.top.path().join("new");
            fs::write(&new, bytes).unwrap();
            fs::rename(new, self.proof().join(Self::name(at))).unwrap();
        }

        fn name(at: usize) -> String {
            if at.is_multiple_of(3) { format!("in/{at}\n") } else { format!("{at}") }
        }

        /// Reads as if an hour had gone by; cancels where a further file than so many is begun.
        fn read(&self, files: usize) -> (Progress, Result<String, EvidenceError>) {
            let progress = Progress::default();
            let begun = AtomicUsize::new(0);
            let clock = || {
                if begun.fetch_add(1, Ordering::Relaxed) >= files {
                    progress.cancel();
                }
                Timestamp::now() + SignedDuration::from_hours(1)
            };
            let mut reader = Reader::new(&progress);
            reader.source.clock = &clock;
            let result = read_and_save(&self.proof(), &self.lists(), reader);
            let result = result.map(|evidence| evidence.sha256);
            (progress, result)
        }

        fn fresh(&self) -> String {
            look(&self.proof()).unwrap().sha256
        }

        /// Lines of the journal, its header aside.
        fn noted(&self) -> u64 {
            lines(&fs::read(self.journal()).unwrap()) - 1
        }
    }

    #[test]
    fn a_cancelled_reading_goes_on_where_it_was() {
        let place = Place::with(40);
        let (_, ended) = place.read(20);
        assert!(matches!(ended, Err(EvidenceError::Cancelled)), "{ended:?}");
        let noted = place.noted();
        assert!((10..=20).contains(&noted), "{noted}");
        // It may be broken off again and again.
        let (progress, ended) = place.read(10);
        assert!(ended.is_err() && progress.hashed_bytes() <= 10 * SIZE);
        let noted = place.noted();
        assert!((15..=30).contains(&noted), "{noted}");

        let (progress, digest) = place.read(usize::MAX);
        assert_eq!(progress.hashed_bytes(), (40 - noted) * SIZE);
        assert_eq!((progress.read_files(), progress.read_bytes()), (40, 40 * SIZE));
        assert_eq!(digest.unwrap(), place.fresh());
        assert!(!place.journal().exists());
    }

    #[test]
    fn of_what_is_handed_over_only_what_is_too_large_for_that_is_not_read_again() {
        let place = Place::with(9);
        // The first in the order of the names.
        place.write(1, &full_of(b'x').repeat(2));
        for (files, hashed) in [(4, 2 + 3), (usize::MAX, 8)] {
            let progress = Progress::default();
            let clock = || Timestamp::now() + SignedDuration::from_hours(1);
            let mut seen = Vec::new();
            let mut each = |content: super::super::Content| {
                seen.push(content.bytes.map(|bytes| bytes.len()));
                if seen.len() == files {
                    progress.cancel();
                }
            };
            let largest = full_of(b'x').len();
            let mut reader = Reader::handing_to(&progress, largest, &mut each);
            reader.source.clock = &clock;
            let ended = read_and_save(&place.proof(), &place.lists(), reader);
            assert_eq!(progress.hashed_bytes(), hashed * SIZE);
            let (first, rest) = seen.split_first().unwrap();
            assert!(first.is_none() && rest.iter().all(|size| *size == Some(largest)), "{seen:?}");
            match ended {
                Ok(evidence) => assert_eq!((seen.len(), evidence.sha256), (9, place.fresh())),
                Err(_) => assert_eq!((seen.len(), place.noted()), (4, 1)),
            }
        }
    }

    #[test]
    fn what_changed_in_between_is_read_again() {
        let place = Place::with(10);
        drop(place.read(9));
        let noted = place.noted();
        let known = Journal::open(&place.proof(), &place.lists());
        let at = (0..10).find(|at| known.known.contains_key(Place::name(*at).as_bytes())).unwrap();
        // Of the same size.
        place.write(at, &full_of(b'x'));
        let (progress, digest) = place.read(usize::MAX);
        assert_eq!(progress.hashed_bytes(), (10 - noted + 1) * SIZE);
        assert_eq!(digest.unwrap(), place.fresh());
    }

    #[test]
    fn a_file_that_was_changed_just_before_is_read_again() {
        let place = Place::with(4);
        let progress = Progress::default();
        let clock = Timestamp::now() - SignedDuration::from_hours(1);
        let clock = || clock;
        let mut reader = Reader::new(&progress);
        reader.source.clock = &clock;
        reader.keep(Journal::open(&place.proof(), &place.lists()));
        super::super::read_any(&place.proof(), &mut reader).unwrap();
        drop(reader);
        assert!(!place.journal().exists());
    }

    /// A journal of some files, as a killed reading leaves it, and how many they are.
    fn left_behind(place: &Place) -> (Vec<u8>, u64) {
        drop(place.read(8));
        (fs::read(place.journal()).unwrap(), place.noted())
    }

    #[test]
    fn a_journal_that_was_cut_or_garbled_saves_what_it_can_and_never_lies() {
        let place = Place::with(9);
        let (journal, noted) = left_behind(&place);
        let (fresh, path) = (place.fresh(), place.journal());
        for at in (0..journal.len()).step_by(37) {
            let mut garbled = journal.clone();
            garbled[at] ^= 1;
            for broken in [&journal[..at], &garbled] {
                fs::write(&path, broken).unwrap();
                let whole = lines(&broken[..at]);
                let (progress, digest) = place.read(usize::MAX);
                assert_eq!(digest.unwrap(), fresh, "{at}");
                let known = whole.saturating_sub(1).min(noted);
                assert_eq!(progress.hashed_bytes(), (9 - known) * SIZE, "{at}");
            }
        }
    }

    #[test]
    fn a_journal_that_was_cut_is_written_on_behind_its_last_whole_line() {
        let place = Place::with(30);
        let (journal, noted) = left_behind(&place);
        fs::write(place.journal(), &journal[..journal.len() - 3]).unwrap();
        drop(place.read(8));
        assert!(place.noted() > noted);
        let (noted, (progress, digest)) = (place.noted(), place.read(usize::MAX));
        assert_eq!(progress.hashed_bytes(), (30 - noted) * SIZE);
        assert_eq!(digest.unwrap(), place.fresh());
    }

    #[test]
    fn the_journal_of_another_folder_is_not_believed() {
        let (place, other) = (Place::with(9), Place::with(9));
        let (journal, _) = left_behind(&place);
        fs::create_dir_all(other.lists()).unwrap();
        fs::write(other.journal(), journal).unwrap();
        let (progress, digest) = other.read(usize::MAX);
        assert_eq!(progress.hashed_bytes(), 9 * SIZE);
        assert_eq!(digest.unwrap(), other.fresh());
    }

    #[test]
    fn a_reading_that_is_killed_loses_less_than_what_is_written_down_at_once() {
        let place = Place::with(1);
        let progress = Progress::default();
        let clock = || Timestamp::now() + SignedDuration::from_hours(1);
        let mut reader = Reader::new(&progress);
        reader.source.clock = &clock;
        let path = place.proof().join(Place::name(0));
        let mut read = reader.read(&path, b"x", SIZE).unwrap();
        let mut journal = Journal::open(&place.proof(), &place.lists());
        let name = Cell::new(0_u32);
        let mut note = |read: &FileRead| {
            name.set(name.get() + 1);
            journal.note(&name.get().to_le_bytes(), read);
        };
        let known = || Journal::open(&place.proof(), &place.lists()).known.len();
        (0..FLUSH_FILES - 1).for_each(|_| note(&read));
        assert_eq!(known(), 0);
        note(&read);
        assert_eq!(known(), FLUSH_FILES);
        read.reading.size_bytes = FLUSH_BYTES;
        note(&read);
        assert_eq!(known(), FLUSH_FILES + 1);
        // As a kill does.
        std::mem::forget(journal);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn going_on_gives_what_a_fresh_reading_gives(
            files in 1_usize..12,
            breaks in prop::collection::vec(0_usize..12, 0..3),
            changes in prop::collection::vec((0_usize..12, 0_usize..4), 0..6),
        ) {
            let place = Place::with(files);
            let mut changes = changes.into_iter();
            for files in breaks {
                drop(place.read(files));
                for (at, how) in changes.by_ref().take(2) {
                    match how {
                        0 => drop(fs::remove_file(place.proof().join(Place::name(at)))),
                        1 => place.write(at, &full_of(b'y')),
                        _ => place.write(at, &vec![b'z'; how * 10]),
                    }
                }
            }
            place.write(0, b"not empty");
            let (_, digest) = place.read(usize::MAX);
            prop_assert_eq!(digest.unwrap(), place.fresh());
        }
    }
}
