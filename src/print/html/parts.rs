//! Headings, facts, tables and the code of the seal.

use maud::{Markup, html};

use super::super::document::{Code, Part, Row, Table, Tone};
use super::entry::entry;
use super::{Text, lines, stacked, words};
use crate::text::{QUIET, QrCode};

pub(super) fn part(part: &Part) -> Markup {
    match part {
        Part::Title { title, below } => html! {
            h1 { (lines(title)) }
            p.below { (lines(below)) }
        },
        Part::Verdict { tone, words: verdict, below } => html! {
            section.verdict.(class(*tone)) aria-label="Verdict" {
                p.words { (lines(verdict)) }
                @for it in below { p { (words(it)) } }
            }
        },
        // Where a page ends is the browser's to say.
        Part::Heading { title, .. } => html! { h2 { (lines(title)) } },
        Part::Paragraph(text) => html! { p { (words(text)) } },
        Part::Facts(rows) => facts(rows),
        Part::Identity { facts: rows, code } => html! {
            div.identity {
                (facts(rows))
                (figure(code))
            }
        },
        Part::Table(it) => table(it),
        Part::Entry(it) => entry(it),
        Part::Commands(all) => html! { pre { code { (Text(&all.join("\n"))) } } },
    }
}

pub(super) fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Noted => "noted",
        Tone::Bad => "bad",
    }
}

/// Labels and what they stand for. A list where nothing has a label.
pub(super) fn facts(rows: &[Row]) -> Markup {
    if rows.iter().all(|row| row.label.is_empty()) {
        return html! { ul.told { @for row in rows { li { (stacked(&row.lines)) } } } };
    }
    html! {
        dl {
            @for row in rows {
                @if !row.label.is_empty() { dt { (row.label) } }
                dd { (stacked(&row.lines)) }
            }
        }
    }
}

fn table(table: &Table) -> Markup {
    let all: u16 = table.columns.iter().map(|column| column.share).sum();
    html! {
        div.scrolls {
            table {
                caption { (table.caption) }
                colgroup {
                    @for column in table.columns {
                        col style=(format!("width:{}%", u32::from(column.share) * 100 / u32::from(all.max(1))));
                    }
                }
                thead {
                    tr { @for column in table.columns { th scope="col" { (column.title) } } }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (index, cell) in row.iter().enumerate() {
                                @if index == 0 {
                                    th scope="row" { (stacked(cell)) }
                                } @else {
                                    td data-label=(table.columns.get(index).map_or("", |it| it.title)) {
                                        (stacked(cell))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn figure(code: &Code) -> Markup {
    html! {
        figure.(if code.matrix.is_some() { "code" } else { "none" }) {
            @if let Some(it) = &code.matrix { (picture(it, code.name)) }
            figcaption { (words(&code.text)) }
        }
    }
}

/// The code as a picture, dark on light in every light: else no phone reads it.
fn picture(code: &QrCode, name: &str) -> Markup {
    let all = code.size() + 2 * QUIET;
    let modules = code.runs().into_iter();
    let modules: Vec<_> = modules
        .map(|(row, column, many)| format!("M{} {}h{many}v1h-{many}z", column + QUIET, row + QUIET))
        .collect();
    let path = modules.concat();
    html! {
        svg role="img" aria-label=(name) viewBox=(format!("0 0 {all} {all}")) shape-rendering="crispEdges" {
            rect width=(all) height=(all) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}
