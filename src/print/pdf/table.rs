//! Tables: rows go on over the page, and the heads of the columns are said again there.

use super::super::document::{Column, Look, Table, Words};
use super::set::{LEADING, Place, Setter, gap, keep_short, text};
use super::strip::{Ink, Item, Strip};
use super::tags::{Kind, NodeId};
use super::typeset::{Measure, lines};

/// Size of the text in a table.
const SIZE: f32 = 8.6;

/// White between two columns.
const GUTTER: f32 = 9.0;

/// Lines of a row that stay together.
const TOGETHER: usize = 14;

impl Setter<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let node = self.set.tags.add(None, Kind::Table { summary: table.caption.to_owned() });
        let columns = self.columns(table.columns);
        let row = self.set.tags.add(Some(node), Kind::Row);
        let titles: Vec<Vec<Words>> = table
            .columns
            .iter()
            .map(|it| vec![Words::default().and(Look::Strong, it.title)])
            .collect();
        let mut heads = self.row(&titles, &columns, row, Ink::Quiet, |_| Kind::HeadOfColumn);
        for strip in &mut heads {
            strip.keeps_next = true;
        }
        let again = self.set.heads.len();
        self.set.heads.push(heads.iter().map(silent).collect());
        self.set.strips.extend(heads);
        for cells in &table.rows {
            let row = self.set.tags.add(Some(node), Kind::Row);
            let kind = |index| if index == 0 { Kind::HeadOfRow } else { Kind::Cell };
            let mut strips = self.row(cells, &columns, row, Ink::Black, kind);
            keep_short(&mut strips, TOGETHER);
            for strip in &mut strips {
                strip.head = Some(again);
            }
            self.set.strips.extend(strips);
        }
    }

    /// Where each column begins, and how wide it is.
    fn columns(&self, columns: &[Column]) -> Vec<(f32, f32)> {
        let all: u16 = columns.iter().map(|column| column.share).sum();
        let mut x = 0.0;
        let places = columns.iter().map(|column| {
            let width = self.measure * f32::from(column.share) / f32::from(all.max(1));
            let place = (x, width - GUTTER);
            x += width;
            place
        });
        places.collect()
    }

    /// A row: a strip each line, and a rule below.
    fn row(
        &mut self,
        cells: &[Vec<Words>],
        columns: &[(f32, f32)],
        row: NodeId,
        ink: Ink,
        kind: impl Fn(usize) -> Kind,
    ) -> Vec<Strip> {
        let mut strips: Vec<Strip> = Vec::new();
        for (index, (cell, (x, width))) in cells.iter().zip(columns).enumerate() {
            let node = self.set.tags.add(Some(row), kind(index));
            let place = Place { size: SIZE, ink, ..Place::at(*x, node) };
            let measure = Measure::new(SIZE, *width).ink(ink);
            let set = cell.iter().flat_map(|words| lines(words, self.fonts, measure));
            for (line, runs) in set.enumerate() {
                if line == strips.len() {
                    strips.push(Strip { height: LEADING, ..Strip::default() });
                }
                strips[line].items.push(text(runs, place));
            }
        }
        gap(&mut strips, 3.0);
        let rule = Item::Rule { x: 0.0, y: 3.0, length: self.measure, ink: Ink::Rule, weight: 0.6 };
        strips.push(Strip { height: 3.4, items: vec![rule], ..Strip::default() });
        strips
    }
}

/// The same to look at, but no part of the text: it was said once.
fn silent(strip: &Strip) -> Strip {
    let mut strip = strip.clone();
    for item in &mut strip.items {
        if let Item::Text(line) = item {
            line.node = None;
        }
    }
    strip
}
