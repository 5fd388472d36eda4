//! Ways to cheat with a record, each as files under `tests/data/threats/NAME`, and what three
//! judges say of each: `upgrade-wizard verify`, the script that comes in a pack, and the one
//! command of OpenSSH for the signature over the whole.
//!
//! The files follow from this program: keys are made from fixed seeds, and nothing else is left to
//! chance. `UPDATE=1 cargo test --test it threats` writes them anew with what is said of them; the
//! diff is then for a reader to judge. Without it, files or words that are not the same any more
//! are a failed test.

mod beside;
mod cast;
mod expect;
mod insiders;
mod judges;
mod outsiders;
mod persons;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::thread;

use crate::stage::root;

use cast::Cast;
use expect::Expect;

/// One way to cheat, or something to compare one with.
struct Threat {
    name: &'static str,
    /// Who did what, in a sentence.
    what: &'static str,
    /// Why the three judges do not say the same; empty where they do.
    differ: &'static str,
    make: fn(&Cast) -> Case,
}

/// What lies in the folder of a vector.
#[derive(Default)]
struct Case {
    record: Vec<u8>,
    /// Whose signature over the whole it is, and its armour; nothing where it was taken away.
    signature: Option<(&'static str, String)>,
    signers: String,
    /// Whatever else there is.
    others: Vec<(&'static str, Vec<u8>)>,
}

fn threats() -> impl Iterator<Item = &'static Threat> {
    [outsiders::THREATS, insiders::THREATS, persons::THREATS, beside::THREATS].into_iter().flatten()
}

fn folder(name: &str) -> PathBuf {
    root().join("tests/data/threats").join(name)
}

fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// The files of a vector by name, as they are to be on disk.
fn files(case: Case) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([
        ("record.jsonl".to_owned(), case.record),
        ("allowed_signers".to_owned(), case.signers.into_bytes()),
    ]);
    if let Some((principal, armour)) = case.signature {
        files.insert(format!("record.jsonl.{principal}.sig"), armour.into_bytes());
    }
    files.extend(case.others.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)));
    files
}

#[test]
fn every_vector_is_as_it_is_made_and_judged_as_it_says() {
    let cast = Cast::new();
    let all: Vec<_> = threats().collect();
    // Most of the time goes by in programs of others.
    thread::scope(|scope| {
        for part in all.chunks(all.len().div_ceil(4)) {
            scope.spawn(|| part.iter().for_each(|threat| check(threat, &cast)));
        }
    });
}

const COMMAND: &str = "`UPDATE=1 cargo test --test it threats` makes it anew";

/// Compares a vector and what is said of it with what is on disk, or writes both.
fn check(threat: &Threat, cast: &Cast) {
    let folder = folder(threat.name);
    let files = files((threat.make)(cast));
    if is_update() {
        // From another time, or not there.
        drop(fs::remove_dir_all(&folder));
    }
    for (name, bytes) in &files {
        let path = folder.join(name);
        if is_update() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
        }
        let there = fs::read(&path).ok();
        assert!(there.as_ref() == Some(bytes), "{}/{name}: {COMMAND}", threat.name);
    }
    let told = judges::told(threat, &folder).to_toml();
    let path = folder.join("expect.toml");
    if is_update() {
        fs::write(&path, &told).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(told, expected, "{}: {COMMAND}", threat.name);
}

#[test]
fn the_judges_agree_or_the_vector_says_why_not() {
    for threat in threats() {
        let Expect { verify, script, keygen, .. } = Expect::read(&folder(threat.name));
        let verdicts = [verify.code == 0, script.holds, keygen.holds];
        let agree = verdicts.iter().all(|verdict| *verdict == verdicts[0]);
        assert_eq!(agree, threat.differ.is_empty(), "{}: {verdicts:?}", threat.name);
        // Nobody gets past us who is stopped by stock tools.
        assert!(agree || !verdicts[0], "{}: we let it pass alone", threat.name);
        assert_eq!(verify.code == 0, verify.says.is_empty(), "{}", threat.name);
        assert!([0, 2, 3, 4].contains(&verify.code), "{}: {}", threat.name, verify.code);
    }
}

/// What `verify` says is not said of something else as well: each way to cheat has its own words.
#[test]
fn only_what_is_genuine_is_let_pass() {
    let holds = |threat: &&Threat| Expect::read(&folder(threat.name)).verify.code == 0;
    let passed: BTreeSet<_> = threats().filter(holds).map(|threat| threat.name).collect();
    let genuine = [
        "untouched",
        "other-honest-run",
        "redone",
        "two-persons",
        "two-machines",
        "clock-jumped",
        "escapes-in-text",
        "markup-in-text",
    ];
    assert_eq!(passed, BTreeSet::from(genuine));
}

#[test]
fn there_is_no_vector_that_nobody_makes() {
    let made: BTreeSet<_> = threats().map(|threat| threat.name.to_owned()).collect();
    let there = fs::read_dir(folder("")).unwrap().map(|entry| entry.unwrap().file_name());
    let there: BTreeSet<_> = there.map(|name| name.into_string().unwrap()).collect();
    assert_eq!(made, there);
}
