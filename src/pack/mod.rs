//! The evidence pack: one file with everything a stranger needs to check a session.
//!
//! A pack is a tar file with one way of writing it: what a reader finds must be, byte for byte,
//! what a writer writes, so that `tar` and we can never see different things in it. It is read in
//! place and never unpacked. Nothing here touches a file; nothing here says who is trusted.

mod flaw;
mod guide;
mod judge;
mod name;
mod pieces;
mod read;
mod sums;
mod tar;
mod write;

pub use flaw::Flaw;
pub use judge::{Judged, judge};
pub use name::{LIST_LIMIT, PIECE_LIMIT};
pub use pieces::{Fate, Piece, pieces};
pub use read::{PACK_LIMIT, Pack, looks_like};
pub use write::{Contents, write};

/// Most bytes of evidence files in a pack, together; the same again for lists of folders.
pub const PIECES_LIMIT: usize = 32 * 1024 * 1024;

/// Checks a record with stock tools only; goes into every pack.
const SCRIPT: &str = include_str!("verify.sh");

/// The folder that the entries of a pack stand in. Two packs side by side do not mix.
fn folder(run: &str) -> String {
    format!("run-{run}")
}
