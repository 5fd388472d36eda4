//! The dialogs that a step can open.

use crate::engine::{Action, Card, State, UpgradeOutcome};
use crate::front::tui::dialog::{About, Dialog};
use crate::front::words::alert;
use crate::step::Ask;
use crate::theme::Role;

/// The question of a step: what is typed or chosen settles it.
pub(super) fn answer(card: &Card) -> Dialog {
    let dialog = Dialog::new(About::Answer(card.step), &card.words.title, "Record");
    ask(dialog, card)
}

/// The same question once more, with the reason for the correction.
pub(super) fn correct(card: &Card) -> Dialog {
    let dialog = Dialog::new(About::Correct(card.step), &card.words.title, "Correct")
        .say(Role::TextMuted, "The earlier answer stays on record; this one takes its place.");
    ask(dialog, card).ask_text("Why is it corrected?", "")
}

fn ask(dialog: Dialog, card: &Card) -> Dialog {
    let question = card.ask.question();
    match &card.ask {
        Ask::YesNo { .. } => dialog
            .say(Role::Text, question)
            .say(Role::TextMuted, "Recording it says: yes, it is so."),
        Ask::Word { word, .. } => {
            dialog.say(Role::Text, question).ask_line(&format!("Type {word}"), "").typed_afresh()
        }
        Ask::OneOf { options, .. } => {
            let labels = options.iter().map(|option| option.label.clone()).collect();
            dialog.ask_choice(question, labels, None)
        }
        Ask::Line { example, .. } => {
            let label = if example.is_empty() {
                "Your answer".to_owned()
            } else {
                format!("Your answer, like: {example}")
            };
            dialog.say(Role::Text, question).ask_line(&label, "")
        }
        Ask::Evidence { instead, .. } => evidence(dialog, card, instead.as_deref()),
        Ask::Gate { .. } | Ask::Begin { .. } | Ask::Outcome { .. } => {
            dialog.say(Role::Text, question)
        }
    }
}

fn evidence(dialog: Dialog, card: &Card, instead: Option<&str>) -> Dialog {
    let is_correction = matches!(dialog.about, About::Correct(_));
    let mut dialog = dialog.say(Role::Text, card.ask.question());
    for piece in &card.evidence {
        dialog = dialog.say(Role::TextMuted, format!("{}\nsha256 {}", piece.path, piece.sha256));
    }
    match (card.evidence.is_empty(), instead) {
        (false, Some(word)) if is_correction => {
            dialog.ask_line(&format!("{word}, or nothing to confirm the evidence"), "")
        }
        (false, _) => {
            dialog.say(Role::Text, "Recording it says: I have looked at it, and it is right.")
        }
        (true, Some(word)) => dialog
            .say(Role::Warning, "No evidence is attached: your word stands alone.")
            .ask_line(&format!("Without any, type {word}"), "")
            .typed_afresh(),
        (true, None) => dialog.say(Role::Danger, "Attach a file or folder first."),
    }
}

/// A point of no return: the phrase has to be typed; the safe answer is the default.
pub(super) fn begin(card: &Card) -> Dialog {
    let Ask::Begin { question, word } = &card.ask else { return answer(card) };
    Dialog::new(About::Begin(card.step), &card.words.title, "Begin")
        .dangerous()
        .say(Role::Danger, alert(card).unwrap_or_default())
        .say(Role::Danger, &card.words.danger)
        .say(Role::Text, question)
        .ask_line(&format!("To begin, type {word}"), "")
        .typed_afresh()
}

/// How a point of no return ended. Nothing is chosen beforehand: it cannot be corrected later.
pub(super) fn end(card: &Card) -> Dialog {
    let options = UpgradeOutcome::ALL.map(|outcome| outcome.label().to_owned()).to_vec();
    let dialog = Dialog::new(About::End(card.step), &card.words.title, "Record").ask_choice(
        card.ask.question(),
        options,
        None,
    );
    if card.state == State::InDoubt {
        dialog.ask_text("What did you look at, and what did you see?", "")
    } else {
        dialog.ask_text("What did you see? (may be left empty)", "")
    }
}

pub(super) fn waive(card: &Card) -> Dialog {
    Dialog::new(About::Waive(card.step), "Go on without this step", "Waive")
        .dangerous_choice()
        .say(Role::Text, &card.words.title)
        .say(Role::Warning, "This is a deviation: it stands on the first page of the print.")
        .ask_text("Why is it done without?", "")
}

pub(super) fn set_aside(card: &Card) -> Dialog {
    let when = card.words.may_not_apply.clone().unwrap_or_default();
    Dialog::new(About::SetAside(card.step), "This step does not apply", "Skip")
        .say(Role::Text, &card.words.title)
        .say(Role::TextMuted, when)
        .ask_text("Why does it not apply?", "")
}

pub(super) fn reopen(card: &Card) -> Dialog {
    Dialog::new(About::Reopen(card.step), "Open this step again", "Open again")
        .say(Role::Text, &card.words.title)
        .say(
            Role::TextMuted,
            "What was answered stays on record. Evidence has to be attached anew.",
        )
        .ask_text("Why is it opened again?", "")
}

pub(super) fn note(card: &Card) -> Dialog {
    Dialog::new(About::Note(card.step), "Note", "Record")
        .say(Role::TextMuted, &card.words.title)
        .ask_text("Note on this step", "")
}

pub(super) fn session_note() -> Dialog {
    Dialog::new(About::SessionNote, "Note on the session", "Record").ask_text("Note", "")
}

/// Ends the session without finishing it.
pub(in crate::front::tui) fn abort() -> Dialog {
    Dialog::new(About::Abort, "End the session without finishing it", "Abort")
        .dangerous_choice()
        .say(
            Role::Warning,
            "The session is closed as aborted and signed. It cannot be gone on with.",
        )
        .say(Role::TextMuted, "To go on later, leave with q instead: nothing is lost.")
        .ask_text("Why is it ended?", "")
        .ask_line("To end it, type ABORT", "")
        .typed_afresh()
}

/// Whether a step is confirmed by one key: its whole question stands on the card.
pub(super) fn is_plain_yes(card: &Card) -> bool {
    card.can.contains(&Action::Answer)
        && match &card.ask {
            Ask::YesNo { .. } => true,
            Ask::Evidence { .. } => !card.evidence.is_empty(),
            _ => false,
        }
}
