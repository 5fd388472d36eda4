//! A piece of evidence on paper, with what was read in it.

use crate::text::shown;

use super::content::Piece;
use super::lines::Lines;
use super::phrase;
use super::reading::Reading;

/// Puts in a piece. One that was taken back is called so at its beginning and its end.
pub(super) fn piece(lines: &mut Lines, indent: usize, piece: &Piece) {
    let label = if piece.withdrawn.is_some() { "WITHDRAWN" } else { "evidence" };
    lines.together(|lines| {
        lines.row(indent, label, &shown(&piece.path));
        lines.row(indent, "", &phrase::size(piece));
        if let Some(folder) = &piece.folder {
            let manifest = shown(&folder.manifest);
            lines.row(indent, "", &format!("sums in {manifest}, which has this digest:"));
        }
        lines.row(indent, "sha256", &piece.sha256);
        lines.row(indent, "", &format!("attached by {}", phrase::piece_by(piece)));
    });
    for read in &piece.readings {
        reading(lines, indent, read);
    }
    if let Some(withdrawn) = &piece.withdrawn {
        lines.together(|lines| {
            lines.row(indent, "", &format!("withdrawn because: {}", withdrawn.text));
            lines.row(indent, "", &phrase::said_by(withdrawn));
        });
    }
}

fn reading(lines: &mut Lines, indent: usize, reading: &Reading) {
    lines.row(indent, "read as", &reading.head());
    for value in &reading.values {
        lines.row(indent + 2, "", &value.words());
    }
    for finding in &reading.findings {
        lines.together(|lines| {
            lines.row(indent, "found", &finding.words());
            if let Some(note) = &finding.explained {
                lines.row(indent, "", &format!("answered for: {}", note.text));
                lines.row(indent, "", &phrase::said_by(note));
            }
        });
    }
}
