//! Which row of a list is selected, and which are seen.

use std::cell::Cell;
use std::ops::Range;

use super::keymap::Command;

/// The selected row of a list and the first one seen. Invariant: `selected` is in bounds, or zero.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    count: usize,
    selected: usize,
    /// Set while drawing, when the height is known: a list keeps its place, and moves only as far
    /// as the selected row asks.
    top: Cell<usize>,
    height: Cell<usize>,
}

impl Rows {
    pub(super) fn new(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    pub(super) fn selected(&self) -> usize {
        self.selected
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn top(&self) -> usize {
        self.top.get()
    }

    /// The list has this many rows now.
    pub(super) fn resize(&mut self, count: usize) {
        self.count = count;
        self.selected = self.selected.min(count.saturating_sub(1));
    }

    pub(super) fn select(&mut self, row: usize) {
        self.selected = row.min(self.count.saturating_sub(1));
    }

    /// Moves by rows; stays at the ends.
    pub(super) fn step(&mut self, by: isize) {
        self.select(self.selected.saturating_add_signed(by));
    }

    /// Moves by a screenful.
    pub(super) fn page(&mut self, by: isize) {
        let page = self.height.get().saturating_sub(1).max(1);
        self.step(by * isize::try_from(page).unwrap_or(1));
    }

    /// Whether a command moves in a list.
    pub(super) fn is_move(command: Command) -> bool {
        matches!(
            command,
            Command::Up
                | Command::Down
                | Command::PageUp
                | Command::PageDown
                | Command::First
                | Command::Last
        )
    }

    /// Moves as a command says; other commands move nothing.
    pub(super) fn go(&mut self, command: Command) {
        match command {
            Command::Up => self.step(-1),
            Command::Down => self.step(1),
            Command::PageUp => self.page(-1),
            Command::PageDown => self.page(1),
            Command::First => self.first(),
            Command::Last => self.last(),
            _ => {}
        }
    }

    pub(super) fn first(&mut self) {
        self.select(0);
    }

    pub(super) fn last(&mut self) {
        self.select(self.count);
    }

    /// The rows that are seen in a pane of that height.
    pub(super) fn visible(&self, height: usize) -> Range<usize> {
        self.height.set(height);
        let lowest = self.count.saturating_sub(height);
        // A few rows beyond the selected one stay in sight, where there are any.
        let margin = (height.saturating_sub(1) / 4).min(3);
        let highest_top = self.selected.saturating_sub(margin);
        let lowest_top = (self.selected + margin + 1).saturating_sub(height);
        let top = self.top.get().clamp(lowest_top.min(highest_top), highest_top).min(lowest);
        self.top.set(top);
        top..(top + height).min(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_moves_only_as_far_as_the_selected_row_asks() {
        let mut rows = Rows::new(10);
        let table: [(isize, usize, Range<usize>); 6] = [
            (0, 0, 0..4),
            (3, 3, 0..4),
            (1, 4, 1..5),
            (-2, 2, 1..5),
            (-2, 0, 0..4),
            (99, 9, 6..10),
        ];
        for (by, selected, visible) in table {
            rows.step(by);
            assert_eq!(rows.selected(), selected, "by {by}");
            assert_eq!(rows.visible(4), visible, "by {by}");
        }
        rows.resize(3);
        assert_eq!((rows.selected(), rows.visible(4)), (2, 0..3));
        rows.resize(0);
        assert_eq!((rows.selected(), rows.visible(4)), (0, 0..0));
    }

    #[test]
    fn rows_beyond_the_selected_one_stay_in_sight() {
        let mut rows = Rows::new(100);
        for (row, visible) in [(0, 0..13), (9, 0..13), (10, 1..14), (99, 87..100), (89, 86..99)] {
            rows.select(row);
            assert_eq!(rows.visible(13), visible, "row {row}");
        }
    }

    #[test]
    fn a_page_keeps_one_row_in_sight() {
        let mut rows = Rows::new(100);
        rows.visible(10);
        rows.page(1);
        assert_eq!(rows.selected(), 9);
        rows.page(-1);
        assert_eq!(rows.selected(), 0);
    }
}
