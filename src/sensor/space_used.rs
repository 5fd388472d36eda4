//! `space-used`: what `sp_spaceused` and `dbcc sqlperf(logspace)` printed.
//!
//! Recognises the two tables of the one and the table of the other. Proves room in the databases
//! that `sp_spaceused` names (Q171338 step 10): no more than 80 percent reserved (Q176517), in
//! tempdb no more than 60, and their logs, where they are listed, no more than 60 used. More than
//! 90 percent of the site database, or 60 of the others, refutes it (Q135850).

use super::decode::{has, lines, text};
use super::reading::excerpt;
use super::{Context, Kind, Reading, Verdict};

const KIND: Kind = Kind::SpaceUsed;

/// Rows that are kept.
const ROWS_MAX: usize = 200;

/// What may be reserved or used, in percent: good up to the first, bad above the second.
const SITE_DATABASE: (f64, f64) = (80.0, 90.0);
const TEMPDB_AND_LOGS: (f64, f64) = (60.0, 60.0);

/// What the next row of numbers belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    None,
    Database,
    Reserved,
    Log,
}

#[derive(Default)]
struct Space {
    /// Name, size in kilobytes, and what of it is reserved, once that has been read.
    databases: Vec<(String, f64, Option<f64>)>,
    /// Name, and how much of it is used, in percent.
    logs: Vec<(String, f64)>,
    is_recognised: bool,
}

pub(super) fn read(bytes: &[u8], _: &Context) -> Reading {
    let text = text(bytes);
    let space = Space::gather(&text);
    if !space.is_recognised {
        return Reading::not_recognised(KIND);
    }
    let mut reading = Reading::of(KIND);
    let mut verdict = if space.databases.is_empty() { Verdict::Undecided } else { Verdict::Proves };
    for (name, size, reserved) in &space.databases {
        let limits = limits(name);
        let percent = reserved.filter(|_| *size > 0.0).map(|reserved| reserved / size * 100.0);
        let key = format!("reserved_percent_of_{}", excerpt(name));
        note(&mut reading, &key, percent, limits);
        verdict = worse(verdict, percent, limits);
    }
    for (name, used) in &space.logs {
        let key = format!("log_used_percent_of_{}", excerpt(name));
        let is_asked = space.databases.iter().any(|(database, ..)| same(database, name));
        if is_asked {
            note(&mut reading, &key, Some(*used), TEMPDB_AND_LOGS);
            verdict = worse(verdict, Some(*used), TEMPDB_AND_LOGS);
        } else {
            reading.found(&key, rounded(*used));
        }
    }
    Reading { verdict, ..reading }
}

fn limits(name: &str) -> (f64, f64) {
    if same(name, "tempdb") { TEMPDB_AND_LOGS } else { SITE_DATABASE }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn note(reading: &mut Reading, key: &str, percent: Option<f64>, (good, _): (f64, f64)) {
    let found = percent.map_or("not said".to_owned(), rounded);
    reading.found_beside(key, found, format!("{good} or less"));
}

fn rounded(percent: f64) -> String {
    format!("{percent:.1}")
}

fn worse(verdict: Verdict, percent: Option<f64>, (good, bad): (f64, f64)) -> Verdict {
    match percent {
        _ if verdict == Verdict::Refutes => verdict,
        Some(percent) if percent > bad => Verdict::Refutes,
        Some(percent) if (0.0..=good).contains(&percent) => verdict,
        _ => Verdict::Undecided,
    }
}

impl Space {
    fn gather(text: &str) -> Self {
        let mut space = Self::default();
        let mut table = Table::None;
        for (_, line) in lines(text) {
            let is_header = |words: &[&str]| words.iter().all(|word| has(line, word));
            if is_header(&["database_name", "database_size"]) {
                table = Table::Database;
            } else if is_header(&["reserved", "index_size", "unused"]) {
                // With rows it is the table of one table, which says nothing of the database.
                let is_of_table = has(line, "rows");
                table = if is_of_table { Table::None } else { Table::Reserved };
                space.is_recognised = true;
            } else if is_header(&["database name", "log size", "log space used"]) {
                table = Table::Log;
            } else if table != Table::None && space.row(table, line) {
                // The other two have one row.
                if table != Table::Log {
                    table = Table::None;
                }
            }
            space.is_recognised |= table != Table::None;
        }
        space
    }

    /// Reads a row of a table; whether it was one.
    fn row(&mut self, table: Table, line: &str) -> bool {
        let words: Vec<_> = line.split_whitespace().take(10).collect();
        if words.iter().all(|word| word.bytes().all(|byte| byte == b'-')) {
            return false;
        }
        match (table, words.as_slice()) {
            (Table::Database, [name, size, unit, ..]) => {
                let size = kilobytes(size, unit);
                if let Some(size) = size.filter(|_| self.databases.len() < ROWS_MAX) {
                    self.databases.push(((*name).to_owned(), size, None));
                }
                size.is_some()
            }
            (Table::Reserved, [reserved, unit, ..]) => {
                let reserved = kilobytes(reserved, unit);
                if let (Some(last), Some(_)) = (self.databases.last_mut(), reserved) {
                    last.2 = reserved;
                }
                reserved.is_some()
            }
            (Table::Log, [name, _, used, ..]) => {
                let used = number(used);
                if let Some(used) = used.filter(|_| self.logs.len() < ROWS_MAX) {
                    self.logs.push(((*name).to_owned(), used));
                }
                used.is_some()
            }
            _ => false,
        }
    }
}

fn kilobytes(number_text: &str, unit: &str) -> Option<f64> {
    let factor = match unit.to_ascii_uppercase().as_str() {
        "KB" => 1.0,
        "MB" => 1024.0,
        "GB" => 1024.0 * 1024.0,
        _ => return None,
    };
    number(number_text).map(|number| number * factor)
}

/// A number as SQL Server prints it; never a word like `inf` or `nan`.
fn number(text: &str) -> Option<f64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number.then(|| text.parse().ok()).flatten()
}
