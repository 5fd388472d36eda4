//! What was answered, waived and attached, step by step; what was warned of; what deviates.

use super::super::content::{Act, Checklist, Entry};
use super::{Section, SiteMap, evidence, paired};

pub(super) fn steps(a: &Checklist, b: &Checklist, map: &SiteMap) -> Section {
    let mut section = Section::new("steps", "STEPS");
    for (_, a, b) in paired(&entries(a, 0, map), &entries(b, 1, map)) {
        match (a, b) {
            (Some(a), Some(b)) => step(&mut section, a, b, map),
            (a, b) => {
                let about = a.or(b).map(|entry| entry.id.clone()).unwrap_or_default();
                let words = |entry: &&Entry| format!("{} ({})", entry.title, state(entry));
                section.differ(&about, "step", a.map(words), b.map(words));
            }
        }
    }
    section
}

/// The steps that are compared, by their ids as B has them.
fn entries<'l>(list: &'l Checklist, side: usize, map: &SiteMap) -> Vec<(String, &'l Entry)> {
    let entries = list.phases.iter().flat_map(|phase| &phase.steps);
    let taken = entries.filter(|entry| map.takes(side, &entry.id));
    taken
        .map(|entry| (if side == 0 { map.as_b(&entry.id) } else { entry.id.clone() }, entry))
        .collect()
}

/// Compares a step that both have.
fn step(section: &mut Section, a: &Entry, b: &Entry, map: &SiteMap) {
    let about = map.both(&a.id);
    let before = section.differences.len();
    let mut differ = |what: &str, one: Option<String>, other: Option<String>| {
        if one.as_deref().map(|it| map.as_b(it)) != other {
            section.differ(&about, what, one, other);
        }
    };
    differ("state", Some(state(a)), Some(state(b)));
    // What was waived has its reason in its state.
    let answer = |entry: &'_ Entry| entry.answer.as_ref().filter(|_| !is_waived(entry)).map(both);
    let ((one, why), (other, why_not)) = (answer(a).unzip(), answer(b).unzip());
    differ("answer", one, other);
    differ("reason", why.flatten(), why_not.flatten());
    evidence::evidence(&mut differ, a, b, map);
    let verdict = |entry: &Entry| entry.verdicts.last().map(|go| go.verdict.to_owned());
    differ("last verdict", verdict(a), verdict(b));
    if section.differences.len() == before {
        section.same(&about, "step", state(a));
    }
}

/// The state of a step; of a waived one with its reason.
fn state(entry: &Entry) -> String {
    match entry.answer.as_ref().filter(|_| is_waived(entry)) {
        Some(waiver) => format!("{}: {}", entry.state, waiver.text),
        None => entry.state.to_owned(),
    }
}

/// An answer, and why it was given.
fn both(act: &Act) -> (String, Option<String>) {
    (act.text.clone(), act.reason.clone())
}

fn is_waived(entry: &Entry) -> bool {
    entry.mark == '-'
}

pub(super) fn warnings(a: &Checklist, b: &Checklist, map: &SiteMap) -> Section {
    let mut section = Section::new("warnings", "WARNINGS");
    let told = |list: &Checklist, side| -> Vec<(String, (String, String))> {
        let taken = list.warnings.iter().filter(|told| map.takes(side, &told.id));
        taken
            .map(|told| {
                let state = match (&told.acknowledged, told.wants_acknowledgement) {
                    (Some(_), _) => "acknowledged",
                    (None, true) => "not acknowledged",
                    (None, false) => "told",
                };
                let id = if side == 0 { map.as_b(&told.id) } else { told.id.clone() };
                (id, (told.id.clone(), state.to_owned()))
            })
            .collect()
    };
    for (id, a, b) in paired(&told(a, 0), &told(b, 1)) {
        let about = a.map_or_else(|| id.to_owned(), |(id, _)| map.both(id));
        let state = |it: &(String, String)| it.1.clone();
        section.compare(&about, "warning", a.map(state), b.map(state));
    }
    section
}

pub(super) fn deviations(a: &Checklist, b: &Checklist, map: &SiteMap) -> Section {
    let mut section = Section::new("deviations", "DEVIATIONS");
    // The same thing can happen to a step several times.
    let of = |list: &Checklist, side| {
        let mut found: Vec<(String, (String, Vec<String>))> = Vec::new();
        for it in list.deviations.iter().filter(|it| map.takes(side, &it.about)) {
            let mut about = format!("{}: {}", it.about, it.what);
            let mut reason = it.reason.clone();
            if side == 0 {
                (about, reason) = (map.as_b(&about), map.as_b(&reason));
            }
            match found.iter_mut().find(|(known, _)| *known == about) {
                Some((_, (_, reasons))) => reasons.push(reason),
                None => found.push((about, (it.about.clone(), vec![reason]))),
            }
        }
        found
    };
    for (key, a, b) in paired(&of(a, 0), &of(b, 1)) {
        let what = key.split_once(": ").map_or(key, |(_, what)| what);
        let about = a.or(b).map(|(about, _)| about.clone()).unwrap_or_default();
        let about = if a.is_some() { map.both(&about) } else { about };
        let words = |(_, reasons): &(String, Vec<String>)| {
            let reasons = reasons.join("; ");
            if reasons.is_empty() { "yes".to_owned() } else { reasons }
        };
        section.compare(&about, what, a.map(words), b.map(words));
    }
    section
}
