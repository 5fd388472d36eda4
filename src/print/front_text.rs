//! The front of the checklist on paper: what, where, who, when, the verdict, every deviation.

use crate::text::count;

use super::content::{Act, AnswersFile, Checklist, Deviation, Signer};
use super::go::Go;
use super::lines::Lines;
use super::paper::Block;
use super::phrase;

/// Cells of a label: a digest has to fit beside one.
const LABEL: usize = 14;

/// Where the text of a section stands.
const INDENT: usize = 2;

/// Everything that stands before the steps.
pub(super) fn front(list: &Checklist) -> Vec<Block> {
    let mut blocks = vec![title(list), verdict(list)];
    blocks.extend(section("DEVIATIONS", list.deviations.len(), &list.deviations, deviation));
    blocks.extend(section("GO OR NO-GO, the last before each upgrade", 0, &list.verdicts, go));
    blocks.extend([what(list), when(list)]);
    blocks.extend(section("WHAT HAPPENED", 0, &list.happened, happened));
    blocks.extend(section("WHO", 0, &list.people, person));
    blocks.extend(section("ANSWERS FILES", 0, &list.answers_files, answers_file));
    blocks.extend(section("REMARKS", 0, &list.remarks, remark));
    blocks
}

fn title(list: &Checklist) -> Block {
    let mut lines = Lines::new(LABEL);
    lines.centred("UPGRADE CHECKLIST");
    lines.centred(&list.flow.title);
    block(lines)
}

fn verdict(list: &Checklist) -> Block {
    let verdict = &list.verdict;
    let mut lines = Lines::new(LABEL);
    lines.rule('=');
    lines.centred(&verdict.words);
    for id in &verdict.in_doubt {
        lines.centred(&format!("BEGUN, OUTCOME NOT KNOWN: {id}"));
    }
    lines.rule('=');
    lines.row(INDENT, "Steps", &phrase::steps(verdict));
    lines.row(INDENT, "Warnings", &phrase::warnings(verdict));
    if let Some(why) = &verdict.unchecked {
        lines.row(INDENT, "Unchecked", why);
    }
    if list.deviations.is_empty() {
        lines.row(INDENT, "Deviations", "none");
    }
    block(lines)
}

fn deviation(lines: &mut Lines, index: usize, deviation: &Deviation) {
    let lead = format!("{:>4}. ", index + 1);
    lines.hanging(&lead, &phrase::deviation(deviation));
    lines.text(lead.len(), &deviation.title);
    lines.row(lead.len(), "reason", &deviation.reason);
    lines.row(lead.len(), "by", &phrase::signed(&deviation.by, deviation.at));
}

fn what(list: &Checklist) -> Block {
    let mut lines = Lines::new(LABEL);
    lines.text(0, "WHAT AND WHERE");
    lines.row(INDENT, "Session", &format!("{} (id {})", list.session.name, list.session.id));
    lines.row(INDENT, "Run", &list.session.run);
    lines.row(INDENT, "Ticket", list.session.ticket.as_deref().unwrap_or_default());
    lines.row(INDENT, "Host", &list.session.host);
    lines.row(INDENT, "Flow", &format!("{}, revision {}", list.flow.id, list.flow.revision));
    lines.row(INDENT, "  sha256", &list.flow.sha256);
    lines.row(INDENT, "Hierarchy", &list.hierarchy.name);
    lines.row(INDENT, "  sha256", &list.hierarchy.sha256);
    for it in &list.hierarchy.corrected {
        lines.row(INDENT, "  CORRECTED", &phrase::correction(it));
        lines.row(INDENT, "", &phrase::signed(&it.by, it.at));
    }
    lines.row(INDENT, "Target", &phrase::target(list));
    lines.row(INDENT, "Record", &phrase::record(list));
    lines.row(INDENT, "  sha256", &list.record.sha256);
    lines.row(INDENT, "Program", &list.session.tool);
    block(lines)
}

fn when(list: &Checklist) -> Block {
    let mut lines = Lines::new(LABEL);
    lines.text(0, "WHEN");
    lines.row(INDENT, "Opened", &phrase::signed(&list.opened.by, list.opened.at));
    lines.row(INDENT, "Last act", &list.last.to_string());
    if let Some(closed) = &list.closed {
        lines.row(INDENT, "Closed", &phrase::signed(&closed.by, closed.at));
    }
    lines.row(INDENT, "Sealed", &phrase::sealed(list));
    lines.row(INDENT, "Closing code", &phrase::closing_code(list));
    for stamp in &list.stamps {
        lines.row(INDENT, "Stamped", &phrase::stamp(stamp));
    }
    lines.row(INDENT, "Seal in short", list.seal_text.as_deref().unwrap_or_default());
    block(lines)
}

fn person(lines: &mut Lines, _: usize, signer: &Signer) {
    lines.text(INDENT, &phrase::person(&signer.who));
    lines.text(INDENT + 4, &format!("key {}", signer.who.key));
    for acts in &signer.acts {
        lines.text(INDENT + 4, &phrase::acts(acts));
    }
}

fn answers_file(lines: &mut Lines, index: usize, file: &AnswersFile) {
    lines.hanging(
        &format!("{:>4}. ", index + 1),
        &format!("{}: {} read from it", file.name, count("entry", file.entries)),
    );
    lines.row(INDENT, "    sha256", &file.sha256);
}

/// The last verdict on an upgrade; its reasons stand with the step.
fn go(lines: &mut Lines, _: usize, go: &Go) {
    lines.text(INDENT, &format!("{}; {}", phrase::go(go), go.words()));
    lines.text(INDENT + 4, &phrase::go_by(go));
}

fn happened(lines: &mut Lines, _: usize, act: &Act) {
    lines.row(INDENT, act.what, &act.text);
    lines.row(INDENT, "by", &phrase::told_by(act));
}

fn remark(lines: &mut Lines, _: usize, act: &Act) {
    lines.row(INDENT, "remark", &act.text);
    lines.row(INDENT, "by", &phrase::by(act));
}

/// A title and things below it, each a block. Nothing where there is nothing.
fn section<T>(
    title: &str,
    many: usize,
    things: &[T],
    put: fn(&mut Lines, usize, &T),
) -> Vec<Block> {
    let heading = if many == 0 { title.to_owned() } else { format!("{title} ({many})") };
    let blocks = things.iter().enumerate().map(|(index, thing)| {
        let mut lines = Lines::new(LABEL);
        put(&mut lines, index, thing);
        block(lines)
    });
    let mut blocks: Vec<Block> = blocks.collect();
    if let Some(first) = blocks.first_mut() {
        first.heading = vec![heading];
    }
    blocks
}

fn block(lines: Lines) -> Block {
    Block { rows: lines.rows(), ..Block::default() }
}
