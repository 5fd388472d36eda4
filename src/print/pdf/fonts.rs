//! The fonts that the program carries, and which of them has a character.

use krilla::text::{Font, GlyphId};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");
const MONO: &[u8] = include_bytes!("fonts/NotoSansMono-Regular.ttf");

/// One of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
    Mono,
}

/// All fonts.
#[derive(Debug)]
pub(super) struct Fonts([Loaded; 3]);

#[derive(Debug)]
struct Loaded {
    font: Font,
    /// Character, glyph and advance in ems, by character.
    glyphs: Vec<(u32, GlyphId, f32)>,
}

/// A character as it is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) face: Face,
    pub(super) id: GlyphId,
    /// In ems.
    pub(super) advance: f32,
}

impl Fonts {
    pub(super) fn load() -> Option<Self> {
        Some(Self([load(REGULAR)?, load(BOLD)?, load(MONO)?]))
    }

    pub(super) fn font(&self, face: Face) -> Font {
        self.0[face as usize].font.clone()
    }

    /// A character in the font that is wished for, or in the one that has most. `None` where no
    /// font has it.
    pub(super) fn glyph(&self, face: Face, c: char) -> Option<Glyph> {
        [face, Face::Mono].into_iter().find_map(|face| {
            let glyphs = &self.0[face as usize].glyphs;
            let place = glyphs.binary_search_by_key(&u32::from(c), |(c, ..)| *c).ok()?;
            let (_, id, advance) = glyphs[place];
            Some(Glyph { face, id, advance })
        })
    }
}

fn load(bytes: &'static [u8]) -> Option<Loaded> {
    let read = FontRef::new(bytes).ok()?;
    // Without a size, advances come in the units of the font.
    let metrics = read.glyph_metrics(Size::unscaled(), LocationRef::default());
    let units = read.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
    let mut glyphs: Vec<_> = read
        .charmap()
        .mappings()
        .map(|(c, id)| {
            let advance = metrics.advance_width(id).unwrap_or_default() / f32::from(units);
            (c, GlyphId::new(id.to_u32()), advance)
        })
        .collect();
    glyphs.sort_unstable_by_key(|(c, ..)| *c);
    Some(Loaded { font: Font::new(bytes.into(), 0)?, glyphs })
}
