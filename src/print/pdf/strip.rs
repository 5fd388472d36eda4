//! What goes on a page: strips from side to side, and what stands in them.

use krilla::text::KrillaGlyph;

use super::super::document::Tone;
use super::fonts::Face;
use super::tags::NodeId;
use crate::text::QrCode;

/// A band of the page that is never torn.
#[derive(Debug, Clone, Default)]
pub(super) struct Strip {
    pub(super) height: f32,
    /// White above it, but not at the top of a page.
    pub(super) gap: f32,
    pub(super) items: Vec<Item>,
    /// Stays on one page with the strip below.
    pub(super) keeps_next: bool,
    pub(super) starts_page: bool,
    /// What it is part of, and goes around it.
    pub(super) frame: Option<Frame>,
    /// What is said again where it goes on over the page: an index into the heads.
    pub(super) head: Option<usize>,
    /// Where the outline of the document leads: level and words.
    pub(super) mark: Option<(u8, String)>,
}

/// What goes around strips: those that follow one another with the same number are in one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) number: usize,
    pub(super) tone: Tone,
    /// All around, not a bar at the side only.
    pub(super) is_box: bool,
}

/// Something in a strip. Places count from its upper left corner.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Text(Line),
    Rule {
        x: f32,
        y: f32,
        length: f32,
        ink: Ink,
        weight: f32,
    },
    /// An empty square.
    Square {
        x: f32,
        y: f32,
        side: f32,
        ink: Ink,
    },
    Code {
        x: f32,
        y: f32,
        side: f32,
        code: QrCode,
        node: NodeId,
    },
}

/// A line of text.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) x: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    pub(super) runs: Vec<Run>,
    /// What it is part of; none where it is there for the eye only.
    pub(super) node: Option<NodeId>,
}

/// Text of one look.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) face: Face,
    pub(super) ink: Ink,
    pub(super) is_struck: bool,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Quiet,
    Rule,
    Tone(Tone),
    Ground(Tone),
}

impl Ink {
    /// Red, green, blue.
    pub(super) fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Black | Self::Tone(Tone::Plain) => (0x1b, 0x1f, 0x24),
            Self::Quiet => (0x4d, 0x57, 0x62),
            Self::Rule => (0xb9, 0xc0, 0xc8),
            Self::Tone(Tone::Good) => (0x1a, 0x6b, 0x36),
            Self::Tone(Tone::Noted) => (0x8a, 0x53, 0x00),
            Self::Tone(Tone::Bad) => (0xb3, 0x21, 0x1e),
            Self::Ground(Tone::Good) => (0xee, 0xf7, 0xf1),
            Self::Ground(Tone::Noted) => (0xfd, 0xf5, 0xe6),
            Self::Ground(Tone::Bad) => (0xfd, 0xee, 0xec),
            Self::Ground(Tone::Plain) => (0xf6, 0xf7, 0xf9),
        }
    }
}

impl Line {
    pub(super) fn width(&self) -> f32 {
        self.runs.iter().map(|run| run.width).sum()
    }
}
