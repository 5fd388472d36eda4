//! Sets a print: from its parts to strips of the width of the page.

use super::super::document::{Document, Look, Part, Row, Tone, Words};
use super::fonts::Fonts;
use super::sheet::PaperSize;
use super::strip::{Frame, Ink, Item, Line, Run, Strip};
use super::tags::{Kind, NodeId, Tags};
use super::typeset::{Measure, lines};

/// Size of what is read, and from one line to the next.
pub(super) const SIZE: f32 = 9.0;
pub(super) const LEADING: f32 = 12.2;

/// Where what belongs to a label stands.
const LABEL: f32 = 84.0;

/// How far below a line its baseline is, of its height.
const BASELINE: f32 = 0.77;

/// What a print was set to.
pub(super) struct Set {
    pub(super) strips: Vec<Strip>,
    /// What is said again at the top of a page, by the index that strips name.
    pub(super) heads: Vec<Vec<Strip>>,
    pub(super) tags: Tags,
}

/// A print being set.
pub(super) struct Setter<'a> {
    pub(super) fonts: &'a Fonts,
    pub(super) measure: f32,
    pub(super) set: Set,
    frames: usize,
}

/// Where a paragraph stands, how large it is, and what it is part of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) x: f32,
    pub(super) size: f32,
    pub(super) leading: f32,
    pub(super) ink: Ink,
    pub(super) node: Option<NodeId>,
}

impl Place {
    pub(super) fn at(x: f32, node: NodeId) -> Self {
        Self { x, size: SIZE, leading: LEADING, ink: Ink::Black, node: Some(node) }
    }

    pub(super) fn sized(self, size: f32) -> Self {
        Self { size, leading: (size * 1.32).max(LEADING * 0.9), ..self }
    }

    pub(super) fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
}

/// Sets a print.
pub(super) fn set(document: &Document, fonts: &Fonts, size: PaperSize) -> Set {
    let set = Set { strips: Vec::new(), heads: Vec::new(), tags: Tags::default() };
    let mut setter = Setter { fonts, measure: size.measure(), set, frames: 0 };
    for part in &document.parts {
        setter.part(part);
    }
    setter.set
}

impl Setter<'_> {
    fn part(&mut self, part: &Part) {
        match part {
            Part::Title { title, below } => self.title(title, below),
            Part::Verdict { tone, words, below } => self.verdict(*tone, words, below),
            Part::Heading { title, starts_page } => self.heading(title, *starts_page),
            Part::Paragraph(words) => {
                let node = self.set.tags.add(None, Kind::Paragraph);
                let mut strips = self.paragraph(words, Place::at(0.0, node), 0.0);
                gap(&mut strips, 4.0);
                self.set.strips.extend(strips);
            }
            Part::Facts(rows) => {
                let strips = self.facts(rows, 0.0, LABEL, 0.0);
                self.set.strips.extend(strips);
            }
            Part::Identity { facts, code } => self.identity(facts, code),
            Part::Table(table) => self.table(table),
            Part::Entry(entry) => self.entry(entry),
            Part::Commands(all) => self.commands(all),
        }
    }

    /// The number of the next frame.
    pub(super) fn frame(&mut self, tone: Tone, is_box: bool) -> Frame {
        self.frames += 1;
        Frame { number: self.frames, tone, is_box }
    }

    /// Lines of text at a place; `right` is kept free.
    pub(super) fn lines(&self, words: &Words, place: Place, right: f32) -> Vec<Vec<Run>> {
        let width = (self.measure - place.x - right).max(40.0);
        lines(words, self.fonts, Measure::new(place.size, width).ink(place.ink))
    }

    /// A paragraph, a strip each line.
    pub(super) fn paragraph(&self, words: &Words, place: Place, right: f32) -> Vec<Strip> {
        let lines = self.lines(words, place, right).into_iter();
        let strips = lines.map(|runs| Strip {
            height: place.leading,
            items: vec![text(runs, place)],
            ..Strip::default()
        });
        strips.collect()
    }

    fn title(&mut self, title: &str, below: &str) {
        let kind = Kind::Heading { level: 1, title: title.to_owned() };
        let node = self.set.tags.add(None, kind);
        let mut strips =
            self.paragraph(&Words::strong(title), Place::at(0.0, node).sized(21.0), 0.0);
        let node = self.set.tags.add(None, Kind::Paragraph);
        let below = Words::quiet(below);
        strips.extend(self.paragraph(&below, Place::at(0.0, node).sized(11.0), 0.0));
        self.set.strips.extend(strips);
    }

    fn verdict(&mut self, tone: Tone, words: &str, below: &[Words]) {
        let frame = self.frame(tone, true);
        let section = self.set.tags.add(None, Kind::Section);
        let node = self.set.tags.add(Some(section), Kind::Paragraph);
        let place = Place::at(10.0, node).sized(15.0).ink(Ink::Tone(tone));
        let mut strips = vec![Strip { height: 7.0, gap: 10.0, ..Strip::default() }];
        strips.extend(self.paragraph(&Words::strong(words), place, 10.0));
        for words in below {
            let node = self.set.tags.add(Some(section), Kind::Paragraph);
            strips.extend(self.paragraph(words, Place::at(10.0, node), 10.0));
        }
        strips.push(Strip { height: 7.0, ..Strip::default() });
        framed(&mut strips, frame);
        keep_short(&mut strips, 16);
        self.set.strips.extend(strips);
    }

    fn heading(&mut self, title: &str, starts_page: bool) {
        let kind = Kind::Heading { level: 2, title: title.to_owned() };
        let node = self.set.tags.add(None, kind);
        let mut strips =
            self.paragraph(&Words::strong(title), Place::at(0.0, node).sized(12.5), 0.0);
        gap(&mut strips, 17.0);
        if let Some(first) = strips.first_mut() {
            first.starts_page = starts_page;
            first.mark = Some((1, title.to_owned()));
        }
        let (x, y, length) = (0.0, 1.5, self.measure);
        let rule = Item::Rule { x, y, length, ink: Ink::Black, weight: 0.8 };
        strips.push(Strip { height: 6.0, items: vec![rule], ..Strip::default() });
        for strip in &mut strips {
            strip.keeps_next = true;
        }
        self.set.strips.extend(strips);
    }

    /// Labels and their lines, as a list.
    pub(super) fn facts(&mut self, rows: &[Row], x: f32, label: f32, right: f32) -> Vec<Strip> {
        let has_labels = rows.iter().any(|row| !row.label.is_empty());
        let inner = if has_labels { x + label } else { x };
        let list = self.set.tags.add(None, Kind::List);
        let mut all = Vec::new();
        for row in rows {
            let item = self.set.tags.add(Some(list), Kind::ListItem);
            let head = (!row.label.is_empty()).then(|| {
                let node = self.set.tags.add(Some(item), Kind::Label);
                let place = Place::at(x, node).ink(Ink::Quiet);
                let free = self.measure - x - label + 4.0;
                text(self.lines(&Words::say(row.label), place, free).swap_remove(0), place)
            });
            let body = self.set.tags.add(Some(item), Kind::Body);
            let mut strips = Vec::new();
            for words in &row.lines {
                let node = self.set.tags.add(Some(body), Kind::Paragraph);
                let at = inner + f32::from(words.indent()) * 12.0;
                strips.extend(self.paragraph(words, Place::at(at, node), right));
            }
            if strips.is_empty() {
                strips.push(Strip { height: LEADING, ..Strip::default() });
            }
            strips[0].items.extend(head);
            gap(&mut strips, 1.6);
            keep_ends(&mut strips);
            all.extend(strips);
        }
        all
    }

    fn commands(&mut self, all: &[String]) {
        let node = self.set.tags.add(None, Kind::Code);
        let frame = self.frame(Tone::Plain, true);
        let mut strips = vec![Strip { height: 4.0, gap: 3.0, ..Strip::default() }];
        for line in all {
            let words = Words::default().and(Look::Exact, line);
            strips.extend(self.paragraph(&words, Place::at(8.0, node), 8.0));
        }
        strips.push(Strip { height: 4.0, ..Strip::default() });
        framed(&mut strips, frame);
        keep_short(&mut strips, 16);
        self.set.strips.extend(strips);
    }
}

/// A line of text at a place.
pub(super) fn text(runs: Vec<Run>, place: Place) -> Item {
    let baseline = place.leading * BASELINE;
    Item::Text(Line { x: place.x, baseline, size: place.size, runs, node: place.node })
}

/// White above the first.
pub(super) fn gap(strips: &mut [Strip], gap: f32) {
    if let Some(first) = strips.first_mut() {
        first.gap = gap;
    }
}

/// Puts something around strips.
pub(super) fn framed(strips: &mut [Strip], frame: Frame) {
    for strip in strips {
        strip.frame = Some(frame);
    }
}

/// No page begins or ends with a single line of several.
pub(super) fn keep_ends(strips: &mut [Strip]) {
    if let [first, _, ..] = strips {
        first.keeps_next = true;
    }
    if let [.., second, _] = strips {
        second.keeps_next = true;
    }
}

/// What is short stays together; of what is long, the ends do.
pub(super) fn keep_short(strips: &mut [Strip], short: usize) {
    if strips.len() > short {
        keep_ends(strips);
        return;
    }
    let all = strips.len();
    for strip in strips.iter_mut().take(all.saturating_sub(1)) {
        strip.keeps_next = true;
    }
}
