//! What Windows does otherwise: names, paths, ends of lines, files in use.

use std::fs;
use std::process::Stdio;

use super::wine::{Wine, windows_path};
use crate::live::{Ended, Live};
use crate::sandbox::{ANSWERS, REHEARSAL, Sandbox};
use crate::stage::Stage;

/// The program in the folder of a stage.
#[track_caller]
fn run(wine: &Wine, stage: &Stage, arguments: &[&str]) -> Ended {
    wine.run(&stage.home(), stage.dir.path(), arguments)
}

#[test]
fn nothing_is_written_under_names_that_are_no_files_on_windows() {
    let Some(wine) = Wine::named() else { return };
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    let script = [&REHEARSAL[..], &["--answers", "answers.toml"]].concat();
    let _told = wine.run(sandbox.home(), &folder, &script).code(10);
    let names = |folder| fs::read_dir(folder).unwrap().count();
    let before = names(&folder);
    for (name, why) in [
        ("NUL", "is the name of a device"),
        ("con.txt", "is the name of a device"),
        ("COM1", "is the name of a device"),
        ("checklist.txt:hidden", "has a colon"),
        ("checklist.", "ends with a dot"),
    ] {
        let print = wine.run(sandbox.home(), &folder, &["print", "--output", name]);
        let _refused = print.code(2).plainly().silently().says(&[name, why]);
        assert_eq!(names(&folder), before, "{name}");
    }
    let print = wine.run(sandbox.home(), &folder, &["print", "--output", "checklist.txt"]);
    let _written = print.code(0).silently();
    assert!(fs::read_to_string(folder.join("checklist.txt")).unwrap().contains("CHECKLIST"));
}

#[test]
fn evidence_is_found_by_every_kind_of_path() {
    let Some(wine) = Wine::named() else { return };
    let stage = Stage::bare();
    // Longer than the 260 characters that Windows allowed once.
    let deep = (0..6).fold(stage.path("deep"), |path, _| path.join("d".repeat(60)));
    fs::create_dir_all(&deep).unwrap();
    for file in [stage.path("seen.txt"), deep.join("seen.txt")] {
        fs::write(file, "what was seen\n").unwrap();
    }
    let plain = windows_path(&stage.path("seen.txt"));
    let long = windows_path(&deep.join("seen.txt"));
    let paths = [
        plain.clone(),
        long.clone(),
        format!(r"\\?\{plain}"),
        format!(r"\\?\{long}"),
        plain.replace('\\', "/"),
        // Relative to the folder that is open on the drive.
        "Z:seen.txt".to_owned(),
        "seen.txt".to_owned(),
        r".\SEEN.TXT".to_owned(),
    ];
    for path in paths {
        let ended = run(&wine, &stage, &["inspect", "--format", "json", &path]).code(0);
        assert!(ended.stdout.contains("\"size_bytes\": 14"), "{path}: {}", ended.stdout);
    }
    for (path, why) in [
        ("NUL", "is a device or a pipe"),
        ("CON", "is a device or a pipe"),
        (r"\\DC1\SMSLOGON\Config\Copylog.tcf", r"\\DC1\SMSLOGON\Config\Copylog.tcf"),
    ] {
        let _refused = run(&wine, &stage, &["inspect", path]).code(2).says(&[why]);
    }
}

#[test]
fn files_whose_lines_end_as_on_windows_are_read_alike() {
    let Some(wine) = Wine::named() else { return };
    let sandbox = Sandbox::new();
    sandbox.write("crlf.toml", ANSWERS.replace('\n', "\r\n"));
    let signers = fs::read_to_string(sandbox.path("signers")).unwrap();
    sandbox.write("signers", signers.replace('\n', "\r\n"));
    let hierarchy = fs::read_to_string(crate::stage::file("flows/sms/example.toml")).unwrap();
    sandbox.write("hierarchy.toml", hierarchy.replace('\n', "\r\n"));
    let mut arguments: Vec<_> = REHEARSAL.iter().copied().filter(|it| *it != "--example").collect();
    arguments.extend(["--hierarchy", "hierarchy.toml", "--target", "2.0 SP2"]);
    arguments.extend(["--answers", "crlf.toml"]);
    let _told = wine.run(sandbox.home(), &sandbox.path(""), &arguments).code(10);
    assert_eq!(sandbox.session().1, 70);
}

#[test]
fn a_session_that_is_open_is_opened_by_nobody_else() {
    let Some(wine) = Wine::named() else { return };
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    let script = [&REHEARSAL[..], &["--answers", "answers.toml"]].concat();
    let _told = wine.run(sandbox.home(), &folder, &script).code(10);
    let resume = ["resume", "--front", "plain", "--key", "key", "--signers", "signers"];
    let mut command = wine.command(sandbox.home(), &folder, &resume);
    let mut holder = Live::start(command.stdout(Stdio::piped()));
    holder.shows("): ");
    let _refused = wine.run(sandbox.home(), &folder, &resume).code(6).plainly();
    let _ended = holder.end();
}

#[test]
fn windows_is_asked_for_the_boot_and_the_machine() {
    let Some(wine) = Wine::named() else { return };
    let opened = || {
        let sandbox = Sandbox::new();
        let script = [&REHEARSAL[..], &["--answers", "answers.toml"]].concat();
        let _told = wine.run(sandbox.home(), &sandbox.path(""), &script).code(10);
        let record = fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap();
        serde_json::from_str::<serde_json::Value>(record.lines().next().unwrap()).unwrap()
    };
    let (first, second) = (opened(), opened());
    assert_eq!(first["host"]["os"], "windows");
    let boot = first["boot"].as_str().unwrap();
    assert!(boot.len() == 16 && boot.bytes().all(|it| it.is_ascii_hexdigit()), "{boot}");
    assert_eq!(first["boot"], second["boot"], "it was not restarted in between");
    assert_eq!(first["host"]["machine"], second["host"]["machine"]);
    let nobody = upgrade_wizard::world::here::sha256(b"");
    assert_ne!(first["host"]["machine"], nobody, "it has a name");
}
