//! A passphrase that was planted does not come out again: not by printing any type that has to do
//! with keys, not in an error, not in anything that is written.

use std::error::Error;
use std::fmt::Debug;
use std::fs;

use upgrade_wizard::front::tui::{Errand, Secret};
use upgrade_wizard::keys::{
    KeyError, KeyFile, NamedKey, PASSPHRASE_LEAST, Passphrase, SecretKey, Signer,
};
use zeroize::Zeroizing;

use crate::sandbox::Sandbox;

const PLANTED: &str = "correct horse battery";

/// What is secret of a key: its passphrase, and what its open file holds.
fn secrets(key: &SecretKey) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let open = dir.path().join("open");
    key.write_open(&open).unwrap();
    let text = fs::read_to_string(open).unwrap();
    // The head of every key file is the same; what follows the public half is not.
    let lines = text.lines().filter(|line| !line.starts_with("-----")).skip(2);
    let mut secrets: Vec<_> = lines.map(str::to_owned).collect();
    assert!(secrets.len() >= 2, "{text}");
    secrets.push(PLANTED.to_owned());
    secrets
}

/// All that an error says, down to its cause.
fn told(error: &dyn Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text
}

fn printed(value: &dyn Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[test]
fn no_type_of_keys_prints_what_is_secret() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key");
    let phrase = Passphrase::new(PLANTED.to_owned());
    let key = SecretKey::generate("ann").unwrap();
    key.write_locked(&path, &phrase).unwrap();
    let file = KeyFile::load(&path).unwrap();
    let unlocked = file.clone().unlock_to_keep(&phrase).unwrap();
    let wrong = Passphrase::new(format!("{PLANTED}!"));
    let short = Passphrase::new(PLANTED[..PASSPHRASE_LEAST - 1].to_owned());
    let secret = || Secret(Zeroizing::new(PLANTED.to_owned()));
    let (name, person) = ("spring".to_owned(), "Ann".to_owned());
    let begin = Errand::Begin { name, person, passphrase: secret() };

    let mut said = vec![
        printed(&phrase),
        printed(&file),
        printed(&unlocked),
        printed(&key),
        printed(&NamedKey::load(&path).unwrap()),
        printed(&unlocked.unlock_again(&phrase).map(drop)),
        printed(&secret()),
        printed(&begin),
        printed(&Errand::CheckPassphrase { passphrase: secret() }),
    ];
    let errors: [KeyError; 5] = [
        file.unlock(&wrong).unwrap_err(),
        unlocked.unlock_again(&wrong).map(drop).unwrap_err(),
        key.write_locked(&dir.path().join("other"), &short).unwrap_err(),
        key.write_locked(&path, &phrase).unwrap_err(),
        file.open().unwrap_err(),
    ];
    said.extend(errors.iter().map(|error| told(error)));
    for (secret, text) in secrets(&key).iter().flat_map(|it| said.iter().map(move |s| (it, s))) {
        assert!(!text.contains(secret.as_str()), "{text}");
    }
    assert!(!said.iter().any(|text| text.contains(&PLANTED[..PASSPHRASE_LEAST - 1])));
}

#[test]
fn a_passphrase_in_the_environment_or_the_arguments_is_never_taken() {
    let sandbox = Sandbox::new();
    let help = sandbox.program(&["key", "new", "--help"]).end().code(0).stdout;
    assert!(!help.contains("--passphrase"), "{help}");
    let refused = sandbox.program(&["key", "new", "--passphrase", PLANTED]).end().code(2);
    assert!(refused.stdout.is_empty());
    let path = sandbox.path("locked");
    let key = SecretKey::generate("tess").unwrap();
    key.write_locked(&path, &Passphrase::new(PLANTED.to_owned())).unwrap();
    let arguments = ["run", "--example", "--key", "locked", "--signers", "signers"];
    // On a pipe it is not asked for, and what comes through the pipe is not tried.
    let ended = sandbox.program(&arguments).stdin(&format!("{PLANTED}\n")).end().code(2);
    let _read = ended.says(&["is locked with a passphrase"]);
    let written = sandbox.home();
    assert!(!written.exists() || sandbox.folders().is_empty());
}
