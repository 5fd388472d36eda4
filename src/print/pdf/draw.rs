//! Draws pages. The only place that knows what krilla is.

use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::{Document as Pdf, SerializeSettings};

use super::super::document::{Document, Tone};
use super::PdfError;
use super::fonts::Fonts;
use super::margins::margins;
use super::pages::{Framed, Page};
use super::sheet::{PaperSize, SIDE, TOP};
use super::strip::{Ink, Item, Line, Run};
use super::tags::{Kind, NodeId, Tags};
use super::typeset::size_of;
use crate::text::{QUIET, QrCode};

/// Draws every page, and gives the bytes of the file.
pub(super) fn draw(
    document: &Document,
    fonts: &Fonts,
    size: PaperSize,
    pages: &[Page],
    tags: Tags,
) -> Result<Vec<u8>, PdfError> {
    let refused = |why: String| PdfError::Refused { why };
    let configuration =
        ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    // An archive wants to know when: a blank form has no time yet, and nothing to be kept.
    let configuration = match document.at {
        Some(_) => configuration.with_archival_validator(Archival::A2_A),
        None => configuration,
    };
    let configuration = configuration.finish().map_err(|error| refused(format!("{error:?}")))?;
    let settings =
        SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut pdf = Pdf::new_with(settings);
    let mut drawn = Drawn { fonts, tags };
    for (index, page) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(size.width(), size.height())
            .ok_or_else(|| refused("the paper has no size".to_owned()))?;
        let mut sheet = pdf.start_page_with(settings);
        let mut surface = sheet.surface();
        for framed in &page.framed {
            frame(&mut surface, framed, size);
        }
        for placed in &page.placed {
            for item in &placed.strip.items {
                drawn.item(&mut surface, item, placed.y + TOP);
            }
        }
        let margins = margins(document, fonts, size, index + 1, pages.len());
        for (kind, lines) in
            [(ArtifactType::Header, &margins.header), (ArtifactType::Footer, &margins.footer)]
        {
            for line in lines {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
                drawn.runs(&mut surface, &line.runs, (line.x, line.baseline), line.size);
                surface.end_tagged();
            }
        }
        for y in margins.rules {
            let rule = [(SIDE, y, size.measure(), 0.6)];
            layout(&mut surface, &rule, Ink::Rule);
        }
        surface.finish();
        sheet.finish();
    }
    pdf.set_outline(outline(pages));
    pdf.set_metadata(metadata(document));
    pdf.set_tag_tree(drawn.tags.tree());
    pdf.finish().map_err(|error| refused(format!("{error:?}")))
}

fn metadata(document: &Document) -> Metadata {
    let metadata = Metadata::new()
        .title(document.title.clone())
        .language("en".to_owned())
        .text_direction(TextDirection::LeftToRight)
        .creator("upgrade-wizard".to_owned())
        .description(document.digest.clone())
        .document_id(document.digest.clone());
    let Some(at) = document.at else { return metadata };
    // When the last of it happened: the clock of whoever prints says nothing about the record.
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).unwrap_or_default();
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    metadata.creation_date(date)
}

/// Headings with the entries below them.
fn outline(pages: &[Page]) -> Outline {
    let mut top: Vec<(OutlineNode, Vec<OutlineNode>)> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        for placed in &page.placed {
            let Some((level, words)) = &placed.strip.mark else { continue };
            let place = XyzDestination::new(index, Point::from_xy(SIDE, placed.y + TOP - 6.0));
            let node = OutlineNode::new(words.clone(), place);
            match top.last_mut() {
                Some((_, below)) if *level > 1 => below.push(node),
                _ => top.push((node, Vec::new())),
            }
        }
    }
    let mut outline = Outline::new();
    for (mut node, below) in top {
        for it in below {
            node.push_child(it);
        }
        outline.push_child(node);
    }
    outline
}

/// What goes around strips.
fn frame(surface: &mut Surface<'_>, framed: &Framed, size: PaperSize) {
    let Framed { frame, top, bottom } = framed;
    let (y, height) = (top + TOP, bottom - top);
    if frame.is_box {
        layout(surface, &[(SIDE, y, size.measure(), height)], Ink::Ground(frame.tone));
        let ink = if frame.tone == Tone::Plain { Ink::Rule } else { Ink::Tone(frame.tone) };
        let weight = if frame.tone == Tone::Plain { 0.5 } else { 1.2 };
        layout(surface, &edges(SIDE, y, (size.measure(), height), weight), ink);
    } else {
        let ink = if frame.tone == Tone::Plain { Ink::Rule } else { Ink::Tone(frame.tone) };
        layout(surface, &[(SIDE, y, 2.2, height)], ink);
    }
}

/// The four sides of a rectangle.
fn edges(x: f32, y: f32, (width, height): (f32, f32), weight: f32) -> [(f32, f32, f32, f32); 4] {
    [
        (x, y, width, weight),
        (x, y + height - weight, width, weight),
        (x, y, weight, height),
        (x + width - weight, y, weight, height),
    ]
}

/// Filled rectangles that are there for the eye only.
fn layout(surface: &mut Surface<'_>, rectangles: &[(f32, f32, f32, f32)], ink: Ink) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    fill(surface, rectangles, ink.rgb());
    surface.end_tagged();
}

fn fill(surface: &mut Surface<'_>, rectangles: &[(f32, f32, f32, f32)], rgb: (u8, u8, u8)) {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in rectangles {
        if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
            path.push_rect(rect);
        }
    }
    if let Some(path) = path.finish() {
        paint(surface, rgb);
        surface.draw_path(&path);
    }
}

fn paint(surface: &mut Surface<'_>, (red, green, blue): (u8, u8, u8)) {
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
}

/// What has been drawn so far belongs to these nodes.
struct Drawn<'a> {
    fonts: &'a Fonts,
    tags: Tags,
}

impl Drawn<'_> {
    fn item(&mut self, surface: &mut Surface<'_>, item: &Item, top: f32) {
        match item {
            Item::Text(line) => self.line(surface, line, top),
            Item::Rule { x, y, length, ink, weight } => {
                layout(surface, &[(x + SIDE, y + top, *length, *weight)], *ink);
            }
            Item::Square { x, y, side, ink } => {
                layout(surface, &edges(x + SIDE, y + top, (*side, *side), 0.9), *ink);
            }
            Item::Code { x, y, side, code, node } => {
                let leaf = surface.start_tagged(ContentTag::Other);
                code_of(surface, code, (x + SIDE, y + top), *side);
                surface.end_tagged();
                self.tags.drawn(*node, leaf);
            }
        }
    }

    /// A line: what is struck is a node of its own.
    fn line(&mut self, surface: &mut Surface<'_>, line: &Line, top: f32) {
        let (mut x, y) = (line.x + SIDE, line.baseline + top);
        for runs in line.runs.chunk_by(|one, other| one.is_struck == other.is_struck) {
            let is_struck = runs.first().is_some_and(|run| run.is_struck);
            let width: f32 = runs.iter().map(|run| run.width).sum();
            if let Some(node) = line.node {
                self.tagged(surface, runs, (x, y), line.size, node);
            } else {
                let kind = Artifact::with_kind(ArtifactType::PaginationOther);
                surface.start_tagged(ContentTag::Artifact(kind));
                self.runs(surface, runs, (x, y), line.size);
                surface.end_tagged();
            }
            if is_struck {
                layout(surface, &[(x, y - line.size * 0.29, width, 0.8)], Ink::Quiet);
            }
            x += width;
        }
    }

    fn tagged(
        &mut self,
        surface: &mut Surface<'_>,
        runs: &[Run],
        at: (f32, f32),
        size: f32,
        node: NodeId,
    ) {
        let is_struck = runs.first().is_some_and(|run| run.is_struck);
        let node = if is_struck { self.tags.add(Some(node), Kind::Struck) } else { node };
        let leaf = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        self.runs(surface, runs, at, size);
        surface.end_tagged();
        self.tags.drawn(node, leaf);
    }

    fn runs(&self, surface: &mut Surface<'_>, runs: &[Run], (mut x, y): (f32, f32), size: f32) {
        for run in runs {
            paint(surface, run.ink.rgb());
            let font = self.fonts.font(run.face);
            let at = Point::from_xy(x, y);
            surface.draw_glyphs(at, &run.glyphs, font, &run.text, size_of(run, size), false);
            x += run.width;
        }
    }
}

/// The code, dark on light, with the quiet ground that readers want.
fn code_of(surface: &mut Surface<'_>, code: &QrCode, (x, y): (f32, f32), side: f32) {
    let places = |number: usize| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    let module = side / places(code.size() + 2 * QUIET);
    fill(surface, &[(x, y, side, side)], (0xff, 0xff, 0xff));
    let dark = code.runs().into_iter().map(|(row, column, many)| {
        let (left, top) = (places(column + QUIET) * module, places(row + QUIET) * module);
        (x + left, y + top, places(many) * module, module)
    });
    fill(surface, &dark.collect::<Vec<_>>(), (0, 0, 0));
}
