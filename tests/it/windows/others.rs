//! What other programs and machines do to a file: they hold it, forbid it, or have it on a share.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::process::{Command, Stdio};

use super::helper::helper;
use super::wine::{Machine, Wine, windows_path};
use crate::bad_days::waits::{COPYLOG, waiting};
use crate::live::Live;
use crate::sandbox::{REHEARSAL, Sandbox};
use crate::stage::Stage;

#[test]
fn a_file_that_another_program_holds_is_told_with_its_number() {
    let Some(wine) = Wine::named() else { return };
    let stage = Stage::bare();
    fs::write(stage.path("hman.log"), "what was seen\n").unwrap();
    let mut hold = Command::new("wine");
    hold.arg(helper()).args(["hold", &windows_path(&stage.path("hman.log"))]);
    let mut holder = Live::start(hold.stdout(Stdio::piped()));
    holder.shows("held");
    let inspect = || wine.run(&stage.home(), stage.dir.path(), &["inspect", "hman.log"]);
    let _refused = inspect().code(2).says(&["error 32", "stop the service that uses it"]);
    let _let_go = holder.end().code(0);
    let _read = inspect().code(0);
}

/// Root may read everything, so the machine is one that was started without that.
#[test]
fn a_file_that_may_not_be_read_is_told_with_its_number() {
    let Some(wine) = Wine::named() else { return };
    let machine = Machine::off();
    let stage = Stage::bare();
    let path = stage.path("hman.log");
    fs::write(&path, "what was seen\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let inspect =
        wine.on(&machine).command(&stage.home(), stage.dir.path(), &["inspect", "hman.log"]);
    let mut without = Command::new("setpriv");
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    without.args(is_root.then_some("--bounding-set=-dac_override,-dac_read_search"));
    without.arg(inspect.get_program()).args(inspect.get_args()).current_dir(stage.dir.path());
    without.envs(inspect.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = Live::start(without.stdout(Stdio::piped())).end().code(2);
    let _refused = ended.says(&["error 5", "run as a user who may read it"]);
}

/// The logon points are watched where they are, and what comes there ends the wait.
#[test]
fn a_wait_ends_with_what_comes_to_the_shares_of_the_logon_points() {
    let Some(wine) = Wine::named() else { return };
    let machine = Machine::new();
    let sandbox = Sandbox::new();
    sandbox.write("home/config.toml", "schema = 1\nlook_again_seconds = 1\n");
    sandbox.write("waiting.toml", waiting());
    for controller in ["DC1", "DC2"] {
        fs::create_dir(sandbox.path(controller)).unwrap();
        machine.share(controller, "SMSLOGON", &sandbox.path(controller));
    }
    let walk = [&REHEARSAL[..], &["--answers", "waiting.toml"]].concat();
    let mut walk = wine.on(&machine).command(sandbox.home(), &sandbox.path(""), &walk);
    let mut live = Live::start(walk.stdout(Stdio::piped()));
    live.tells("secondary-active/SEC, answered");
    sandbox.write("DC2/Config/Copylog.tcf", COPYLOG);
    live.tells("copylog-refreshed/CORP/DC2, evidence attached");
    sandbox.write("DC1/Config/Copylog.tcf", COPYLOG);
    live.tells("copylog-refreshed/CORP/DC1, evidence attached");
    let ended = live.stays().code(3);
    let _stopped = ended.says(&["`upgrade-site/CEN`"]);
    let record = fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap();
    assert!(record.contains(r"\\\\DC1\\SMSLOGON\\Config\\Copylog.tcf"), "its path is the share's");
}
