//! The checklist as markdown, without any HTML.

use super::content::{Act, Check, Checklist, Entry, Site, Told};
use super::front_markdown::front;
use super::go::Go;
use super::marked::{Marked, line, lines};
use super::piece_markdown::piece;
use super::wait::Waited;
use super::{Sheet, gather, phrase, proof};

/// Where the text of an entry below an entry stands.
const INDENT: usize = 4;

/// What to sign by hand.
const RULED: &str =
    "  - Name: \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_ Time: \\_\\_\\_\\_\\_\\_\\_\\_\\_";

/// Prints the checklist as it stands, as `CommonMark` with the task lists of GitHub.
pub fn checklist_markdown(sheet: &Sheet<'_>) -> String {
    let list = gather::checklist(sheet);
    let mut out = front(&list);
    sites(&mut out, &list.sites);
    boxes(&mut out);
    if !list.good_practice.is_empty() {
        out.put("\n## Good practice only\n");
        for note in &list.good_practice {
            out.put(&format!("- ({}) {}", note.letter, lines(&note.text, 2)));
        }
    }
    for phase in &list.phases {
        let (settled, all) = (phase.settled, phase.steps.len());
        out.put(&format!("\n## {} ({settled} of {all} settled)\n", line(&phase.title)));
        for entry in &phase.steps {
            step(&mut out, entry, !list.verdict.is_finished);
        }
    }
    if !list.warnings.is_empty() {
        out.put("\n## Warnings\n");
        for told in &list.warnings {
            warning(&mut out, told);
        }
    }
    verify(&mut out, &list);
    out.text()
}

fn sites(out: &mut Marked, sites: &[Site]) {
    out.put("\n## Sites, in the order of upgrade\n");
    for site in sites {
        let way =
            line(&phrase::way(&site.level, site.target.as_deref(), site.is_upgraded_in_this_run));
        let (code, server) = (line(&site.code), line(&site.server));
        out.put(&format!("- **{code}** {way} ({} {server})", site.role));
        for upgrade in &site.upgrades {
            row(out, "Upgrade", &phrase::upgrade(upgrade));
        }
        row(out, "Hotfixes", &phrase::hotfixes(site.hotfixes.status, &site.hotfixes.articles));
        row(out, "Because", &site.hotfixes.because);
    }
}

fn boxes(out: &mut Marked) {
    out.put("\n## What the boxes mean\n");
    for (mark, meaning) in phrase::LEGEND {
        out.put(&format!("- {} {meaning}", boxed(*mark)));
    }
}

fn step(out: &mut Marked, entry: &Entry, goes_on: bool) {
    let title = line(&entry.title);
    let id = line(&entry.id);
    out.put(&format!("- {} **{}. {title}** ({id})", boxed(entry.mark), entry.number));
    row(out, "State", entry.remark.as_deref().unwrap_or_default());
    if let Some(note) = &entry.good_practice {
        row(out, "Note", &format!("good practice only ({})", note.letter));
    }
    if entry.is_open() || entry.answer.is_some() {
        row(out, "Asked", &entry.asked);
    }
    if let Some(answer) = &entry.answer {
        act(out, answer);
    }
    if !matches!(entry.mark, ' ') {
        // Of what is still waited for the state says it.
        row(out, "Waited", &entry.wait.as_ref().map(Waited::words).unwrap_or_default());
    }
    for it in &entry.evidence {
        piece(out, it);
    }
    for verdict in &entry.verdicts {
        go(out, verdict);
    }
    row(out, "Source", &entry.sources.join("; "));
    if !entry.waits_for.is_empty() {
        row(out, "Waits for", &phrase::waits_for(&entry.waits_for));
    }
    for earlier in &entry.history {
        history(out, earlier);
    }
    if entry.is_open() && goes_on {
        out.put(RULED);
    } else if entry.is_open() {
        row(out, "State", phrase::NEVER_SETTLED);
    }
}

fn act(out: &mut Marked, act: &Act) {
    row(out, phrase::answer_label(act), &phrase::said(act));
    row(out, "Looked at", act.looked.as_deref().unwrap_or_default());
    if let Some(reason) = &act.reason {
        row(out, "Corrected, because", reason);
    }
    row(out, "By", &phrase::by(act));
}

/// A verdict before a point of no return, and every reason behind it.
fn go(out: &mut Marked, go: &Go) {
    row(out, go.verdict, &go.words());
    out.put(&format!("    - {}", line(&phrase::go_by(go))));
    for reason in &go.reasons {
        out.put(&format!("    - {}", lines(&reason.words(), INDENT + 2)));
    }
}

fn history(out: &mut Marked, act: &Act) {
    row(out, "History", &format!("{}: {}", act.what, phrase::said(act)));
    let more = [("looked at", &act.looked), ("because", &act.reason)];
    for (label, text) in more {
        if let Some(text) = text {
            out.put(&format!("    - {label}: {}", lines(text, INDENT + 2)));
        }
    }
    out.put(&format!("    - {}", line(&phrase::by(act))));
}

fn warning(out: &mut Marked, told: &Told) {
    let mark = match (&told.acknowledged, told.wants_acknowledgement) {
        (Some(_), _) => "[x] ",
        (None, true) => "[ ] ",
        (None, false) => "",
    };
    out.put(&format!("- {mark}**{}** ({})", line(&told.title), line(&told.id)));
    row(out, "What", &phrase::what(&told.text, told.same_as.as_deref()));
    row(out, "Because", &told.because);
    row(out, "Source", &told.sources.join("; "));
    row(out, "Read by", &phrase::read_by(told));
}

fn verify(out: &mut Marked, list: &Checklist) {
    out.put("\n## How to verify\n\nIn the session's folder:");
    for Check { proves, command, expect } in &list.verify {
        out.put(&format!("\n{proves}:\n\n```\n{}\n```", command.join("\n")));
        out.put(&format!("\nMust show: {}", line(expect)));
    }
    out.put(&format!("\n{}", line(proof::SIGNERS)));
    out.put(&format!("\n**{}**", line(&list.verdict.words)));
    out.put(&format!("\nRecord sha256 {}", line(&list.record.sha256)));
}

/// A label and its text, below an entry. Nothing where there is no text.
fn row(out: &mut Marked, label: &str, text: &str) {
    if !text.trim().is_empty() {
        let (first, rest) = label.split_at(1);
        let label = first.to_uppercase() + rest;
        out.put(&format!("  - {label}: {}", lines(text, INDENT)));
    }
}

/// A box; those that task lists do not know are plain text.
fn boxed(mark: char) -> String {
    match mark {
        'x' | ' ' => format!("[{mark}]"),
        _ => format!("\\[{}\\]", line(&mark.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Story, eventful, head, sealed, small_plan};
    use super::*;
    use crate::engine::Wish;

    #[test]
    fn a_session_with_deviations_and_corrections() {
        let story = eventful(small_plan()).finish();
        let (model, head) = (&story.model, &sealed());
        insta::assert_snapshot!(checklist_markdown(&Sheet { model, head }));
    }

    #[test]
    fn a_session_that_is_not_closed_says_so_first_and_last() {
        let story = Story::new(small_plan()).wish(Wish::Acknowledge { warning: 0 });
        let (model, head) = (&story.model, &head());
        let text = checklist_markdown(&Sheet { model, head });
        assert_eq!(text.matches(phrase::NOT_FINISHED).count(), 2);
        assert_eq!(text.matches("\n- [ ] **").count(), 13, "{text}");
    }
}
