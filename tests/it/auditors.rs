//! The page for auditors is carried out to the letter, by somebody with nothing but a pack and a
//! list of signers.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::readme::{blocks, readme, section};
use crate::stage::{Ran, Stage, root};

/// What stands for anything: a part of a line, or, alone, any number of lines.
const ANYTHING: char = '…';

/// A command of the page, and what the page says that it prints.
struct Shown<'a> {
    command: &'a str,
    prints: Vec<&'a str>,
}

/// The commands of the page, in order.
fn shown(page: &str) -> Vec<Shown<'_>> {
    let mut all: Vec<Shown<'_>> = Vec::new();
    for line in blocks(page, "console").into_iter().flat_map(str::lines) {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push(Shown { command, prints: Vec::new() }),
            (None, Some(last)) => last.prints.push(line),
            (None, None) => panic!("{line}"),
        }
    }
    all
}

/// An example session from its first step to its pack, and the list of signers of its home.
fn handed_over(to: &Path) -> Stage {
    let operator = Stage::bare();
    let answers = root().join("flows/sms/rehearsal.toml");
    let answers = answers.to_str().unwrap();
    let run = ["run", "--example", "--front", "script", "--answers", answers];
    let _closed = operator.run(&run).with_code(0);
    let pack = to.join("session.tar");
    let _packed = operator.run(&["pack", "--output", pack.to_str().unwrap()]).with_code(0);
    std::fs::copy(operator.home().join("allowed_signers"), to.join("allowed_signers")).unwrap();
    operator
}

/// Runs commands in one shell, in that folder; what each prints, and its exit code.
fn carried_out(auditor: &Stage, folder: &Path, commands: &[&str]) -> Vec<Ran> {
    // What a command leaves in the shell, the next one finds; so they run in the same one.
    let end = "=====";
    let marked = |command: &&str| format!("{{ {command}\n}} 2>&1; echo \"{end}$?\"\n");
    let script: String = commands.iter().map(marked).collect();
    let program = Path::new(env!("CARGO_BIN_EXE_upgrade-wizard")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).current_dir(folder).stdin(Stdio::null());
    command.env("PATH", format!("{}:{path}", program.display())).env_remove("TZ");
    command.env("UPGRADE_WIZARD_HOME", auditor.home());
    let output = command.output().unwrap();
    assert!(output.stderr.is_empty(), "{output:?}");
    let out = String::from_utf8(output.stdout).unwrap();
    let parts: Vec<_> = out.split(end).collect();
    assert_eq!(parts.len(), commands.len() + 1, "{out}");
    let code = |part: &str| part.lines().next().unwrap().parse().unwrap();
    let printed = |part: &str| part.split_once('\n').map_or(part, |(_, rest)| rest).to_owned();
    let first = std::iter::once(parts[0].to_owned());
    let outs = first.chain(parts[1..].iter().map(|part| printed(part)));
    let codes = parts[1..].iter().map(|part| code(part));
    outs.zip(codes).map(|(out, code)| Ran { code, out, err: String::new() }).collect()
}

/// Whether lines are those of the page.
fn fits(shown: &[&str], lines: &[&str]) -> bool {
    match (shown.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((pattern, rest)), _) if pattern.trim() == ANYTHING.to_string() => {
            (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..]))
        }
        (Some((pattern, shown)), Some((line, lines))) => {
            line_fits(pattern, line) && fits(shown, lines)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn line_fits(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split(ANYTHING);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut parts: Vec<_> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn the_page_for_auditors_does_what_it_says() {
    let readme = readme();
    let page = section(&readme, "For auditors");
    let folder = tempfile::tempdir().unwrap();
    let _operator = handed_over(folder.path());
    let shown = shown(page);
    assert_eq!(shown.len(), 10, "one more or less, and it is another page");
    let commands: Vec<_> = shown.iter().map(|it| it.command).collect();
    let ran = carried_out(&Stage::bare(), folder.path(), &commands);
    for (Shown { command, prints }, Ran { code, out, .. }) in shown.iter().zip(&ran) {
        assert_eq!(*code, 0, "{command}: {out}");
        let lines: Vec<_> = out.lines().collect();
        assert!(fits(prints, &lines), "{command}: {prints:#?}\n{out}");
    }
    // By hand: the third line names the digest that was printed before.
    let [.., above, third] = &ran[..] else { panic!("there are ten") };
    let digest = above.out.split(' ').next().unwrap();
    assert!(third.out.contains(&format!("sha256:{digest}")), "{} {}", above.out, third.out);
}

/// The same page over a record in which one byte is another: nothing on it says that all is well.
#[test]
fn the_page_for_auditors_lets_nothing_pass_that_was_altered() {
    let readme = readme();
    let folder = tempfile::tempdir().unwrap();
    let _operator = handed_over(folder.path());
    let pack = folder.path().join("session.tar");
    let mut bytes = std::fs::read(&pack).unwrap();
    let confirmed = bytes.windows(13).position(|it| it == b"\"t\":\"confirm\"").unwrap();
    let shown_text = bytes[confirmed..].windows(8).position(|it| it == b"\"shown\":").unwrap();
    bytes[confirmed + shown_text + 10] ^= 1;
    std::fs::write(&pack, bytes).unwrap();
    let shown = shown(section(&readme, "For auditors"));
    let commands: Vec<_> = shown.iter().map(|it| it.command).collect();
    let ran = carried_out(&Stage::bare(), folder.path(), &commands);
    let said: Vec<_> = ran.iter().map(|it| it.out.as_str()).collect();
    assert_eq!(ran[0].code, 4, "{}", said[0]);
    for (at, words) in [(0, "DOES NOT HOLD"), (3, "record.jsonl: FAILED"), (4, "line ")] {
        assert!(said[at].contains(words), "{words}: {}", said[at]);
    }
    assert_ne!(ran[4].code, 0);
    assert_ne!(ran[7].code, 0);
    let good = |said: &&str| said.contains("VERIFIED") || said.contains("\nHOLDS: ");
    assert!(!said.iter().any(good), "{said:#?}");
}
