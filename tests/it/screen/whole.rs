//! From the first start to a printed, sealed and verified record, without leaving the screen; and
//! killed on the way.

use std::path::Path;

use upgrade_wizard::engine::{Deed, Fact, Via};

use super::console::Console;
use super::robot::Robot;
use crate::faces::facts;
use crate::stage::Stage;

const PASSPHRASE: &str = "winter-lamp-47";

/// Opens the example, approves its plan, and makes a key.
fn begin_example(console: &mut Console) {
    console.wait_for("Example");
    console.press("x");
    console.wait_for("CENTRAL1");
    console.press("n");
    console.wait_for("Q249077");
    console.press("n");
    console.wait_for("Name of the session");
    console.press("\r");
    console.press("\x15");
    clear_field(console);
    console.press("Ines Falk");
    console.press("\r");
    console.press(PASSPHRASE);
    console.press("\r");
    console.press(PASSPHRASE);
    console.press("\r");
    console.press("\r");
    console.wait_for("settled");
}

/// Empties the field that has the focus.
fn clear_field(console: &mut Console) {
    for _ in 0..30 {
        console.press("\x7f");
    }
}

/// Reviews, signs, and looks at what there is.
fn sign(console: &mut Console) {
    console.press("r");
    console.wait_for("nothing is open");
    console.press("s");
    console.wait_for("What is being signed");
    console.wait_for("asks once more");
    console.press("s");
    console.wait_for("Passphrase of");
    console.press("not the one");
    console.press("\r");
    console.wait_for("does not open key");
    console.press(PASSPHRASE);
    console.press("\r");
    console.wait_for("The session is closed");
}

fn whole_job(columns: u16, rows: u16) {
    let stage = Stage::bare();
    std::fs::create_dir_all(stage.home()).unwrap();
    let mut console = Console::start(&stage.home(), &[], columns, rows);
    begin_example(&mut console);
    // On Windows this is a share on another computer, which is not there.
    let watched = stage.path(r"\\DC1\SMSLOGON\Config\Copylog.tcf");
    let is_there = cfg!(not(windows)) && std::fs::write(watched, "not what it should be").is_ok();
    Robot::new(stage.dir.path()).walk(&mut console);
    sign(&mut console);
    console.press("p");
    console.wait_for("UPGRADE CHECKLIST");
    console.press("w");
    console.wait_for("checklist.txt");
    console.press("\r");
    console.wait_for("Written to");
    console.press("\r");
    console.escape("UPGRADE CHECKLIST");
    console.press("v");
    console.wait_for("The record holds.");
    console.escape("The record holds.");
    console.press("H");
    console.wait_for("complete");
    console.send("q");
    assert_eq!(console.end().exit_code(), 0);

    let record = stage.session().join("record.jsonl");
    stage.run(&["verify", record.to_str().unwrap()]).with_code(0);
    let checklist = std::fs::read_to_string(stage.path("checklist.txt")).unwrap();
    assert!(checklist.contains("UPGRADE CHECKLIST") && checklist.contains("Ines Falk"));
    let facts = facts(&record, &stage.home().join("allowed_signers"));
    assert!(facts.iter().all(|fact| fact.by.name == "Ines Falk" && fact.via == Via::Person));
    let is_seen = |fact: &Fact| match &fact.deed {
        Deed::Attached { evidence, .. } => evidence.path.contains("SMSLOGON"),
        _ => false,
    };
    assert_eq!(facts.iter().filter(|fact| is_seen(fact)).count(), usize::from(is_there));
    let is_go = |fact: &&Fact| matches!(fact.deed, Deed::Checked { is_go: true, .. });
    assert_eq!(facts.iter().filter(is_go).count(), 4, "one verdict before each upgrade");
    let shown = String::from_utf8_lossy(&console.all).into_owned();
    assert!(!shown.contains(PASSPHRASE), "a passphrase is never shown");
    assert!(!half_typed(&stage.session()).exists(), "nothing half typed is left of it");
}

fn half_typed(session: &Path) -> std::path::PathBuf {
    session.join("half-typed.txt")
}

#[test]
fn the_example_is_walked_from_first_start_to_verified_record_at_80x24() {
    whole_job(80, 24);
}

#[test]
fn the_example_is_walked_from_first_start_to_verified_record_at_120x36() {
    whole_job(120, 36);
}

#[test]
fn the_example_is_walked_from_first_start_to_verified_record_at_60x20() {
    whole_job(60, 20);
}

/// Begins the example with a key that has no passphrase.
fn open_example(stage: &Stage) -> Console {
    let mut console = Console::start_with(
        &stage.home(),
        &[
            "run",
            "--example",
            "--key",
            stage.key().to_str().unwrap(),
            "--signers",
            stage.signers().to_str().unwrap(),
        ],
        100,
        30,
        &[],
    );
    console.wait_for("Q249077");
    console.press("n");
    console.wait_for("Name of the session");
    console.press("\r");
    console.wait_for("settled");
    console
}

fn resume(stage: &Stage) -> Console {
    let (key, signers) = (stage.key(), stage.signers());
    let mut console = Console::start_with(
        &stage.home(),
        &["resume", "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap()],
        100,
        30,
        &[],
    );
    console.wait(|it| it.footer().contains(" settled"), "the walk");
    console
}

/// What the footer says is settled: "12 of 70 settled".
pub(crate) fn settled(console: &Console) -> String {
    let footer = console.footer();
    let (before, _) = footer.split_once(" settled").expect("the walk is before us");
    before.rsplit("  ").next().unwrap().trim().to_owned()
}

#[test]
fn killed_anywhere_nothing_confirmed_is_lost_and_half_typed_text_is_offered_again() {
    let stage = Stage::new();
    std::fs::create_dir_all(stage.home()).unwrap();
    let robot = Robot::new(stage.dir.path());
    // Where one is when the power fails: what to press for it, and what is then to be seen.
    let places: [(&str, &str); 8] = [
        ("", "Steps"),
        ("g", "GO"),
        ("r", "Seal"),
        ("P", "Q249077"),
        ("p", "UPGRADE CHECKLIST"),
        ("?", "Keys"),
        ("i", "Why am I seeing this"),
        ("t", "preview"),
    ];
    open_example(&stage).kill();
    for (keys, seen) in places {
        let mut console = resume(&stage);
        for _ in 0..4 {
            robot.one(&mut console);
        }
        let before = settled(&console);
        if !keys.is_empty() {
            console.press(keys);
        }
        console.wait_for(seen);
        console.kill();
        let mut console = resume(&stage);
        assert_eq!(settled(&console), before, "killed at {seen}");
        console.send("q");
        assert_eq!(console.end().exit_code(), 10);
    }
    let mut console = resume(&stage);
    console.press("n");
    console.wait_for("Note on this step");
    console.press("the guide is in room 4");
    // What is half typed is kept with the next tick.
    let kept = half_typed(&stage.session());
    let is_kept = || std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("room 4"));
    let mut presses = 0;
    while !is_kept() {
        console.press("");
        presses += 1;
        assert!(presses < 10_000, "what is half typed is not kept");
    }
    console.kill();
    let mut console = resume(&stage);
    console.press("n");
    console.wait_for("the guide is in room 4");
    console.press("\r");
    console.wait_for("settled");
    console.send("q");
    assert_eq!(console.end().exit_code(), 10);
    let record = std::fs::read_to_string(stage.session().join("record.jsonl")).unwrap();
    assert!(record.contains("the guide is in room 4"));
}

#[test]
fn the_list_of_sessions_names_what_comes_next_by_its_title() {
    let stage = Stage::new();
    std::fs::create_dir_all(stage.home()).unwrap();
    open_example(&stage).kill();
    let mut console = Console::start(&stage.home(), &[], 80, 24);
    console.wait_for("next: Read what comes");
    console.send("q");
    assert_eq!(console.end().exit_code(), 0);
}
