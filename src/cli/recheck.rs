//! Whether attached evidence is still where it was, and still the same.

use std::path::Path;

use crate::engine::{Deed, Evidence, EvidenceKind, Fact};
use crate::world::evidence;
use crate::world::sessions::Folder;

/// What became of the evidence of a record, in sentences.
#[derive(Debug, Default)]
pub(crate) struct Recheck {
    /// Not what was attached any more.
    pub(crate) changed: Vec<String>,
    /// The same still, or out of reach: an auditor may be at another machine.
    pub(crate) notes: Vec<String>,
}

/// How one piece compares with what is on record.
enum Now {
    Same,
    Changed(String),
    OutOfReach(String),
}

impl Recheck {
    /// Reads again whatever can be reached. Lists of folders lie in the session's folder.
    pub(crate) fn of(facts: &[Fact], folder: &Folder) -> Self {
        let mut recheck = Self::default();
        for fact in facts {
            let Deed::Attached { step, evidence } = &fact.deed else { continue };
            let what = format!("evidence {} of {step}", evidence.path);
            recheck.take(&what, again(evidence), evidence);
            if let EvidenceKind::Folder { manifest, .. } = &evidence.kind {
                // A list lies in the session's folder and nowhere else.
                let is_plain = !manifest.contains(['/', '\\', ':']) && manifest != "..";
                let list = folder.evidence().join(if is_plain { manifest } else { "" });
                recheck.take(
                    &format!("the list of files of {what}"),
                    file(&list, evidence),
                    evidence,
                );
            }
        }
        recheck
    }

    fn take(&mut self, what: &str, now: Now, then: &Evidence) {
        match now {
            Now::Same => self.notes.push(format!("{what}: unchanged")),
            Now::OutOfReach(why) => self.notes.push(format!("{what}: not compared: {why}")),
            Now::Changed(sha256) => {
                let was = &then.sha256;
                self.changed.push(format!("{what} was CHANGED: sha256 was {was}, is {sha256}"));
            }
        }
    }
}

fn again(then: &Evidence) -> Now {
    let path = Path::new(&then.path);
    // Opening a path of another machine would send it this user's credentials.
    if then.path.starts_with(r"\\") || then.path.starts_with("//") {
        return Now::OutOfReach("it lies on another machine".to_owned());
    }
    match then.kind {
        EvidenceKind::File => file(path, then),
        EvidenceKind::Folder { .. } => match evidence::look(path) {
            Ok(now) => compared(now.sha256, then),
            Err(error) => Now::OutOfReach(error.to_string()),
        },
    }
}

fn file(path: &Path, then: &Evidence) -> Now {
    match evidence::read_file(path) {
        Ok(now) => compared(now.sha256, then),
        Err(error) => Now::OutOfReach(error.to_string()),
    }
}

fn compared(sha256: String, then: &Evidence) -> Now {
    if sha256 == then.sha256 { Now::Same } else { Now::Changed(sha256) }
}
