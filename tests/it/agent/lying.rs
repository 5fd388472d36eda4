//! Agents that say what they should not: nothing of it is believed, and nothing breaks.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use upgrade_wizard::keys::{self, Agent, AgentError, KeyError, PublicKey, Signer as _};

use crate::stock_tools::{file, keygen_accepts};

const SPACE: &str = "runbook-step.v1@upgrade-wizard";
pub(super) const HARDWARE: &str = "sk-ssh-ed25519@openssh.com";
const APPLICATION: &str = "ssh:";

/// What an agent answers to a request.
pub(super) type Answers = Box<dyn FnMut(&[u8]) -> Vec<u8> + Send>;

/// An agent of our own making. Each reply goes out as it is, with its length.
pub(super) struct Fake {
    pub(super) dir: TempDir,
}

impl Fake {
    /// Answers each connection's first request, until the test ends.
    pub(super) fn answering(mut answers: Answers) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(dir.path().join("socket")).unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &mut answers);
            }
        });
        Self { dir }
    }

    fn client(&self) -> Agent {
        Agent::at(self.dir.path().join("socket"))
    }
}

fn answer(mut stream: UnixStream, answers: &mut Answers) {
    let mut length = [0; 4];
    if stream.read_exact(&mut length).is_err() {
        return;
    }
    let mut request = vec![0; u32::from_be_bytes(length) as usize];
    if stream.read_exact(&mut request).is_ok() {
        let _gone = stream.write_all(&answers(&request));
    }
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

/// A reply that says how long it is.
fn framed(reply: &[u8]) -> Vec<u8> {
    string(reply)
}

pub(super) fn identities(blobs: &[Vec<u8>]) -> Vec<u8> {
    let mut reply = vec![12];
    reply.extend(u32::try_from(blobs.len()).unwrap().to_be_bytes());
    for blob in blobs {
        reply.extend(string(blob));
        reply.extend(string(b"a comment \x1b[2J"));
    }
    framed(&reply)
}

fn signed(algorithm: &str, rest: &[u8]) -> Vec<u8> {
    let signature = [string(algorithm.as_bytes()), rest.to_vec()].concat();
    framed(&[vec![14], string(&signature)].concat())
}

/// An Ed25519 key, and how an agent names it.
fn plain(seed: u8) -> (SigningKey, Vec<u8>) {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let blob = [string(b"ssh-ed25519"), string(key.verifying_key().as_bytes())].concat();
    (key, blob)
}

/// The same key, as if a piece of hardware held it.
pub(super) fn hardware(seed: u8) -> (SigningKey, Vec<u8>) {
    let (key, _) = plain(seed);
    let point = string(key.verifying_key().as_bytes());
    let blob = [string(HARDWARE.as_bytes()), point, string(APPLICATION.as_bytes())].concat();
    (key, blob)
}

pub(super) fn public(algorithm: &str, blob: &[u8]) -> PublicKey {
    PublicKey::from_openssh(&format!("{algorithm} {}", base64(blob))).unwrap()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// What is to be signed, out of a request.
fn data(request: &[u8]) -> &[u8] {
    let blob = u32::from_be_bytes(request[1..5].try_into().unwrap()) as usize;
    let rest = &request[5 + blob..];
    let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
    &rest[4..4 + length]
}

/// What a piece of hardware signs: the request, with its flags and its counter.
pub(super) fn signed_by_hardware(key: &SigningKey, request: &[u8], flags: u8) -> Vec<u8> {
    let trailer = [flags, 0, 0, 0, 7];
    let (application, data) = (Sha256::digest(APPLICATION), Sha256::digest(data(request)));
    let told = [application.as_slice(), &trailer, &data];
    let signature = key.sign(&told.concat()).to_bytes();
    signed(HARDWARE, &[string(&signature), trailer.to_vec()].concat())
}

#[test]
fn a_list_of_keys_that_is_none_is_refused() {
    let (_, blob) = plain(1);
    let cut = framed(&[vec![12, 0, 0, 0, 2], string(&blob), string(b"c")].concat());
    let more = framed(&[vec![12, 0, 0, 0, 1], string(&blob), string(b"c"), vec![0]].concat());
    let table: [(&str, Vec<u8>, &str); 9] = [
        ("nothing", Vec::new(), "cannot be reached"),
        ("half a length", vec![0, 0], "cannot be reached"),
        ("an empty reply", framed(&[]), "it is empty, or longer than"),
        ("a huge reply", vec![0xff, 0xff, 0xff, 0xff, 12], "it is empty, or longer than"),
        ("just too long", 262_145_u32.to_be_bytes().to_vec(), "it is empty, or longer than"),
        ("another message", framed(&[14, 0, 0, 0, 0]), "it is no list of keys"),
        ("more keys than there are", cut, "it is no list of keys"),
        ("something behind it", more, "it is no list of keys"),
        ("countless keys", framed(&[12, 0xff, 0xff, 0xff, 0xff]), "it is no list of keys"),
    ];
    for (what, reply, expected) in table {
        let fake = Fake::answering(Box::new(move |_| reply.clone()));
        let error = fake.client().keys().unwrap_err();
        assert!(error.to_string().contains(expected), "{what}: {error}");
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn kinds_of_keys_that_nobody_knows_are_left_out() {
    let (_, known) = plain(1);
    let blobs = [b"garbage".to_vec(), string(b"ssh-future"), known.clone(), Vec::new()];
    let reply = identities(&blobs);
    let fake = Fake::answering(Box::new(move |_| reply.clone()));
    let held = fake.client().keys().unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].key, public("ssh-ed25519", &known));
}

#[test]
fn a_signature_that_is_none_is_refused() {
    let (key, blob) = plain(1);
    let (other, _) = plain(2);
    let wanted = public("ssh-ed25519", &blob);
    let sixty_four = string(&[7; 64]);
    let table: [(&str, Answers, &str); 10] = [
        ("garbage", Box::new(|_| framed(b"\x0eabc")), "it is no signature"),
        ("an answer to another question", Box::new(|_| framed(&[12])), "neither a signature nor"),
        ("nothing in it", Box::new(|_| framed(&[14, 0, 0, 0, 0])), "is none: "),
        ("too long", Box::new(|_| vec![0x7f, 0, 0, 0]), "it is empty, or longer than"),
        (
            "the wrong bytes",
            {
                let reply = signed("ssh-ed25519", &sixty_four);
                Box::new(move |_| reply.clone())
            },
            "does not hold",
        ),
        (
            "another key",
            Box::new(move |request| {
                signed("ssh-ed25519", &string(&other.sign(data(request)).to_bytes()))
            }),
            "does not hold",
        ),
        (
            "another text",
            {
                let key = key.clone();
                Box::new(move |_| signed("ssh-ed25519", &string(&key.sign(b"y").to_bytes())))
            },
            "does not hold",
        ),
        (
            "something behind it",
            {
                let key = key.clone();
                Box::new(move |request| {
                    let signature = string(&key.sign(data(request)).to_bytes());
                    signed("ssh-ed25519", &[signature, vec![0]].concat())
                })
            },
            "something follows it",
        ),
        (
            "another kind",
            {
                let key = key.clone();
                Box::new(move |request| {
                    signed("rsa-sha2-512", &string(&key.sign(data(request)).to_bytes()))
                })
            },
            "does not hold",
        ),
        ("SHA-1", Box::new(|_| signed("ssh-rsa", &string(&[7; 256]))), "does not hold"),
    ];
    for (what, mut answers, expected) in table {
        let keys = identities(std::slice::from_ref(&blob));
        let fake = Fake::answering(Box::new(move |request| match request[0] {
            11 => keys.clone(),
            _ => answers(request),
        }));
        let error = fake.client().key(&wanted).unwrap().sign(SPACE, b"x").unwrap_err();
        assert!(error.to_string().contains(expected), "{what}: {error}");
        assert!(matches!(error, KeyError::Agent(_)), "{what}: {error}");
    }
}

#[test]
fn a_key_that_vanished_is_told_from_a_refusal() {
    let (_, blob) = plain(1);
    let wanted = public("ssh-ed25519", &blob);
    for (failure, is_there) in [(5, true), (28, true), (5, false)] {
        let (there, gone) = (identities(std::slice::from_ref(&blob)), identities(&[]));
        let mut has_listed = false;
        let fake = Fake::answering(Box::new(move |request| match request[0] {
            11 if is_there || !std::mem::replace(&mut has_listed, true) => there.clone(),
            11 => gone.clone(),
            _ => framed(&[failure]),
        }));
        let error = fake.client().key(&wanted).unwrap().sign(SPACE, b"x").unwrap_err();
        let is_refused = matches!(error, KeyError::Agent(AgentError::Refused { .. }));
        assert_eq!(is_refused, is_there, "{error}");
    }
}

#[test]
fn a_key_in_hardware_signs_when_it_was_touched() {
    let (key, blob) = hardware(3);
    let wanted = public(HARDWARE, &blob);
    assert!(wanted.is_hardware());
    for (flags, is_touched) in [(0x01, true), (0x05, true), (0x00, false), (0x04, false)] {
        let (key, keys) = (key.clone(), identities(std::slice::from_ref(&blob)));
        let fake = Fake::answering(Box::new(move |request| match request[0] {
            11 => keys.clone(),
            _ => signed_by_hardware(&key, request, flags),
        }));
        let signature = fake.client().key(&wanted).unwrap().sign(SPACE, b"exactly this\n");
        match signature {
            Ok(armour) => {
                assert!(is_touched, "{flags:#04x}");
                let verified = keys::verify(&armour, SPACE, b"exactly this\n");
                assert_eq!(verified.as_ref(), Ok(&wanted));
                let message = file(&fake.dir, "message", "exactly this\n");
                let signature = file(&fake.dir, "sig", armour);
                let signers = file(&fake.dir, "signers", format!("a {}\n", wanted.to_openssh()));
                let message = std::path::Path::new(&message);
                assert!(keygen_accepts(&signers, "a", SPACE, "20260101Z", &signature, message));
            }
            Err(error) => {
                assert!(!is_touched, "{flags:#04x}: {error}");
                assert!(error.to_string().contains("without anybody touching the key"), "{error}");
            }
        }
    }
}
