//! `inspect --as KIND`: what comes out, on which stream, with which exit code.

use std::fs;

use serde_json::{Value, json};

use crate::stage::{Stage, file};

const HIERARCHY: &str = "tests/data/sensors/hierarchy.toml";

fn sample(name: &str) -> String {
    file(&format!("tests/data/sensors/{name}"))
}

#[test]
fn a_reading_as_json_has_the_members_of_the_contract() {
    let stage = Stage::bare();
    let path = sample("copylog/shared-entries-lost.tcf");
    let ran = stage.run(&["inspect", &path, "--as", "copylog", "--format", "json"]).with_code(3);
    let json = ran.json();
    let members: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["findings", "kind", "schema", "sha256", "size_bytes", "values", "verdict"];
    assert_eq!(members, expected);
    assert_eq!(json["schema"], 1);
    assert_eq!(json["kind"], "copylog");
    assert_eq!(json["verdict"], "refutes");
    assert_eq!(json["size_bytes"], fs::metadata(&path).unwrap().len());
    assert_eq!(json["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(json["values"]["shared_entries"], 0);
    let finding = &json["findings"][0];
    assert_eq!(
        (&finding["id"], &finding["article"]),
        (&json!("copylog-corrupt"), &json!("Q264976"))
    );
    assert!(finding["text"].as_str().unwrap().ends_with('.'), "{finding}");
    assert!(ran.err.contains("it does not prove what was asked: refutes"), "{}", ran.err);

    let path = sample("copylog/lower-case-code.tcf");
    let ran = stage.run(&["inspect", &path, "--as", "copylog", "--format", "json"]).with_code(3);
    assert!(ran.json()["findings"][0]["line"].is_u64(), "{}", ran.out);
    assert!(!stage.home().exists(), "looking at a file leaves nothing behind");
}

#[test]
fn each_verdict_has_its_exit_code() {
    let stage = Stage::bare();
    let hotfix = ["--hotfix", "Q252717"];
    let table = [
        ("hotfix-log/success.log", 0, "proves"),
        ("hotfix-log/only-texts.log", 3, "refutes"),
        ("hotfix-log/one-file-short.log", 3, "undecided"),
        ("copylog/sound.tcf", 3, "not-recognised"),
    ];
    for (name, code, verdict) in table {
        let path = sample(name);
        let arguments =
            [&["inspect", &path, "--as", "hotfix-log", "--format", "json"], &hotfix[..]];
        let ran = stage.run(&arguments.concat()).with_code(code);
        assert_eq!(ran.json()["verdict"], verdict, "{name}");
        assert_eq!(ran.err.is_empty(), code == 0, "{name}: {}", ran.err);
    }
}

#[test]
fn what_cannot_be_asked_is_a_wrong_command_line() {
    let stage = Stage::bare();
    let path = sample("copylog/sound.tcf");
    let table: [(&[&str], &str); 7] = [
        (&["--as", "copylg"], "did you mean `copylog`?"),
        (&["--as", "copylog", "--hotfix", "249077"], "`249077` is no article"),
        (&["--as", "copylog", "--since", "yesterday"], "--since"),
        (&["--as", "copylog", "--hierarchy", "/no/such"], "`/no/such` does not exist"),
        (&["--as", "copylog", "--hierarchy", HIERARCHY, "--site", "XYZ"], "has no site `XYZ`"),
        (&["--as", "copylog", "--hierarchy", HIERARCHY, "--domain", "X"], "has no domain `X`"),
        (&["--as", "copylog", "--hierarchy", "Cargo.toml"], "mistake"),
    ];
    for (arguments, said) in table {
        let ran = stage.run(&[&["inspect", &path], arguments].concat()).with_code(2);
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
    let missing = stage.run(&["inspect", "/no/such", "--as", "copylog"]).with_code(2);
    assert!(missing.err.contains("`/no/such` does not exist"), "{}", missing.err);
}

#[test]
fn people_see_the_value_found_beside_the_value_needed() {
    let stage = Stage::bare();
    let path = sample("registry-export/full-version-of-rtm.reg");
    #[rustfmt::skip]
    let arguments = [
        "inspect", &path, "--as", "registry-export", "--hierarchy", HIERARCHY, "--site", "SEC",
    ];
    let ran = stage.run(&arguments).with_code(3);
    for said in [
        "verdict   REFUTES",
        "full version     2.00.1239.0000  needed: `2.00.1380.1000`",
        "full-version-wrong (line ",
        "Q251070",
    ] {
        assert!(ran.out.contains(said), "{said} in\n{}", ran.out);
    }
    assert!(ran.out.lines().all(|line| line.len() <= 200), "{}", ran.out);
}

#[test]
fn the_time_of_the_hotfix_is_held_against_the_file() {
    let stage = Stage::bare();
    let path = sample("copylog/sound.tcf");
    let since = |time| ["inspect", &path, "--as", "copylog", "--since", time, "--format", "json"];
    let older = stage.run(&since("2999-01-01T00:00:00Z")).with_code(3).json();
    assert_eq!(older["verdict"], "undecided");
    assert_eq!(older["findings"][0]["id"], "copylog-older-than-hotfix");
    let newer = stage.run(&since("2000-01-01T00:00:00+02:00")).with_code(0).json();
    assert_eq!(newer["verdict"], "proves");
}

#[test]
fn a_folder_is_read_file_by_file() {
    let stage = Stage::bare();
    let asked = ["--hierarchy", HIERARCHY, "--domain", "CORP", "--format", "json"];
    let table = [
        ("copylog-of-both", 0, "proves", true),
        ("copylog-that-differ", 3, "undecided", false),
        ("copylog-of-one", 3, "undecided", true),
        ("copylog-one-corrupt", 3, "refutes", false),
    ];
    for (name, code, verdict, is_same) in table {
        let path = sample(name);
        let arguments = [&["inspect", &path, "--as", "copylog"], &asked[..]].concat();
        let json = stage.run(&arguments).with_code(code).json();
        assert_eq!(json["verdict"], verdict, "{name}");
        assert_eq!(json["values"]["same_everywhere"], is_same, "{name}");
        for finding in json["findings"].as_array().unwrap() {
            assert!(
                finding["text"].as_str().unwrap().starts_with("DC2/Copylog.tcf: "),
                "{finding}"
            );
        }
    }
    let path = sample("file-versions-of-q252717");
    #[rustfmt::skip]
    let arguments = [
        "inspect", &path, "--as", "file-versions", "--hotfix", "q252717", "--format", "json",
    ];
    let json = stage.run(&arguments).with_code(0).json();
    assert_eq!(json["values"]["Ccmbtldr.exe"], "2.00.1380.1130");
    assert_eq!(json["values"]["files"], 3);
    let whole = stage.run(&["inspect", &path, "--format", "json"]).with_code(0).json();
    assert_eq!(json["sha256"], whole["sha256"], "the same digest as without a sensor");
}

#[test]
fn what_a_file_quotes_is_made_harmless() {
    let stage = Stage::bare();
    let path = stage.path("evil.tcf");
    fs::write(&path, "[FILE SOURCE]\nx=\u{1B}[31m\u{202E}\n").unwrap();
    let path = path.to_str().unwrap();
    for format in ["text", "json"] {
        let ran = stage.run(&["inspect", path, "--as", "copylog", "--format", format]).with_code(3);
        assert!(!ran.out.contains(['\u{1B}', '\u{202E}']), "{}", ran.out);
    }
    let json = stage.run(&["inspect", path, "--as", "copylog", "--format", "json"]).json();
    assert_eq!(json["values"]["sites"], Value::from(vec!["\u{1B}[31m\u{202E}"]));
}
