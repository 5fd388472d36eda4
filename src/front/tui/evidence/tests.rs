//! Keys and replies in, acts out.

use jiff::Timestamp;
use ratatui::buffer::Buffer;

use super::*;
use crate::engine::{EvidenceKind, State};
use crate::front::tui::desk::{Errand, Listing, Preview};
use crate::front::tui::glyphs::{ASCII, Glyphs, UNICODE};
use crate::front::tui::panel::Summary;
use crate::front::tui::skin::{Depth, Skin};
use crate::plan::StepWords;
use crate::theme::Theme;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn browser(of: EvidenceOf) -> Browser {
    let text = |text: &str| text.to_owned();
    let words = StepWords {
        title: text("Export the registry of CEN01"),
        what: text("Export the key."),
        why: String::new(),
        danger: String::new(),
        note: None,
        not_applicable: None,
        may_not_apply: None,
    };
    let question = text("Attach the exported registry key of CEN01 and of every helper server.");
    Browser::new(&Card {
        second: None,
        is_hold_point: false,
        step: StepIx(13),
        id: text("q171338-registry/CEN"),
        phase: text("Prepare"),
        words,
        because: String::new(),
        sources: Vec::new(),
        state: State::Open,
        blocked_by: Vec::new(),
        ask: Ask::Evidence { question, of, instead: None },
        evidence: Vec::new(),
        standing: crate::engine::Standing::Nothing,
        sensors: Vec::new(),
        watched: None,
        value: None,
        staleness: None,
        history: Vec::new(),
        can: Vec::new(),
    })
}

fn entry(folder: &Path, name: &str, kind: EntryKind, size_bytes: u64) -> Entry {
    Entry {
        name: name.to_owned(),
        path: folder.join(name),
        kind,
        size_bytes: (kind == EntryKind::File).then_some(size_bytes),
        modified: Some(at("2026-11-21T12:03:00Z")),
    }
}

fn caps() -> PathBuf {
    PathBuf::from("/home/mara/captures/cen01")
}

/// A folder, files, a link and a pipe, below `..`: the first file is in row 2.
fn listing(folder: &Path) -> Listing {
    let entries = vec![
        entry(folder, "archive", EntryKind::Folder, 0),
        entry(folder, "registry.reg", EntryKind::File, 421_888),
        entry(folder, "drain.log", EntryKind::File, 1_932_735_283),
        entry(folder, "latest", EntryKind::Link, 0),
        entry(folder, "pipe", EntryKind::Other, 0),
        entry(
            folder,
            "a very long name of a file that 東京 somebody chose to keep.txt",
            EntryKind::File,
            88,
        ),
    ];
    let parent = folder.parent().map(Path::to_owned);
    Listing { folder: folder.to_owned(), parent, entries, left_out: 0 }
}

fn reading(step: usize, name: &str, read_bytes: u64, failed: Option<&str>) -> Reading {
    Reading {
        job: 1,
        step: StepIx(step),
        path: caps().join(name),
        read_bytes,
        total_bytes: 1_932_735_283,
        elapsed_ms: 2800,
        failed: failed.map(str::to_owned),
    }
}

fn with_readings<T>(readings: &[Reading], action: impl FnOnce(&Scene<'_>) -> T) -> T {
    let summary = Summary::default();
    action(&Scene {
        model: None,
        summary: &summary,
        now: at("2026-11-21T12:04:31Z"),
        readings,
        looking: None,
    })
}

fn act(browser: &mut Browser, command: Command) -> Vec<Act> {
    with_readings(&[], |scene| {
        assert!(browser.can(command, scene), "{command:?}");
        browser.act(command, scene)
    })
}

fn told(browser: &mut Browser, reply: &Reply) -> Vec<Act> {
    with_readings(&[], |scene| browser.told(reply, scene))
}

/// A browser that has arrived in the folder; the folder `archive` is selected.
fn opened(of: EvidenceOf) -> Browser {
    let mut browser = browser(of);
    let acts = browser.opened();
    assert!(matches!(acts.as_slice(), [Act::Send(Errand::List { folder: None, .. })]), "{acts:?}");
    assert!(told(&mut browser, &Reply::Listing(Ok(listing(&caps())))).is_empty());
    browser
}

fn select(browser: &mut Browser, name: &str) {
    let mut goal = None;
    with_readings(&[], |scene| {
        browser.labels(scene, &mut |row, label| {
            if label.starts_with(name) {
                goal = Some(row);
            }
        });
        browser.found(goal.unwrap(), scene);
    });
}

fn asked_for(acts: &[Act]) -> Option<PathBuf> {
    match acts {
        [Act::Send(Errand::List { folder: Some(folder), .. })] => Some(folder.clone()),
        _ => None,
    }
}

fn read(acts: &[Act]) -> Vec<String> {
    let names = acts.iter().map(|act| match act {
        Act::Read { step: StepIx(13), path } => path.file_name().unwrap().to_str().unwrap(),
        other => panic!("{other:?}"),
    });
    names.map(str::to_owned).collect()
}

fn screen(
    browser: &Browser,
    size: (u16, u16),
    readings: &[Reading],
    glyphs: &'static Glyphs,
) -> String {
    let (columns, rows) = size;
    let area = Rect::new(0, 0, columns, rows);
    let mut buf = Buffer::empty(area);
    let skin = Skin::new(Theme::builtin("midnight").unwrap(), Depth::None);
    let mut painter = Painter::new(&mut buf, &skin, glyphs);
    with_readings(readings, |scene| browser.draw(&mut painter, area, scene));
    let lines = (0..rows).map(|y| (0..columns).map(|x| buf[(x, y)].symbol()).collect::<String>());
    lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_marked_is_attached_wherever_one_is() {
    let mut browser = opened(EvidenceOf::Any);
    select(&mut browser, "registry");
    assert!(act(&mut browser, Command::Mark).is_empty());
    select(&mut browser, "drain");
    assert!(act(&mut browser, Command::Enter).is_empty(), "Enter on a file marks it");
    with_readings(&[], |scene| {
        assert_eq!(browser.label(Command::Attach, scene).as_deref(), Some("Attach 2"));
        assert_eq!(browser.label(Command::Mark, scene).as_deref(), Some("Unmark"));
        assert_eq!(browser.position(scene), "2 marked");
    });
    select(&mut browser, "archive");
    let acts = act(&mut browser, Command::Enter);
    assert_eq!(asked_for(&acts), Some(caps().join("archive")));
    told(&mut browser, &Reply::Listing(Ok(listing(&caps().join("archive")))));
    with_readings(&[], |scene| assert_eq!(browser.position(scene), "2 marked, 2 elsewhere"));
    assert_eq!(read(&act(&mut browser, Command::Attach)), ["drain.log", "registry.reg"]);
    with_readings(&[], |scene| assert_eq!(browser.label(Command::Attach, scene), None));
}

#[test]
fn a_second_mark_takes_the_first_back() {
    let mut browser = opened(EvidenceOf::Any);
    select(&mut browser, "registry");
    act(&mut browser, Command::Mark);
    act(&mut browser, Command::Mark);
    assert!(browser.marked.is_empty());
    assert_eq!(read(&act(&mut browser, Command::Attach)), ["registry.reg"], "the selected one");
}

#[test]
fn what_the_step_does_not_want_is_refused_at_once() {
    let table = [
        (EvidenceOf::File, "archive", Some("wants a file")),
        (EvidenceOf::File, "registry", None),
        (EvidenceOf::Folder, "archive", None),
        (EvidenceOf::Folder, "registry", Some("wants a whole folder")),
        (EvidenceOf::Any, "archive", None),
        (EvidenceOf::Any, "registry", None),
        (EvidenceOf::Any, "latest", Some("is a link")),
        (EvidenceOf::Any, "pipe", Some("is a device")),
    ];
    for (of, name, refusal) in table {
        for command in [Command::Mark, Command::Attach] {
            let mut browser = opened(of);
            select(&mut browser, name);
            let acts = act(&mut browser, command);
            match (refusal, acts.as_slice()) {
                (Some(words), [Act::Notice(Role::Warning, said)]) => {
                    assert!(said.contains(words), "{said}");
                    assert!(browser.marked.is_empty());
                }
                (None, [Act::Read { .. }]) => assert_eq!(command, Command::Attach),
                (None, []) => assert_eq!(browser.marked.len(), 1),
                other => panic!("{of:?} {name} {command:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn going_up_leads_to_the_row_that_one_came_from() {
    let mut browser = opened(EvidenceOf::Any);
    let parent = caps().parent().unwrap().to_owned();
    assert_eq!(asked_for(&act(&mut browser, Command::Parent)), Some(parent.clone()));
    let mut above = listing(&parent);
    above.entries.insert(1, entry(&parent, "cen01", EntryKind::Folder, 0));
    told(&mut browser, &Reply::Listing(Ok(above)));
    assert_eq!(browser.folder.selected_entry().unwrap().name, "cen01");
    // At the top there is nowhere to go.
    let root = Listing { parent: None, ..listing(&parent) };
    act(&mut browser, Command::Hidden);
    told(&mut browser, &Reply::Listing(Ok(root)));
    with_readings(&[], |scene| assert!(!browser.can(Command::Parent, scene)));
    assert_eq!(browser.folder.row(0).map(|row| matches!(row, Row::Entry(_))), Some(true));
}

#[test]
fn only_the_folder_that_was_asked_for_last_is_shown() {
    let mut browser = opened(EvidenceOf::Any);
    select(&mut browser, "archive");
    act(&mut browser, Command::Enter);
    act(&mut browser, Command::Parent);
    told(&mut browser, &Reply::Listing(Ok(listing(&caps().join("archive")))));
    assert_eq!(browser.folder.path(), Some(caps().as_path()), "late");
    let parent = caps().parent().unwrap().to_owned();
    told(&mut browser, &Reply::Listing(Ok(listing(&parent))));
    assert_eq!(browser.folder.path(), Some(parent.as_path()));
    assert!(!browser.folder.is_waiting());
}

#[test]
fn a_folder_that_cannot_be_listed_leaves_one_where_one_is() {
    let mut browser = opened(EvidenceOf::Any);
    act(&mut browser, Command::Enter);
    let acts = told(&mut browser, &Reply::Listing(Err("You may not.".to_owned())));
    assert!(matches!(acts.as_slice(), [Act::Notice(Role::Danger, _)]), "{acts:?}");
    assert_eq!(browser.folder.path(), Some(caps().as_path()));
    // With nothing to stay in, the reason stands where the list would be.
    let mut browser = super::tests::browser(EvidenceOf::Any);
    browser.opened();
    assert!(told(&mut browser, &Reply::Listing(Err("You may not.".to_owned()))).is_empty());
    assert!(screen(&browser, (60, 17), &[], &UNICODE).contains("You may not."));
}

#[test]
fn a_typed_path_may_name_a_folder_or_a_file() {
    let table = [
        ("/home/mara/captures/cen01", "archive"),
        ("/home/mara/captures/cen01/drain.log", "drain.log"),
        ("\"/home/mara/captures/cen01/drain.log\"", "drain.log"),
        ("captures/cen01/drain.log", "drain.log"),
        ("captures/cen01", "archive"),
        ("./nothing.txt", "archive"),
    ];
    for (typed, selected) in table {
        let mut browser = opened(EvidenceOf::Any);
        select(&mut browser, "pipe");
        let acts = act(&mut browser, Command::GoTo);
        let [Act::Ask(dialog)] = acts.as_slice() else { panic!("{acts:?}") };
        let mut dialog = dialog.clone();
        let empty = with_readings(&[], |scene| browser.filled(&dialog, scene));
        assert!(matches!(empty, Filled::Wrong(_)), "{empty:?}");
        dialog.paste(typed);
        let filled = with_readings(&[], |scene| browser.filled(&dialog, scene));
        let Filled::Busy(_, acts) = filled else { panic!("{filled:?}") };
        assert_eq!(asked_for(&acts), Some(PathBuf::from(typed.trim_matches('"'))));
        told(&mut browser, &Reply::Listing(Ok(listing(&caps()))));
        assert_eq!(browser.folder.selected_entry().unwrap().name, selected, "{typed}");
    }
}

#[test]
fn a_typed_hidden_name_brings_hidden_files_to_light_and_a_failure_is_said_in_the_dialog() {
    let mut browser = opened(EvidenceOf::Any);
    let errand = browser.folder.ask_typed("/etc/.secret");
    assert!(matches!(errand, Errand::List { hidden: Hidden::Shown, .. }), "{errand:?}");
    let acts = told(&mut browser, &Reply::Listing(Err("Missing.".to_owned())));
    assert!(matches!(acts.as_slice(), [Act::Answered(Err(why))] if why == "Missing."), "{acts:?}");
    assert_eq!(browser.folder.path(), Some(caps().as_path()));
}

#[test]
fn the_selected_file_is_looked_at_once_and_late_looks_are_passed_over() {
    let mut browser = opened(EvidenceOf::Any);
    let preview = |name: &str| Preview {
        path: caps().join(name),
        size_bytes: 421_888,
        modified: None,
        kind: format!("text of {name}"),
        lines: vec!["REGEDIT4\tx".to_owned(), "\u{1B}[2Jcleared?".to_owned()],
    };
    let asked = |acts: &[Act]| match acts {
        [Act::Send(Errand::Preview { path })] => path.file_name().unwrap().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(asked(&act(&mut browser, Command::Down)), "registry.reg");
    assert!(browser.due().is_empty());
    assert_eq!(asked(&act(&mut browser, Command::Down)), "drain.log");
    told(&mut browser, &Reply::Preview(Ok(preview("registry.reg"))));
    assert_eq!(browser.peek.seen(), None);
    told(&mut browser, &Reply::Preview(Ok(preview("drain.log"))));
    let shown = screen(&browser, (120, 32), &[], &UNICODE);
    assert!(shown.contains("text of drain.log"), "{shown}");
    assert!(shown.contains("REGEDIT4    x") && !shown.contains('\u{1B}'), "{shown}");
    // What was found by searching is looked at as well.
    select(&mut browser, "registry");
    assert_eq!(asked(&browser.due()), "registry.reg");
    told(&mut browser, &Reply::Preview(Err("It is locked.".to_owned())));
    assert!(screen(&browser, (120, 32), &[], &UNICODE).contains("It is locked."));
}

#[test]
fn what_is_being_read_is_not_read_twice() {
    let mut browser = opened(EvidenceOf::Any);
    select(&mut browser, "drain");
    let readings = [reading(13, "drain.log", 0, None)];
    let acts = with_readings(&readings, |scene| browser.act(Command::Attach, scene));
    assert!(matches!(acts.as_slice(), [Act::Notice(Role::Info, _)]), "{acts:?}");
    // For another step, or after a failure, it is.
    for readings in [[reading(2, "drain.log", 0, None)], [reading(13, "drain.log", 0, Some("x"))]] {
        let acts = with_readings(&readings, |scene| browser.act(Command::Attach, scene));
        assert_eq!(read(&acts), ["drain.log"]);
    }
}

#[test]
fn attached_evidence_is_told_from_stale() {
    let evidence = |path: &str| Evidence {
        path: path.to_owned(),
        kind: EvidenceKind::File,
        size_bytes: 1,
        sha256: "00".repeat(32),
        modified: None,
        readings: Vec::new(),
    };
    let pieces = [evidence("/a/old.reg"), evidence("/a/new.reg"), evidence("/a/folder")];
    let all: Vec<_> = pieces.iter().collect();
    let table = [
        ("/a/new.reg", Some(Standing::Attached)),
        ("/a/folder/", Some(Standing::Attached)),
        ("/a/old.reg", Some(Standing::Stale)),
        ("/b/new.reg", None),
        ("/a", None),
    ];
    for (path, expected) in table {
        let found = standing(Path::new(path), &all, || all[1..].to_vec());
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn readings_are_told_with_their_pace_and_why_one_failed() {
    let browser = opened(EvidenceOf::Any);
    let readings = [
        reading(13, "drain.log", 1_198_295_875, None),
        reading(2, "dump.dat", 400_000_000, None),
        reading(
            13,
            "empty.txt",
            0,
            Some("`empty.txt` is empty, and an empty file proves nothing."),
        ),
    ];
    for size in [(120, 32), (80, 21), (60, 17)] {
        let shown = screen(&browser, size, &readings, &ASCII);
        for needed in
            ["drain.log", " 61%", "left", "dump.dat (step 3)", "not attached:", "Esc does not"]
        {
            assert!(shown.contains(needed), "{needed} at {size:?}:\n{shown}");
        }
        assert!(shown.contains("registry.reg"), "the list stays in sight:\n{shown}");
    }
    let acts = with_readings(&readings, |scene| {
        let mut browser = opened(EvidenceOf::Any);
        assert!(browser.can(Command::CancelReading, scene));
        browser.act(Command::CancelReading, scene)
    });
    assert!(matches!(acts.as_slice(), [Act::CancelReadings]));
    with_readings(&[], |scene| assert!(!browser.can(Command::CancelReading, scene)));
}

#[test]
fn every_mark_has_a_word_and_every_kind_too() {
    let mut browser = opened(EvidenceOf::Any);
    select(&mut browser, "registry");
    act(&mut browser, Command::Mark);
    for (glyphs, mark) in [(&UNICODE, "[✓]"), (&ASCII, "[v]")] {
        let shown = screen(&browser, (60, 17), &[], glyphs);
        for needed in [mark, "[ ] archive/", "../", "412 KiB", "link", "device", "6 items", "cen01"]
        {
            assert!(shown.contains(needed), "{needed}:\n{shown}");
        }
    }
}
