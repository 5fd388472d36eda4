//! Makes keys, and puts lines into signers files.

use std::fs::{self, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::failure::Failure;
use crate::front::FrontError;
use crate::front::plain::Prompt;
use crate::keys::{KeyFile, PASSPHRASE_LEAST, Passphrase, PublicKey, SecretKey, Signer};
use crate::record::{Entry, SEAL_NAMESPACE, STEP_NAMESPACE, Window};
use crate::world::here;

use super::keyring::Asker;
use super::out;

/// Makes the wizard's own key and enrols it. Nothing is written before every question is answered.
pub(crate) fn make_own_key(
    path: &Path,
    signers: &Path,
    asker: &mut Asker<'_>,
) -> Result<Box<dyn Signer>, Failure> {
    let user = here::user();
    let (name, passphrase) = match asker {
        Asker::Person(prompt) => {
            prompt.tell(
                "This is the first run here: a key is made with which your answers are signed.",
            )?;
            (ask_name(prompt)?, ask_passphrase(prompt)?)
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
        Asker::Nobody { empty_passphrase: true } => (user, None),
        Asker::Nobody { empty_passphrase: false } => {
            return Err(Failure::Usage {
                message: "there is no key yet, and nobody to ask for a passphrase".to_owned(),
                hint: "name a key with --key, start once with --front plain, or write \
                       `empty_passphrase = true` into the answers file",
            });
        }
    };
    let new = NewKey::make(&name)?;
    create_folder_of(path)?;
    create_folder_of(signers)?;
    // In this order: a line for a key that never came to be is harmless, and a key without its line
    // would be in the way of every later run.
    append(signers, &new.line())?;
    new.write(path, passphrase.as_ref())?;
    Ok(match passphrase {
        Some(passphrase) => Box::new(KeyFile::load(path)?.unlock_to_keep(&passphrase)?),
        None => Box::new(new.key),
    })
}

/// A key that was just made, and whose it is.
pub(crate) struct NewKey {
    pub(crate) key: SecretKey,
    pub(crate) principal: String,
    name: String,
}

impl NewKey {
    /// A key for whoever is logged in here; `name` is how they are printed.
    pub(crate) fn make(name: &str) -> Result<Self, Failure> {
        let principal = own_principal();
        let key = SecretKey::generate(&principal)?;
        Ok(Self { key, principal, name: printable(name) })
    }

    /// The line that enrols it as the only one who works here: it may sign steps and seal.
    pub(crate) fn line(&self) -> String {
        let comment = (!self.name.is_empty()).then(|| self.name.clone());
        line_of(&self.principal, self.key.public_key(), comment)
    }

    /// Writes the key where nothing is yet, and says so.
    pub(crate) fn write(
        &self,
        path: &Path,
        passphrase: Option<&Passphrase>,
    ) -> Result<(), Failure> {
        match passphrase {
            Some(passphrase) => self.key.write_locked(path, passphrase)?,
            None => self.key.write_open(path)?,
        }
        let fingerprint = self.key.public_key().fingerprint();
        out::tell(&format!("made key {fingerprint} for {}", self.principal));
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if let Some(note) = note_of_privacy(&absolute, here::profile().as_deref()) {
            out::tell(&note);
        }
        Ok(())
    }
}

/// The line that enrols a key for everything there is to sign here, without LF.
pub(crate) fn line_of(principal: &str, key: &PublicKey, comment: Option<String>) -> String {
    let namespaces = Some(vec![STEP_NAMESPACE.to_owned(), SEAL_NAMESPACE.to_owned()]);
    let entry = Entry {
        principals: vec![principal.to_owned()],
        namespaces,
        window: Window::default(),
        key: key.clone(),
        comment,
        line: 0,
    };
    entry.to_line()
}

/// On Windows a file is as private as its folder, and there is no way to change that without
/// running a program or calling the system past the standard library. Folders of a user profile are
/// private; elsewhere the operator is told what to do.
fn note_of_privacy(path: &Path, profile: Option<&Path>) -> Option<String> {
    let text = |path: &Path| path.to_string_lossy().replace('/', "\\").to_lowercase();
    let is_inside = |profile: &Path| {
        let rest = text(path).strip_prefix(&text(profile)).map(|rest| rest.starts_with('\\'));
        rest == Some(true)
    };
    let profile = profile?;
    (!is_inside(profile)).then(|| {
        format!(
            "note: whoever can read the folder of this key can read the key. Keep it to yourself: \
             icacls \"{}\" /inheritance:r /grant:r \"%USERNAME%:F\"",
            path.display()
        )
    })
}

/// Asks how the operator is printed.
pub(crate) fn ask_name(prompt: &mut Prompt) -> Result<String, FrontError> {
    let user = here::user();
    let typed = prompt.line(&format!("Your name, as it is to be printed [{user}]"))?;
    Ok(if typed.is_empty() { user } else { typed })
}

/// Asks for a new passphrase, twice. `None`: the operator said yes to going without one.
pub(crate) fn ask_passphrase(prompt: &mut Prompt) -> Result<Option<Passphrase>, FrontError> {
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

/// What whoever is logged in here is called in a signers file.
pub(crate) fn own_principal() -> String {
    principal(&here::user(), &here::host())
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
pub(crate) fn printable(name: &str) -> String {
    let kept = name.chars().filter(|c| crate::text::is_harmless(*c) && *c != '#' && *c != '"');
    kept.collect::<String>().trim().to_owned()
}

pub(crate) fn create_folder_of(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .map_err(|source| Failure::Unwritable { path: folder.to_owned(), source })
}

/// Adds a whole line to a file, or nothing. Where the last line there is not ended, it is first:
/// two lines in one would be neither.
pub(crate) fn append(path: &Path, line: &str) -> Result<(), Failure> {
    let unwritable = |source| Failure::Unwritable { path: path.to_owned(), source };
    let mut options = OpenOptions::new();
    options.create(true).read(true).append(true);
    let mut file = options.open(path).map_err(unwritable)?;
    let before = file.metadata().map_err(unwritable)?.len();
    let mut last = [b'\n'];
    if before > 0 {
        file.seek(SeekFrom::Start(before - 1)).map_err(unwritable)?;
        file.read_exact(&mut last).map_err(unwritable)?;
    }
    let start = if last == [b'\n'] { "" } else { "\n" };
    let text = format!("{start}{line}\n");
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|source| {
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

    #[test]
    fn a_line_is_added_to_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("signers");
        for (before, after) in
            [("", "new\n"), ("old\n", "old\nnew\n"), ("old", "old\nnew\n"), ("a\r\n", "a\r\nnew\n")]
        {
            fs::write(&path, before).unwrap();
            append(&path, "new").unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), after, "{before:?}");
        }
    }

    #[test]
    fn a_key_outside_of_the_profile_is_not_taken_for_private() {
        let profile = Path::new(r"C:\Users\Ann");
        let table = [
            (r"C:\Users\Ann\AppData\Roaming\upgrade-wizard\keys\id_ed25519", false),
            (r"c:/users/ann/key", false),
            (r"C:\Users\Anna\key", true),
            (r"D:\wizard\keys\id_ed25519", true),
            ("key", true),
        ];
        for (path, is_told) in table {
            let note = note_of_privacy(Path::new(path), Some(profile));
            assert_eq!(note.is_some(), is_told, "{path}");
            assert!(note.is_none_or(|note| note.contains(&format!("icacls \"{path}\""))), "{path}");
        }
        assert_eq!(note_of_privacy(Path::new("/srv/key"), None), None, "this is no Windows");
    }
}
