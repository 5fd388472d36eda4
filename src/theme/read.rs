//! Reads a theme: its own file on top of those from which it inherits.
//!
//! The palettes are laid over one another before the roles are looked up, so a theme that gives
//! another value to a colour of its parent changes every role that the parent paints with it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::color::{DEFAULT, SIXTEEN};
use super::lineage::{Generation, trace};
use super::tables::no_color;
use super::{Color, Contrast, Kind, Role, Theme};
use crate::text::{Diagnostic, Source, count, quoted};

/// A theme and what was found on the way.
pub(super) struct Reading {
    pub(super) theme: Theme,
    pub(super) mistakes: Vec<Diagnostic>,
    /// Where the file itself has its say about the colour of a role: in `[roles]`, or in
    /// `[palette]` where only the colour's name is inherited.
    pub(super) places: [Option<Range<usize>>; Role::ALL.len()],
    /// Where it says from whom it inherits.
    pub(super) inherits: Option<Range<usize>>,
}

impl Theme {
    /// Reads a theme file as leniently as it can be: what is not understood is left out, and the
    /// role falls back to what the parent gives, else along its chain.
    ///
    /// `parents` gives the file of another theme of the user; those of the program are known. The
    /// mistakes are about `source`, which is their file 0, in the order of its lines; those in a
    /// parent are told once, where the file names it.
    pub fn read(
        source: &Source,
        parents: &dyn Fn(&str) -> Option<Source>,
    ) -> (Self, Vec<Diagnostic>) {
        let reading = read(source, parents);
        (reading.theme, reading.mistakes)
    }
}

pub(super) fn read(source: &Source, parents: &dyn Fn(&str) -> Option<Source>) -> Reading {
    let (line, mut mistakes) = trace(source, parents);
    let palette = Palette::of(&line);
    let mut colors = [None; Role::ALL.len()];
    let mut places = [const { None }; Role::ALL.len()];
    for (file, generation) in line.iter().enumerate().rev() {
        for given in &generation.raw.roles {
            let role = given.role.index();
            match palette.find(given.written.get_ref()) {
                Found::Color(color, place) => {
                    colors[role] = Some(color);
                    places[role] = if file == 0 { Some(given.written.span()) } else { place };
                }
                Found::Reported => {}
                Found::Nothing => {
                    mistakes.push(no_color(file, &given.written, palette.names()));
                }
            }
        }
    }

    let own = &line[0];
    let mut raws = line.iter().map(|generation| &generation.raw);
    let title = own.raw.title.as_ref().map_or(&own.name, |title| title.get_ref());
    let theme = Theme {
        name: own.name.clone(),
        title: title.clone(),
        kind: raws.clone().find_map(|raw| raw.kind).unwrap_or(Kind::Dark),
        contrast: raws.find_map(|raw| raw.contrast).unwrap_or(Contrast::Aa),
        colors,
    };
    let inherits = own.raw.inherits.as_ref().map(toml::Spanned::span);
    let mistakes = told_in_first(&line, mistakes);
    Reading { theme, mistakes, places, inherits }
}

/// Keeps the mistakes of the first file, in its order, and tells those of its parents as one.
fn told_in_first(line: &[Generation], mistakes: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let (mut own, inherited): (Vec<_>, Vec<_>) =
        mistakes.into_iter().partition(|mistake| mistake.file == 0);
    if let Some(first) = inherited.iter().min_by_key(|found| (found.file, found.span.start)) {
        let sources: Vec<_> = line.iter().map(|generation| generation.source.clone()).collect();
        let (name, found) = (quoted(&line[first.file].name), count("mistake", inherited.len()));
        let place = line[0].raw.inherits.as_ref().map_or(0..0, toml::Spanned::span);
        let message = format!("the theme {name}, which this one builds on, has {found}");
        let advice = format!("mend {}", first.one_line(&sources));
        own.push(Diagnostic::new(0, place, message).advise(advice));
    }
    own.sort_by_key(|mistake| mistake.span.start);
    own
}

/// The palettes of all generations, the youngest on top.
struct Palette<'a> {
    /// None for what is no colour in any generation.
    swatches: BTreeMap<&'a str, Option<Painted>>,
}

/// A colour, and where the first file gives it.
type Painted = (Color, Option<Range<usize>>);

/// What a name stands for.
enum Found {
    Color(Color, Option<Range<usize>>),
    /// A colour of the palette that could not be read.
    Reported,
    Nothing,
}

impl<'a> Palette<'a> {
    fn of(line: &'a [Generation]) -> Self {
        let mut swatches = BTreeMap::new();
        for (file, generation) in line.iter().enumerate().rev() {
            for swatch in &generation.raw.palette {
                let place = (file == 0).then(|| swatch.name.span());
                let known = swatches.entry(swatch.name.get_ref().as_str()).or_insert(None);
                if let Some(color) = swatch.color {
                    *known = Some((color, place));
                }
            }
        }
        Self { swatches }
    }

    /// A name of the palette hides one of the sixteen.
    fn find(&self, written: &str) -> Found {
        match self.swatches.get(written).filter(|_| written != DEFAULT) {
            Some(Some((color, place))) => Found::Color(*color, place.clone()),
            Some(None) => Found::Reported,
            None => Color::parse(written).map_or(Found::Nothing, |color| Found::Color(color, None)),
        }
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.swatches.keys().copied().chain(SIXTEEN).chain([DEFAULT])
    }
}
