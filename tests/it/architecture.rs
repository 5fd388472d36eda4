//! The fences: who may use whom, where outside crates live, what every file has to look like.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Each module and the modules of ours that it may name, lowest first. `cli` may name all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("theme", &["text"]),
    ("level", &["text"]),
    ("hierarchy", &["text", "level"]),
    ("step", &["text", "level"]),
    ("flow", &["hierarchy", "step", "text", "level"]),
    ("sensor", &["hierarchy", "level", "text"]),
    ("plan", &["flow", "hierarchy", "step", "text", "level"]),
    ("engine", &["plan", "sensor", "step"]),
    ("keys", &[]),
    ("record", &["engine", "keys", "step", "text"]),
    ("timestamp", &[]),
    ("pack", &["engine", "record", "text", "timestamp"]),
    (
        "print",
        &["engine", "record", "plan", "flow", "hierarchy", "step", "level", "text", "timestamp"],
    ),
    ("front", &["engine", "plan", "step", "hierarchy", "level", "text", "theme"]),
    (
        "world",
        &[
            "engine",
            "record",
            "keys",
            "sensor",
            "pack",
            "plan",
            "flow",
            "hierarchy",
            "level",
            "text",
            "theme",
            "timestamp",
        ],
    ),
    ("failure", &["front", "keys", "plan", "record", "text", "world"]),
    ("session", &["engine", "failure", "front", "world"]),
];

/// Modules that nobody but `lib.rs` and `main.rs` may name.
const USED_BY_NONE: &[&str] = &["cli"];

/// Outside crates with a single home.
const HOME_OF: &[(&str, &str)] = &[
    ("ratatui", "front/tui"),
    ("crossterm", "front/tui"),
    ("ratatui_textarea", "front/tui"),
    ("nucleo_matcher", "front/tui"),
    ("signal_hook", "front/tui"),
    ("dialoguer", "front/plain"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("clap_mangen", "cli"),
    ("ctrlc", "cli"),
    ("ssh_key", "keys"),
    ("ed25519_dalek", "keys"),
    ("crypto_bigint", "keys"),
    ("unicode_security", "record"),
    ("annotate_snippets", "text"),
    ("fast_qr", "text"),
    ("maud", "print/html"),
    ("krilla", "print/pdf"),
    ("skrifa", "print/pdf"),
    ("directories", "world"),
    ("gethostname", "world"),
    ("libc", "world"),
    ("object", "sensor"),
    ("winsafe", "world"),
];

/// What a module must not name at all: what it needs of these arrives from outside.
const MUST_NOT: &[(&str, &[&str])] = &[
    ("text", &["std::fs", "std::env", "std::io"]),
    ("theme", &["std::fs", "std::env", "std::io"]),
    ("level", &["std::fs", "std::env", "std::io", "serde"]),
    ("hierarchy", &["std::fs", "std::env", "std::io"]),
    ("step", &["std::fs", "std::env", "std::io"]),
    ("flow", &["std::fs", "std::env", "std::io"]),
    ("plan", &["std::fs", "std::env", "std::io", "serde"]),
    ("sensor", &["std::fs", "std::env", "std::io", "serde", "serde_json"]),
    ("engine", &["std::fs", "std::env", "std::io", "serde", "serde_json", "getrandom"]),
    ("pack", &["std::fs", "std::env", "std::io", "serde", "serde_json", "getrandom"]),
    ("timestamp", &["std::fs", "std::env", "std::io", "serde", "serde_json", "getrandom"]),
    ("print", &["std::fs", "std::env", "std::io"]),
    ("front", &["std::fs", "std::env"]),
];

/// Lines that a file may have, tests included.
const LINES_MAX: usize = 500;

/// Columns that a line may have.
const COLUMNS_MAX: usize = 100;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder: path relative to it, with `/`, and text.
fn rust_files(under: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut todo = vec![root().join(under)];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root().join(under)).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The module that a file belongs to: the first part of its path.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The lines of a file that are code: no comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The names that follow `prefix` in a line: `crate::engine::Fact` gives `engine`.
fn named_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(prefix)
        .filter(|(at, _)| !line[..*at].ends_with(is_name))
        .map(|(at, _)| line[at + prefix.len()..].split(|c| !is_name(c)).next().unwrap())
        .collect()
}

fn none(trespasses: &str) {
    assert!(trespasses.is_empty(), "trespasses:\n{trespasses}");
}

#[test]
fn modules_use_only_what_they_may() {
    let mut trespasses = String::new();
    for (file, text) in rust_files("src") {
        let me = module(&file);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == me) else {
            assert!(matches!(me, "cli" | "lib" | "main"), "{file}: no row in MAY_USE");
            continue;
        };
        for (line, words) in code(&text) {
            for used in named_after(words, "crate::") {
                // A test of a face makes its plan from the flow, as the program does.
                let is_own = used == me || (file.ends_with("/tests.rs") && used == "flow");
                if (!is_own && !allowed.contains(&used)) || USED_BY_NONE.contains(&used) {
                    writeln!(trespasses, "src/{file}:{line}: {me} names {used}").unwrap();
                }
            }
        }
    }
    none(&trespasses);
}

#[test]
fn faces_do_not_know_one_another() {
    let faces = ["plain", "script", "tui"];
    let mut trespasses = String::new();
    for (file, text) in rust_files("src/front") {
        let me = module(&file);
        for (line, words) in code(&text) {
            for used in named_after(words, "crate::front::") {
                if faces.contains(&me) && faces.contains(&used) && used != me {
                    writeln!(trespasses, "src/front/{file}:{line}: {me} names {used}").unwrap();
                }
            }
        }
    }
    none(&trespasses);
}

#[test]
fn outside_crates_stay_at_home() {
    let mut trespasses = String::new();
    for (file, text) in rust_files("src") {
        for (line, words) in code(&text) {
            for (outsider, home) in HOME_OF {
                let is_named = words.match_indices(&format!("{outsider}::")).any(|(at, _)| {
                    !words[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                });
                if is_named && !file.starts_with(home) {
                    writeln!(trespasses, "src/{file}:{line}: {outsider} lives in {home}").unwrap();
                }
            }
        }
    }
    none(&trespasses);
}

#[test]
fn pure_modules_touch_nothing() {
    let mut trespasses = String::new();
    for (file, text) in rust_files("src") {
        let banned = MUST_NOT.iter().find(|(name, _)| *name == module(&file));
        let source = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (line, words) in code(source) {
            for name in banned.map_or(&[][..], |(_, names)| names) {
                // Prompts are the one place where a face meets a terminal.
                let is_prompt = file.starts_with("front/") && *name == "std::io";
                if words.contains(&format!("{name}::")) && !is_prompt {
                    writeln!(trespasses, "src/{file}:{line}: {name}").unwrap();
                }
            }
        }
    }
    none(&trespasses);
}

#[test]
fn imports_are_one_line_a_module() {
    let mut trespasses = String::new();
    for (file, text) in rust_files("src") {
        for (line, words) in code(&text) {
            let words = words.trim();
            let is_import = words.starts_with("use ") || words.starts_with("pub use ");
            let is_enum = words.contains("::Self::*");
            if is_import && !is_enum && (words.contains("::*") || words.contains("crate::{")) {
                // Tests sit in the module that they test; proptest is made to be used so.
                if !["use super::*;", "use proptest::prelude::*;"].contains(&words) {
                    writeln!(trespasses, "src/{file}:{line}: {words}").unwrap();
                }
            }
        }
    }
    none(&trespasses);
}

#[test]
fn every_file_says_what_it_is_for_and_stays_small() {
    let mut trespasses = String::new();
    for folder in ["src", "tests"] {
        for (file, text) in rust_files(folder) {
            if !text.starts_with("//! ") {
                writeln!(trespasses, "{folder}/{file}: does not open with `//!`").unwrap();
            }
            let lines = text.lines().count();
            if lines > LINES_MAX {
                writeln!(trespasses, "{folder}/{file}: {lines} lines").unwrap();
            }
            for (index, line) in text.lines().enumerate() {
                // Strings are as long as what they quote.
                if line.chars().count() > COLUMNS_MAX && !line.contains('"') {
                    writeln!(trespasses, "{folder}/{file}:{}: too long a line", index + 1).unwrap();
                }
                if line.ends_with(' ') || line.contains('\t') {
                    writeln!(trespasses, "{folder}/{file}:{}: stray white space", index + 1)
                        .unwrap();
                }
            }
        }
    }
    none(&trespasses);
}

#[test]
fn no_work_is_left_in_comments() {
    // Put together, so that this file is not its own trespass.
    let markers = [["TO", "DO"], ["FIX", "ME"], ["todo", "!("], ["unimpl", "emented!"]];
    let mut trespasses = String::new();
    for folder in ["src", "tests"] {
        for (file, text) in rust_files(folder) {
            for (index, line) in text.lines().enumerate() {
                if markers.iter().any(|marker| line.contains(&marker.concat())) {
                    writeln!(trespasses, "{folder}/{file}:{}: {line}", index + 1).unwrap();
                }
            }
        }
    }
    none(&trespasses);
}

#[test]
fn every_test_file_is_declared() {
    let main = std::fs::read_to_string(root().join("tests/it/main.rs")).unwrap();
    for (file, _) in rust_files("tests/it") {
        let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let is_declared = main.contains(&format!("mod {name};"));
        assert!(name == "main" || name.contains('/') || is_declared, "tests/it/{file}");
    }
}

#[test]
fn the_top_level_holds_what_readers_expect() {
    let expected = [
        ".ci",
        ".git",
        ".gitattributes",
        ".gitignore",
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "benches",
        "clippy.toml",
        "deny.toml",
        "flows",
        "fuzz",
        // What a failing property leaves behind on a developer's machine; ignored by git.
        "proptest-regressions",
        "rustfmt.toml",
        "screenshots",
        "src",
        "target",
        "tests",
        "themes",
    ];
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(expected.contains(&name.as_str()), "{name} does not belong at the top level");
    }
    assert!(Path::new(&root()).join("src/ARCHITECTURE.md").exists());
}
