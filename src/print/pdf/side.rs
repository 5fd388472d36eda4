//! Facts with the code of the seal beside them.

use super::super::document::{Code, Row};
use super::set::{LEADING, Place, Setter, keep_short, text};
use super::strip::{Item, Strip};
use super::tags::Kind;
use super::typeset::{Measure, lines};

/// A side of the code: large enough for a phone, from a print of a print.
const SIDE: f32 = 108.0;

/// White between the facts and the code.
const GUTTER: f32 = 18.0;

/// Size of what stands below the code.
const SMALL: f32 = 6.6;

impl Setter<'_> {
    pub(super) fn identity(&mut self, facts: &[Row], code: &Code) {
        let x = self.measure - SIDE;
        let mut strips = vec![Strip { height: 12.0, ..Strip::default() }];
        strips.extend(self.facts(facts, 0.0, 64.0, SIDE + GUTTER));
        let mut beside = Vec::new();
        let mut below = 0.0;
        if let Some(matrix) = &code.matrix {
            let says = format!("{}. {}", code.name, code.text.text());
            let node = self.set.tags.add(None, Kind::Figure { says });
            beside.push(Item::Code { x, y: 0.0, side: SIDE, code: matrix.clone(), node });
            below = SIDE + 2.0;
        }
        let node = self.set.tags.add(None, Kind::Paragraph);
        let place = Place::at(x, node).sized(SMALL);
        let leading = SMALL * 1.3;
        for runs in lines(&code.text, self.fonts, Measure::new(SMALL, SIDE)) {
            let Item::Text(mut line) = text(runs, place) else { continue };
            line.baseline = below + SMALL;
            below += leading;
            beside.push(Item::Text(line));
        }
        let mut height: f32 = strips.iter().map(|strip| strip.height + strip.gap).sum();
        while height < below + 14.0 {
            strips.push(Strip { height: LEADING, ..Strip::default() });
            height += LEADING;
        }
        // It hangs down beside the facts, which stay on one page with it.
        if let Some(first) = strips.get_mut(1) {
            first.items.extend(beside);
        }
        let all = strips.len();
        keep_short(&mut strips[..all.min(24)], 24);
        self.set.strips.extend(strips);
    }
}
