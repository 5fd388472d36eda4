//! OpenSSH's agent: what it signs, what it is told not to, and when it is not there.

use std::path::Path;

use upgrade_wizard::keys::{
    self, AgentError, KeyError, NamedKey, Passphrase, Presence, PublicKey, Signer as _,
};
use upgrade_wizard::record::{SEAL_NAMESPACE, STEP_NAMESPACE};

use crate::stock_tools::{file, keygen, keygen_accepts};

use super::RealAgent;

fn public(path: &Path) -> PublicKey {
    let NamedKey::Public(key) = NamedKey::load(path).unwrap() else {
        panic!("{} is a public half", path.display());
    };
    key
}

#[test]
fn keys_in_an_agent_sign_and_stock_tools_verify() {
    let agent = RealAgent::start();
    let message = file(&agent.dir, "message", "exactly this\n");
    let kinds: [&[&str]; 5] = [
        &["-t", "ed25519"],
        &["-t", "ecdsa", "-b", "256"],
        &["-t", "ecdsa", "-b", "384"],
        &["-t", "ecdsa", "-b", "521"],
        &["-t", "rsa", "-b", "2048"],
    ];
    for (index, kind) in kinds.into_iter().enumerate() {
        let path = agent.key(kind, &[]);
        let public = public(&path);
        let held = agent.client().keys().unwrap();
        assert_eq!(held.len(), index + 1);
        assert_eq!((&held[index].key, held[index].comment.as_str()), (&public, "c"));

        let key = agent.client().key(&public).unwrap();
        assert_eq!(key.presence(), Presence::Agent);
        let armour = key.sign(STEP_NAMESPACE, b"exactly this\n").unwrap();
        let signature = file(&agent.dir, "ours.sig", &armour);
        let signers = file(&agent.dir, "signers", format!("a {}\n", public.to_openssh()));
        let accepts = |namespace: &str| {
            let message = Path::new(&message);
            keygen_accepts(&signers, "a", namespace, "20260101Z", &signature, message)
        };
        assert!(accepts(STEP_NAMESPACE), "{kind:?}");
        assert!(!accepts(SEAL_NAMESPACE), "{kind:?}");
        assert_eq!(keys::verify(&armour, STEP_NAMESPACE, b"exactly this\n").as_ref(), Ok(&public));
        assert!(keys::verify(&armour, STEP_NAMESPACE, b"exactly that\n").is_err(), "{kind:?}");
    }
}

#[test]
fn a_refused_confirmation_is_no_more_than_that() {
    let agent = RealAgent::start();
    let path = agent.key(&["-t", "ed25519"], &["-c"]);
    let key = agent.client().key(&public(&path)).unwrap();
    for _ in 0..2 {
        let Err(KeyError::Agent(error @ AgentError::Refused { .. })) = key.sign("n", b"x") else {
            panic!("nobody said yes");
        };
        assert!(error.to_string().starts_with("the agent refused to sign with key `SHA256:"));
        assert!(KeyError::from(error).is_declined());
    }
    agent.answer("yes");
    let armour = key.sign("n", b"x").unwrap();
    assert_eq!(keys::verify(&armour, "n", b"x").as_ref(), Ok(key.public_key()));
}

#[test]
fn a_locked_agent_shows_no_keys_and_says_how_to_go_on() {
    let agent = RealAgent::start();
    let public = public(&agent.key(&["-t", "ed25519"], &[]));
    let key = agent.client().key(&public).unwrap();
    agent.add(&["-x"]);
    assert_eq!(agent.client().keys().unwrap(), []);
    let errors = [agent.client().key(&public).map(drop), key.sign("n", b"x").map(drop)];
    for error in errors.map(Result::unwrap_err) {
        assert!(matches!(error, KeyError::Agent(AgentError::NotHeld { others: 0, .. })), "{error}");
        assert!(error.hint().unwrap().contains("ssh-add -X"), "{error}");
        assert!(!error.is_declined(), "nobody was asked");
    }
    agent.add(&["-X"]);
    assert!(key.sign("n", b"x").is_ok());
}

#[test]
fn an_agent_that_is_gone_is_told_and_one_that_is_back_signs_again() {
    let mut agent = RealAgent::start();
    let secret = keygen(&agent.dir, &["-t", "ed25519"], "");
    agent.add(&["-q", secret.to_str().unwrap()]);
    let public = NamedKey::load(&secret).unwrap().public_key();
    let key = agent.client().key(&public).unwrap();
    agent.stop();
    let error = key.sign("n", b"x").unwrap_err();
    assert!(matches!(error, KeyError::Agent(AgentError::Unreachable { .. })), "{error}");
    agent.start_again();
    let error = key.sign("n", b"x").unwrap_err();
    assert!(matches!(error, KeyError::Agent(AgentError::NotHeld { others: 0, .. })), "{error}");
    agent.key(&["-t", "ecdsa"], &[]);
    let error = key.sign("n", b"x").unwrap_err();
    assert!(error.to_string().contains("the agent holds another key, and not key"), "{error}");
    agent.add(&["-q", secret.to_str().unwrap()]);
    assert!(key.sign("n", b"x").is_ok());
}

#[test]
fn an_agent_has_no_passphrase_that_we_could_ask_for() {
    let agent = RealAgent::start();
    let key = agent.client().key(&public(&agent.key(&["-t", "ed25519"], &[]))).unwrap();
    let again = key.unlock_again(&Passphrase::new("hunter2".to_owned())).map(drop);
    assert!(matches!(again, Err(KeyError::NothingToUnlock { .. })));
}

#[test]
fn keys_that_prove_nothing_are_refused_before_they_are_asked_for() {
    let agent = RealAgent::start();
    let short = public(&agent.key(&["-t", "rsa", "-b", "1024"], &[]));
    let error = agent.client().key(&short).unwrap_err();
    assert!(matches!(error, KeyError::Weak { .. }), "{error}");
}
