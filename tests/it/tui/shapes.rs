//! Characters that are drawn as shapes, so that lines connect whatever the font.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::tones::Tone;

/// Size of a cell, in units of the picture.
pub(super) const CELL: (f64, f64) = (10.0, 21.0);

/// How thick an arm of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Light,
    Heavy,
}

use Weight::{Heavy as H, Light as L};

/// The arms of a character that is a line: left, right, up, down.
type Arms = [Option<Weight>; 4];

#[rustfmt::skip]
const LINES: &[(&str, Arms)] = &[
    ("─", [Some(L), Some(L), None, None]),
    ("━", [Some(H), Some(H), None, None]),
    ("│", [None, None, Some(L), Some(L)]),
    ("┃", [None, None, Some(H), Some(H)]),
    ("┌", [None, Some(L), None, Some(L)]),
    ("┐", [Some(L), None, None, Some(L)]),
    ("└", [None, Some(L), Some(L), None]),
    ("┘", [Some(L), None, Some(L), None]),
    ("├", [None, Some(L), Some(L), Some(L)]),
    ("┤", [Some(L), None, Some(L), Some(L)]),
    ("┬", [Some(L), Some(L), None, Some(L)]),
    ("┴", [Some(L), Some(L), Some(L), None]),
    ("┼", [Some(L), Some(L), Some(L), Some(L)]),
];

/// Blocks: left, top, width, height in parts of a cell, and how much of the ink.
#[rustfmt::skip]
const BLOCKS: &[(&str, [f64; 4], f64)] = &[
    ("█", [0.0, 0.0, 1.0, 1.0], 1.0),
    ("▀", [0.0, 0.0, 1.0, 0.5], 1.0),
    ("▄", [0.0, 0.5, 1.0, 0.5], 1.0),
    ("▌", [0.0, 0.0, 0.5, 1.0], 1.0),
    ("▐", [0.5, 0.0, 0.5, 1.0], 1.0),
    ("▏", [0.0, 0.0, 0.125, 1.0], 1.0),
    ("▎", [0.0, 0.0, 0.25, 1.0], 1.0),
    ("▍", [0.0, 0.0, 0.375, 1.0], 1.0),
    ("▕", [0.875, 0.0, 0.125, 1.0], 1.0),
    ("▁", [0.0, 0.875, 1.0, 0.125], 1.0),
    ("▂", [0.0, 0.75, 1.0, 0.25], 1.0),
    ("▔", [0.0, 0.0, 1.0, 0.125], 1.0),
    ("░", [0.0, 0.0, 1.0, 1.0], 0.25),
    ("▒", [0.0, 0.0, 1.0, 1.0], 0.5),
    ("▓", [0.0, 0.0, 1.0, 1.0], 0.75),
];

/// Rounded corners: the arm that runs sideways is to the right, the other one is downwards.
const ROUND: &[(&str, (bool, bool))] =
    &[("╭", (true, true)), ("╮", (false, true)), ("╰", (true, false)), ("╯", (false, false))];

/// A straight piece, before it is joined with its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    /// Twice the distance from the edge, in half cells.
    across: usize,
    from: usize,
    to: usize,
}

#[derive(Debug, Default)]
struct Strokes {
    level: Vec<Run>,
    upright: Vec<Run>,
    arcs: String,
}

/// All shapes of a picture, by colour.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    strokes: BTreeMap<(Weight, Tone), Strokes>,
    blocks: BTreeMap<(Tone, u64), Vec<[u64; 4]>>,
}

/// A length in the picture, in thousandths: whole numbers order and compare.
fn milli(length: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small and positive"
    )]
    let whole = (length * 1000.0).round() as u64;
    whole
}

fn unit(milli: u64) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "columns and rows are few")]
fn float(count: usize) -> f64 {
    count as f64
}

impl Shapes {
    /// Takes a character over; false where it is text.
    pub(super) fn take(&mut self, symbol: &str, column: usize, row: usize, ink: Tone) -> bool {
        if let Some((_, arms)) = LINES.iter().find(|(name, _)| *name == symbol) {
            self.line(*arms, column, row, ink);
            return true;
        }
        if let Some((_, (right, down))) = ROUND.iter().find(|(name, _)| *name == symbol) {
            self.corner(*right, *down, column, row, ink);
            return true;
        }
        let Some((_, part, strength)) = BLOCKS.iter().find(|(name, ..)| *name == symbol) else {
            return false;
        };
        let (width, height) = CELL;
        let block = [
            milli((float(column) + part[0]) * width),
            milli((float(row) + part[1]) * height),
            milli(part[2] * width),
            milli(part[3] * height),
        ];
        self.blocks.entry((ink, milli(*strength))).or_default().push(block);
        true
    }

    fn line(&mut self, arms: Arms, column: usize, row: usize, ink: Tone) {
        let (x, y) = (column * 2, row * 2);
        let level = [(arms[0], x, x + 1), (arms[1], x + 1, x + 2)];
        let upright = [(arms[2], y, y + 1), (arms[3], y + 1, y + 2)];
        for (weight, from, to) in level {
            let Some(weight) = weight else { continue };
            let strokes = self.strokes.entry((weight, ink)).or_default();
            strokes.level.push(Run { across: y + 1, from, to });
        }
        for (weight, from, to) in upright {
            let Some(weight) = weight else { continue };
            let strokes = self.strokes.entry((weight, ink)).or_default();
            strokes.upright.push(Run { across: x + 1, from, to });
        }
    }

    fn corner(&mut self, right: bool, down: bool, column: usize, row: usize, ink: Tone) {
        let (width, height) = CELL;
        let (x, y) = ((float(column) + 0.5) * width, (float(row) + 0.5) * height);
        let radius = width / 2.0;
        let side = if right { radius } else { -radius };
        let (bend, end) = if down { (radius, height / 2.0) } else { (-radius, -height / 2.0) };
        let arcs = &mut self.strokes.entry((Weight::Light, ink)).or_default().arcs;
        write!(arcs, "M{} {}Q{x} {y} {x} {}V{}", x + side, y, y + bend, y + end).unwrap();
    }

    /// The elements, blocks first.
    pub(super) fn write(mut self, out: &mut String) {
        for ((tone, strength), blocks) in &mut self.blocks {
            let mut path = String::new();
            for [x, y, width, height] in joined(blocks) {
                let (x, y, width, height) = (unit(x), unit(y), unit(width), unit(height));
                write!(path, "M{x} {y}h{width}v{height}h-{width}z").unwrap();
            }
            let opacity = match *strength {
                1000 => String::new(),
                strength => format!(" fill-opacity=\"{}\"", unit(strength)),
            };
            writeln!(out, "<path fill=\"{}\"{opacity} d=\"{path}\"/>", tone.hex()).unwrap();
        }
        for ((weight, tone), strokes) in &mut self.strokes {
            let width = match weight {
                Weight::Light => "1.2",
                Weight::Heavy => "3",
            };
            let mut path = String::new();
            let (wide, high) = (CELL.0 / 2.0, CELL.1 / 2.0);
            for run in connected(&mut strokes.level) {
                let (y, from, to) = (float(run.across) * high, run.from, run.to);
                write!(path, "M{} {y}H{}", float(from) * wide, float(to) * wide).unwrap();
            }
            for run in connected(&mut strokes.upright) {
                let (x, from, to) = (float(run.across) * wide, run.from, run.to);
                write!(path, "M{x} {}V{}", float(from) * high, float(to) * high).unwrap();
            }
            path.push_str(&strokes.arcs);
            let tone = tone.hex();
            writeln!(
                out,
                "<path fill=\"none\" stroke=\"{tone}\" stroke-width=\"{width}\" d=\"{path}\"/>"
            )
            .unwrap();
        }
    }
}

/// Pieces that touch become one.
fn connected(runs: &mut [Run]) -> Vec<Run> {
    runs.sort();
    let mut out: Vec<Run> = Vec::new();
    for run in runs {
        match out.last_mut() {
            Some(last) if last.across == run.across && last.to == run.from => last.to = run.to,
            _ => out.push(*run),
        }
    }
    out
}

/// Blocks side by side become one; else those that lie on one another.
fn joined(blocks: &mut [[u64; 4]]) -> Vec<[u64; 4]> {
    blocks.sort_by_key(|[x, y, ..]| (*y, *x));
    let mut level: Vec<[u64; 4]> = Vec::new();
    for [x, y, width, height] in blocks.iter().copied() {
        match level.last_mut() {
            Some(last) if last[1] == y && last[3] == height && last[0] + last[2] == x => {
                last[2] += width;
            }
            _ => level.push([x, y, width, height]),
        }
    }
    level.sort_unstable();
    let mut out: Vec<[u64; 4]> = Vec::new();
    for [x, y, width, height] in level {
        match out.last_mut() {
            Some(last) if last[0] == x && last[2] == width && last[1] + last[3] == y => {
                last[3] += height;
            }
            _ => out.push([x, y, width, height]),
        }
    }
    out
}

#[test]
fn lines_that_touch_are_one_line() {
    let mut shapes = Shapes::default();
    let ink = Tone(1, 2, 3);
    for (column, symbol) in ["┌", "─", "─", "┐"].into_iter().enumerate() {
        assert!(shapes.take(symbol, column, 0, ink));
    }
    assert!(!shapes.take("a", 4, 0, ink));
    let mut out = String::new();
    shapes.write(&mut out);
    let expected = "<path fill=\"none\" stroke=\"#010203\" stroke-width=\"1.2\" \
                    d=\"M5 10.5H35M5 10.5V21M35 10.5V21\"/>\n";
    assert_eq!(out, expected);
}

#[test]
fn blocks_that_touch_are_one_block() {
    let mut shapes = Shapes::default();
    for row in 0..3 {
        assert!(shapes.take("█", 2, row, Tone(0, 0, 0)));
    }
    let mut out = String::new();
    shapes.write(&mut out);
    assert_eq!(out, "<path fill=\"#000000\" d=\"M20 0h10v63h-10z\"/>\n");
}
