//! Whether attached evidence is still where it was, and still the same.

use crate::engine::{Deed, Evidence, Fact};
use crate::text::count;
use crate::world::evidence::{self, After, Differences, ListedAs, Now, Progress};
use crate::world::sessions::Folder;

/// What became of the evidence of a record, in sentences.
#[derive(Debug, Default)]
pub(crate) struct Recheck {
    /// Not what was attached any more.
    pub(crate) changed: Vec<String>,
    /// The same still, or out of reach: an auditor may be at another machine.
    pub(crate) notes: Vec<String>,
}

impl Recheck {
    /// Reads again whatever can be reached. Lists of folders lie in the session's folder.
    pub(crate) fn of(facts: &[Fact], folder: &Folder) -> Self {
        let mut recheck = Self::default();
        let lists = folder.evidence();
        for fact in facts {
            let Deed::Attached { step, evidence: then } = &fact.deed else { continue };
            let what = format!("evidence {} of {step}", then.path);
            if let Some(why) = elsewhere(&then.path) {
                recheck.note(&what, &format!("not compared: {why}"));
            } else {
                let now = evidence::compare(then, &lists, &Progress::default());
                recheck.take(&what, then, now);
            }
            if let Some(listed) = evidence::listed(then, &lists) {
                let what = format!("the list of files of {what}");
                recheck.take_list(&what, &then.sha256, listed.manifest);
                recheck.take_details(&format!("the details beside {what}"), listed.twin);
            }
        }
        recheck
    }

    fn take(&mut self, what: &str, then: &Evidence, now: Now) {
        match now {
            Now::Unchanged => self.note(what, "unchanged"),
            Now::Touched => self.note(what, "another time, the same content: unchanged"),
            Now::Moved { to } => {
                self.note(what, &format!("moved: the same content is now in `{to}` beside it"));
            }
            Now::Gone => self.note(what, "not compared: gone: it does not exist any more"),
            Now::Unreadable { why } => self.note(what, &format!("not compared: unreadable: {why}")),
            Now::Changed(after) => self.change(what, then, &after, ""),
            Now::Shrunk(after) => {
                let (was, is) = (then.size_bytes, after.size_bytes);
                let shrunk = if is < was {
                    format!("SHRUNK from {was} to {is} bytes: ")
                } else {
                    "SHRUNK in parts: ".to_owned()
                };
                self.change(what, then, &after, &shrunk);
            }
        }
    }

    fn change(&mut self, what: &str, then: &Evidence, after: &After, how: &str) {
        let (was, is) = (&then.sha256, &after.sha256);
        let files = after.differences.as_ref().map(in_words).unwrap_or_default();
        self.changed.push(format!("{what} was CHANGED: {how}sha256 was {was}, is {is}{files}"));
    }

    fn take_list(&mut self, what: &str, was: &str, now: ListedAs) {
        match now {
            ListedAs::Whole | ListedAs::Unbound => self.note(what, "unchanged"),
            ListedAs::Altered { sha256 } => {
                self.changed.push(format!("{what} was CHANGED: sha256 was {was}, is {sha256}"));
            }
            ListedAs::Missing => self.note(what, "not compared: gone: it does not exist any more"),
            ListedAs::Unreadable { why } => {
                self.note(what, &format!("not compared: unreadable: {why}"));
            }
        }
    }

    /// Details that are what they were go without saying, and so do those of an older version,
    /// which nothing binds.
    fn take_details(&mut self, what: &str, now: ListedAs) {
        match now {
            ListedAs::Whole | ListedAs::Unbound => {}
            ListedAs::Altered { sha256 } => self.changed.push(format!(
                "{what} were CHANGED: their digest in the name of the list is not {sha256}"
            )),
            ListedAs::Missing => self.note(what, "not compared: gone: they do not exist any more"),
            ListedAs::Unreadable { why } => {
                self.note(what, &format!("not compared: unreadable: {why}"));
            }
        }
    }

    fn note(&mut self, what: &str, note: &str) {
        self.notes.push(format!("{what}: {note}"));
    }
}

/// Why a path is not opened, if it is not.
fn elsewhere(path: &str) -> Option<&'static str> {
    // Opening a path of another machine would send it this user's credentials.
    let is_elsewhere = path.starts_with(r"\\") || path.starts_with("//");
    is_elsewhere.then_some("it lies on another machine")
}

/// How many files of a folder became what, and the first of them.
fn in_words(differences: &Differences) -> String {
    let mut words = String::new();
    for (word, names) in differences.all() {
        if names.is_empty() {
            continue;
        }
        let more = if names.count > names.first.len() { ", …" } else { "" };
        let first = names.first.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let files = count("file", names.count);
        words.push_str(&format!("; {files} {word}: {}{more}", first.join(", ")));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::evidence::Names;

    const WHAT: &str = "evidence /dump of backup/CEN";

    fn then() -> Evidence {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dump");
        std::fs::write(&path, "12345").unwrap();
        evidence::look(&path).unwrap()
    }

    fn after(size_bytes: u64, differences: Option<Differences>) -> After {
        After { sha256: "new".to_owned(), size_bytes, differences }
    }

    #[test]
    fn only_what_is_not_what_was_attached_counts_as_changed() {
        let text = |text: &str| text.to_owned();
        let table = [
            (Now::Unchanged, false, ": unchanged"),
            (Now::Touched, false, "another time, the same content: unchanged"),
            (
                Now::Moved { to: text("d2") },
                false,
                "moved: the same content is now in `d2` beside it",
            ),
            (Now::Gone, false, ": not compared: gone: it does not exist any more"),
            (
                Now::Unreadable { why: text("Locked.") },
                false,
                ": not compared: unreadable: Locked.",
            ),
            (Now::Changed(after(5, None)), true, " was CHANGED: sha256 was OLD, is new"),
            (
                Now::Shrunk(after(3, None)),
                true,
                " was CHANGED: SHRUNK from 5 to 3 bytes: sha256 was OLD, is new",
            ),
            (
                Now::Shrunk(after(9, None)),
                true,
                " was CHANGED: SHRUNK in parts: sha256 was OLD, is new",
            ),
        ];
        let then = then();
        for (now, is_changed, said) in table {
            let mut recheck = Recheck::default();
            recheck.take(WHAT, &then, now);
            let said = said.replace("OLD", &then.sha256);
            let (told, rest) = if is_changed {
                (recheck.changed, recheck.notes)
            } else {
                (recheck.notes, recheck.changed)
            };
            let [told] = told.try_into().unwrap();
            assert!(told.starts_with(WHAT) && told.ends_with(&said), "{told}");
            assert!(rest.is_empty(), "{rest:?}");
        }
    }

    #[test]
    fn the_files_of_a_folder_are_counted_and_named_the_worst_first() {
        let names = |count, first: &[&str]| Names {
            count,
            first: first.iter().map(|&name| name.to_owned()).collect(),
        };
        let differences = Differences {
            new: names(1, &["n"]),
            shrunk: names(2, &["a", "b"]),
            gone: names(30, &["c"]),
            ..Differences::default()
        };
        let words = "; 2 files shrunk: `a`, `b`; 30 files gone: `c`, …; 1 file new: `n`";
        assert_eq!(in_words(&differences), words);
    }

    #[test]
    fn a_list_or_its_details_that_were_altered_count_as_changed_and_lost_ones_are_told() {
        let altered = || ListedAs::Altered { sha256: "new".to_owned() };
        let unreadable = || ListedAs::Unreadable { why: "Locked.".to_owned() };
        let table = [
            (ListedAs::Whole, [(1, 0), (0, 0)]),
            (ListedAs::Unbound, [(1, 0), (0, 0)]),
            (ListedAs::Missing, [(1, 0), (1, 0)]),
            (unreadable(), [(1, 0), (1, 0)]),
            (altered(), [(0, 1), (0, 1)]),
        ];
        for (now, expected) in table {
            let (mut list, mut details) = (Recheck::default(), Recheck::default());
            list.take_list(WHAT, "old", now.clone());
            details.take_details(WHAT, now.clone());
            let counts = [list, details].map(|told| (told.notes.len(), told.changed.len()));
            assert_eq!(counts, expected, "{now:?}");
        }
    }

    #[test]
    fn a_path_of_another_machine_is_not_opened() {
        for path in [r"\\server\share\dump", "//server/share/dump"] {
            assert_eq!(elsewhere(path), Some("it lies on another machine"), "{path}");
        }
        assert_eq!(elsewhere("/dump"), None);
    }
}
