//! `print` in every format, and the form to fill in by hand: through the program, as a script uses
//! it.

use std::fs;
#[cfg(unix)]
use tempfile::tempdir;

use crate::sandbox::{ANSWERS, Sandbox};
#[cfg(unix)]
use crate::screen::console::Console;

/// A session that was walked to its end.
fn rehearsed() -> Sandbox {
    let sandbox = Sandbox::new();
    let answers = ANSWERS.replace("finish = \"stop\"", "finish = \"seal\"");
    assert_ne!(answers, ANSWERS);
    sandbox.write("end.toml", answers);
    let _walked = sandbox.rehearse("end.toml").code(0);
    sandbox
}

/// What a print says that is written to a file.
fn printed(sandbox: &Sandbox, arguments: &[&str], name: &str) -> Vec<u8> {
    let call = [&["print", "--output", name], arguments].concat();
    let _written = sandbox.program(&call).end().code(0);
    fs::read(sandbox.path(name)).unwrap()
}

#[test]
fn every_format_of_a_session_gives_the_same_bytes_each_time() {
    let sandbox = rehearsed();
    let table: [(&str, &[u8]); 5] = [
        ("text", b"Example"),
        ("markdown", b"# Upgrade checklist"),
        ("html", b"<!DOCTYPE html>"),
        ("pdf", b"%PDF-1.7"),
        ("json", b"{\n"),
    ];
    for (format, begins) in table {
        let first = printed(&sandbox, &["--format", format], &format!("one.{format}"));
        let second = printed(&sandbox, &["--format", format], &format!("two.{format}"));
        assert!(first == second, "{format}");
        let start = String::from_utf8_lossy(&first[..begins.len().max(40)]).into_owned();
        assert!(first.starts_with(begins), "{format}: {start}");
    }
    let html = printed(&sandbox, &["--format", "html"], "three.html");
    let html = String::from_utf8(html).unwrap();
    let digest = sandbox.program(&["print", "--format", "json"]).end().code(0).stdout;
    let digest: serde_json::Value = serde_json::from_str(&digest).unwrap();
    let (seal, sha256) = (&digest["seal_text"], &digest["record"]["sha256"]);
    assert!(html.contains(sha256.as_str().unwrap()) && html.contains(seal.as_str().unwrap()));
    let a4 = printed(&sandbox, &["--format", "pdf", "--paper", "a4"], "a4.pdf");
    let letter = printed(&sandbox, &["--format", "pdf", "--paper", "letter"], "letter.pdf");
    assert!(a4 != letter);
}

#[test]
fn a_form_has_the_same_number_before_the_session_and_in_it() {
    let sandbox = rehearsed();
    let number = |arguments: &[&str]| {
        let text = sandbox.program(arguments).end().code(0).stdout;
        let line = text.lines().find(|line| line.starts_with("form sha256 ")).unwrap();
        line.to_owned()
    };
    let before = number(&["print", "--blank", "--example"]);
    assert_eq!(before, number(&["print", "--blank"]), "the session is of the same plan");
    let other = number(&["print", "--blank", "--example", "--target", "2.0 SP1"]);
    assert_ne!(before, other);
    for (format, begins) in
        [("markdown", "# Upgrade form"), ("html", "<!DOCTYPE html>"), ("pdf", "%PDF-1.7")]
    {
        let form = printed(&sandbox, &["--blank", "--example", "--format", format], format);
        assert!(form.starts_with(begins.as_bytes()), "{format}");
    }
}

#[test]
fn what_cannot_be_printed_is_said_in_a_sentence() {
    let sandbox = Sandbox::new();
    let table: [(&[&str], &str); 6] = [
        (&["print", "--blank", "--example", "--format", "json"], "there is none as json"),
        (&["print", "--example"], "--blank"),
        (&["print", "--blank", "--target", "2.0 SP2"], "belong to a hierarchy"),
        (&["print", "--blank"], "there is no session"),
        (&["print", "--blank", "--hierarchy", "none.toml"], "none.toml"),
        (&["print", "--paper", "a3"], "a3"),
    ];
    for (arguments, said) in table {
        let ended = sandbox.program(arguments).end().code(2);
        assert!(ended.stderr.contains(said), "{arguments:?}: {}", ended.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_pdf_is_kept_from_a_terminal() {
    let home = tempdir().unwrap();
    let arguments = ["print", "--blank", "--example", "--format", "pdf"];
    let mut console = Console::start(home.path(), &arguments, 100, 30);
    let status = console.end();
    let said = String::from_utf8_lossy(&console.all).into_owned();
    assert_eq!(status.exit_code(), 2, "{said}");
    assert!(said.contains("a PDF is not for a terminal") && said.contains("--output"), "{said}");
    assert!(!said.contains("%PDF"), "{said}");
}
