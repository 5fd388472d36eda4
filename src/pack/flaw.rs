//! What can be wrong with a pack, apart from the record in it.

use super::{LIST_LIMIT, PACK_LIMIT, PIECE_LIMIT};

/// Why a pack is refused. Names are as they stand in the pack: foreign text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("this is {what}; a pack is a plain tar file, just as the wizard wrote it")]
    OtherArchive { what: &'static str },
    #[error("the pack is in format {format}; a newer wizard reads it")]
    OtherFormat { format: u32 },
    #[error("the pack is larger than {PACK_LIMIT} bytes")]
    TooLarge,
    #[error("the pack breaks off after {entries} whole entries")]
    Truncated { entries: usize },
    #[error("something stands behind the end of the pack")]
    BehindEnd,
    #[error("the header of entry {entry} of the pack is damaged")]
    DamagedHeader { entry: usize },
    #[error("entry `{name}` of the pack has a header that no wizard writes")]
    ForeignHeader { name: String },
    #[error("entry `{name}` of the pack is {what}, and only files belong in it")]
    NotAFile { name: String, what: &'static str },
    #[error("entry `{name}` of the pack has a name {why}")]
    UnsafeName { name: String, why: &'static str },
    #[error("entry `{name}` does not belong in a pack")]
    Unexpected { name: String },
    #[error("entry `{name}` is in the pack twice")]
    Doubled { name: String },
    #[error("entry `{name}` of the pack is not in its place")]
    OutOfOrder { name: String },
    #[error("entry `{name}` of the pack says that it has {size} bytes, and {limit} are the most")]
    EntryTooLarge { name: String, size: u64, limit: usize },
    #[error("entry `{name}` is missing in the pack")]
    Missing { name: String },
    #[error("the pack is of run `{pack}`, and the record in it of run `{record}`")]
    OtherRun { pack: String, record: String },
    #[error("the record is pinned to signers `{pinned}`, and the list in the pack is `{given}`")]
    OtherSigners { pinned: String, given: String },
    #[error("entry `{name}` of the pack is not what the wizard puts there")]
    NotOurs { name: &'static str },
    #[error("EVIDENCE.txt in the pack does not say what is on record of {what}")]
    OtherPieces { what: String },
    #[error("nothing on record asks for entry `{name}` of the pack")]
    Unasked { name: String },
    #[error("SHA256SUMS in the pack does not fit entry `{name}`")]
    OtherSum { name: String },
    #[error("SHA256SUMS in the pack lists something that is not in it")]
    ForeignSum,
    #[error("`{name}` is too long a name for a pack")]
    NameTooLong { name: String },
}

impl Flaw {
    /// A short name that stays the same, for programs.
    pub fn id(&self) -> &'static str {
        match self {
            Self::OtherArchive { .. } => "pack-other-archive",
            Self::OtherFormat { .. } => "pack-newer-format",
            Self::TooLarge => "pack-too-large",
            Self::Truncated { .. } => "pack-truncated",
            Self::BehindEnd => "pack-behind-end",
            Self::DamagedHeader { .. } => "pack-damaged-header",
            Self::ForeignHeader { .. } => "pack-foreign-header",
            Self::NotAFile { .. } => "pack-not-a-file",
            Self::UnsafeName { .. } => "pack-unsafe-name",
            Self::Unexpected { .. } => "pack-unexpected",
            Self::Doubled { .. } => "pack-doubled",
            Self::OutOfOrder { .. } => "pack-out-of-order",
            Self::EntryTooLarge { .. } => "pack-entry-too-large",
            Self::Missing { .. } => "pack-missing",
            Self::OtherRun { .. } => "pack-other-run",
            Self::OtherSigners { .. } => "pack-other-signers",
            Self::NotOurs { .. } => "pack-not-ours",
            Self::OtherPieces { .. } => "pack-other-pieces",
            Self::Unasked { .. } => "pack-unasked",
            Self::OtherSum { .. } => "pack-other-sum",
            Self::ForeignSum => "pack-foreign-sum",
            Self::NameTooLong { .. } => "pack-name-too-long",
        }
    }
}

// What is said in EVIDENCE.txt and on the page holds for as long as these do.
const _: () = assert!(PIECE_LIMIT == 1024 * 1024 && LIST_LIMIT == 16 * 1024 * 1024);
