//! `key`: makes keys, shows one, lists those that can sign here.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::failure::Failure;
use crate::keys::{KeyError, NamedKey, PublicKey, Signer as _};
use crate::print::harmless_json;
use crate::record::{SEAL_NAMESPACE, STEP_NAMESPACE, Signers};
use crate::text::shown;
use crate::world::home::Home;
use crate::world::{here, input, store};

use super::args::Format;
use super::enrol::{self, NewKey};
use super::keys_args::{Key, KeyList, KeyNew, KeyShow};
use super::{face, keyring, out};

pub(crate) fn key(typed: &Key) -> Result<(), Failure> {
    match typed {
        Key::New(typed) => new(typed),
        Key::Show(typed) => show(typed),
        Key::List(typed) => list(typed),
    }
}

/// Makes a key. Nothing is asked before it is sure that there is room for it, and nothing is
/// written before everything is answered.
fn new(typed: &KeyNew) -> Result<(), Failure> {
    let home = Home::find()?;
    let path = typed.output.clone().unwrap_or_else(|| home.key());
    let public = public_path(&path);
    for path in [&path, &public] {
        if path.exists() {
            return Err(KeyError::Exists { path: path.clone() }.into());
        }
    }
    let mut prompt = face::prompt();
    let name = match &typed.name {
        Some(name) => name.clone(),
        None => enrol::ask_name(&mut prompt)?,
    };
    let passphrase = enrol::ask_passphrase(&mut prompt)?;
    let new = NewKey::make(&name)?;
    enrol::create_folder_of(&path)?;
    // As on a first run: a line without its key does no harm, a key without its line would.
    if typed.output.is_none() {
        enrol::create_folder_of(&home.signers())?;
        enrol::append(&home.signers(), &new.line())?;
    }
    new.write(&path, passphrase.as_ref())?;
    let half = format!("{} {}\n", new.key.public_key().to_openssh(), new.principal);
    store::write_new(&public, half)?;
    out::tell(&format!("wrote {} and {}", path.display(), public.display()));
    if typed.output.is_some() {
        out::tell("for a signers file, if whoever keeps it agrees:");
        out::result(&format!("{}\n", new.line()))?;
    }
    Ok(())
}

/// Where the public half of a key lies.
fn public_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

/// A key, as scripts see it.
#[derive(Serialize)]
struct Row {
    fingerprint: String,
    algorithm: String,
    /// `file` or `agent`.
    held: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<bool>,
    /// What the agent or its owner says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    weak: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    may_sign: bool,
    may_seal: bool,
}

#[derive(Serialize)]
struct Shown {
    schema: u32,
    #[serde(flatten)]
    row: Row,
    line: String,
}

#[derive(Serialize)]
struct Listed {
    schema: u32,
    keys: Vec<Row>,
}

/// What a list says of a key now.
struct Rights<'a> {
    signers: &'a Signers,
    at: Timestamp,
}

impl Rights<'_> {
    fn row(&self, key: &PublicKey, held: &'static str) -> Row {
        let entry = self.signers.find_by_key(key);
        let principal = entry.and_then(|entry| entry.principals.first().cloned());
        let may = |namespace: &str| {
            let id = principal.as_deref();
            id.is_some_and(|id| self.signers.permits(id, key, namespace, self.at).is_ok())
        };
        Row {
            fingerprint: key.fingerprint(),
            algorithm: key.algorithm(),
            held,
            path: None,
            locked: None,
            comment: None,
            weak: key.is_weak(),
            name: entry.map(|entry| entry.printed_name().to_owned()),
            may_sign: may(STEP_NAMESPACE),
            may_seal: may(SEAL_NAMESPACE),
            principal,
        }
    }
}

fn show(typed: &KeyShow) -> Result<(), Failure> {
    let home = Home::find()?;
    let path = typed.file.clone().unwrap_or_else(|| home.key());
    if typed.file.is_none() && !path.exists() {
        return Err(no_key());
    }
    input::must_be_file(&path)?;
    let named = NamedKey::load(&path)?;
    let public = named.public_key();
    let signers = signers(&home, typed.signers.as_deref())?;
    let rights = Rights { signers: &signers, at: here::now() };
    let row = match &named {
        NamedKey::Private(file) => Row {
            path: Some(path.display().to_string()),
            locked: Some(file.is_locked()),
            ..rights.row(&public, "file")
        },
        NamedKey::Public(key) => {
            let agent = keyring::agent().ok().and_then(|agent| agent.keys().ok());
            let is_held = agent.is_some_and(|held| held.iter().any(|it| it.key == *key));
            let held = if is_held { "agent" } else { "elsewhere" };
            Row { path: Some(path.display().to_string()), ..rights.row(key, held) }
        }
    };
    let line = match signers.find_by_key(&public) {
        Some(entry) => entry.to_line(),
        None => enrol::line_of(&enrol::own_principal(), &public, None),
    };
    out::result(&match typed.format {
        Format::Json => harmless_json(&Shown { schema: 1, row, line }),
        Format::Text => text_of(&row, &line),
    })
}

fn text_of(row: &Row, line: &str) -> String {
    let mut text = String::new();
    let mut fact = |label: &str, value: &str| {
        text.push_str(&format!("{label:<12} {}\n", shown(value)));
    };
    fact("fingerprint", &row.fingerprint);
    fact("algorithm", &row.algorithm);
    fact("held", row.held);
    if let Some(path) = &row.path {
        fact("path", path);
    }
    if let Some(locked) = row.locked {
        fact("locked", lock_words(locked, row.algorithm.starts_with("sk-")));
    }
    if row.weak {
        fact("weak", "yes: a signature by it proves nothing");
    }
    match (&row.principal, &row.name) {
        (Some(principal), Some(name)) => {
            fact("principal", principal);
            fact("name", name);
        }
        _ => fact("principal", "not enrolled"),
    }
    fact("may", may(row));
    let enrolled = if row.principal.is_some() { "line" } else { "line, if enrolled" };
    text.push_str(&format!("\n{enrolled}:\n{}\n", shown(line)));
    text
}

fn lock_words(is_locked: bool, is_hardware: bool) -> &'static str {
    match (is_locked, is_hardware) {
        (true, _) => "with a passphrase",
        (false, true) => "no: whoever gets it and the hardware can sign",
        (false, false) => "no: whoever gets it can sign",
    }
}

fn may(row: &Row) -> &'static str {
    match (row.may_sign, row.may_seal) {
        (true, true) => "sign steps, seal",
        (true, false) => "sign steps",
        (false, true) => "seal",
        (false, false) => "nothing at this time",
    }
}

fn list(typed: &KeyList) -> Result<(), Failure> {
    let home = Home::find()?;
    let signers = signers(&home, typed.signers.as_deref())?;
    let rights = Rights { signers: &signers, at: here::now() };
    let mut keys = Vec::new();
    let own = home.key();
    if own.exists() {
        let named = NamedKey::load(&own)?;
        let locked = match &named {
            NamedKey::Private(file) => Some(file.is_locked()),
            NamedKey::Public(_) => None,
        };
        let path = Some(own.display().to_string());
        keys.push(Row { path, locked, ..rights.row(&named.public_key(), "file") });
    }
    match keyring::agent() {
        Err(_) => out::tell("note: no ssh-agent is known here"),
        Ok(agent) => {
            match agent.keys() {
                Ok(held) => keys.extend(held.into_iter().map(|held| Row {
                    comment: Some(held.comment),
                    ..rights.row(&held.key, "agent")
                })),
                Err(error) => out::tell(&format!("note: {error}\nhint: {}", error.hint())),
            }
        }
    }
    out::result(&match typed.format {
        Format::Json => harmless_json(&Listed { schema: 1, keys }),
        Format::Text if keys.is_empty() => {
            "There are no keys yet. `upgrade-wizard key new` makes one.\n".to_owned()
        }
        Format::Text => keys.iter().map(lines_of).collect(),
    })
}

fn lines_of(row: &Row) -> String {
    let whose = match (&row.principal, row.weak) {
        (_, true) => "weak: a signature by it proves nothing".to_owned(),
        (Some(principal), false) => format!("{}: {}", shown(principal), may(row)),
        (None, false) => "not enrolled".to_owned(),
    };
    let lock = match row.locked {
        Some(true) => ", locked",
        Some(false) => ", not locked",
        None => "",
    };
    let place = row.path.as_ref().or(row.comment.as_ref()).map_or("", String::as_str);
    format!(
        "{} {}\n  {}{lock}  {}\n  {whose}\n",
        row.fingerprint,
        shown(&row.algorithm),
        row.held,
        shown(place),
    )
}

/// The list that was named; the wizard's own may not be there yet.
fn signers(home: &Home, named: Option<&Path>) -> Result<Signers, Failure> {
    match named {
        Some(path) => Ok(keyring::read_signers(path)?.0),
        None if home.signers().exists() => Ok(keyring::read_signers(&home.signers())?.0),
        None => Ok(Signers::default()),
    }
}

fn no_key() -> Failure {
    Failure::Usage {
        message: "there is no key yet".to_owned(),
        hint: "make one with `upgrade-wizard key new`, or name a file",
    }
}
