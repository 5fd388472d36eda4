//! A form as text: 80 columns, 60 lines a page, its number on each.

use crate::text::width;

use super::super::PageBreaks;
use super::super::checklist_text::{foot, head, laid};
use super::super::document::{Document, Entry, Hand, Part, Row, Table, Words};
use super::super::lines::{Lines, WIDTH, one_line};
use super::super::paper::{Block, Start};

/// Cells of a label: that of the digests has to fit beside one.
const LABEL: usize = 12;

/// Where what belongs to a title stands.
const INDENT: usize = 5;

pub(super) fn of(form: &Document, page_breaks: PageBreaks) -> String {
    let header = head(&form.header.0, &form.header.1, &form.standing);
    let footer = |page, of| foot(&form.digest, &form.about, page, of);
    laid(blocks(&form.parts), &header, footer, page_breaks)
}

fn blocks(parts: &[Part]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut heading: Option<(Vec<String>, Start)> = None;
    for part in parts {
        if let Part::Heading { title, starts_page } = part {
            let mut lines = Lines::new(0);
            lines.text(0, &title.to_uppercase());
            lines.rule('-');
            let start = if *starts_page { Start::NewPage } else { Start::Apart };
            heading = Some((lines.lines(), start));
            continue;
        }
        let mut block = block(part);
        if let Some((lines, start)) = heading.take() {
            (block.heading, block.start) = (lines, start);
        }
        blocks.push(block);
    }
    blocks
}

fn block(part: &Part) -> Block {
    let mut lines = Lines::new(LABEL);
    let mut name = String::new();
    match part {
        Part::Title { title, below } => {
            lines.centred(&title.to_uppercase());
            lines.centred(below);
        }
        Part::Verdict { words, below, .. } => {
            lines.rule('=');
            lines.centred(words);
            lines.rule('=');
            for it in below {
                lines.prose("  ", &it.text());
            }
        }
        Part::Heading { .. } => {}
        Part::Paragraph(words) => lines.prose("  ", &words.text()),
        Part::Facts(rows) => facts(&mut lines, 2, rows),
        Part::Identity { facts: rows, code } => {
            facts(&mut lines, 2, rows);
            lines.row(2, "QR code", &code.text.text());
        }
        Part::Table(it) => table(&mut lines, it),
        Part::Entry(it) => {
            name = one_line(&format!("({}, goes on)", it.title), WIDTH);
            entry(&mut lines, it);
        }
        Part::Commands(all) => all.iter().for_each(|it| lines.text(6, it)),
    }
    Block { name, rows: lines.rows(), ..Block::default() }
}

fn facts(lines: &mut Lines, indent: usize, rows: &[Row]) {
    for row in rows {
        for (index, words) in row.lines.iter().enumerate() {
            let label = if index == 0 { row.label } else { "" };
            let text = words.text();
            let has_room = indent + LABEL + width(&text) <= WIDTH;
            match row.label {
                "" => lines.prose(&" ".repeat(indent + 2 * index.min(1)), &text),
                // A digest is as long as a line: it begins further to the left.
                _ if index > 0 && !has_room && indent + 2 + width(&text) <= WIDTH => {
                    lines.prose(&" ".repeat(indent + 2), &text);
                }
                _ => lines.row(indent, label, &text),
            }
        }
    }
}

fn table(lines: &mut Lines, table: &Table) {
    for cells in &table.rows {
        for (cell, column) in cells.iter().zip(table.columns) {
            let text: Vec<_> = cell.iter().map(Words::text).collect();
            lines.row(2, column.title, &text.join("\n"));
        }
    }
}

fn entry(lines: &mut Lines, entry: &Entry) {
    let number = entry.number.map(|number| format!("{number:>3}. ")).unwrap_or_default();
    let lead = match entry.mark {
        Some(mark) => format!("[{mark}] {number}"),
        None => format!("  {number}"),
    };
    lines.hanging(&lead, &entry.title);
    lines.row(INDENT, "id", &entry.id);
    lines.row(INDENT, "", entry.flag.unwrap_or_default());
    facts(lines, INDENT, &entry.rows);
    for it in &entry.hand {
        hand(lines, it);
    }
}

fn hand(lines: &mut Lines, hand: &Hand) {
    match hand {
        Hand::Boxes(boxes) => {
            let mut line = String::new();
            for it in boxes {
                let it = format!("[ ] {it}");
                // A box never stands at the end of a line, away from what it is for.
                if !line.is_empty() && INDENT + width(&line) + 3 + width(&it) > WIDTH {
                    lines.text(INDENT, &std::mem::take(&mut line));
                }
                line.push_str(if line.is_empty() { "" } else { "   " });
                line.push_str(&it);
            }
            lines.text(INDENT, &line);
        }
        Hand::Lines(fields) => lines.together(|lines| {
            lines.blank();
            lines.text(INDENT, &ruled(fields));
        }),
    }
}

/// Labels with a line behind each, over the whole width.
fn ruled(fields: &[(&'static str, u16)]) -> String {
    let all: usize = fields.iter().map(|(_, share)| usize::from(*share)).sum();
    let labels: usize = fields.iter().map(|(label, _)| width(label) + 2).sum();
    let room = (WIDTH - INDENT).saturating_sub(labels + 2 * fields.len());
    let fields = fields.iter().map(|(label, share)| {
        let line = "_".repeat((room * usize::from(*share) / all.max(1)).max(6));
        format!("{label}: {line}")
    });
    fields.collect::<Vec<_>>().join("  ")
}
