//! Somebody else with a key of their own: a second person, whoever takes over, a new key. And the
//! passphrase once more, at a hold point.

use zeroize::Zeroizing;

use crate::engine::{Card, Model, Saw, Wish};
use crate::front::{FrontError, Guest, Said, Secret};

use super::prompt::Prompt;

/// A second person looks at what was settled, and says what they saw.
pub(super) fn look(prompt: &mut Prompt, card: &Card) -> Result<Option<Said>, FrontError> {
    let Some(shown) = &card.second else {
        prompt.tell("Nothing waits for a second person here.")?;
        return Ok(None);
    };
    prompt.tell("This is for a second person, who has looked themselves. Read first:")?;
    for line in shown.lines() {
        prompt.tell(&format!("  {line}"))?;
    }
    let mut labels: Vec<_> = Saw::ALL.iter().map(|saw| saw.label().to_owned()).collect();
    labels.push("Go back; nobody has looked".to_owned());
    let chosen = prompt.number("What did the second person see", &labels)?;
    let Some(saw) = Saw::ALL.get(chosen).copied() else { return Ok(None) };
    let text =
        prompt.line("What was looked at and seen, in your own words, or nothing to go back")?;
    if text.is_empty() {
        return Ok(None);
    }
    let guest = guest(prompt, "Key file of the second person, or nothing to go back")?;
    Ok(guest.map(|guest| Said::Witness { step: card.step, guest, saw, text }))
}

/// Hands the session to somebody who is there, or to a new key.
pub(super) fn hand_over(prompt: &mut Prompt, model: &Model) -> Result<Option<Said>, FrontError> {
    prompt.tell("Read this to whoever takes over. Both of you sign it.")?;
    for point in model.open_points() {
        prompt.tell(&format!("  - {point}"))?;
    }
    let text = prompt.line("What else they have to know, or nothing to go back")?;
    if text.is_empty() {
        return Ok(None);
    }
    let guest = guest(prompt, "Key file of whoever takes over, or nothing to go back")?;
    Ok(guest.map(|guest| Said::HandOver { guest, text }))
}

fn guest(prompt: &mut Prompt, question: &str) -> Result<Option<Guest>, FrontError> {
    let key = prompt.line(question)?;
    if key.is_empty() {
        return Ok(None);
    }
    let passphrase = if prompt.can_ask_secrets() {
        Secret(prompt.secret("Passphrase of that key (nothing if it has none)")?)
    } else {
        Secret(Zeroizing::default())
    };
    Ok(Some(Guest { key, passphrase }))
}

/// At a hold point, asks for the passphrase of the key before anything is settled.
pub(super) fn unlocked(
    prompt: &mut Prompt,
    card: &Card,
    said: Option<Said>,
) -> Result<Option<Said>, FrontError> {
    let Some(Said::Wish(wish)) = said else { return Ok(said) };
    let settles = matches!(
        wish,
        Wish::Answer { .. } | Wish::Correct { .. } | Wish::Waive { .. } | Wish::Begin { .. }
    );
    if !card.is_hold_point || !settles || !prompt.can_ask_secrets() {
        return Ok(Some(Said::Wish(wish)));
    }
    let question = "This is a hold point. Passphrase of your key (nothing if it has none)";
    let passphrase = Secret(prompt.secret(question)?);
    Ok(Some(Said::Unlocked { wish, passphrase }))
}
