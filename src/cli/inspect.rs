//! `inspect`: what a file or folder is, as evidence.

use serde::Serialize;

use crate::engine::EvidenceKind;
use crate::failure::Failure;
use crate::world::evidence;

use super::args::{Format, Inspect};
use super::out;

/// The kinds of the contract that this version cannot read yet.
const LATER: &[&str] = &[
    "registry-export",
    "copylog",
    "hotfix-log",
    "file-versions",
    "site-control-file",
    "system-map",
    "hierarchy-manager-log",
    "setup-log",
    "event-log",
    "net-view",
    "service-state",
    "space-used",
];

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
    if LATER.contains(&kind) {
        return Failure::Usage {
            message: format!("this version has no sensor for `{kind}` yet"),
            hint: "use `--as file` for digest, size and time",
        };
    }
    Failure::Usage {
        message: format!("there is no kind of evidence `{kind}`"),
        hint: "use `--as file`",
    }
}
