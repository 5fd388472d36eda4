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
        for (_, a, b) in paired(&of(a, 0, map), &of(b, 1, map)) {
            let about = a.or(b).map(|(about, _)| about.clone()).unwrap_or_default();
            let seconds = |it: &(String, u64)| it.1;
            all.push(Took { kind, about, a_seconds: a.map(seconds), b_seconds: b.map(seconds) });
        }
    }
    all
}

/// What has a length of time in a session: its name as B has it, what it is called, seconds.
type Of = fn(&Checklist, usize, &SiteMap) -> Vec<Long>;

type Long = (String, (String, u64));

fn seconds(from: Time, to: Time) -> u64 {
    // A clock may have been set back.
    u64::try_from(to.0.as_second() - from.0.as_second()).unwrap_or(0)
}

fn phases(list: &Checklist, side: usize, map: &SiteMap) -> Vec<Long> {
    let mut all = Vec::new();
    for phase in &list.phases {
        let steps = phase.steps.iter().filter(|entry| map.takes(side, &entry.id));
        let times: Vec<Time> = steps.flat_map(times).collect();
        if let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) {
            all.push((phase.id.clone(), (phase.title.clone(), seconds(*first, *last))));
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

/// Upgrades that were begun and have ended.
fn upgrades(list: &Checklist, side: usize, map: &SiteMap) -> Vec<Long> {
    let entries = || list.phases.iter().flat_map(|phase| &phase.steps);
    let id = |number: usize| entries().find(|entry| entry.number == number).map(|it| it.id.clone());
    let upgrades = list.sites.iter().flat_map(|site| &site.upgrades);
    upgrades
        .filter_map(|upgrade| {
            let id = id(upgrade.number).filter(|id| map.takes(side, id))?;
            let long = seconds(upgrade.begun?, upgrade.ended?);
            let is_of_a = side == 0;
            let name = if is_of_a { map.as_b(&id) } else { id.clone() };
            Some((name, (if is_of_a { map.both(&id) } else { id }, long)))
        })
        .collect()
}
