//! Approving the plan: what has to be known before a session can begin.

use crate::front::tui::desk::{Errand, KeyState, Secret};
use crate::front::tui::dialog::{About, Dialog};
use crate::front::tui::panel::{Act, Filled};
use crate::front::tui::ui::{choice, secret, text};
use crate::plan::Plan;
use crate::theme::Role;

/// Answers to "Passphrase", in this order. Short enough for sixty columns.
const PROTECT: &str = "Protect the key with it";
const WITHOUT: &str = "None: whoever gets the key file can sign as me";

/// What a session of this plan is called, unless somebody knows better.
pub(super) fn default_name(plan: &Plan) -> String {
    match plan.target {
        Some(target) => format!("{} to {target}", plan.hierarchy.name),
        None => plan.hierarchy.name.clone(),
    }
}

/// Asks for a name, and for what the key needs.
pub(super) fn dialog(name: &str, key: &KeyState) -> Dialog {
    let dialog = Dialog::new(About::NewSession, "Approve the plan and begin", "Begin");
    let dialog = match key {
        KeyState::New { .. } => dialog.say(
            Role::TextMuted,
            "This is the first run here: a key is made with which your answers are signed.",
        ),
        KeyState::Locked { .. } | KeyState::Open => dialog,
    };
    let dialog = dialog.ask_line("Name of the session", name);
    match key {
        KeyState::New { user } => dialog
            .ask_line("Your name, as it is printed", user)
            .ask_secret("New passphrase")
            .ask_secret("The same once more")
            .ask_choice("Passphrase", vec![PROTECT.to_owned(), WITHOUT.to_owned()], Some(0)),
        KeyState::Locked { path } => dialog.ask_secret(&format!("Passphrase of {path}")),
        KeyState::Open => dialog,
    }
}

/// Judges what was given, and sends it off.
pub(super) fn filled(dialog: &Dialog, key: &KeyState) -> Filled {
    let given = dialog.given();
    let name = text(&given, 0);
    if name.is_empty() {
        return Filled::Wrong("Give the session a name.".to_owned());
    }
    let (person, passphrase) = match key {
        KeyState::Open => (String::new(), Secret::default()),
        KeyState::Locked { .. } => (String::new(), secret(&given, 1)),
        KeyState::New { .. } => {
            let passphrase = match choice(&given, 4) {
                Some(0) => new_passphrase(secret(&given, 2), &secret(&given, 3)),
                Some(_) => no_passphrase(&secret(&given, 2), &secret(&given, 3)),
                None => Err("Choose whether the key gets a passphrase."),
            };
            match passphrase {
                Ok(passphrase) => (text(&given, 1), passphrase),
                Err(why) => return Filled::Wrong(why.to_owned()),
            }
        }
    };
    if matches!(key, KeyState::New { .. }) && person.is_empty() {
        return Filled::Wrong("Say your name: it is printed beside what you answer.".to_owned());
    }
    if matches!(key, KeyState::Locked { .. }) && passphrase.0.is_empty() {
        return Filled::Wrong("Type the passphrase of the key.".to_owned());
    }
    let errand = Errand::Begin { name, person, passphrase };
    Filled::Busy("Beginning the session...".to_owned(), vec![Act::Send(errand)])
}

fn new_passphrase(first: Secret, again: &Secret) -> Result<Secret, &'static str> {
    if first != *again {
        return Err("The two passphrases are not the same. Type both again.");
    }
    if first.0.is_empty() {
        return Err("Type a passphrase twice, or choose to go without one.");
    }
    Ok(first)
}

fn no_passphrase(first: &Secret, again: &Secret) -> Result<Secret, &'static str> {
    if first.0.is_empty() && again.0.is_empty() {
        return Ok(Secret::default());
    }
    Err("A passphrase was typed, and none was chosen. Type it again, or leave both empty.")
}
