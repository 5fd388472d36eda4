//! Evidence through what Windows itself has: the batch file for another server, and what comes
//! back.

use std::path::PathBuf;

use crate::stage::{Ran, Stage, file, root};

const STEP: &str = "backup-registry/CEN";

/// A session of the example in which nothing has been attached yet.
fn started() -> Stage {
    let stage = Stage::new();
    let answers = "schema = 1\nfinish = \"stop\"\n";
    std::fs::write(stage.path("answers.toml"), answers).unwrap();
    let answers = stage.path("answers.toml");
    let walk = ["run", "--example", "--front", "script", "--answers", answers.to_str().unwrap()];
    assert_eq!(run(&stage, &walk).code, 3, "there is no answer to anything");
    stage
}

fn run(stage: &Stage, arguments: &[&str]) -> Ran {
    let (key, signers) = (stage.key(), stage.signers());
    let mut all = arguments.to_vec();
    all.extend(["--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap()]);
    stage.run_in(root(), &all, "")
}

/// The batch file for the central server.
fn written(stage: &Stage) -> (PathBuf, Ran) {
    let path = stage.path("gather.cmd");
    let ran =
        run(stage, &["gather", "write", "--at", "central1", "--output", path.to_str().unwrap()]);
    (path, ran.with_code(0))
}

#[test]
fn a_batch_file_names_its_steps_and_changes_nothing() {
    let stage = started();
    let (path, told) = written(&stage);
    let text = std::fs::read_to_string(path).unwrap();
    assert!(
        text.lines().count() > 10 && text.matches('\n').count() == text.matches("\r\n").count()
    );
    for line in [
        "rem Gathers evidence and changes nothing. Read it before you start it.",
        "if not exist \"gathered-CENTRAL1\" mkdir \"gathered-CENTRAL1\"",
        "set FILE=gathered-CENTRAL1\\backup-registry+CEN.reg",
        "start /wait regedit /e \"%FILE%\" \"HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // Its digest is on record, by which it is known again years later.
    let sha256 = told.err.lines().find_map(|line| line.strip_prefix("sha256 ")).unwrap().to_owned();
    let print = stage.run(&["print", "--signers", stage.signers().to_str().unwrap()]);
    let plain = print.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains(&sha256), "{}", print.out);
}

#[test]
fn a_batch_file_tries_one_way_after_the_other() {
    let stage = started();
    let (path, _) = written(&stage);
    let text = std::fs::read_to_string(path).unwrap();
    let of_step = text.split("rem event-log/CEN\r\n").nth(1).unwrap();
    let of_step = of_step.split("\r\n\r\n").next().unwrap();
    // A script is written beside what it writes, and what it wrote ends the search.
    let in_order = [
        "set FILE=gathered-CENTRAL1\\event-log+CEN.txt",
        "set SCRIPT=gathered-CENTRAL1\\event-log+CEN.vbs",
        ">\"%SCRIPT%\" echo types = Array(0, 1, 2, 4, 8, 16)",
        ">>\"%SCRIPT%\" echo   who = entry.User ^& vbTab ^& entry.SourceName",
        "cscript //nologo \"%SCRIPT%\" > \"%FILE%\"",
        "for /f %%L in (%FILE%) do goto enough_",
        "set FILE=gathered-CENTRAL1\\event-log+CEN.tsv",
        "powershell -NoProfile -Command \"Get-EventLog",
        ":enough_",
    ];
    let mut rest = of_step;
    for line in in_order {
        let Some((_, after)) = rest.split_once(line) else { panic!("{line}\n{of_step}") };
        rest = after;
    }
    // Every jump has its one place to land at.
    let jumps = text.lines().filter_map(|line| Some(line.split_once("goto ")?.1));
    let jumps: Vec<_> = jumps.collect();
    assert!(!jumps.is_empty());
    for to in jumps {
        assert_eq!(text.lines().filter(|line| *line == format!(":{to}")).count(), 1, "{to}");
    }
    // NT 4 takes no longer lines.
    assert!(text.lines().all(|line| line.len() < 2_000));
}

/// What a way wrote is told by its name, and what stayed empty is as if it were not there.
#[test]
fn the_way_that_wrote_something_goes_on_record_with_its_script() {
    let stage = started();
    let told = |folder: &str, step: &str| {
        let folder = stage.path(folder);
        let told = run(&stage, &["gather", "accept", folder.to_str().unwrap()]).with_code(0);
        assert!(told.err.contains(&format!("{step}: attached")), "{}", told.err);
        assert!(told.err.contains("1 piece attached"), "{}", told.err);
        std::fs::read_to_string(stage.session().join("record.jsonl")).unwrap()
    };
    let quiet = file("tests/data/sensors/event-log/quiet.txt");
    let put = |folder: &str, name: &str| {
        std::fs::create_dir(stage.path(folder)).unwrap();
        std::fs::copy(&quiet, stage.path(folder).join(name)).unwrap();
    };
    put("first", "event-log+CEN.txt");
    let record = told("first", "event-log/CEN");
    let by = "gathered at CENTRAL1 by: cscript //nologo";
    assert!(record.contains(by), "{record}");
    let script = "its script is event-log+CEN.vbs, sha256 ";
    let digest = record.split(script).nth(1).unwrap()[..64].to_owned();
    let written = std::fs::read_to_string(written(&stage).0).unwrap();
    assert_eq!(upgrade_wizard::world::here::sha256(script_of(&written).as_bytes()), digest);
    assert!(!record.contains("by: powershell"), "{record}");

    put("second", "event-log+CH1.tsv");
    std::fs::write(stage.path("second").join("event-log+CH1.txt"), "").unwrap();
    let record = told("second", "event-log/CH1");
    assert!(record.contains("gathered at CHILD1 by: powershell -NoProfile"), "{record}");
}

/// The script for the event log as a batch file writes it, its escapes undone.
fn script_of(batch: &str) -> String {
    let of_step = batch.split("rem event-log/CEN\r\n").nth(1).unwrap();
    let lines = of_step.lines().take_while(|line| !line.is_empty()).filter_map(|line| {
        let line = line.strip_prefix(">").map(|line| line.trim_start_matches('>'))?;
        line.strip_prefix("\"%SCRIPT%\" echo ")
    });
    let lines = lines.map(|line| line.replace('^', "").replace("%%", "%") + "\r\n");
    lines.collect()
}

#[test]
fn what_was_gathered_elsewhere_is_attached_to_its_steps_with_the_command_beside_it() {
    let stage = started();
    written(&stage);
    let folder = stage.path("gathered-CENTRAL1");
    std::fs::create_dir(&folder).unwrap();
    let export = file("tests/data/story/evidence");
    let export = std::fs::read_dir(export).unwrap().map(|it| it.unwrap().path());
    let export =
        export.into_iter().find(|it| it.extension().is_some_and(|it| it == "reg")).unwrap();
    std::fs::copy(export, folder.join("backup-registry+CEN.reg")).unwrap();
    std::fs::write(folder.join("something-else.txt"), "nobody asked for it").unwrap();
    let told = run(&stage, &["gather", "accept", folder.to_str().unwrap()]).with_code(0);
    assert!(told.err.contains(&format!("{STEP}: attached")), "{}", told.err);
    assert!(told.err.contains("1 piece attached"), "{}", told.err);
    let record = std::fs::read_to_string(stage.session().join("record.jsonl")).unwrap();
    assert!(record.contains("gathered at CENTRAL1 by: start /wait regedit"), "{record}");
    assert!(!record.contains("something-else"));
}

#[test]
fn what_is_of_no_step_and_a_server_of_nobody_are_told() {
    let stage = started();
    let folder = stage.path("empty");
    std::fs::create_dir(&folder).unwrap();
    let told = run(&stage, &["gather", "accept", folder.to_str().unwrap()]).with_code(2);
    assert!(told.err.contains("nothing in"), "{}", told.err);
    let output = stage.path("x.cmd");
    let output = output.to_str().unwrap();
    let told = run(&stage, &["gather", "write", "--at", "NOBODY", "--output", output]).with_code(2);
    assert!(told.err.contains("nothing can be gathered at `NOBODY`"), "{}", told.err);
    #[cfg(not(windows))]
    assert!(run(&stage, &["gather", "run"]).with_code(2).err.contains("for Windows"));
}

/// A name out of a hierarchy file that somebody else wrote must not become a command.
#[test]
fn a_name_that_the_shell_would_understand_otherwise_is_offered_nothing() {
    for name in ["A&calc", "A|B", "A%PATH%", "A\"B", "A^B", "A>B", "A B", "A;B", "A(B)", "Ä"] {
        let stage = Stage::new();
        let example = std::fs::read_to_string(file("flows/sms/example.toml")).unwrap();
        let quoted = format!("{name:?}");
        let text = example.replacen("\"CENTRAL1\"", &quoted, 1);
        let path = stage.path("h.toml");
        std::fs::write(&path, text).unwrap();
        std::fs::write(stage.path("a.toml"), "schema = 1\nfinish = \"stop\"\n").unwrap();
        let (path, answers) = (path, stage.path("a.toml"));
        let walk = ["run", "--hierarchy", path.to_str().unwrap(), "--target", "2.0 SP2"];
        let script = ["--front", "script", "--answers", answers.to_str().unwrap()];
        let begun = run(&stage, &[&walk[..], &script].concat());
        if begun.code == 2 {
            // The hierarchy file itself was refused for it: as good.
            continue;
        }
        let output = stage.path("x.cmd");
        let write = ["gather", "write", "--at", name, "--output", output.to_str().unwrap()];
        let told = run(&stage, &write).with_code(2);
        assert!(told.err.contains("nothing can be gathered"), "{name}: {}", told.err);
        assert!(!output.exists());
    }
}
