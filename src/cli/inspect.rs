//! `inspect`: what a file or folder is, as evidence.

use serde::Serialize;

use crate::engine::EvidenceKind;
use crate::failure::Failure;
use crate::sensor::Kind;
use crate::text::{list, nearest, quoted};
use crate::world::evidence;

use super::args::{Format, Inspect};
use super::{out, sense};

#[derive(Serialize)]
struct Reading<'a> {
    schema: u32,
    kind: &'a str,
    verdict: &'a str,
    sha256: &'a str,
    size_bytes: u64,
    values: Values,
    findings: [(); 0],
}

#[derive(Serialize)]
struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<u64>,
}

pub(crate) fn inspect(typed: &Inspect) -> Result<(), Failure> {
    if let Some(kind) = Kind::named(&typed.kind) {
        return sense::sense(kind, typed);
    }
    if typed.kind != "file" {
        return Err(unknown_kind(&typed.kind));
    }
    let reading = evidence::look(&typed.path)?;
    let (files, unreadable) = match reading.kind {
        EvidenceKind::File => (None, None),
        EvidenceKind::Folder { files, unreadable, .. } => (Some(files), Some(unreadable)),
    };
    let modified = reading.modified.map(|time| time.to_string());
    out::result(&match typed.format {
        Format::Json => {
            let reading = Reading {
                schema: 1,
                kind: "file",
                // A plain file is only described: it says neither yes nor no.
                verdict: "undecided",
                sha256: &reading.sha256,
                size_bytes: reading.size_bytes,
                values: Values { modified, files, unreadable },
                findings: [],
            };
            crate::print::harmless_json(&reading)
        }
        Format::Text => {
            let mut text = format!("path      {}\n", crate::text::shown(&reading.path));
            text.push_str(&format!("size      {} bytes\n", reading.size_bytes));
            text.push_str(&format!("sha256    {}\n", reading.sha256));
            if let Some(modified) = modified {
                text.push_str(&format!("modified  {modified}\n"));
            }
            if let Some(files) = files {
                text.push_str(&format!("files     {files}\n"));
            }
            if let Some(unreadable @ 1..) = unreadable {
                text.push_str(&format!("not read  {unreadable}\n"));
            }
            text
        }
    })
}

fn unknown_kind(kind: &str) -> Failure {
    let kinds = || Kind::ALL.into_iter().map(Kind::word);
    let near = nearest(kind, kinds());
    let kind = quoted(kind);
    let message = if let Some(near) = near {
        format!("there is no kind of evidence {kind}; did you mean `{near}`?")
    } else {
        let kinds: Vec<_> = kinds().map(|word| format!("`{word}`")).collect();
        format!("there is no kind of evidence {kind}; the kinds are {}", list(&kinds))
    };
    Failure::Usage { message, hint: "`--as file` reads anything: digest, size and time" }
}
