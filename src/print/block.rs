//! Steps, sites and warnings as blocks of the checklist on paper.

use super::content::{Act, Entry, Site, Told};
use super::go::Go;
use super::lines::{Lines, WIDTH, one_line};
use super::paper::Block;
use super::phrase;
use super::piece_text::piece;
use super::wait::Waited;

/// Where what belongs to a title stands.
const INDENT: usize = 5;

/// Cells of a label: the digest of evidence has to fit beside one.
const LABEL: usize = 10;

/// What to sign by hand.
const RULED: &str = "Name: ______________________________  Time: ______________________";

/// A step with its box. `goes_on` leaves room to fill in what is open by hand.
pub(super) fn step(entry: &Entry, goes_on: bool) -> Block {
    let mut lines = Lines::new(LABEL);
    lines.hanging(&format!("[{}] {:>3}. ", entry.mark, entry.number), &entry.title);
    lines.row(INDENT, "id", &entry.id);
    lines.row(INDENT, "state", entry.remark.as_deref().unwrap_or_default());
    if let Some(note) = &entry.good_practice {
        lines.row(INDENT, "note", &format!("good practice only ({})", note.letter));
    }
    if entry.is_open() || entry.answer.is_some() {
        lines.row(INDENT, "asked", &entry.asked);
    }
    if let Some(answer) = &entry.answer {
        act(&mut lines, answer);
    }
    if !matches!(entry.mark, ' ') {
        // Of what is still waited for the state says it.
        lines.row(INDENT, "waited", &entry.wait.as_ref().map(Waited::words).unwrap_or_default());
    }
    for it in &entry.evidence {
        piece(&mut lines, INDENT, it);
    }
    for verdict in &entry.verdicts {
        go(&mut lines, verdict);
    }
    lines.row(INDENT, "source", &entry.sources.join("; "));
    if !entry.waits_for.is_empty() {
        lines.row(INDENT, "waits for", &phrase::waits_for(&entry.waits_for));
    }
    for earlier in &entry.history {
        history(&mut lines, earlier);
    }
    if entry.is_open() && goes_on {
        lines.together(|lines| {
            lines.blank();
            lines.text(INDENT, RULED);
        });
    } else if entry.is_open() {
        lines.row(INDENT, "state", phrase::NEVER_SETTLED);
    }
    block(lines, &format!("step {}, {}", entry.number, entry.id))
}

/// A site, its way, its hotfixes, and what became of its upgrade.
pub(super) fn site(site: &Site) -> Block {
    let mut lines = Lines::new(LABEL);
    let way = phrase::way(&site.level, site.target.as_deref(), site.is_upgraded_in_this_run);
    lines.hanging("  ", &format!("{}  {way}  ({} {})", site.code, site.role, site.server));
    for upgrade in &site.upgrades {
        lines.row(INDENT, "upgrade", &phrase::upgrade(upgrade));
    }
    lines.row(INDENT, "hotfixes", &phrase::hotfixes(site.hotfixes.status, &site.hotfixes.articles));
    lines.row(INDENT, "because", &site.hotfixes.because);
    block(lines, &format!("site {}", site.code))
}

/// A warning and whether it was acknowledged.
pub(super) fn warning(told: &Told) -> Block {
    let mut lines = Lines::new(LABEL);
    let mark = match (&told.acknowledged, told.wants_acknowledgement) {
        (Some(_), _) => "[x]  ",
        (None, true) => "[ ]  ",
        (None, false) => "     ",
    };
    lines.hanging(mark, &told.title);
    lines.row(INDENT, "id", &told.id);
    lines.row(INDENT, "what", &phrase::what(&told.text, told.same_as.as_deref()));
    lines.row(INDENT, "because", &told.because);
    lines.row(INDENT, "source", &told.sources.join("; "));
    lines.row(INDENT, "read by", &phrase::read_by(told));
    block(lines, &format!("warning {}", told.id))
}

/// What holds now.
fn act(lines: &mut Lines, act: &Act) {
    lines.row(INDENT, phrase::answer_label(act), &phrase::said(act));
    lines.row(INDENT, "looked at", act.looked.as_deref().unwrap_or_default());
    if let Some(reason) = &act.reason {
        lines.row(INDENT, "corrected", &format!("because: {reason}"));
    }
    lines.row(INDENT, "by", &phrase::by(act));
}

/// A verdict before a point of no return, and every reason behind it.
fn go(lines: &mut Lines, go: &Go) {
    lines.together(|lines| {
        lines.row(INDENT, go.verdict, &go.words());
        lines.row(INDENT, "", &phrase::go_by(go));
    });
    for reason in &go.reasons {
        lines.prose(&" ".repeat(INDENT + LABEL + 2), &reason.words());
    }
}

fn history(lines: &mut Lines, act: &Act) {
    lines.together(|lines| {
        lines.row(INDENT, "history", &format!("{}: {}", act.what, phrase::said(act)));
        if let Some(looked) = &act.looked {
            lines.row(INDENT, "", &format!("looked at: {looked}"));
        }
        if let Some(reason) = &act.reason {
            lines.row(INDENT, "", &format!("because: {reason}"));
        }
        lines.row(INDENT, "", &phrase::by(act));
    });
}

fn block(lines: Lines, name: &str) -> Block {
    let name = one_line(&format!("({name}, goes on)"), WIDTH);
    Block { name, rows: lines.rows(), ..Block::default() }
}
