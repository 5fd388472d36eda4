//! A terminal that goes away.

use std::io::{Read as _, Write as _};
use std::sync::mpsc::channel;

use portable_pty::{CommandBuilder, ExitStatus, PtySize, native_pty_system};

use crate::live::PATIENCE;
use crate::sandbox::Sandbox;

use super::journal::Journal;

/// Starts a session on a terminal, reads until it shows `until`, and takes the terminal away.
fn hung_up(sandbox: &Sandbox, term: &str, type_in: &str, until: &'static str) -> ExitStatus {
    let size = PtySize { rows: 40, cols: 100, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_upgrade-wizard"));
    command.args(["run", "--example", "--front", "plain", "--key", "key", "--signers", "signers"]);
    command.cwd(sandbox.path(""));
    command.env_clear();
    command.env("TERM", term);
    command.env("UPGRADE_WIZARD_HOME", sandbox.home());
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    writer.write_all(type_in.as_bytes()).unwrap();
    let (sender, shown) = channel();
    std::thread::spawn(move || {
        let (mut text, mut buffer) = (String::new(), [0; 4096]);
        while !text.contains(until) {
            match reader.read(&mut buffer) {
                Ok(length @ 1..) => text.push_str(&String::from_utf8_lossy(&buffer[..length])),
                Ok(0) | Err(_) => break,
            }
        }
        // The terminal lives as long as somebody can read from it.
        drop(reader);
        let _nobody_waits = sender.send(text);
    });
    let text = shown.recv_timeout(PATIENCE).unwrap();
    assert!(text.contains(until), "{text}");
    drop(writer);
    drop(pair.master);

    let mut killer = child.clone_killer();
    let (sender, ended) = channel();
    std::thread::spawn(move || sender.send(child.wait().unwrap()));
    ended.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let _ended_just_now = killer.kill();
        panic!("it goes on without a terminal");
    })
}

#[test]
fn a_terminal_that_goes_away_saves_the_session() {
    for term in ["xterm-256color", "dumb"] {
        let sandbox = Sandbox::new();
        let status = hung_up(&sandbox, term, "6\r3\ra remark\r", "Recorded: ");
        assert_eq!(status.exit_code(), 10, "{term}: {status:?}");
        let journal = Journal::of(&sandbox);
        assert_eq!(journal.ends().pop(), Some(journal.bytes.len()), "{term}: nothing is torn");
        assert_eq!(journal.facts(), 1, "{term}");
        let record = journal.folder.join("record.jsonl");
        let verify = sandbox.program(&["verify", "--signers", "signers"]).arg(record).end();
        let verified = verify.code(3);
        assert!(verified.stdout.contains("INCOMPLETE: what is there holds"), "{term}");
        let _resumed = sandbox.go_on("answers.toml").code(10);
        assert_eq!(sandbox.session().1, 70, "{term}");
    }
}
