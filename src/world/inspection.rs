//! Evidence read again before a point of no return: what became of each piece since.

use std::path::Path;

use crate::engine::{After, Evidence, Piece, Since, ToRead};

use super::evidence::{self, Differences, Now, Progress, compare_into};
use super::sensing::{FILE_MAX, Senses};

/// Reads every piece again, and has the sensors of its step read it.
pub fn read_again(pieces: &[ToRead], lists: &Path, progress: &Progress) -> Vec<Piece> {
    pieces.iter().map(|piece| again(piece, lists, progress)).collect()
}

/// Whether a piece is, by size or time, not what is on record. Of a folder only its own time is
/// looked at: what is in it was read a moment ago.
pub fn looks_changed(pieces: &[ToRead]) -> bool {
    pieces.iter().any(|ToRead { then, .. }| {
        let Ok(metadata) = std::fs::symlink_metadata(&then.path) else { return true };
        let is_other_size = metadata.is_file() && metadata.len() != then.size_bytes;
        is_other_size || evidence::modified_at(&metadata) != then.modified
    })
}

fn again(piece: &ToRead, lists: &Path, progress: &Progress) -> Piece {
    let ToRead { step, then, sensing } = piece;
    let mut senses = Senses::new(sensing, Path::new(&then.path).is_dir());
    let mut each = |content| senses.take(content);
    let since = since(then, compare_into(then, lists, FILE_MAX, progress, &mut each));
    let readings = senses.readings(then);
    Piece { step: *step, then: then.clone(), since, readings }
}

fn since(then: &Evidence, now: Now) -> Since {
    match now {
        Now::Unchanged => Since::Unchanged,
        Now::Touched => Since::Touched,
        Now::Changed(after) => Since::Changed(told(after)),
        Now::Shrunk(after) => Since::Shrunk(told(after)),
        Now::Moved { to } => Since::Moved { to: beside(then, &to) },
        Now::Gone => Since::Gone,
        Now::Unreadable { why } => Since::Unreadable { why },
    }
}

/// The path of a name in the folder of a piece.
fn beside(then: &Evidence, name: &str) -> String {
    Path::new(&then.path).with_file_name(name).display().to_string()
}

fn told(after: evidence::After) -> After {
    let evidence::After { sha256, size_bytes, differences } = after;
    let within = differences.map(|it| in_words(&it)).unwrap_or_default();
    After { sha256, size_bytes, within }
}

/// "Of its files 1 shrunk: a.dat; 2 gone: b, c."
fn in_words(differences: &Differences) -> String {
    let told = differences.all().into_iter().filter(|(_, names)| !names.is_empty());
    let told = told.map(|(word, names)| {
        let more = if names.count > names.first.len() { ", ..." } else { "" };
        format!("{} {word}: {}{more}", names.count, names.first.join(", "))
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() { String::new() } else { format!("Of its files {}.", told.join("; ")) }
}
