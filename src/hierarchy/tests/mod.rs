//! Every rule of the hierarchy file: small file in, exact sentences out.

mod form;
pub(super) mod slips;
mod tree;
mod values;

use std::fmt::Write;

use super::Hierarchy;
use crate::text::{Diagnostic, Source};

const FILE: &str = "h.toml";

/// Writes a file of one site a line, from line 4 on, then of domains.
///
/// `CH1<CEN: level = "2.0", -server` is the site CH1 below CEN: a good primary at 2.0 SP1, but for
/// its level, and without a server. `+CORP: …` is the entry of a domain.
fn file(script: &str) -> String {
    let mut text = "schema = 1\nname = \"T\"\nsite = [\n".to_owned();
    let (domains, sites): (Vec<_>, Vec<_>) =
        script.lines().map(str::trim).filter(|l| !l.is_empty()).partition(|l| l.starts_with('+'));
    for line in sites {
        let (head, given) = line.split_once(": ").unwrap_or((line, ""));
        let (code, parent) = match head.split_once('<') {
            Some((code, parent)) => (code, Some(parent)),
            None => (head, None),
        };
        let server = format!("SRV-{code}");
        let defaults = [
            ("code", Some(code)),
            ("server", Some(server.as_str())),
            ("role", Some("primary")),
            ("level", Some("2.0 SP1")),
            ("parent", parent),
        ];
        let mut fields: Vec<String> =
            given.split("; ").filter(|field| field.contains('=')).map(str::to_owned).collect();
        for (key, value) in defaults {
            let is_given = given
                .split("; ")
                .any(|f| f == format!("-{key}") || f.starts_with(&format!("{key} =")));
            if let Some(value) = value.filter(|_| !is_given) {
                fields.push(format!("{key} = \"{value}\""));
            }
        }
        writeln!(text, "  {{ {} }},", fields.join(", ")).unwrap();
    }
    text.push_str("]\n");
    for domain in domains {
        let (name, given) = domain[1..].split_once(": ").unwrap_or((&domain[1..], ""));
        writeln!(text, "[[domain]]\nname = \"{name}\"\n{given}").unwrap();
    }
    text
}

/// What reading a file comes to: each mistake or note in a line, or nothing.
fn outcome(text: &str) -> Vec<String> {
    let sources = [Source::new(FILE, text)];
    let lines = |found: &[Diagnostic], kind: &str| {
        found.iter().map(|one| format!("{kind}{}", one.one_line(&sources))).collect()
    };
    match Hierarchy::read(FILE, text) {
        Ok((_, notes)) => lines(&notes, "note "),
        Err(mistakes) => lines(&mistakes, ""),
    }
}

fn good(script: &str) -> Hierarchy {
    let text = file(script);
    Hierarchy::read(FILE, &text).unwrap_or_else(|_| panic!("{:?}", outcome(&text))).0
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(outcome(text), expected, "file:\n{text}");
}
