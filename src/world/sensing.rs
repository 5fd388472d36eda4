//! Reads evidence with the sensors of its step: what is hashed is what they saw.

use std::path::Path;

use crate::engine::{Evidence, EvidenceKind, Reading, ReadingVerdict, Sensing, Value};
use crate::sensor::{self, Context, Several};

use super::evidence::{self, Content, EvidenceError, Progress};

/// Largest file that a sensor is given, in bytes. What is larger is hashed and not read.
pub const FILE_MAX: usize = 64 * 1024 * 1024;

/// Values and findings of one reading that go on record.
const KEPT_MAX: usize = 200;

/// Reads a file or folder as evidence, and has the sensors of its step read it.
///
/// Fails where nothing can be read, or it is a backup that lies where no backup may (Q256586).
pub fn read(
    path: &Path,
    lists: &Path,
    sensing: &Sensing,
    progress: &Progress,
) -> Result<Evidence, EvidenceError> {
    if sensing.is_backup {
        must_be_fit(path)?;
    }
    if sensing.kinds.is_empty() {
        return evidence::read_watched(path, lists, progress);
    }
    let mut senses = Senses::new(sensing, path.is_dir());
    let mut each = |content| senses.take(content);
    let evidence = evidence::read_into(path, lists, FILE_MAX, progress, &mut each)?;
    Ok(senses.finish(evidence))
}

/// Refuses a folder that cannot be a backup where it lies (Q256586).
fn must_be_fit(path: &Path) -> Result<(), EvidenceError> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let around = evidence::around(&absolute);
    let around: Vec<_> = around.iter().map(String::as_str).collect();
    match evidence::unfit_backup(&absolute.display().to_string(), &around) {
        Some(why) if path.is_dir() => Err(EvidenceError::Unfit { path: path.to_owned(), why }),
        _ => Ok(()),
    }
}

/// The sensors of a step, while the files of one piece of evidence go by.
pub(super) struct Senses<'a> {
    sensing: &'a Sensing,
    is_folder: bool,
    several: Vec<Several<'a>>,
    readings: Vec<Reading>,
}

impl<'a> Senses<'a> {
    pub(super) fn new(sensing: &'a Sensing, is_folder: bool) -> Self {
        let several = if is_folder {
            sensing.kinds.iter().map(|kind| Several::new(*kind, sensing.context())).collect()
        } else {
            Vec::new()
        };
        Self { sensing, is_folder, several, readings: Vec::new() }
    }

    pub(super) fn take(&mut self, file: Content) {
        let Content { name, reading, bytes: read } = file;
        let Some(bytes) = read else {
            self.several.iter_mut().for_each(Several::skip);
            return;
        };
        if self.is_folder {
            for several in &mut self.several {
                several.add(&name, reading.modified, &bytes);
            }
            return;
        }
        let context = Context {
            modified: reading.modified,
            file_name: Some(name.as_str()),
            ..self.sensing.context()
        };
        let kinds = self.sensing.kinds.iter();
        self.readings = kinds.map(|kind| sensor::read(*kind, &bytes, &context)).collect();
    }

    /// The evidence with what the sensors made of it: every reading that is recognised, or one
    /// that says that none is.
    pub(super) fn finish(self, evidence: Evidence) -> Evidence {
        Evidence { readings: self.readings(&evidence), ..evidence }
    }

    pub(super) fn readings(mut self, evidence: &Evidence) -> Vec<Reading> {
        if let EvidenceKind::Folder { unreadable, .. } = evidence.kind {
            for several in &mut self.several {
                (0..unreadable).for_each(|_| several.skip());
            }
        }
        let of_folder = self.several.into_iter().map(Several::finish);
        let all: Vec<_> = self.readings.into_iter().chain(of_folder).map(kept).collect();
        let is_known = |it: &&Reading| it.verdict != ReadingVerdict::NotRecognised;
        let known: Vec<_> = all.iter().filter(is_known).cloned().collect();
        if known.is_empty() { all.into_iter().take(1).collect() } else { known }
    }
}

/// A reading as it goes on record: however large the hierarchy, a line holds it.
fn kept(mut reading: Reading) -> Reading {
    let over = reading.values.len().saturating_sub(KEPT_MAX);
    if over > 0 {
        reading.values.truncate(KEPT_MAX);
        reading.values.push(("more_values".to_owned(), Value::Number(over as u64)));
    }
    let Reading { values, needed, .. } = &mut reading;
    needed.retain(|(key, _)| values.iter().any(|(name, _)| name == key));
    reading.findings.truncate(KEPT_MAX);
    reading
}
