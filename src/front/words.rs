//! Words that every face uses for the same things.

use crate::engine::{Card, Deed, Fact, Outcome, State, UpgradeOutcome};
use crate::step::Answer;
use crate::text::count;

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
        Deed::Noted { text, .. } => format!("note: {text}"),
        Deed::Resumed => "session taken up again".to_owned(),
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
        State::Open if has_failed => Some(
            "FAILED BEFORE: this was tried and did not succeed. Find out why before you try again.",
        ),
        _ => None,
    }
}
