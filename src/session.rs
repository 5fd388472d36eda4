//! Introduces an engine, a face and a world to one another, until the session is over.

use jiff::Timestamp;

use crate::engine::{
    Effect, Evidence, Fact, Model, Msg, Person, Phase, Refusal, Via, Wish, update,
};
use crate::failure::Failure;
use crate::front::{FrontEnd, Said};
use crate::world::machine::Machine;

/// What a session needs of the machine it runs on.
pub trait World {
    /// Now, in whole seconds, UTC.
    fn now(&self) -> Timestamp;

    /// Who sits at the console.
    fn person(&self) -> Person;

    /// Reads a file or folder once and safely. The error is a sentence for the operator.
    fn read_evidence(&mut self, path: &str) -> Result<Evidence, String>;

    /// Performs an effect. For [`Effect::Record`] it returns after the fact is on disk; an error
    /// ends the session and nothing further is done.
    fn perform(&mut self, effect: &Effect) -> Result<(), Failure>;
}

/// Drives a session until it is closed, one message at a time.
///
/// Returns early with [`Failure::Stopped`] when the operator leaves.
pub fn drive(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
) -> Result<(), Failure> {
    while model.phase() == Phase::Walking {
        let wish = match front.next(model)? {
            Said::Stop => return Err(Failure::Stopped),
            Said::Wish(wish) => wish,
            Said::Read { step, path } => match world.read_evidence(&path) {
                Ok(evidence) => Wish::Attach { step, evidence },
                Err(why) => {
                    front.unreadable(&why)?;
                    continue;
                }
            },
        };
        match say(model, world, front.via(), wish)? {
            Ok(fact) => front.recorded(model, &fact)?,
            Err(refusal) => front.refuse(&refusal)?,
        }
    }
    Ok(())
}

/// Puts one wish to the engine and performs what follows. The fact that comes back is on disk.
pub fn say(
    model: &mut Model,
    world: &mut dyn World,
    via: Via,
    wish: Wish,
) -> Result<Result<Fact, Refusal>, Failure> {
    let msg = Msg { at: world.now(), by: world.person(), via, wish };
    let effects = match update(model, msg) {
        Ok(effects) => effects,
        Err(refusal) => return Ok(Err(refusal)),
    };
    for effect in &effects {
        world.perform(effect)?;
    }
    match effects.into_iter().next() {
        Some(Effect::Record(fact)) => Ok(Ok(fact)),
        _ => Err(Failure::Bug { what: "a wish was granted and nothing recorded".to_owned() }),
    }
}

impl World for Machine {
    fn now(&self) -> Timestamp {
        Machine::now(self)
    }

    fn person(&self) -> Person {
        Machine::person(self).clone()
    }

    fn read_evidence(&mut self, path: &str) -> Result<Evidence, String> {
        Machine::read_evidence(self, path)
    }

    fn perform(&mut self, effect: &Effect) -> Result<(), Failure> {
        Ok(Machine::perform(self, effect)?)
    }
}
