//! The list of a folder's files as it was saved when the folder was attached.

use std::collections::HashMap;
use std::path::Path;

use super::EvidenceError;
use super::file::read_blocks;
use super::list::{parse_sums, twin_of};
use super::progress::{Progress, Share};
use super::twin::{self, Details};
use crate::engine::{Evidence, EvidenceKind};

/// What became of a file that belongs to a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListedAs {
    /// It has the digest that is on record.
    Whole,
    /// It is there, and the record says nothing of its digest: it was saved by an older version.
    Unbound,
    /// It has another digest.
    Altered {
        /// What it has now, in hex.
        sha256: String,
    },
    Missing,
    Unreadable {
        /// A sentence.
        why: String,
    },
}

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// `SHA256SUMS`.
    pub manifest: ListedAs,
    /// The details beside it.
    pub twin: ListedAs,
}

/// Whether the list of a folder that was attached is still what is on record. None of a file, which
/// has none. A name that a list cannot have is looked for nowhere: it came out of a record.
pub fn listed(then: &Evidence, lists: &Path) -> Option<Listed> {
    let EvidenceKind::Folder { manifest, .. } = &then.kind else { return None };
    let Some((twin, digits)) = twin_of(manifest) else {
        return Some(Listed { manifest: ListedAs::Missing, twin: ListedAs::Missing });
    };
    Some(Listed {
        manifest: held(&lists.join(manifest), Some(&then.sha256)).0,
        twin: held(&lists.join(twin), digits).0,
    })
}

/// Reads one part of a list, and gives its bytes unless it is altered.
fn held(path: &Path, digits: Option<&str>) -> (ListedAs, Option<Vec<u8>>) {
    let mut bytes = Vec::new();
    let progress = Progress::default();
    let mut take = |block: &[u8]| bytes.extend_from_slice(block);
    let sha256 = match read_blocks(path, &Share::of(&progress), &mut take) {
        Ok((reading, _)) => reading.sha256,
        Err(EvidenceError::Missing { .. }) => return (ListedAs::Missing, None),
        Err(error) => return (ListedAs::Unreadable { why: error.to_string() }, None),
    };
    match digits {
        None => (ListedAs::Unbound, Some(bytes)),
        Some(digits) if !digits.is_empty() && sha256.starts_with(digits) => {
            (ListedAs::Whole, Some(bytes))
        }
        Some(_) => (ListedAs::Altered { sha256 }, None),
    }
}

/// A list that is what it was.
pub(super) struct Saved {
    /// Names and digests, in the order of the names.
    pub(super) sums: Vec<(Vec<u8>, String)>,
    /// By name. Empty where the twin is not to be had.
    pub(super) details: HashMap<Vec<u8>, Details>,
}

impl Saved {
    /// None where the manifest is not to be had, or not what it was.
    pub(super) fn load(then: &Evidence, lists: &Path) -> Option<Self> {
        let EvidenceKind::Folder { manifest, .. } = &then.kind else { return None };
        let (twin, digits) = twin_of(manifest)?;
        let (_, sums) = held(&lists.join(manifest), Some(&then.sha256));
        let (_, details) = held(&lists.join(twin), digits);
        let details = details.and_then(|bytes| twin::parse(&bytes)).unwrap_or_default();
        Some(Self { sums: parse_sums(&sums?)?, details })
    }
}
