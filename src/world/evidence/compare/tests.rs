//! What became of files and folders, one fate a row.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::super::{ListedAs, Names, listed, read};
use super::*;
use crate::world::here::sha256;

struct Place {
    top: tempfile::TempDir,
}

impl Place {
    /// Files as named, each with its name thrice in it.
    fn with(names: &[&str]) -> Self {
        let place = Self { top: tempfile::tempdir().unwrap() };
        for name in names {
            place.write(name, &name.repeat(3));
        }
        place
    }

    fn proof(&self) -> PathBuf {
        self.top.path().join("proof")
    }

    fn lists(&self) -> PathBuf {
        self.top.path().join("lists")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.proof().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.proof().join(from), self.proof().join(to)).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.proof().join(name)).unwrap();
    }

    fn attach(&self, name: &str) -> Evidence {
        read(&self.proof().join(name), &self.lists()).unwrap()
    }

    fn now(&self, then: &Evidence) -> Now {
        compare(then, &self.lists(), &Progress::default())
    }

    /// What differs in the folder.
    fn differences(&self, then: &Evidence) -> (&'static str, Differences) {
        match self.now(then) {
            now @ (Now::Changed(_) | Now::Shrunk(_)) => {
                let word = now.word();
                let (Now::Changed(after) | Now::Shrunk(after)) = now else { unreachable!() };
                (word, after.differences.unwrap())
            }
            now => panic!("{now:?}"),
        }
    }
}

fn after(text: &str) -> After {
    let (sha256, size_bytes) = (sha256(text.as_bytes()), text.len() as u64);
    After { sha256, size_bytes, differences: None }
}

fn names(first: &[&str]) -> Names {
    Names { count: first.len(), first: first.iter().map(|&name| name.to_owned()).collect() }
}

fn set_time(path: PathBuf) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn each_fate_of_a_file_has_its_own_word() {
    type Fate = (&'static str, fn(&Place), Now);
    let moved = |to: &str| Now::Moved { to: to.to_owned() };
    let table: [Fate; 9] = [
        ("unchanged", |_| {}, Now::Unchanged),
        ("unchanged", |place| set_time(place.proof().join("dump")), Now::Touched),
        (
            "changed",
            |place| place.write("dump", "DUMPDUMPDUMP"),
            Now::Changed(after("DUMPDUMPDUMP")),
        ),
        (
            "changed",
            |place| place.write("dump", "much longer now"),
            Now::Changed(after("much longer now")),
        ),
        ("shrunk", |place| place.write("dump", "dumpdumpdum"), Now::Shrunk(after("dumpdumpdum"))),
        ("shrunk", |place| place.write("dump", ""), Now::Shrunk(after(""))),
        ("moved", |place| place.rename("dump", "dump.old"), moved("dump.old")),
        ("gone", |place| place.rename("dump", "in/dump"), Now::Gone),
        (
            "gone",
            |place| {
                // Another of the same size is not the same.
                place.remove("dump");
                place.write("pmud", "pmudpmudpmud");
            },
            Now::Gone,
        ),
    ];
    for (word, happens, expected) in table {
        let place = Place::with(&["dump", "in/other", "large"]);
        let then = place.attach("dump");
        happens(&place);
        let now = place.now(&then);
        assert_eq!(now, expected);
        assert_eq!(now.word(), word);
    }
}

#[test]
fn a_rewriting_that_keeps_size_and_time_is_seen() {
    let place = Place::with(&["dump"]);
    set_time(place.proof().join("dump"));
    let then = place.attach("dump");
    place.write("dump", "DUMPDUMPDUMP");
    set_time(place.proof().join("dump"));
    assert_eq!(place.now(&then), Now::Changed(after("DUMPDUMPDUMP")));
}

#[test]
fn what_is_of_another_kind_now_is_said_to_be_unreadable() {
    let place = Place::with(&["dump", "in/a"]);
    let (file, folder) = (place.attach("dump"), place.attach("in"));
    place.remove("dump");
    fs::rename(place.proof().join("in"), place.proof().join("dump")).unwrap();
    place.write("in", "no folder");
    for (then, said) in [(file, "is a folder now"), (folder, "is no folder any more")] {
        let Now::Unreadable { why } = place.now(&then) else { panic!("{then:?}") };
        assert!(why.contains(said), "{why}");
    }
}

#[test]
fn a_name_that_the_record_cannot_hold_is_not_said_to_be_gone() {
    let place = Place::with(&["dump"]);
    let then = place.attach("dump");
    let then = Evidence { path: format!("{}\u{FFFD}", then.path), ..then };
    fs::remove_file(place.proof().join("dump")).unwrap();
    assert_eq!(place.now(&then).word(), "unreadable");
}

#[test]
fn each_fate_of_a_folder_is_told_file_by_file() {
    type Fate = (&'static str, fn(&Place), fn(&mut Differences));
    let table: [Fate; 6] = [
        ("changed", |place| place.write("b", "B"), |told| told.changed = names(&["b"])),
        ("changed", |place| place.write("new", "n"), |told| told.new = names(&["new"])),
        ("shrunk", |place| place.write("in/a", "x"), |told| told.shrunk = names(&["in/a"])),
        ("shrunk", |place| place.remove("b"), |told| told.gone = names(&["b"])),
        ("changed", |place| place.rename("b", "in/c"), |told| told.moved = names(&["b to in/c"])),
        (
            "shrunk",
            |place| {
                place.remove("b");
                place.remove("in/a");
            },
            |told| told.gone = names(&["b", "in/a"]),
        ),
    ];
    for (word, happens, tells) in table {
        let place = Place::with(&["in/a"]);
        place.write("b", "b");
        let then = place.attach("");
        happens(&place);
        let mut told = Differences::default();
        tells(&mut told);
        assert_eq!(place.differences(&then), (word, told));
    }
}

#[test]
fn a_folder_that_is_the_same_or_gone_or_only_touched_is_told_so() {
    let place = Place::with(&["in/a", "in/b"]);
    let then = place.attach("in");
    assert_eq!(place.now(&then), Now::Unchanged);
    set_time(place.proof().join("in/a"));
    assert_eq!(place.now(&then), Now::Touched);
    place.rename("in", "out");
    assert_eq!(place.now(&then), Now::Gone);
}

#[cfg(unix)]
#[test]
fn a_file_of_a_folder_that_is_no_longer_to_be_read_makes_it_another() {
    let place = Place::with(&["a", "b"]);
    let then = place.attach("");
    place.rename("b", "../b");
    std::os::unix::fs::symlink("../b", place.proof().join("b")).unwrap();
    let told = Differences { unreadable: names(&["b"]), ..Differences::default() };
    assert_eq!(place.differences(&then), ("changed", told));
}

#[test]
fn of_many_files_twenty_are_named() {
    let place = Place::with(&["a"]);
    let then = place.attach("");
    (0..30).for_each(|at| place.write(&format!("n{at:02}"), &format!("{at}")));
    let (_, told) = place.differences(&then);
    assert_eq!((told.new.count, told.new.first.len()), (30, 20));
    assert_eq!((told.new.first[0].as_str(), told.new.first[19].as_str()), ("n00", "n19"));
}

/// What is in the folder of lists, by the end of its name.
fn list(place: &Place, end: &str) -> PathBuf {
    let mut paths = fs::read_dir(place.lists()).unwrap().map(|entry| entry.unwrap().path());
    paths.find(|path| path.to_str().unwrap().ends_with(end)).unwrap()
}

#[test]
fn a_list_that_was_altered_or_lost_is_told_and_compares_nothing() {
    let place = Place::with(&["a", "b"]);
    let then = place.attach("");
    let whole = listed(&then, &place.lists()).unwrap();
    assert_eq!((whole.manifest, whole.twin), (ListedAs::Whole, ListedAs::Whole));
    place.write("a", "a");
    for (end, other) in [(".SHA256SUMS", ".jsonl"), (".jsonl", ".SHA256SUMS")] {
        let path = list(&place, end);
        let (was, is_manifest) = (fs::read(&path).unwrap(), end == ".SHA256SUMS");
        let told = || {
            let listed = listed(&then, &place.lists()).unwrap();
            let (it, rest) = (listed.manifest, listed.twin);
            if is_manifest { (it, rest) } else { (rest, it) }
        };
        fs::write(&path, "x").unwrap();
        let altered = ListedAs::Altered { sha256: sha256(b"x") };
        assert_eq!(told(), (altered, ListedAs::Whole), "{end}");
        let Now::Shrunk(after) = place.now(&then) else {
            // Without the sizes of then, a smaller file is one that changed.
            assert!(!is_manifest);
            let (word, told) = place.differences(&then);
            assert_eq!((word, told.changed), ("changed", names(&["a"])));
            fs::write(&path, was).unwrap();
            continue;
        };
        assert!(is_manifest && after.differences.is_none());
        fs::remove_file(&path).unwrap();
        assert_eq!(told(), (ListedAs::Missing, ListedAs::Whole), "{end}");
        assert_eq!(place.now(&then).word(), "shrunk", "{other}");
        fs::write(&path, was).unwrap();
    }
    assert_eq!(place.differences(&then).1.shrunk, names(&["a"]));
}

#[test]
fn a_name_of_a_list_that_leads_elsewhere_is_not_opened() {
    let place = Place::with(&["a"]);
    let then = place.attach("");
    fs::write(place.top.path().join("x.SHA256SUMS"), "x").unwrap();
    let kind =
        EvidenceKind::Folder { manifest: "../x.SHA256SUMS".to_owned(), files: 1, unreadable: 0 };
    let then = Evidence { kind, ..then };
    let told = listed(&then, &place.lists()).unwrap();
    assert_eq!((told.manifest, told.twin), (ListedAs::Missing, ListedAs::Missing));
}

#[test]
fn the_bytes_that_are_compared_are_handed_over() {
    let place = Place::with(&["in/a", "in/b"]);
    let then = place.attach("in");
    place.write("in/b", "other");
    let mut seen = Vec::new();
    let mut each = |content: Content| seen.push((content.name, content.bytes.unwrap()));
    let now = compare_into(&then, &place.lists(), 100, &Progress::default(), &mut each);
    assert_eq!(now.word(), "shrunk");
    let expected = [("a", "in/ain/ain/a"), ("b", "other")];
    assert_eq!(seen, expected.map(|(name, text)| (name.to_owned(), text.into())));
}
