//! What stands above and below every page: session, run, verdict; digest and number.

use super::super::document::{Document, Look, Words};
use super::fonts::Fonts;
use super::sheet::{PaperSize, SIDE};
use super::strip::{Ink, Line};
use super::typeset::{Measure, one_line};

/// Lines of text, and how far from the top the rules are. Places count from the corner of the page.
pub(super) struct Margins {
    pub(super) header: Vec<Line>,
    pub(super) footer: Vec<Line>,
    pub(super) rules: [f32; 2],
}

/// The margins of a page.
pub(super) fn margins(
    document: &Document,
    fonts: &Fonts,
    size: PaperSize,
    page: usize,
    of: usize,
) -> Margins {
    let foot = size.height() - 46.0;
    let half = size.measure() / 2.0;
    let exact = |text: &str| Words::default().and(Look::Exact, text);
    let left = |words: Words, size: f32, baseline: f32, width: f32| Line {
        x: SIDE,
        baseline,
        size,
        runs: one_line(&words, fonts, Measure::new(size, width)),
        node: None,
    };
    let right = |words: Words, pt: f32, baseline: f32| {
        let runs = one_line(&words, fonts, Measure::new(pt, half).ink(Ink::Quiet));
        let line = Line { x: 0.0, baseline, size: pt, runs, node: None };
        Line { x: size.width() - SIDE - line.width(), ..line }
    };
    Margins {
        header: vec![
            left(Words::quiet(&document.header.0), 7.6, 34.0, half - 10.0),
            right(Words::quiet(&document.header.1), 7.6, 34.0),
            left(Words::strong(&document.standing), 8.2, 46.0, size.measure()),
        ],
        footer: vec![
            left(exact(&document.digest), 7.2, foot + 11.0, size.measure() - 70.0),
            right(Words::say(&format!("page {page} of {of}")), 7.6, foot + 11.0),
            left(Words::quiet(&document.about), 7.6, foot + 21.0, size.measure()),
        ],
        rules: [52.0, foot],
    }
}
