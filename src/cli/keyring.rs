//! Who signs: the wizard's own key, or one that was named; and who may sign here.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::engine::Person;
use crate::failure::Failure;
use crate::front::FrontError;
use crate::front::plain::Prompt;
use crate::keys::{KeyError, KeyFile, PASSPHRASE_LEAST, Passphrase, SecretKey, Signer};
use crate::record::{SEAL_NAMESPACE, STEP_NAMESPACE, Signers};
use crate::world::home::Home;
use crate::world::{here, input};

use super::args::Walk;
use super::out;

/// A key ready to sign, whose it is, and who else may.
pub(crate) struct Keyring {
    pub(crate) signer: Box<dyn Signer>,
    pub(crate) person: Person,
    pub(crate) signers: Signers,
    pub(crate) signers_path: PathBuf,
    pub(crate) signers_sha256: String,
}

/// Whom to ask for a passphrase or a name.
pub(crate) enum Asker<'a> {
    Person(&'a mut Prompt),
    /// Nobody: `empty_passphrase` is the explicit yes to a key without one.
    Nobody {
        empty_passphrase: bool,
    },
    /// A screen has asked already. An empty passphrase is an explicit yes to a key without one.
    Given {
        name: &'a str,
        passphrase: &'a str,
    },
}

/// What has to be known before anything can be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Needs {
    /// There is no key yet: a name and a new passphrase.
    Name,
    /// The passphrase of this key.
    Passphrase(PathBuf),
    Nothing,
}

/// Times that a passphrase may be mistyped.
const TRIES: usize = 3;

/// What has to be known before the key that was named, else the wizard's own, can sign.
pub(crate) fn needs(home: &Home, walk: &Walk) -> Result<Needs, Failure> {
    let own_key = home.key();
    let path = match &walk.key {
        Some(path) => path.clone(),
        None if own_key.exists() => own_key,
        None => return Ok(Needs::Name),
    };
    input::must_be_file(&path)?;
    Ok(if KeyFile::load(&path)?.is_locked() { Needs::Passphrase(path) } else { Needs::Nothing })
}

/// Whether the passphrase opens the key that signs. A key without one needs none.
pub(crate) fn opens(home: &Home, walk: &Walk, passphrase: &str) -> Result<(), Failure> {
    let path = walk.key.clone().unwrap_or_else(|| home.key());
    unlock(&path, &mut Asker::Given { name: "", passphrase }).map(drop)
}

impl Keyring {
    /// Opens the key that was named, else the wizard's own, which is made on first use.
    pub(crate) fn open(
        home: &Home,
        walk: &Walk,
        now: Timestamp,
        asker: &mut Asker<'_>,
    ) -> Result<Self, Failure> {
        let own_signers = home.signers();
        let signers_path = walk.signers.clone().unwrap_or_else(|| own_signers.clone());
        let own_key = home.key();
        let signer = match &walk.key {
            Some(path) => unlock(path, asker)?,
            None if own_key.exists() => unlock(&own_key, asker)?,
            None => make_own_key(&own_key, &own_signers, asker)?,
        };
        let (signers, signers_sha256) = read_signers(&signers_path)?;
        let public = signer.public_key();
        let Some(entry) = signers.find_by_key(public) else {
            let fingerprint = public.fingerprint();
            return Err(Failure::NotEnrolled { fingerprint, path: signers_path });
        };
        let id = entry.principals.first().cloned().unwrap_or_default();
        signers.permits(&id, public, STEP_NAMESPACE, now).map_err(|denial| Failure::MayNot {
            principal: id.clone(),
            what: "sign steps",
            why: denial.to_string(),
        })?;
        let name = entry.printed_name().to_owned();
        let person = Person { id, name, key: public.fingerprint() };
        Ok(Self { signer: Box::new(signer), person, signers, signers_path, signers_sha256 })
    }

    /// Whether this key may close a session. Asked before the operator does a day's work.
    pub(crate) fn may_seal(&self, now: Timestamp) -> Result<(), String> {
        let key = self.signer.public_key();
        self.signers
            .permits(&self.person.id, key, SEAL_NAMESPACE, now)
            .map_err(|denial| denial.to_string())
    }
}

/// Reads a signers file; returns its digest too.
pub(crate) fn read_signers(path: &Path) -> Result<(Signers, String), Failure> {
    let text = input::read_text(path)?;
    let sha256 = here::sha256(text.as_bytes());
    let signers = Signers::parse(&text).map_err(|mistakes| Failure::Signers {
        path: path.to_owned(),
        mistakes: mistakes.len(),
        rendered: mistakes
            .iter()
            .map(|it| format!("  {it}; {}", it.advice()))
            .collect::<Vec<_>>()
            .join("\n"),
    })?;
    Ok((signers, sha256))
}

fn unlock(path: &Path, asker: &mut Asker<'_>) -> Result<SecretKey, Failure> {
    input::must_be_file(path)?;
    let file = KeyFile::load(path)?;
    if !file.is_locked() {
        return Ok(file.open()?);
    }
    let prompt = match asker {
        Asker::Person(prompt) => prompt,
        Asker::Nobody { .. } => return Ok(file.open()?),
        Asker::Given { passphrase, .. } => {
            return Ok(file.unlock(&Passphrase::new((*passphrase).to_owned()))?);
        }
    };
    if !prompt.can_ask_secrets() {
        return Ok(file.open()?);
    }
    for attempt in 1.. {
        let question = format!("Passphrase of {}", path.display());
        let passphrase = Passphrase::new(prompt.secret(&question)?.to_string());
        match file.unlock(&passphrase) {
            Err(KeyError::WrongPassphrase { .. }) if attempt < TRIES => {
                prompt.tell("That passphrase does not open the key.")?;
            }
            result => return Ok(result?),
        }
    }
    Err(Failure::Bug { what: "a passphrase was asked for without end".to_owned() })
}

/// Makes the wizard's own key and enrols it. Nothing is written before every question is answered.
fn make_own_key(path: &Path, signers: &Path, asker: &mut Asker<'_>) -> Result<SecretKey, Failure> {
    let user = here::user();
    let (name, passphrase) = match asker {
        Asker::Person(prompt) => {
            prompt.tell(
                "This is the first run here: a key is made with which your answers are signed.",
            )?;
            let typed = prompt.line(&format!("Your name, as it is to be printed [{user}]"))?;
            let name = if typed.is_empty() { user.clone() } else { typed };
            (name, ask_passphrase(prompt)?)
        }
        Asker::Given { name, passphrase } => {
            if !passphrase.is_empty() && passphrase.chars().count() < PASSPHRASE_LEAST {
                return Err(Failure::Usage {
                    message: format!("a passphrase has at least {PASSPHRASE_LEAST} characters"),
                    hint: "choose a longer one",
                });
            }
            let passphrase =
                (!passphrase.is_empty()).then(|| Passphrase::new((*passphrase).to_owned()));
            ((*name).to_owned(), passphrase)
        }
        Asker::Nobody { empty_passphrase: true } => (user.clone(), None),
        Asker::Nobody { empty_passphrase: false } => {
            return Err(Failure::Usage {
                message: "there is no key yet, and nobody to ask for a passphrase".to_owned(),
                hint: "name a key with --key, start once with --front plain, or write \
                       `empty_passphrase = true` into the answers file",
            });
        }
    };
    let principal = principal(&user, &here::host());
    let key = SecretKey::generate(&principal)?;
    create_folder_of(path)?;
    create_folder_of(signers)?;
    let line = format!(
        "{principal} namespaces=\"{STEP_NAMESPACE},{SEAL_NAMESPACE}\" {} {}\n",
        key.public_key().to_openssh(),
        printable(&name),
    );
    // In this order: a line for a key that never came to be is harmless, and a key without its line
    // would be in the way of every later run.
    append(signers, &line)?;
    match &passphrase {
        Some(passphrase) => key.write_locked(path, passphrase)?,
        None => key.write_open(path)?,
    }
    out::tell(&format!("made key {} for {principal}", key.public_key().fingerprint()));
    Ok(key)
}

/// Asks for a new passphrase, twice. `None`: the operator said yes to going without one.
fn ask_passphrase(prompt: &mut Prompt) -> Result<Option<Passphrase>, FrontError> {
    const WITHOUT: &str =
        "Without a passphrase anybody who gets the key file can sign in your name. Go without";
    loop {
        if !prompt.can_ask_secrets() {
            prompt.tell("A passphrase can only be typed on a terminal, and this is none.")?;
            if prompt.yes(WITHOUT)? {
                return Ok(None);
            }
            return Err(FrontError::InputEnded);
        }
        let first = prompt.secret("New passphrase for the key (nothing for none)")?;
        if first.is_empty() {
            if prompt.yes(WITHOUT)? {
                return Ok(None);
            }
            continue;
        }
        if first.chars().count() < PASSPHRASE_LEAST {
            prompt.tell(&format!("A passphrase has at least {PASSPHRASE_LEAST} characters."))?;
            continue;
        }
        if *prompt.secret("The same once more")? == *first {
            return Ok(Some(Passphrase::new(first.to_string())));
        }
        prompt.tell("The two are not the same.")?;
    }
}

/// A name as signers files take it: `alice@site-a`.
fn principal(user: &str, host: &str) -> String {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c));
        kept.collect()
    };
    let (user, host) = (plain(user), plain(host));
    let user = if user.is_empty() { "operator" } else { &user };
    if host.is_empty() { user.to_owned() } else { format!("{user}@{host}") }
}

/// A printed name for one line of a file.
fn printable(name: &str) -> String {
    let kept = name.chars().filter(|c| crate::text::is_harmless(*c) && *c != '#' && *c != '"');
    kept.collect::<String>().trim().to_owned()
}

fn create_folder_of(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .map_err(|source| Failure::Unwritable { path: folder.to_owned(), source })
}

/// Adds a whole line to a file, or nothing.
fn append(path: &Path, line: &str) -> Result<(), Failure> {
    let unwritable = |source| Failure::Unwritable { path: path.to_owned(), source };
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(unwritable)?;
    let before = file.metadata().map_err(unwritable)?.len();
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(|source| {
        // The error to tell is the first one.
        drop(OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(before)));
        unwritable(source)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_plain_whatever_the_system_says() {
        let table = [
            ("alice", "site-a", "alice@site-a"),
            ("DOMAIN\\al ice", "SRV 07", "DOMAINalice@SRV07"),
            ("*", "", "operator"),
            ("\u{430}lice", "h", "lice@h"),
        ];
        for (user, host, expected) in table {
            assert_eq!(principal(user, host), expected, "{user} at {host}");
        }
    }
}
