//! Introduces an engine, a face and a world to one another, until the session is over.

use std::path::Path;

use jiff::Timestamp;

use crate::engine::{
    Effect, Evidence, Fact, Inspection, Model, Msg, Observation, Person, Phase, Refusal, Saw,
    Sensing, StepIx, ToRead, Via, Wish, consider, happen, is_news, is_waited_for, sensing, to_read,
    watched,
};
use crate::failure::Failure;
use crate::front::{FrontEnd, Guest, Said, Secret};
use crate::world::inspection;
use crate::world::machine::Machine;

/// What a session needs of the machine it runs on.
pub trait World {
    /// Now, in whole seconds, UTC.
    fn now(&self) -> Timestamp;

    /// Who sits at the console.
    fn person(&self) -> Person;

    /// Lets somebody else sign beside whoever sits here, with the key in that file. The error is a
    /// sentence for the operator.
    fn admit(&mut self, guest: &Guest) -> Result<Person, String>;

    /// Whether the key that signs here can be unlocked once more: it has a passphrase.
    fn has_passphrase(&self) -> bool;

    /// Unlocks the key that signs here once more. The error is a sentence for the operator.
    fn unlock_again(&mut self, passphrase: &Secret) -> Result<(), String>;

    /// Whether the key that signs next has to be touched for it.
    fn wants_touch(&self) -> bool;

    /// Reads a file or folder once and safely, with the sensors of its step. The error is a
    /// sentence for the operator.
    fn read_evidence(&mut self, path: &str, sensing: &Sensing) -> Result<Evidence, String>;

    /// Reads evidence again, and looks whether the pins still hold.
    fn inspect(&mut self, pieces: &[ToRead]) -> Inspection;

    /// Whether a piece of evidence is, by size or time, not what it was: a look and no reading,
    /// for the moment between a verdict and what is begun on it.
    fn looks_changed(&self, pieces: &[ToRead]) -> bool;

    /// By how many seconds the clock has jumped since this was last asked; negative where it was
    /// set back. `None`: it goes as it should, as far as can be known.
    fn clock_jump(&mut self) -> Option<i64>;

    /// Lets a while go by between two looks at a file.
    fn pause(&mut self);

    /// Performs an effect. For [`Effect::Record`] it returns after the fact is on disk; an error
    /// ends the session and nothing further is done, unless it is that the key did not sign
    /// ([`Failure::unsigned`]): then nothing was written, and the wish may be put again.
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
        pass_time(model, front, world)?;
        let done = match front.next(model)? {
            Said::Stop => return Err(Failure::Stopped),
            Said::Tick => continue,
            Said::Witness { step, guest, saw, text } => {
                witness(model, front, world, step, &guest, (saw, text))
            }
            Said::HandOver { guest, text } => hand_over(model, front, world, &guest, text),
            said => match wished(model, front, world, said)? {
                Some(wish) => put(model, front, world, wish),
                None => continue,
            },
        };
        // The key said no, or nobody answered for it: nothing is on record or has changed.
        if let Err(failure) = done {
            let why = failure.unsigned().ok_or(failure)?;
            front.unsigned(&why)?;
        }
    }
    Ok(())
}

/// The wish that something said comes to, once everything outside is looked at that it needs.
/// `None`: the face was told why there is none.
fn wished(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
    said: Said,
) -> Result<Option<Wish>, Failure> {
    Ok(match said {
        Said::Wish(wish) if asks_for_the_key(model, world, &wish) => {
            front.refuse(&Refusal::HoldPoint)?;
            None
        }
        Said::Wish(wish) => Some(wish),
        Said::Unlocked { wish, passphrase } => match world.unlock_again(&passphrase) {
            Ok(()) => Some(wish),
            Err(why) => {
                front.unsigned(&why)?;
                None
            }
        },
        Said::Check { step } => Some(check(model, world, step)),
        Said::Watch { step } => watch(model, front, world, step)?,
        Said::Read { step, path } => match world.read_evidence(&path, &sensing(model, step)) {
            Ok(evidence) => Some(Wish::Attach { step, evidence }),
            Err(why) => {
                front.unreadable(&why)?;
                None
            }
        },
        Said::Witness { .. } | Said::HandOver { .. } | Said::Tick | Said::Stop => None,
    })
}

/// Whether the wish settles a hold point, and the key has a passphrase that can be asked for.
fn asks_for_the_key(model: &Model, world: &dyn World, wish: &Wish) -> bool {
    let step = match wish {
        Wish::Answer { step, .. }
        | Wish::Correct { step, .. }
        | Wish::Waive { step, .. }
        | Wish::Begin { step, .. } => *step,
        _ => return false,
    };
    model.plan().is_hold_point(step) && world.has_passphrase()
}

/// A second person says what they saw, and signs it with a key of their own.
fn witness(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
    step: StepIx,
    guest: &Guest,
    (saw, text): (Saw, String),
) -> Result<(), Failure> {
    let Some(of) = model.awaits_second(step) else {
        let step = model.plan().step(step).id.clone();
        front.refuse(&Refusal::NoSecondAwaited { step })?;
        return Ok(());
    };
    let person = match world.admit(guest) {
        Ok(person) => person,
        Err(why) => return Ok(front.unsigned(&why)?),
    };
    let shown = model.to_witness(of).unwrap_or_default();
    let seen = Observation { of, shown, saw, text, statement: None };
    let told = ask(model, front, world, Wish::Witness { step, seen }, person)?;
    tell(model, front, &told)
}

/// Hands the session over: whoever sits here signs what is open, and whoever takes it over signs
/// that they do.
fn hand_over(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
    guest: &Guest,
    text: String,
) -> Result<(), Failure> {
    let person = match world.admit(guest) {
        Ok(person) => person,
        Err(why) => return Ok(front.unsigned(&why)?),
    };
    let by = world.person();
    let told = ask(model, front, world, Wish::HandOver { to: person.clone(), text }, by)?;
    tell(model, front, &told)?;
    if told.is_ok() {
        let told = ask(model, front, world, Wish::TakeOver, person)?;
        tell(model, front, &told)?;
    }
    Ok(())
}

fn tell(
    model: &Model,
    front: &mut dyn FrontEnd,
    told: &Result<Fact, Refusal>,
) -> Result<(), Failure> {
    match told {
        Ok(fact) => front.recorded(model, fact)?,
        Err(refusal) => front.refuse(refusal)?,
    }
    Ok(())
}

/// Puts a wish, and tells the face what came of it. A point of no return is looked at once more
/// before it is begun.
fn put(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
    wish: Wish,
) -> Result<(), Failure> {
    let begins = match &wish {
        Wish::Begin { step, .. } => Some(*step),
        _ => None,
    };
    if let Some(step) = begins
        && model.verdict_of(step) == Some(true)
        && world.looks_changed(&to_read(model, step))
    {
        look_again(model, front, world, step)?;
    }
    let by = world.person();
    let mut told = ask(model, front, world, wish.clone(), by.clone())?;
    if let (Some(step), Err(Refusal::Unchecked { .. } | Refusal::NoGo { .. })) = (begins, &told) {
        look_again(model, front, world, step)?;
        told = ask(model, front, world, wish, by)?;
    }
    tell(model, front, &told)
}

/// Looks at everything again, and puts the verdict on record.
fn look_again(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
    step: StepIx,
) -> Result<(), Failure> {
    let looked = check(model, world, step);
    let by = world.person();
    if let Ok(fact) = ask(model, front, world, looked, by)? {
        front.recorded(model, &fact)?;
    }
    Ok(())
}

fn check(model: &Model, world: &mut dyn World, step: StepIx) -> Wish {
    Wish::Check { step, inspection: world.inspect(&to_read(model, step)) }
}

/// Lets time go on in the session, and puts a jump of the clock on record.
fn pass_time(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
) -> Result<(), Failure> {
    if let Some(seconds) = world.clock_jump()
        && let Ok(fact) = say(model, world, front.via(), Wish::ClockJumped { seconds })?
    {
        front.recorded(model, &fact)?;
    }
    model.tick(world.now());
    Ok(())
}

/// Looks at the files that are waited for until one of them holds something else than what is on
/// record, or the step waits no more. The wish is to attach it.
fn watch(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
    step: StepIx,
) -> Result<Option<Wish>, Failure> {
    loop {
        pass_time(model, front, world)?;
        if !is_waited_for(model.plan(), step, model.state(step)) {
            return Ok(None);
        }
        for (step, path) in watched(model) {
            if let Ok(evidence) = world.read_evidence(&path, &sensing(model, step))
                && is_news(model, step, &evidence)
            {
                return Ok(Some(Wish::Attach { step, evidence }));
            }
        }
        world.pause();
    }
}

/// Puts one wish where a face is before somebody, who is told to touch the key that signs it.
fn ask(
    model: &mut Model,
    front: &mut dyn FrontEnd,
    world: &mut dyn World,
    wish: Wish,
    by: Person,
) -> Result<Result<Fact, Refusal>, Failure> {
    if world.wants_touch() {
        front.touch(model)?;
    }
    say_as(model, world, front.via(), wish, by)
}

/// Puts one wish to the engine and performs what follows. The fact that comes back is on disk, and
/// has happened only since then: where it could not be signed, the model is as it was.
pub fn say(
    model: &mut Model,
    world: &mut dyn World,
    via: Via,
    wish: Wish,
) -> Result<Result<Fact, Refusal>, Failure> {
    let by = world.person();
    say_as(model, world, via, wish, by)
}

/// The same for somebody else who was admitted.
pub fn say_as(
    model: &mut Model,
    world: &mut dyn World,
    via: Via,
    wish: Wish,
    by: Person,
) -> Result<Result<Fact, Refusal>, Failure> {
    let msg = Msg { at: world.now(), by, via, wish };
    let effects = match consider(model, msg) {
        Ok(effects) => effects,
        Err(refusal) => return Ok(Err(refusal)),
    };
    for effect in &effects {
        world.perform(effect)?;
        happen(model, effect);
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

    fn admit(&mut self, guest: &Guest) -> Result<Person, String> {
        Machine::admit(self, Path::new(&guest.key), guest.passphrase.0.as_str())
    }

    fn has_passphrase(&self) -> bool {
        Machine::has_passphrase(self)
    }

    fn unlock_again(&mut self, passphrase: &Secret) -> Result<(), String> {
        Machine::unlock_again(self, passphrase.0.as_str())
    }

    fn wants_touch(&self) -> bool {
        Machine::wants_touch(self)
    }

    fn read_evidence(&mut self, path: &str, sensing: &Sensing) -> Result<Evidence, String> {
        Machine::read_evidence(self, path, sensing)
    }

    fn inspect(&mut self, pieces: &[ToRead]) -> Inspection {
        Machine::inspect(self, pieces)
    }

    fn looks_changed(&self, pieces: &[ToRead]) -> bool {
        inspection::looks_changed(pieces)
    }

    fn clock_jump(&mut self) -> Option<i64> {
        Machine::clock_jump(self)
    }

    fn pause(&mut self) {
        Machine::pause(self);
    }

    fn perform(&mut self, effect: &Effect) -> Result<(), Failure> {
        Ok(Machine::perform(self, effect)?)
    }
}
