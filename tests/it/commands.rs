//! The commands, as scripts see them: what goes to which stream, and exit codes.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::stage::{Ran, Stage, file};
use crate::story::Told;

const COMMANDS: [&str; 13] = [
    "run",
    "resume",
    "print",
    "pack",
    "plan",
    "inspect",
    "verify",
    "sessions",
    "check",
    "key",
    "signers",
    "completions",
    "man",
];

#[test]
fn help_completions_and_manual_name_every_command() {
    let stage = Stage::bare();
    let texts = [
        &["--help"][..],
        &["completions", "bash"],
        &["completions", "zsh"],
        &["completions", "fish"],
        &["completions", "powershell"],
        &["man"],
    ];
    for arguments in texts {
        let ran = stage.run(arguments).with_code(0);
        assert_eq!(ran.err, "", "{arguments:?}");
        for command in COMMANDS {
            assert!(ran.out.contains(command), "{command} in {arguments:?}:\n{}", ran.out);
        }
        assert!(arguments[0] == "completions" || ran.out.contains("the operator stopped"));
    }
    for command in COMMANDS {
        let ran = stage.run(&[command, "--help"]).with_code(0);
        assert!(ran.out.contains(&format!("Usage: upgrade-wizard {command}")), "{}", ran.out);
    }
    assert!(!stage.home().exists(), "a question about the program leaves nothing behind");
}

#[test]
fn without_a_command_the_home_screen_offers_what_there_is() {
    let stage = Stage::bare();
    let ran = stage.run_in(crate::stage::root(), &[], "3\n").with_code(0);
    for offered in ["Walk the example hierarchy", "with a hierarchy file", "Leave"] {
        assert!(ran.out.contains(offered), "{offered} in {}", ran.out);
    }
    assert!(!stage.home().exists(), "looking in leaves nothing behind");
    let ended = stage.run_in(crate::stage::root(), &[], "").with_code(10);
    assert!(ended.err.contains("the input ended"), "{}", ended.err);
}

#[test]
fn without_sessions_the_list_is_empty_and_says_how_to_start_one() {
    let stage = Stage::bare();
    let ran = stage.run(&["sessions"]).with_code(0);
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("There are no sessions yet"), "{}", ran.out);
    assert_eq!(stage.run(&["sessions", "--format", "json"]).with_code(0).out, "[]\n");
    assert!(!stage.home().exists());
}

/// The digest of `exactly this` and a line end, as `sha256sum` has it.
const EXACTLY_THIS: &str = "7e4db0f824e6c1899cc393577255e5fc3d93aa575e79aa617530b0b1358b08b2";

#[test]
fn a_file_or_folder_is_described() {
    let stage = Stage::bare();
    let path = stage.path("dump.txt");
    fs::write(&path, "exactly this\n").unwrap();
    let name = path.to_str().unwrap();
    let json = stage.run(&["inspect", name, "--format", "json"]).with_code(0).json();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["kind"], "file");
    assert_eq!(json["verdict"], "undecided");
    assert_eq!(json["size_bytes"], 13);
    assert_eq!(json["sha256"], EXACTLY_THIS);
    assert_eq!(json["findings"], Value::Array(Vec::new()));
    assert!(json["values"]["modified"].is_string());
    let text = stage.run(&["inspect", name, "--as", "file"]).with_code(0).out;
    for said in [name, "13 bytes", EXACTLY_THIS] {
        assert!(text.contains(said), "{said} in {text}");
    }

    let folder = file("tests/data/story/evidence/lyn-smsbkup");
    let json = stage.run(&["inspect", &folder, "--format", "json"]).with_code(0).json();
    assert_eq!(json["values"]["files"], 2);
    assert_eq!(json["values"]["unreadable"], 0);
    let text = stage.run(&["inspect", &folder]).with_code(0).out;
    assert!(text.contains("files     2"), "{text}");

    let missing = stage.run(&["inspect", "/no/such/file"]).with_code(2);
    assert_eq!(missing.out, "");
    assert!(missing.err.contains("`/no/such/file` does not exist"), "{}", missing.err);
    let never = stage.run(&["inspect", name, "--as", "horoscope"]).with_code(2);
    assert!(never.err.contains("no kind of evidence `horoscope`"), "{}", never.err);
}

#[test]
fn good_files_are_checked_for_what_they_are() {
    let stage = Stage::bare();
    let table = [
        ("flows/sms", "a flow without mistakes"),
        ("flows/sms/flow.toml", "a flow without mistakes"),
        ("flows/sms/example.toml", "a hierarchy without mistakes"),
        ("flows/sms/rehearsal.toml", "an answers file without mistakes"),
        ("tests/data/story/hierarchy.toml", "a hierarchy without mistakes"),
        ("tests/data/story/answers.toml", "an answers file without mistakes"),
    ];
    for (name, said) in table {
        let ran = stage.run(&["check", name]).with_code(0);
        assert_eq!((ran.out.as_str(), ran.err.as_str()), (&*format!("{name}: {said}\n"), ""));
    }
    // A file of a flow means nothing by itself: the whole flow is checked.
    let ran = stage.run(&["check", "flows/sms/q171338.toml"]).with_code(0);
    assert_eq!(ran.out, "flows/sms/flow.toml: a flow without mistakes\n");
    let all: Vec<_> = std::iter::once("check").chain(table.iter().map(|(name, _)| *name)).collect();
    assert_eq!(stage.run(&all).with_code(0).out.lines().count(), table.len());
}

#[track_caller]
fn has_members(value: &Value, needed: &[&str], allowed: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value}"));
    for member in needed {
        assert!(object.contains_key(*member), "no `{member}` in {value}");
    }
    for member in object.keys() {
        let known = needed.contains(&member.as_str()) || allowed.contains(&member.as_str());
        assert!(known, "`{member}` in {value}");
    }
}

const SCOPE: [&str; 6] = ["site", "parent", "domain", "controller", "server", "hotfix"];

#[track_caller]
fn is_a_plan_of_the_contract(plan: &Value) {
    let top = ["schema", "flow", "hierarchy", "target", "sites", "steps", "warnings", "refusals"];
    has_members(plan, &top, &[]);
    has_members(&plan["flow"], &["id", "revision", "sha256"], &[]);
    has_members(&plan["hierarchy"], &["name", "sha256"], &[]);
    for site in plan["sites"].as_array().unwrap() {
        has_members(site, &["code", "level", "target", "hotfixes"], &[]);
        has_members(&site["hotfixes"], &["status", "articles", "because", "cites"], &[]);
    }
    let needed = ["id", "template", "phase", "blocking", "requires", "because", "cites"];
    // `note` says of a step that does not block why it is good practice only.
    let allowed: Vec<_> = SCOPE.iter().copied().chain(["note"]).collect();
    let ids: BTreeSet<_> =
        plan["steps"].as_array().unwrap().iter().map(|step| step["id"].as_str()).collect();
    for step in plan["steps"].as_array().unwrap() {
        has_members(step, &needed, &allowed);
        assert!(step["blocking"] == false || step.get("note").is_none(), "{step}");
        for need in step["requires"].as_array().unwrap() {
            assert!(ids.contains(&need.as_str()), "{need} is no step");
        }
    }
    for list in ["warnings", "refusals"] {
        for notice in plan[list].as_array().unwrap() {
            has_members(notice, &["id", "template", "because", "cites"], &SCOPE);
        }
    }
}

#[test]
fn a_plan_is_the_same_each_time_and_has_what_the_contract_says() {
    let stage = Stage::bare();
    for format in ["text", "json"] {
        let plan = || stage.run(&["plan", "--example", "--format", format]).with_code(0);
        let (once, again) = (plan(), plan());
        assert!(once.out == again.out, "{format}");
        assert_eq!(once.err, "", "{format}");
    }
    let json = stage.run(&["plan", "--example", "--format", "json"]).json();
    is_a_plan_of_the_contract(&json);
    assert_eq!(json["target"], "2.0 SP2");
    assert!(!json["steps"].as_array().unwrap().is_empty());
    assert_eq!(json["refusals"], Value::Array(Vec::new()));
    let story = file("tests/data/story/hierarchy.toml");
    let arguments = ["plan", "--hierarchy", &story, "--target", "2.0 SP2", "--format", "json"];
    is_a_plan_of_the_contract(&stage.run(&arguments).with_code(0).json());
    assert!(!stage.home().exists(), "a plan writes nothing");
}

#[test]
fn a_way_that_is_not_supported_is_refused_first() {
    let stage = Stage::bare();
    let arguments = ["plan", "--example", "--target", "2.0 SP4"];
    let text = stage.run(&arguments).with_code(3);
    let at = |what: &str| text.out.find(what).unwrap_or_else(|| panic!("{what}: {}", text.out));
    assert!(at("path-unsupported/CEN") < at("because"), "{}", text.out);
    assert!(at("path-unsupported/WES") < 2000, "{}", text.out);
    assert!(text.err.contains("the plan is refused: 4 refusals"), "{}", text.err);

    let json = stage.run(&[&arguments[..], &["--format", "json"]].concat()).with_code(3);
    let plan = json.json();
    is_a_plan_of_the_contract(&plan);
    let refusals = plan["refusals"].as_array().unwrap();
    assert_eq!(refusals.len(), 4);
    assert!(refusals.iter().all(|refusal| refusal["template"] == "path-unsupported"));
    assert!(refusals[0]["because"].as_str().unwrap().contains("2.0 SP4"), "{}", refusals[0]);
}

#[test]
fn each_exit_code_has_its_case() {
    let stage = Stage::new();
    let (key, signers) = (stage.key(), stage.signers());
    let own = ["--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap()];
    let with_key = |arguments: &[&'static str]| [arguments, &own].concat();
    #[rustfmt::skip]
    let table: [(i32, Vec<&str>, &str); 15] = [
        (0, vec!["plan", "--example"], ""),
        (2, vec!["dance"], "unrecognized subcommand"),
        (2, vec!["plan"], "no hierarchy is named"),
        (2, vec!["plan", "--hierarchy", "no-such.toml"], "no-such.toml"),
        (2, vec!["plan", "--example", "--target", "3.11"], "levels are written like"),
        (2, vec!["check", "Cargo.toml"], "mistake"),
        (2, vec!["resume"], "there is no open session"),
        (2, vec!["print", "2026"], "there is no session `2026`"),
        (2, with_key(&["run", "--example", "--front", "script"]), "the script face needs answers"),
        (2, with_key(&["run", "--example", "--answers", "a.toml"]), "only read by the script face"),
        (2, with_key(&["run", "--example", "--front", "tui"]), "use --front plain"),
        (3, with_key(&["run", "--example", "--target", "2.0 SP4"]), "path-unsupported/CEN"),
        (2, vec!["print", "--output", "/dev/full"], "`/dev/full` is there already"),
        (5, vec!["print", "--output", "/no/such/folder/list.txt"], "cannot be written"),
        (10, with_key(&["run", "--example", "--front", "plain"]), "the input ended"),
    ];
    // Something has to be there before it can be printed: the last case goes first.
    for (code, arguments, said) in table.into_iter().rev() {
        if said.starts_with("there is no") {
            let empty = Stage::bare();
            let ran = empty.run(&arguments).with_code(code);
            assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
            continue;
        }
        let ran = stage.run(&arguments).with_code(code);
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.err.is_empty(), code == 0, "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_written_to_a_full_disk_is_code_5() {
    let stage = Stage::bare();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = stage.command(crate::stage::root(), &["plan", "--example"]);
    let ran = Ran::from(command.stdin(Stdio::null()).stdout(full).output().unwrap());
    let ran = ran.with_code(5);
    assert!(ran.err.contains("standard output cannot be written"), "{}", ran.err);
}

#[test]
fn an_answers_file_that_leaves_a_question_open_is_code_3_and_names_the_step() {
    let stage = Stage::new();
    let answers = stage.path("answers.toml");
    fs::write(
        &answers,
        "schema = 1\n[[answer]]\nstep = \"read-release-notes/*\"\nword = \"I READ ALL OF THEM\"\n",
    )
    .unwrap();
    let (key, signers) = (stage.key(), stage.signers());
    #[rustfmt::skip]
    let arguments = [
        "run", "--example", "--front", "script", "--answers", answers.to_str().unwrap(),
        "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap(),
    ];
    let ran = stage.run(&arguments).with_code(3);
    assert!(ran.err.contains("no answer for step `read-upgrading-chapter/CEN`"), "{}", ran.err);
    assert!(ran.err.contains("recorded 1: read-release-notes/CEN, answered"), "{}", ran.err);
    let row = &stage.run(&["sessions", "--format", "json"]).with_code(0).json()[0];
    assert_eq!(row["state"], "open");

    let record = stage.session().join("record.jsonl");
    let (record, signers) = (record.to_str().unwrap(), signers.to_str().unwrap());
    let ran = stage.run(&["verify", record, "--signers", signers]).with_code(3);
    assert!(ran.out.contains("INCOMPLETE"), "{}", ran.out);
}

#[test]
fn a_session_that_is_open_elsewhere_is_code_6_and_one_that_is_over_is_code_2() {
    let stage = Stage::new();
    let (key, signers) = (stage.key(), stage.signers());
    let own = ["--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap()];
    let arguments = [&["run", "--example", "--front", "plain"], &own[..]].concat();
    let mut command = stage.command(crate::stage::root(), &arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut first = command.spawn().unwrap();
    // It has the session once it asks for something, and then waits for us.
    let mut out = first.stdout.take().unwrap();
    let mut said = Vec::new();
    let mut block = [0; 4096];
    while !String::from_utf8_lossy(&said).contains("Your choice (1-") {
        let read = out.read(&mut block).unwrap();
        assert_ne!(read, 0, "it ended early: {}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&block[..read]);
    }
    let second = stage.run(&[&["resume", "--front", "plain"], &own[..]].concat());
    drop(first.stdin.take());
    assert_eq!(first.wait().unwrap().code(), Some(10));
    assert!(second.with_code(6).err.contains("error: "), "a sentence");

    let told = Told::by_script();
    let session = told.stage.session();
    let id = session.file_name().unwrap().to_str().unwrap();
    let (key, signers) = (told.stage.key(), told.stage.signers());
    #[rustfmt::skip]
    let arguments = [
        "resume", id, "--front", "plain",
        "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap(),
    ];
    let before = told.bytes();
    told.stage.run(&arguments).with_code(2);
    assert!(before == told.bytes(), "nothing is added to a record that is sealed");
}
