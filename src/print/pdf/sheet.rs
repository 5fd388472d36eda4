//! Sizes of paper, and what is left of them between the margins. In points, 72 to the inch.

/// What it is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperSize {
    A4,
    Letter,
}

/// White on both sides.
pub(super) const SIDE: f32 = 48.0;

/// Where the first strip of a page stands: below the header.
pub(super) const TOP: f32 = 70.0;

/// What the footer takes.
pub(super) const BOTTOM: f32 = 58.0;

impl PaperSize {
    pub(super) fn width(self) -> f32 {
        match self {
            Self::A4 => 595.28,
            Self::Letter => 612.0,
        }
    }

    pub(super) fn height(self) -> f32 {
        match self {
            Self::A4 => 841.89,
            Self::Letter => 792.0,
        }
    }

    /// Between the margins, from side to side.
    pub(super) fn measure(self) -> f32 {
        self.width() - 2.0 * SIDE
    }

    /// Between header and footer.
    pub(super) fn room(self) -> f32 {
        self.height() - TOP - BOTTOM
    }
}
