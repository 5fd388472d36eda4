//! `run`: starts a session and walks it.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::Model;
use crate::failure::Failure;
use crate::record::{Here, Ledger, Opening, PinnedFile, PinnedFlow, Tool, Writer};
use crate::world::home::Home;
use crate::world::machine::{Gate, Machine};
use crate::world::sessions::{FLOW_FOLDER, Folder, HIERARCHY_FILE};
use crate::world::settings::Settings;
use crate::world::{here, input};

use super::args::Run;
use super::face::Face;
use super::keyring::Keyring;
use super::source::{self, Drawn};
use super::{console, full, out, walk};

pub(crate) fn run(typed: &Run) -> Result<(), Failure> {
    if full::is_wanted(&typed.walk)? {
        return full::run(typed);
    }
    let home = Home::find()?;
    let mut face = Face::choose(&typed.walk)?;
    let what = console::complete(&typed.what, &mut face)?;
    let drawn = source::draw(&what)?;
    source::must_be_allowed(&drawn.plan)?;
    source::must_have_something_to_do(&drawn.plan)?;
    face.check_against(&drawn.plan)?;
    let now = here::now();
    let keyring = Keyring::open(&home, &typed.walk, now, &mut face.asker())?;
    if let Err(why) = keyring.may_seal(now) {
        out::tell(&format!("note: this key cannot close the session: {why}"));
    }
    let name = typed.name.clone().unwrap_or_else(|| default_name(&drawn));
    let gate = Gate::default();
    walk::leave_on_signals(&gate);
    let mut sitting = start(&home, &drawn, &name, keyring, gate, now)?;
    out::tell(&format!("session {} in {}", sitting.folder.id, sitting.folder.path.display()));
    walk::walk(&mut sitting.model, &mut face, &mut sitting.machine, &sitting.folder)
}

/// A session that is open on this machine.
pub(crate) struct Sitting {
    pub(crate) model: Model,
    pub(crate) machine: Machine,
    pub(crate) folder: Folder,
}

/// Starts a session: its folder, its pins, the first line of its record. Nothing is left behind
/// where that fails.
pub(crate) fn start(
    home: &Home,
    drawn: &Drawn,
    name: &str,
    keyring: Keyring,
    gate: Gate,
    now: Timestamp,
) -> Result<Sitting, Failure> {
    let folder = Folder::create(home, now)
        .map_err(|source| Failure::Unwritable { path: home.sessions(), source })?;
    let person = keyring.person.clone();
    let ledger = Ledger::at(&home.ledger());
    let (writer, opening) = match begin(&folder, drawn, name, keyring, ledger, now) {
        Ok(begun) => begun,
        Err(failure) => {
            folder.discard();
            return Err(failure);
        }
    };
    let machine = Machine::new(writer, person, folder.evidence(), gate)
        .with_pins(folder.clone(), opening)
        .looking_every(Settings::load(home).0.look_again());
    Ok(Sitting { model: Model::new(Arc::clone(&drawn.plan)), machine, folder })
}

pub(crate) fn default_name(drawn: &Drawn) -> String {
    match drawn.plan.target {
        Some(target) => format!("{} to {target}", drawn.plan.hierarchy.name),
        None => drawn.plan.hierarchy.name.clone(),
    }
}

fn begin(
    folder: &Folder,
    drawn: &Drawn,
    name: &str,
    keyring: Keyring,
    ledger: Ledger,
    now: Timestamp,
) -> Result<(Writer, Opening), Failure> {
    let unwritable = |source| Failure::Unwritable { path: folder.path.clone(), source };
    let signers = input::read_text(&keyring.signers_path)?;
    folder.pin(&drawn.plan.flow, &drawn.hierarchy, &signers).map_err(unwritable)?;
    let plan = &drawn.plan;
    let opening = Opening {
        at: now,
        by: keyring.person,
        run: here::hex(&here::random::<16>().map_err(unwritable)?),
        tool: tool(),
        flow: PinnedFlow {
            file: FLOW_FOLDER.to_owned(),
            sha256: plan.flow.sha256.clone(),
            revision: plan.flow.revision,
            id: plan.flow.id.clone(),
        },
        hierarchy: PinnedFile {
            file: HIERARCHY_FILE.to_owned(),
            sha256: plan.hierarchy_sha256.clone(),
        },
        target: plan.target.map(|target| target.to_string()).unwrap_or_default(),
        name: name.to_owned(),
        signers_sha256: keyring.signers_sha256,
        here: sitting().map_err(unwritable)?,
        ticket: None,
        policy: plan.policy.words(),
    };
    let (signers, signer) = (keyring.signers, keyring.signer);
    let writer = Writer::create(&folder.path, &opening, signers, signer, Some(ledger))?;
    Ok((writer, opening))
}

/// One sitting at this machine.
pub(crate) fn sitting() -> std::io::Result<Here> {
    Ok(Here {
        session: here::hex(&here::random::<8>()?),
        host: here::host(),
        os: std::env::consts::OS.to_owned(),
        machine: here::sha256(here::machine().as_bytes()),
        boot: here::boot(),
    })
}

/// This program, as it is on disk.
fn tool() -> Tool {
    let executable = std::env::current_exe().ok();
    let digest = |path: &Path| crate::world::evidence::read_file(path).ok();
    Tool {
        name: "upgrade-wizard".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sha256: executable
            .and_then(|path| path.canonicalize().ok())
            .and_then(|path| digest(&path))
            .map(|reading| reading.sha256)
            .unwrap_or_default(),
    }
}
