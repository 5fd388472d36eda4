//! `kill -9` at any moment, and the signals that ask nicely.

use crate::sandbox::{ANSWERS, REHEARSAL, Sandbox};

use super::journal::Journal;

/// The answers up to the first upgrade.
pub(crate) fn before_the_upgrades() -> &'static str {
    let upgrades = ANSWERS.find("[[answer]]\nstep = \"upgrade-site/CEN\"").unwrap();
    &ANSWERS[..upgrades]
}

#[test]
fn whatever_was_reported_as_recorded_survives_a_kill() {
    let mut in_the_middle = 0;
    for last in [1, 2, 9, 30, 57, 80, 95] {
        let sandbox = Sandbox::new();
        let rehearsal = sandbox.program(&REHEARSAL).arg("--answers").arg("answers.toml");
        let mut live = rehearsal.start();
        live.tells(&format!("recorded {last}: "));
        let ended = live.kill();
        let told = ended.stderr.matches("recorded ").count();
        let journal = Journal::of(&sandbox);
        assert!(journal.facts() >= told, "{} of {told}", journal.facts());
        let done = sandbox.session().1;
        let resumed = sandbox.go_on("answers.toml");
        let after = Journal::of(&sandbox);
        let kept = journal.ends().pop().unwrap();
        assert_eq!(after.bytes[..kept], journal.bytes[..kept], "after {last}");
        // The kill may have come between begin and outcome: then a person has to look.
        let is_in_doubt = resumed.stderr.contains("is in doubt");
        let resumed = resumed.code(if is_in_doubt { 3 } else { 10 });
        assert!(is_in_doubt || sandbox.session().1 == 70, "{}", resumed.stderr);
        in_the_middle += usize::from(done < 70);
    }
    assert!(in_the_middle > 0, "each had ended before it was killed");
}

/// An upgrade that was begun by hand, and a kill before anybody could say how it ended.
fn killed_between_begin_and_outcome() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", before_the_upgrades());
    let _ready = sandbox.rehearse("before.toml").code(3).says(&["upgrade-site/CEN"]);
    let mut live = sandbox.go_on_by_hand();
    live.choose("Begin: from here there is no way back");
    live.shows("Type `UPGRADE CEN` exactly");
    live.type_in("UPGRADE CEN\n");
    live.shows(": begun");
    let _killed = live.kill();
    sandbox
}

#[test]
fn an_upgrade_that_nobody_saw_end_is_in_doubt_and_asks_for_a_look() {
    let sandbox = killed_between_begin_and_outcome();
    let before = Journal::of(&sandbox);
    let printed = sandbox.program(&["print"]).end().code(0);
    assert!(printed.stdout.contains("OUTCOME NOT KNOWN: upgrade-site/CEN"), "{}", printed.stdout);

    let mut live = sandbox.go_on_by_hand();
    live.shows("upgrade-site/CEN");
    live.shows("IN DOUBT");
    for (looked, answer) in [("", "Not done."), ("read smssetup.log", "settled after a look")] {
        live.choose("Say how it ended");
        live.choose("succeeded");
        live.shows("How did you look at it");
        live.type_in(&format!("{looked}\n"));
        live.shows(answer);
    }
    let _ended = live.end().code(10);
    let after = Journal::of(&sandbox);
    assert_eq!(after.bytes[..before.bytes.len()], before.bytes);
    assert_eq!(after.facts(), before.facts() + 2, "that it was resumed, and the outcome");
}

#[test]
fn an_answers_file_settles_no_doubt() {
    let sandbox = killed_between_begin_and_outcome();
    let done = sandbox.session().1;
    let ended = sandbox.go_on("answers.toml").code(3).plainly().silently();
    let _read = ended.says(&["upgrade-site/CEN", "in doubt", "somebody has to look"]);
    assert_eq!(sandbox.session().1, done);
}

#[test]
fn an_upgrade_that_failed_is_not_tried_again_by_a_file() {
    let sandbox = Sandbox::new();
    let failed = ANSWERS.replacen("outcome = \"succeeded\"", "outcome = \"failed\"", 1);
    sandbox.write("failed.toml", failed);
    let _stopped = sandbox.rehearse("failed.toml").code(3).plainly().says(&["upgrade-site/CEN"]);
    let text = String::from_utf8(Journal::of(&sandbox).bytes).unwrap();
    assert_eq!(text.matches("\"stage\":\"end\"").count(), 1);
}

#[test]
fn a_correction_that_stands_is_not_made_again() {
    let sandbox = Sandbox::new();
    let correction =
        "[[correct]]\nstep = \"quiet-hours/CEN\"\nline = \"Sun\"\nreason = \"moved\"\n";
    let corrected = format!("{ANSWERS}\n{correction}");
    sandbox.write("corrected.toml", &corrected);
    let _stopped = sandbox.rehearse("corrected.toml").code(10);
    let _again = sandbox.go_on("corrected.toml").code(10);
    let text = String::from_utf8(Journal::of(&sandbox).bytes).unwrap();
    assert_eq!(text.matches("\"t\":\"amend\"").count(), 1);
    sandbox.write(
        "stars.toml",
        corrected.replace("step = \"quiet-hours/CEN\"", "step = \"quiet-hours/*\""),
    );
    let _refused = sandbox.go_on("stars.toml").code(2).plainly();
}

#[test]
fn a_signal_at_a_prompt_saves_the_session() {
    for signal in ["TERM", "INT", "HUP"] {
        let sandbox = Sandbox::new();
        let arguments = ["run", "--example", "--key", "key", "--signers", "signers"];
        let mut live = sandbox.program(&arguments).start();
        live.choose("More");
        live.choose("Write a remark on the session");
        live.type_in("before the signal\n");
        live.shows("Recorded: ");
        live.shows("Your choice (");
        live.signal(signal);
        let ended = live.stays().code(10);
        let _read = ended.says(&["stopped; the session is saved", "upgrade-wizard resume"]);
        assert_eq!(Journal::of(&sandbox).facts(), 1, "{signal}");
        let _resumed = sandbox.go_on("answers.toml").code(10);
    }
}

#[test]
fn a_signal_in_the_middle_of_work_never_tears_a_record() {
    for (last, signal) in [(3, "TERM"), (40, "INT"), (70, "HUP")] {
        let sandbox = Sandbox::new();
        let rehearsal = sandbox.program(&REHEARSAL).arg("--answers").arg("answers.toml");
        let mut live = rehearsal.start();
        live.tells(&format!("recorded {last}: "));
        live.signal(signal);
        let _ended = live.stays().code(10).says(&["the session is saved"]);
        let journal = Journal::of(&sandbox);
        assert_eq!(journal.ends().pop(), Some(journal.bytes.len()), "after {last}");
        assert!(journal.facts() >= last);
    }
}
