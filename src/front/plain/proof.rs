//! What evidence comes to, on the page of a step: what sensors read in it, what is waited for, why
//! an answer holds no more; and the verdict before a point of no return.

use crate::engine::{
    Card, Danger, Deed, Model, Objection, Reading, ReadingVerdict, Reason, Standing, State,
    gone_stale,
};
use crate::front::words;
use crate::plan::{Plan, StepIx};
use crate::text::count;

use super::page::Page;

/// Most steps, jumps of the clock or findings that are named one by one.
const NAMED_MAX: usize = 20;

/// What one sensor read in a piece of evidence: what it found beside what is needed, and what it
/// holds against it.
pub(super) fn reading(page: &mut Page, reading: &Reading) {
    let verdict = match reading.verdict {
        ReadingVerdict::Proves => "PROVES",
        ReadingVerdict::Refutes => "REFUTES",
        ReadingVerdict::Undecided => "says neither yes nor no",
        ReadingVerdict::NotRecognised => "is not such a file",
    };
    page.line(&format!("  Read as {}: {verdict}", reading.kind.noun()));
    for (key, value) in &reading.values {
        let needed = reading.need(key).map(|it| format!(" (needed: {it})")).unwrap_or_default();
        page.labelled(&format!("    {key}"), &one_line(&format!("{value}{needed}")));
    }
    for finding in reading.findings.iter().take(NAMED_MAX) {
        let line = finding.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let label = format!("    Found {}{line}, {}", finding.id, finding.article);
        page.labelled(&label, &one_line(&finding.text));
    }
    if reading.findings.len() > NAMED_MAX {
        page.line(&format!(
            "    and {}",
            count("further finding", reading.findings.len() - NAMED_MAX)
        ));
    }
}

/// What could settle a step that is open.
pub(super) fn settled_by(page: &mut Page, plan: &Plan, card: &Card) {
    if card.state.is_open() || matches!(card.state, State::Blocked(_)) {
        page.labelled("Proved by", &words::settled_by(plan, card.step));
    }
}

/// What is waited for: a time, a file.
pub(super) fn waits(page: &mut Page, card: &Card) {
    let State::Waiting(until) = &card.state else { return };
    if let Some(until) = until {
        page.labelled("Waits until", &format!("{until} at least"));
    }
    if let Some(path) = &card.watched {
        page.labelled("Waits for", &format!("a change of {}", one_line(path)));
    }
}

/// What the evidence comes to, everything that speaks against the step, and why an answer holds no
/// more.
pub(super) fn standing(page: &mut Page, model: &Model, card: &Card) {
    let is_settled = card.state.is_settled() && !card.standing.is_against();
    if let Some(sentence) = words::standing(model.plan(), card).filter(|_| !is_settled) {
        page.labelled("So far", &one_line(&sentence));
    }
    for objection in card.standing.objections().iter().skip(1).take(NAMED_MAX) {
        page.labelled("  Against it", &one_line(&objection.sentence()));
    }
    if let Some(why) = &card.staleness {
        page.labelled("Stale", &words::staleness(why));
    }
}

/// Why nothing confirms a step that its evidence speaks against. `None` where something may.
pub(super) fn why_not(standing: &Standing) -> Option<String> {
    let first = standing.objections().first().map(Objection::sentence)?;
    Some(one_line(&format!(
        "Nothing confirms this while the evidence speaks against it: {first}. Attach other \
         evidence, withdraw what does not belong here, answer for what was found, or go on without \
         it, as far as the step allows."
    )))
}

/// The verdict before a point of no return, the worst first.
pub(super) fn verdict(model: &Model, fact: &Deed, width: usize) -> String {
    let mut page = Page::new(width);
    let Deed::Checked { step, is_go, reasons, unchanged } = fact else { return page.text };
    let word = if *is_go { "GO" } else { "NO-GO" };
    page.line(&format!("--- {word} --- {step}"));
    let pieces = usize::try_from(*unchanged).unwrap_or(usize::MAX);
    page.line(&format!("{} read again and unchanged.", count("piece", pieces)));
    for danger in Danger::ALL {
        let of_it: Vec<_> = reasons.iter().filter(|reason| reason.danger == danger).collect();
        if of_it.is_empty() {
            continue;
        }
        page.line(&format!("{} ({}):", words::danger(danger), of_it.len()));
        for reason in of_it {
            page.labelled(&format!("  {}", about(model, reason)), &one_line(&reason.text));
        }
    }
    if reasons.is_empty() {
        page.line("Nothing speaks against it.");
    }
    page.text
}

/// "12 backup-registry/CEN": the step that a reason is about, with its number.
fn about(model: &Model, reason: &Reason) -> String {
    match model.step_named(&reason.about) {
        Some(StepIx(index)) => format!("{} {}", index + 1, reason.about),
        None if reason.about.is_empty() => "session".to_owned(),
        None => reason.about.clone(),
    }
}

/// What a sitting that goes on has to know first: which answers hold no more, and what the clock
/// did. Empty where there is nothing to tell.
pub(super) fn since(model: &Model, width: usize) -> String {
    let mut page = Page::new(width);
    let stale = gone_stale(model);
    if !stale.is_empty() {
        page.line(&format!("{} gone stale; to be answered again:", count("answer", stale.len())));
    }
    for (step, why) in stale.iter().take(NAMED_MAX) {
        let id = &model.plan().step(*step).id;
        page.labelled(&format!("  {} {id}", step.0 + 1), &words::staleness(why));
    }
    if stale.len() > NAMED_MAX {
        page.line(&format!("  and {} more", stale.len() - NAMED_MAX));
    }
    let is_jump = |deed: &Deed| matches!(deed, Deed::ClockJumped { .. });
    let jumps: Vec<_> = model.facts().iter().filter(|fact| is_jump(&fact.deed)).collect();
    for fact in jumps.iter().skip(jumps.len().saturating_sub(NAMED_MAX)) {
        page.labelled("Clock", &format!("{}: {}", fact.at, words::said(fact)));
    }
    page.text
}

/// Evidence quotes what it likes: a line end of it must not begin a line of ours.
fn one_line(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join(" ")
}
