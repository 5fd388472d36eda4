//! `attest`: a second person on another machine. A request is carried there, an answer is carried
//! back; neither needs a network.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::engine::{Model, Person, Saw, StepIx, Via, Wish};
use crate::failure::Failure;
use crate::front::plain::Prompt;
use crate::record::{ATTEST_LIMIT, Answer, Request, load};
use crate::session::say;
use crate::text::{QrCode, quoted, shown, shown_lines};
use crate::world::guest::person_of;
use crate::world::here;
use crate::world::home::Home;
use crate::world::input::{InputError, must_be_file};
use crate::world::machine::Gate;
use crate::world::sessions::{Folder, Loaded};
use crate::world::store;

use super::args::{Attest, AttestAccept, AttestAnswer, AttestRequest, SawArg};
use super::face::{Face, prompt};
use super::keyring::{Asker, Keyring};
use super::resume::{TakenUp, closed_as, find, find_or_latest_open, take_up};
use super::{out, walk};

pub(crate) fn attest(typed: &Attest) -> Result<(), Failure> {
    match typed {
        Attest::Request(typed) => request(typed),
        Attest::Answer(typed) => answer(typed),
        Attest::Accept(typed) => accept(typed),
    }
}

/// Writes what a second person has to look at.
fn request(typed: &AttestRequest) -> Result<(), Failure> {
    let home = Home::find()?;
    let folder = find_or_latest_open(&home, typed.session.as_deref())?;
    let loaded = folder.read()?;
    let (step, fact) = awaited(&loaded.model, typed.step.as_deref())?;
    let id = &loaded.model.plan().step(step).id;
    let text = line_of(&loaded, fact)
        .zip(loaded.model.to_witness(fact))
        .and_then(|(line, shown)| {
            let record = load(&folder.record()).ok()?;
            Request::write(&record, line, &loaded.opening.name, &shown)
        })
        .ok_or_else(|| Failure::Bug { what: format!("`{id}` cannot be asked for") })?;
    match &typed.output {
        None => out::result(&text)?,
        Some(path) => store::write_new(path, &text)?,
    }
    let request =
        Request::parse(&text).map_err(|error| Failure::Bug { what: error.to_string() })?;
    out::tell(&format!("request for a second person at {}", shown(id)));
    out::tell(&format!("they compare this with what they see: {}", request.of_sha256));
    out::tell("on their machine: upgrade-wizard attest answer FILE --output ANSWER");
    show_code(&request);
    Ok(())
}

/// What is asked for, for a telephone: whoever is asked compares it with what they were sent.
fn show_code(request: &Request) {
    let Request { run, of, of_sha256, .. } = request;
    let text = format!("upgrade-wizard attest {run} {of} {of_sha256}");
    if !out::tells_a_terminal() {
        return;
    }
    if let Some(code) = QrCode::of(&text) {
        out::tell(&code.half_blocks().join("\n"));
        out::tell(&text);
    }
}

/// The step that waits for a second person, and the fact that they have to look at.
fn awaited(model: &Model, wanted: Option<&str>) -> Result<(StepIx, usize), Failure> {
    let plan = model.plan();
    let waiting: Vec<_> = (0..plan.steps.len())
        .map(StepIx)
        .filter_map(|step| Some((step, model.awaits_second(step)?)))
        .filter(|(step, _)| wanted.is_none_or(|id| plan.step(*step).id == id))
        .collect();
    match (waiting.as_slice(), wanted) {
        ([one], _) => Ok(*one),
        ([], Some(id)) => Err(Failure::Usage {
            message: format!("step {} waits for no second person", quoted(id)),
            hint: "settle it first; `upgrade-wizard print` tells what waits",
        }),
        ([], None) => Err(Failure::Usage {
            message: "nothing waits for a second person".to_owned(),
            hint: "settle a step that needs two; a session is started with --second RULE",
        }),
        (several, _) => {
            let ids = several.iter().map(|(step, _)| quoted(&plan.step(*step).id));
            Err(Failure::Usage {
                message: format!(
                    "several steps wait for a second person: {}",
                    ids.collect::<Vec<_>>().join(", ")
                ),
                hint: "name one with --step ID",
            })
        }
    }
}

/// The line of a fact in the record: every event is one, but the first.
fn line_of(loaded: &Loaded, fact: usize) -> Option<u64> {
    loaded.report.lines.get(fact).map(|line| line.n)
}

/// Shows what is to be witnessed, takes what was seen, and signs it.
fn answer(typed: &AttestAnswer) -> Result<(), Failure> {
    let home = Home::find()?;
    let text = read(&typed.request)?;
    let request = Request::parse(&text).map_err(|error| Failure::attest(&typed.request, error))?;
    let mut prompt = prompt();
    show(&request);
    let (saw, text) = observed(typed, &mut prompt)?;
    let walk = typed.keys.walk();
    let keyring = Keyring::open(&home, &walk, here::now(), &mut Asker::Person(&mut prompt))?;
    if let Some(what) = request.one_person(&keyring.person) {
        return Err(Failure::OnePerson { what });
    }
    let answer =
        request.answer(&keyring.person, keyring.signer.as_ref(), here::now(), (saw, &text))?;
    match &typed.output {
        None => out::result(&answer)?,
        Some(path) => store::write_new(path, &answer)?,
    }
    let Person { id, name, key } = &keyring.person;
    out::tell(&format!("signed by {} ({}), key {key}", shown(name), shown(id)));
    out::tell("carry it back: upgrade-wizard attest accept ANSWER");
    Ok(())
}

/// Everything that a second person has to read before they say anything.
fn show(request: &Request) {
    out::tell("FOR A SECOND PERSON. Look yourself, then say what you saw.");
    out::tell(&format!("session  {}", shown(&request.session)));
    out::tell(&format!("line     {} of the record, {}", request.of, request.of_sha256));
    let Person { id, name, key } = &request.by;
    out::tell(&format!("first    {} ({}), key {key}, {}", shown(name), shown(id), request.at));
    out::tell("");
    out::tell(&shown_lines(&request.shown));
    out::tell("");
}

fn observed(typed: &AttestAnswer, prompt: &mut Prompt) -> Result<(Saw, String), Failure> {
    let saw = match typed.saw {
        Some(SawArg::Same) => Saw::Same,
        Some(SawArg::Different) => Saw::Different,
        None => {
            let labels = Saw::ALL.map(|saw| saw.label().to_owned());
            Saw::ALL[prompt.number("What did you see", &labels)?]
        }
    };
    let text = match &typed.text {
        Some(text) => text.clone(),
        None => prompt.line("What did you look at and see, in your own words")?,
    };
    if text.trim().is_empty() {
        return Err(Failure::Usage {
            message: "nothing was said of what was seen".to_owned(),
            hint: "look, and say it in your own words",
        });
    }
    Ok((saw, text.trim().to_owned()))
}

/// Takes an answer into the record that it is about.
fn accept(typed: &AttestAccept) -> Result<(), Failure> {
    let home = Home::find()?;
    let text = read(&typed.answer)?;
    let answer = Answer::parse(&text).map_err(|error| Failure::attest(&typed.answer, error))?;
    let folder = match &typed.session {
        Some(name) => find(&home, name)?,
        None => of_run(&home, &answer.run)?,
    };
    let (step, fact) = meant(&folder, &answer)?;
    let mut asked = Face::line_by_line();
    let walk = typed.keys.walk();
    let keyring = Keyring::open(&home, &walk, here::now(), &mut asked.asker())?;
    let key = crate::keys::verify(
        &answer.statement.sshsig,
        crate::record::STEP_NAMESPACE,
        format!("{}\n", answer.statement.line).as_bytes(),
    )
    .map_err(|error| Failure::Bug { what: error.to_string() })?;
    let known = person_of(&key, &keyring.signers, answer.statement.at)
        .map_err(|error| Failure::NotAccepted { why: error.to_string() })?;
    if known.id != answer.statement.by.id {
        let (listed, claimed) = (quoted(&known.id), quoted(&answer.statement.by.id));
        let why = format!("its key is listed for {listed}, and it says {claimed}");
        return Err(Failure::NotAccepted { why });
    }
    let gate = Gate::default();
    walk::leave_on_signals(&gate);
    let via = Via::Person;
    let mut sitting = match take_up(&home, &folder, keyring, gate, false, &via)? {
        TakenUp::Open(sitting) => sitting,
        TakenUp::Closed(outcome) => return closed_as(outcome),
    };
    let (saw, name) = (answer.saw, answer.statement.by.name.clone());
    let wish = Wish::Witness { step, seen: answer.observation(fact) };
    match say(&mut sitting.model, &mut sitting.machine, via, wish)? {
        Ok(_) => {}
        Err(refusal) => return Err(Failure::NotAccepted { why: refusal.to_string() }),
    }
    let id = &sitting.model.plan().step(step).id;
    match saw {
        Saw::Same => {
            out::tell(&format!("{}: {} saw the same", shown(id), shown(&name)));
            Ok(())
        }
        Saw::Different => Err(Failure::Disagreed { step: id.clone(), name }),
    }
}

/// The step and the fact that an answer is about, if they are still as they were.
fn meant(folder: &Folder, answer: &Answer) -> Result<(StepIx, usize), Failure> {
    let changed = || Failure::NotAccepted {
        why: "what it is about has changed since it was asked for, or was answered already"
            .to_owned(),
    };
    let loaded = folder.read()?;
    if loaded.opening.run != answer.run {
        return Err(Failure::NotAccepted { why: "it is about another run".to_owned() });
    }
    let step = loaded.model.step_named(&answer.step).ok_or_else(changed)?;
    let fact = loaded.model.awaits_second(step).ok_or_else(changed)?;
    let shown = loaded.model.to_witness(fact).unwrap_or_default();
    let record = load(&folder.record())?;
    let asked = line_of(&loaded, fact)
        .and_then(|line| Request::write(&record, line, "", &shown))
        .and_then(|text| Request::parse(&text).ok())
        .ok_or_else(changed)?;
    let is_same =
        (asked.of, &asked.of_sha256, &asked.shown) == (answer.of, &answer.of_sha256, &answer.shown);
    if is_same { Ok((step, fact)) } else { Err(changed()) }
}

/// The session of that run.
fn of_run(home: &Home, run: &str) -> Result<Folder, Failure> {
    let all = Folder::all(home)?;
    let is_it = |folder: &Folder| folder.read().is_ok_and(|loaded| loaded.opening.run == run);
    all.into_iter().rev().find(is_it).ok_or_else(|| Failure::NotAccepted {
        why: "no session here is of the run that it is about".to_owned(),
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    must_be_file(path)?;
    let unreadable = |source| InputError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mut text = String::new();
    file.take(ATTEST_LIMIT).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}
