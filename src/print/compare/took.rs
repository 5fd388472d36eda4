//! How long sessions, phases and upgrades took: from the first thing that is on record of them to
//! the last.

use super::super::content::{Checklist, Entry, Time};
use super::{SiteMap, Took, paired};

pub(super) fn took(a: &Checklist, b: &Checklist, map: &SiteMap) -> Vec<Took> {
    let mut all = Vec::new();
    if map.is_empty() {
        let whole = |list: &Checklist| seconds(list.opened.at, list.last);
        let (a_seconds, b_seconds) = (Some(whole(a)), Some(whole(b)));
        all.push(Took { kind: "session", about: "all of it".to_owned(), a_seconds, b_seconds });
    }
    for (kind, of) in [("phase", phases as Of), ("upgrade", upgrades as Of)] {
        for (about, a, b) in paired(&of(a, 0, map), &of(b, 1, map)) {
            all.push(Took {
                kind,
                about: about.to_owned(),
                a_seconds: a.copied(),
                b_seconds: b.copied(),
            });
        }
    }
    all
}

type Of = fn(&Checklist, usize, &SiteMap) -> Vec<(String, u64)>;

fn seconds(from: Time, to: Time) -> u64 {
    // A clock may have been set back.
    u64::try_from(to.0.as_second() - from.0.as_second()).unwrap_or(0)
}

fn phases(list: &Checklist, side: usize, map: &SiteMap) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    for phase in &list.phases {
        let steps = phase.steps.iter().filter(|entry| map.takes(side, &entry.id));
        let times: Vec<Time> = steps.flat_map(times).collect();
        if let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) {
            all.push((phase.title.clone(), seconds(*first, *last)));
        }
    }
    all
}

/// When anything happened to a step.
fn times(entry: &Entry) -> impl Iterator<Item = Time> {
    let acts = entry.answer.iter().chain(&entry.history).map(|act| act.at);
    let pieces = entry.evidence.iter().map(|piece| piece.at);
    acts.chain(pieces).chain(entry.verdicts.iter().map(|go| go.at))
}

/// Upgrades that were begun and have ended, by their ids as B has them.
fn upgrades(list: &Checklist, side: usize, map: &SiteMap) -> Vec<(String, u64)> {
    let entries = || list.phases.iter().flat_map(|phase| &phase.steps);
    let id = |number: usize| entries().find(|entry| entry.number == number).map(|it| it.id.clone());
    let upgrades = list.sites.iter().flat_map(|site| &site.upgrades);
    upgrades
        .filter_map(|upgrade| {
            let id = id(upgrade.number).filter(|id| map.takes(side, id))?;
            let id = if side == 0 { map.as_b(&id) } else { id };
            Some((id, seconds(upgrade.begun?, upgrade.ended?)))
        })
        .collect()
}
