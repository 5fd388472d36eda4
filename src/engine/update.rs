//! One message, one fact, one record.

use std::iter;

use super::decide::decide;
use super::{Deed, Effect, Fact, Model, Msg, Refusal};

/// Advances the session by one message.
///
/// A message yields one fact, and the fact is recorded before anything it causes is performed. So
/// whatever prefix of the record survives a crash, it is a state the wizard can be in. A refusal
/// changes nothing.
pub fn update(model: &mut Model, msg: Msg) -> Result<Vec<Effect>, Refusal> {
    let effects = consider(model, msg)?;
    for effect in &effects {
        happen(model, effect);
    }
    Ok(effects)
}

/// What a message would set in motion. Nothing has happened yet: the fact may not get on record,
/// and then never has been.
pub fn consider(model: &mut Model, msg: Msg) -> Result<Vec<Effect>, Refusal> {
    model.tick(msg.at);
    let fact = decide(model, msg)?;
    let consequence = react(&fact);
    Ok(iter::once(Effect::Record(fact)).chain(consequence).collect())
}

/// Takes in an effect that was performed: a fact that is on record has happened.
pub fn happen(model: &mut Model, effect: &Effect) {
    match effect {
        Effect::Record(fact) => model.apply(fact),
        Effect::SignFile => {}
    }
}

/// What a fact sets in motion. Never called on replay.
fn react(fact: &Fact) -> Option<Effect> {
    match &fact.deed {
        Deed::Closed { .. } => Some(Effect::SignFile),
        Deed::Answered { .. }
        | Deed::Begun { .. }
        | Deed::Ended { .. }
        | Deed::Acknowledged { .. }
        | Deed::Waived { .. }
        | Deed::NotApplicable { .. }
        | Deed::Corrected { .. }
        | Deed::Reopened { .. }
        | Deed::Attached { .. }
        | Deed::Withdrawn { .. }
        | Deed::Explained { .. }
        | Deed::Happened { .. }
        | Deed::ClockJumped { .. }
        | Deed::Checked { .. }
        | Deed::Redeclared { .. }
        | Deed::Witnessed { .. }
        | Deed::HandedOver { .. }
        | Deed::TakenOver
        | Deed::WindowSet { .. }
        | Deed::Noted { .. }
        | Deed::Resumed { .. } => None,
    }
}
