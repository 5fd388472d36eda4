//! What a granted wish sets in motion. The world performs effects in order.

use super::Fact;

/// One thing for the world to do.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and none is kept")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Put the fact on record and sync it. Always the first; nothing else happens if it fails.
    Record(Fact),
    /// The record is sealed: sign the whole file.
    SignFile,
}
