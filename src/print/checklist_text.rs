//! The checklist on paper: 80 columns, 60 lines a page, the digest of the record on each.

use crate::text::{pad, width};

use super::block::{site, step, warning};
use super::content::{Check, Checklist};
use super::front_text::front;
use super::lines::{Lines, WIDTH, one_line};
use super::paper::{Block, Start, pages};
use super::{PageBreaks, Sheet, gather, phrase, proof};

/// Lines on a page, header and footer included.
const PAGE_LINES: usize = 60;

/// Lines that every page begins with: name and run, verdict, rule, an empty one.
const HEADER_LINES: usize = 4;

/// Lines that every page ends with: an empty one, rule, digest, what it is and which page.
const FOOTER_LINES: usize = 4;

/// Prints the checklist as it stands. Every line ends with LF and is no wider than 80 cells.
pub fn checklist_text(sheet: &Sheet<'_>, page_breaks: PageBreaks) -> String {
    let list = gather::checklist(sheet);
    laid(blocks(&list), &header(&list), |page, of| footer(&list, page, of), page_breaks)
}

/// Puts blocks on pages, each with the same header, and a footer that knows its number.
pub(super) fn laid(
    blocks: Vec<Block>,
    header: &[String],
    footer: impl Fn(usize, usize) -> Vec<String>,
    page_breaks: PageBreaks,
) -> String {
    let pages = pages(blocks, PAGE_LINES - HEADER_LINES - FOOTER_LINES);
    let mut text = String::new();
    for (index, page) in pages.iter().enumerate() {
        if index > 0 {
            text.push(if page_breaks == PageBreaks::FormFeed { '\u{C}' } else { '\n' });
        }
        let mut lines = header.to_vec();
        lines.extend(page.iter().cloned());
        if page_breaks == PageBreaks::FormFeed {
            lines.resize(PAGE_LINES - FOOTER_LINES, String::new());
        }
        lines.extend(footer(index + 1, pages.len()));
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

fn header(list: &Checklist) -> Vec<String> {
    let run = format!("run {}", list.session.run);
    head(&list.session.name, &run, &list.verdict.words)
}

/// What stands above every page.
pub(super) fn head(left: &str, right: &str, standing: &str) -> Vec<String> {
    vec![both(left, right), one_line(standing, WIDTH), "-".repeat(WIDTH), String::new()]
}

fn footer(list: &Checklist, page: usize, of: usize) -> Vec<String> {
    let target = list.target.as_deref().map_or_else(String::new, |target| format!(" to {target}"));
    let what = format!("{}: {}{target}", list.flow.id, list.hierarchy.name);
    foot(&format!("record sha256 {}", list.record.sha256), &what, page, of)
}

/// What stands below every page.
pub(super) fn foot(digest: &str, what: &str, page: usize, of: usize) -> Vec<String> {
    let number = both(what, &format!("page {page} of {of}"));
    vec![String::new(), "-".repeat(WIDTH), one_line(digest, WIDTH), number]
}

/// A line with text at both ends; what is too long on the left is cut.
fn both(left: &str, right: &str) -> String {
    let right = one_line(right, WIDTH / 2);
    let room = WIDTH - width(&right) - 2;
    format!("{}  {right}", pad(&one_line(left, room), room))
}

fn blocks(list: &Checklist) -> Vec<Block> {
    let mut blocks = front(list);
    let sites = list.sites.iter().map(site);
    blocks.extend(under("SITES, in the order of upgrade", Start::NewPage, sites));
    blocks.push(legend());
    blocks.extend(good_practice(list));
    for phase in &list.phases {
        let title = format!(
            "{} ({} of {} settled)",
            phase.title.to_uppercase(),
            phase.settled,
            phase.steps.len()
        );
        let goes_on = !list.verdict.is_finished;
        let steps = phase.steps.iter().map(|entry| step(entry, goes_on));
        blocks.extend(under(&title, Start::Apart, steps));
    }
    blocks.extend(under("WARNINGS", Start::Apart, list.warnings.iter().map(warning)));
    blocks.extend(under("HOW TO VERIFY", Start::Apart, list.verify.iter().map(check)));
    blocks.push(signers());
    blocks
}

/// Puts a heading over the first of some blocks. Nothing where there are none.
fn under(title: &str, start: Start, blocks: impl Iterator<Item = Block>) -> Vec<Block> {
    let mut blocks: Vec<Block> = blocks.collect();
    if let Some(first) = blocks.first_mut() {
        let mut heading = Lines::new(0);
        heading.text(0, title);
        heading.rule('-');
        first.heading = heading.lines();
        first.start = start;
    }
    blocks
}

fn legend() -> Block {
    let mut lines = Lines::new(0);
    lines.text(0, "WHAT THE BOXES MEAN");
    for (mark, meaning) in phrase::LEGEND {
        lines.hanging(&format!("  [{mark}] "), meaning);
    }
    Block { rows: lines.rows(), ..Block::default() }
}

fn good_practice(list: &Checklist) -> Option<Block> {
    let mut lines = Lines::new(0);
    lines.text(0, "GOOD PRACTICE ONLY");
    for note in &list.good_practice {
        lines.prose(&format!("  ({}) ", note.letter), &note.text);
    }
    (!list.good_practice.is_empty()).then(|| Block { rows: lines.rows(), ..Block::default() })
}

fn check(check: &Check) -> Block {
    let mut lines = Lines::new(0);
    lines.text(2, &format!("{}:", check.proves));
    for line in &check.command {
        lines.text(6, line);
    }
    lines.hanging("  -> ", &check.expect);
    Block { rows: lines.rows(), ..Block::default() }
}

fn signers() -> Block {
    let mut lines = Lines::new(0);
    lines.text(2, "In the session's folder. What the arrow points to must appear.");
    lines.text(2, proof::SIGNERS);
    Block { rows: lines.rows(), ..Block::default() }
}

#[cfg(test)]
mod tests {
    use super::super::Head;
    use super::super::testing::{Story, eventful, head, sealed, small_plan};
    use super::*;
    use crate::engine::{Model, Wish};
    use crate::step::Answer;

    fn print(model: &Model, head: &Head) -> String {
        checklist_text(&Sheet { model, head }, PageBreaks::Rule)
    }

    #[test]
    fn a_complete_session() {
        let story = Story::new(small_plan()).finish();
        insta::assert_snapshot!(print(&story.model, &sealed()));
    }

    #[test]
    fn a_session_with_deviations_and_corrections() {
        let story = eventful(small_plan()).finish();
        insta::assert_snapshot!(print(&story.model, &sealed()));
    }

    #[test]
    fn a_session_that_is_not_closed() {
        let story = Story::new(small_plan())
            .line("account/CEN", "CORP\\SMS1")
            .answer("backup/CEN", Answer::Word("NO BACKUP OF CEN".to_owned()))
            .correct("account/CEN", Answer::Line("CORP\\SMS2".to_owned()), "misread")
            .line("account/SEC", "CORP\\SMS1")
            .answer("backup/SEC", Answer::Word("NO BACKUP OF SEC".to_owned()))
            .reopen("account/SEC", "another account was meant")
            .waive("metering/CEN", "nobody knows the server")
            .reopen("metering/CEN", "now we do");
        let step = story.step("metering/SEC");
        let story = story.wish(Wish::SetAside { step, reason: "MTR1 is switched off".to_owned() });
        insta::assert_snapshot!(print(&story.model, &head()));
    }

    #[test]
    fn what_is_in_doubt_stands_on_the_front() {
        let story =
            eventful(small_plan()).begin("CEN").wish(Wish::Resume { despite_ledger: false });
        let text = print(&story.model, &head());
        let (front, _) = text.split_once("page 1 of").unwrap();
        assert!(front.contains("   BEGUN, OUTCOME NOT KNOWN: upgrade-site/CEN\n"), "{front}");
        assert!(text.contains("\n[!]  11. Upgrade CEN"), "{text}");
        assert!(text.contains("\n     state     IN DOUBT: begun in an earlier sitting"), "{text}");
    }

    #[test]
    fn why_a_session_was_aborted_stands_on_every_page() {
        let reason = "the window\nis over".to_owned();
        let story = Story::new(small_plan()).wish(Wish::Abort { reason });
        let text = print(&story.model, &sealed());
        let pages = text.matches("\nrecord sha256 ").count();
        assert_eq!(text.matches("\nABORTED: the window is over\n").count(), pages);
        assert!(text.contains(&format!("     state     {}\n", phrase::NEVER_SETTLED)), "{text}");
        assert!(!text.contains("____"), "nothing is filled in by hand after the end");
    }
}
