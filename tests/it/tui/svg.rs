//! A screen as a picture: a window with a title, and every cell where it belongs in any viewer.
//!
//! The same buffer always gives the same bytes.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use upgrade_wizard::text::width;
use upgrade_wizard::theme::Kind;

use super::shapes::{CELL, Shapes};
use super::tones::{Paint, Tone, paint, window};

/// Around the cells; above them is the title.
const MARGIN: f64 = 14.0;
const TITLE: f64 = 40.0;

/// A little less than a cell is wide, in a font whose letters are 0.602 of its size wide.
const FONT_SIZE: &str = "16.6";

/// From the top of a cell to the foot of its letters.
const BASELINE: f64 = 16.0;

const FONTS: &str =
    "'DejaVu Sans Mono','Cascadia Mono','SF Mono',Menlo,Consolas,'Liberation Mono',monospace";

/// The dots of the window: colour and order from the left.
const DOTS: [&str; 3] = ["#ff5f57", "#febc2e", "#28c840"];

/// Letters of one style, side by side.
struct Run {
    column: usize,
    cells: usize,
    text: String,
    paint: Paint,
}

/// Draws a screen; `kind` is the background of the terminal where the theme leaves it alone.
pub(crate) fn svg(buffer: &Buffer, title: &str, kind: Kind) -> String {
    let ground = window(buffer, kind);
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let size = (columns * CELL.0 + 2.0 * MARGIN, rows * CELL.1 + TITLE + MARGIN);
    let mut out = String::new();
    frame(&mut out, title, size, ground, kind);
    writeln!(
        out,
        "<g transform=\"translate({MARGIN} {TITLE})\" font-family=\"{FONTS}\" \
         font-size=\"{FONT_SIZE}\" xml:space=\"preserve\">"
    )
    .unwrap();
    grounds(&mut out, buffer, ground, kind);
    let mut shapes = Shapes::default();
    let mut letters = String::new();
    for row in 0..usize::from(buffer.area.height) {
        for run in runs(buffer, row, kind, &mut shapes) {
            text(&mut letters, &run, row);
        }
    }
    shapes.write(&mut out);
    out.push_str(&letters);
    out.push_str("</g>\n</svg>\n");
    out
}

fn frame(out: &mut String, title: &str, (width, height): (f64, f64), ground: Tone, kind: Kind) {
    let title = escape(title);
    let far = match kind {
        Kind::Dark => Tone(255, 255, 255),
        Kind::Light => Tone(0, 0, 0),
    };
    let (muted, edge) = (ground.between(far), ground.between(ground.between(ground.between(far))));
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{title}</title>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"{}\" stroke=\"{}\"/>",
        width - 1.0,
        height - 1.0,
        ground.hex(),
        edge.hex()
    )
    .unwrap();
    for (index, dot) in (0_u8..).zip(DOTS) {
        let x = 22.0 + 20.0 * f64::from(index);
        writeln!(out, "<circle cx=\"{x}\" cy=\"20\" r=\"6\" fill=\"{dot}\"/>").unwrap();
    }
    writeln!(
        out,
        "<text x=\"{}\" y=\"25\" text-anchor=\"middle\" font-family=\"{FONTS}\" font-size=\"13\" \
         fill=\"{}\">{title}</text>",
        width / 2.0,
        muted.hex()
    )
    .unwrap();
}

/// One rectangle for each run of cells that do not have the background of the window.
fn grounds(out: &mut String, buffer: &Buffer, window: Tone, kind: Kind) {
    for row in 0..buffer.area.height {
        let tone = |column: u16| paint(&buffer[at(buffer, column, row)], kind).ground;
        let mut column = 0;
        while column < buffer.area.width {
            let (from, ground) = (column, tone(column));
            while column < buffer.area.width && tone(column) == ground {
                column += 1;
            }
            if ground != window {
                writeln!(
                    out,
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
                    f64::from(from) * CELL.0,
                    f64::from(row) * CELL.1,
                    f64::from(column - from) * CELL.0,
                    CELL.1,
                    ground.hex()
                )
                .unwrap();
            }
        }
    }
}

fn at(buffer: &Buffer, column: u16, row: u16) -> (u16, u16) {
    (buffer.area.x + column, buffer.area.y + row)
}

/// The letters of a row. What is a shape goes there; what is no ASCII stands alone, since its font
/// may be another one.
fn runs(buffer: &Buffer, row: usize, kind: Kind, shapes: &mut Shapes) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let y = u16::try_from(row).unwrap();
    let mut column = 0;
    let mut is_open = false;
    while column < buffer.area.width {
        let cell = &buffer[at(buffer, column, y)];
        let (symbol, paint) = (cell.symbol(), paint(cell, kind));
        let cells = width(symbol).max(1);
        let x = usize::from(column);
        column = column.saturating_add(u16::try_from(cells).unwrap());
        if shapes.take(symbol, x, row, paint.ink) {
            is_open = false;
            continue;
        }
        let is_plain = symbol.is_ascii();
        match out.last_mut() {
            Some(run) if is_open && is_plain && run.paint == paint => {
                run.cells += cells;
                run.text.push_str(symbol);
            }
            _ => out.push(Run { column: x, cells, text: symbol.to_owned(), paint }),
        }
        is_open = is_plain;
    }
    out
}

fn text(out: &mut String, run: &Run, row: usize) {
    let mut run_text = run.text.as_str();
    let (mut column, mut cells) = (run.column, run.cells);
    if !run.paint.underline {
        let before = run_text.len();
        run_text = run_text.trim_start_matches(' ');
        column += before - run_text.len();
        cells -= before - run_text.len();
        let before = run_text.len();
        run_text = run_text.trim_end_matches(' ');
        cells -= before - run_text.len();
    }
    if run_text.is_empty() {
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "columns and rows are few")]
    let (x, y, length) =
        (column as f64 * CELL.0, row as f64 * CELL.1 + BASELINE, cells as f64 * CELL.0);
    let bold = if run.paint.bold { " font-weight=\"bold\"" } else { "" };
    let line = if run.paint.underline { " text-decoration=\"underline\"" } else { "" };
    writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" fill=\"{}\"{bold}{line}>{}</text>",
        run.paint.ink.hex(),
        escape(run_text)
    )
    .unwrap();
}

/// A text inside an element. What XML cannot hold becomes a replacement character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    use super::*;

    fn lines(text: &str, style: Style) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        buffer.set_string(0, 0, text, style);
        let picture = svg(&buffer, "t", Kind::Dark);
        picture.split("preserve\">\n").nth(1).unwrap().to_owned()
    }

    #[test]
    fn a_run_has_one_element_as_long_as_its_cells() {
        let blue = Style::new().fg(Color::Rgb(0, 0, 255)).add_modifier(Modifier::BOLD);
        let expected = "<text x=\"20\" y=\"16\" textLength=\"50\" fill=\"#0000ff\" \
                        font-weight=\"bold\">a &lt;&amp;b</text>\n</g>\n</svg>\n";
        assert_eq!(lines("  a <&b", blue), expected);
    }

    #[test]
    fn what_may_come_from_another_font_stands_alone() {
        let text = lines("ab✓東c", Style::new());
        for (x, length) in [(0, 20), (20, 10), (30, 20), (50, 10)] {
            let element = format!("<text x=\"{x}\" y=\"16\" textLength=\"{length}\"");
            assert!(text.contains(&element), "{element}\n{text}");
        }
    }

    #[test]
    fn only_what_differs_from_the_window_has_a_ground() {
        let text = lines("abc", Style::new().bg(Color::Rgb(9, 9, 9)));
        assert_eq!(text.matches("<rect").count(), 1, "{text}");
        assert!(
            text.contains("<rect x=\"0\" y=\"0\" width=\"30\" height=\"21\" fill=\"#090909\"/>")
        );
    }
}
