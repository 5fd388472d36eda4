//! Two sessions side by side, through the program.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::stage::{Ran, Stage};
use crate::story;

/// Two runs of the story by the same person on one machine, the second one with other files.
struct Two {
    stage: Stage,
}

impl Two {
    /// Runs both; these replacements, each in a file of the story, come before the second one.
    fn runs(changes: &[(&str, &str, &str)]) -> Self {
        let two = Self { stage: Stage::new() };
        two.run("Rehearsal");
        for (file, from, to) in changes {
            let path = two.stage.path("story").join(file);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{file}: {from}");
            let modified = path.metadata().unwrap().modified().unwrap();
            fs::write(&path, text.replace(from, to)).unwrap();
            let written = fs::File::options().write(true).open(&path).unwrap();
            written.set_modified(modified).unwrap();
        }
        two.run("Real");
        two
    }

    fn run(&self, name: &str) {
        let folder = self.stage.path("story");
        if !folder.exists() {
            story::copy(&story::folder(), &folder);
        }
        let (key, signers) = (self.stage.key(), self.stage.signers());
        #[rustfmt::skip]
        let arguments = [
            "run", "--hierarchy", "hierarchy.toml", "--target", "2.0 SP2", "--name", name,
            "--front", "script", "--answers", "answers.toml",
            "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap(),
        ];
        let _closed = self.stage.run_in(&folder, &arguments, "").with_code(0);
    }

    /// The folder of a session.
    fn folder(&self, name: &str) -> PathBuf {
        let sessions = self.stage.run(&["sessions", "--format", "json"]).with_code(0).json();
        let all = sessions.as_array().unwrap();
        let session = all.iter().find(|it| it["name"] == name).unwrap();
        PathBuf::from(session["folder"].as_str().unwrap())
    }

    fn id(&self, name: &str) -> String {
        self.folder(name).file_name().unwrap().to_str().unwrap().to_owned()
    }

    fn diff(&self, a: &str, b: &str, more: &[&str]) -> Ran {
        let signers = self.stage.signers();
        let arguments = ["diff", a, b, "--signers", signers.to_str().unwrap()];
        self.stage.run(&[&arguments[..], more].concat())
    }
}

/// The differences of a section, as `about | what | a | b`.
fn rows(json: &Value, section: &str) -> Vec<String> {
    let sections = json["sections"].as_array().unwrap();
    let section = sections.iter().find(|it| it["id"] == section).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let differences = section["differences"].as_array().unwrap().iter();
    differences
        .map(|it| ["about", "what", "a", "b"].map(|key| text(&it[key])).join(" | "))
        .collect()
}

const WAIVED: &str = "BRG shares no domain with another site; the service desk took the narrower";

#[test]
fn values_stand_beside_values() {
    let two = Two::runs(&[
        ("evidence/LYN-versions.txt", "2.0.1380.1101", "2.0.1380.1102"),
        ("answers.toml", "Sun 01:00 to 04:00", "Sun 02:00 to 04:00"),
        ("answers.toml", "took the narrower reading", "was asked again\\u001B[2J"),
    ]);
    let (a, b) = (two.id("Rehearsal"), two.id("Real"));
    let json = two.diff(&a, &b, &["--format", "json"]).with_code(0).json();
    assert_eq!(json["a"]["name"], "Rehearsal");
    assert_eq!(json["b"]["name"], "Real");
    for same in ["pins", "people", "sites", "warnings"] {
        assert_eq!(rows(&json, same), [""; 0], "{same}");
    }
    let steps = rows(&json, "steps");
    let has = |row: &str| assert!(steps.iter().any(|it| it.starts_with(row)), "{row}: {steps:#?}");
    has("quiet-hours/OLD | answer | Sun 01:00 to 04:00; 5 percent");
    has(&format!("install-hotfix/BRG/Q251070 | state | waived: {WAIVED} reading | waived: BRG"));
    has("install-hotfix/LYN/Q249077 | evidence LYN-versions.txt | sha256 ");
    let value = steps.iter().find(|it| it.contains("1380.1101") && it.contains("1380.1102"));
    assert!(value.is_some_and(|it| it.starts_with("install-hotfix/LYN/")), "{steps:#?}");
    assert!(steps.iter().all(|it| !it.starts_with("backup-")), "{steps:#?}");
    assert!(!rows(&json, "deviations").is_empty());
    let took = json["took"].as_array().unwrap();
    assert!(took.iter().any(|it| it["kind"] == "upgrade" && it["a_seconds"].is_u64()), "{took:?}");

    for format in ["text", "markdown"] {
        let said = two.diff(&a, &b, &["--format", format]).with_code(0).out;
        assert!(said.contains("Sun 01:00 to 04:00") && said.contains("Sun 02:00 to 04:00"));
        assert!(!said.contains('\u{1B}'), "{format}: {said:?}");
        assert_eq!(said, two.diff(&a, &b, &["--format", format]).out, "the same each time");
    }
    let ran = two.diff(&a, &b, &["--exit-code"]).with_code(3);
    assert!(ran.err.contains("they differ: "), "{}", ran.err);
}

#[test]
fn a_session_is_the_same_as_itself_its_record_and_its_pack() {
    let two = Two::runs(&[]);
    let (id, folder) = (two.id("Rehearsal"), two.folder("Rehearsal"));
    let pack = two.stage.path("a.tar");
    let pack = pack.to_str().unwrap();
    let _packed = two.stage.run(&["pack", &id, "--output", pack]).with_code(0);
    let record = folder.join("record.jsonl");
    for same in
        [&*id, &id[..id.len() - 1], folder.to_str().unwrap(), record.to_str().unwrap(), pack]
    {
        let said = two.diff(&id, same, &["--exit-code"]).with_code(0).out;
        assert!(said.ends_with("\nNOTHING DIFFERS\n"), "{same}: {said}");
        assert!(!said.contains("  = "), "what is the same is counted only");
    }
    let all = two.diff(&id, pack, &["--all"]).with_code(0).out;
    assert!(all.contains("  = backup-registry/LYN, step: "), "{all}");
    // The same answers a second time: other times, and nothing else.
    let said = two.diff(&id, &two.id("Real"), &["--exit-code"]).with_code(0).out;
    assert!(said.ends_with("\nNOTHING DIFFERS\n"), "{said}");
    // Without a list of signers of one's own it is said that nobody was asked.
    let said = two.stage.run(&["diff", &id, pack]).with_code(0).out;
    assert!(said.starts_with("!!! THE SIGNATURES OF A ARE NOT CHECKED: "), "{said}");
}

#[test]
fn two_sites_are_compared_by_their_names() {
    let two = Two::runs(&[]);
    let id = two.id("Rehearsal");
    let json = two.diff(&id, &id, &["--site", "lyn=BRG", "--format", "json"]).with_code(0).json();
    assert_eq!(json["sites"], serde_json::json!([["LYN", "BRG"]]));
    let steps = rows(&json, "steps");
    let value =
        "backup-registry/LYN = backup-registry/BRG | site_server in LYN-sms.reg | LYNSMS1 | BRG";
    assert!(steps.iter().any(|it| it.starts_with(value)), "{steps:#?}");
    assert!(steps.iter().any(|it| it.starts_with("full-version/BRG | step | - | ")), "{steps:#?}");
    assert!(steps.iter().all(|it| !it.contains("/OLD")), "{steps:#?}");
    let same = two.diff(&id, &id, &["--site", "LYN=LYN", "--exit-code"]).with_code(0).out;
    assert!(same.ends_with("\nNOTHING DIFFERS\n"), "{same}");

    for (pair, told) in [
        ("LYN", "pairs no sites"),
        ("XYZ=LYN", "A has no site `XYZ`"),
        ("LYN=XYZ", "B has no site `XYZ`"),
    ] {
        let ran = two.diff(&id, &id, &["--site", pair]).with_code(2);
        assert!(ran.err.contains(told), "{}", ran.err);
    }
}

#[test]
fn a_record_that_does_not_hold_is_compared_aloud() {
    let two = Two::runs(&[]);
    let (id, folder) = (two.id("Rehearsal"), two.folder("Real"));
    let record = folder.join("record.jsonl");
    let text = fs::read_to_string(&record).unwrap();
    let other = text.replacen("Sat 22:00 to 02:00", "Sat 22:00 to 03:00", 1);
    assert_ne!(other, text);
    fs::write(&record, other).unwrap();
    let ran = two.diff(&id, record.to_str().unwrap(), &[]).with_code(4);
    assert!(ran.out.starts_with("!!! THE RECORD OF B DOES NOT HOLD: "), "{}", ran.out);
    assert!(ran.out.contains("B  Sat 22:00 to 03:00"), "{}", ran.out);
    // One of which no session can be made is not compared at all.
    fs::write(&record, "{}\n").unwrap();
    let ran = two.diff(&id, record.to_str().unwrap(), &[]).with_code(4);
    assert!(ran.out.is_empty() && ran.err.contains("nothing was compared"), "{}", ran.err);
    let ran = two.diff(&id, "nonesuch", &[]).with_code(2);
    assert!(ran.err.contains("there is no session `nonesuch`"), "{}", ran.err);
}
