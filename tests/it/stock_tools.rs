//! What we sign, stock tools check, and the other way round: OpenSSH, `sh`, `sha256sum`.
//!
//! These tests need `ssh-keygen` (OpenSSH 8.9 or later) and fail where it is missing.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use upgrade_wizard::keys::{
    self, KeyError, KeyFile, Passphrase, SecretKey, SignatureError, Signer as _,
};
use upgrade_wizard::record::{RECORD_FILE, SEAL_NAMESPACE, STEP_NAMESPACE, Signers, detached_name};

use crate::record::forgery::{Forgery, lines, rest};
use crate::record::{ALICE, BOB, Sandbox};

/// Runs a stock tool, with nothing of this machine's settings but where programs are.
#[track_caller]
pub(crate) fn run(program: &str, arguments: &[&str], input: Option<&Path>) -> Output {
    let input = input.map_or(Stdio::null(), |path| File::open(path).unwrap().into());
    Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TZ", "UTC0")
        .stdin(input)
        .output()
        .unwrap_or_else(|error| panic!("`{program}` is needed for this test: {error}"))
}

#[track_caller]
pub(crate) fn succeeds(program: &str, arguments: &[&str], input: Option<&Path>) -> String {
    let output = run(program, arguments, input);
    assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A file in a folder, as an argument.
pub(crate) fn file(dir: &TempDir, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Whether `ssh-keygen -Y verify` accepts a signature.
pub(crate) fn keygen_accepts(
    signers: &str,
    principal: &str,
    namespace: &str,
    time: &str,
    signature: &str,
    message: &Path,
) -> bool {
    let time = format!("verify-time={time}");
    let arguments = [
        "-Y", "verify", "-f", signers, "-I", principal, "-n", namespace, "-O", &time, "-s",
        signature,
    ];
    run("ssh-keygen", &arguments, Some(message)).status.success()
}

/// What the script with stock tools says of a record in its sandbox.
pub(crate) fn script_says(sandbox: &Sandbox, record: &[u8]) -> (bool, String) {
    let signers = file(&sandbox.dir, "allowed_signers", sandbox.signers_text());
    let path = file(&sandbox.dir, RECORD_FILE, record);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pack/verify.sh");
    let output = run("sh", &[script.to_str().unwrap(), &path, &signers], None);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.success(), said.ends_with("VERIFIED\n"), "{said}");
    (output.status.success(), said + &String::from_utf8_lossy(&output.stderr))
}

/// A sealed run with its signers file, and the script that checks it.
struct Sealed {
    sandbox: Sandbox,
    signers: String,
    signature: String,
}

impl Sealed {
    fn new() -> Self {
        let sandbox = Sandbox::new().small_run();
        let signers = file(&sandbox.dir, "allowed_signers", sandbox.signers_text());
        let signature = sandbox.dir.path().join(detached_name(ALICE));
        Self { sandbox, signers, signature: signature.to_str().unwrap().to_owned() }
    }

    fn script_says(&self, record: &[u8]) -> (bool, String) {
        script_says(&self.sandbox, record)
    }

    fn keygen_accepts(&self) -> bool {
        let (path, signers) = (self.sandbox.path(), &self.signers);
        keygen_accepts(signers, ALICE, SEAL_NAMESPACE, "20261121091000Z", &self.signature, &path)
    }
}

#[test]
fn stock_tools_verify_a_sealed_run() {
    let sealed = Sealed::new();
    assert!(sealed.keygen_accepts());
    let (holds, said) = sealed.script_says(&sealed.sandbox.bytes());
    assert!(holds, "{said}");
    for line in ["line 1, open, 20261121090641: Good", "line 4, confirm", "line 6, seal"] {
        assert!(said.contains(line), "{line} in {said}");
    }
}

#[test]
fn stock_tools_verify_everything_that_can_be_on_record() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.create().unwrap();
    for deed in crate::record::sandbox::everything() {
        let fact = sandbox.fact(deed);
        writer.append(&fact).unwrap();
    }
    drop(writer);
    let mut resumed = sandbox.resume("s2").unwrap();
    let quotes = r#"\",\"who\":{\"id\":\"x\" \n %s $(id) ,"who":{"id":"mallory","t":"sig","#;
    for deed in [
        upgrade_wizard::engine::Deed::Resumed { despite_ledger: false },
        upgrade_wizard::engine::Deed::ClockJumped { seconds: -3600 },
        upgrade_wizard::engine::Deed::Noted { step: None, text: quotes.to_owned() },
        crate::record::sandbox::closed(),
    ] {
        let fact = sandbox.fact(deed);
        resumed.writer.append(&fact).unwrap();
    }
    let signers = file(&sandbox.dir, "allowed_signers", sandbox.signers_text());
    let sealed = Sealed { signature: String::new(), signers, sandbox };
    let (holds, said) = sealed.script_says(&sealed.sandbox.bytes());
    assert!(holds, "{said}");
}

#[test]
fn flipped_bytes_are_refused_by_stock_tools() {
    let sealed = Sealed::new();
    let bytes = sealed.sandbox.bytes();
    let step = bytes.len() / 60;
    for at in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        let (holds, said) = sealed.script_says(&flipped);
        assert!(!holds, "byte {at}: {said}");
        assert!(!sealed.keygen_accepts(), "byte {at}");
    }
}

#[test]
fn the_script_and_the_verifier_agree() {
    let sealed = Sealed::new();
    let (alice, bob) = (&sealed.sandbox.alice, &sealed.sandbox.bob);
    let old = lines(&sealed.sandbox.bytes());
    let add = |at: usize, rest: &str, by: &str, key: &SecretKey, namespace: &str| {
        let mut forgery = Forgery::of(&old[..at]);
        forgery.event(rest, by, key, namespace);
        forgery.bytes
    };
    let mut swapped = old.clone();
    swapped.swap(2, 3);
    let mut shorter = old.clone();
    shorter.remove(2);
    let named = |line: &str| {
        let (from, to) = (alice.public_key().fingerprint(), bob.public_key().fingerprint());
        rest(line).replace(ALICE, BOB).replace(&from, &to)
    };
    let table = [
        ("as it is", old.concat().into_bytes(), "VERIFIED"),
        ("two lines swapped", swapped.concat().into_bytes(), "line 3: it does not continue"),
        ("a line taken out", shorter.concat().into_bytes(), "line 3: it does not continue"),
        ("no seal", old[..5].concat().into_bytes(), "there is no seal"),
        ("half a record", old[..6].concat().into_bytes(), "line 6: it is not signed"),
        ("torn", old.concat().into_bytes()[..2000].to_vec(), "it breaks off"),
        ("CR LF", old.concat().replace('\n', "\r\n").into_bytes(), "zeros or CR"),
        ("empty", Vec::new(), "there is no record"),
        (
            "after the seal",
            add(7, &rest(&old[3]), ALICE, alice, STEP_NAMESPACE),
            "line 8: it stands after the end",
        ),
        ("sealed without leave", add(5, &named(&old[5]), BOB, bob, SEAL_NAMESPACE), "line 6: "),
        ("sealed as a step", add(5, &rest(&old[5]), ALICE, alice, STEP_NAMESPACE), "line 6: "),
        ("forged name", add(3, &rest(&old[3]), ALICE, bob, STEP_NAMESPACE), "line 4: "),
    ];
    for (what, record, expected) in table {
        let ours = sealed.sandbox.findings(&record);
        let (theirs, said) = sealed.script_says(&record);
        assert_eq!(ours.is_empty(), theirs, "{what}: {ours:?}, {said}");
        assert!(said.contains(expected), "{what}: {said}");
        assert!(!said.contains("the whole") || theirs, "{what}: found too late: {said}");
    }
}

/// Makes a key with `ssh-keygen`.
pub(crate) fn keygen(dir: &TempDir, kind: &[&str], passphrase: &str) -> PathBuf {
    let path = dir.path().join(kind.join("") + passphrase);
    let mut arguments = vec!["-q", "-N", passphrase, "-C", "c", "-f", path.to_str().unwrap()];
    arguments.extend(kind);
    succeeds("ssh-keygen", &arguments, None);
    path
}

#[test]
fn keys_and_signatures_go_both_ways() {
    let dir = tempfile::tempdir().unwrap();
    let message = file(&dir, "message", "exactly this\n");
    for kind in
        [&["-t", "ed25519"][..], &["-t", "ecdsa", "-b", "256"], &["-t", "ecdsa", "-b", "521"]]
    {
        for passphrase in ["", "hunter2"] {
            let path = keygen(&dir, kind, passphrase);
            let loaded = KeyFile::load(&path).unwrap();
            assert_eq!(loaded.is_locked(), !passphrase.is_empty());
            let key = loaded.unlock(&Passphrase::new(passphrase.to_owned())).unwrap();
            let fingerprint = key.public_key().fingerprint();
            let listed = succeeds("ssh-keygen", &["-l", "-f", path.to_str().unwrap()], None);
            assert!(listed.contains(&fingerprint), "{listed}");

            let armour = key.sign(STEP_NAMESPACE, b"exactly this\n").unwrap();
            let ours = file(&dir, "ours.sig", &armour);
            let signers = file(&dir, "signers", format!("a {}\n", key.public_key().to_openssh()));
            let time = "20260101Z";
            let accepts = |namespace: &str| {
                keygen_accepts(&signers, "a", namespace, time, &ours, Path::new(&message))
            };
            assert!(accepts(STEP_NAMESPACE), "{kind:?}");
            assert!(!accepts(SEAL_NAMESPACE), "{kind:?}");

            if passphrase.is_empty() {
                let arguments =
                    ["-q", "-Y", "sign", "-f", path.to_str().unwrap(), "-n", STEP_NAMESPACE];
                let theirs = succeeds("ssh-keygen", &arguments, Some(Path::new(&message)));
                let verified = keys::verify(&theirs, STEP_NAMESPACE, b"exactly this\n");
                assert_eq!(verified.as_ref(), Ok(key.public_key()), "{kind:?}");
            }
        }
    }
}

#[test]
fn keys_of_ours_open_with_stock_tools() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ours");
    let key = SecretKey::generate("alice@site-a").unwrap();
    key.write_locked(&path, &Passphrase::new("hunter2".to_owned())).unwrap();
    let name = path.to_str().unwrap();
    let public = succeeds("ssh-keygen", &["-y", "-P", "hunter2", "-f", name], None);
    assert_eq!(public, format!("{} alice@site-a\n", key.public_key().to_openssh()));
    assert!(!run("ssh-keygen", &["-y", "-P", "wrong", "-f", name], None).status.success());
}

#[test]
fn rsa_is_verified_and_never_signs_here() {
    let dir = tempfile::tempdir().unwrap();
    let path = keygen(&dir, &["-t", "rsa", "-b", "2048"], "");
    let Err(KeyError::OnlyInAgent { algorithm, .. }) = KeyFile::load(&path).unwrap().open() else {
        panic!("RSA keys cannot sign here");
    };
    assert_eq!(algorithm, "ssh-rsa");
    let message = file(&dir, "message", "x");
    let sign = |path: &Path| {
        let arguments = ["-q", "-Y", "sign", "-f", path.to_str().unwrap(), "-n", STEP_NAMESPACE];
        succeeds("ssh-keygen", &arguments, Some(Path::new(&message)))
    };
    let verified = keys::verify(&sign(&path), STEP_NAMESPACE, b"x").unwrap();
    assert_eq!(verified, KeyFile::load(&path).unwrap().public_key());
    let other = keys::verify(&sign(&path), STEP_NAMESPACE, b"y").unwrap_err();
    assert!(matches!(other, SignatureError::DoesNotHold { .. }), "{other}");
    let short = keygen(&dir, &["-t", "rsa", "-b", "1024"], "");
    let weak = keys::verify(&sign(&short), STEP_NAMESPACE, b"x").unwrap_err();
    assert!(matches!(weak, SignatureError::WeakKey { .. }), "{weak}");
}

#[test]
fn signers_files_mean_the_same_to_both() {
    let dir = tempfile::tempdir().unwrap();
    let key = SecretKey::generate("").unwrap();
    let public = key.public_key().to_openssh();
    let message = file(&dir, "message", "x");
    let signature = file(&dir, "sig", key.sign(STEP_NAMESPACE, b"x").unwrap());
    let lines = [
        "alice KEY",
        "bob,alice KEY a comment",
        "bob KEY",
        "alice namespaces=\"runbook-*\" KEY",
        "alice namespaces=\"*,!runbook-step.*\" KEY",
        "alice namespaces=\"runbook-seal.v1@upgrade-wizard,git\" KEY",
        "alice NAMESPACES=\"runbook-????.v1@upgrade-wizard\" KEY",
        "alice valid-after=\"20260601\" KEY",
        "alice valid-before=\"20260601Z\" KEY",
        "alice valid-after=\"202606010000\",valid-before=\"20260601000001Z\" KEY",
        "alice valid-after=\"20260601000001\",namespaces=\"*\" KEY",
        "alice namespaces=\"git\" KEY\nalice namespaces=\"runbook-*\" KEY",
        "# alice KEY",
        "alice namespaces=\"runbook-*\",namespaces=\"git\" KEY",
        "alice valid-after=\"20270101\",valid-before=\"20260101\" KEY",
        "alice valid-after=\"soon\" KEY",
        "alice color=\"red\" KEY",
        "alice namespaces=runbook-* KEY",
        "al* namespaces=\"git\" KEY",
    ];
    for line in lines {
        let text = format!("{}\n", line.replace("KEY", &public));
        let signers = file(&dir, "signers", &text);
        for (time, at) in [
            ("20260531235959Z", "2026-05-31T23:59:59Z"),
            ("20260601000000Z", "2026-06-01T00:00:00Z"),
            ("20260601000001Z", "2026-06-01T00:00:01Z"),
            ("20260601000002Z", "2026-06-01T00:00:02Z"),
        ] {
            let ours = Signers::parse(&text).is_ok_and(|signers| {
                let at = at.parse().unwrap();
                signers.permits("alice", key.public_key(), STEP_NAMESPACE, at).is_ok()
            });
            let message = Path::new(&message);
            let theirs =
                keygen_accepts(&signers, "alice", STEP_NAMESPACE, time, &signature, message);
            assert_eq!(ours, theirs, "{line} at {at}");
        }
    }
}
