//! Taking changes of the hierarchy back, the last first. Kept is what a change replaced, not the
//! whole: 10,000 sites are not copied for each letter that is mended.

use std::collections::VecDeque;
use std::path::PathBuf;

use crate::hierarchy::draft::{DomainDraft, Draft, SiteDraft, Unknown};
use crate::level::Level;

/// Most changes that can be taken back.
const MOST: usize = 50;

/// The changes that can be taken back.
#[derive(Debug, Default)]
pub(super) struct Undo(VecDeque<Change>);

/// What has to be put back.
#[derive(Debug)]
pub(super) struct Change {
    name: Option<String>,
    unknown: Option<Vec<Unknown>>,
    sites: Splice<SiteDraft>,
    domains: Splice<DomainDraft>,
    /// Which state of the hierarchy it leads back to.
    pub(super) revision: u64,
    /// Where the hierarchy came from before, where another was read in its place.
    pub(super) origin: Option<Origin>,
}

/// Where a hierarchy comes from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) path: Option<PathBuf>,
    pub(super) target: Option<Level>,
    /// The state that is on disk.
    pub(super) saved: u64,
}

/// A run of a list that was something else before.
#[derive(Debug)]
struct Splice<T> {
    at: usize,
    now: usize,
    before: Vec<T>,
}

impl<T: Clone + PartialEq> Splice<T> {
    fn between(before: &[T], after: &[T]) -> Self {
        let same = |(one, other): &(&T, &T)| one == other;
        let at = before.iter().zip(after).take_while(same).count();
        let (before, after) = (&before[at..], &after[at..]);
        let end = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
        Self { at, now: after.len() - end, before: before[..before.len() - end].to_vec() }
    }

    fn is_nothing(&self) -> bool {
        self.now == 0 && self.before.is_empty()
    }

    /// Puts back what was there; returns where.
    fn put_back(self, list: &mut Vec<T>) -> Option<usize> {
        let at = (!self.is_nothing()).then_some(self.at);
        list.splice(self.at..self.at + self.now, self.before);
        at
    }
}

/// Where something was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PutBack {
    Site(usize),
    Domain(usize),
    Elsewhere,
}

impl Undo {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Remembers how to come back; returns false where nothing has changed.
    pub(super) fn remember(
        &mut self,
        before: &Draft,
        after: &Draft,
        revision: u64,
        origin: Option<Origin>,
    ) -> bool {
        if before == after && origin.is_none() {
            return false;
        }
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(Change {
            name: (before.name != after.name).then(|| before.name.clone()),
            unknown: (before.unknown != after.unknown).then(|| before.unknown.clone()),
            sites: Splice::between(&before.sites, &after.sites),
            domains: Splice::between(&before.domains, &after.domains),
            revision,
            origin,
        });
        true
    }

    pub(super) fn take(&mut self) -> Option<Change> {
        self.0.pop_back()
    }
}

impl Change {
    /// Changes the hierarchy back; returns where.
    pub(super) fn put_back(self, draft: &mut Draft) -> PutBack {
        if let Some(name) = self.name {
            draft.name = name;
        }
        if let Some(unknown) = self.unknown {
            draft.unknown = unknown;
        }
        let site = self.sites.put_back(&mut draft.sites);
        let domain = self.domains.put_back(&mut draft.domains);
        match (site, domain) {
            (Some(site), _) => PutBack::Site(site),
            (None, Some(domain)) => PutBack::Domain(domain),
            (None, None) => PutBack::Elsewhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hierarchy::draft::Field;

    fn draft(codes: &[&str]) -> Draft {
        let site = |code: &&str| {
            let mut site = SiteDraft::default();
            site.set(Field::Code, *code);
            site
        };
        Draft { sites: codes.iter().map(site).collect(), ..Draft::default() }
    }

    #[test]
    fn every_change_leads_back_to_what_was_before() {
        let table: [(&[&str], &[&str], PutBack); 7] = [
            (&["A", "B", "C"], &["A", "X", "C"], PutBack::Site(1)),
            (&["A", "B", "C"], &["A", "C"], PutBack::Site(1)),
            (&["A", "B"], &["A", "B", "C"], PutBack::Site(2)),
            (&["A", "A"], &["A"], PutBack::Site(1)),
            (&["A", "B", "C", "D"], &["A", "X", "C", "Y"], PutBack::Site(1)),
            (&["A"], &[], PutBack::Site(0)),
            (&["A"], &["B", "C"], PutBack::Site(0)),
        ];
        for (before, after, expected) in table {
            let (before, mut now) = (draft(before), draft(after));
            let mut undo = Undo::default();
            assert!(undo.remember(&before, &now, 7, None));
            let change = undo.take().unwrap();
            assert_eq!(change.revision, 7);
            assert_eq!(change.put_back(&mut now), expected, "{after:?}");
            assert_eq!(now, before);
            assert!(undo.is_empty());
        }
    }

    #[test]
    fn what_changed_nothing_is_not_remembered_and_the_oldest_is_forgotten() {
        let mut undo = Undo::default();
        let states: Vec<Draft> =
            (0..=MOST + 1).map(|n| Draft { name: n.to_string(), ..Draft::default() }).collect();
        assert!(!undo.remember(&states[0], &states[0], 0, None));
        for pair in states.windows(2) {
            undo.remember(&pair[0], &pair[1], 0, None);
        }
        let mut now = states[MOST + 1].clone();
        while let Some(change) = undo.take() {
            change.put_back(&mut now);
        }
        assert_eq!(now.name, "1");
    }
}
