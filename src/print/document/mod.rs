//! A print as parts that any paper has: headings, facts, tables, entries. HTML and PDF draw it, and
//! the blank form in every format. What stands in here is harmless: [`Words`] see to that.

mod end;
mod front;
mod seal;
mod steps;
mod words;

use jiff::Timestamp;

use crate::text::QrCode;

use super::content::Checklist;

pub(super) use words::{Look, Words, line};

/// A whole print.
#[derive(Debug)]
pub(super) struct Document {
    /// For the window and the properties of the file.
    pub(super) title: String,
    /// What stands at the top of every page, at both ends.
    pub(super) header: (String, String),
    /// The verdict, or what it is, below it on every page.
    pub(super) standing: String,
    /// The digest that every page carries.
    pub(super) digest: String,
    /// What it is about, beside the number of the page.
    pub(super) about: String,
    /// When the last of it happened. Never the clock: the same record gives the same bytes.
    pub(super) at: Option<Timestamp>,
    pub(super) parts: Vec<Part>,
}

/// A part of a print, from top to bottom.
#[derive(Debug)]
pub(super) enum Part {
    Title {
        title: String,
        below: String,
    },
    Verdict {
        tone: Tone,
        words: String,
        below: Vec<Words>,
    },
    Heading {
        title: String,
        /// On a page of its own, where there are pages.
        starts_page: bool,
    },
    Paragraph(Words),
    /// Labels and what they stand for.
    Facts(Vec<Row>),
    /// What is to be read first, with the code beside it.
    Identity {
        facts: Vec<Row>,
        code: Code,
    },
    Table(Table),
    Entry(Box<Entry>),
    /// For a shell.
    Commands(Vec<String>),
}

/// How something stands, for colours and frames. Never said by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Good,
    Noted,
    Bad,
}

/// A label, and one or more lines.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) lines: Vec<Words>,
}

#[derive(Debug)]
pub(super) struct Table {
    /// What it holds, for who cannot see it.
    pub(super) caption: &'static str,
    pub(super) columns: &'static [Column],
    /// A cell is one or more lines; the first heads its row.
    pub(super) rows: Vec<Vec<Vec<Words>>>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) title: &'static str,
    /// How much of the width it takes, of the sum of all.
    pub(super) share: u16,
}

/// A step or a warning.
#[derive(Debug)]
pub(super) struct Entry {
    /// What stands in its box; `None` where it has none.
    pub(super) mark: Option<char>,
    pub(super) number: Option<usize>,
    pub(super) title: String,
    pub(super) id: String,
    /// What must not be overlooked.
    pub(super) flag: Option<&'static str>,
    pub(super) tone: Tone,
    pub(super) rows: Vec<Row>,
    /// What is filled in by hand.
    pub(super) hand: Vec<Hand>,
}

/// Room for a pen.
#[derive(Debug)]
pub(super) enum Hand {
    /// Boxes to tick.
    Boxes(Vec<String>),
    /// Labels with a line behind each, and how much of the width each takes.
    Lines(Vec<(&'static str, u16)>),
}

/// A QR code and what it says, or why there is none.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) matrix: Option<QrCode>,
    /// What the code is, in words.
    pub(super) name: &'static str,
    /// What a phone shows, or why there is no code.
    pub(super) text: Words,
}

/// The checklist as parts.
pub(super) fn document(list: &Checklist) -> Document {
    let target = list.target.as_deref().map_or_else(String::new, |target| format!(" to {target}"));
    let mut parts = front::front(list);
    parts.extend(steps::steps(list));
    parts.extend(end::end(list));
    Document {
        title: line(&format!("Upgrade checklist: {}", list.session.name)),
        header: (line(&list.session.name), line(&format!("run {}", list.session.run))),
        standing: line(&list.verdict.words),
        digest: line(&format!("record sha256 {}", list.record.sha256)),
        about: line(&format!("{}: {}{target}", list.flow.id, list.hierarchy.name)),
        at: Some(list.last.0),
        parts,
    }
}

impl Row {
    /// A label and one text of one line or several. `None` where there is no text.
    pub(super) fn new(label: &'static str, text: &str) -> Option<Self> {
        let is_there = !text.trim().is_empty();
        is_there.then(|| Self { label, lines: vec![Words::prose(text)] })
    }

    pub(super) fn of(label: &'static str, lines: Vec<Words>) -> Self {
        Self { label, lines }
    }
}

impl Part {
    pub(super) fn heading(title: &str) -> Self {
        Self::Heading { title: line(title), starts_page: false }
    }
}
