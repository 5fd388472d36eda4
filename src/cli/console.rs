//! What happens without a command: the home screen; and what `run` asks for that was left out.

use std::path::PathBuf;

use crate::engine::{Phase, screen};
use crate::failure::Failure;
use crate::front::plain::Prompt;
use crate::hierarchy::Hierarchy;
use crate::level::Level;
use crate::text::shown;
use crate::world::home::Home;
use crate::world::input;
use crate::world::sessions::Folder;

use super::args::{Run, Walk, What};
use super::face::{Face, prompt};
use super::{full, out, resume, run};

/// Nothing but defaults.
fn walk() -> Walk {
    Walk { front: None, answers: None, key: None, signers: None }
}

/// The home screen, line by line.
pub(crate) fn open() -> Result<(), Failure> {
    if full::is_wanted(&walk())? {
        return full::home();
    }
    let home = Home::find()?;
    let mut prompt = prompt();
    prompt.tell("upgrade-wizard: walks you through a risky upgrade and keeps a signed record.")?;
    let mut open = Vec::new();
    for folder in Folder::all(&home)?.into_iter().rev() {
        match folder.read() {
            Ok(loaded) if loaded.model.phase() == Phase::Walking => open.push((folder, loaded)),
            Ok(_) => {}
            Err(error) => out::tell(&format!("note: session {}: {error}", shown(&folder.id))),
        }
    }
    let mut options = vec![
        "Walk the example hierarchy, to see how it works".to_owned(),
        "Start a session with a hierarchy file".to_owned(),
    ];
    options.extend(open.iter().map(|(folder, loaded)| {
        let screen = screen(&loaded.model);
        let (name, done, all) = (&loaded.opening.name, screen.settled, screen.total);
        format!("Go on with {} ({}, {done} of {all} settled)", shown(&folder.id), shown(name))
    }));
    options.push("Leave".to_owned());
    match prompt.number("Your choice", &options)? {
        0 => run::run(&Run { what: what(true), name: None, walk: walk() }),
        1 => run::run(&Run { what: what(false), name: None, walk: walk() }),
        chosen => match open.into_iter().nth(chosen - 2) {
            Some((folder, _)) => {
                resume::go_on(&home, &folder, &walk(), Face::choose(&walk())?, false)
            }
            None => Ok(()),
        },
    }
}

fn what(example: bool) -> What {
    What { flow: "sms".to_owned(), hierarchy: None, example, target: None, second: Vec::new() }
}

/// Asks for what was left out of a command line. Without anybody to ask, it stays left out.
pub(crate) fn complete(typed: &What, face: &mut Face) -> Result<What, Failure> {
    let mut what = typed.clone();
    let Face::Plain(plain) = face else { return Ok(what) };
    if what.hierarchy.is_none() && !what.example {
        let path = plain.prompt().line("Hierarchy file, or nothing for the example")?;
        what.example = path.is_empty();
        what.hierarchy = (!path.is_empty()).then(|| PathBuf::from(path));
    }
    if what.target.is_none()
        && let Some(path) = &what.hierarchy
        && needs_target(&input::read_source(path)?)
    {
        what.target = Some(ask_target(plain.prompt())?);
    }
    Ok(what)
}

/// Whether a site has no target of its own. Mistakes in the file are told later.
fn needs_target(source: &crate::text::Source) -> bool {
    Hierarchy::read(source.name(), source.text())
        .is_ok_and(|(hierarchy, _)| hierarchy.sites.iter().any(|site| site.target.is_none()))
}

fn ask_target(prompt: &mut Prompt) -> Result<String, Failure> {
    prompt.tell("Where do the sites go?")?;
    let levels = Level::ALL.map(|level| level.to_string());
    let chosen = prompt.number("Target", &levels)?;
    Ok(levels[chosen].clone())
}
