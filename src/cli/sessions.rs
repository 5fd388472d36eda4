//! `sessions`: lists them.

use std::collections::HashSet;

use serde::Serialize;

use crate::failure::Failure;
use crate::print::harmless_json;
use crate::record::Ledger;
use crate::text::{clip, count, pad, shown};
use crate::world::glance::Glance;
use crate::world::home::Home;
use crate::world::sessions::{Folder, Loaded};

use super::args::{Format, Sessions};
use super::out;

/// One session, as scripts see it.
#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    flow: String,
    target: String,
    state: &'static str,
    done: usize,
    total: usize,
    touched: String,
    folder: String,
    record: String,
}

pub(crate) fn sessions(typed: &Sessions) -> Result<(), Failure> {
    let home = Home::find()?;
    let mut rows = Vec::new();
    let folders = Folder::all(&home)?;
    let (mut held, mut is_certain) = (HashSet::new(), true);
    for folder in &folders {
        match folder.read() {
            Ok(loaded) => {
                rows.push(row(folder, &loaded));
                held.insert(loaded.opening.run);
            }
            Err(error) => {
                // It may be the record of any run.
                is_certain = false;
                out::tell(&format!("note: session {}: {error}", shown(&folder.id)));
            }
        }
    }
    for (run, lines) in Ledger::at(&home.ledger()).runs() {
        if is_certain && !held.contains(&run) {
            out::tell(&format!(
                "note: this machine remembers run {} with {}, and no session here is of it: its \
                 record was taken away, or another one took its place",
                shown(&run),
                count("line", usize::try_from(lines).unwrap_or(usize::MAX)),
            ));
        }
    }
    out::result(&match typed.format {
        Format::Json => harmless_json(&rows),
        Format::Text if folders.is_empty() => {
            "There are no sessions yet. `upgrade-wizard run --example` starts one.\n".to_owned()
        }
        Format::Text => table(&rows),
    })
}

fn row(folder: &Folder, loaded: &Loaded) -> Row {
    let glance = Glance::of(folder, loaded);
    Row {
        id: glance.id,
        name: glance.name,
        flow: loaded.opening.flow.id.clone(),
        target: glance.target,
        state: glance.state,
        done: glance.settled,
        total: glance.total,
        touched: glance.touched.to_string(),
        folder: folder.path.display().to_string(),
        record: folder.record().display().to_string(),
    }
}

fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let name = clip(&shown(&row.name), 30);
        let (id, state) = (pad(&shown(&row.id), 16), pad(row.state, 24));
        let (done, total) = (row.done, row.total);
        text.push_str(&format!("{id} {state} {done}/{total}  {name}  {}\n", row.touched));
    }
    text
}
