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
    fn what_is_too_long_has_no_code() {
        assert_eq!(QrCode::of(&"x".repeat(5000)), None);
    }
}
