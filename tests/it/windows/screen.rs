//! The full screen in the console that Wine makes of a terminal: one of the old kind, which knows
//! no escape sequences, and code page 437.

use std::fs;
use std::path::Path;

use portable_pty::CommandBuilder;
use upgrade_wizard::engine::{Deed, Fact, Via};

use super::wine::{Wine, windows_path};
use crate::bad_days::sudden_end::before_the_upgrades;
use crate::faces::facts;
use crate::sandbox::{REHEARSAL, Sandbox};
use crate::screen::console::{Console, Marks};
use crate::screen::robot::Robot;
use crate::screen::whole::settled;
use crate::stage::Stage;

/// On such a console the title of the window tells where a frame ends.
const MARKS: Marks =
    Marks { clear: b"\x1b]0;upgrade-wizard ...\x07", end: b"\x1b]0;upgrade-wizard\x07" };

impl Wine {
    /// Starts the program on a terminal.
    fn on_terminal(&self, home: &Path, arguments: &[&str], columns: u16, rows: u16) -> Console {
        fs::create_dir_all(home).unwrap();
        let mut command = CommandBuilder::new("wine");
        command.arg(self.exe());
        command.args(arguments);
        command.cwd(home.parent().unwrap());
        command.env("UPGRADE_WIZARD_HOME", windows_path(home));
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("NO_COLOR");
        Console::start_command(command, columns, rows, MARKS)
    }

    /// A session of the example with some steps walked, and how many are settled then.
    fn some_steps_on(&self, sandbox: &Sandbox) -> (Console, String) {
        let robot = Robot::new(&sandbox.path(""));
        let arguments = [&["run", "--example"][..], &WITH_KEY].concat();
        let mut console = self.on_terminal(sandbox.home(), &arguments, 80, 24);
        console.wait_for("Q249077");
        console.press("n");
        console.wait_for("Name of the session");
        console.press("\r");
        console.wait_for("settled");
        for _ in 0..6 {
            robot.one(&mut console);
        }
        let before = settled(&console);
        assert_ne!(before, "4 of 70");
        (console, before)
    }

    /// The session gone on with, in its walk.
    fn resumed(&self, sandbox: &Sandbox) -> Console {
        let arguments = [&["resume"][..], &WITH_KEY].concat();
        let mut console = self.on_terminal(sandbox.home(), &arguments, 80, 24);
        console.wait(|it| it.footer().contains(" settled"), "the walk");
        console
    }
}

/// The same on this system, in the marks of the old console.
fn on_linux(home: &Path, arguments: &[&str], columns: u16, rows: u16) -> Console {
    fs::create_dir_all(home).unwrap();
    fs::write(home.join("config.toml"), "schema = 1\nglyphs = \"cp437\"\n").unwrap();
    Console::start(home, arguments, columns, rows)
}

/// From place to place: what to press, and what is seen when it is there.
const PLACES: [(&str, &str); 7] = [
    ("", "Nothing was begun here yet"),
    ("?", "Keys"),
    ("\x1b", "Nothing was begun here yet"),
    ("x", "CENTRAL1"),
    ("n", "Q249077"),
    ("\t", "Order and gates"),
    ("i", "Here because"),
];

#[test]
fn every_place_looks_on_windows_as_on_linux() {
    let Some(wine) = Wine::named() else { return };
    for (columns, rows) in [(80, 24), (100, 30)] {
        let stage = Stage::bare();
        let mut windows = wine.on_terminal(&stage.path("windows"), &[], columns, rows);
        let mut linux = on_linux(&stage.path("linux"), &[], columns, rows);
        for (keys, seen) in PLACES {
            for console in [&mut windows, &mut linux] {
                if keys == "\x1b" {
                    console.escape("Keys");
                } else if !keys.is_empty() {
                    console.press(keys);
                }
                let is_there = |it: &Console| {
                    it.contents().contains(seen) && !it.contents().contains("checking...")
                };
                console.wait(is_there, seen);
            }
            assert_eq!(shown(&windows), shown(&linux), "{keys:?} at {columns} x {rows}");
            if (columns, rows) == (80, 24) {
                insta::assert_snapshot!(shown(&windows));
            }
        }
        // Wine tells the program of Ctrl-C as Windows tells it of the close button.
        for (console, code) in [(&mut windows, 10), (&mut linux, 0)] {
            console.send("\x03");
            assert_eq!(console.end().exit_code(), code);
        }
    }
}

/// What a console shows. What was cleared and what is blank look the same.
fn shown(console: &Console) -> String {
    console.contents().lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// A key and who may sign, for a session in the folder of the sandbox.
const WITH_KEY: [&str; 4] = ["--key", "key", "--signers", "signers"];

#[test]
fn killed_and_resumed_the_walk_stands_where_it_stood() {
    let Some(wine) = Wine::named() else { return };
    let sandbox = Sandbox::new();
    let (console, before) = wine.some_steps_on(&sandbox);
    console.kill();
    let mut console = wine.resumed(&sandbox);
    assert_eq!(settled(&console), before);
    console.press("n");
    console.wait_for("Note on this step");
    console.press("the guide is in room 4");
    // Told of by the system, as the close button is: the session is saved.
    console.send("\x03");
    assert_eq!(console.end().exit_code(), 10);
}

#[test]
fn a_console_that_is_closed_leaves_the_session_saved() {
    let Some(wine) = Wine::named() else { return };
    let sandbox = Sandbox::new();
    let (console, before) = wine.some_steps_on(&sandbox);
    let _any = console.close();
    let mut console = wine.resumed(&sandbox);
    assert_eq!(settled(&console), before);
    console.send("\x03");
    assert_eq!(console.end().exit_code(), 10);
    let record = sandbox.session().0.join("record.jsonl");
    let record = record.to_str().unwrap();
    let verify = ["verify", record, "--signers", "signers"];
    let ended = sandbox.program(&verify).end().code(3);
    assert!(ended.stdout.contains("what is there holds"), "{}", ended.stdout);
}

/// All four upgrades, from the verdict before the first to the seal: what comes before them is
/// answered from a file.
#[test]
fn the_upgrades_are_walked_to_a_verified_record_in_the_console_of_windows() {
    let Some(wine) = Wine::named() else { return };
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", before_the_upgrades());
    let folder = sandbox.path("");
    let script = [&REHEARSAL[..], &["--answers", "before.toml"]].concat();
    let _stopped = wine.run(sandbox.home(), &folder, &script).code(3).says(&["upgrade-site/CEN"]);
    let arguments = [&["resume"][..], &WITH_KEY].concat();
    let mut console = wine.on_terminal(sandbox.home(), &arguments, 80, 24);
    console.wait(|it| it.footer().contains("66 of 70 settled"), "the walk");
    Robot::new(&folder).walk(&mut console);
    console.press("r");
    console.wait_for("nothing is open");
    console.press("s");
    console.wait_for("asks once more");
    console.press("s");
    console.wait_for("After this the record is read-only.");
    console.press("\t\r");
    console.wait_for("The session is closed");
    console.press("v");
    console.wait_for("The record holds.");
    console.escape("The record holds.");
    console.send("q");
    assert_eq!(console.end().exit_code(), 0);

    let record = sandbox.session().0.join("record.jsonl");
    let record = record.to_str().unwrap();
    let arguments = ["verify", record, "--signers", "signers"];
    let ended = sandbox.program(&arguments).end().code(0);
    assert!(ended.stdout.contains("HOLDS: "), "{}", ended.stdout);
    let facts = facts(Path::new(record), &sandbox.path("signers"));
    let is_go = |fact: &&Fact| matches!(fact.deed, Deed::Checked { is_go: true, .. });
    assert_eq!(facts.iter().filter(is_go).count(), 4, "one verdict before each upgrade");
    let is_ended =
        |fact: &&Fact| matches!(fact.deed, Deed::Ended { .. }) && fact.via == Via::Person;
    assert_eq!(facts.iter().filter(is_ended).count(), 4);
}
