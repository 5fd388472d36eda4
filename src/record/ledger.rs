//! This machine's memory of how far each run had come.
//!
//! No file can show by itself that it was replaced by an older copy: the copy is genuine. So after
//! each record one line, `run lines sha256`, is added to a file elsewhere on the machine, and a
//! run that is taken up is compared with the last such line. A machine that has not seen the run
//! says nothing either way.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::chain::sha256;
use super::disk::failed;
use super::error::RecordError;

/// What a resumption puts on record of its ledger.
pub(super) const NONE: &str = "none";
const NEW: &str = "new";
const AGREES: &str = "agrees";
pub(super) const OVERRIDDEN: &str = "overridden";

/// The ledger of one machine, shared by all its runs.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
    overridden: bool,
}

/// How a record differs from what this machine remembers of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rollback {
    #[error("this machine remembers {saw} lines of it, and there are only {has}")]
    Shorter { saw: u64, has: u64 },
    #[error("its first {saw} lines are not those that this machine remembers")]
    Forked { saw: u64 },
}

impl Ledger {
    /// The ledger in that file, which is made when there is something to remember.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), overridden: false }
    }

    /// The same ledger, but what it remembers does not stand in the way. The resumption says so in
    /// the record, signed.
    #[must_use]
    pub fn overridden(self) -> Self {
        Self { overridden: true, ..self }
    }

    /// Compares a record with what is remembered of its run; returns the word for the resumption.
    pub(super) fn compare(&self, run: &str, record: &[u8]) -> Result<&'static str, LedgerError> {
        // A damaged line is passed over like a torn one: it must not be in the way of every run.
        let text = match std::fs::read(&self.path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(NEW),
            Err(source) => return Err(failed("reading the ledger", &self.path)(source).into()),
        };
        let Some((saw, hash)) = last_of(&text, run) else { return Ok(NEW) };
        match judge(saw, hash, record) {
            Ok(()) => Ok(AGREES),
            Err(_) if self.overridden => Ok(OVERRIDDEN),
            Err(rollback) => Err(rollback.into()),
        }
    }

    /// What this machine remembers otherwise of a run than a record of it says; none where it
    /// agrees or the machine has not seen the run.
    pub fn contradicts(&self, run: &str, record: &[u8]) -> Option<Rollback> {
        let text = String::from_utf8_lossy(&std::fs::read(&self.path).ok()?).into_owned();
        let (saw, hash) = last_of(&text, run)?;
        judge(saw, hash, record).err()
    }

    /// Every run that this machine remembers, with the lines it had last, in the order in which
    /// they were first seen. What cannot be read is passed over: the ledger proves nothing by
    /// itself.
    pub fn runs(&self) -> Vec<(String, u64)> {
        let text =
            String::from_utf8_lossy(&std::fs::read(&self.path).unwrap_or_default()).into_owned();
        let mut runs: Vec<(String, u64)> = Vec::new();
        for line in text.lines() {
            let mut words = line.split(' ');
            let (Some(run), Some(Ok(lines))) = (words.next(), words.next().map(str::parse)) else {
                continue;
            };
            match runs.iter_mut().find(|(known, _)| known == run) {
                Some((_, known)) => *known = lines,
                None => runs.push((run.to_owned(), lines)),
            }
        }
        runs
    }

    /// Adds how far a run has come. Others see it when this returns; it is on disk when what comes
    /// back has been waited for.
    pub(super) fn remember(&self, run: &str, lines: u64, hash: &str) -> io::Result<Syncing> {
        let mut file = File::options().create(true).append(true).open(&self.path)?;
        // A line of its own even if a crash left half a line above.
        file.write_all(format!("\n{run} {lines} {hash}\n").as_bytes())?;
        Syncing::begin(file)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// A line of the ledger on its way to the disk, beside whoever goes on meanwhile.
pub(super) struct Syncing(Option<JoinHandle<io::Result<()>>>);

impl Syncing {
    fn begin(file: File) -> io::Result<Self> {
        let file = Arc::new(file);
        let same = Arc::clone(&file);
        let beside = thread::Builder::new().name("ledger".to_owned());
        match beside.spawn(move || same.sync_data()) {
            Ok(thread) => Ok(Self(Some(thread))),
            // Where no thread can be had, it is waited for here.
            Err(_) => file.sync_data().map(|()| Self(None)),
        }
    }

    /// Waits until it is on disk.
    pub(super) fn wait(self) -> io::Result<()> {
        let Some(thread) = self.0 else { return Ok(()) };
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Why a record does not pass its ledger.
#[derive(Debug, thiserror::Error)]
pub(super) enum LedgerError {
    #[error(transparent)]
    Rollback(#[from] Rollback),
    #[error(transparent)]
    Unreadable(#[from] RecordError),
}

/// The last whole line about a run.
fn last_of<'a>(text: &'a str, run: &str) -> Option<(u64, &'a str)> {
    text.split_inclusive('\n').rev().filter_map(|line| line.strip_suffix('\n')).find_map(|line| {
        let mut words = line.split(' ');
        if words.next() != Some(run) {
            return None;
        }
        let (lines, hash) = (words.next()?.parse().ok()?, words.next()?);
        (hash.len() == 71 && words.next().is_none()).then_some((lines, hash))
    })
}

fn judge(saw: u64, hash: &str, record: &[u8]) -> Result<(), Rollback> {
    let (mut has, mut length) = (0, 0);
    for line in record.split_inclusive(|byte| *byte == b'\n') {
        if has == saw {
            break;
        }
        has += 1;
        length += line.len();
    }
    if has < saw {
        return Err(Rollback::Shorter { saw, has });
    }
    if super::chain::named(&sha256(&record[..length])) == hash {
        Ok(())
    } else {
        Err(Rollback::Forked { saw })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_or_another_record_is_told_from_the_one_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::at(&dir.path().join("ledger"));
        let hash = |text: &[u8]| super::super::chain::named(&sha256(text));
        assert_eq!(ledger.compare("r", b"a\n").unwrap(), NEW, "no ledger yet");
        ledger.remember("r", 1, &hash(b"a\n")).unwrap();
        ledger.remember("r", 3, &hash(b"a\nb\nc\n")).unwrap();
        ledger.remember("other", 9, &hash(b"x")).unwrap();
        std::fs::OpenOptions::new()
            .append(true)
            .open(ledger.path())
            .and_then(|mut file| file.write_all(b"r 99 sha256:torn"))
            .unwrap();
        let table: [(&[u8], Result<&str, &str>); 5] = [
            (b"a\nb\nc\n", Ok(AGREES)),
            (b"a\nb\nc\nd\n", Ok(AGREES)),
            (b"a\nb\n", Err("remembers 3 lines of it, and there are only 2")),
            (b"a\nX\nc\n", Err("first 3 lines are not those")),
            (b"", Err("only 0")),
        ];
        for (record, expected) in table {
            let found = ledger.compare("r", record).map_err(|error| error.to_string());
            match (&found, expected) {
                (Ok(word), Ok(expected)) => assert_eq!(*word, expected),
                (Err(why), Err(expected)) => assert!(why.contains(expected), "{why}"),
                _ => panic!("{record:?}: {found:?}"),
            }
            let overridden = ledger.clone().overridden().compare("r", record).unwrap();
            assert_eq!(overridden, expected.unwrap_or(OVERRIDDEN));
        }
        assert_eq!(ledger.compare("new", b"").unwrap(), NEW);
        ledger.remember("r", 4, &hash(b"a\nb\nc\nd\n")).unwrap();
        assert!(ledger.compare("r", b"a\nb\nc\n").is_err(), "a torn line is not in the way");
    }
}
