//! Plan, session by script, resumption after a kill, verification and print; and that both systems
//! take each other's records as their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use upgrade_wizard::engine::{Deed, EvidenceKind, Fact};

use super::wine::Wine;
use crate::faces::{facts, timeless};
use crate::live::Live;
use crate::sandbox::{PRINCIPAL, Sandbox};
use crate::stage::{Ran, Stage};
use crate::story::{copy_dated, folder};

/// The record of the only session of a home.
fn record(home: &Path) -> PathBuf {
    let sessions = fs::read_dir(home.join("sessions")).unwrap();
    let folders: Vec<_> = sessions.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    folders[0].join("record.jsonl")
}

#[test]
fn the_plan_is_the_same_on_both_systems() {
    let Some(wine) = Wine::named() else { return };
    let stage = Stage::bare();
    for format in ["text", "json"] {
        let arguments = ["plan", "--example", "--format", format];
        let on_windows = wine.run(&stage.home(), stage.dir.path(), &arguments).code(0).stdout;
        assert_eq!(on_windows, stage.run(&arguments).with_code(0).out, "{format}");
    }
}

/// The story by script, on one of the systems, in a home of its own.
const STORY: [&str; 15] = [
    "run",
    "--hierarchy",
    "hierarchy.toml",
    "--target",
    "2.0 SP2",
    "--name",
    "Spring",
    "--front",
    "script",
    "--answers",
    "answers.toml",
    "--key",
    "key",
    "--signers",
    "allowed_signers",
];

/// The files of the story and a key, in a folder of their own.
fn told_on_both() -> Option<(Wine, Stage)> {
    let wine = Wine::named()?;
    let stage = Stage::new();
    copy_dated(&folder(), stage.dir.path());
    let _told = wine.run(&stage.path("windows"), stage.dir.path(), &STORY).code(0);
    stage.run_in(stage.dir.path(), &STORY, "").with_code(0);
    Some((wine, stage))
}

/// A deed without what two systems and two seconds make of it.
fn placeless(fact: &Fact) -> Deed {
    let mut deed = timeless(&fact.deed);
    if let Deed::Attached { evidence, .. } = &mut deed {
        evidence.path = as_on_linux(&evidence.path);
        if let EvidenceKind::Folder { manifest, .. } = &mut evidence.kind {
            // Named after the folder's details, which tell inodes here and attributes there.
            manifest.clear();
        }
    }
    deed
}

fn as_on_linux(path: &str) -> String {
    path.strip_prefix("Z:").unwrap_or(path).replace('\\', "/")
}

#[test]
fn the_same_story_leaves_the_same_facts_on_both_systems() {
    let Some((_, stage)) = told_on_both() else { return };
    let windows = facts(&record(&stage.path("windows")), &stage.signers());
    let linux = facts(&record(&stage.home()), &stage.signers());
    assert_eq!(windows.len(), linux.len());
    for (windows, linux) in windows.iter().zip(&linux) {
        assert_eq!(placeless(windows), placeless(linux));
        assert_eq!((&windows.by, &windows.via), (&linux.by, &linux.via));
    }
}

/// What a person reads of a print, without what differs from one sitting to the next: paths in
/// `folder`, and times, identifiers and digests of the record, which are all words with digits.
fn words(print: &str, folder: &Path) -> String {
    let place = folder.file_name().unwrap().to_str().unwrap();
    let has_digits = |word: &str| word.chars().any(|it| it.is_ascii_digit());
    let is_kept = |word: &&str| !word.contains(place) && (word.len() < 6 || !has_digits(word));
    let is_kept_line = |line: &&str| !line.contains("Closing code");
    let line = |line: &str| line.split(' ').filter(is_kept).collect::<Vec<_>>().join(" ");
    print.lines().filter(is_kept_line).map(|it| line(it) + "\n").collect()
}

#[test]
fn the_same_story_is_printed_the_same_and_one_record_byte_for_byte() {
    let Some((wine, stage)) = told_on_both() else { return };
    let folder = stage.dir.path();
    let (windows, linux) = (stage.path("windows"), stage.home());
    for format in ["text", "markdown", "json"] {
        let arguments = ["print", "--format", format, "--signers", "allowed_signers"];
        let on_linux = |home: &Path| {
            let mut command = stage.command(folder, &arguments);
            Ran::from(command.env("UPGRADE_WIZARD_HOME", home).output().unwrap()).with_code(0).out
        };
        for home in [&windows, &linux] {
            let on_windows = wine.run(home, folder, &arguments).code(0).stdout;
            assert!(on_windows == on_linux(home), "{format} of {}", home.display());
        }
        let (windows, linux) = (on_linux(&windows), on_linux(&linux));
        let (windows, linux) = (words(&windows, folder), words(&linux, folder));
        assert!(windows.lines().count() > 50);
        for (windows, linux) in windows.lines().zip(linux.lines()) {
            assert_eq!(windows, linux, "{format}");
        }
    }
}

#[test]
fn either_system_verifies_the_records_of_both() {
    let Some((wine, stage)) = told_on_both() else { return };
    let folder = stage.dir.path();
    for home in ["windows", "home"] {
        let record = record(&stage.path(home));
        let record = record.to_str().unwrap();
        let arguments = ["verify", record, "--signers", "allowed_signers"];
        let here = stage.run_in(folder, &arguments, "").with_code(0).out;
        let there = wine.run(&stage.home(), folder, &arguments).code(0).stdout;
        for said in [&here, &there] {
            assert!(said.contains("HOLDS: 83 events, all signed and chained"), "{said}");
        }
        // Each finds the evidence that it read itself as it was.
        let own = if home == "windows" { &there } else { &here };
        assert!(own.contains("BRG-setup.reg of full-version/BRG: unchanged"), "{own}");
        assert!(own.contains("lyn-smsbkup of directory-backup/LYN: unchanged"), "{own}");
        assert!(!own.contains("not compared"), "{own}");
    }
}

#[test]
fn an_altered_record_is_refused_under_windows_as_well() {
    let Some((wine, stage)) = told_on_both() else { return };
    let record = record(&stage.home());
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replacen("Ines Falk", "Ines Folk", 1)).unwrap();
    let arguments = ["verify", record.to_str().unwrap(), "--signers", "allowed_signers"];
    let ended = wine.run(&stage.home(), stage.dir.path(), &arguments).code(4);
    assert!(ended.stdout.ends_with("DOES NOT HOLD\n"), "{}", ended.stdout);
}

/// One of the two systems on the home of a sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Linux,
    Windows,
}

impl System {
    fn start(self, wine: &Wine, sandbox: &Sandbox, arguments: &[&str]) -> Live {
        match self {
            Self::Linux => sandbox.program(arguments).start(),
            Self::Windows => {
                let folder = sandbox.path("");
                let mut command = wine.command(sandbox.home(), &folder, arguments);
                Live::start(command.stdout(Stdio::piped()))
            }
        }
    }
}

/// Begins the example line by line.
const BY_HAND: [&str; 8] =
    ["run", "--example", "--front", "plain", "--key", "key", "--signers", "signers"];

/// Goes on with the answers.
const RESUME: [&str; 9] = [
    "resume",
    "--front",
    "script",
    "--key",
    "key",
    "--signers",
    "signers",
    "--answers",
    "answers.toml",
];

#[test]
fn a_session_that_was_killed_goes_on_under_either_system() {
    let Some(wine) = Wine::named() else { return };
    let (linux, windows) = (System::Linux, System::Windows);
    for (first, second) in [(windows, windows), (windows, linux), (linux, windows)] {
        let sandbox = Sandbox::new();
        let mut live = first.start(&wine, &sandbox, &BY_HAND);
        live.choose("More");
        live.choose("Write a remark on the session");
        live.type_in("the guide is in room 4\n");
        live.choose("Go without evidence");
        live.type_in("I READ ALL OF THEM\n");
        live.shows("read-upgrading-chapter/CEN");
        let _killed = live.kill();
        let record = record(sandbox.home());
        let before = fs::read(&record).unwrap();
        let told = facts(&record, &sandbox.path("signers"));
        assert!(told.iter().any(|fact| matches!(fact.deed, Deed::Noted { .. })), "{told:?}");
        let _resumed = second.start(&wine, &sandbox, &RESUME).end().code(10);
        assert_eq!(sandbox.session().1, 70, "{first:?}, then {second:?}");
        let after = fs::read(&record).unwrap();
        assert!(after.starts_with(&before), "{first:?}, then {second:?}");
        let by_both = facts(&record, &sandbox.path("signers"));
        assert!(by_both.len() > told.len() && by_both.starts_with(&told));
    }
}

#[test]
fn the_walk_at_the_line_by_line_face_goes_on_and_stops_as_on_linux() {
    let Some(wine) = Wine::named() else { return };
    let sandbox = Sandbox::new();
    let arguments =
        ["run", "--example", "--front", "plain", "--key", "key", "--signers", "signers"];
    let mut live = System::Windows.start(&wine, &sandbox, &arguments);
    live.choose("More");
    live.choose("Write a remark on the session");
    // Lines end on Windows as they end there.
    live.type_in("the guide is in room 4\r\n");
    live.choose("Stop here");
    let _ended = live.end().code(10).says(&["is saved"]);
    let facts = facts(&record(sandbox.home()), &sandbox.path("signers"));
    let is_noted = |fact: &Fact| match &fact.deed {
        Deed::Noted { text, .. } => text == "the guide is in room 4" && fact.by.id == PRINCIPAL,
        _ => false,
    };
    assert_eq!(facts.iter().filter(|fact| is_noted(fact)).count(), 1);
}
