//! What takes more than one person, and the way back: second persons, hand-over, the window.

use crate::engine::{Card, Model, Saw, TurnBack};
use crate::front::tui::dialog::{About, Dialog};
use crate::front::tui::paint::{Piece, bold, piece};
use crate::front::tui::panel::Act;
use crate::plan::duration;
use crate::text::shown;
use crate::theme::Role;

/// A second person looks at what was settled: first what is to be read, then what they say.
pub(in crate::front::tui) fn look(card: &Card) -> Vec<Act> {
    let Some(text) = &card.second else { return Vec::new() };
    let options = Saw::ALL.map(|saw| saw.label().to_owned()).to_vec();
    let dialog = Dialog::new(About::Second(card.step), "Second person", "Sign")
        .say(Role::Text, &card.words.title)
        .say(
            Role::TextMuted,
            "Another person than the first, with a key of their own. They sign what they saw.",
        )
        .ask_choice("What did you see?", options, None)
        .ask_text("What did you look at, in your own words?", "");
    let dialog = key(dialog, "Key file of the second person");
    let lines = text.lines().map(|line| vec![piece(Role::Text, shown(line).into_owned())]);
    let head = "For the second person: read this, and look yourself. Esc closes this and goes on.";
    let lines = head_and(head, lines.collect());
    vec![Act::Ask(dialog), Act::Page { title: "Second person".to_owned(), lines }]
}

/// Hands the session to somebody who is there, or to a new key: first what is open.
pub(super) fn hand_over(model: &Model) -> Vec<Act> {
    let dialog = Dialog::new(About::HandOver, "Hand over", "Sign, both")
        .say(
            Role::Text,
            "You sign what is open; whoever takes over signs that they do. From then on their key \
             signs. For a new key of your own, name that.",
        )
        .ask_text("What else do they have to know?", "");
    let dialog = key(dialog, "Key file of whoever takes over");
    let points = model.open_points();
    let lines = points.iter().map(|line| vec![piece(Role::Text, shown(line).into_owned())]);
    let lines =
        head_and("Read this to whoever takes over. Esc closes this and goes on.", lines.collect());
    vec![Act::Ask(dialog), Act::Page { title: "Hand over".to_owned(), lines }]
}

fn key(dialog: Dialog, label: &str) -> Dialog {
    dialog.ask_line(label, "").ask_secret("Passphrase of that key (empty if it has none)")
}

fn head_and(head: &str, lines: Vec<Vec<Piece>>) -> Vec<Vec<Piece>> {
    let mut all = vec![vec![bold(Role::Warning, head)], Vec::new()];
    all.extend(lines);
    all
}

/// Until when the work has to be done or undone.
pub(super) fn window(model: &Model) -> Dialog {
    let dialog = Dialog::new(About::Window, "The window", "Set");
    let dialog = match model.window_ends() {
        Some(until) => {
            let until = until.strftime("%Y-%m-%d %H:%M");
            dialog.say(Role::Text, format!("It ends at {until} UTC now."))
        }
        None => dialog.say(Role::Text, "None is set: nobody can say until when to turn back."),
    };
    dialog
        .ask_line("It ends, in UTC, like 2026-11-22 04:00", "")
        .ask_text("Who set it, or why?", "")
        .typed_afresh()
}

/// What has to be undone to be back where the session began.
pub(in crate::front::tui) fn way_back(model: &Model) -> Act {
    let turn_back = model.turn_back();
    let mut lines = vec![vec![bold(role(turn_back), turn_back.words())], Vec::new()];
    for (index, step) in model.back_out().iter().enumerate() {
        let takes = duration(step.takes_seconds);
        let title = format!("{:>2}  {}", index + 1, shown(&step.title));
        let mut head = vec![bold(Role::Text, title), piece(Role::TextMuted, format!("  {takes}"))];
        if !step.is_certain {
            head.push(piece(Role::Warning, "  look first whether anything was changed"));
        }
        lines.push(head);
        let how = step.how.lines().map(|line| format!("    {}", shown(line)));
        lines.extend(how.map(|line| vec![piece(Role::Text, line)]));
        lines.push(Vec::new());
    }
    Act::Page { title: "The way back".to_owned(), lines }
}

/// How urgent it is to turn back.
pub(in crate::front::tui) fn role(turn_back: TurnBack) -> Role {
    match turn_back {
        TurnBack::Nothing => Role::TextMuted,
        TurnBack::Takes { .. } => Role::Text,
        TurnBack::Until { .. } => Role::Warning,
        TurnBack::TooLate { .. } => Role::Danger,
    }
}
