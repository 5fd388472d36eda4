//! What can be chosen at a step, and what each choice is called.

use crate::engine::{Action, Card, FindingId, Standing, State};
use crate::step::Ask;

/// What the menu of a step offers.
#[derive(Clone, Copy)]
pub(super) enum Choice {
    Act(Action),
    /// Read the file that is waited for, now.
    Look,
    /// Wait for it.
    Wait,
    Check,
    More,
    Elsewhere,
    Overview,
    Warnings,
    Remark,
    Happened,
    Redeclare,
    HandOver,
    BackOut,
    Window,
    Review,
    Abort,
    Stop,
}

/// What is needed less often than once a step.
pub(super) const MORE: &[Choice] = &[
    Choice::Overview,
    Choice::Warnings,
    Choice::Remark,
    Choice::Check,
    Choice::Happened,
    Choice::Redeclare,
    Choice::HandOver,
    Choice::BackOut,
    Choice::Window,
    Choice::Review,
    Choice::Abort,
];

/// The choices at a step, most useful first.
pub(super) fn choices(card: &Card) -> Vec<Choice> {
    let mut choices = Vec::new();
    if let State::Waiting(until) = &card.state {
        if card.watched.is_some() {
            choices.push(Choice::Look);
        }
        if card.watched.is_some() || until.is_some() {
            choices.push(Choice::Wait);
        }
    }
    // What speaks against a file that came may be mended by the next one.
    if card.state == State::Refuted && card.watched.is_some() {
        choices.extend([Choice::Look, Choice::Wait]);
    }
    if card.can.contains(&Action::Begin) {
        choices.push(Choice::Check);
    }
    choices.extend(card.can.iter().copied().map(Choice::Act));
    if asks_which_is_wrong(card) {
        choices.push(Choice::Redeclare);
    }
    choices.extend([Choice::Elsewhere, Choice::More, Choice::Stop]);
    choices
}

/// Whether the evidence says another level than the hierarchy: one of them is wrong.
fn asks_which_is_wrong(card: &Card) -> bool {
    let findings = card.standing.objections().iter().filter_map(|it| it.finding.as_ref());
    findings.into_iter().any(|finding| finding.id == FindingId::FullVersionWrong)
}

/// What a choice is called at a step.
pub(super) fn label_at(choice: Choice, card: &Card) -> String {
    let words = match choice {
        Choice::Redeclare => "The file is right and the hierarchy wrong: correct its level",
        Choice::Act(Action::Attach) if asks_which_is_wrong(card) => {
            "The hierarchy is right and the file wrong: attach another"
        }
        Choice::Look => {
            return format!("Look at {} now", card.watched.as_deref().unwrap_or("it"));
        }
        Choice::Wait if card.watched.is_some() => {
            "Wait here until it has changed; Ctrl-C stops, the session is saved"
        }
        Choice::Act(Action::Answer) => match (&card.ask, &card.standing) {
            (Ask::Evidence { .. }, _) if card.evidence.is_empty() => {
                "Go without evidence, by typing a word"
            }
            (Ask::Evidence { .. }, Standing::Undecided | Standing::Differs { .. }) => {
                "Stand in for it: what is attached does not prove it"
            }
            (Ask::Evidence { .. }, _) => "Confirm the evidence that is attached",
            (Ask::YesNo { .. }, _) => "Yes, it is done: answer this step",
            _ => "Answer this step",
        },
        Choice::Act(Action::Attach) if card.standing.is_against() => {
            "Attach other evidence, a file or folder"
        }
        other => label(other),
    };
    words.to_owned()
}

/// What a choice is called wherever it is offered.
pub(super) const fn label(choice: Choice) -> &'static str {
    match choice {
        Choice::Act(Action::Answer) => "Answer this step",
        Choice::Act(Action::Begin) => "Begin: from here there is no way back",
        Choice::Act(Action::End) => "Say how it ended",
        Choice::Act(Action::Attach) => "Attach a file or folder as evidence",
        Choice::Act(Action::Waive) => "Waive it, with a reason",
        Choice::Act(Action::SetAside) => "It does not apply here, with a reason",
        Choice::Act(Action::Correct) => "Correct the answer, with a reason",
        Choice::Act(Action::Reopen) => "Open it again, with a reason",
        Choice::Act(Action::Withdraw) => "Withdraw a piece of evidence, with a reason",
        Choice::Act(Action::Second) => "A second person looks at it, with a key of their own",
        Choice::Act(Action::Explain) => "Answer for what was found, with a note each",
        Choice::Act(Action::Note) => "Write a note on it",
        Choice::Look => "Look at it now",
        Choice::Wait => "Wait here until the time is over; Ctrl-C stops, the session is saved",
        Choice::Check => "GO or NO-GO: look at everything again before the upgrade",
        Choice::More => "More",
        Choice::Elsewhere => "Look at another step",
        Choice::Overview => "Show all steps",
        Choice::Warnings => "Show all warnings",
        Choice::Remark => "Write a remark on the session",
        Choice::Happened => "Something happened: restart or site change",
        Choice::Redeclare => "The hierarchy is wrong about a level",
        Choice::HandOver => "Hand the session over, or go on with another key",
        Choice::BackOut => "The way back: what has to be undone, and until when",
        Choice::Window => "Set until when the work has to be done or undone",
        Choice::Review => "Review, and close the session",
        Choice::Abort => "Abort the session, with a reason",
        Choice::Stop => "Stop here; the session is saved",
    }
}
