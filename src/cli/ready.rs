//! `ready`: looks at everything again before the next upgrade, and puts the verdict on record.

use serde::Serialize;

use crate::engine::{Danger, Deed, Fact, Reason, Via, Wish, next_upgrade, to_read};
use crate::failure::Failure;
use crate::session::say;
use crate::text::{count, quoted, shown, wrap};
use crate::world::home::Home;
use crate::world::machine::Gate;

use super::args::{Format, Ready};
use super::keyring::Keyring;
use super::resume::{TakenUp, closed_as, find_or_latest_open, take_up};
use super::{face, out, walk};
use crate::world::here;

/// Cells of a line of text.
const LINE_CELLS: usize = 100;

#[derive(Serialize)]
struct Stored<'a> {
    schema: u32,
    session: &'a str,
    step: &'a str,
    verdict: &'a str,
    at: String,
    by: &'a str,
    unchanged: u64,
    reasons: Vec<StoredReason<'a>>,
}

#[derive(Serialize)]
struct StoredReason<'a> {
    danger: &'a str,
    stops: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
    text: &'a str,
}

/// Takes the session up, looks at everything again, records the verdict and tells it. NO-GO is
/// code 3.
pub(crate) fn ready(typed: &Ready) -> Result<(), Failure> {
    let home = Home::find()?;
    let folder = find_or_latest_open(&home, typed.session.as_deref())?;
    let mut face = face::Face::line_by_line();
    let keyring = Keyring::open(&home, &typed.keys.walk(), here::now(), &mut face.asker())?;
    let gate = Gate::default();
    walk::leave_on_signals(&gate);
    let via = Via::Person;
    let mut sitting = match take_up(&home, &folder, keyring, gate, false, &via)? {
        TakenUp::Open(sitting) => sitting,
        TakenUp::Closed(outcome) => return closed_as(outcome),
    };
    let model = &mut sitting.model;
    if let Some(site) = &typed.site
        && model.plan().hierarchy.site_named(site).is_none()
    {
        return Err(Failure::Usage {
            message: format!("the hierarchy has no site {}", quoted(site)),
            hint: "name a site by its code, as the hierarchy file has it",
        });
    }
    if let Some(seconds) = sitting.machine.clock_jump() {
        told(say(model, &mut sitting.machine, via.clone(), Wish::ClockJumped { seconds })?)?;
    }
    model.tick(sitting.machine.now());
    let Some(step) = next_upgrade(model, typed.site.as_deref()) else {
        out::tell("There is nothing left to upgrade here.");
        return Ok(());
    };
    let inspection = sitting.machine.inspect(&to_read(model, step));
    let wish = Wish::Check { step, inspection };
    let verdict = told(say(model, &mut sitting.machine, via, wish)?)?;
    tell(typed.format, &folder.id, &verdict)
}

/// A wish of our own that was turned down is a bug.
fn told(said: Result<Fact, crate::engine::Refusal>) -> Result<Fact, Failure> {
    said.map_err(|refusal| Failure::Bug { what: refusal.to_string() })
}

fn tell(format: Format, session: &str, fact: &Fact) -> Result<(), Failure> {
    let Deed::Checked { step, is_go, reasons, unchanged } = &fact.deed else {
        return Err(Failure::Bug { what: "a verdict was asked for and none recorded".to_owned() });
    };
    let verdict = if *is_go { "go" } else { "no-go" };
    out::result(&match format {
        Format::Json => crate::print::harmless_json(&Stored {
            schema: 1,
            session,
            step,
            verdict,
            at: fact.at.to_string(),
            by: &fact.by.id,
            unchanged: *unchanged,
            reasons: reasons
                .iter()
                .map(|reason| StoredReason {
                    danger: reason.danger.word(),
                    stops: reason.danger.stops(),
                    about: (!reason.about.is_empty()).then_some(reason.about.as_str()),
                    text: &reason.text,
                })
                .collect(),
        }),
        Format::Text => text(step, *is_go, reasons, *unchanged),
    })?;
    let stops = reasons.iter().filter(|reason| reason.danger.stops()).count();
    if *is_go { Ok(()) } else { Err(Failure::NoGo { reasons: stops }) }
}

fn text(step: &str, is_go: bool, reasons: &[Reason], unchanged: u64) -> String {
    let mut text = format!("{}  {}\n", if is_go { "GO" } else { "NO-GO" }, shown(step));
    let pieces = usize::try_from(unchanged).unwrap_or(usize::MAX);
    let pieces = count("piece", pieces);
    text.push_str(&format!("{pieces} of evidence read again and unchanged\n"));
    for danger in Danger::ALL {
        let of_danger: Vec<_> = reasons.iter().filter(|it| it.danger == danger).collect();
        if of_danger.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{}\n", heading(danger)));
        for reason in of_danger {
            let about = if reason.about.is_empty() {
                String::new()
            } else {
                format!("{}: ", shown(&reason.about))
            };
            let words = format!("{about}{}", shown(&reason.text));
            for (index, line) in wrap(&words, LINE_CELLS - 4).iter().enumerate() {
                text.push_str(if index == 0 { "  - " } else { "    " });
                text.push_str(&format!("{line}\n"));
            }
        }
    }
    text
}

fn heading(danger: Danger) -> &'static str {
    match danger {
        Danger::Unknown => "NOBODY KNOWS HOW IT STANDS",
        Danger::Evidence => "EVIDENCE IS NOT WHAT IT WAS",
        Danger::Refuted => "EVIDENCE SPEAKS AGAINST IT",
        Danger::Missing => "STILL TO BE DONE",
        Danger::Noted => "KNOWN, AND NO OBSTACLE",
    }
}
