//! Evidence through what Windows itself has, as far as Wine has it: commands that run here, and the
//! batch file for another server.

use std::fs;
use std::path::{Path, PathBuf};

use upgrade_wizard::engine::{Deed, Evidence};
use upgrade_wizard::sensor::Verdict;
use upgrade_wizard::world::here::sha256;

use super::wine::{Machine, Wine, windows_path};
use crate::faces::facts;
use crate::live::Ended;
use crate::sandbox::Sandbox;

const WITH_KEY: [&str; 4] = ["--key", "key", "--signers", "signers"];

/// The root of SMS on the central server, with the one file that Q249077 puts in.
fn root(sandbox: &Sandbox) -> PathBuf {
    let file = fs::read(crate::stage::file("tests/data/sensors/file-versions/nt_logon.dll"));
    sandbox.write("sms/Bin/i386/Nt_logon.dll", file.unwrap());
    sandbox.path("sms")
}

/// Writes into the registry of a machine that SMS is installed there.
fn install(machine: &Machine, root: &Path) {
    let key = r"HKLM\SOFTWARE\Microsoft\SMS\Identification";
    for (name, text) in [("Installation Directory", &*windows_path(root)), ("Site Code", "CEN")] {
        let mut reg = machine.program("reg");
        reg.args(["add", key, "/v", name, "/d", text, "/f"]);
        assert!(reg.output().unwrap().status.success(), "{name}");
    }
}

/// A session of the example in which nothing was attached yet.
fn begun() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("answers.toml", "schema = 1\nfinish = \"stop\"\n");
    let _stopped = sandbox.rehearse("answers.toml").code(3);
    sandbox
}

/// What was attached to a step, and the notes beside it.
fn gathered(sandbox: &Sandbox, step: &str) -> (Vec<Evidence>, Vec<String>) {
    let told = facts(&sandbox.session().0.join("record.jsonl"), &sandbox.path("signers"));
    let (mut pieces, mut notes) = (Vec::new(), Vec::new());
    for fact in told {
        match fact.deed {
            Deed::Attached { step: of, evidence } if of == step => pieces.push(evidence),
            Deed::Noted { step: Some(of), text } if of == step => notes.push(text),
            _ => {}
        }
    }
    (pieces, notes)
}

/// The one piece that was attached to a step with the one note beside it.
#[track_caller]
fn one_gathered(sandbox: &Sandbox, step: &str) -> (Evidence, String) {
    let (pieces, notes) = gathered(sandbox, step);
    let ([piece], [note]) = (&pieces[..], &notes[..]) else {
        panic!("{step}: {pieces:?} {notes:?}")
    };
    (piece.clone(), note.clone())
}

fn run_here(wine: &Wine, sandbox: &Sandbox) -> Ended {
    let arguments = [&["gather", "run", "--at", "CENTRAL1", "--yes"][..], &WITH_KEY].concat();
    wine.run(sandbox.home(), &sandbox.path(""), &arguments).code(0)
}

#[test]
fn what_a_machine_has_is_run_and_attached_and_what_it_lacks_is_told() {
    let Some(wine) = Wine::named() else { return };
    let machine = Machine::new();
    let sandbox = begun();
    install(&machine, &root(&sandbox));
    let ended = run_here(&wine.on(&machine), &sandbox).says(&["3 pieces attached"]);

    let (registry, by) = one_gathered(&sandbox, "backup-registry/CEN");
    assert!(registry.path.ends_with(r"\gathered\backup-registry+CEN.reg"), "{}", registry.path);
    assert_eq!(registry.readings[0].verdict, Verdict::Refutes, "it has next to nothing");
    assert!(by.starts_with("gathered at CENTRAL1 by: start /wait regedit /e "), "{by}");

    let (versions, by) = one_gathered(&sandbox, "install-hotfix/CEN/Q249077");
    assert!(versions.path.ends_with("+Q249077.txt"), "{}", versions.path);
    assert_eq!(versions.readings[0].verdict, Verdict::Proves, "{versions:?}");
    let script = sandbox.session().0.join("gathered/install-hotfix+CEN+Q249077.vbs");
    let digest = sha256(&fs::read(script).unwrap());
    assert!(by.contains("by: cscript //nologo") && by.ends_with(&digest), "{by}");

    // What is shown is what runs, scripts too; and Wine has neither of the two for events.
    for shown in [
        "\n  start /wait regedit /e \"%FILE%\" \"HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\"\n",
        "\n  powershell -NoProfile -Command \"Get-EventLog -LogName Application | ForEach-Object {",
        "    For Each entry In GetObject(\"winmgmts:\").ExecQuery(\"Select * From Win32_NTLogEvent",
    ] {
        assert!(ended.stdout.contains(shown), "{shown}: {}", ended.stdout);
    }
    let missing = "note: event-log/CEN: the command ended with code 0 and wrote nothing";
    assert_eq!(ended.stderr.matches(missing).count(), 2, "{}", ended.stderr);
    assert_eq!(gathered(&sandbox, "event-log/CEN"), (Vec::new(), Vec::new()));

    // What is there is kept, and what stayed empty is tried again.
    let again = run_here(&wine.on(&machine), &sandbox).says(&["0 pieces attached"]);
    assert_eq!(again.stderr.matches("it is there already").count(), 3, "{}", again.stderr);
    assert_eq!(again.stderr.matches(missing).count(), 2, "{}", again.stderr);
}

#[test]
fn where_nothing_tells_a_version_the_files_themselves_are_brought() {
    let Some(wine) = Wine::named() else { return };
    let machine = Machine::new();
    let sandbox = begun();
    machine.share("CENTRAL1", "SMS_CEN", &root(&sandbox));
    let _told = run_here(&wine.on(&machine), &sandbox);
    let (files, by) = one_gathered(&sandbox, "install-hotfix/CEN/Q249077");
    assert!(files.path.ends_with("+Q249077"), "{}", files.path);
    assert_eq!(files.readings[0].verdict, Verdict::Proves, "{files:?}");
    assert!(by.contains(r#"by: copy "\\CENTRAL1\SMS_CEN\Bin\i386\Nt_logon.dll""#), "{by}");
}

/// The batch file in a folder of its own, as it is carried to a server, and started there.
fn carried(machine: &Machine, sandbox: &Sandbox) -> PathBuf {
    let batch = sandbox.write("server/gather.cmd", "");
    fs::remove_file(&batch).unwrap();
    let arguments = ["gather", "write", "--at", "CENTRAL1", "--output", batch.to_str().unwrap()];
    let _written = sandbox.program(&[&arguments[..], &WITH_KEY].concat()).end().code(0);
    let mut cmd = machine.program("cmd");
    cmd.args(["/d", "/c", "gather.cmd"]).current_dir(batch.parent().unwrap());
    let said = String::from_utf8(cmd.output().unwrap().stdout).unwrap();
    assert!(said.contains("Done. Take the folder gathered-CENTRAL1 back"), "{said}");
    sandbox.path("server/gathered-CENTRAL1")
}

#[test]
fn a_batch_file_gathers_on_another_machine_what_is_then_taken_in() {
    let Some(_wine) = Wine::named() else { return };
    let machine = Machine::new();
    let sandbox = begun();
    install(&machine, &root(&sandbox));
    let folder = carried(&machine, &sandbox);
    let accept = ["gather", "accept", folder.to_str().unwrap()];
    let accepted = sandbox.program(&[&accept[..], &WITH_KEY].concat()).end().code(0);
    let _told = accepted.says(&["3 pieces attached", "backup-registry/CEN: attached"]);
    let (versions, by) = one_gathered(&sandbox, "install-hotfix/CEN/Q249077");
    assert_eq!(versions.readings[0].verdict, Verdict::Proves, "{versions:?}");
    // The shell wrote the script as it is on record.
    let script = folder.join("install-hotfix+CEN+Q249077.vbs");
    assert!(by.ends_with(&sha256(&fs::read(script).unwrap())), "{by}");
}

/// Two entries of a log, as the one script sees them.
const ENTRIES: &str = r#"
Class Entry
  Public TimeGenerated
  Public Word
  Public EventType
  Public Category
  Public EventIdentifier
  Public User
  Public SourceName
  Public ComputerName
  Public InsertionStrings
End Class
Function Made(at, word, number, id, user, texts)
  Set it = New Entry
  it.TimeGenerated = at
  it.Word = word
  it.EventType = number
  it.Category = 0
  it.EventIdentifier = id
  it.User = user
  it.SourceName = "SMS"
  it.ComputerName = "CENTRAL1"
  it.InsertionStrings = texts
  Set Made = it
End Function
Set one = Made("20000626161855.000000+060", "Fehler", 1, -1073741465, Null, Array("The site", "has" & vbCrLf & "no parent."))
Set other = Made("20000626161900.000000+060", "information", Null, 17, "CORP\ines", Null)
"#;

/// Wine has no log of events, and what the script makes of one is seen all the same.
#[test]
fn the_script_for_events_writes_what_the_sensor_reads() {
    let Some(_wine) = Wine::named() else { return };
    let machine = Machine::new();
    let sandbox = begun();
    let script = carried(&machine, &sandbox).join("event-log+CEN.vbs");
    let script = fs::read_to_string(script).unwrap();
    let log = script.split(" In ").nth(1).unwrap().lines().next().unwrap();
    assert!(log.starts_with("GetObject(") && log.contains("'Application'"), "{script}");
    // A class of VBScript cannot have a member of that name.
    let script = script.replace(log, "Array(one, other)").replace("entry.Type", "entry.Word");
    sandbox.write("events.vbs", format!("{ENTRIES}{script}"));
    let mut cscript = machine.program("cscript");
    cscript.args(["//nologo", "events.vbs"]).current_dir(sandbox.path(""));
    let events = cscript.output().unwrap().stdout;
    let text = String::from_utf8_lossy(&events).into_owned();
    let expected = "06/26/2000\t16:18:55\t1\t0\t359\t\tSMS\tCENTRAL1\tThe site has  no parent.\r\n\
                    06/26/2000\t16:19:00\tinformation\t0\t17\tCORP\\ines\tSMS\tCENTRAL1\t\r\n";
    assert_eq!(text, expected);
    sandbox.write("events.txt", events);
    let inspect = ["inspect", "--as", "event-log", "--format", "json", "events.txt"];
    let told = sandbox.program(&inspect).end();
    assert!(told.stdout.contains("hierarchy-error"), "{}", told.stdout);
}
