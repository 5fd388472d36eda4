//! Every requirement of the five core articles has its place in the flow, and the words are there.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;
use upgrade_wizard::flow::{Cite, Flow, Step, Warning, Words};
use upgrade_wizard::step::{FactName, Kind, Text};
use upgrade_wizard::text::render;

use crate::stage::root;

/// The mapping, as it is on file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    place: Vec<Place>,
}

/// Where one requirement is carried.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    id: String,
    step: Option<String>,
    #[serde(default)]
    steps: Vec<String>,
    warning: Option<String>,
    refusal: Option<String>,
    /// A fact of the plan, or the article of a hotfix.
    rule: Option<String>,
    words: Option<String>,
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join("tests/data").join(name)).unwrap()
}

fn coverage() -> Coverage {
    toml::from_str(&read("coverage.toml")).unwrap()
}

fn flow() -> Flow {
    let files = Flow::builtin_sources("sms").unwrap();
    Flow::read(&files).unwrap_or_else(|mistakes| panic!("{}", render(&files, &mistakes)))
}

/// White space is one blank, and case does not matter.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn words_of(words: &Words) -> Vec<String> {
    [&words.title, &words.what, &words.why, &words.danger].map(ToString::to_string).to_vec()
}

fn question(kind: &Kind) -> Vec<&Text> {
    match kind {
        Kind::Confirm { ask } | Kind::Gate { ask } => vec![ask],
        Kind::Word { ask, word } => vec![ask, word],
        Kind::Choose { ask, options } => {
            let labels = options.iter().map(|option| &option.label);
            std::iter::once(ask).chain(labels).collect()
        }
        Kind::Line { ask, example } => vec![ask, example],
        Kind::Evidence { ask, instead, .. } => std::iter::once(ask).chain(instead).collect(),
        Kind::Upgrade { ask, word, outcome } => vec![ask, word, outcome],
    }
}

fn cites(cites: &[Cite]) -> Vec<String> {
    cites.iter().map(ToString::to_string).collect()
}

/// Each text that a step shows, on its own: a phrase does not run from one into the next.
fn shown_by_step(step: &Step) -> Vec<String> {
    let mut shown = words_of(&step.words);
    for variant in &step.variants {
        shown.extend(words_of(&variant.words));
        shown.extend(variant.not_applicable.iter().map(ToString::to_string));
    }
    shown.extend(step.advisory.iter().map(|advisory| advisory.note.to_string()));
    shown.extend(step.may_not_apply.iter().map(ToString::to_string));
    shown.extend(question(&step.kind).into_iter().map(ToString::to_string));
    shown.extend(cites(&step.cites));
    shown
}

fn shown_by_warning(warning: &Warning) -> Vec<String> {
    let mut shown = vec![warning.title.to_string(), warning.text.to_string()];
    shown.extend(cites(&warning.cites));
    shown
}

/// What is wrong with a place; nothing where it carries what it should.
fn wrong_with(place: &Place, flow: &Flow) -> Vec<String> {
    let step = |id: &String| {
        let found = flow.steps.iter().find(|step| step.id == *id);
        (format!("step `{id}`"), found.map(shown_by_step))
    };
    let notice = |what: &str, id: &String, all: &[Warning]| {
        let found = all.iter().find(|warning| warning.id == *id);
        (format!("{what} `{id}`"), found.map(shown_by_warning))
    };
    let mut places: Vec<(String, Option<Vec<String>>)> =
        place.step.iter().chain(&place.steps).map(step).collect();
    places.extend(place.warning.iter().map(|id| notice("warning", id, &flow.warnings)));
    places.extend(place.refusal.iter().map(|id| notice("refusal", id, &flow.refusals)));

    let mut wrong = Vec::new();
    if let Some(rule) = &place.rule {
        let is_hotfix = flow.hotfixes.iter().any(|hotfix| hotfix.article == *rule);
        if !is_hotfix && FactName::named(rule).is_none() {
            wrong.push(format!("{}: there is no rule `{rule}`", place.id));
        }
        if place.words.is_some() {
            wrong.push(format!("{}: a rule has no words", place.id));
        }
    } else if places.is_empty() {
        wrong.push(format!("{}: it has no place", place.id));
    } else if place.words.as_deref().is_none_or(|words| plain(words).is_empty()) {
        wrong.push(format!("{}: it names no words", place.id));
    }
    let words = plain(place.words.as_deref().unwrap_or_default());
    for (what, shown) in places {
        match shown {
            None => wrong.push(format!("{}: there is no {what}", place.id)),
            Some(shown) if !shown.iter().any(|shown| plain(shown).contains(&words)) => {
                wrong.push(format!("{}: {what} does not say \"{words}\"", place.id));
            }
            Some(_) => {}
        }
    }
    wrong
}

#[test]
fn every_requirement_has_a_place_that_carries_it() {
    let flow = flow();
    let wrong: Vec<_> =
        coverage().place.iter().flat_map(|place| wrong_with(place, &flow)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_requirements_are_those_on_the_list() {
    let listed = read("requirements.txt");
    let listed: Vec<_> = listed.lines().collect();
    assert!(listed.is_sorted_by(|one, other| one < other), "sorted, and none twice");
    assert_eq!(listed.len(), 104);
    let coverage = coverage();
    let mut placed: Vec<_> = coverage.place.iter().map(|place| place.id.as_str()).collect();
    placed.sort_unstable();
    assert_eq!(placed, listed);
}

#[test]
fn a_place_that_is_not_there_is_found() {
    let flow = flow();
    let table = [
        ("", "x: it has no place"),
        ("step = 'backup-registry'", "x: it names no words"),
        ("step = 'backup-registry'\nwords = ' '", "x: it names no words"),
        ("step = 'no-such'\nwords = 'a'", "x: there is no step `no-such`"),
        ("warning = 'site-reset'\nwords = 'a'", "x: there is no warning `site-reset`"),
        ("refusal = 'media'\nwords = 'a'", "x: there is no refusal `media`"),
        ("rule = 'Q171338'", "x: there is no rule `Q171338`"),
        ("rule = 'Q249077'\nwords = 'a'", "x: a rule has no words"),
        (
            "step = 'site-reset'\nwords = 'no such words'",
            "x: step `site-reset` does not say \"no such words\"",
        ),
        ("step = 'site-reset'\nwords = 'very  IMPORTANT'", ""),
        ("refusal = 'path-unsupported'\nwords = 'no site goes back'", ""),
        ("rule = 'shares_domain'", ""),
    ];
    for (written, expected) in table {
        let place: Place = toml::from_str(&format!("id = 'x'\n{written}")).unwrap();
        assert_eq!(wrong_with(&place, &flow).join("; "), expected, "{written}");
    }
    let ids: BTreeSet<_> = coverage().place.into_iter().map(|place| place.id).collect();
    assert_eq!(ids.len(), 104);
}
