//! A session in the list: two rows, and everything about it in the pane beside.

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::front::tui::desk::{SessionRow, SessionState};
use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::paint::{Painter, Piece, bold, paths_broken, piece};
use crate::front::tui::when::{ago, date_and_time};
use crate::text::{count, pad, shown, shown_lines, wrap};
use crate::theme::Role;

/// Columns that labels take in the pane of details.
const LABEL_CELLS: usize = 12;

/// The mark of a session, its role, and the same in a word.
pub(super) fn mark(session: &SessionRow, glyphs: &Glyphs) -> (&'static str, Role, String) {
    match &session.state {
        SessionState::Open => (glyphs.here, Role::Accent, "open".to_owned()),
        SessionState::Closed { word } => {
            let (mark, role) = match (word.as_str(), session.deviations) {
                ("complete", 0) => (glyphs.confirmed, Role::Success),
                (word, _) if word.starts_with("complete") => (glyphs.waived, Role::Warning),
                _ => (glyphs.refuted, Role::Danger),
            };
            (mark, role, closed(word, session.deviations))
        }
        SessionState::Broken { .. } => (glyphs.refuted, Role::Danger, "broken".to_owned()),
    }
}

/// "complete with 2 deviations".
fn closed(word: &str, deviations: usize) -> String {
    match deviations {
        0 => word.replace('-', " "),
        _ if word.starts_with("complete") => {
            format!("complete with {}", count("deviation", deviations))
        }
        _ => format!("{}, {}", word.replace('-', " "), count("deviation", deviations)),
    }
}

/// What to call a session. Something is always there to be read.
fn name(session: &SessionRow) -> &str {
    [&session.name, &session.hierarchy].into_iter().find(|it| !it.is_empty()).unwrap_or(&session.id)
}

/// "13 of 38 settled, next: Back up the registry": where it stands and what comes next.
fn standing(session: &SessionRow) -> String {
    match (&session.state, &session.next) {
        (SessionState::Open, Some((title, _))) => {
            format!("{} of {} settled, next: {title}", session.done, session.total)
        }
        (SessionState::Open, None) => "everything is settled: review it and sign".to_owned(),
        (SessionState::Closed { word }, _) => closed(word, session.deviations),
        (SessionState::Broken { why }, _) => why.clone(),
    }
}

/// Draws a session into two rows.
pub(super) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    session: &SessionRow,
    ground: Role,
    now: Timestamp,
) {
    let (mark, role, _) = mark(session, painter.glyphs);
    let is_known = session.touched != Timestamp::UNIX_EPOCH;
    let when = if is_known { ago(now, session.touched) } else { String::new() };
    let muted = painter.skin.on(Role::TextMuted, ground);
    let used = painter.text_right(area, &when, muted);
    let first = Rect { width: area.width.saturating_sub(used + 2), ..area };
    let mut pieces =
        vec![piece(role, format!("{mark} ")), bold(Role::Text, name(session).to_owned())];
    if !session.hierarchy.is_empty() && session.hierarchy != name(session) {
        pieces.push(piece(Role::TextMuted, format!("  {}", session.hierarchy)));
    }
    painter.pieces(first, &pieces, ground);
    if area.height < 2 {
        return;
    }
    let mut second = Rect { x: area.x + 2, y: area.y + 1, height: 1, width: area.width - 2 };
    let is_broken = matches!(session.state, SessionState::Broken { .. });
    if !is_broken && session.total > 0 {
        let cells = if area.width >= 60 { 14 } else { 10 };
        let bar = Rect { width: cells, ..second };
        progress(painter, bar, session, role, ground);
        let percent = session.done * 100 / session.total;
        let at = Rect { x: second.x + cells, width: second.width - cells, ..second };
        let used =
            painter.text(at, &format!(" {percent:>3}%  "), painter.skin.on(Role::Text, ground));
        second = Rect { x: at.x + used, width: at.width - used, ..second };
    }
    let role = if is_broken { Role::Danger } else { Role::TextMuted };
    painter.text(second, &standing(session), painter.skin.on(role, ground));
}

/// A bar on the ground of its row.
fn progress(painter: &mut Painter<'_>, bar: Rect, session: &SessionRow, role: Role, ground: Role) {
    let role = if role == Role::Accent { Role::Success } else { role };
    painter.progress(bar, session.done as u64, session.total as u64, role);
    let (full, empty) = (painter.skin.on(role, ground), painter.skin.on(Role::Track, ground));
    for x in bar.left()..bar.right() {
        let cell = &mut painter.buf[(x, bar.y)];
        let style = if cell.symbol() == painter.glyphs.full { full } else { empty };
        cell.set_style(style);
    }
}

/// Lines in the making: a label, and a text beside it.
struct Details {
    lines: Vec<Vec<Piece>>,
    width: usize,
}

impl Details {
    fn add(&mut self, label: &str, role: Role, text: &str) {
        let room = self.width.saturating_sub(LABEL_CELLS);
        for (index, line) in wrap(&shown(text), room).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.lines
                .push(vec![piece(Role::TextMuted, pad(label, LABEL_CELLS)), piece(role, line)]);
        }
    }

    fn text(&mut self, role: Role, text: &str) {
        let lines = wrap(&shown_lines(text), self.width);
        self.lines.extend(lines.into_iter().map(|line| vec![piece(role, line)]));
    }

    fn blank(&mut self) {
        self.lines.push(Vec::new());
    }

    /// What the key does, at the end.
    fn enter(&mut self, does: &str) {
        self.blank();
        self.lines.push(vec![bold(Role::Accent, "Enter"), piece(Role::Text, format!("  {does}"))]);
    }
}

/// The most important about a session, in two lines.
pub(super) fn in_short(session: &SessionRow, cells: usize) -> Vec<Vec<Piece>> {
    let lines = |role: Role, text: &str| -> Vec<Vec<Piece>> {
        wrap(&shown_lines(text), cells).into_iter().map(|line| vec![piece(role, line)]).collect()
    };
    if let SessionState::Broken { why } = &session.state {
        return lines(Role::Danger, why);
    }
    let target = if session.target.is_empty() { "its own target" } else { &session.target };
    let begun = date_and_time(session.opened_at);
    let by = session.people.first().map_or("nobody", String::as_str);
    let mut out = lines(
        Role::Text,
        &format!(
            "{} to {target}, begun {} by {by}",
            count("site", session.sites),
            begun.split(' ').next().unwrap_or_default()
        ),
    );
    out.truncate(1);
    let deviations = match session.deviations {
        0 => "no deviations".to_owned(),
        some => count("deviation", some),
    };
    let evidence = count("piece", session.evidence);
    let told = format!(
        "{} of {} settled, {evidence} of evidence, {deviations}",
        session.done, session.total
    );
    out.extend(lines(Role::TextMuted, &told));
    out
}

/// Everything about a session.
pub(super) fn details(
    session: &SessionRow,
    glyphs: &Glyphs,
    now: Timestamp,
    width: usize,
) -> Vec<Vec<Piece>> {
    let mut out = Details { lines: Vec::new(), width };
    let (mark, role, word) = mark(session, glyphs);
    out.lines.push(vec![piece(role, format!("{mark} ")), bold(role, word)]);
    out.blank();
    if let SessionState::Broken { why } = &session.state {
        out.text(Role::Danger, why);
        out.blank();
        out.lines.push(vec![piece(Role::TextMuted, "Record")]);
        out.text(Role::Text, &paths_broken(&session.record, width));
        out.enter("says this in full");
        out.lines.push(vec![bold(Role::Accent, "v"), piece(Role::Text, "      checks its record")]);
        return out.lines;
    }
    out.add("Started", Role::Text, &date_and_time(session.opened_at));
    if let Some(person) = session.people.first() {
        out.add("By", Role::Text, person);
    }
    let others = session.people.get(1..).unwrap_or_default();
    if !others.is_empty() {
        out.add("Also", Role::Text, &crate::text::list(others));
    }
    out.add("Last used", Role::Text, &ago(now, session.touched));
    let target = if session.target.is_empty() { "each site its own" } else { &session.target };
    out.add("Target", Role::Text, target);
    out.add("Sites", Role::Text, &session.sites.to_string());
    let left = session.total.saturating_sub(session.done);
    out.add("Steps", Role::Text, &format!("{} settled, {left} left", session.done));
    out.add("Evidence", Role::Text, &count("piece", session.evidence));
    out.add("Record", Role::Text, &count("entry", session.facts));
    let (role, deviations) = match session.deviations {
        0 => (Role::Text, "none".to_owned()),
        some => (Role::Warning, some.to_string()),
    };
    out.add("Deviations", role, &deviations);
    if let Some((title, id)) = &session.next {
        out.blank();
        out.lines.push(vec![bold(Role::Accent, "Next")]);
        out.text(Role::Text, title);
        out.text(Role::TextMuted, id);
    }
    out.enter(match (&session.state, &session.next) {
        (SessionState::Open, Some(_)) => "resumes at this step",
        (SessionState::Open, None) => "resumes; what is left is to sign",
        _ => "shows the checklist as it prints",
    });
    out.lines
}

/// What it means to begin a new one, in two lines.
pub(super) fn new_in_short() -> Vec<Vec<Piece>> {
    vec![
        vec![piece(Role::Text, "It begins with your hierarchy, typed in or read.")],
        vec![bold(Role::Accent, "x"), piece(Role::TextMuted, "  starts with the example")],
    ]
}

/// What it means to begin a new one.
pub(super) fn new_details(width: usize) -> Vec<Vec<Piece>> {
    let mut out = Details { lines: Vec::new(), width };
    out.text(
        Role::Text,
        "It begins with the hierarchy: your sites, their servers and their levels, typed in or \
         read from a file. From it comes the plan, and from the plan the walk.",
    );
    out.blank();
    out.text(Role::TextMuted, "Nothing is recorded before you have approved the plan.");
    out.enter("starts with an empty hierarchy");
    out.lines
        .push(vec![bold(Role::Accent, "x"), piece(Role::Text, "      starts with the example")]);
    out.lines
}
