//! Lines for people, no wider than the paper. Whatever is put in comes out harmless.
//!
//! Foreign text of several lines stays beside its label, so that it cannot pass for a row of ours.

use crate::text::{clip, pad, shown, shown_lines, width, wrap};

/// Cells in a line.
pub(super) const WIDTH: usize = 80;

/// Lines in the making, in rows that are not torn.
#[derive(Debug)]
pub(super) struct Lines {
    rows: Vec<Vec<String>>,
    /// Cells that a label takes.
    label: usize,
}

impl Lines {
    /// Takes how many cells the label of a row takes.
    pub(super) fn new(label: usize) -> Self {
        Self { rows: Vec::new(), label }
    }

    /// A line of nothing but the same character.
    pub(super) fn rule(&mut self, of: char) {
        self.rows.push(vec![String::from(of).repeat(WIDTH)]);
    }

    pub(super) fn blank(&mut self) {
        self.rows.push(vec![String::new()]);
    }

    /// Text that is one line by nature, wrapped.
    pub(super) fn text(&mut self, indent: usize, text: &str) {
        self.hanging(&" ".repeat(indent), text);
    }

    /// Text that is one line by nature, in the middle.
    pub(super) fn centred(&mut self, text: &str) {
        for line in wrap(&shown(text), WIDTH) {
            let before = (WIDTH - width(&line)) / 2;
            self.rows.push(vec![format!("{}{line}", " ".repeat(before)).trim_end().to_owned()]);
        }
    }

    /// Text that is one line by nature, wrapped beside a lead of our own.
    pub(super) fn hanging(&mut self, lead: &str, text: &str) {
        self.prose(lead, &shown(text));
    }

    /// A label and its text, of one line or several, wrapped beside it. Nothing where there is no
    /// text.
    pub(super) fn row(&mut self, indent: usize, label: &str, text: &str) {
        if !text.trim().is_empty() {
            let label = pad(label, self.label);
            self.prose(&format!("{}{label}", " ".repeat(indent)), text);
        }
    }

    /// Text of several lines, wrapped beside a lead of our own.
    pub(super) fn prose(&mut self, lead: &str, text: &str) {
        let indent = width(lead);
        let text = shown_lines(text);
        let lines = wrap(text.trim_end(), WIDTH - indent).into_iter().enumerate();
        let lines = lines.map(|(index, line)| {
            let lead = if index == 0 { lead.to_owned() } else { " ".repeat(indent) };
            format!("{lead}{line}").trim_end().to_owned()
        });
        self.rows.push(lines.collect());
    }

    /// Makes one row of all that is put in by `put`.
    pub(super) fn together(&mut self, put: impl FnOnce(&mut Self)) {
        let before = self.rows.len();
        put(self);
        let row = self.rows.split_off(before).concat();
        self.rows.push(row);
    }

    pub(super) fn append(&mut self, more: Self) {
        self.rows.extend(more.rows);
    }

    pub(super) fn rows(self) -> Vec<Vec<String>> {
        self.rows
    }

    pub(super) fn lines(self) -> Vec<String> {
        self.rows.concat()
    }
}

/// One line, cut where it is too long.
pub(super) fn one_line(text: &str, cells: usize) -> String {
    clip(&shown(text), cells)
}
