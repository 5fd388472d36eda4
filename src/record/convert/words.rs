//! The words for what facts have as enums.

use crate::engine::{Outcome, UpgradeOutcome};
use crate::record::stored::{AnswerKind, HowWord, OutcomeWord};
use crate::step::{Answer, How};

/// What an acknowledgement says as its answer.
pub(super) const ACKNOWLEDGED: &str = "acknowledged";

pub(super) fn answer_words(answer: &Answer) -> (AnswerKind, String) {
    match answer {
        Answer::Yes => (AnswerKind::Yes, "yes".to_owned()),
        Answer::Word(word) => (AnswerKind::Word, word.clone()),
        Answer::Choice(id) => (AnswerKind::Choice, id.clone()),
        Answer::Line(text) => (AnswerKind::Line, text.clone()),
        Answer::Seen => (AnswerKind::Seen, "seen".to_owned()),
    }
}

pub(super) fn answer(kind: AnswerKind, given: String) -> Option<Answer> {
    match kind {
        AnswerKind::Yes if given == "yes" => Some(Answer::Yes),
        AnswerKind::Word => Some(Answer::Word(given)),
        AnswerKind::Choice => Some(Answer::Choice(given)),
        AnswerKind::Line => Some(Answer::Line(given)),
        AnswerKind::Seen if given == "seen" => Some(Answer::Seen),
        _ => None,
    }
}

pub(super) fn how_word(how: How) -> HowWord {
    match how {
        How::Confirmed => HowWord::Confirmed,
        How::Attested => HowWord::Attested,
        How::Shown => HowWord::Shown,
    }
}

pub(super) fn how_of(word: HowWord) -> How {
    match word {
        HowWord::Confirmed => How::Confirmed,
        HowWord::Attested => How::Attested,
        HowWord::Shown => How::Shown,
    }
}

pub(super) fn ending_word(outcome: UpgradeOutcome) -> &'static str {
    match outcome {
        UpgradeOutcome::Succeeded => "succeeded",
        UpgradeOutcome::Failed => "failed",
        UpgradeOutcome::NotStarted => "not-started",
    }
}

pub(super) fn outcome_word(outcome: Outcome) -> OutcomeWord {
    match outcome {
        Outcome::Complete => OutcomeWord::Completed,
        Outcome::CompleteWithDeviations => OutcomeWord::CompletedWithDeviations,
        Outcome::Incomplete => OutcomeWord::Incomplete,
        Outcome::Aborted => OutcomeWord::Aborted,
    }
}

pub(super) fn ending_of(word: &str) -> Option<UpgradeOutcome> {
    [UpgradeOutcome::Succeeded, UpgradeOutcome::Failed, UpgradeOutcome::NotStarted]
        .into_iter()
        .find(|outcome| ending_word(*outcome) == word)
}

pub(super) fn outcome_of(word: OutcomeWord) -> Outcome {
    match word {
        OutcomeWord::Completed => Outcome::Complete,
        OutcomeWord::CompletedWithDeviations => Outcome::CompleteWithDeviations,
        OutcomeWord::Incomplete => Outcome::Incomplete,
        OutcomeWord::Aborted => Outcome::Aborted,
    }
}
