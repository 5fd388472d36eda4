//! `resume`: goes on with a session.

use crate::engine::{Happening, Model, Outcome, Phase, Via, Wish};
use crate::failure::Failure;
use crate::record::{Ending, Ledger, RecordError, Resumed, Writer, detached_name, ending};
use crate::session::say;
use crate::text::{count, quoted, shown};
use crate::world::here;
use crate::world::home::Home;
use crate::world::input::InputError;
use crate::world::machine::{Gate, Machine};
use crate::world::sessions::{Folder, SessionError};
use crate::world::settings::Settings;

use super::args::{Resume, Walk};
use super::face::Face;
use super::keyring::Keyring;
use super::run::{Sitting, sitting};
use super::{full, out, walk};

pub(crate) fn resume(typed: &Resume) -> Result<(), Failure> {
    if full::is_wanted(&typed.walk)? {
        return full::resume(typed);
    }
    let home = Home::find()?;
    let folder = match &typed.session {
        Some(name) => find(&home, name)?,
        None => latest_open(&home)?,
    };
    go_on(&home, &folder, &typed.walk, Face::choose(&typed.walk)?, typed.despite_ledger)
}

/// Takes a session up again and walks it.
pub(crate) fn go_on(
    home: &Home,
    folder: &Folder,
    typed: &Walk,
    mut face: Face,
    despite_ledger: bool,
) -> Result<(), Failure> {
    let now = here::now();
    // Everything that can be looked at is looked at before anything is touched.
    match folder.read() {
        Ok(loaded) if loaded.model.phase() == Phase::Walking => {
            face.check_against(loaded.model.plan())?;
        }
        // A sealed one may still need its signature; who signed later is not in the old list.
        Ok(_) | Err(SessionError::Damaged { .. } | SessionError::Record(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let keyring = Keyring::open(home, typed, now, &mut face.asker())?;
    let gate = Gate::default();
    walk::leave_on_signals(&gate);
    let mut sitting = match take_up(home, folder, keyring, gate, despite_ledger, &face.via())? {
        TakenUp::Open(sitting) => sitting,
        TakenUp::Closed(outcome) => return closed_as(outcome),
    };
    face.check_against(sitting.model.plan())?;
    walk::walk(&mut sitting.model, &mut face, &mut sitting.machine, folder)
}

/// From how many percent on it is told that a record is nearly full.
const NEARLY_FULL: u64 = 75;

/// What taking a session up came to.
pub(crate) enum TakenUp {
    Open(Box<Sitting>),
    /// It was closed, and only its last signature was missing.
    Closed(Outcome),
}

/// Takes a session up again: from here on its record is locked and this sitting is on it.
pub(crate) fn take_up(
    home: &Home,
    folder: &Folder,
    keyring: Keyring,
    gate: Gate,
    despite_ledger: bool,
    via: &Via,
) -> Result<TakenUp, Failure> {
    let unwritable = |source| Failure::Unwritable { path: folder.path.clone(), source };
    let person = keyring.person.clone();
    let ledger = Ledger::at(&home.ledger());
    let ledger = if despite_ledger { ledger.overridden() } else { ledger };
    let seal = folder.path.join(detached_name(&person.id));
    let had_seal = seal.exists();
    let resumed = Writer::resume(
        &folder.path,
        keyring.signers,
        keyring.signer,
        person.clone(),
        &sitting().map_err(unwritable)?,
        Some(ledger),
    );
    let Resumed { writer, facts, opening, torn, is_despite_ledger } = match resumed {
        // A crash or a full disk came between closing and this signature.
        Err(RecordError::Sealed { outcome }) if !had_seal && seal.exists() => {
            out::tell(&format!("made up for the missing signature {}", seal.display()));
            return Ok(TakenUp::Closed(outcome));
        }
        resumed => resumed?,
    };
    let mut model: Model = folder.rebuild(&opening, facts)?;
    if model.phase() != Phase::Walking {
        return Err(Failure::SessionOver { session: folder.id.clone() });
    }
    if let Some(torn) = torn {
        out::tell(&format!(
            "note: a crash had left {} of an unfinished record; they are kept in {}",
            count("byte", torn.bytes),
            torn.kept.display()
        ));
    }
    out::tell(&format!(
        "session {} ({}) in {}",
        shown(&folder.id),
        shown(&opening.name),
        folder.path.display()
    ));
    if writer.percent_full() >= NEARLY_FULL {
        out::tell(&format!(
            "note: {}% of the room that a record has is taken; close this session and begin \
             another before it is full",
            writer.percent_full()
        ));
    }
    let mut machine = Machine::new(writer, person, folder.evidence(), gate)
        .with_pins(folder.clone(), opening)
        .looking_every(Settings::load(home).0.look_again());
    let is_restarted = machine.go_on(model.last_at());
    let wish = Wish::Resume { despite_ledger: is_despite_ledger };
    if let Err(refusal) = say(&mut model, &mut machine, via.clone(), wish)? {
        return Err(Failure::Bug { what: refusal.to_string() });
    }
    if is_restarted {
        tell_of_restart(&mut model, &mut machine, via)?;
    }
    Ok(TakenUp::Open(Box::new(Sitting { model, machine, folder: folder.clone() })))
}

/// Puts on record that this machine was restarted, where it is the server of a site: some answers
/// hold until then only.
fn tell_of_restart(model: &mut Model, machine: &mut Machine, via: &Via) -> Result<(), Failure> {
    let host = here::host();
    let hierarchy = &model.plan().hierarchy;
    let is_here = |site: &&crate::hierarchy::Site| site.server.eq_ignore_ascii_case(&host);
    let Some(site) = hierarchy.sites.iter().find(is_here) else { return Ok(()) };
    let wish = Wish::Tell {
        what: Happening::Restart,
        site: Some(site.code.clone()),
        text: format!("{host} was restarted since the last sitting"),
    };
    match say(model, machine, via.clone(), wish)? {
        Ok(_) => Ok(()),
        Err(refusal) => Err(Failure::Bug { what: refusal.to_string() }),
    }
}

/// How a session that is closed ends the program.
pub(crate) fn closed_as(outcome: Outcome) -> Result<(), Failure> {
    match outcome {
        Outcome::Complete | Outcome::CompleteWithDeviations => Ok(()),
        Outcome::Incomplete | Outcome::Aborted => {
            Err(Failure::NotComplete { outcome: outcome.word().to_owned() })
        }
    }
}

/// The session of that id, or the one touched last.
pub(crate) fn find_or_latest(home: &Home, name: Option<&str>) -> Result<Folder, Failure> {
    match name {
        Some(name) => find(home, name),
        None => Folder::all(home)?
            .pop()
            .ok_or_else(|| Failure::NoSuchSession { name: "latest".to_owned() }),
    }
}

/// The session of that id, or the only one whose id begins so.
pub(crate) fn find(home: &Home, name: &str) -> Result<Folder, Failure> {
    let all = Folder::all(home)?;
    if let Some(exact) = all.iter().find(|folder| folder.id == name) {
        return Ok(exact.clone());
    }
    if let Some(folder) = Folder::named(home, name) {
        let path = folder.record();
        return Err(if path.is_dir() {
            InputError::Folder { path }.into()
        } else {
            RecordError::Missing { path }.into()
        });
    }
    let mut beginning = all.into_iter().filter(|folder| folder.id.starts_with(name));
    match (beginning.next(), beginning.next()) {
        (Some(folder), None) => Ok(folder),
        (Some(one), Some(other)) => Err(Failure::Usage {
            message: format!(
                "several sessions begin with {}: `{}`, `{}`",
                quoted(name),
                one.id,
                other.id
            ),
            hint: "write more of the id; `upgrade-wizard sessions` lists them",
        }),
        _ => Err(Failure::NoSuchSession { name: name.to_owned() }),
    }
}

/// The session of that name, else the open one that was touched last.
pub(crate) fn find_or_latest_open(home: &Home, name: Option<&str>) -> Result<Folder, Failure> {
    match name {
        Some(name) => find(home, name),
        None => latest_open(home),
    }
}

/// The session that was touched last, where its last lines say that it is open.
pub(crate) fn plainly_open(home: &Home) -> Result<Option<Folder>, Failure> {
    let latest = Folder::all(home)?.pop();
    Ok(latest.filter(|folder| ending(&folder.record()) == Ending::Open))
}

/// The open session that was touched last. One that does not hold is not passed over: the operator
/// would go on in another session than they believe. Without any, one that was closed and lacks the
/// signature over its whole record.
pub(crate) fn latest_open(home: &Home) -> Result<Folder, Failure> {
    let mut unsigned = None;
    for folder in Folder::all(home)?.into_iter().rev() {
        match folder.read() {
            Ok(loaded) if loaded.model.phase() == Phase::Walking => return Ok(folder),
            Ok(loaded) => {
                let sealed = loaded.report.sealed.as_ref();
                let signature = sealed.map(|seal| folder.path.join(detached_name(&seal.by.id)));
                if signature.is_some_and(|path| !path.exists()) {
                    unsigned = unsigned.or(Some(folder));
                }
            }
            // The program was ended while it began the session: nothing is lost.
            Err(SessionError::Record(error @ RecordError::NeverOpened { .. })) => {
                out::tell(&format!("note: session {}: {error}", shown(&folder.id)));
            }
            Err(error) => {
                out::tell(
                    "note: this is the session that was touched last; name another one to go on \
                     with that",
                );
                return Err(error.into());
            }
        }
    }
    unsigned.ok_or(Failure::NothingToResume)
}
