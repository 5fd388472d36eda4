//! Work that goes on beside a face.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::engine::{Evidence, Sensing};

use super::evidence::{EvidenceError, Progress};
use super::sensing;

/// Evidence that is being read on a thread of its own. Let go of, it is cancelled: nobody is left
/// who wants it.
#[must_use = "a reading that nobody keeps is cancelled"]
#[derive(Debug)]
pub struct Reading {
    path: PathBuf,
    progress: Arc<Progress>,
}

impl Reading {
    /// Begins to read a file or folder, as [`super::sensing::read`] does. `done` is called exactly
    /// once, on the thread that reads; after `cancel` as well, and then mostly with
    /// [`EvidenceError::Cancelled`].
    pub fn start(
        path: &Path,
        lists: &Path,
        sensing: Sensing,
        done: impl FnOnce(Result<Evidence, EvidenceError>) + Send + 'static,
    ) -> Self {
        let (from, lists) = (path.to_owned(), lists.to_owned());
        Self::start_with(
            path,
            move |progress| sensing::read(&from, &lists, &sensing, progress),
            done,
        )
    }

    fn start_with(
        path: &Path,
        work: impl FnOnce(&Progress) -> Result<Evidence, EvidenceError> + Send + 'static,
        done: impl FnOnce(Result<Evidence, EvidenceError>) + Send + 'static,
    ) -> Self {
        let path = path.to_owned();
        let progress = Arc::new(Progress::default());
        // Whoever comes first calls it: the thread, or we where none can be had.
        let done = Arc::new(Mutex::new(Some(done)));
        let take =
            |done: &Mutex<Option<_>>| done.lock().unwrap_or_else(PoisonError::into_inner).take();
        let job = {
            let (path, progress, done) = (path.clone(), Arc::clone(&progress), Arc::clone(&done));
            move || {
                let result = catch_unwind(AssertUnwindSafe(|| work(&progress)))
                    .unwrap_or(Err(EvidenceError::BrokeOff { path }));
                if let Some(done) = take(&done) {
                    done(result);
                }
            }
        };
        let started = thread::Builder::new().name("reading".to_owned()).spawn(job);
        if let Err(source) = started
            && let Some(done) = take(&done)
        {
            done(Err(EvidenceError::Unreadable { path: path.clone(), source }));
        }
        Self { path, progress }
    }

    /// What is read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes that are read, and bytes that there are: 0 until they are counted.
    pub fn progress(&self) -> (u64, u64) {
        (self.progress.read_bytes(), self.progress.total_bytes())
    }

    /// What tells the same wherever it is taken.
    pub fn watcher(&self) -> impl Fn() -> (u64, u64) + Send + 'static {
        let progress = Arc::clone(&self.progress);
        move || (progress.read_bytes(), progress.total_bytes())
    }

    /// The same in files.
    pub fn files(&self) -> (u64, u64) {
        (self.progress.read_files(), self.progress.total_files())
    }

    /// Ends the reading soon. It may have come to its end already.
    pub fn cancel(&self) {
        self.progress.cancel();
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;

    use super::*;

    type End = Result<Evidence, EvidenceError>;

    /// Reports the end of a reading through a channel.
    fn channel() -> (impl FnOnce(End) + Send + 'static, mpsc::Receiver<End>) {
        let (sender, receiver) = mpsc::channel();
        (move |result| sender.send(result).unwrap(), receiver)
    }

    /// Goes on until it is cancelled.
    fn until_cancelled(progress: &Progress) -> End {
        while !progress.is_cancelled() {
            thread::yield_now();
        }
        Err(EvidenceError::Cancelled)
    }

    #[test]
    fn what_is_read_beside_is_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (proof, lists) = (folder.path().join("proof"), folder.path().join("lists"));
        fs::create_dir(&proof).unwrap();
        for name in ["a", "b", "c"] {
            fs::write(proof.join(name), name.repeat(1000)).unwrap();
        }
        for (path, files, bytes) in [(proof.clone(), 3, 3000), (proof.join("a"), 1, 1000)] {
            let (done, end) = channel();
            let reading = Reading::start(&path, &lists, Sensing::default(), done);
            let evidence = end.recv().unwrap().unwrap();
            assert_eq!(evidence, super::super::evidence::look(&path).unwrap());
            assert_eq!(reading.progress(), (bytes, bytes));
            assert_eq!(reading.files(), (files, files));
            assert_eq!(reading.path(), path);
        }
        let (done, end) = channel();
        let reading = Reading::start(&folder.path().join("none"), &lists, Sensing::default(), done);
        let error = end.recv().unwrap().unwrap_err();
        assert!(matches!(error, EvidenceError::Missing { .. }), "{error}");
        assert_eq!(reading.progress(), (0, 0));
    }

    #[test]
    fn cancelling_or_letting_go_ends_a_reading() {
        let ways: [fn(Reading) -> Option<Reading>; 2] = [
            |reading| {
                reading.cancel();
                Some(reading)
            },
            |_| None,
        ];
        for way in ways {
            let (done, end) = channel();
            let kept = way(Reading::start_with(Path::new("x"), until_cancelled, done));
            let error = end.recv().unwrap().unwrap_err();
            assert!(matches!(error, EvidenceError::Cancelled), "{error}");
            drop(kept);
        }
    }

    #[test]
    fn a_reading_that_breaks_off_is_reported_like_any_other() {
        let (done, end) = channel();
        let broken = |_: &Progress| -> End { panic!("for the test") };
        let _kept = Reading::start_with(Path::new("x"), broken, done);
        let error = end.recv().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "The reading of `x` broke off; try again.");
    }
}
