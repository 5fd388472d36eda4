//! A form as markdown, to print from whatever prints markdown.

use super::super::document::{Document, Entry, Hand, Part, Row, Words};
use super::super::marked::{Marked, line, lines};

/// A line to write on, in characters that markdown leaves alone.
const LINE: &str = "\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_";

pub(super) fn of(form: &Document) -> String {
    let mut out = Marked::default();
    for part in &form.parts {
        put(&mut out, part);
    }
    out.put(&format!("\n**{}**", line(&form.standing)));
    out.put(&format!("\n{}; {}", line(&form.about), line(&form.digest)));
    out.text()
}

fn put(out: &mut Marked, part: &Part) {
    match part {
        Part::Title { title, below } => {
            out.put(&format!("# {}: {}", line(title), line(below)));
        }
        Part::Verdict { words, below, .. } => {
            out.put(&format!("\n**{}**", line(words)));
            for it in below {
                out.put(&format!("\n{}", lines(&it.text(), 0)));
            }
        }
        Part::Heading { title, .. } => out.put(&format!("\n## {}\n", line(title))),
        Part::Paragraph(words) => out.put(&format!("\n{}", lines(&words.text(), 0))),
        Part::Facts(rows) => rows.iter().for_each(|row| fact(out, "", row)),
        Part::Identity { facts, code } => {
            out.put("");
            for row in facts {
                fact(out, "", row);
            }
            out.put(&format!("- QR code: {}", line(&code.text.text())));
        }
        Part::Table(table) => {
            for row in &table.rows {
                let cells = row.iter().map(|cell| {
                    let text: Vec<_> = cell.iter().map(Words::text).collect();
                    line(&text.join(" "))
                });
                out.put(&format!("- {}", cells.collect::<Vec<_>>().join(" / ")));
            }
        }
        Part::Entry(it) => entry(out, it),
        Part::Commands(all) => out.put(&format!("\n```\n{}\n```", all.join("\n"))),
    }
}

/// A label and its lines. Where there is no label, the first line stands for it.
fn fact(out: &mut Marked, indent: &str, row: &Row) {
    let deeper = indent.len() + 4;
    for (index, words) in row.lines.iter().enumerate() {
        let text = lines(&words.text(), deeper);
        match (index, row.label) {
            (0, "") => out.put(&format!("{indent}- {text}")),
            (0, label) => out.put(&format!("{indent}- {label}: {text}")),
            _ => out.put(&format!("{indent}  - {text}")),
        }
    }
}

fn entry(out: &mut Marked, entry: &Entry) {
    let mark = match entry.mark {
        Some(' ') => "[ ] ".to_owned(),
        Some(mark) => format!("\\[{}\\] ", line(&mark.to_string())),
        None => String::new(),
    };
    let number = entry.number.map(|number| format!("{number}. ")).unwrap_or_default();
    let id = if entry.id.is_empty() { String::new() } else { format!(" ({})", line(&entry.id)) };
    out.put(&format!("- {mark}**{number}{}**{id}", line(&entry.title)));
    if let Some(flag) = entry.flag {
        out.put(&format!("  - **{flag}**"));
    }
    entry.rows.iter().for_each(|row| fact(out, "  ", row));
    for it in &entry.hand {
        match it {
            Hand::Boxes(boxes) => {
                for it in boxes {
                    out.put(&format!("  - [ ] {}", line(it)));
                }
            }
            Hand::Lines(fields) => {
                let fields: Vec<_> =
                    fields.iter().map(|(label, _)| format!("{label}: {LINE}")).collect();
                out.put(&format!("  - {}", fields.join(" ")));
            }
        }
    }
}
