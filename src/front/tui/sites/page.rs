//! Draws the form: one field a row, what is wrong below it, what to type at the lower end.

use ratatui::layout::Rect;

use crate::hierarchy::draft::{Draft, Field as SiteField};
use crate::text::{count, shown, width, wrap};
use crate::theme::Role;

use super::super::paint::{Focus, Hit, Painter, Piece, bold, piece};
use super::draw::{focus, mark};
use super::form::{self, Row, Subject};
use super::{FORM, Sites};

/// Cells of the widest label, and the space after it.
const LABEL: u16 = 20;

/// A line of the form.
#[derive(Debug)]
enum Line {
    Gap,
    /// The row of that index.
    Row(usize),
    Said(Role, String),
    /// A label and what there is to know, not to type.
    Known(&'static str, String),
}

/// Where a group of fields begins.
fn begins_group(row: Row) -> bool {
    matches!(
        row,
        Row::Site(SiteField::Level | SiteField::LogonDomains | SiteField::InstalledFrom)
            | Row::Unknown(0)
    )
}

pub(super) fn draw(sites: &Sites, painter: &mut Painter<'_>, area: Rect) {
    let here = focus(sites, FORM);
    let Some(subject) = sites.subject() else {
        let inside = painter.frame(area, "Domains", "", here);
        let text = "The NT domains and their controllers. A domain that only a site names need \
                    not be here. a adds one.";
        return say(painter, inside, text);
    };
    let right = match (here, form::problems(&sites.judged, subject).len()) {
        (Focus::Here | Focus::Danger, _) => "editing".to_owned(),
        (Focus::Elsewhere, 0) => String::new(),
        (Focus::Elsewhere, problems) => count("problem", problems),
    };
    let inside = painter.frame(area, &title(&sites.draft, subject), &right, here);
    painter.hits.push((inside, Hit::Pane(FORM)));
    let help = draw_help(sites, painter, inside, subject);
    let body = Rect { height: inside.height.saturating_sub(help), ..inside };
    let rows = form::rows(&sites.draft, subject);
    let lines = lines(sites, painter, subject, &rows, body);
    let height = usize::from(body.height);
    let top = top(sites, &lines, height);
    for (line, y) in lines.iter().skip(top).zip(body.y..body.bottom()) {
        let at = Rect { y, height: 1, ..body };
        match line {
            Line::Gap => {}
            Line::Row(index) => draw_row(sites, painter, at, subject, (*index, rows[*index])),
            Line::Said(role, text) => {
                let at = Rect { x: at.x + 1, width: at.width.saturating_sub(2), ..at };
                painter.text(at, text, painter.skin.of(*role));
            }
            Line::Known(label, text) => {
                let at = Rect { x: at.x + 1, width: at.width.saturating_sub(2), ..at };
                let line = [
                    piece(Role::TextMuted, format!("{label:<width$}", width = usize::from(LABEL))),
                    piece(Role::Text, text.as_str()),
                ];
                painter.pieces(at, &line, Role::Bg);
            }
        }
    }
    let frame = Rect { height: area.height - help, ..area };
    painter.scrollbar(frame, lines.len(), top, height);
}

fn title(draft: &Draft, subject: Subject) -> String {
    match subject {
        Subject::Hierarchy => "Hierarchy".to_owned(),
        Subject::Site(site) => {
            let code = draft.sites.get(site).map_or("", |site| site.get(SiteField::Code));
            if code.is_empty() { "New site".to_owned() } else { format!("Site {code}") }
        }
        Subject::Domain(domain) => {
            let name = draft.domains.get(domain).map_or("", |domain| domain.name.as_str());
            if name.is_empty() { "New domain".to_owned() } else { format!("Domain {name}") }
        }
    }
}

fn say(painter: &mut Painter<'_>, area: Rect, text: &str) {
    let cells = usize::from(area.width.saturating_sub(2));
    for (line, y) in wrap(text, cells).iter().zip(area.y..area.bottom()) {
        let at = Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
        painter.text(at, line, painter.skin.of(Role::TextMuted));
    }
}

/// What a field says that it wants.
fn help(row: Row) -> String {
    let choose = if form::is_closed(row) { " Left and Right choose." } else { "" };
    format!("{}{choose}", form::help(row))
}

/// Draws what to type at the lower end, and returns how many rows that takes: as many for each
/// field of the form, so that nothing jumps.
fn draw_help(sites: &Sites, painter: &mut Painter<'_>, area: Rect, subject: Subject) -> u16 {
    let Some(form) = &sites.form else { return 0 };
    let cells = usize::from(area.width.saturating_sub(2));
    let longest = form::rows(&sites.draft, subject)
        .into_iter()
        .map(|row| wrap(&help(row), cells).len())
        .max()
        .unwrap_or(0);
    let longest = u16::try_from(longest).unwrap_or(u16::MAX);
    let text_rows = longest.min(area.height / 3);
    if text_rows == 0 {
        return 0;
    }
    let rule = Rect { y: area.bottom() - text_rows - 1, height: 1, ..area };
    let dashes = painter.glyphs.rule.repeat(usize::from(rule.width));
    painter.text(rule, &dashes, painter.skin.of(Role::Border));
    let lines = wrap(&help(form.row()), cells);
    for (line, y) in lines.iter().zip(rule.y + 1..area.bottom()) {
        let at = Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
        painter.text(at, line, painter.skin.of(Role::Info));
    }
    text_rows + 1
}

/// All lines of the form. Where there is room, the groups of fields stand apart.
fn lines(
    sites: &Sites,
    painter: &Painter<'_>,
    subject: Subject,
    rows: &[Row],
    area: Rect,
) -> Vec<Line> {
    let problems = form::problems(&sites.judged, subject);
    let cells = usize::from(area.width.saturating_sub(4));
    let said = |row: Option<Row>| {
        let mut said = Vec::new();
        for problem in problems.iter().filter(|problem| form::row_of(problem.at) == row) {
            let (mark, role) = mark(painter, problem);
            // What to type stands at the lower end already.
            let is_plain = row.is_some_and(|row| form::help(row) == problem.advice);
            let text =
                if is_plain { problem.text.clone() } else { super::judged::sentence(problem) };
            for (index, line) in wrap(&shown(&text), cells).into_iter().enumerate() {
                let lead = if index == 0 { mark } else { " " };
                said.push(Line::Said(role, format!("{lead} {line}")));
            }
        }
        said
    };
    let mut lines = said(None);
    for (index, row) in rows.iter().enumerate() {
        if begins_group(*row) {
            lines.push(Line::Gap);
        }
        lines.push(Line::Row(index));
        lines.extend(said(Some(*row)));
    }
    if subject == Subject::Hierarchy {
        lines.push(Line::Gap);
        lines.extend(known(sites));
    }
    if lines.len() > usize::from(area.height) {
        lines.retain(|line| !matches!(line, Line::Gap));
    }
    lines
}

/// What there is to know of the hierarchy as a whole.
fn known(sites: &Sites) -> Vec<Line> {
    let target = sites.origin.target.map_or("none yet: press m".to_owned(), |it| it.to_string());
    let file = sites.origin.path.as_ref().map(|path| path.display().to_string());
    vec![
        Line::Known("Sites", sites.draft.sites.len().to_string()),
        Line::Known("Domains", sites.draft.domains.len().to_string()),
        Line::Known("Target", target),
        Line::Known("File", file.unwrap_or_else(|| "not saved yet".to_owned())),
    ]
}

/// The first line that is seen: the row with the focus is, and what is wrong with it.
fn top(sites: &Sites, lines: &[Line], height: usize) -> usize {
    let lowest = lines.len().saturating_sub(height);
    let mut top = sites.top.get().min(lowest);
    if let Some(form) = &sites.form {
        let is_here = |line: &Line| matches!(line, Line::Row(index) if *index == form.focus());
        let row = lines.iter().position(is_here).unwrap_or(0);
        let said = lines[row..].iter().skip(1);
        let below = said.take_while(|line| matches!(line, Line::Said(..))).count();
        let end = (row + 1 + below).min(row + height.max(1));
        top = top.max(end.saturating_sub(height)).min(row);
    }
    sites.top.set(top);
    top
}

fn draw_row(
    sites: &Sites,
    painter: &mut Painter<'_>,
    at: Rect,
    subject: Subject,
    (index, row): (usize, Row),
) {
    painter.hits.push((at, Hit::Row { pane: FORM, row: index }));
    let form = sites.form.as_ref().filter(|form| form.focus() == index);
    let label = form::label(&sites.draft, subject, row);
    let label = painter.clip(&shown(label), usize::from(LABEL) - 1);
    let (bar, label): (&str, Piece) = match form {
        Some(_) => (painter.glyphs.bar, bold(Role::Accent, label)),
        None => (" ", piece(Role::TextMuted, label)),
    };
    painter.pieces(at, &[piece(Role::Accent, bar), label], Role::Bg);
    let x = at.x + 1 + LABEL;
    let room = Rect { x, width: at.right().saturating_sub(x + 1), ..at };
    if let Some(field) = form.and_then(|form| form.field()) {
        field.draw(painter, room, true);
        if width(&field.text()) >= usize::from(room.width) {
            let more = Rect { x: x - 1, width: 1, ..at };
            painter.text(more, painter.glyphs.more, painter.skin.of(Role::Accent));
        }
        return;
    }
    let value = form::value(&sites.draft, subject, row);
    let (role, value) = match (value, row, form::is_required(row)) {
        (value, Row::Unknown(_), _) => (Role::Warning, value),
        ("", Row::Site(SiteField::Level), _) if has_version(sites, subject) => (Role::Text, ""),
        ("", _, true) => (Role::TextMuted, "needed"),
        (value, _, _) => (Role::Text, value),
    };
    painter.text(room, value, painter.skin.of(role));
}

/// Whether the full version says what level a site has.
fn has_version(sites: &Sites, subject: Subject) -> bool {
    let row = Row::Site(SiteField::FullVersion);
    !form::value(&sites.draft, subject, row).is_empty()
}
