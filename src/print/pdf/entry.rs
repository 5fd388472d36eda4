//! A step or a warning: its box, its title, what belongs to it, and room for a pen.

use super::super::document::{Entry, Hand, Look, Tone, Words};
use super::set::{LEADING, Place, Setter, framed, gap, keep_ends, keep_short, text};
use super::strip::{Ink, Item, Strip};
use super::tags::{Kind, NodeId};
use super::typeset::{Measure, lines};

/// A side of the box before a title.
const BOX: f32 = 10.0;

/// Where title and rows stand: beside the bar, and beside the box.
const INSET: f32 = 9.0;
const TITLE: f32 = INSET + BOX + 6.0;

/// Cells of labels.
const LABEL: f32 = 56.0;

/// Strips that a long entry has to begin with on its page.
const BEGINS: usize = 6;

/// Strips of an entry that stay together.
const TOGETHER: usize = 14;

impl Setter<'_> {
    pub(super) fn entry(&mut self, entry: &Entry) {
        let frame = self.frame(entry.tone, false);
        let mut strips = self.entry_head(entry);
        strips.extend(self.facts(&entry.rows, TITLE, LABEL, 0.0));
        for hand in &entry.hand {
            strips.extend(self.hand(hand));
        }
        let again = self.goes_on(entry);
        for strip in &mut strips {
            strip.head = Some(again);
        }
        framed(&mut strips, frame);
        gap(&mut strips, 9.0);
        if strips.len() <= TOGETHER {
            keep_short(&mut strips, TOGETHER);
        } else {
            keep_ends(&mut strips);
            // A title and its question alone at the foot of a page say too little.
            for strip in strips.iter_mut().take(BEGINS) {
                strip.keeps_next = true;
            }
        }
        self.set.strips.extend(strips);
    }

    fn entry_head(&mut self, entry: &Entry) -> Vec<Strip> {
        let title = match entry.number {
            Some(number) => format!("{number}. {}", entry.title),
            None => entry.title.clone(),
        };
        let kind = Kind::Heading { level: 3, title: title.clone() };
        let node = self.set.tags.add(None, kind);
        let x = if entry.mark.is_some() { TITLE } else { INSET };
        let mut strips = self.paragraph(&Words::strong(&title), Place::at(x, node).sized(9.6), 0.0);
        if let (Some(mark), Some(first)) = (entry.mark, strips.first_mut()) {
            first.items.extend(self.boxed(mark, INSET, 1.2, entry.tone, node));
        }
        if let Some(first) = strips.first_mut() {
            first.mark = Some((2, title));
        }
        if entry.id.is_empty() {
            return strips;
        }
        let node = self.set.tags.add(None, Kind::Paragraph);
        let mut id = Words::quiet("").and(Look::Exact, &entry.id);
        if let Some(flag) = entry.flag {
            id = id.and(Look::Plain, "   ").and(Look::Strong, flag);
        }
        let place = Place::at(x, node).sized(8.4).ink(Ink::Quiet);
        strips.extend(self.paragraph(&id, place, 0.0));
        for strip in &mut strips {
            strip.keeps_next = true;
        }
        strips
    }

    /// A box with its mark.
    fn boxed(&self, mark: char, x: f32, y: f32, tone: Tone, node: NodeId) -> Vec<Item> {
        let ink = Ink::Tone(tone);
        let mut items = vec![Item::Square { x, y, side: BOX, ink }];
        if mark != ' ' {
            let words = Words::strong(&mark.to_string());
            let runs = lines(&words, self.fonts, Measure::new(9.6, BOX).ink(ink)).swap_remove(0);
            let width: f32 = runs.iter().map(|run| run.width).sum();
            let place = Place::at(x + (BOX - width) / 2.0, node).sized(9.6);
            items.push(text(runs, place));
        }
        items
    }

    /// What is said at the top of a page on which an entry goes on.
    fn goes_on(&mut self, entry: &Entry) -> usize {
        let name = match entry.number {
            Some(number) => format!("(step {number}, {}, goes on)", entry.id),
            None => format!("({}, goes on)", entry.id),
        };
        let place = Place { x: 0.0, size: 7.6, leading: LEADING, ink: Ink::Quiet, node: None };
        let runs = self.lines(&Words::quiet(&name), place, 0.0).swap_remove(0);
        let strip = Strip { height: LEADING, items: vec![text(runs, place)], ..Strip::default() };
        self.set.heads.push(vec![strip]);
        self.set.heads.len() - 1
    }

    fn hand(&mut self, hand: &Hand) -> Vec<Strip> {
        let mut strips = match hand {
            Hand::Boxes(boxes) => self.tick(boxes),
            Hand::Lines(fields) => self.write(fields),
        };
        gap(&mut strips, 2.0);
        strips
    }

    /// Boxes to tick, as many on a line as there is room for.
    fn tick(&mut self, boxes: &[String]) -> Vec<Strip> {
        let node = self.set.tags.add(None, Kind::Paragraph);
        let mut strips = vec![Strip { height: LEADING + 4.0, ..Strip::default() }];
        let mut x = TITLE;
        for label in boxes {
            let place = Place::at(0.0, node);
            for (index, runs) in
                self.lines(&Words::say(label), place, TITLE + 16.0).into_iter().enumerate()
            {
                let width: f32 = runs.iter().map(|run| run.width).sum::<f32>() + 16.0;
                if index > 0 || x + width > self.measure {
                    strips.push(Strip { height: LEADING + 4.0, ..Strip::default() });
                    x = TITLE;
                }
                if let Some(strip) = strips.last_mut() {
                    if index == 0 {
                        strip.items.push(Item::Square { x, y: 2.0, side: BOX, ink: Ink::Black });
                    }
                    strip
                        .items
                        .push(text(runs, Place { x: x + 15.0, leading: LEADING + 2.5, ..place }));
                }
                x += width + 14.0;
            }
        }
        strips
    }

    /// Lines to write on, beside one another.
    fn write(&mut self, fields: &[(&'static str, u16)]) -> Vec<Strip> {
        let node = self.set.tags.add(None, Kind::Paragraph);
        let all: u16 = fields.iter().map(|(_, share)| share).sum();
        let room = self.measure - TITLE;
        let mut strip = Strip { height: 21.0, ..Strip::default() };
        let mut x = TITLE;
        for (label, share) in fields {
            let width = room * f32::from(*share) / f32::from(all.max(1)) - 10.0;
            let place = Place { leading: 22.0, ..Place::at(x, node).sized(7.6).ink(Ink::Quiet) };
            let runs = self.lines(&Words::quiet(&format!("{label}: ")), place, 0.0).swap_remove(0);
            let label: f32 = runs.iter().map(|run| run.width).sum::<f32>() + 2.0;
            strip.items.push(text(runs, Place { leading: 22.0, ..place }));
            let (from, length) = (x + label, (width - label).max(10.0));
            strip.items.push(Item::Rule { x: from, y: 18.5, length, ink: Ink::Black, weight: 0.5 });
            x += width + 10.0;
        }
        vec![strip]
    }
}
