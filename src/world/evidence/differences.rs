//! How what is in a folder now differs from its list.

use std::collections::{BTreeMap, HashMap};

use super::list::List;
use super::saved::Saved;

/// How many names are told of each kind.
const NAMES_MAX: usize = 20;

/// Some names of files under a folder. They are foreign text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    pub count: usize,
    /// The first 20, in order.
    pub first: Vec<String>,
}

/// What became of the files of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Other bytes, not fewer than there were.
    pub changed: Names,
    /// Fewer bytes than there were.
    pub shrunk: Names,
    /// The same bytes under another name: `OLD to NEW`.
    pub moved: Names,
    pub gone: Names,
    pub new: Names,
    /// Read then, and not to be read now.
    pub unreadable: Names,
}

impl Names {
    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < NAMES_MAX {
            self.first.push(name());
        }
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

impl Differences {
    /// In the words that they are told in, the worst first.
    pub fn all(&self) -> [(&'static str, &Names); 6] {
        [
            ("shrunk", &self.shrunk),
            ("gone", &self.gone),
            ("changed", &self.changed),
            ("unreadable", &self.unreadable),
            ("moved", &self.moved),
            ("new", &self.new),
        ]
    }

    /// Whether the folder holds less than it did.
    pub(super) fn are_losses(&self) -> bool {
        !self.shrunk.is_empty() || !self.gone.is_empty()
    }

    pub(super) fn between(saved: &Saved, now: &List) -> Self {
        let mut differences = Self::default();
        let sums = saved.sums.iter().map(|(name, sha256)| (name.as_slice(), sha256.as_str()));
        let mut then: BTreeMap<&[u8], &str> = sums.collect();
        let mut fresh: Vec<(&[u8], &str)> = Vec::new();
        let mut closed: Vec<&[u8]> = Vec::new();
        for entry in &now.entries {
            let name = entry.name.as_slice();
            match (then.remove(name), &entry.what) {
                (Some(sha256), Ok(read)) if read.reading.sha256 == sha256 => {}
                (Some(_), Ok(read)) => {
                    let size_then = saved.details.get(name).map(|details| details.size_bytes);
                    let is_shrunk = size_then.is_some_and(|then| read.reading.size_bytes < then);
                    let names =
                        if is_shrunk { &mut differences.shrunk } else { &mut differences.changed };
                    names.add(|| text(name));
                }
                (Some(_), Err(_)) => differences.unreadable.add(|| text(name)),
                (None, Ok(read)) => fresh.push((name, &read.reading.sha256)),
                (None, Err(_)) => closed.push(name),
            }
        }
        differences.take_missing(&then, &closed, &fresh);
        differences
    }

    /// Tells what is not where it was, and what was not there.
    fn take_missing(
        &mut self,
        then: &BTreeMap<&[u8], &str>,
        closed: &[&[u8]],
        fresh: &[(&[u8], &str)],
    ) {
        // The last of a list is taken first: in the order of the names.
        let mut by_digest: HashMap<&str, Vec<&[u8]>> = HashMap::new();
        for (name, sha256) in fresh.iter().rev() {
            by_digest.entry(*sha256).or_default().push(*name);
        }
        for (name, sha256) in then {
            let below = |folder: &&[u8]| {
                name.strip_prefix(*folder).is_some_and(|rest| rest.starts_with(b"/"))
            };
            if closed.iter().any(below) {
                self.unreadable.add(|| text(name));
            } else if let Some(to) = by_digest.get_mut(sha256).and_then(Vec::pop) {
                self.moved.add(|| format!("{} to {}", text(name), text(to)));
            } else {
                self.gone.add(|| text(name));
            }
        }
        let mut new: Vec<&[u8]> = by_digest.into_values().flatten().collect();
        new.sort_unstable();
        for name in new {
            self.new.add(|| text(name));
        }
    }
}
