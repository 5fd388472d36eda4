//! Records that were cut, altered, converted, or left without what they are pinned to.

use std::fs;
use std::path::{Path, PathBuf};

use super::journal::Journal;
use crate::live::Ended;
use crate::sandbox::Sandbox;

/// A few answers, some with evidence; the session stays open behind them.
const FEW: &str = "schema = 1\n\
    [[answer]]\nstep = \"read-release-notes/*\"\nattach = [\"proof.txt\"]\nseen = true\n\
    [[answer]]\nstep = \"read-upgrading-chapter/*\"\nyes = true\n";

/// A session with a few facts on record, twelve of them.
fn begun() -> (Sandbox, Journal) {
    let sandbox = Sandbox::new();
    sandbox.write("few.toml", FEW);
    let _stopped = sandbox.rehearse("few.toml").code(3).says(&["service-account/CEN/CORP"]);
    let journal = Journal::of(&sandbox);
    assert_eq!(journal.facts(), 12);
    (sandbox, journal)
}

/// Resumes that session by name, with nobody there to answer.
#[track_caller]
fn resume(sandbox: &Sandbox, journal: &Journal) -> Ended {
    let arguments = ["resume", journal.id(), "--key", "key", "--signers", "signers"];
    sandbox.program(&arguments).end()
}

fn ledger(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().join("ledger")
}

/// What the ledger held when the record had that many lines.
fn remembered(ledger: &str, lines: usize) -> String {
    let is_older = |line: &&str| {
        let count = line.split(' ').nth(1).and_then(|count| count.parse::<usize>().ok());
        count.is_none_or(|count| count <= lines)
    };
    ledger.split_inclusive('\n').filter(is_older).collect()
}

#[test]
fn a_record_that_was_cut_at_any_byte_goes_on_with_all_that_was_confirmed() {
    let (sandbox, journal) = begun();
    let whole = &journal.bytes;
    let ends = journal.ends();
    let ledger_text = fs::read_to_string(ledger(&sandbox)).unwrap();
    let put = |bytes: &[u8]| {
        journal.replace(bytes);
        let lines = bytes.split(|byte| *byte == b'\n').count() - 1;
        fs::write(ledger(&sandbox), remembered(&ledger_text, lines)).unwrap();
    };
    let done: Vec<u64> = ends
        .iter()
        .map(|end| {
            put(&whole[..*end]);
            sandbox.session().1
        })
        .collect();
    assert!(done.is_sorted() && done.last().unwrap() - done[0] == 8, "{done:?}");

    let near = ends.iter().flat_map(|end| [end - 1, *end, end + 1]);
    let spread = (0..whole.len()).step_by(whole.len() / 60);
    for cut in near.chain(spread).filter(|cut| *cut <= whole.len()) {
        put(&whole[..cut]);
        let Some(last) = ends.iter().rposition(|end| *end <= cut) else {
            let _nothing = resume(&sandbox, &journal).code(2).plainly().silently();
            assert_eq!(Journal::of(&sandbox).bytes, whole[..cut], "{cut}: left as it was");
            continue;
        };
        assert_eq!(sandbox.session().1, done[last], "{cut}: settled steps, before");
        let ended = resume(&sandbox, &journal).code(10).plainly();
        let torn = cut - ends[last];
        assert_eq!(ended.stderr.contains("a crash had left"), torn > 0, "{cut}: {}", ended.stderr);
        let after = Journal::of(&sandbox);
        assert_eq!(after.bytes[..ends[last]], whole[..ends[last]], "{cut}: what was there");
        assert_eq!(after.facts(), last + 1, "{cut}: and that it was resumed");
        assert_eq!(take_torn(&journal.folder), whole[ends[last]..cut], "{cut}: kept aside");
    }
}

/// The bytes that were kept aside, which are then taken away.
fn take_torn(folder: &Path) -> Vec<u8> {
    let mut torn = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.to_str().unwrap().contains("record.torn-") {
            torn.extend(fs::read(&path).unwrap());
            fs::remove_file(path).unwrap();
        }
    }
    torn
}

#[test]
fn a_record_that_lost_what_this_machine_remembers_is_not_gone_on_with() {
    let (sandbox, journal) = begun();
    let ends = journal.ends();
    for end in &ends[..ends.len() - 1] {
        journal.replace(&journal.bytes[..*end]);
        let ended = resume(&sandbox, &journal).code(4).plainly().silently();
        let _read = ended.says(&["not as it was left", "--despite-ledger"]);
    }
    let arguments = ["resume", "--despite-ledger", "--key", "key", "--signers", "signers"];
    let _resumed = sandbox.program(&arguments).end().code(10);
    let text = String::from_utf8(Journal::of(&sandbox).bytes).unwrap();
    assert!(text.contains(r#""ledger":"overridden""#), "it is on record");
}

#[test]
fn a_bit_that_flipped_anywhere_is_noticed() {
    let (sandbox, journal) = begun();
    let length = journal.bytes.len();
    let near = journal.ends().into_iter().flat_map(|end| [end - 1, end.min(length - 1)]);
    for at in (0..length).step_by(length / 60).chain(near) {
        let mut bytes = journal.bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        journal.replace(&bytes);
        let _refused = resume(&sandbox, &journal).code(4).plainly().silently();
        assert_eq!(Journal::of(&sandbox).bytes, bytes, "byte {at}: left as it was");
        // Without the machine's memory a torn end is all that can be seen of the last record.
        let record = journal.folder.join("record.jsonl");
        let verified = sandbox.program(&["verify", "--signers", "signers"]).arg(record).end();
        let code = verified.status.code();
        assert!(code == Some(4) || (code == Some(3) && at == length - 1), "{at}: {code:?}");
    }
}

#[test]
fn a_record_with_other_line_ends_is_told_so() {
    let (sandbox, journal) = begun();
    let text = String::from_utf8(journal.bytes.clone()).unwrap();
    journal.replace(text.replace('\n', "\r\n"));
    let record = journal.folder.join("record.jsonl");
    let _refused = resume(&sandbox, &journal).code(4).plainly().says(&["CR LF"]);
    // Not as if there were none.
    let listed = sandbox.program(&["sessions"]).end().code(0).silently();
    let _read = listed.says(&[journal.id(), "CR LF"]);
    let verified = sandbox.program(&["verify", "--signers", "signers"]).arg(record).end().code(4);
    assert!(verified.stdout.contains("CR LF"), "{}", verified.stdout);
}

#[test]
fn a_record_of_a_newer_format_says_that_a_newer_program_reads_it() {
    let (sandbox, journal) = begun();
    let text = String::from_utf8(journal.bytes.clone()).unwrap();
    let newer = text.replacen("runbook-log/1", "runbook-log/2", 1);
    assert_ne!(newer, text);
    journal.replace(&newer);
    let words = ["newer format `runbook-log/2`", "a newer wizard reads it"];
    let _refused = resume(&sandbox, &journal).code(4).plainly().says(&words);
    assert_eq!(Journal::of(&sandbox).bytes, newer.into_bytes());
}

#[test]
fn a_record_that_is_missing_empty_or_a_folder_is_named() {
    let (sandbox, journal) = begun();
    let record = journal.folder.join("record.jsonl");
    journal.replace("");
    let ended = resume(&sandbox, &journal).code(2).plainly().silently();
    let _read = ended.says(&["record.jsonl", "ends before its first event", "look for a copy"]);
    fs::remove_file(&record).unwrap();
    let ended = resume(&sandbox, &journal).code(2).plainly().silently();
    let _read = ended.says(&["record.jsonl", "is not there"]);
    fs::create_dir(&record).unwrap();
    let ended = resume(&sandbox, &journal).code(2).plainly().silently();
    let _read = ended.says(&["record.jsonl", "is a folder"]);
    assert_eq!(sandbox.sessions(), [] as [serde_json::Value; 0]);
}

#[test]
fn a_flow_or_hierarchy_that_was_changed_afterwards_stops_everything() {
    let (sandbox, journal) = begun();
    let change = |name: &str, bytes: Option<&[u8]>| {
        let path = journal.folder.join(name);
        let was = fs::read(&path).unwrap();
        match bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        (path, was)
    };
    let text = |name: &str| fs::read_to_string(journal.folder.join(name)).unwrap();
    let commented = |name: &str| Some(format!("{}\n# later\n", text(name)).into_bytes());
    let (flow, article, hierarchy) = ("flow/flow.toml", "flow/q171338.toml", "hierarchy.toml");
    let crlf = text(hierarchy).replace('\n', "\r\n").into_bytes();
    let table = [
        (flow, commented(flow), "the flow"),
        (article, commented(article), "the flow"),
        (article, Some(b"[[[".to_vec()), "the flow"),
        (article, Some(Vec::new()), "the flow"),
        (article, None, "the flow"),
        (hierarchy, commented(hierarchy), "the hierarchy"),
        (hierarchy, Some(crlf), "the hierarchy"),
        (hierarchy, Some(vec![0; 100]), "the hierarchy"),
        (hierarchy, None, "the hierarchy"),
        ("allowed_signers", None, "the copy of the signers file"),
    ];
    for (name, bytes, words) in table {
        let (path, was) = change(name, bytes.as_deref());
        // By name, and as the one that was touched last.
        let latest = sandbox.program(&["resume", "--key", "key", "--signers", "signers"]).end();
        let latest = latest.code(4).plainly().silently();
        let _read = latest.says(&[words, journal.id(), "touched last"]);
        if name != "allowed_signers" {
            let ended = resume(&sandbox, &journal).code(4).plainly().silently();
            let _read = ended.says(&[words, journal.id()]);
        }
        assert_eq!(Journal::of(&sandbox).bytes, journal.bytes, "{name}: nothing was added");
        fs::write(path, was).unwrap();
    }
    let _resumed = resume(&sandbox, &journal).code(10);
}

#[test]
fn a_crash_between_closing_and_the_last_signature_is_made_up_for() {
    let sandbox = Sandbox::new();
    sandbox.write("seal.toml", crate::sandbox::ANSWERS.replacen("\"stop\"", "\"seal\"", 1));
    let _closed = sandbox.rehearse("seal.toml").code(0);
    let journal = Journal::of(&sandbox);
    let signature = journal.folder.join("record.jsonl.tess@bench.sig");
    // By name, and as what is left to do when no session is open.
    let keys = ["--key", "key", "--signers", "signers"];
    for arguments in [vec!["resume", journal.id()], vec!["resume"]] {
        fs::remove_file(&signature).unwrap();
        let ended = sandbox.program(&[arguments, keys.to_vec()].concat()).end().code(0);
        let _read = ended.says(&["made up for the missing signature"]);
        assert!(signature.exists());
        assert_eq!(Journal::of(&sandbox).bytes, journal.bytes);
    }
    let _over = resume(&sandbox, &journal).code(2).plainly().says(&["the run is closed"]);
    let _over = sandbox.program(&[&["resume"], &keys[..]].concat()).end().code(2).plainly();
    let verify = sandbox.program(&["verify", "--signers", "signers"]);
    let _holds = verify.arg(journal.folder.join("record.jsonl")).end().code(0);
    // A seal that was cut off again is no session that goes on.
    let ends = journal.ends();
    journal.replace(&journal.bytes[..ends[ends.len() - 2]]);
    let _refused = resume(&sandbox, &journal).code(4).plainly().silently();
    fs::remove_file(ledger(&sandbox)).unwrap();
    let _refused = resume(&sandbox, &journal).code(4).plainly().silently();
}

#[test]
fn a_damaged_memory_of_the_machine_is_not_in_the_way() {
    let (sandbox, journal) = begun();
    let mut memory = fs::read(ledger(&sandbox)).unwrap();
    memory.extend(b"\xff\xfe\0 torn");
    fs::write(ledger(&sandbox), memory).unwrap();
    let _resumed = resume(&sandbox, &journal).code(10).plainly();
    assert_eq!(Journal::of(&sandbox).facts(), journal.facts() + 1);
}
