//! Opens sessions for the screen: new ones, and those that are gone on with.

use crate::engine::{Phase, Via};
use crate::failure::Failure;
use crate::front::tui::{KeyState, Secret};
use crate::record::{Ending, ending};
use crate::world::here;

use super::super::keyring::{self, Asker, Keyring, Needs};
use super::super::resume::{self, TakenUp};
use super::super::{out, run, source};
use super::Office;

/// What has to be typed before answers can be signed.
pub(super) fn key(office: &Office) -> Result<KeyState, Failure> {
    Ok(match keyring::needs(&office.home, &office.walk)? {
        Needs::Name => KeyState::New { user: here::user() },
        Needs::Passphrase(path) => KeyState::Locked { path: path.display().to_string() },
        Needs::Nothing => KeyState::Open,
    })
}

/// Begins a session with the plan made last.
pub(super) fn begin(
    office: &Office,
    name: &str,
    person: &str,
    passphrase: &Secret,
) -> Result<(), Failure> {
    let now = here::now();
    let Some(drawn) = office.papers().drawn.clone() else {
        return Err(Failure::Bug { what: "a session was begun without a plan".to_owned() });
    };
    source::must_be_allowed(&drawn.plan)?;
    source::must_have_something_to_do(&drawn.plan)?;
    let keyring = open_keyring(office, person, passphrase)?;
    if let Err(why) = keyring.may_seal(now) {
        out::tell(&format!("note: this key cannot close the session: {why}"));
    }
    let sitting = run::start(&office.home, &drawn, name, keyring, office.gate.clone(), now)?;
    let mut papers = office.papers();
    papers.session = Some(sitting.folder.clone());
    papers.sitting = Some(Box::new(sitting));
    Ok(())
}

/// Takes a session up again.
pub(super) fn resume(office: &Office, id: &str, passphrase: &Secret) -> Result<(), Failure> {
    let folder = resume::find(&office.home, id)?;
    // What is plainly open is read once, when it is taken up; anything else before it is touched.
    if ending(&folder.record()) != Ending::Open && folder.read()?.model.phase() != Phase::Walking {
        return Err(Failure::SessionOver { session: id.to_owned() });
    }
    let keyring = open_keyring(office, "", passphrase)?;
    let gate = office.gate.clone();
    let taken =
        resume::take_up(&office.home, &folder, keyring, gate, office.despite_ledger, &Via::Person)?;
    match taken {
        TakenUp::Open(sitting) => {
            let mut papers = office.papers();
            papers.session = Some(folder);
            papers.sitting = Some(sitting);
            Ok(())
        }
        TakenUp::Closed(_) => Err(Failure::SessionOver { session: id.to_owned() }),
    }
}

fn open_keyring(office: &Office, person: &str, passphrase: &Secret) -> Result<Keyring, Failure> {
    let mut asker = Asker::Given { name: person, passphrase: &passphrase.0 };
    Keyring::open(&office.home, &office.walk, here::now(), &mut asker)
}
