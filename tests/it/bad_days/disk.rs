//! A disk that is full, and a home that cannot be written.

use std::path::PathBuf;

#[cfg(unix)]
use crate::live::Ended;
use crate::sandbox::{ANSWERS, Sandbox};

#[cfg(unix)]
use super::journal::Journal;

/// The last fact that the script face reported as recorded, and the steps settled by then.
#[cfg(unix)]
fn told(ended: &Ended) -> (usize, u64) {
    let last = ended.stderr.lines().rfind(|line| line.starts_with("recorded ")).unwrap();
    let number = last.trim_start_matches("recorded ").split(':').next().unwrap();
    let settled = last.rsplit('(').next().unwrap().split(' ').next().unwrap();
    (number.parse().unwrap(), settled.parse().unwrap())
}

/// A session that came to its end for want of room has all that it reported, and goes on.
#[cfg(unix)]
#[track_caller]
fn nothing_is_lost(sandbox: &Sandbox, ended: Ended, give_room: impl FnOnce()) {
    let ended = ended.code(5).plainly().silently();
    let (facts, settled) = told(&ended);
    assert!((10..100).contains(&facts), "in the middle: {facts}");
    let before = Journal::of(sandbox);
    // The disk may also have been full only for what follows the record.
    assert!((facts..=facts + 1).contains(&before.facts()), "{}", ended.stderr);
    assert!(sandbox.session().1 >= settled);
    give_room();
    let resumed = sandbox.go_on("answers.toml").code(10);
    assert!(resumed.stderr.contains("(70 of 70)"), "{}", resumed.stderr);
    let after = Journal::of(sandbox);
    let kept = before.ends().pop().unwrap();
    assert_eq!(after.bytes[..kept], before.bytes[..kept]);
    assert_eq!(sandbox.session().1, 70);
}

/// Arguments of a rehearsal with complete answers.
#[cfg(unix)]
fn rehearsal() -> Vec<&'static str> {
    crate::sandbox::REHEARSAL.into_iter().chain(["--answers", "answers.toml"]).collect()
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_stops_the_walk_and_loses_nothing() {
    let sandbox = Sandbox::new();
    // Blocks have 512 or 1024 bytes; the record with all answers has some 140,000.
    let tight = "trap '' XFSZ; ulimit -f 100";
    let ended = sandbox.under_shell(tight, &rehearsal()).end();
    let ended = ended.says(&["record.jsonl", "writing failed", "has room, then resume"]);
    nothing_is_lost(&sandbox, ended, || {
        // Resuming without room fails in the same way and loses nothing either.
        let arguments = ["resume", "--key", "key", "--signers", "signers"];
        let tighter = "trap '' XFSZ; ulimit -f 20";
        let _again = sandbox.under_shell(tighter, &arguments).end().code(5).plainly();
    });
}

#[cfg(unix)]
#[test]
fn a_session_that_cannot_even_be_begun_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let ended = sandbox.under_shell("trap '' XFSZ; ulimit -f 4", &rehearsal()).end();
    let _read = ended.code(5).plainly().silently().says(&["cannot be written"]);
    assert_eq!(sandbox.folders(), [] as [PathBuf; 0]);
}

#[cfg(target_os = "linux")]
mod mounted {
    use std::io::Write as _;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::{Sandbox, nothing_is_lost};

    /// A file system of its own in memory, gone when this is dropped.
    struct Mounted(PathBuf);

    impl Mounted {
        /// `None`, and said so: this user may not mount anything.
        fn at(folder: &Path, options: &str) -> Option<Self> {
            std::fs::create_dir(folder).unwrap();
            if mount(folder, options) {
                return Some(Self(folder.to_owned()));
            }
            let said = "not tried: a file system of limited size cannot be mounted here\n";
            std::io::stderr().write_all(said.as_bytes()).unwrap();
            None
        }
    }

    fn mount(folder: &Path, options: &str) -> bool {
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder);
        command.output().is_ok_and(|output| output.status.success())
    }

    impl Drop for Mounted {
        fn drop(&mut self) {
            let _busy = Command::new("umount").arg("-l").arg(&self.0).status();
        }
    }

    #[test]
    fn a_full_disk_stops_the_walk_and_loses_nothing() {
        let sandbox = Sandbox::new();
        let folder = sandbox.path("small");
        let Some(_mounted) = Mounted::at(&folder, "size=300k") else { return };
        let sandbox = sandbox.at_home(folder.join("home"));
        let ended = sandbox.rehearse("answers.toml");
        let ended = ended.says(&["failed", "No space left on device", "has room, then resume"]);
        nothing_is_lost(&sandbox, ended, || assert!(mount(&folder, "remount,size=4m")));
    }

    #[test]
    fn a_disk_that_became_read_only_is_told_so() {
        let sandbox = Sandbox::new();
        let folder = sandbox.path("firm");
        let Some(_mounted) = Mounted::at(&folder, "size=4m") else { return };
        let sandbox = sandbox.at_home(folder.join("home"));
        let _stopped = sandbox.rehearse("answers.toml").code(10);
        assert!(mount(&folder, "remount,ro"));
        let ended = sandbox.go_on("answers.toml").code(5).plainly().silently();
        let _read = ended.says(&["Read-only file system"]);
        let _none = sandbox.rehearse("answers.toml").code(5).plainly().silently();
        assert_eq!(sandbox.session().1, 70, "it can still be looked at");
    }
}

#[test]
fn no_room_for_the_last_signature_is_made_up_for() {
    let sandbox = Sandbox::new();
    sandbox.write("seal.toml", ANSWERS.replacen("\"stop\"", "\"seal\"", 1));
    let _ready = sandbox.rehearse("answers.toml").code(10);
    // Nothing can be written where a folder is.
    let signature = sandbox.session().0.join("record.jsonl.tess@bench.sig");
    let in_the_way = signature.with_extension("sig.new");
    std::fs::create_dir(&in_the_way).unwrap();
    let ended = sandbox.go_on("seal.toml").code(5).plainly().silently();
    let _read = ended.says(&["tess@bench.sig", "writing failed", "then resume"]);
    std::fs::remove_dir(in_the_way).unwrap();
    let _made_up_for = sandbox.go_on("seal.toml").code(0).says(&["made up for"]);
    let record = signature.with_file_name("record.jsonl");
    let _holds = sandbox.program(&["verify", "--signers", "signers"]).arg(record).end().code(0);
}

#[cfg(unix)]
#[test]
fn half_a_checklist_is_never_left_and_a_whole_one_never_overwritten() {
    let sandbox = Sandbox::new();
    let _stopped = sandbox.rehearse("answers.toml").code(10);
    let arguments = ["print", "--output", "list.txt"];
    let ended = sandbox.under_shell("trap '' XFSZ; ulimit -f 8", &arguments).end().code(5);
    let _read = ended.plainly().silently().says(&["list.txt", "cannot be written"]);
    assert!(!sandbox.path("list.txt").exists());
    let _printed = sandbox.program(&arguments).end().code(0);
    let whole = std::fs::read(sandbox.path("list.txt")).unwrap();
    let ended = sandbox.program(&arguments).end().code(2).plainly().silently();
    let _read = ended.says(&["list.txt", "is there already"]);
    assert_eq!(std::fs::read(sandbox.path("list.txt")).unwrap(), whole);
}

#[test]
fn a_home_under_a_file_is_told_so() {
    let sandbox = Sandbox::new();
    let home = sandbox.path("proof.txt").join("home");
    let sandbox = sandbox.at_home(home);
    sandbox.write("new-key.toml", format!("empty_passphrase = true\n{ANSWERS}"));
    let own_key = ["run", "--example", "--front", "script", "--answers", "new-key.toml"];
    for ended in [sandbox.rehearse("answers.toml"), sandbox.program(&own_key).end()] {
        let ended = ended.code(5).plainly().silently();
        let _read = ended.says(&["proof.txt", "cannot be written", "UPGRADE_WIZARD_HOME"]);
    }
    // That the sessions cannot be listed is not the same as that there are none.
    for arguments in [["sessions", "--format=text"], ["print", "--format=text"]] {
        let ended = sandbox.program(&arguments).end().code(2).plainly().silently();
        let _read = ended.says(&["sessions", "cannot be read"]);
    }
}

#[cfg(unix)]
#[test]
fn a_first_run_without_room_for_a_key_is_not_in_the_way_of_the_next() {
    let sandbox = Sandbox::new();
    sandbox.write("new-key.toml", format!("empty_passphrase = true\n{ANSWERS}"));
    let own_key = ["run", "--example", "--front", "script", "--answers", "new-key.toml"];
    for tight in ["trap '' XFSZ; ulimit -f 0", "trap '' XFSZ; ulimit -f 0"] {
        let ended = sandbox.under_shell(tight, &own_key).end().code(5).plainly().silently();
        let _read = ended.says(&["cannot be written"]);
    }
    let _made = sandbox.program(&own_key).end().code(10).says(&["made key"]);
    // The key alone is lost, as after a crash between the two: another one is made.
    std::fs::remove_file(sandbox.home().join("keys").join("id_ed25519")).unwrap();
    let _made = sandbox.program(&own_key).end().code(10).says(&["made key"]);
    let _used = sandbox.program(&own_key).end().code(10);
    assert_eq!(sandbox.sessions().len(), 3);
}

#[cfg(unix)]
#[test]
fn a_home_without_permission_is_told_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    let folder = sandbox.path("closed");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = std::fs::write(folder.join("tried"), "").is_ok();
    let sandbox = sandbox.at_home(folder.join("home"));
    // Root is above permissions, unless it gives that up.
    let meek = "exec setpriv --bounding-set=-all --inh-caps=-all \"$0\" \"$@\"";
    let ended = sandbox.under_shell(if is_root { meek } else { "true" }, &rehearsal()).end();
    if is_root && ended.stderr.contains("setpriv") {
        let said = "not tried: root cannot give up its rights here\n";
        std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes()).unwrap();
        return;
    }
    let ended = ended.code(5).plainly().silently();
    let _read = ended.says(&["closed", "cannot be written", "Permission denied"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_told_so() {
    let sandbox = Sandbox::new();
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [&["plan", "--example"][..], &["sessions"], &["man"]] {
        let ended = sandbox.program(arguments).stdout(full().into()).end().code(5);
        let _read = ended.says(&["standard output cannot be written", "No space left"]);
    }
}
