//! Two programs on one session, input that ends, and readers that go away.

use std::fs;
use std::process::Stdio;

use crate::live::Live;
use crate::sandbox::Sandbox;

use super::journal::Journal;

/// A session that was begun and left, and an operator who has taken it up and looks at a menu.
fn at_a_menu() -> (Sandbox, Live) {
    let sandbox = Sandbox::new();
    sandbox.write("none.toml", "schema = 1\nacknowledge = [\"*\"]\n");
    let _stopped = sandbox.rehearse("none.toml").code(3);
    let mut live = sandbox.go_on_by_hand();
    live.shows("read-release-notes/CEN");
    live.choose("More");
    live.choose("Show all steps");
    (sandbox, live)
}

#[test]
fn a_second_program_on_the_same_session_is_turned_away() {
    let (sandbox, mut first) = at_a_menu();
    let journal = Journal::of(&sandbox);
    for arguments in [vec!["resume"], vec!["resume", journal.id()]] {
        let keys = ["--key", "key", "--signers", "signers"];
        let second = sandbox.program(&[arguments, keys.to_vec()].concat()).end();
        let second = second.code(6).plainly().silently();
        let _read = second.says(&["is open elsewhere", "end the other wizard first"]);
    }
    let _third = sandbox.go_on("answers.toml").code(6);
    assert_eq!(Journal::of(&sandbox).bytes, journal.bytes, "nothing was added");
    assert_eq!(sandbox.session().1, 4, "it can be looked at");
    let _printed = sandbox.program(&["print"]).end().code(0);

    first.choose("More");
    first.choose("Write a remark on the session");
    first.type_in("undisturbed\n");
    first.shows("Recorded: ");
    let ended = first.end().code(10);
    assert!(ended.stdout.contains("note: undisturbed"), "{}", ended.stdout);
    assert_eq!(Journal::of(&sandbox).facts(), journal.facts() + 1);
    let _free_again = sandbox.go_on("answers.toml").code(10);
}

#[test]
fn input_that_ends_saves_the_session() {
    let (sandbox, live) = at_a_menu();
    let before = Journal::of(&sandbox).facts();
    let ended = live.end().code(10).plainly();
    let _read = ended.says(&["the input ended", "saved", "upgrade-wizard resume"]);
    let _resumed = sandbox.go_on_by_hand().end().code(10).plainly();
    assert_eq!(Journal::of(&sandbox).facts(), before + 1, "that it was resumed");
}

#[test]
fn input_that_ends_in_the_middle_of_an_answer_records_nothing_of_it() {
    let arguments = ["run", "--example", "--key", "key", "--signers", "signers"];
    // More, then the third choice, is a remark; an answer ends with its line, not with the input.
    for (input, facts) in [
        ("", 0),
        ("6", 0),
        ("6\n3\n", 0),
        ("6\n3\nbegun but not", 0),
        ("6\n3\nwritten\n", 1),
        ("6\n3\nwritten\nnot a number\n6\n3\nand cut o", 1),
    ] {
        let sandbox = Sandbox::new();
        let ended = sandbox.program(&arguments).stdin(input).end().code(10).plainly();
        assert!(ended.stdout.contains(" 6  More"), "{}", ended.stdout);
        assert_eq!(Journal::of(&sandbox).facts(), facts, "{input:?}");
    }
    let sandbox = Sandbox::new();
    // Input that ends before a session is begun leaves none.
    let questions = sandbox.program(&["run", "--key", "key", "--signers", "signers"]);
    let _stopped = questions.end().code(10);
    assert_eq!(sandbox.folders().len(), 0);
}

#[test]
fn bytes_that_are_no_text_on_standard_input_save_the_session() {
    let (sandbox, mut live) = at_a_menu();
    live.type_bytes(b"\xff\xfe\x00\n");
    let _ended = live.end().code(10).plainly();
    assert_eq!(sandbox.session().1, 4);
}

#[test]
fn a_reader_of_the_prompts_that_goes_away_saves_the_session() {
    let sandbox = Sandbox::new();
    let mut words = vec!["run", "--example", "--key", "key", "--signers", "signers"];
    for _ in 0..2 {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended =
            sandbox.program(&words).stdout(Stdio::from(writer)).stdin("6\n3\nremark\n").end();
        let _read = ended.code(10).plainly().says(&["terminal is gone", "saved"]);
        words = vec!["resume", "--key", "key", "--signers", "signers"];
    }
    let _resumed = sandbox.go_on("answers.toml").code(10);
    assert_eq!(sandbox.session().1, 70);
}

#[test]
fn a_reader_of_results_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new();
    for arguments in [&["plan", "--example"][..], &["sessions"], &["man"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let _quiet = sandbox.program(arguments).stdout(Stdio::from(writer)).end().code(0);
    }
}

#[test]
fn evidence_that_cannot_be_read_stops_with_its_name() {
    let sandbox = Sandbox::new();
    let proof = sandbox.path("proof.txt");
    fs::remove_file(&proof).unwrap();
    let words = ["event-log/CEN", "proof.txt"];
    let _stopped = sandbox.rehearse("answers.toml").code(3).plainly().says(&words);
    #[cfg(unix)]
    {
        let made = std::process::Command::new("mkfifo").arg(&proof).status().unwrap();
        assert!(made.success());
        let _not_waited_for = sandbox.go_on("answers.toml").code(3).plainly().says(&words);
        fs::remove_file(&proof).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &proof).unwrap();
        let _not_read_for_ever = sandbox.go_on("answers.toml").code(3).plainly().says(&words);
        fs::remove_file(&proof).unwrap();
    }
    sandbox.write("proof.txt", "found again\n");
    let _resumed = sandbox.go_on("answers.toml").code(10);
    assert_eq!(sandbox.session().1, 70);
}
