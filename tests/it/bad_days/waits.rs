//! A wait for Copylog.tcf: killed, with a clock that was set back, and ended by the last file.

use std::fs;

use crate::sandbox::{ANSWERS, REHEARSAL, Sandbox};

/// What a sound file says in the example's domain.
pub(crate) const COPYLOG: &str = "[FILE SOURCE]\nX86.BIN\\CLICORE.EXE=CEN\nSITES\\CEN\\caplist.ini=CEN\n\
                       SITES\\CH1\\caplist.ini=CH1\nSITES\\SEC\\caplist.ini=SEC\n";

/// The answers up to the first upgrade; what the domain controllers have is waited for.
pub(crate) fn waiting() -> String {
    let upgrades = ANSWERS.find("[[answer]]\nstep = \"upgrade-site/CEN\"").unwrap();
    let before = &ANSWERS[..upgrades];
    let entries = before.split_inclusive("\n\n").filter(|entry| !entry.contains("copylog-"));
    let kept: String = entries.collect();
    format!("{kept}\n[[answer]]\nstep = \"copylog-refreshed/*\"\nwait = true\n")
}

/// Puts the file of a domain controller where it is watched.
fn arrive(sandbox: &Sandbox, controller: &str, text: &str) {
    sandbox.write(&format!("\\\\{controller}\\SMSLOGON\\Config\\Copylog.tcf"), text);
}

#[test]
fn a_wait_survives_a_kill_and_a_clock_set_back_and_ends_with_the_last_file() {
    let sandbox = Sandbox::new();
    sandbox.write("home/config.toml", "schema = 1\nlook_again_seconds = 1\n");
    sandbox.write("waiting.toml", waiting());
    let rehearsal = sandbox.program(&REHEARSAL).arg("--answers").arg("waiting.toml");
    let mut live = rehearsal.start();
    live.tells("secondary-active/SEC, answered");
    let _killed = live.kill();

    // The machine's clock is two hours behind what it was.
    let session = sandbox.session().0;
    let clock = session.join("clock.txt");
    let mark = fs::read_to_string(&clock).unwrap();
    let mut mark: Vec<_> = mark.split_whitespace().map(str::to_owned).collect();
    mark[2] = (mark[2].parse::<i64>().unwrap() + 7_200).to_string();
    fs::write(&clock, mark.join(" ")).unwrap();

    let go_on = ["resume", "--front", "script", "--key", "key", "--signers", "signers"];
    let mut live = sandbox.program(&go_on).arg("--answers").arg("waiting.toml").start();
    live.tells("the clock jumped");
    arrive(&sandbox, "DC2", COPYLOG);
    live.tells("copylog-refreshed/CORP/DC2, evidence attached");
    // A file that lost its shared entries ends nothing (Q264976).
    arrive(&sandbox, "DC1", "[FILE SOURCE]\nSITES\\CEN\\caplist.ini=CEN\n");
    live.tells("copylog-refreshed/CORP/DC1, evidence attached");
    let ended = live.stays().code(3);
    assert!(ended.stderr.contains("Q264976"), "{}", ended.stderr);

    arrive(&sandbox, "DC1", COPYLOG);
    let ended = sandbox.go_on("waiting.toml").code(3);
    assert!(ended.stderr.contains("`upgrade-site/CEN`"), "the gate is open: {}", ended.stderr);

    let record = fs::read_to_string(session.join("record.jsonl")).unwrap();
    let jumps: Vec<_> = record.lines().filter(|line| line.contains("\"t\":\"clock\"")).collect();
    assert_eq!(jumps.len(), 1, "{jumps:?}");
    assert!(jumps[0].contains("\"seconds\":-7"), "{jumps:?}");
    // Nobody had to say that the wait is over.
    let answers = record.lines().filter(|line| line.contains("\"t\":\"confirm\""));
    assert_eq!(answers.filter(|line| line.contains("copylog-refreshed")).count(), 0);
}

#[test]
fn whoever_waits_by_hand_goes_on_waiting_when_what_came_is_no_good() {
    let sandbox = Sandbox::new();
    sandbox.write("home/config.toml", "schema = 1\nlook_again_seconds = 1\n");
    let without = waiting().replace("wait = true", "waive = \"it cannot be waived\"");
    sandbox.write("waiting.toml", without);
    let _stopped = sandbox.rehearse("waiting.toml").code(3);
    arrive(&sandbox, "DC1", "[FILE SOURCE]\nSITES\\CEN\\caplist.ini=CEN\n");
    let mut live = sandbox.go_on_by_hand();
    live.choose("Look at \\\\DC1");
    live.shows("REFUTED");
    live.choose("Wait here until it has changed");
    arrive(&sandbox, "DC1", COPYLOG);
    live.shows("attached");
    live.shows("copylog-refreshed/CORP/DC2");
    let _ended = live.end();
    let record = fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap();
    let pieces = record.lines().filter(|line| line.contains("\"t\":\"evidence\""));
    assert_eq!(pieces.filter(|line| line.contains("copylog-refreshed/CORP/DC1")).count(), 2);
}
