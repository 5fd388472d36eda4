//! A piece of evidence in markdown, with what was read in it.

use super::content::Piece;
use super::marked::{Marked, line, lines};
use super::phrase;
use super::reading::Reading;

/// Puts in a piece, below an entry. One that was taken back is struck out.
pub(super) fn piece(out: &mut Marked, piece: &Piece) {
    let path = line(&piece.path);
    out.put(&match piece.withdrawn {
        Some(_) => format!("  - Evidence, withdrawn: ~~{path}~~"),
        None => format!("  - Evidence: {path}"),
    });
    out.put(&format!("    - {}", line(&phrase::size(piece))));
    if let Some(folder) = &piece.folder {
        out.put(&format!("    - sums in {}", line(&folder.manifest)));
    }
    out.put(&format!("    - sha256 {}", line(&piece.sha256)));
    out.put(&format!("    - attached by {}", line(&phrase::piece_by(piece))));
    for read in &piece.readings {
        reading(out, read);
    }
    if let Some(withdrawn) = &piece.withdrawn {
        out.put(&format!("    - withdrawn because: {}", lines(&withdrawn.text, 6)));
        out.put(&format!("      - {}", line(&phrase::said_by(withdrawn))));
    }
}

fn reading(out: &mut Marked, reading: &Reading) {
    out.put(&format!("    - read as {}", line(&reading.head())));
    for value in &reading.values {
        out.put(&format!("      - {}", line(&value.words())));
    }
    for finding in &reading.findings {
        out.put(&format!("      - found {}", line(&finding.words())));
        if let Some(note) = &finding.explained {
            out.put(&format!("        - answered for: {}", lines(&note.text, 10)));
            out.put(&format!("        - {}", line(&phrase::said_by(note))));
        }
    }
}
