//! The front: verdict, what it is of, people, deviations, hotfixes, and what came between.

use super::super::content::{Act, Acts, Checklist, Deviation, Signer, Site, Standing};
use super::super::go::Go;
use super::super::phrase;
use super::seal::code;
use super::{Column, Look, Part, Row, Table, Tone, Words};
use crate::text::count;

const PEOPLE: &[Column] = &[
    Column { title: "Who, and with which key", share: 49 },
    Column { title: "What the signatures mean, and when they were made", share: 51 },
];

const DEVIATIONS: &[Column] = &[
    Column { title: "No.", share: 6 },
    Column { title: "What was not done as the flow asks", share: 38 },
    Column { title: "Reason", share: 32 },
    Column { title: "Who and when", share: 24 },
];

const SITES: &[Column] = &[
    Column { title: "Site", share: 22 },
    Column { title: "From and to", share: 18 },
    Column { title: "Hotfixes", share: 36 },
    Column { title: "Upgrade", share: 24 },
];

const VERDICTS: &[Column] = &[
    Column { title: "Verdict", share: 12 },
    Column { title: "Before", share: 30 },
    Column { title: "What was found", share: 30 },
    Column { title: "Who and when", share: 28 },
];

/// Everything that stands before the steps.
pub(super) fn front(list: &Checklist) -> Vec<Part> {
    let mut parts = vec![
        Part::Title { title: "Upgrade checklist".to_owned(), below: super::line(&list.flow.title) },
        verdict(&list.verdict),
        Part::Identity { facts: identity(list), code: code(list) },
        Part::heading("People"),
        table("Everybody who signed, and what their signatures mean", PEOPLE, &list.people, person),
        Part::heading(&format!("Deviations ({})", list.deviations.len())),
    ];
    if list.deviations.is_empty() {
        parts.push(Part::Paragraph(Words::say("None.")));
    } else {
        let numbered: Vec<_> = list.deviations.iter().enumerate().collect();
        let caption = "What was not done as the flow asks, and why";
        parts.push(table(caption, DEVIATIONS, &numbered, deviation));
    }
    parts.push(Part::heading("Sites and hotfixes, in the order of upgrade"));
    let caption = "Levels, hotfixes and upgrades of each site";
    parts.push(table(caption, SITES, &list.sites, site));
    if !list.verdicts.is_empty() {
        parts.push(Part::heading("GO or NO-GO, the last before each upgrade"));
        let caption = "The last verdict before each upgrade";
        parts.push(table(caption, VERDICTS, &list.verdicts, go));
    }
    told(&mut parts, "What happened", &list.happened, |act| {
        (phrase::happened(act), phrase::told_by(act))
    });
    told(&mut parts, "Remarks", &list.remarks, |act| (act.text.clone(), phrase::by(act)));
    parts.push(Part::heading("What it was done with"));
    parts.push(Part::Facts(origins(list)));
    parts
}

fn verdict(standing: &Standing) -> Part {
    let tone = match standing.state {
        _ if standing.unchecked.is_some() || !standing.in_doubt.is_empty() => Tone::Bad,
        "complete" => Tone::Good,
        "complete-with-deviations" => Tone::Noted,
        _ => Tone::Bad,
    };
    let mut below: Vec<Words> = Vec::new();
    for id in &standing.in_doubt {
        below.push(Words::strong(&format!("Begun, outcome not known: {id}")));
    }
    below.push(Words::say(&format!("Steps: {}", phrase::steps(standing))));
    below.push(Words::say(&format!("Warnings: {}", phrase::warnings(standing))));
    if let Some(why) = &standing.unchecked {
        below.push(Words::prose(&format!("Signatures not checked: {why}")));
    }
    Part::Verdict { tone, words: super::line(&standing.words), below }
}

fn identity(list: &Checklist) -> Vec<Row> {
    let signed = |it: &super::super::content::Signed| phrase::signed(&it.by, it.at);
    let rows = [
        Row::new("Session", &list.session.name),
        Row::new("Ticket", list.session.ticket.as_deref().unwrap_or_default()),
        Row::new("Hierarchy", &list.hierarchy.name),
        Row::new("Target", &phrase::target(list)),
        Row::new("Opened", &signed(&list.opened)),
        Row::new("Last act", &list.last.to_string()),
        list.closed.as_ref().and_then(|closed| Row::new("Closed", &signed(closed))),
        Row::new("Sealed", &phrase::sealed(list)),
        Row::new("Closing code", &phrase::closing_code(list)),
    ];
    let stamps = list.stamps.iter().map(|stamp| Row::new("Stamped", &phrase::stamp(stamp)));
    rows.into_iter().chain(stamps).flatten().collect()
}

fn person(signer: &Signer) -> Vec<Vec<Words>> {
    let who = vec![
        Words::strong(&signer.who.name),
        Words::say(&signer.who.id),
        Words::exact(&signer.who.key),
    ];
    let acts = signer.acts.iter().map(|acts: &Acts| Words::say(&phrase::acts(acts)));
    vec![who, acts.collect()]
}

fn deviation((index, deviation): &(usize, &Deviation)) -> Vec<Vec<Words>> {
    let reason = match deviation.reason.trim() {
        "" => Words::quiet("none asked for"),
        reason => Words::prose(reason),
    };
    vec![
        vec![Words::strong(&(index + 1).to_string())],
        vec![Words::strong(&phrase::deviation(deviation)), Words::say(&deviation.title)],
        vec![reason],
        vec![Words::say(&phrase::person(&deviation.by)), Words::quiet(&deviation.at.to_string())],
    ]
}

fn site(site: &Site) -> Vec<Vec<Words>> {
    let way = phrase::way(&site.level, site.target.as_deref(), site.is_upgraded_in_this_run);
    let hotfixes = phrase::hotfixes(site.hotfixes.status, &site.hotfixes.articles);
    let upgrades = site.upgrades.iter().map(|it| Words::say(&phrase::upgrade(it)));
    vec![
        vec![Words::strong(&site.code), Words::quiet(&format!("{}, {}", site.role, site.server))],
        vec![Words::say(&way)],
        vec![Words::say(&hotfixes), Words::quiet(&site.hotfixes.because)],
        upgrades.collect(),
    ]
}

fn go(go: &Go) -> Vec<Vec<Words>> {
    let place = go.number.map(|number| format!("step {number}")).unwrap_or_default();
    vec![
        vec![Words::strong(go.verdict)],
        vec![Words::exact(&go.step), Words::quiet(&place)],
        vec![Words::say(&go.words())],
        vec![Words::say(&phrase::go_by(go))],
    ]
}

/// What somebody told, each with who and when. Nothing where there is nothing.
fn told(parts: &mut Vec<Part>, title: &str, acts: &[Act], words: fn(&Act) -> (String, String)) {
    if acts.is_empty() {
        return;
    }
    parts.push(Part::heading(title));
    let rows = acts.iter().map(|act| {
        let (text, by) = words(act);
        Row::of("", vec![Words::prose(&text), Words::quiet(&by)])
    });
    parts.push(Part::Facts(rows.collect()));
}

fn origins(list: &Checklist) -> Vec<Row> {
    let flow = format!("{}, revision {}", list.flow.id, list.flow.revision);
    let mut rows = vec![
        Row::of(
            "Session",
            vec![
                Words::exact(&list.session.id),
                Words::quiet("run ").and(Look::Exact, &list.session.run),
            ],
        ),
        Row::of("Host", vec![Words::say(&list.session.host)]),
        Row::of("Flow", vec![Words::say(&flow), sha256(&list.flow.sha256)]),
        Row::of(
            "Hierarchy",
            vec![Words::say(&list.hierarchy.name), sha256(&list.hierarchy.sha256)],
        ),
    ];
    for it in &list.hierarchy.corrected {
        let signed = phrase::signed(&it.by, it.at);
        let words = Words::strong("CORRECTED: ").and_prose(Look::Plain, &phrase::correction(it));
        rows.push(Row::of("", vec![words, Words::quiet(&signed)]));
    }
    rows.push(Row::of(
        "Record",
        vec![Words::say(&phrase::record(list)), sha256(&list.record.sha256)],
    ));
    rows.push(Row::of("Program", vec![Words::say(&list.session.tool)]));
    for (index, file) in list.answers_files.iter().enumerate() {
        let entries = count("entry", file.entries);
        let words = format!("{}. {}: {entries} read from it", index + 1, file.name);
        let label = if index == 0 { "Answers files" } else { "" };
        rows.push(Row::of(label, vec![Words::say(&words), sha256(&file.sha256)]));
    }
    rows
}

fn sha256(digest: &str) -> Words {
    Words::quiet("sha256 ").and(Look::Exact, digest)
}

fn table<T>(
    caption: &'static str,
    columns: &'static [Column],
    things: &[T],
    row: fn(&T) -> Vec<Vec<Words>>,
) -> Part {
    Part::Table(Table { caption, columns, rows: things.iter().map(row).collect() })
}
