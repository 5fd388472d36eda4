//! GO or NO-GO: what `ready` says of a session, and what an upgrade does when it says no.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::sandbox::{PRINCIPAL, Sandbox};

/// One site, at 1.2: every step before its upgrade blocks.
const HIERARCHY: &str = r#"
schema = 1
name = "One site"

[[site]]
code = "ONE"
server = "ONESMS1"
role = "primary"
level = "1.2 SP1"
logon_domains = []
sql_server = "ONESQL1"
"#;

/// Everything up to the upgrade itself.
const ANSWERS: &str = r#"
schema = 1
finish = "stop"

[[answer]]
step = "read-release-notes/ONE"
word = "I READ ALL OF THEM"

[[answer]]
step = "read-upgrading-chapter/ONE"
yes = true

[[answer]]
step = "service-account/ONE"
line = "CORP\\SMSService"

[[answer]]
step = "event-log/ONE"
word = "NO ERRORS AT ONE"

[[answer]]
step = "sql-server-configuration/ONE"
yes = true

[[answer]]
step = "database-space/ONE"
word = "ROOM ENOUGH AT ONE"

[[answer]]
step = "backup-registry/ONE"
attach = ["one-sms.reg"]
seen = true

[[answer]]
step = "backup-site-control-file/ONE"
attach = ["one-sitectrl.ct0"]
seen = true

[[answer]]
step = "backup-system-map/ONE"
attach = ["one-system.map"]
seen = true

[[answer]]
step = "database-dump/ONE"
attach = ["dump.dat"]
seen = true

[[answer]]
step = "directory-backup/ONE"
attach = ["tree"]
seen = true

[[answer]]
step = "quiet-hours/ONE"
line = "Sat 22:00 to 02:00"

[[answer]]
step = "site-reset/ONE"
word = "RESET ONE"
"#;

const UPGRADE: &str = r#"
[[answer]]
step = "upgrade-site/ONE"
word = "UPGRADE ONE"
outcome = "succeeded"
"#;

const KEY: [&str; 4] = ["--key", "key", "--signers", "signers"];

/// A session in which everything before the upgrade is done.
fn prepared() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("hierarchy.toml", HIERARCHY);
    sandbox.write("steps.toml", ANSWERS);
    sandbox.write("upgrade.toml", format!("{ANSWERS}{UPGRADE}"));
    sandbox.write(
        "one-sms.reg",
        "REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS]\n\n\
         [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]\n\"Site Code\"=\"ONE\"\n\
         \"Site Server\"=\"ONESMS1\"\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\n\
         \"Version\"=\"786\"\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components]\n",
    );
    sandbox.write("one-sitectrl.ct0", "BEGIN_FILE_DEFINITION\n<2>\n<ONE><First>\n");
    sandbox.write(
        "one-system.map",
        "DIRECTORY \"SITE.SRV\\MAINCFG.BOX\"\nPLATFORM \"INTEL X86\" LANGUAGE \"\" SOURCE \"X86\" \
         FLAGS = 10\nUNIT = \"INTEL CLIENT\"\n\n\"A.EXE\", SIZE(1, 1, 1),  \"A.EXE\",\nFLAGS = 5\n",
    );
    sandbox.write("dump.dat", vec![b'd'; 300_000]);
    sandbox.write("tree/SMS/sitectrl.ct0", "as it was");
    sandbox.write("tree/SMS.INI", "[SMS]");
    let ended = sandbox
        .program(&["run", "--hierarchy", "hierarchy.toml", "--target", "1.2 SP2"])
        .arg("--front")
        .arg("script")
        .arg("--answers")
        .arg("steps.toml")
        .args(&KEY)
        .end();
    // Nobody has said anything of the upgrade.
    ended.code(3);
    sandbox
}

fn ready(sandbox: &Sandbox, code: i32) -> Value {
    let ended = sandbox.program(&["ready", "--format", "json"]).args(&KEY).end().code(code);
    serde_json::from_str(&ended.stdout).unwrap()
}

/// What stands in the way.
fn stops(verdict: &Value) -> Vec<String> {
    let reasons = verdict["reasons"].as_array().unwrap().iter();
    let stops = reasons.filter(|reason| reason["stops"] == true);
    stops.map(|reason| reason["text"].as_str().unwrap().to_owned()).collect()
}

fn sha256(path: &Path) -> String {
    upgrade_wizard::world::here::sha256(&fs::read(path).unwrap())
}

#[test]
fn a_prepared_site_is_go_and_stays_so_when_only_a_time_changes() {
    let sandbox = prepared();
    let verdict = ready(&sandbox, 0);
    assert_eq!(verdict["verdict"], "go", "{verdict}");
    assert_eq!(verdict["step"], "upgrade-site/ONE");
    assert_eq!(verdict["unchanged"], 5);
    let dump = fs::File::options().append(true).open(sandbox.path("dump.dat")).unwrap();
    dump.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(ready(&sandbox, 0)["unchanged"], 5, "the time alone changes nothing");
}

#[test]
fn one_byte_changed_in_the_dump_is_no_go_with_file_both_digests_who_and_when() {
    let sandbox = prepared();
    let dump = sandbox.path("dump.dat");
    let before = sha256(&dump);
    let mut bytes = fs::read(&dump).unwrap();
    bytes[123_456] ^= 1;
    fs::write(&dump, bytes).unwrap();
    let after = sha256(&dump);
    let verdict = ready(&sandbox, 3);
    assert_eq!(verdict["verdict"], "no-go");
    let [stop] = <[String; 1]>::try_from(stops(&verdict)).unwrap();
    let recorded = recorded_at(&sandbox, "dump.dat");
    for part in ["dump.dat of database-dump/ONE CHANGED", &before, &after, "Tess Bench", &recorded]
    {
        assert!(stop.contains(part), "{part}: {stop}");
    }
    // It is on record, signed, and nothing can be begun on it.
    let record = fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap();
    let check = record.lines().rev().find(|line| line.contains("\"t\":\"check\"")).unwrap();
    assert!(check.contains("\"verdict\":\"no-go\"") && check.contains(PRINCIPAL), "{check}");
    let refused = sandbox.go_on("upgrade.toml").code(3).stderr;
    assert!(refused.contains("NO-GO: `upgrade-site/ONE` cannot be begun"), "{refused}");
    let begun = fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap();
    assert!(!begun.contains("\"stage\":\"begin\""), "the upgrade was not begun");
    let text = sandbox.program(&["ready", "--site", "one"]).args(&KEY).end().code(3).stdout;
    assert!(text.starts_with("NO-GO  upgrade-site/ONE\n"), "{text}");
    assert!(text.contains("EVIDENCE IS NOT WHAT IT WAS"), "{text}");
}

/// When a piece was put on record, as a reason tells it.
fn recorded_at(sandbox: &Sandbox, name: &str) -> String {
    let record = fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap();
    let lines = record.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is_it =
        |line: &Value| line["t"] == "evidence" && line["path"].as_str().unwrap().ends_with(name);
    let line = lines.into_iter().find(is_it).unwrap();
    line["ts"].as_str().unwrap().to_owned()
}

/// What is done to the evidence, the word for it, and whether it stops.
type Case = (&'static str, fn(&Path), &'static str, bool);

#[test]
fn each_way_to_change_has_its_own_word() {
    let table: [Case; 6] = [
        ("shrunk", |at| fs::write(at.join("dump.dat"), "d").unwrap(), "SHRUNK from 300000", true),
        ("gone", |at| fs::remove_file(at.join("dump.dat")).unwrap(), "is GONE", true),
        (
            "moved",
            |at| fs::rename(at.join("dump.dat"), at.join("dump.old")).unwrap(),
            "was moved to",
            false,
        ),
        (
            "a file lost from a folder",
            |at| {
                fs::remove_file(at.join("tree/SMS/sitectrl.ct0")).unwrap();
                fs::write(at.join("tree/SMS.INI"), "[SMS] and more than there was").unwrap();
            },
            "SHRUNK: it does not hold all that it held",
            true,
        ),
        (
            "a file in a folder",
            |at| fs::write(at.join("tree/SMS/sitectrl.ct0"), "as it is").unwrap(),
            "tree",
            true,
        ),
        (
            "a folder in its place",
            |at| {
                fs::remove_file(at.join("dump.dat")).unwrap();
                fs::create_dir(at.join("dump.dat")).unwrap();
            },
            "dump.dat",
            true,
        ),
    ];
    for (name, change, words, is_stopped) in table {
        let sandbox = prepared();
        change(sandbox.path("dump.dat").parent().unwrap());
        let verdict = ready(&sandbox, if is_stopped { 3 } else { 0 });
        let told = verdict["reasons"].to_string();
        assert!(told.contains(words), "{name}: {told}");
        assert_eq!(stops(&verdict).is_empty(), !is_stopped, "{name}: {told}");
    }
}

#[test]
fn what_changes_between_the_verdict_and_the_phrase_is_noticed() {
    let sandbox = prepared();
    let mut live = sandbox.go_on_by_hand();
    live.choose("GO or NO-GO");
    live.shows("GO");
    sandbox.write("dump.dat", "another");
    live.choose("Begin: from here there is no way back");
    live.shows("Type `UPGRADE ONE` exactly");
    live.type_in("UPGRADE ONE\n");
    live.shows("NO-GO: `upgrade-site/ONE` cannot be begun");
    let _ended = live.end();
    let record = fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap();
    assert!(!record.contains("\"stage\":\"begin\""), "the upgrade was not begun");
}

#[test]
fn a_flow_or_hierarchy_that_is_not_the_pinned_one_is_found() {
    let pins: [PathBuf; 2] = ["hierarchy.toml".into(), "flow/q171338.toml".into()];
    for pin in pins {
        let sandbox = prepared();
        let path = sandbox.session().0.join(&pin);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}\n# one more line\n")).unwrap();
        let told = sandbox.program(&["ready"]).args(&KEY).end().code(4).stderr;
        assert!(told.contains("not what was pinned") || told.contains("pinned"), "{told}");
    }
}

#[test]
fn a_site_that_is_not_there_is_a_mistake() {
    let sandbox = prepared();
    let told = sandbox.program(&["ready", "--site", "TWO"]).args(&KEY).end().code(2).stderr;
    assert!(told.contains("the hierarchy has no site `TWO`"), "{told}");
}
