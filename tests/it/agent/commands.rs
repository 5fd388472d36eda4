//! `key` and `signers`: what they make, say and refuse.

use std::fs;

use serde_json::Value;
use upgrade_wizard::keys::NamedKey;

use crate::sandbox::{PRINCIPAL, Sandbox};
use crate::stock_tools::{keygen, run};

use super::RealAgent;

/// What a command says as JSON.
#[track_caller]
fn json(sandbox: &Sandbox, code: i32, arguments: &[&str]) -> Value {
    let ended = sandbox.program(arguments).args(&["--format", "json"]).end().code(code);
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn a_key_that_was_made_works_here_and_opens_with_stock_tools() {
    let sandbox = Sandbox::new();
    // No terminal: the passphrase cannot be typed, and going without is said aloud.
    let new = ["key", "new", "--name", "Ann Operator"];
    let _made = sandbox.program(&new).stdin("yes\n").end().code(0).says(&["made key SHA256:"]);
    let shown = json(&sandbox, 0, &["key", "show"]);
    assert_eq!((&shown["schema"], &shown["name"]), (&1.into(), &"Ann Operator".into()));
    assert_eq!((&shown["locked"], &shown["held"]), (&false.into(), &"file".into()));
    assert_eq!((&shown["may_sign"], &shown["may_seal"]), (&true.into(), &true.into()));
    let text = sandbox.program(&["key", "show"]).end().code(0).stdout;
    for words in ["ssh-ed25519", "Ann Operator", "no: whoever gets it can sign", "\nline:\n"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let path = shown["path"].as_str().unwrap();
    let told = run("ssh-keygen", &["-l", "-f", path], None);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains(shown["fingerprint"].as_str().unwrap()), "{told}");
    let own = fs::read_to_string(sandbox.home().join("allowed_signers")).unwrap();
    assert_eq!(own.trim_end(), shown["line"].as_str().unwrap());
    let _lint = sandbox.program(&["signers", "lint"]).end().code(0);

    let again = sandbox.program(&new).stdin("yes\n").end().code(2).plainly();
    let _read = again.says(&["is there already, and is left as it is"]);
}

#[test]
fn a_key_for_elsewhere_is_enrolled_by_whoever_keeps_the_list() {
    let sandbox = Sandbox::new();
    let new = ["key", "new", "--name", "Bob Ruiz", "--output", "keys/bob"];
    let made = sandbox.program(&new).stdin("yes\n").end().code(0);
    assert!(made.stdout.contains(" ssh-ed25519 "), "{}", made.stdout);
    assert!(!sandbox.home().join("allowed_signers").exists(), "nothing is enrolled by itself");
    let add = ["signers", "add", "keys/bob.pub", "--principal", "bob@site-a", "--name", "Bob Ruiz"];
    let added = sandbox.program(&[&add[..], &["--signers", "signers"]].concat()).end().code(0);
    let _read = added.says(&["added bob@site-a with key SHA256:", "compare the fingerprint"]);
    let list = json(&sandbox, 0, &["signers", "list", "--signers", "signers"]);
    let bob = &list["signers"][1];
    assert_eq!((&bob["principals"][0], &bob["name"]), (&"bob@site-a".into(), &"Bob Ruiz".into()));
    assert_eq!((&bob["may_sign"], &bob["may_seal"]), (&true.into(), &false.into()));
    let half = fs::read_to_string(sandbox.path("keys/bob.pub")).unwrap();
    assert_eq!(half.lines().count(), 1);
    fs::remove_file(sandbox.path("keys/bob")).unwrap();
    let _there = sandbox.program(&new).stdin("yes\n").end().code(2).says(&["bob.pub` is there"]);
}

#[test]
fn a_signer_who_could_pass_for_another_is_not_added() {
    let sandbox = Sandbox::new();
    let dir = tempfile::tempdir().unwrap();
    let public = |kind: &[&str]| {
        let path = keygen(&dir, kind, "");
        NamedKey::load(&path).unwrap().public_key().to_openssh()
    };
    let (new, short) = (public(&["-t", "ed25519"]), public(&["-t", "rsa", "-b", "1024"]));
    let old = NamedKey::load(&sandbox.path("key")).unwrap().public_key().to_openssh();
    let weak = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let before = fs::read(sandbox.path("signers")).unwrap();
    let table: [(&str, &[&str], i32, &str); 11] = [
        (&new, &["--principal", "TESS@bench"], 2, "can be taken for `tess@bench`"),
        (&new, &["--principal", "te55@bench", "--name", "Te\u{455}s Bench"], 2, "several scripts"),
        (
            &new,
            &["--principal", "x@y", "--name", "Tess  Bench"],
            2,
            "can be taken for `Tess Bench`",
        ),
        (&new, &["--principal", "x@y", "--name", "tess@bench"], 0, ""),
        (&old, &["--principal", "other@bench"], 2, "is also the key of `tess@bench`"),
        (weak, &["--principal", "x@y"], 2, "one signature by it holds for every text"),
        (&short, &["--principal", "x@y"], 2, "it has 1024 bits, and 2048 are the least"),
        (&new, &["--principal", "*"], 2, "has wildcards"),
        (&new, &["--principal", "a b"], 2, "has characters other than"),
        (&new, &["--principal", "x@y", "--valid-after", "soon"], 2, "`soon` is no date"),
        ("no key", &["--principal", "x@y"], 2, "no public key, and no file"),
    ];
    for (key, more, code, words) in table {
        fs::write(sandbox.path("signers"), &before).unwrap();
        let arguments = [&["signers", "add", key, "--signers", "signers"], more].concat();
        let ended = sandbox.program(&arguments).end().code(code).says(&[words]);
        let after = fs::read(sandbox.path("signers")).unwrap();
        assert_eq!(after == before, code == 2, "{more:?}: {}", ended.stderr);
    }
    fs::write(sandbox.path("signers"), &before).unwrap();
    let windows = ["--valid-after", "2026-12-31", "--valid-before", "2026-01-01"];
    let add = ["signers", "add", &new, "--principal", "x@y", "--signers", "signers"];
    let never = sandbox.program(&[&add[..], &windows].concat()).end().code(2);
    let _read = never.says(&["the key would never be valid"]);
    assert_eq!(fs::read(sandbox.path("signers")).unwrap(), before);
}

#[test]
fn lint_says_what_is_wrong_by_line_and_by_weight() {
    let sandbox = Sandbox::new();
    let own = NamedKey::load(&sandbox.path("key")).unwrap().public_key().to_openssh();
    let steps = "namespaces=\"runbook-step.v1@upgrade-wizard\"";
    let list = format!(
        "{PRINCIPAL} {steps},valid-before=\"20200101Z\" {own} Tess Bench\n* {own}\nmallory {own}\n"
    );
    sandbox.write("list", list);
    let found = json(&sandbox, 3, &["signers", "lint", "list"]);
    let rows = found["found"].as_array().unwrap().iter();
    let rows: Vec<_> = rows
        .map(|row| {
            let word = |name: &str| row[name].as_str().unwrap().to_owned();
            (row["line"].as_u64(), word("severity"), word("id"))
        })
        .collect();
    let row = |line, severity: &str, id: &str| (line, severity.to_owned(), id.to_owned());
    let expected = [
        row(Some(1), "warning", "expired"),
        row(Some(2), "error", "wildcard"),
        row(Some(3), "error", "shared-key"),
        row(Some(3), "note", "every-namespace"),
    ];
    assert_eq!(rows, expected);
    let text = sandbox.program(&["signers", "lint", "list"]).end().code(3).stdout;
    assert!(text.contains("error: line 2: principal `*` has wildcards"), "{text}");
    assert!(text.contains("3 things found."), "{text}");
}

#[test]
fn keys_are_listed_with_what_they_may_do() {
    let (agent, sandbox) = (RealAgent::start(), Sandbox::new());
    let public = agent.key(&["-t", "ed25519"], &[]);
    let call = |arguments: &[&str]| {
        sandbox.program(arguments).env("SSH_AUTH_SOCK", agent.socket()).end().code(0).stdout
    };
    let path = public.to_str().unwrap();
    let list = ["key", "list", "--signers", "signers"];
    assert!(call(&list).contains("not enrolled"));
    let add = ["signers", "add", path, "--principal", "bob@site-a", "--may-seal"];
    call(&[&add[..], &["--valid-before", "2020-01-01", "--signers", "signers"]].concat());
    assert!(call(&list).contains("bob@site-a: nothing at this time"));
    call(&[&add[..], &["--valid-after", "2020-01-01", "--signers", "signers"]].concat());
    assert!(call(&list).contains("bob@site-a: sign steps, seal"), "{}", call(&list));
    let listed: Value =
        serde_json::from_str(&call(&[&list[..], &["--format", "json"]].concat())).unwrap();
    assert_eq!(listed["keys"][0]["held"], "agent");
    let shown = call(&["key", "show", path, "--signers", "signers"]);
    assert!(shown.contains("held         agent"), "{shown}");
    agent.add(&["-x"]);
    assert!(call(&["key", "list"]).contains("There are no keys yet."));
}
