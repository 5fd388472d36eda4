//! How far a reading has come, and whether anybody still wants it.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::EvidenceError;

/// Shared between who reads and who looks on. The numbers are for the eye: nothing waits for them.
#[derive(Debug, Default)]
pub struct Progress {
    read_bytes: AtomicU64,
    total_bytes: AtomicU64,
    /// Of these, what this reading read itself.
    hashed_bytes: AtomicU64,
    read_files: AtomicU64,
    total_files: AtomicU64,
    is_cancelled: AtomicBool,
}

impl Progress {
    /// Bytes that are read. Never more than there are in total.
    pub fn read_bytes(&self) -> u64 {
        self.read_bytes.load(Ordering::Relaxed).min(self.total_bytes())
    }

    /// Bytes that there are to read; 0 until they are counted.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes.load(Ordering::Relaxed)
    }

    /// Bytes that this reading read itself. What an earlier one had read that was broken off, and
    /// what could not be read, is missing here.
    pub fn hashed_bytes(&self) -> u64 {
        self.hashed_bytes.load(Ordering::Relaxed)
    }

    /// Files that are done with, whether or not they could be read.
    pub fn read_files(&self) -> u64 {
        self.read_files.load(Ordering::Relaxed)
    }

    /// Files that there are; 0 until they are counted.
    pub fn total_files(&self) -> u64 {
        self.total_files.load(Ordering::Relaxed)
    }

    /// Ends the reading at the next block, which is at most a quarter of a megabyte away.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Fails once the reading is not wanted any more.
    pub(super) fn still_wanted(&self) -> Result<(), EvidenceError> {
        if self.is_cancelled() { Err(EvidenceError::Cancelled) } else { Ok(()) }
    }

    /// What is going to be read.
    pub(super) fn expect(&self, files: u64, bytes: u64) {
        self.total_files.store(files, Ordering::Relaxed);
        self.total_bytes.store(bytes, Ordering::Relaxed);
    }
}

/// What one file adds to the progress.
pub(super) struct Share<'a> {
    progress: &'a Progress,
    added: Cell<u64>,
}

impl<'a> Share<'a> {
    pub(super) fn of(progress: &'a Progress) -> Self {
        Self { progress, added: Cell::new(0) }
    }

    /// Fails once the reading is not wanted any more.
    pub(super) fn still_wanted(&self) -> Result<(), EvidenceError> {
        self.progress.still_wanted()
    }

    pub(super) fn add(&self, bytes: u64) {
        self.added.set(self.added.get() + bytes);
        self.progress.hashed_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.progress.read_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// The file is done with. `bytes` is what was expected of it: one that could not be read to its
    /// end counts as if it had been, and so does one that was read before.
    pub(super) fn done(self, bytes: u64) {
        let added = self.added.get();
        let read_bytes = &self.progress.read_bytes;
        if bytes >= added {
            read_bytes.fetch_add(bytes - added, Ordering::Relaxed);
        } else {
            read_bytes.fetch_sub(added - bytes, Ordering::Relaxed);
        }
        self.progress.read_files.fetch_add(1, Ordering::Relaxed);
    }
}
