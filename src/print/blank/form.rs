//! The form as parts: what it is of, the sites, the steps, the warnings, the signatures.

use crate::plan::{Plan, SitePlan};
use crate::text::QrCode;

use super::super::document::{Code, Document, Entry, Hand, Look, Part, Row, Tone, Words, line};
use super::super::phrase;
use super::{Blank, form_number, signatures, steps};

/// What stands on every page.
const BLANK: &str = "BLANK FORM - nothing on it was recorded by the program";

const HOW: &str = "Fill it in with a pen while you work. Tick one box for each step, and write \
     what you saw, your initials and the time (UTC). Where you go on without a step, write why. \
     Strike out what was wrong so that it can still be read, and put your initials beside it. \
     Nothing that the program checks by itself is checked on paper: no evidence is read, no order \
     is enforced.";

pub(super) fn form(blank: &Blank<'_>) -> Document {
    let plan = blank.plan;
    let number = form_number(plan);
    let target = plan.target.map_or_else(String::new, |target| format!(" to {target}"));
    let mut parts = front(blank, &number);
    parts.extend(steps::steps(plan));
    parts.extend(steps::warnings(plan));
    parts.extend(signatures::signatures(&number));
    Document {
        title: line(&format!("Form to fill in by hand: {}", plan.hierarchy.name)),
        header: (line(blank.session.unwrap_or(&plan.hierarchy.name)), short(&number)),
        standing: BLANK.to_owned(),
        digest: format!("form sha256 {number}"),
        about: line(&format!("{}: {}{target}", plan.flow.id, plan.hierarchy.name)),
        at: None,
        parts,
    }
}

/// "form 1a2b-3c4d-5e6f-7081": enough to tell two sheets apart at a glance.
fn short(number: &str) -> String {
    let groups: Vec<_> = (0..4).filter_map(|group| number.get(group * 4..group * 4 + 4)).collect();
    format!("form {}", groups.join("-"))
}

fn front(blank: &Blank<'_>, number: &str) -> Vec<Part> {
    let plan = blank.plan;
    let target =
        plan.target.map_or_else(|| "each site has its own".to_owned(), |target| target.to_string());
    let exact = |label, text: &str, digest: &str| {
        let digest = Words::quiet("sha256 ").and(Look::Exact, digest);
        Row::of(label, vec![Words::say(text), digest])
    };
    let flow = format!("{}, revision {}", plan.flow.id, plan.flow.revision);
    let mut facts = vec![
        Row::of("Form", vec![Words::strong(&short(number)), Words::exact(number)]),
        Row::of("Hierarchy", vec![Words::say(&plan.hierarchy.name)]),
        Row::of("Target", vec![Words::say(&target)]),
    ];
    facts.extend(blank.session.and_then(|session| Row::new("Session", session)));
    let text = format!("upgrade-wizard form sha256:{number}");
    let code = Code {
        matrix: QrCode::of(&text),
        name: "QR code of the form",
        text: Words::quiet("Holds: ").and(Look::Exact, &text),
    };
    let lines = vec![
        Hand::Lines(vec![("Ticket", 1), ("Machine", 1)]),
        Hand::Lines(vec![("Begun (UTC)", 1), ("Ended (UTC)", 1), ("Copy, of how many", 1)]),
    ];
    vec![
        Part::Title {
            title: "Upgrade form, to fill in by hand".to_owned(),
            below: line(&plan.flow.title),
        },
        Part::Verdict { tone: Tone::Plain, words: BLANK.to_owned(), below: vec![Words::say(HOW)] },
        Part::Identity { facts, code },
        Part::Entry(Box::new(signatures::lines("This run", lines))),
        Part::heading("Sites and hotfixes, in the order of upgrade"),
        Part::Facts(plan.sites.iter().map(|planned| site(plan, planned)).collect()),
        Part::heading("What it was made from"),
        Part::Facts(vec![
            exact("Flow", &flow, &plan.flow.sha256),
            exact("Hierarchy", &plan.hierarchy.name, &plan.hierarchy_sha256),
        ]),
    ]
}

fn site(plan: &Plan, planned: &SitePlan) -> Row {
    let site = plan.hierarchy.site(planned.site);
    let (level, target) = (site.level.to_string(), planned.target.map(|level| level.to_string()));
    let way = phrase::way(&level, target.as_deref(), planned.upgrades);
    let hotfixes = phrase::hotfixes(planned.hotfixes.word(), &planned.articles);
    let words = Words::strong(&site.code)
        .and(Look::Plain, &format!("  {way}  "))
        .and(Look::Quiet, &format!("({} {})", site.role.word(), site.server));
    Row::of("", vec![words, Words::say(&format!("hotfixes {hotfixes}"))])
}

/// An entry of the form.
pub(super) fn entry(title: &str, id: &str, rows: Vec<Row>, hand: Vec<Hand>) -> Entry {
    Entry {
        mark: None,
        number: None,
        title: line(title),
        id: line(id),
        flag: None,
        tone: Tone::Plain,
        rows,
        hand,
    }
}
