//! Words that every face uses for the same things.

use jiff::Timestamp;

use crate::engine::{
    Action, Card, Danger, Deed, Fact, Objection, Outcome, Saw, SensorKind, Staleness, Standing,
    State, UpgradeOutcome,
};
use crate::plan::{Plan, StepIx, duration};
use crate::step::{Answer, Ask};
use crate::text::count;

/// While a key in hardware is asked to sign.
pub(super) const TOUCH: &str =
    "Touch your key: it signs what you said. Nothing is recorded until it has.";

/// "complete with 2 deviations".
pub(super) fn outcome(outcome: Outcome, deviations: usize) -> String {
    match outcome {
        Outcome::Complete => "complete".to_owned(),
        Outcome::CompleteWithDeviations => {
            format!("complete with {}", count("deviation", deviations))
        }
        Outcome::Incomplete => "incomplete".to_owned(),
        Outcome::Aborted => "aborted".to_owned(),
    }
}

/// What happened, in a few words.
pub(super) fn said(fact: &Fact) -> String {
    match &fact.deed {
        Deed::Answered { answer, .. } => format!("answered {}", answer_words(answer)),
        Deed::Begun { .. } => "begun".to_owned(),
        Deed::Ended { outcome, looked: None, .. } => format!("ended: {}", outcome.word()),
        Deed::Ended { outcome, looked: Some(looked), .. } => {
            format!("settled after a look ({looked}): {}", outcome.word())
        }
        Deed::Acknowledged { .. } => "acknowledged".to_owned(),
        Deed::Waived { reason, .. } => format!("waived: {reason}"),
        Deed::NotApplicable { reason, .. } => format!("not applicable: {reason}"),
        Deed::Corrected { answer, reason, .. } => {
            format!("corrected to {}: {reason}", answer_words(answer))
        }
        Deed::Reopened { reason, .. } => format!("opened again: {reason}"),
        Deed::Attached { evidence, .. } => format!("attached {}", evidence.path),
        Deed::Withdrawn { path, reason, .. } => format!("withdrew {path}: {reason}"),
        Deed::Explained { finding, text, .. } => format!("answered for {finding}: {text}"),
        Deed::Happened { what, site, text } => {
            let site = site.as_deref().map(|site| format!(" at {site}")).unwrap_or_default();
            format!("{}{site}: {text}", what.word())
        }
        Deed::ClockJumped { seconds } => {
            let way = if *seconds < 0 { "back" } else { "ahead" };
            format!("the clock jumped {way} by {}", duration(seconds.unsigned_abs()))
        }
        Deed::Checked { is_go: true, .. } => "looked at everything again: GO".to_owned(),
        Deed::Checked { is_go: false, reasons, .. } => {
            let stops = reasons.iter().filter(|reason| reason.danger.stops()).count();
            format!("looked at everything again: NO-GO, {}", count("reason", stops))
        }
        Deed::Redeclared { site, level, reason } => {
            format!("hierarchy corrected: {site} is at {level}: {reason}")
        }
        Deed::Witnessed { seen, .. } => {
            let saw = match seen.saw {
                Saw::Same => "saw the same",
                Saw::Different => "SAW SOMETHING ELSE",
            };
            let who = seen.statement.as_ref().map_or(&fact.by, |statement| &statement.by);
            format!("{} {saw}: {}", who.name, seen.text)
        }
        Deed::HandedOver { to, .. } => format!("handed over to {} ({})", to.name, to.id),
        Deed::TakenOver => format!("taken over by {}", fact.by.name),
        Deed::WindowSet { until, .. } => {
            format!("window until {} UTC", until.strftime("%Y-%m-%d %H:%M"))
        }
        Deed::Noted { text, .. } => format!("note: {text}"),
        Deed::Resumed { .. } => "session taken up again".to_owned(),
        Deed::Closed { outcome, .. } => format!("session {}", self::outcome(*outcome, 0)),
    }
}

fn answer_words(answer: &Answer) -> String {
    match answer {
        Answer::Yes => "yes".to_owned(),
        Answer::Word(word) => format!("`{word}`"),
        Answer::Choice(id) => format!("`{id}`"),
        Answer::Line(line) => format!("\"{line}\""),
        Answer::Seen => "seen, as attached".to_owned(),
    }
}

/// A time as an operator types it, in UTC: `2026-11-22 04:00`, with or without `Z` and seconds.
pub(super) fn time(typed: &str) -> Option<Timestamp> {
    let typed = typed.trim().trim_end_matches("UTC").trim_end().trim_end_matches('Z');
    let plain = typed.replacen(' ', "T", 1);
    let seconds = if plain.matches(':').count() == 1 { ":00" } else { "" };
    format!("{plain}{seconds}Z").parse().ok()
}

/// What has to be said of a step before anything else, if anything.
pub(super) fn alert(card: &Card) -> Option<&'static str> {
    let has_failed = card
        .history
        .iter()
        .any(|fact| matches!(fact.deed, Deed::Ended { outcome: UpgradeOutcome::Failed, .. }));
    match card.state {
        State::InDoubt => Some(
            "IN DOUBT: this was begun in an earlier sitting and nobody recorded how it ended. \
             Look at the site first; then say what you found.",
        ),
        State::UnderWay => Some("UNDER WAY: carry it out now; then say how it ended."),
        State::Stale => Some(
            "STALE: something this stands on has changed since it was answered. Answer it again.",
        ),
        State::AwaitsSecond => Some(
            "A SECOND PERSON has to look at this, with a key of their own. Until then it does not \
             count.",
        ),
        State::Disputed => Some(
            "DISPUTED: a second person saw something else. Find out who is right; then correct it, \
             or open it again.",
        ),
        State::Refuted if card.can.contains(&Action::Waive) => Some(
            "REFUTED: what is attached speaks against this step. Bring other evidence, withdraw \
             what does not belong here, or go on without it with a reason.",
        ),
        State::Refuted => Some(
            "REFUTED: what is attached speaks against this step. Bring other evidence, or withdraw \
             what does not belong here; it cannot be waived.",
        ),
        State::Open if has_failed => Some(
            "FAILED BEFORE: this was tried and did not succeed. Find out why before you try again.",
        ),
        _ => None,
    }
}

/// What a point of the verdict before a point of no return comes to, as a heading.
pub(super) const fn danger(danger: Danger) -> &'static str {
    match danger {
        Danger::Unknown => "Nobody knows how it stands",
        Danger::Evidence => "Evidence is not what it was",
        Danger::Refuted => "A sensor says that something is wrong",
        Danger::Missing => "Still to be done, waited for or answered again",
        Danger::Noted => "Known, and no obstacle",
    }
}

/// Why a settled step counts as open again.
pub(super) fn staleness(why: &Staleness) -> String {
    match why {
        Staleness::Below => "something that it stands on was answered after it".to_owned(),
        Staleness::Age { seconds } => {
            format!("an answer to it holds for {}, and this one is older", duration(*seconds))
        }
        Staleness::Happened { what, .. } => {
            format!("it was answered before the last {}", what.word())
        }
    }
}

/// What the sensors of a step read, and which of them have to prove together. Nothing where it
/// names none.
pub(super) fn settled_by(plan: &Plan, step: StepIx) -> String {
    let noun = |word: &str| match SensorKind::named(word) {
        Some(kind) => format!("{} ({word})", kind.noun()),
        None => word.to_owned(),
    };
    let ways = plan.template(step).proof.by.iter().map(|together| {
        let nouns: Vec<_> = together.iter().map(|sensor| noun(sensor.word())).collect();
        nouns.join(" together with ")
    });
    ways.collect::<Vec<_>>().join(", or ")
}

/// What the evidence of a step comes to, in a sentence. It quotes the evidence: whoever shows it
/// makes it harmless. `None` where the step names no sensors.
pub(super) fn standing(plan: &Plan, card: &Card) -> Option<String> {
    Some(match &card.standing {
        Standing::Nothing if card.sensors.is_empty() => return None,
        Standing::Nothing => "nothing is attached yet that could prove it.".to_owned(),
        Standing::Kept => "no program reads what is attached: a person has to look.".to_owned(),
        Standing::Proves => "what is attached proves it.".to_owned(),
        Standing::Undecided if matches!(card.ask, Ask::Evidence { .. }) => {
            "what is attached does not prove it, and says nothing against it.".to_owned()
        }
        Standing::Undecided => "what is attached says neither yes nor no.".to_owned(),
        Standing::Conflict { proves, against } => {
            let because = objection(against);
            format!("CONFLICT: the {proves} says that it is done. Against that: {because}")
        }
        Standing::Refuted(against) => {
            format!("what is attached speaks against it: {}", objection(against))
        }
        Standing::Differs { from } => format!(
            "what is attached proves it, and is another file than that of {}: wait until they are \
             the same.",
            plan.step(*from).id
        ),
    })
}

/// The first of what speaks against a step, and how many there are beside it.
fn objection(against: &[Objection]) -> String {
    let first = against.first().map(Objection::sentence).unwrap_or_default();
    match against.len() {
        0 | 1 => format!("{first}."),
        several => format!("{first}; and {}.", count("further finding", several - 1)),
    }
}
