//! From text to the raw shape: syntax and schema first, then everything that does not fit.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::step::Page;
use crate::text;

/// The only schema that this program reads.
const SCHEMA: i64 = 1;

/// Reads a file into its raw shape. `None`: the page says why nothing can be said about it.
pub(super) fn open<Raw: DeserializeOwned>(page: &mut Page<'_>) -> Option<Raw> {
    let source = page.source();
    let (value, mistakes) = text::parse_toml(page.file(), source.text());
    if !mistakes.is_empty() {
        page.damage(mistakes, Vec::new());
        return None;
    }
    let DeValue::Table(table) = value.get_ref() else { return None };
    if !has_schema(page, table) {
        return None;
    }
    let tables = starts(table);
    let (raw, mistakes) = text::read_toml(page.file(), source.text(), value);
    page.damage(mistakes, tables);
    raw
}

/// Whether it says that it is of the schema that is read here.
fn has_schema(page: &mut Page<'_>, table: &DeTable<'_>) -> bool {
    let Some(value) = table.get("schema") else {
        page.advise(
            0..0,
            "`schema` is missing",
            format!("begin the file with `schema = {SCHEMA}`"),
        );
        return false;
    };
    let given = match value.get_ref() {
        DeValue::Integer(given) => i64::from_str_radix(given.as_str(), given.radix()).ok(),
        _ => None,
    };
    match given {
        Some(SCHEMA) => return true,
        Some(given) if given > SCHEMA => page.advise(
            value.span(),
            format!("schema {given} is newer than this program"),
            "use a newer upgrade-wizard",
        ),
        _ => page.advise(
            value.span(),
            "`schema` is not a number of a schema",
            format!("write `schema = {SCHEMA}`"),
        ),
    }
    false
}

/// Where each table of the first level starts.
fn starts(table: &DeTable<'_>) -> Vec<usize> {
    let is_table = |value: &&Spanned<DeValue<'_>>| value.get_ref().is_table();
    let mut starts = Vec::new();
    for value in table.values() {
        match value.get_ref() {
            DeValue::Array(array) => {
                starts.extend(array.iter().filter(is_table).map(|it| it.span().start));
            }
            DeValue::Table(_) => starts.push(value.span().start),
            _ => {}
        }
    }
    starts
}
