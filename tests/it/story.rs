//! One story from beginning to end: four sites, from an answers file to a sealed record that others
//! can check.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use upgrade_wizard::record::{
    Detached, Exhibit, SEAL_NAMESPACE, Signers, Standing, detached_name, verify,
};

use crate::stage::{INES, Ran, Stage, file, root};

/// The folder of the story.
///
/// It is a copy in which every file has a time of its own, whenever this repository was checked
/// out: the hotfixes went on, and after that Copylog.tcf was written anew.
pub(crate) fn folder() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("story");
        // From an earlier run, or not there.
        drop(fs::remove_dir_all(&copy));
        copy_dated(&root().join("tests/data/story"), &copy);
        copy
    };
    FOLDER.get_or_init(make).clone()
}

pub(crate) fn copy_dated(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy_dated(&from, &to);
            continue;
        }
        fs::copy(&from, &to).unwrap();
        let hours = if from.ends_with("Copylog.tcf") { 30 } else { 1 };
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(953_400_000 + hours * 3600);
        fs::File::options().write(true).open(&to).unwrap().set_modified(at).unwrap();
    }
}

/// The story, told by its answers file.
pub(crate) struct Told {
    pub(crate) stage: Stage,
    folder: PathBuf,
    record: PathBuf,
    signature: PathBuf,
}

impl Told {
    /// Runs it to the seal.
    #[track_caller]
    pub(crate) fn by_script() -> Self {
        Self::in_folder(Stage::new(), folder())
    }

    /// The same with its files in another folder.
    pub(crate) fn in_folder(stage: Stage, folder: PathBuf) -> Self {
        let (key, signers) = (stage.key(), stage.signers());
        #[rustfmt::skip]
        let arguments = [
            "run", "--hierarchy", "hierarchy.toml", "--target", "2.0 SP2", "--name", "Spring",
            "--front", "script", "--answers", "answers.toml",
            "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap(),
        ];
        let ran = stage.run_in(&folder, &arguments, "").with_code(0);
        assert_eq!(ran.out, "", "what is told on the way is for people");
        assert!(ran.err.contains("The session is closed: complete with 5 deviations."));
        let session = stage.session();
        let record = session.join("record.jsonl");
        let signature = session.join(detached_name(INES));
        Self { stage, folder, record, signature }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(&self.record).unwrap()
    }

    fn program(&self, arguments: &[&str]) -> Ran {
        self.stage.run_in(&self.folder, arguments, "")
    }

    /// `verify` of the program; evidence is looked for from the folder of the story.
    fn verify(&self, record: &Path, more: &[&str]) -> Ran {
        let (record, signers) = (record.to_str().unwrap(), self.stage.signers());
        let mut arguments = vec!["verify", record, "--signers", signers.to_str().unwrap()];
        arguments.extend(more);
        self.program(&arguments)
    }

    fn ssh_keygen_accepts(&self, record: &Path) -> bool {
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "verify", "-I", INES, "-n", SEAL_NAMESPACE, "-f"]);
        command.arg(self.stage.signers()).arg("-s").arg(&self.signature);
        let input = fs::File::open(record).unwrap();
        command.stdin(input).output().unwrap().status.success()
    }

    /// What the shell script says, which uses stock tools only.
    fn script(&self, record: &Path) -> Ran {
        let mut command = Command::new("sh");
        command.arg(file("src/pack/verify.sh")).arg(record).arg(self.stage.signers());
        Ran::from(command.stdin(Stdio::null()).output().unwrap())
    }

    /// A copy of the session's signature and these bytes in a folder of their own.
    fn copy(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let folder = self.stage.path(name);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(&self.signature, folder.join(detached_name(INES))).unwrap();
        let record = folder.join("record.jsonl");
        fs::write(&record, bytes).unwrap();
        record
    }
}

#[test]
fn the_story_ends_in_a_record_that_everybody_accepts() {
    let told = Told::by_script();

    let said = told.verify(&told.record, &[]).with_code(0).out;
    assert!(said.contains("HOLDS: 83 events, all signed and chained; sealed as complete-with-"));
    assert!(said.contains("/story/evidence/BRG-setup.reg of full-version/BRG: unchanged"));
    assert!(said.contains("/story/evidence/lyn-smsbkup of directory-backup/LYN: unchanged"));
    assert!(!said.contains("CHANGED") && !said.contains("not compared"), "{said}");
    let lines = told.verify(&told.record, &["--lines"]).with_code(0).out;
    assert_eq!(lines.lines().filter(|line| line.starts_with("line ")).count(), 83);

    let json = told.verify(&told.record, &["--format", "json"]).with_code(0).json();
    assert_eq!(json["verdict"], "holds");
    assert_eq!(json["findings"], Value::Array(Vec::new()));
    assert_eq!(json["sealed"]["by"], INES);
    assert_eq!(json["sealed"]["outcome"], "complete-with-deviations");

    assert!(told.ssh_keygen_accepts(&told.record));
    let script = told.script(&told.record).with_code(0);
    assert!(script.out.ends_with("VERIFIED\n"), "{}", script.out);
}

#[test]
fn a_key_that_is_not_on_the_list_is_named() {
    let told = Told::by_script();
    let other = Stage::new();
    let (record, signers) = (told.record.to_str().unwrap(), other.signers());
    let arguments = ["verify", record, "--signers", signers.to_str().unwrap()];
    let ran = told.program(&arguments).with_code(4);
    assert!(ran.out.contains("DOES NOT HOLD") && ran.out.contains("SHA256:"), "{}", ran.out);
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn evidence_that_was_changed_later_is_found_and_evidence_out_of_reach_is_told() {
    let stage = Stage::new();
    let folder = stage.path("story");
    copy(&self::folder(), &folder);
    let told = Told::in_folder(stage, folder.clone());
    fs::remove_file(folder.join("evidence/OLD-system.map")).unwrap();
    let out = told.verify(&told.record, &[]).with_code(0).out;
    assert!(out.contains("OLD-system.map of backup-system-map/OLD: not compared: "), "{out}");

    let table = [
        ("evidence/BRG-setup.reg", "/evidence/BRG-setup.reg of full-version/BRG was CHANGED"),
        ("evidence/Copylog.tcf", "of copylog-refreshed/CORE/COREDC1 was CHANGED"),
        (
            "evidence/lyn-smsbkup/SiteServer/listing.txt",
            "/evidence/lyn-smsbkup of directory-backup/LYN was CHANGED",
        ),
    ];
    for (done, (file, said)) in table.into_iter().enumerate() {
        // Shorter by everything: an empty file is a changed one too.
        fs::write(folder.join(file), "").unwrap();
        let ran = told.verify(&told.record, &[]).with_code(3);
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
        assert!(ran.out.contains("\nHOLDS: ") && ran.out.contains("EVIDENCE HAS CHANGED"));
        assert!(ran.err.contains(" of evidence changed since it was attached"), "{}", ran.err);
        let json = told.verify(&told.record, &["--format", "json"]).with_code(3).json();
        assert_eq!(json["verdict"], "evidence-changed");
        assert_eq!(json["findings"].as_array().unwrap().len(), done + 1);
        assert_eq!(json["findings"][0]["id"], "evidence-changed");
    }
    let list = told.stage.session().join("evidence");
    let list = fs::read_dir(list).unwrap().map(|entry| entry.unwrap().path());
    let list = list.filter(|path| path.extension().is_some_and(|it| it == "SHA256SUMS")).last();
    fs::write(list.unwrap(), "x").unwrap();
    let out = told.verify(&told.record, &[]).with_code(3).out;
    assert!(out.contains("the list of files of evidence "), "{out}");
}

#[test]
fn the_session_is_listed_as_the_contract_says() {
    let told = Told::by_script();
    let sessions = told.program(&["sessions", "--format", "json"]).with_code(0).json();
    let [row] = sessions.as_array().unwrap().as_slice() else { panic!("{sessions}") };
    let members: BTreeSet<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        ["id", "name", "flow", "target", "state", "done", "total", "touched", "folder", "record"];
    assert_eq!(members, BTreeSet::from(expected));
    for (member, value) in [
        ("name", Value::from("Spring")),
        ("flow", Value::from("sms")),
        ("target", Value::from("2.0 SP2")),
        ("state", Value::from("complete-with-deviations")),
        ("done", Value::from(52)),
        ("total", Value::from(52)),
        ("record", Value::from(told.record.to_str().unwrap())),
    ] {
        assert_eq!(row[member], value, "{member}");
    }
    assert_eq!(row["folder"], told.stage.session().to_str().unwrap());
    assert!(row["touched"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
    let text = told.program(&["sessions"]).with_code(0).out;
    assert!(text.contains("complete-with-deviations") && text.contains("Spring"), "{text}");
}

/// What the first page has to say of each deviation.
const DEVIATIONS: [&str; 7] = [
    "COMPLETE WITH 5 DEVIATIONS",
    "breach acknowledged: upgraded-before-hotfixes/HQS",
    "waived: install-hotfix/BRG/Q251070",
    "waived: install-hotfix/BRG/Q252718",
    "the service desk took the narrower reading",
    "attested as an exception: copylog-refreshed/CORE/COREDC2",
    "corrected after the upgrade had begun: quiet-hours/OLD",
];

#[test]
fn the_same_record_prints_the_same_and_deviations_come_first() {
    let told = Told::by_script();
    let print = |format: &str| {
        let page = || told.program(&["print", "--format", format]).with_code(0).out;
        let (once, again) = (page(), page());
        assert!(once == again, "{format} differs from one time to the next");
        once
    };
    let text = print("text");
    assert!(text.lines().all(|line| line.chars().count() <= 80));
    let first = text.split("page 1 of").next().unwrap();
    for deviation in DEVIATIONS {
        let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(first.contains(deviation), "{deviation} on the first page:\n{first}");
    }
    let said = told
        .program(
            &["verify", told.record.to_str().unwrap(), "--signers"]
                .iter()
                .copied()
                .chain([told.stage.signers().to_str().unwrap()])
                .collect::<Vec<_>>(),
        )
        .out;
    let sha256 = said.split("sha256 of the whole file: ").nth(1).unwrap().lines().next().unwrap();
    let pages = text.matches("page ").count();
    assert!(pages > 1 && text.matches(&format!("record sha256 {sha256}")).count() >= pages);

    let markdown = print("markdown");
    let top = &markdown[..markdown.len().min(6000)];
    for deviation in ["5 deviations", "install-hotfix/BRG/Q251070", "quiet-hours/OLD"] {
        assert!(top.to_lowercase().contains(&deviation.to_lowercase()), "{deviation}:\n{top}");
    }
    let json: Value = serde_json::from_str(&print("json")).unwrap();
    assert!(json.to_string().contains("the service desk took the narrower reading"));
}

/// Positions all over a record: a stride through all of it, and closer through its last two lines.
fn spread(bytes: &[u8], stride: usize, at_the_end: usize) -> Vec<usize> {
    let ends: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
    let last_two = ends[ends.len() - 3] + 1;
    let mut all: BTreeSet<_> = (0..bytes.len()).step_by(stride).collect();
    all.extend((last_two..bytes.len()).step_by(at_the_end));
    all.insert(bytes.len() - 1);
    all.into_iter().collect()
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

/// The library, `ssh-keygen` and the script at once. Every single byte is flipped in the tests of
/// the record, where the record is small; this one is a hundred times as long.
#[test]
fn a_flipped_byte_anywhere_is_refused_by_everybody() {
    let told = Told::by_script();
    let bytes = told.bytes();
    let text = fs::read_to_string(told.stage.signers()).unwrap();
    let signers = Signers::parse(&text).unwrap();
    let armour = fs::read(&told.signature).unwrap();
    let detached = [Detached { principal: INES.to_owned(), armour }];
    let standing = |record: &[u8]| {
        verify(&Exhibit { record, detached: &detached, ..Exhibit::default() }, &signers).standing()
    };
    assert_eq!(standing(&bytes), Standing::Holds);

    thread::scope(|scope| {
        scope.spawn(|| {
            // The script stops at the first line that does not hold, so early flips cost less.
            let early = (1..=6).map(|part| bytes.len() * part * part / 64);
            for at in early.chain([bytes.len() - 1]) {
                let record = told.copy("script", &flipped(&bytes, at));
                let said = told.script(&record).with_code(1).out;
                assert!(!said.contains("VERIFIED"), "byte {at}: {said}");
            }
        });
        for at in spread(&bytes, bytes.len() / 30, 97) {
            let record = told.copy("keygen", &flipped(&bytes, at));
            assert!(!told.ssh_keygen_accepts(&record), "byte {at}");
        }
        for at in spread(&bytes, 397, 31) {
            assert_eq!(standing(&flipped(&bytes, at)), Standing::Altered, "byte {at}");
        }
    });

    let record = told.copy("altered", &flipped(&bytes, bytes.len() / 2));
    let ran = told.verify(&record, &[]).with_code(4);
    assert!(ran.out.contains("NOT GOOD") && ran.out.ends_with("DOES NOT HOLD\n"), "{}", ran.out);
    let json = told.verify(&record, &["--format", "json"]).with_code(4).json();
    assert_eq!(json["verdict"], "altered");
}
