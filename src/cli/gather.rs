//! `gather`: evidence through what Windows itself has. Shown before it runs, and run only when the
//! operator says so; for other machines a batch file does the same.

use std::path::{Path, PathBuf};

use crate::engine::{Model, Refusal, Via, Wish, sensing};
use crate::failure::Failure;
use crate::front::plain::Prompt;
use crate::plan::{Gathering, Way, batch, folder_of};
use crate::session::say;
use crate::text::{count, quoted, shown};
use crate::world::gather::{self, GatherError, is_there};
use crate::world::home::Home;
use crate::world::machine::Gate;
use crate::world::{here, store};

use super::args::{Gather, GatherAccept, GatherRun, GatherWrite, Keys};
use super::face::Face;
use super::keyring::Keyring;
use super::resume::{TakenUp, closed_as, find_or_latest_open, take_up};
use super::run::Sitting;
use super::{out, walk};

pub(crate) fn gather(typed: &Gather) -> Result<(), Failure> {
    match typed {
        Gather::Write(typed) => write(typed),
        Gather::Run(typed) => run(typed),
        Gather::Accept(typed) => accept(typed),
    }
}

/// Writes the batch file for a server, and puts its digest on record.
fn write(typed: &GatherWrite) -> Result<(), Failure> {
    let home = Home::find()?;
    let folder = find_or_latest_open(&home, typed.session.as_deref())?;
    let loaded = folder.read()?;
    let gatherings = wanted(&loaded.model, &typed.at)?;
    let server = &gatherings[0].at;
    let text = batch(server, &loaded.opening.run, &gatherings);
    let Some(mut sitting) = take_up_session(&home, typed.session.as_deref(), &typed.keys)? else {
        return Ok(());
    };
    store::write_new(&typed.output, &text)?;
    let sha256 = here::sha256(text.as_bytes());
    let name = typed.output.file_name().unwrap_or_default().to_string_lossy().into_owned();
    note(&mut sitting, None, format!("wrote {name} for {server}, sha256 {sha256}"))?;
    out::tell(&format!(
        "{} at {}; start it there, and bring the folder {} back",
        count("command", gatherings.len()),
        shown(server),
        shown(&folder_of(server)),
    ));
    out::tell(&format!("sha256 {sha256}"));
    Ok(())
}

/// Runs what can be gathered here, each after a yes, and attaches what came of it.
fn run(typed: &GatherRun) -> Result<(), Failure> {
    if !gather::can_run() {
        return Err(Failure::Usage {
            message: "these commands are for Windows, and this is another system".to_owned(),
            hint: "write them to a file for the server with `upgrade-wizard gather write`",
        });
    }
    let home = Home::find()?;
    let Some(mut sitting) = take_up_session(&home, typed.session.as_deref(), &typed.keys)? else {
        return Ok(());
    };
    let at = typed.at.clone().unwrap_or_else(here::host);
    let gatherings = wanted(&sitting.model, &at)?;
    let mut asked = Face::line_by_line();
    let Face::Plain(plain) = &mut asked else { return Ok(()) };
    let lists = sitting.folder.path.join("gathered");
    let mut gathered = 0;
    for it in &gatherings {
        let Some((way, file)) = first_that_writes(plain.prompt(), it, &lists, typed.yes)? else {
            continue;
        };
        gathered += usize::from(attach(&mut sitting, it, way, &file)?);
    }
    out::tell(&format!("{} attached", count("piece", gathered)));
    Ok(())
}

/// Shows each way and runs it after a yes, until one has written something; gives that.
fn first_that_writes<'a>(
    prompt: &mut Prompt,
    it: &'a Gathering,
    folder: &Path,
    is_agreed: bool,
) -> Result<Option<(&'a Way, PathBuf)>, Failure> {
    for way in &it.ways {
        prompt.say(&pictured(it, way))?;
        if !is_agreed && !prompt.yes("Run this")? {
            return Ok(None);
        }
        match gather::run(way, folder) {
            Ok(file) => return Ok(Some((way, file))),
            Err(error @ (GatherError::Folder { .. } | GatherError::Script { .. })) => {
                return Err(error.into());
            }
            Err(error) => out::tell(&format!("note: {}: {error}", shown(&it.id))),
        }
    }
    Ok(None)
}

/// What is going to run, to the last letter.
fn pictured(it: &Gathering, way: &Way) -> String {
    let mut lines = vec![it.id.clone()];
    lines.extend(way.on.as_ref().map(|on| format!("  on {on}")));
    lines.push(format!("  {}", way.command));
    if let Some(script) = &way.script {
        lines.push(format!("  and its script is {}:", script.file));
        lines.extend(script.lines.iter().map(|line| format!("    {line}")));
    }
    lines.join("\n")
}

/// Attaches what a batch file gathered elsewhere.
fn accept(typed: &GatherAccept) -> Result<(), Failure> {
    let home = Home::find()?;
    let Some(mut sitting) = take_up_session(&home, typed.session.as_deref(), &typed.keys)? else {
        return Ok(());
    };
    let mut gathered = 0;
    for it in sitting.model.plan().gatherings(None) {
        let written = it.ways.iter().map(|way| (way, typed.folder.join(&way.file)));
        if let Some((way, file)) = written.into_iter().find(|(way, file)| is_there(file, way)) {
            gathered += usize::from(attach(&mut sitting, &it, way, &file)?);
        }
    }
    if gathered == 0 {
        return Err(Failure::Usage {
            message: format!(
                "nothing in {} is of this session",
                quoted(&typed.folder.display().to_string())
            ),
            hint: "name the folder that the batch file wrote; its files are called after the steps",
        });
    }
    out::tell(&format!("{} attached", count("piece", gathered)));
    Ok(())
}

/// Takes the session up. `None`: it was closed, and only its last signature was missing.
fn take_up_session(
    home: &Home,
    session: Option<&str>,
    keys: &Keys,
) -> Result<Option<Box<Sitting>>, Failure> {
    let folder = find_or_latest_open(home, session)?;
    let mut asked = Face::line_by_line();
    let keyring = Keyring::open(home, &keys.walk(), here::now(), &mut asked.asker())?;
    let gate = Gate::default();
    walk::leave_on_signals(&gate);
    match take_up(home, &folder, keyring, gate, false, &Via::Person)? {
        TakenUp::Open(sitting) => Ok(Some(sitting)),
        TakenUp::Closed(outcome) => closed_as(outcome).map(|()| None),
    }
}

/// What the flow offers to gather at a server; never nothing.
fn wanted(model: &Model, at: &str) -> Result<Vec<Gathering>, Failure> {
    let gatherings = model.plan().gatherings(Some(at));
    if gatherings.is_empty() {
        return Err(Failure::Usage {
            message: format!("nothing can be gathered at {} for this session", quoted(at)),
            hint: "name a server as the hierarchy file has it, with --at",
        });
    }
    Ok(gatherings)
}

/// Attaches what was written to its step, and notes the command beside it. Whether it was attached:
/// a step that waits for others takes nothing yet.
fn attach(sitting: &mut Sitting, it: &Gathering, way: &Way, file: &Path) -> Result<bool, Failure> {
    let sensing = sensing(&sitting.model, it.step);
    let path = file.display().to_string();
    let evidence = match sitting.machine.read_evidence(&path, &sensing) {
        Ok(evidence) => evidence,
        Err(why) => {
            out::tell(&format!("note: {}: {}", shown(&it.id), shown(&why)));
            return Ok(false);
        }
    };
    let wish = Wish::Attach { step: it.step, evidence };
    match say(&mut sitting.model, &mut sitting.machine, Via::Person, wish)? {
        Ok(_) => {}
        Err(refusal @ Refusal::Blocked { .. }) => {
            out::tell(&format!("note: {}: {refusal}", shown(&it.id)));
            return Ok(false);
        }
        Err(refusal) => return Err(Failure::NotAccepted { why: refusal.to_string() }),
    }
    let script = way.script.as_ref().map(|script| {
        let sha256 = here::sha256(script.text().as_bytes());
        format!(" ; its script is {}, sha256 {sha256}", script.file)
    });
    let script = script.unwrap_or_default();
    note(sitting, Some(it), format!("gathered at {} by: {}{script}", it.at, way.command))?;
    out::tell(&format!("{}: attached {}", shown(&it.id), shown(&path)));
    Ok(true)
}

fn note(sitting: &mut Sitting, at: Option<&Gathering>, text: String) -> Result<(), Failure> {
    let wish = Wish::Note { step: at.map(|it| it.step), text };
    match say(&mut sitting.model, &mut sitting.machine, Via::Person, wish)? {
        Ok(_) => Ok(()),
        Err(refusal) => Err(Failure::Bug { what: refusal.to_string() }),
    }
}
