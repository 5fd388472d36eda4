//! Packs that somebody had their hands on: each is refused for its own reason.

use std::io::Write as _;
use std::process::{Command, Stdio};

use upgrade_wizard::record::detached_name;

use super::Packed;
use super::forged::{Entry, entries, tar, with_sums};
use crate::stage::INES;

/// Where an entry of that name, or the first whose name ends so, stands.
#[track_caller]
fn at(entries: &[Entry], name: &str) -> usize {
    let exact = entries.iter().position(|entry| entry.name == name);
    exact.or_else(|| entries.iter().position(|entry| entry.name.ends_with(name))).unwrap()
}

/// The pack with one entry put in another's place.
fn instead(entries: &[Entry], name: &str, entry: Entry) -> Vec<Entry> {
    let mut entries = entries.to_owned();
    let at = at(&entries, name);
    entries[at] = entry;
    entries
}

impl Packed {
    /// Refused with this code and in these words, and with a verdict that goes with the code.
    #[track_caller]
    fn refuses(&self, what: &str, bytes: &[u8], code: i32, words: &str) {
        let ran = self.verify(bytes, &[]);
        assert_eq!(ran.code, code, "{what}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(&format!("NOT GOOD: {words}")), "{what}, {words}: {}", ran.out);
        assert_eq!(ran.out.contains("EVIDENCE HAS CHANGED"), code == 3, "{what}: {}", ran.out);
        assert_eq!(ran.out.contains("DOES NOT HOLD"), code == 4, "{what}: {}", ran.out);
    }
}

#[test]
fn a_byte_changed_in_any_entry_is_found_and_the_entry_named() {
    let packed = Packed::story();
    let sound = packed.entries();
    let signature = detached_name(INES);
    for (index, entry) in sound.iter().enumerate() {
        let mut changed = sound.clone();
        let middle = entry.body.len() / 2;
        changed[index].body[middle] ^= 1;
        let name = entry.name.as_str();
        let (code, words) = match name {
            "VERIFY.txt" | "verify.sh" => {
                (4, format!("entry `{name}` of the pack is not what the wizard puts there"))
            }
            "record.jsonl" => (4, "line ".to_owned()),
            "allowed_signers.pinned" => (4, "the record is pinned to signers `".to_owned()),
            "hierarchy.toml" => (4, "the record is pinned to hierarchy `".to_owned()),
            "EVIDENCE.txt" => (4, "EVIDENCE.txt in the pack does not say".to_owned()),
            "SHA256SUMS" => (4, "SHA256SUMS in the pack does not fit entry `".to_owned()),
            _ if name == signature => (4, "the signature over the whole record, by `".to_owned()),
            _ if name.starts_with("flow/") => (4, "the record is pinned to flow `".to_owned()),
            _ if name.starts_with("lists/") => (3, "the list of files of evidence ".to_owned()),
            _ => (3, "evidence ".to_owned()),
        };
        packed.refuses(name, &tar(&changed), code, &words);
        if code == 3 {
            // Whether or not the forger mends SHA256SUMS: that list is nobody's word.
            packed.refuses(name, &with_sums(changed), 3, &words);
        }
    }
}

#[test]
fn an_entry_that_is_missing_doubled_or_out_of_its_place_is_named() {
    let packed = Packed::story();
    let sound = packed.entries();
    for (index, entry) in sound.iter().enumerate() {
        let name = &entry.name;
        let mut missing = sound.clone();
        missing.remove(index);
        let words = match name.as_str() {
            _ if name.starts_with("flow/") && name != "flow/flow.toml" => {
                "the record is pinned to flow `".to_owned()
            }
            _ if name.starts_with("lists/") && name.strip_suffix(".jsonl").is_some() => {
                "SHA256SUMS in the pack does not fit entry `".to_owned()
            }
            _ => format!("entry `{name}` is missing in the pack"),
        };
        packed.refuses(name, &tar(&missing), 4, &words);
        let mut doubled = sound.clone();
        doubled.insert(index + 1, entry.with("other"));
        packed.refuses(name, &tar(&doubled), 4, &format!("entry `{name}` is in the pack twice"));
        if index > 0 {
            let mut swapped = sound.clone();
            swapped.swap(index, index - 1);
            let words =
                format!("entry `{}` of the pack is not in its place", sound[index - 1].name);
            packed.refuses(name, &tar(&swapped), 4, &words);
        }
    }
    let mut twins = sound.clone();
    let flow = at(&sound, "flow/flow.toml");
    twins.insert(flow + 1, sound[flow].named("flow/FLOW.toml"));
    packed.refuses("case", &tar(&twins), 4, "entry `flow/FLOW.toml` is in the pack twice");
}

#[test]
fn names_that_lead_elsewhere_and_what_is_no_file_are_refused_unread() {
    let packed = Packed::story();
    let sound = packed.entries();
    let evidence = at(&sound, "BRG-setup.reg");
    let original = &sound[evidence];
    let names = [
        ("../../outside", "a name that leads out of its folder"),
        ("evidence/../../x", "a name that leads out of its folder"),
        ("/etc/cron.d/x", "a name that starts at the root"),
        (r"C:\Windows\x", "a name with a backslash in it"),
        (r"..\..\x", "a name with a backslash in it"),
        ("C:x", "a name with a colon in it"),
        ("record.jsonl:hidden", "a name with a colon in it"),
        ("evidence/nul.txt", "a name that is a device on Windows"),
        ("flow/COM1.toml", "a name that is a device on Windows"),
        ("evidence/./x", "a name that is written in a roundabout way"),
        ("evidence/x.", "a name that is written in a roundabout way"),
    ];
    for (name, why) in names {
        let bytes = tar(&instead(&sound, "BRG-setup.reg", original.named(name)));
        packed.refuses(name, &bytes, 4, &format!("entry `{name}` of the pack has {why}"));
    }
    for name in ["notes.txt", "allowed_signers", "evidence/x.txt", "flow/in/x.toml", "a\u{1B}[2J"] {
        let bytes = tar(&instead(&sound, "BRG-setup.reg", original.named(name)));
        let shown = name.replace('\u{1B}', "<U+001B>");
        packed.refuses(name, &bytes, 4, &format!("entry `{shown}` does not belong in a pack"));
    }
    for folder in ["", "run-0", "/run-0", "..", "run-00000000000000000000000000000000"] {
        let other = Entry { folder: folder.to_owned(), ..original.clone() };
        let ran = packed.verify(&tar(&instead(&sound, "BRG-setup.reg", other)), &[]).with_code(4);
        assert!(ran.out.contains("NOT GOOD: entry `"), "{folder}: {}", ran.out);
    }
    let kinds = [
        (b'1', "a link"),
        (b'2', "a symbolic link"),
        (b'3', "a device"),
        (b'4', "a device"),
        (b'5', "a folder"),
        (b'6', "a pipe"),
        (b'S', "a sparse file"),
        (b'x', "an extended header"),
        (b'L', "an extended header"),
        (b'7', "of an unknown kind"),
        (0, "of an unknown kind"),
    ];
    for (kind, what) in kinds {
        let link = "/etc/passwd".to_owned();
        let other = Entry { kind, link, body: Vec::new(), ..original.clone() };
        let bytes = tar(&instead(&sound, "BRG-setup.reg", other));
        let words = format!("entry `{}` of the pack is {what}, and only", original.name);
        packed.refuses(what, &bytes, 4, &words);
    }
    let aimed = Entry { link: "elsewhere".to_owned(), ..original.clone() };
    let words = format!("entry `{}` of the pack has a header that no wizard", original.name);
    packed.refuses("link", &tar(&instead(&sound, "BRG-setup.reg", aimed)), 4, &words);
}

#[test]
fn what_is_too_large_breaks_off_or_was_packed_anew_is_refused_without_being_read() {
    let packed = Packed::story();
    let (sound, bytes) = (packed.entries(), packed.bytes());
    let original = sound[at(&sound, "BRG-setup.reg")].clone();
    let sized = |size: [u8; 12]| {
        let entry = Entry { size: Some(size), ..original.clone() };
        tar(&instead(&sound, "BRG-setup.reg", entry))
    };
    let too_large = format!("entry `{}` of the pack says that it has ", original.name);
    packed.refuses("8 GiB", &sized(*b"77777777777\0"), 4, &too_large);
    packed.refuses(
        "binary size",
        &sized(*b"\x80\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
        4,
        &too_large,
    );
    packed.refuses("no size", &sized(*b"     x     \0"), 4, &too_large);
    let real = original.with(vec![0; 1024 * 1024 + 1]);
    packed.refuses("1 MiB", &tar(&instead(&sound, "BRG-setup.reg", real)), 4, &too_large);

    for length in [1, 100, 511, 512, 600, bytes.len() / 2, bytes.len() - 513, bytes.len() - 1] {
        let cut = &bytes[..length];
        // Less than the first name is not known for a pack.
        let words =
            if length < 100 { "this is not a record" } else { "the pack breaks off after " };
        packed.refuses(&format!("{length} bytes"), cut, 4, words);
    }
    let behind = [&bytes[..], b"more"].concat();
    packed.refuses("behind", &behind, 4, "something stands behind the end of the pack");
    let mut flipped = bytes.clone();
    flipped[148] ^= 1;
    packed.refuses("checksum", &flipped, 4, "the header of entry 1 of the pack is damaged");

    // More than any pack may have; zeros, so that it takes no room on the disk.
    let path = packed.told.stage.path("huge");
    std::fs::write(&path, &bytes).unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1 << 33).unwrap();
    let (path, signers) = (path.to_str().unwrap(), packed.told.stage.signers());
    let arguments = ["verify", path, "--signers", signers.to_str().unwrap()];
    let ran = packed.told.stage.run(&arguments).with_code(4);
    assert!(ran.out.contains("NOT GOOD: the pack is larger than 268435456 bytes"), "{}", ran.out);

    let mut gzip =
        Command::new("gzip").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = gzip.stdin.take().unwrap();
    // A bomb: 64 MiB in a few kilobytes.
    let feeding = std::thread::spawn(move || input.write_all(&vec![0; 64 << 20]));
    let bomb = gzip.wait_with_output().unwrap().stdout;
    feeding.join().unwrap().unwrap();
    packed.refuses("gzip", &bomb, 4, "this is a file compressed by gzip; a pack is a plain tar");
    packed.refuses("zip", b"PK\x03\x04and so on", 4, "this is a zip file; a pack is a plain tar");
}

#[test]
fn what_belongs_to_another_session_or_to_none_is_told_apart() {
    let packed = Packed::story();
    let other = Packed::story();
    let (sound, theirs) = (packed.entries(), other.entries());
    let signature = detached_name(INES);

    // The same story by other people, with their signature; the list of digests fits.
    let theirs_of = |name: &str| theirs[at(&theirs, name)].body.clone();
    let mine = |name: &str, body: Vec<u8>| sound[at(&sound, name)].with(body);
    let record = instead(&sound, "record.jsonl", mine("record.jsonl", theirs_of("record.jsonl")));
    let both = instead(&record, &signature, mine(&signature, theirs_of(&signature)));
    packed.refuses("others", &with_sums(record), 4, "line ");
    packed.refuses("others, signed", &with_sums(both), 4, "line ");

    // By the same people: only the run tells.
    let again = packed.told.again();
    let theirs = entries(&again);
    let theirs_of = |name: &str| theirs[at(&theirs, name)].body.clone();
    let record = instead(&sound, "record.jsonl", mine("record.jsonl", theirs_of("record.jsonl")));
    let words = "the signature over the whole record, by `ines@core`, does not hold";
    packed.refuses("another run", &with_sums(record.clone()), 4, words);
    let both = instead(&record, &signature, mine(&signature, theirs_of(&signature)));
    packed.refuses("another run, signed", &with_sums(both), 4, "the pack is of run `");

    // What the record does not ask for, with a list of digests that fits.
    let last = at(&sound, "EVIDENCE.txt") - 1;
    let mut extra = sound.clone();
    extra.insert(last + 1, sound[last].named("evidence/9999-extra.txt"));
    let words = "nothing on record asks for entry `evidence/9999-extra.txt` of the pack";
    packed.refuses("extra evidence", &with_sums(extra), 4, words);
    let mut extra = sound.clone();
    let flow = at(&sound, "hierarchy.toml");
    extra.insert(flow, sound[flow - 1].named("flow/z.toml"));
    packed.refuses("extra flow", &with_sums(extra), 4, "the record is pinned to flow `");
    let mut extra = sound.clone();
    extra.insert(4, sound[3].named("record.jsonl.mallory@site-a.sig"));
    let words = "the signature over the whole record, by `mallory@site-a`, does not hold";
    packed.refuses("extra signature", &with_sums(extra), 4, words);

    let page = String::from_utf8(sound[0].body.clone()).unwrap();
    let newer = sound[0].with(page.replacen("pack 1\n", "pack 2\n", 1));
    let words = "the pack is in format 2; a newer wizard reads it";
    packed.refuses("newer", &with_sums(instead(&sound, "VERIFY.txt", newer)), 4, words);

    // A script that finds everything good, an own list of signers, evidence swapped.
    let script = mine("verify.sh", b"echo VERIFIED\n".to_vec());
    let words = "entry `verify.sh` of the pack is not what the wizard puts there";
    packed.refuses("script", &with_sums(instead(&sound, "verify.sh", script)), 4, words);
    let signers = mine("allowed_signers.pinned", b"ann ssh-ed25519 AAAA\n".to_vec());
    let signers = instead(&sound, "allowed_signers.pinned", signers);
    packed.refuses("signers", &with_sums(signers), 4, "the record is pinned to signers `");
    let (one, two) = (at(&sound, "BRG-sms.reg"), at(&sound, "LYN-sms.reg"));
    let mut swapped = sound.clone();
    (swapped[one].body, swapped[two].body) = (sound[two].body.clone(), sound[one].body.clone());
    for bytes in [tar(&swapped), with_sums(swapped)] {
        packed.refuses("swapped", &bytes, 3, "evidence ");
        let out = packed.verify(&bytes, &[]).out;
        assert_eq!(out.matches(" was CHANGED in the pack (evidence/").count(), 2, "{out}");
    }
}

/// That a piece is not in a pack proves nothing, and is told as plainly as it can be.
#[test]
fn evidence_that_is_said_to_be_left_out_is_not_taken_for_compared() {
    let packed = Packed::story();
    let sound = packed.entries();
    let gone = sound[at(&sound, "BRG-setup.reg")].name.clone();
    let page = String::from_utf8(sound[at(&sound, "EVIDENCE.txt")].body.clone()).unwrap();
    let hidden = page.replace(&gone, "NOT in the pack: it could not be read");
    assert_ne!(hidden, page);
    let mut without =
        instead(&sound, "EVIDENCE.txt", sound[at(&sound, "EVIDENCE.txt")].with(hidden));
    without.retain(|entry| entry.name != gone);
    let out = packed.verify(&with_sums(without.clone()), &[]).with_code(0).out;
    assert!(out.contains("BRG-setup.reg of full-version/BRG: not compared: when packed,"), "{out}");
    // But nothing else may be said of it than what is on record.
    let page = at(&without, "EVIDENCE.txt");
    let text = String::from_utf8(without[page].body.clone()).unwrap();
    let text = text.replace("it could not be read", "it was much too dull");
    without[page].body = text.into_bytes();
    packed.refuses("dull", &with_sums(without), 4, "EVIDENCE.txt in the pack does not say what is");
}

/// On the machine where the session was walked, a pack of another ending does not hold.
#[test]
fn a_pack_is_compared_with_what_the_machine_remembers() {
    let packed = Packed::story();
    let path = packed.told.stage.home().join("ledger");
    let remembered = std::fs::read_to_string(&path).unwrap();
    let (before, _) = remembered.trim_end().rsplit_once(':').unwrap();
    std::fs::write(&path, format!("{before}:{}\n", "ab".repeat(32))).unwrap();
    let words = "this is not the record that was written here: its first ";
    packed.refuses("another ending", &packed.bytes(), 4, words);
    // Who has not seen the session says nothing.
    std::fs::remove_file(&path).unwrap();
    let said = packed.verify(&packed.bytes(), &[]).with_code(0).out;
    assert!(!said.contains("remembers") && !said.contains("written here"), "{said}");
}
