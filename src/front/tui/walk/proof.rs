//! What the evidence of a step comes to, on its card: first the sentence, then what was found
//! beside what is needed, then the findings. The rest is under a count, and on a page.

use crate::engine::{
    Action, Card, Evidence, Finding, Model, Objection, Reading, ReadingVerdict, SensorKind,
    Staleness, Standing, State,
};
use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::paint::{bold, piece};
use crate::front::tui::when::date_and_time;
use crate::plan::duration;
use crate::text::{count, pad, shown, width};
use crate::theme::Role;

use super::card::{Writer, file_name};

/// Values and findings of all pieces that the card itself shows.
const VALUES: usize = 6;
const FINDINGS: usize = 3;

/// What a card says that only the whole session knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Which sensors can settle the step, in words; nothing where none reads its evidence.
    pub(super) settles: String,
    /// The step whose evidence holds something else.
    differs: Option<String>,
    /// Why it counts as open although it was answered.
    pub(super) stale: Option<String>,
    /// What is waited for.
    waits: Option<String>,
}

impl Told {
    pub(super) fn of(model: &Model, card: &Card) -> Self {
        let plan = model.plan();
        let together = |names: &Vec<crate::step::SensorName>| {
            let nouns = names.iter().filter_map(|it| SensorKind::named(it.word()));
            nouns.map(SensorKind::noun).collect::<Vec<_>>().join(" together with ")
        };
        let by = &plan.template(card.step).proof.by;
        let settles = by.iter().map(together).collect::<Vec<_>>().join("; or ");
        let differs = match &card.standing {
            Standing::Differs { from } => Some(plan.words(*from).title),
            _ => None,
        };
        let stale = card.staleness.as_ref().map(|it| stale(it, model));
        Self { settles, differs, stale, waits: waits(card) }
    }
}

/// Why an answer holds no more, in a sentence.
pub(in crate::front::tui) fn stale(why: &Staleness, model: &Model) -> String {
    match why {
        Staleness::Below => "something that it stands on was answered after it.".to_owned(),
        Staleness::Age { seconds } => format!("the answer is older than {}.", duration(*seconds)),
        Staleness::Happened { what, fact } => {
            let told = fact.checked_sub(1).and_then(|index| model.facts().get(index));
            let when =
                told.map(|fact| format!(" ({})", date_and_time(fact.at))).unwrap_or_default();
            format!("it was answered before the last {}{when}.", what.word())
        }
    }
}

fn waits(card: &Card) -> Option<String> {
    let State::Waiting(until) = &card.state else { return None };
    let mut words = match until {
        Some(until) => format!("Waits until {} at least.", date_and_time(*until)),
        None => "Waits for something to come.".to_owned(),
    };
    if let Some(path) = &card.watched {
        words.push_str(&format!(" Watched meanwhile: {path}"));
    }
    Some(words)
}

/// What the evidence comes to, in one sentence. None where no sensor has read any.
pub(super) fn standing(card: &Card, told: &Told) -> Option<(Role, String)> {
    if card.sensors.is_empty() && !card.standing.is_against() {
        return None;
    }
    let first = card.standing.objections().first().map(objection).unwrap_or_default();
    Some(match &card.standing {
        Standing::Nothing | Standing::Kept => return None,
        Standing::Proves => {
            let kinds = kinds_that(card, ReadingVerdict::Proves);
            (Role::Success, format!("PROVES: {} it.", says(&kinds, "shows", "show")))
        }
        Standing::Undecided => (Role::Warning, undecided(card, told)),
        Standing::Differs { .. } => {
            let from = told.differs.as_deref().unwrap_or_default();
            (Role::Warning, format!("UNDECIDED: it proves, but is not the same file as at: {from}"))
        }
        Standing::Refuted(_) => (Role::Danger, format!("REFUTED: {first}")),
        Standing::Conflict { proves, .. } => {
            let done = match proves {
                SensorKind::HotfixLog => "installed",
                _ => "it is so",
            };
            (Role::Danger, format!("CONFLICT: {proves} says {done}, {first}"))
        }
    })
}

/// "hotfix-log and registry-export show".
fn says(kinds: &[String], one: &str, many: &str) -> String {
    let verb = if kinds.len() == 1 { one } else { many };
    match kinds {
        [] => format!("the evidence {one}"),
        kinds => format!("{} {verb}", kinds.join(" and ")),
    }
}

fn kinds_that(card: &Card, verdict: ReadingVerdict) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    for (_, reading) in readings(card).filter(|(_, it)| it.verdict == verdict) {
        let kind = reading.kind.to_string();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

fn undecided(card: &Card, told: &Told) -> String {
    let is_known = |it: &Reading| it.verdict != ReadingVerdict::NotRecognised;
    if !readings(card).any(|(_, it)| is_known(it)) {
        return format!(
            "UNDECIDED: what is attached is no such file. Settled by: {}.",
            told.settles
        );
    }
    let proving = kinds_that(card, ReadingVerdict::Proves);
    if proving.is_empty() {
        return "UNDECIDED: what is attached neither proves it nor speaks against it.".to_owned();
    }
    let alone = says(&proving, "proves its part", "prove their part");
    format!("UNDECIDED: {alone}, which is not enough. Settled by: {}.", told.settles)
}

fn readings(card: &Card) -> impl Iterator<Item = (&Evidence, &Reading)> {
    card.evidence.iter().flat_map(|piece| piece.readings.iter().map(move |it| (piece, it)))
}

/// "registry-export says: Full Version is missing (CEN-sms.reg, line 12; Q267258)".
pub(super) fn objection(of: &Objection) -> String {
    let name = file_name(&of.path);
    match &of.finding {
        Some(found) => {
            let kind = of.kind.map_or("it", SensorKind::word);
            format!("{kind} says: {} ({name}{}; {})", found.text, at(found), found.article)
        }
        None if of.unread > 0 => {
            format!("{} of its files could not be read ({name})", of.unread)
        }
        None => {
            let kind = of.kind.map_or("what is attached", SensorKind::word);
            format!("{kind} does not hold ({name})")
        }
    }
}

fn at(finding: &Finding) -> String {
    finding.line.map(|line| format!(", line {line}")).unwrap_or_default()
}

/// What the evidence of a step comes to, as lines of its card.
pub(super) fn lines(out: &mut Writer, card: &Card, told: &Told, glyphs: &Glyphs) {
    if let Some(waits) = &told.waits {
        out.text(Role::Info, waits);
        out.blank();
    }
    let Some((role, sentence)) = standing(card, told) else { return };
    out.bold(role, &sentence);
    if card.standing.is_against() {
        out.text(Role::Text, &what_to_do(card));
    }
    if let (Some((key, _)), Standing::Proves, true) =
        (&card.value, &card.standing, card.state.is_open())
    {
        let words = format!("Critical: type the value of {} that it shows.", words_of(key));
        out.text(Role::Text, &words);
    }
    out.blank();
    let hidden = values(out, card, glyphs);
    let more = findings(out, card);
    fold(out, hidden, more);
    out.blank();
}

/// What can be done where the evidence speaks against a step, each way with its key.
pub(super) fn ways(card: &Card) -> Vec<(&'static str, &'static str)> {
    let of_action = [
        (Action::Attach, ("e", "attaches other evidence")),
        (Action::Withdraw, ("d", "withdraws what does not belong here")),
        (Action::Explain, ("f", "answers for a finding")),
        (Action::Waive, ("w", "goes on without the step, with a reason: a deviation")),
    ];
    let can = of_action.into_iter().filter(|(action, _)| card.can.contains(action));
    let mut ways: Vec<_> = can.map(|(_, way)| way).collect();
    if wrong_level(card).is_some() {
        ways.push(("D", "says that not the file but the hierarchy is wrong"));
    }
    ways
}

/// The same in a sentence.
pub(super) fn what_to_do(card: &Card) -> String {
    let ways: Vec<_> = ways(card).iter().map(|(key, what)| format!("{key} {what}")).collect();
    format!("Nothing confirms it as it is: {}.", ways.join(", "))
}

/// The finding that says that a site is not at the level that the hierarchy declares.
pub(super) fn wrong_level(card: &Card) -> Option<&Finding> {
    let found = card.standing.objections().iter().filter_map(|it| it.finding.as_ref());
    found.into_iter().find(|it| it.id == crate::engine::FindingId::FullVersionWrong)
}

/// Values that have a need beside them; returns how many values are left out.
fn values(out: &mut Writer, card: &Card, glyphs: &Glyphs) -> usize {
    let (mut left, mut hidden) = (VALUES, 0);
    for (piece_of, reading) in readings(card) {
        let (mark, role) = glyphs.of_verdict(reading.verdict);
        out.lines.push(vec![
            piece(role, format!("{mark} ")),
            bold(Role::Text, reading.kind.to_string()),
            piece(role, format!("  {}", reading.verdict)),
            piece(Role::TextMuted, format!("  {}", shown(file_name(&piece_of.path)))),
        ]);
        let has_need = |found: &&Found| reading.need(&found.0).is_some();
        let needed: Vec<_> = reading.values.iter().filter(has_need).collect();
        let shown_here = needed.len().min(left);
        left -= shown_here;
        hidden += reading.values.len() - shown_here;
        beside(out, reading, &needed[..shown_here]);
    }
    hidden
}

type Found = (String, crate::engine::Value);

/// What was found beside what is needed, aligned; below one another where it is narrow.
fn beside(out: &mut Writer, reading: &Reading, values: &[&Found]) {
    let rows: Vec<[String; 3]> = values
        .iter()
        .map(|(key, value)| {
            let found = shown(&value.to_string()).into_owned();
            let found = if found.is_empty() { "nothing".to_owned() } else { found };
            let need = shown(reading.need(key).unwrap_or_default()).into_owned();
            [shown(&words_of(key)).into_owned(), found, need]
        })
        .collect();
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let (keys, found) = (widest(0), widest(1));
    let fits = keys + found + widest(2) + 14 <= out.width;
    for [key, value, need] in &rows {
        if fits {
            out.lines.push(vec![
                piece(Role::TextMuted, format!("  {}  ", pad(key, keys))),
                piece(Role::Text, format!("{}  ", pad(value, found))),
                piece(Role::TextMuted, format!("needed: {need}")),
            ]);
        } else {
            out.hanging(&format!("  {key}  "), Role::Text, value);
            out.hanging("    needed: ", Role::TextMuted, need);
        }
    }
}

/// The findings that nobody has answered for; returns how many are left out.
fn findings(out: &mut Writer, card: &Card) -> usize {
    let mut left = FINDINGS;
    let mut hidden = 0;
    for (piece_of, reading) in readings(card) {
        for found in &reading.findings {
            if left == 0 {
                hidden += 1;
                continue;
            }
            left -= 1;
            let (role, word) = finding_role(card, piece_of, found);
            let line = found.line.map(|line| format!("line {line}: ")).unwrap_or_default();
            out.text(role, &format!("- {line}{} ({}){word}", found.text, found.article));
        }
    }
    hidden
}

/// How a finding counts: it stands against the step, is answered for, or is only told.
fn finding_role(card: &Card, evidence: &Evidence, finding: &Finding) -> (Role, &'static str) {
    let is_open = card
        .standing
        .objections()
        .iter()
        .any(|it| it.sha256 == evidence.sha256 && it.finding.as_ref() == Some(finding));
    match (is_open, card.standing.is_against() || card.standing == Standing::Proves) {
        (true, _) => (Role::Danger, ""),
        (false, true) => (Role::TextMuted, ", answered for"),
        (false, false) => (Role::Warning, ""),
    }
}

fn fold(out: &mut Writer, values: usize, findings: usize) {
    let mut more = Vec::new();
    if values > 0 {
        more.push(count("more value", values));
    }
    if findings > 0 {
        more.push(count("more finding", findings));
    }
    if !more.is_empty() {
        out.text(Role::TextMuted, &format!("{}: v shows everything.", more.join(", ")));
    }
}

/// A key in words: "full version". The name of a file stays as it is.
pub(super) fn words_of(key: &str) -> String {
    if key.contains('.') { key.to_owned() } else { key.replace('_', " ") }
}
