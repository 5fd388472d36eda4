//! A short text as a QR code: which modules are dark. Whoever shows it draws them.

use fast_qr::{ECL, QRBuilder};

/// Modules of light ground that have to surround a code, or no reader finds it.
pub const QUIET: usize = 4;

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    size: usize,
    dark: Vec<bool>,
}

impl QrCode {
    /// Makes the code of a text. `None` where it is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        // Paper gets folded and stained: a seventh of it may be lost.
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let size = code.size;
        let rows = (0..size).map(|row| &code[row]);
        let dark = rows.flat_map(|row| row.iter().map(|module| module.value()));
        Some(Self { size, dark: dark.collect() })
    }

    /// Modules a side, the quiet ground around it not counted.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether a module is dark. What lies outside is light.
    pub fn is_dark(&self, row: usize, column: usize) -> bool {
        row < self.size && column < self.size && self.dark[row * self.size + column]
    }

    /// The code for a dark terminal, quiet ground included: light modules are drawn, two rows of
    /// them in a line.
    pub fn half_blocks(&self) -> Vec<String> {
        let side = self.size + 2 * QUIET;
        let is_light = |row: usize, column: usize| {
            let inside = row.checked_sub(QUIET).zip(column.checked_sub(QUIET));
            row < side && !inside.is_some_and(|(row, column)| self.is_dark(row, column))
        };
        let half = |row, column| match (is_light(row, column), is_light(row + 1, column)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        let line = |row| (0..side).map(|column| half(row, column)).collect();
        (0..side).step_by(2).map(line).collect()
    }

    /// The dark runs of every row: row, first column, how many. Fewer to draw than modules.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for row in 0..self.size {
            for column in (0..self.size).filter(|column| self.is_dark(row, *column)) {
                match runs.last_mut() {
                    Some((on, first, many)) if *on == row && *first + *many == column => *many += 1,
                    _ => runs.push((row, column, 1)),
                }
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_says_the_same_each_time() {
        let code = QrCode::of("upgrade-wizard seal").unwrap();
        let last = code.size() - 1;
        assert_eq!((code.size() - 17) % 4, 0);
        for (row, column) in [(0, 0), (0, last), (last, 0), (3, 3)] {
            assert!(code.is_dark(row, column), "{row}, {column}");
        }
        assert!(!code.is_dark(1, 1) && !code.is_dark(code.size(), 0));
        assert_eq!(QrCode::of("upgrade-wizard seal").unwrap(), code);
        assert_ne!(QrCode::of("upgrade-wizard meal").unwrap(), code);
    }

    #[test]
    fn runs_are_the_dark_modules() {
        let code = QrCode::of("abc").unwrap();
        let dark = (0..code.size()).flat_map(|row| (0..code.size()).map(move |at| (row, at)));
        let dark: Vec<_> = dark.filter(|(row, at)| code.is_dark(*row, *at)).collect();
        let runs = code.runs().into_iter();
        let drawn =
            runs.flat_map(|(row, first, many)| (first..first + many).map(move |at| (row, at)));
        assert_eq!(drawn.collect::<Vec<_>>(), dark);
    }

    #[test]
    fn on_a_terminal_every_module_is_where_it_should_be() {
        let code = QrCode::of("abc").unwrap();
        let lines = code.half_blocks();
        let side = code.size() + 2 * QUIET;
        assert_eq!(lines.len(), side.div_ceil(2));
        for (row, column) in (0..side).flat_map(|row| (0..side).map(move |at| (row, at))) {
            let drawn = lines[row / 2].chars().nth(column).unwrap();
            let is_light = matches!((drawn, row % 2), ('█', _) | ('▀', 0) | ('▄', 1));
            let inside = row.checked_sub(QUIET).zip(column.checked_sub(QUIET));
            let is_dark = inside.is_some_and(|(row, column)| code.is_dark(row, column));
            assert_eq!(is_light, !is_dark, "{row}, {column}");
        }
    }

    #[test]
    fn what_is_too_long_has_no_code() {
        assert_eq!(QrCode::of(&"x".repeat(5000)), None);
    }
}
