//! What became of a piece of evidence since it was attached.
//!
//! Everything is read again: sizes and times are easily made what they were, and prove nothing.

use std::fs;
use std::io;
use std::path::Path;

use super::content::Reader;
use super::differences::Differences;
use super::error::unreadable;
use super::folder::read_folder;
use super::list::List;
use super::saved::Saved;
use super::{Content, EvidenceError, Progress, modified, read_one};
use crate::engine::{Evidence, EvidenceKind};

/// Most entries of a folder among which a file is looked for that is not where it was.
const NEIGHBOURS_MAX: usize = 1_000;

/// What became of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Now {
    /// The same content; of a folder, all that could be read of it then.
    Unchanged,
    /// The same content, with another time.
    Touched,
    Changed(After),
    /// Less than there was, which of a backup is the worst news: of a folder, that one of its files
    /// is smaller or gone.
    Shrunk(After),
    /// Not where it was, but the same bytes lie in the same folder.
    Moved {
        /// The name there. Foreign text.
        to: String,
    },
    Gone,
    Unreadable {
        /// A sentence. Foreign text.
        why: String,
    },
}

/// What a piece is that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Hex; of a folder, what its list would have now.
    pub sha256: String,
    pub size_bytes: u64,
    /// Of a folder whose list of then is whole.
    pub differences: Option<Differences>,
}

impl Now {
    /// One word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unchanged | Self::Touched => "unchanged",
            Self::Changed(_) => "changed",
            Self::Shrunk(_) => "shrunk",
            Self::Moved { .. } => "moved",
            Self::Gone => "gone",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

/// Reads a piece again and compares it with what is on record. `lists` is where the lists of
/// folders were saved. Opens whatever path the record names: whether it may be opened at all, one
/// of another machine for instance, is for the caller to say.
pub fn compare(then: &Evidence, lists: &Path, progress: &Progress) -> Now {
    now(then, lists, &mut Reader::new(progress))
}

/// The same, handing each file over to `each` as [`super::look_into`] does.
pub fn compare_into(
    then: &Evidence,
    lists: &Path,
    largest: usize,
    progress: &Progress,
    each: &mut dyn FnMut(Content),
) -> Now {
    now(then, lists, &mut Reader::handing_to(progress, largest, each))
}

fn now(then: &Evidence, lists: &Path, reader: &mut Reader<'_>) -> Now {
    let result = match then.kind {
        EvidenceKind::File => file(then, reader),
        EvidenceKind::Folder { .. } => folder(then, lists, reader),
    };
    result.unwrap_or_else(|error| match error {
        // A record holds paths as text.
        EvidenceError::Missing { path } if then.path.contains('\u{FFFD}') => {
            let why = format!("`{}` stands for a name that is not text.", path.display());
            Now::Unreadable { why }
        }
        EvidenceError::Missing { .. } => Now::Gone,
        EvidenceError::Cancelled => {
            Now::Unreadable { why: "The reading was cancelled.".to_owned() }
        }
        error => Now::Unreadable { why: error.to_string() },
    })
}

fn file(then: &Evidence, reader: &mut Reader<'_>) -> Result<Now, EvidenceError> {
    let path = Path::new(&then.path);
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            let why = format!("`{}` is a folder now.", path.display());
            return Ok(Now::Unreadable { why });
        }
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match moved(path, then, reader)? {
                Some(to) => Ok(Now::Moved { to }),
                None => Err(unreadable(path, error)),
            };
        }
        Err(error) => return Err(unreadable(path, error)),
    };
    let reading = read_one(path, metadata.len(), reader)?;
    if reading.sha256 == then.sha256 {
        return Ok(same(reading.modified == then.modified));
    }
    let after = After { sha256: reading.sha256, size_bytes: reading.size_bytes, differences: None };
    let is_shrunk = after.size_bytes < then.size_bytes;
    Ok(if is_shrunk { Now::Shrunk(after) } else { Now::Changed(after) })
}

fn same(is_of_the_same_time: bool) -> Now {
    if is_of_the_same_time { Now::Unchanged } else { Now::Touched }
}

/// Looks for the same bytes in the same folder. Only what has the very size is read.
fn moved(
    path: &Path,
    then: &Evidence,
    reader: &Reader<'_>,
) -> Result<Option<String>, EvidenceError> {
    let Some(Ok(listing)) = path.parent().map(fs::read_dir) else { return Ok(None) };
    let mut candidates = Vec::new();
    for entry in listing.take(NEIGHBOURS_MAX).filter_map(Result::ok) {
        let metadata = entry.metadata().ok().filter(fs::Metadata::is_file);
        if metadata.is_some_and(|metadata| metadata.len() == then.size_bytes) {
            candidates.push((entry.file_name(), entry.path()));
        }
    }
    candidates.sort();
    let files = candidates.len() as u64;
    reader.source.progress.expect(files, files * then.size_bytes);
    for (name, path) in candidates {
        match reader.source.read(&path, name.as_encoded_bytes(), then.size_bytes) {
            Ok(read) if read.reading.sha256 == then.sha256 => {
                return Ok(Some(name.to_string_lossy().into_owned()));
            }
            Err(EvidenceError::Cancelled) => return Err(EvidenceError::Cancelled),
            // What cannot be read is nobody's copy.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(None)
}

fn folder(then: &Evidence, lists: &Path, reader: &mut Reader<'_>) -> Result<Now, EvidenceError> {
    let path = Path::new(&then.path);
    let metadata = fs::symlink_metadata(path).map_err(|source| unreadable(path, source))?;
    if !metadata.is_dir() {
        let why = format!("`{}` is no folder any more.", path.display());
        return Ok(Now::Unreadable { why });
    }
    let list = List::new(read_folder(path, reader)?);
    let saved = Saved::load(then, lists);
    if list.sha256 == then.sha256 {
        let of_then = saved.as_ref().is_none_or(|saved| has_times_of(&list, saved));
        return Ok(same(of_then && modified(&metadata) == then.modified));
    }
    let differences = saved.map(|saved| Differences::between(&saved, &list));
    let after = After { sha256: list.sha256.clone(), size_bytes: list.size_bytes(), differences };
    let is_shrunk = match &after.differences {
        Some(differences) => differences.are_losses(),
        None => after.size_bytes < then.size_bytes,
    };
    Ok(if is_shrunk { Now::Shrunk(after) } else { Now::Changed(after) })
}

/// Whether each file was last changed when its list says, to the second.
fn has_times_of(list: &List, saved: &Saved) -> bool {
    list.entries.iter().all(|entry| {
        let (Ok(read), Some(then)) = (&entry.what, saved.details.get(&entry.name)) else {
            return true;
        };
        let seconds = |time: Option<jiff::Timestamp>| time.map(jiff::Timestamp::as_second);
        seconds(read.reading.modified) == seconds(then.modified)
    })
}

#[cfg(test)]
mod tests;
