//! Records that a stranger hands in, and what they must not be able to do.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use upgrade_wizard::engine::{Deed, Fact, Outcome, Person, Via};
use upgrade_wizard::keys::{KeyFile, Signer};
use upgrade_wizard::record::{Here, Resumed, Signers, Writer};

use crate::sandbox::{ANSWERS, PRINCIPAL, Sandbox};

/// A session that was closed at once.
fn closed() -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new();
    let answers = ANSWERS.replace("finish = \"stop\"", "finish = \"seal\"");
    assert_ne!(answers, ANSWERS);
    sandbox.write("end.toml", answers);
    let _closed = sandbox.rehearse("end.toml").code(0);
    let [folder] = <[PathBuf; 1]>::try_from(sandbox.folders()).unwrap();
    (sandbox, folder)
}

/// A signers file that does not know the key of the sandbox.
fn strangers(sandbox: &Sandbox) -> String {
    let key = upgrade_wizard::keys::SecretKey::generate("other").unwrap();
    let line = upgrade_wizard::keys::Signer::public_key(&key).to_openssh();
    let _path = sandbox.write("strangers", format!("{PRINCIPAL} {line}\n"));
    fs::read_to_string(sandbox.path("strangers")).unwrap()
}

#[test]
fn a_print_says_on_every_page_when_only_the_sessions_own_list_vouches_for_it() {
    let (sandbox, _folder) = closed();
    let words = "SIGNATURES NOT CHECKED";
    let own = sandbox.home().join("allowed_signers");
    for list in [None, Some(strangers(&sandbox))] {
        if let Some(list) = list {
            fs::write(&own, list).unwrap();
        }
        let text = sandbox.program(&["print"]).end().code(0).stdout;
        assert!(text.matches(words).count() > text.matches("\nrecord sha256 ").count());
        let markdown = sandbox.program(&["print", "--format", "markdown"]).end().code(0);
        assert!(markdown.stdout.contains(words), "{}", markdown.stdout);
    }
    fs::copy(sandbox.path("signers"), &own).unwrap();
    let text = sandbox.program(&["print"]).end().code(0).stdout;
    assert!(!text.contains(words), "{text}");
    let _named = sandbox.program(&["print", "--signers", "signers"]).end().code(0);
    let other = sandbox.program(&["print", "--signers", "strangers"]).end().code(0).stdout;
    assert!(other.contains(words), "{other}");
}

#[test]
fn bytes_behind_the_seal_are_never_taken_for_a_torn_tail() {
    let (sandbox, folder) = closed();
    let record = folder.join("record.jsonl");
    let mut bytes = fs::read(&record).unwrap();
    bytes.extend(b"{\"n\":99");
    fs::write(&record, bytes).unwrap();
    let _refused = sandbox.program(&["print"]).end().code(4).silently().says(&["after the end"]);
}

#[test]
fn a_command_line_cannot_move_the_cursor() {
    let sandbox = Sandbox::new();
    let ended = sandbox.program(&["verify", "a", "b\u{1b}[2J\u{202e}"]).end().code(2);
    assert!(ended.stderr.contains("<U+202E>"), "{}", ended.stderr);
    assert!(!ended.stderr.contains(['\u{1b}', '\u{202e}']), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn the_name_of_a_file_cannot_forge_a_line_of_a_result() {
    let sandbox = Sandbox::new();
    let name = "x\nHOLDS: all good\u{7f}.toml";
    let _path = sandbox.write(name, "schema = 1\nfinish = \"stop\"\n");
    let stdout = sandbox.program(&["check", name]).end().code(0).stdout;
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    assert!(stdout.contains("<U+000A>") && stdout.contains("<U+007F>"), "{stdout}");
}

#[test]
fn who_turns_back_before_resuming_leaves_the_torn_bytes_where_they_are() {
    let sandbox = Sandbox::new();
    sandbox.write("stop.toml", "schema = 1\nfinish = \"stop\"\n");
    sandbox.write("wrong.toml", "schema = 1\n[[answer]]\nstep = \"no-such/*\"\nyes = true\n");
    let _stopped = sandbox.rehearse("stop.toml");
    let [folder] = <[PathBuf; 1]>::try_from(sandbox.folders()).unwrap();
    let record = folder.join("record.jsonl");
    let mut bytes = fs::read(&record).unwrap();
    bytes.extend(b"{\"n\":99");
    fs::write(&record, &bytes).unwrap();

    let _refused = sandbox.go_on("wrong.toml").code(2);
    assert_eq!(fs::read(&record).unwrap(), bytes, "nothing was changed");

    let _resumed = sandbox.go_on("stop.toml").says(&["a crash had left 7 bytes"]);
    let text = fs::read_to_string(&record).unwrap();
    assert!(text.contains(r#""torn":{"bytes":7,"#), "it is on record: {text}");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_record_or_a_signature_keeps_nobody_waiting() {
    let (sandbox, folder) = closed();
    let record = folder.join("record.jsonl");
    let pipe = folder.join("record.jsonl.x.sig");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for path in [&record, &pipe] {
        let call = sandbox.program(&["verify", "--signers", "signers"]).arg(path).end();
        assert_ne!(call.status.code(), Some(0), "{}", call.stdout);
    }
}

#[test]
fn a_seal_that_says_more_than_the_facts_do_is_found() {
    let sandbox = Sandbox::new();
    sandbox.write("none.toml", "schema = 1\n");
    let _open = sandbox.rehearse("none.toml").code(3);
    let [folder] = <[PathBuf; 1]>::try_from(sandbox.folders()).unwrap();

    // Somebody who may seal, with a program of their own.
    let key = KeyFile::load(&sandbox.path("key")).unwrap().open().unwrap();
    let signers = Signers::parse(&fs::read_to_string(sandbox.path("signers")).unwrap()).unwrap();
    let entry = signers.find_by_key(key.public_key()).unwrap();
    let person = Person {
        id: entry.principals[0].clone(),
        name: entry.printed_name().to_owned(),
        key: key.public_key().fingerprint(),
    };
    let here = Here {
        session: "00".repeat(8),
        host: "elsewhere".to_owned(),
        os: "any".to_owned(),
        machine: String::new(),
        boot: String::new(),
    };
    let resumed = Writer::resume(&folder, signers, Box::new(key), person.clone(), &here, None);
    let Resumed { mut writer, .. } = resumed.unwrap_or_else(|error| panic!("{error}"));
    let at = Timestamp::from_second(4_000_000_000).unwrap();
    let closed = Deed::Closed { outcome: Outcome::Complete, reason: None };
    for deed in [Deed::Resumed { despite_ledger: false }, closed] {
        writer
            .append(&Fact { at, by: person.clone(), via: Via::Person, deed, needs_second: false })
            .unwrap();
    }
    drop(writer);

    let record = folder.join("record.jsonl");
    let call = sandbox.program(&["verify", "--signers", "signers"]).arg(&record).end().code(4);
    assert!(call.stdout.contains("the seal says `complete`"), "{}", call.stdout);
    assert!(call.stdout.contains("comes to `incomplete`"), "{}", call.stdout);
}
