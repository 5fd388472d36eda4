//! VERIFY.txt is carried out to the letter, by stock tools alone.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::Packed;

/// Runs a line as it stands on the page.
fn shell(folder: &Path, line: &str) -> Output {
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).current_dir(folder).env_remove("TZ");
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Unpacks the story's pack with `tar`; the folder in it.
fn unpacked(packed: &Packed) -> std::path::PathBuf {
    let into = packed.told.stage.path("unpacked");
    fs::create_dir(&into).unwrap();
    let ran = shell(&into, &format!("tar -xf '{}'", packed.path.display()));
    assert!(ran.status.success() && text(&ran).is_empty(), "{}", text(&ran));
    let [folder] = <[_; 1]>::try_from(fs::read_dir(&into).unwrap().collect::<Vec<_>>()).unwrap();
    folder.unwrap().path()
}

/// The set-in lines of a section, each with what it must give.
fn commands<'a>(page: &'a str, section: &str) -> Vec<(&'a str, Option<&'a str>)> {
    let (_, rest) = page.split_once(section).unwrap();
    let section = rest.split("\n\n\n").next().unwrap();
    let end = section.match_indices('\n').map(|(at, _)| &section[at + 1..]).find(|rest| {
        rest.starts_with(|first: char| first.is_ascii_digit()) && rest[1..].starts_with(". ")
    });
    let section = &section[..section.len() - end.map_or(0, str::len)];
    let mut commands: Vec<(&str, Option<&str>)> = Vec::new();
    for line in section.lines() {
        if let Some(digest) = line.strip_prefix("      must give ") {
            commands.last_mut().unwrap().1 = Some(digest);
        } else if let Some(command) = line.strip_prefix("    ") {
            commands.push((command, None));
        }
    }
    commands
}

#[test]
fn the_page_in_a_pack_is_carried_out_to_the_letter() {
    let packed = Packed::story();
    let folder = unpacked(&packed);
    fs::copy(packed.told.stage.signers(), folder.join("allowed_signers")).unwrap();
    let page = fs::read_to_string(folder.join("VERIFY.txt")).unwrap();
    assert!(
        page.is_ascii() && page.lines().all(|line| line.len() <= 100 || line.starts_with("    "))
    );

    let linux: Vec<_> =
        ["\n1. ", "\n3. "].iter().flat_map(|section| commands(&page, section)).collect();
    assert_eq!(linux.len(), 7, "{linux:?}");
    for (command, digest) in linux {
        let ran = shell(&folder, command);
        let said = text(&ran);
        assert!(ran.status.success(), "{command}: {said}");
        match (digest, command) {
            (Some(digest), _) => assert_eq!(said.split(' ').next(), Some(digest), "{command}"),
            (None, list) if list.contains("sha256sum -c") => {
                assert_eq!(said.lines().count(), packed.entries().len() - 1);
                assert!(said.lines().all(|line| line.ends_with(": OK")), "{said}");
            }
            (None, script) if script.starts_with("sh ") => {
                assert!(said.ends_with("VERIFIED\n"), "{said}");
            }
            (None, _) => assert!(said.starts_with("Good \"runbook-seal.v1@"), "{said}"),
        }
    }

    let windows = commands(&page, "\n4. ");
    assert_eq!(windows.len(), 4, "{windows:?}");
    for (command, digest) in windows {
        // certutil is not here; what it has to give is.
        let command = command.replace("certutil -hashfile ", "sha256sum ").replace(" SHA256", "");
        let said = text(&shell(&folder, &command));
        match digest {
            Some(digest) => assert!(said.starts_with(digest), "{command}: {said}"),
            None => assert!(said.starts_with("Good \"runbook-seal.v1@"), "{command}: {said}"),
        }
    }

    // The list of an attached folder checks that folder.
    let lists = shell(&folder, "ls lists/*.SHA256SUMS");
    let list = folder.join(text(&lists).lines().next().unwrap());
    let attached = crate::story::folder().join("evidence/lyn-smsbkup");
    let said = text(&shell(&attached, &format!("sha256sum -c '{}' | cat -v", list.display())));
    assert!(!said.is_empty() && said.lines().all(|line| line.ends_with(": OK")), "{said}");
}

#[test]
fn stock_tools_find_what_was_changed_in_what_was_unpacked() {
    let packed = Packed::story();
    let folder = unpacked(&packed);
    fs::copy(packed.told.stage.signers(), folder.join("allowed_signers")).unwrap();
    let record = folder.join("record.jsonl");
    let mut bytes = fs::read(&record).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(record, bytes).unwrap();
    let page = fs::read_to_string(folder.join("VERIFY.txt")).unwrap();
    let commands = commands(&page, "\n3. ");
    let said: String = commands.iter().map(|(command, _)| text(&shell(&folder, command))).collect();
    for told in ["record.jsonl: FAILED", "Could not verify signature"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("VERIFIED") && !said.contains("Good \"runbook-seal"), "{said}");
}

#[test]
fn other_programs_see_in_a_pack_what_we_see() {
    let packed = Packed::story();
    let ours: Vec<_> =
        packed.entries().iter().map(|entry| format!("{}/{}", entry.folder, entry.name)).collect();
    let path = packed.path.display();
    let here = packed.told.stage.path("");
    let listed = text(&shell(&here, &format!("tar -tf '{path}'")));
    assert_eq!(listed.lines().collect::<Vec<_>>(), ours);
    let python = format!(
        "python3 -c \"import tarfile; [print(m.name) for m in tarfile.open('{path}') if m.isfile()]\""
    );
    let ran = shell(&here, &python);
    // A machine without Python has said enough.
    assert!(!ran.status.success() || text(&ran).lines().eq(ours.iter().map(String::as_str)));
}
