//! Themes: every shipped file is part of the program, and `check` tells what is wrong with one.

use std::fs;

use upgrade_wizard::theme::Theme;

use crate::stage::{Stage, root};

#[test]
fn every_file_of_the_folder_is_part_of_the_program() {
    let mut files: Vec<_> = fs::read_dir(root().join("themes"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut known: Vec<_> = Theme::builtin_names().map(|name| format!("{name}.toml")).collect();
    assert_eq!(known[0], "midnight.toml", "the one to start with");
    known.sort();
    assert_eq!(files, known);
    for name in Theme::builtin_names() {
        let text = fs::read_to_string(root().join(format!("themes/{name}.toml"))).unwrap();
        assert_eq!(Theme::builtin_source(name).unwrap().text(), text, "{name}");
    }
}

#[test]
fn every_shipped_theme_passes_its_check() {
    let stage = Stage::bare();
    for name in Theme::builtin_names() {
        let file = format!("themes/{name}.toml");
        let ran = stage.run(&["check", &file]).with_code(0);
        assert_eq!(
            (ran.out, ran.err.as_str()),
            (format!("{file}: a theme without mistakes\n"), "")
        );
    }
    assert!(!stage.home().exists(), "a check leaves nothing behind");
}

/// Writes a theme and checks it, in its own folder so that its name is short.
#[track_caller]
fn checked(stage: &Stage, name: &str, text: &str, code: i32) -> String {
    fs::write(stage.path(name), text).unwrap();
    let ran = stage.run_in(stage.dir.path(), &["check", name], "").with_code(code);
    format!("{}{}", ran.out, ran.err)
}

#[test]
fn a_partial_theme_of_the_user_is_a_theme() {
    let stage = Stage::bare();
    let base =
        "schema = 1\nname = \"base\"\ninherits = \"paper\"\n\n[palette]\nink = \"#000000\"\n";
    let own = "schema = 1\nname = \"own\"\ninherits = \"base\"\n\n[roles]\naccent = \"ink\"\n";
    let least = "schema = 1\nname = \"least\"\ninherits = \"own\"\n";
    for (name, text) in [("base.toml", base), ("own.toml", own), ("least.toml", least)] {
        let said = checked(&stage, name, text, 0);
        assert_eq!(said, format!("{name}: a theme without mistakes\n"));
    }
}

#[test]
fn mistakes_in_a_theme_are_told_in_place_with_figures_and_advice() {
    let stage = Stage::bare();
    let text = "schema = 1\nname = \"own\"\ninherits = \"midnight\"\n\n[roles]\n\
                text_mutde = \"white\"\ndanger = \"#f00000\"\nwarning = \"bright-yelow\"\n";
    let said = checked(&stage, "own.toml", text, 2);
    let table = [
        "own.toml: a theme with 3 mistakes",
        "error: unknown role `text_mutde`",
        "--> own.toml:6:1",
        "help: did you mean `text_muted`?",
        "error: `danger` (#f00000) has too little contrast: 4.12 : 1 on `bg`",
        "4.50 : 1 is needed (WCAG AA)",
        "--> own.toml:7:10",
        "` would do",
        "error: unknown colour `bright-yelow`",
        "--> own.toml:8:11",
        "help: did you mean `bright-yellow`?",
        "error: 3 mistakes in 1 file",
    ];
    for part in table {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
}

#[test]
fn themes_that_inherit_in_a_circle_are_told_so() {
    let stage = Stage::bare();
    let other = "schema = 1\nname = \"other\"\ninherits = \"own\"\n";
    fs::write(stage.path("other.toml"), other).unwrap();
    let own = "schema = 1\nname = \"own\"\ninherits = \"other\"\n[roles]\n";
    let said = checked(&stage, "own.toml", own, 2);
    for part in ["in a circle: `own` from `other` from `own`", "--> own.toml:3:12"] {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
}
