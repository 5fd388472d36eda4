//! The terminal is given back however the program ends, and small or plain terminals are served.

use super::console::Console;
use crate::stage::Stage;

/// What leaves the other screen and shows the cursor again.
const GIVEN_BACK: [&str; 2] = ["\u{1b}[?1049l", "\u{1b}[?25h"];

fn home(stage: &Stage) -> std::path::PathBuf {
    let home = stage.home();
    std::fs::create_dir_all(&home).unwrap();
    home
}

fn is_given_back(console: &Console) -> bool {
    let said = String::from_utf8_lossy(&console.all).into_owned();
    GIVEN_BACK.iter().all(|sequence| said.contains(sequence))
}

#[test]
fn the_terminal_is_given_back_after_every_ending() {
    let stage = Stage::bare();
    let home = home(&stage);
    for (how, code) in [("q", 0), ("\u{3}", 0)] {
        let mut console = Console::start(&home, &[], 80, 24);
        console.wait_for("Sessions");
        console.send(how);
        assert_eq!(console.end().exit_code(), code, "{how:?}");
        assert!(is_given_back(&console), "{how:?}");
    }
    for signal in ["TERM", "INT", "HUP"] {
        let mut console = Console::start(&home, &[], 80, 24);
        console.wait_for("Sessions");
        let process = console.process().to_string();
        let sent = std::process::Command::new("kill").args(["-s", signal, &process]).status();
        assert!(sent.unwrap().success());
        assert_eq!(console.end().exit_code(), 10, "{signal}");
        assert!(is_given_back(&console), "{signal}");
    }
}

#[test]
fn a_window_that_is_too_small_says_so_and_loses_nothing() {
    let stage = Stage::bare();
    let mut console = Console::start(&home(&stage), &[], 80, 24);
    console.wait_for("Sessions");
    console.press("t");
    console.wait_for("preview");
    console.resize(48, 12);
    console.wait_for("60 x 20 needed, this is 48 x 12.");
    console.resize(20, 3);
    console.resize(1, 1);
    console.resize(80, 24);
    console.wait_for("preview");
    console.send("q");
    assert_eq!(console.end().exit_code(), 0);
}

#[test]
fn without_colours_none_are_sent() {
    let stage = Stage::bare();
    let home = home(&stage);
    let coloured = |environment: &[(&str, &str)]| {
        let mut console = Console::start_with(&home, &[], 80, 24, environment);
        console.wait_for("Sessions");
        console.press("?");
        console.wait_for("Keys");
        console.send("\u{3}");
        assert_eq!(console.end().exit_code(), 0);
        let said = String::from_utf8_lossy(&console.all).into_owned();
        let sequences = said.split("\u{1b}[").filter_map(|rest| rest.split_once('m'));
        sequences
            .flat_map(|(numbers, _)| numbers.split(';').map(str::to_owned).collect::<Vec<_>>())
            .any(|number| matches!(number.parse(), Ok(30..=38 | 40..=48 | 90..=97 | 100..=107)))
    };
    assert!(coloured(&[]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
}

#[test]
fn a_terminal_without_unicode_is_sent_none() {
    let stage = Stage::bare();
    let home = home(&stage);
    let mut console = Console::start_with(&home, &[], 80, 24, &[("LANG", "C")]);
    console.wait_for("Sessions");
    console.press("t");
    console.wait_for("preview");
    console.send("q");
    assert_eq!(console.end().exit_code(), 0);
    assert!(console.all.is_ascii());
}

#[test]
fn the_line_by_line_face_comes_up_where_the_settings_say_so() {
    let stage = Stage::bare();
    let home = home(&stage);
    std::fs::write(home.join("config.toml"), "schema = 1\nfront = \"plain\"\n").unwrap();
    let mut console = Console::start(&home, &[], 80, 24);
    // The last of the three choices leaves.
    console.send("3\r");
    assert_eq!(console.end().exit_code(), 0);
    let said = String::from_utf8_lossy(&console.all).into_owned();
    assert!(said.contains("Your choice"), "{said}");
    assert!(!said.contains(GIVEN_BACK[0]));
}

#[test]
fn what_is_no_terminal_gets_no_screen() {
    let stage = Stage::bare();
    let ran = stage.run(&["run", "--example", "--front", "tui"]).with_code(2);
    assert!(ran.err.contains("this is no terminal that a screen can be drawn on"), "{}", ran.err);
}
