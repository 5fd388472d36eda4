//! Walks an open session with the face that was chosen, and tells how it ended.

use crate::engine::{Model, Outcome, Phase, verdict};
use crate::failure::Failure;
use crate::front::FrontEnd;
use crate::front::script::Script;
use crate::front::tui::{self, Finished};
use crate::record::{SEAL_NAMESPACE, closing_code, detached_name};
use crate::session::drive;
use crate::text::{argument, count};
use crate::world::machine::{Gate, Machine};
use crate::world::sessions::Folder;
use crate::world::{here, input};

use super::face::Face;
use super::out;

/// Walks the session until it is closed or the operator leaves.
pub(crate) fn walk(
    model: &mut Model,
    face: &mut Face,
    machine: &mut Machine,
    folder: &Folder,
) -> Result<(), Failure> {
    let via = face.via();
    match face {
        Face::Plain(plain) => drive(model, plain, machine)?,
        Face::Script { answers, .. } => {
            let mut watch = |line: &str| out::tell(line);
            let mut script = Script::new((**answers).clone(), via, &mut watch);
            let script: &mut dyn FrontEnd = &mut script;
            drive(model, script, machine)?;
        }
    }
    tell_the_end(model, machine, folder)
}

/// Leaves at once on Ctrl-C, SIGTERM, hangup or a closed console: everything that was recorded is
/// on disk, and nothing is being written while the gate is held.
pub(crate) fn leave_on_signals(gate: &Gate) {
    let gate = gate.clone();
    let set = ctrlc::set_handler(move || {
        gate.while_quiet(|| {
            tui::give_back();
            out::let_go();
            out::tell("\nstopped; the session is saved\nhint: run `upgrade-wizard resume`");
            std::process::exit(i32::from(Failure::Stopped.code()));
        });
    });
    if set.is_err() {
        out::tell("note: Ctrl-C cannot be caught here; it is safe all the same");
    }
}

/// Where everything of a closed session lies, and how anybody can verify it.
pub(crate) fn finished(machine: &Machine, folder: &Folder) -> Finished {
    let record = machine.record().display().to_string();
    let principal = &machine.person().id;
    let signature = folder.path.join(detached_name(principal)).display().to_string();
    let text = input::read_text(machine.record());
    let sha256 = text.map(|text| here::sha256(text.as_bytes())).unwrap_or_default();
    Finished {
        session: folder.id.clone(),
        closing_code: closing_code(&sha256),
        sha256,
        stock_command: format!(
            "ssh-keygen -Y verify -f SIGNERS -I {principal} -n {SEAL_NAMESPACE} -s {} < {}",
            argument(&signature),
            argument(&record),
        ),
        signature,
        record,
    }
}

fn tell_the_end(model: &Model, machine: &Machine, folder: &Folder) -> Result<(), Failure> {
    let finished = finished(machine, folder);
    out::tell(&format!("The session is closed: {}.", outcome_words(model)));
    out::tell(&format!("record     {}", finished.record));
    out::tell(&format!("sha256     {}", finished.sha256));
    out::tell(&format!("code       {}", finished.closing_code));
    out::tell("           read this closing code to somebody who writes it down elsewhere");
    out::tell(&format!("checklist  upgrade-wizard print {}", folder.id));
    out::tell(&format!("verify     upgrade-wizard verify {}", argument(&finished.record)));
    out::tell(&format!("anybody    {}", finished.stock_command));
    ended(model)
}

fn outcome_words(model: &Model) -> String {
    let verdict = verdict(model);
    match verdict.outcome {
        Outcome::Complete => "complete".to_owned(),
        Outcome::CompleteWithDeviations => {
            format!("complete with {}", count("deviation", verdict.deviations.len()))
        }
        Outcome::Incomplete => "incomplete".to_owned(),
        Outcome::Aborted => "aborted".to_owned(),
    }
}

/// How a session that is closed ends the program.
pub(crate) fn ended(model: &Model) -> Result<(), Failure> {
    let words = outcome_words(model);
    match (model.phase(), verdict(model).outcome) {
        (_, Outcome::Complete | Outcome::CompleteWithDeviations) => Ok(()),
        (Phase::Walking | Phase::Closed(_), Outcome::Incomplete | Outcome::Aborted) => {
            Err(Failure::NotComplete { outcome: words })
        }
    }
}
