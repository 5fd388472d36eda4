//! `abort`: ends a session, and tells what has to be undone to be back where it began.

use crate::engine::{Model, Undoing, Via, Wish};
use crate::failure::Failure;
use crate::plan::duration;
use crate::session::say;
use crate::text::{count, shown, wrap};
use crate::world::here;
use crate::world::home::Home;
use crate::world::machine::Gate;

use super::args::Abort;
use super::face::Face;
use super::keyring::Keyring;
use super::resume::{TakenUp, closed_as, find_or_latest_open, take_up};
use super::{out, walk};

/// Cells of a line of text.
const LINE_CELLS: usize = 100;

/// Tells the way back; with a reason, closes the session first.
pub(crate) fn abort(typed: &Abort) -> Result<(), Failure> {
    let home = Home::find()?;
    let folder = find_or_latest_open(&home, typed.session.as_deref())?;
    let Some(reason) = &typed.reason else {
        let loaded = folder.read()?;
        out::result(&text(&loaded.model))?;
        out::tell("nothing was changed; to end the session, say why with --reason TEXT");
        return Ok(());
    };
    let mut face = Face::line_by_line();
    let walk = typed.keys.walk();
    let keyring = Keyring::open(&home, &walk, here::now(), &mut face.asker())?;
    let gate = Gate::default();
    walk::leave_on_signals(&gate);
    let mut sitting = match take_up(&home, &folder, keyring, gate, false, &Via::Person)? {
        TakenUp::Open(sitting) => sitting,
        TakenUp::Closed(outcome) => return closed_as(outcome),
    };
    let wish = Wish::Abort { reason: reason.clone() };
    match say(&mut sitting.model, &mut sitting.machine, Via::Person, wish)? {
        Ok(_) => out::result(&text(&sitting.model))?,
        Err(refusal) => {
            out::result(&text(&sitting.model))?;
            return Err(Failure::NotAccepted { why: refusal.to_string() });
        }
    }
    walk::ended(&sitting.model)
}

/// What has to be undone, last first.
fn text(model: &Model) -> String {
    let steps = model.back_out();
    if steps.is_empty() {
        return "THE WAY BACK: nothing was changed; there is nothing to undo\n".to_owned();
    }
    let seconds = steps.iter().map(|it| it.takes_seconds).fold(0u64, u64::saturating_add);
    let mut text = format!(
        "THE WAY BACK: {}, {} in all; the last that was changed comes first\n",
        count("step", steps.len()),
        duration(seconds)
    );
    for (index, step) in steps.iter().enumerate() {
        text.push_str(&one(index + 1, step));
    }
    text
}

fn one(number: usize, step: &Undoing) -> String {
    let Undoing { id, title, is_certain, how, takes_seconds, .. } = step;
    let mut text = format!(
        "\n[ ] {number}. {}  ({}, {})\n",
        shown(title),
        shown(id),
        duration(*takes_seconds)
    );
    if !is_certain {
        text.push_str("    LOOK FIRST: nobody knows whether anything was changed\n");
    }
    for line in how.lines().flat_map(|line| wrap(&shown(line), LINE_CELLS - 4)) {
        text.push_str(&format!("    {line}\n"));
    }
    text
}
