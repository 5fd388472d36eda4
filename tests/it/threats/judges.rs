//! The three who are asked.

use std::fs::File;
use std::path::Path;

use serde_json::Value;

use crate::stage::{Stage, file};
use crate::stock_tools::run;

use super::Threat;
use super::cast::SEALED_AT;
use super::expect::{Expect, Keygen, Ours, Script};

/// What they say of the files in a folder.
pub(super) fn told(threat: &Threat, folder: &Path) -> Expect {
    Expect {
        what: threat.what.to_owned(),
        differ: threat.differ.to_owned(),
        verify: verify(folder),
        script: script(folder),
        keygen: keygen(folder),
    }
}

fn verify(folder: &Path) -> Ours {
    let stage = Stage::bare();
    let arguments = ["verify", "record.jsonl", "--signers", "allowed_signers", "--format", "json"];
    let ran = stage.run_in(folder, &arguments, "");
    if ran.code == 2 {
        return Ours { code: 2, says: ran.err.lines().map(str::to_owned).collect() };
    }
    let json = ran.json();
    let text = |row: &Value, member: &str| row[member].as_str().unwrap().to_owned();
    let rows = json["findings"].as_array().unwrap().iter();
    let says = rows.map(|row| format!("{}: {}", text(row, "id"), text(row, "text"))).collect();
    // The same for people.
    let told = stage.run_in(folder, &arguments[..4], "").with_code(ran.code).out;
    assert!(is_harmless(&told), "{told:?}");
    let words: &[&str] = match ran.code {
        0 => &["\nHOLDS: "],
        3 => &["\nINCOMPLETE: ", "\nEVIDENCE HAS CHANGED"],
        _ => &["\nDOES NOT HOLD\n"],
    };
    assert!(words.iter().any(|words| told.contains(words)), "{told}");
    Ours { code: ran.code, says }
}

fn script(folder: &Path) -> Script {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let script = file("src/pack/verify.sh");
    let arguments = [&*script, &path("record.jsonl"), &path("allowed_signers")];
    let output = run("sh", &arguments, None);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(is_harmless(&said), "{said:?}");
    let holds = output.status.success();
    assert_eq!(holds, said.ends_with("VERIFIED\n"), "{said}");
    let is_refusal = |line: &&str| line.starts_with("line ") && !line.contains(": Good ");
    let last = if holds { Some("VERIFIED") } else { said.lines().rfind(is_refusal) };
    let says = last.unwrap_or_else(|| panic!("no reason: {said}")).to_owned();
    // What `ssh-keygen` says differs from one version to the next.
    let own = std::fs::read_to_string(&script).unwrap();
    let says = match says.split_once(": ") {
        Some((line, reason)) if !own.contains(reason) => format!("{line}: refused by ssh-keygen"),
        _ => says,
    };
    Script { holds, says }
}

fn keygen(folder: &Path) -> Keygen {
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let sealer = names.filter_map(|name| {
        Some(name.strip_prefix("record.jsonl.")?.strip_suffix(".sig")?.to_owned())
    });
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let record = folder.join("record.jsonl");
    assert!(File::open(&record).is_ok());
    // Where the signature was taken away there is nothing to accept.
    let holds = sealer.last().is_some_and(|sealer| {
        let (signature, signers) =
            (path(&format!("record.jsonl.{sealer}.sig")), path("allowed_signers"));
        let time = format!("verify-time={SEALED_AT}");
        #[rustfmt::skip]
        let arguments = [
            "-Y", "verify", "-f", &signers, "-I", &sealer, "-n", "runbook-seal.v1@upgrade-wizard",
            "-O", &time, "-s", &signature,
        ];
        run("ssh-keygen", &arguments, Some(&record)).status.success()
    });
    Keygen { holds }
}

/// Nothing in it that a terminal would take for a command, or that hides from a reader.
pub(super) fn is_harmless(text: &str) -> bool {
    let is_odd = |character: char| {
        (character.is_control() && !matches!(character, '\n' | '\t'))
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    };
    !text.chars().any(is_odd)
}
