//! A hierarchy as it is written, with positions. Everything may be missing here.

use std::ops::Range;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::findings::{FILE, Findings};
use crate::text::{Table, parse_toml, quoted, read_toml};

/// The version of the format that is read here.
pub(super) const SCHEMA: i64 = 1;

/// A whole file.
pub(super) struct Raw {
    pub(super) name: Option<Spanned<String>>,
    pub(super) sites: Vec<Entry<RawSite>>,
    pub(super) domains: Vec<Entry<RawDomain>>,
}

/// A `[[site]]` or `[[domain]]`.
pub(super) struct Entry<T> {
    pub(super) span: Range<usize>,
    /// Whether all of it was understood. Where not, what seems missing may be what is misspelt.
    pub(super) is_whole: bool,
    pub(super) value: T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSite {
    pub(super) code: Option<Spanned<String>>,
    pub(super) server: Option<Spanned<String>>,
    pub(super) role: Option<Spanned<String>>,
    pub(super) parent: Option<Spanned<String>>,
    pub(super) level: Option<Spanned<String>>,
    pub(super) full_version: Option<Spanned<String>>,
    pub(super) logon_domains: Option<Vec<Spanned<String>>>,
    pub(super) logon_domains_after: Option<Vec<Spanned<String>>>,
    pub(super) metering_servers: Option<Vec<Spanned<String>>>,
    pub(super) sql_server: Option<Spanned<String>>,
    pub(super) installed_from: Option<Spanned<String>>,
    pub(super) planned_method: Option<Spanned<String>>,
    pub(super) history: Option<Vec<Spanned<Table<RawPassage>>>>,
    pub(super) target: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPassage {
    pub(super) from: Option<Spanned<String>>,
    pub(super) to: Option<Spanned<String>>,
    pub(super) method: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDomain {
    pub(super) name: Option<Spanned<String>>,
    pub(super) domain_controllers: Option<Vec<Spanned<String>>>,
}

/// What stands before the sites and domains, which are read one by one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    #[serde(rename = "schema")]
    _schema: Option<IgnoredAny>,
    name: Option<Spanned<String>>,
    #[serde(rename = "site")]
    _site: Option<IgnoredAny>,
    #[serde(rename = "domain")]
    _domain: Option<IgnoredAny>,
}

/// Reads a file as far as it can be read. None where nothing can be said about what it contains.
pub(super) fn read(findings: &mut Findings<'_>) -> Option<Raw> {
    let text = findings.text();
    let mut document = parse(findings)?;
    let DeValue::Table(root) = document.get_mut() else { return None };
    if !has_schema(root, findings) {
        return None;
    }

    let has_sites = root
        .get("site")
        .is_some_and(|sites| sites.get_ref().as_array().is_none_or(|sites| !sites.is_empty()));
    let sites = entries(root, "site", findings);
    let domains = entries(root, "domain", findings);
    let (head, mistakes) = read_toml::<Head>(FILE, text, document);
    let is_whole = mistakes.is_empty();
    findings.mistakes(mistakes);
    let name = head.and_then(|head| head.name);
    if name.is_none() && is_whole {
        let message = "the hierarchy has no `name`".to_owned();
        findings.missing("name", 0..0, message, "add `name = \"...\"`");
    }
    if !has_sites && is_whole {
        let advice = "describe each under `[[site]]`, the central one first";
        findings.missing("site", 0..0, "the hierarchy has no site".to_owned(), advice);
    }
    Some(Raw { name, sites, domains })
}

/// Parses a file. None where it is no TOML, or of a later format; then there is a mistake.
pub(super) fn parse<'a>(findings: &mut Findings<'a>) -> Option<Spanned<DeValue<'a>>> {
    let (document, mistakes) = parse_toml(FILE, findings.text());
    let is_newer = document.get_ref().as_table().is_some_and(|root| is_newer(root, findings));
    let is_toml = mistakes.is_empty();
    if !is_newer {
        findings.mistakes(mistakes);
    }
    (is_toml && !is_newer).then_some(document)
}

/// Whether the file is of a later format. Then nothing else in it can be judged, not even mistakes.
fn is_newer(root: &DeTable<'_>, findings: &mut Findings<'_>) -> bool {
    let Some(value) = root.get("schema") else { return false };
    let Some(schema) = whole_number(value.get_ref()).filter(|schema| *schema > SCHEMA) else {
        return false;
    };
    findings.mistake(
        value.span(),
        format!("schema {schema} needs a newer upgrade-wizard"),
        &format!("this one reads schema {SCHEMA}"),
    );
    true
}

fn has_schema(root: &DeTable<'_>, findings: &mut Findings<'_>) -> bool {
    let advice = format!("begin the file with `schema = {SCHEMA}`");
    let Some(value) = root.get("schema") else {
        findings.mistake(0..0, "`schema` is missing".into(), &advice);
        return false;
    };
    match whole_number(value.get_ref()) {
        Some(SCHEMA) => return true,
        Some(schema) => findings.mistake(value.span(), format!("unknown schema {schema}"), &advice),
        None => findings.mistake(value.span(), "`schema` is not a whole number".into(), &advice),
    }
    false
}

fn whole_number(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Takes a list of tables out of the document and reads each by itself.
fn entries<T: DeserializeOwned>(
    root: &mut DeTable<'_>,
    key: &str,
    findings: &mut Findings<'_>,
) -> Vec<Entry<T>> {
    let Some(list) = root.remove(key) else { return Vec::new() };
    let span = list.span();
    let DeValue::Array(list) = list.into_inner() else {
        let advice = format!("write each one under `[[{key}]]`");
        findings.mistake(span, format!("{} is not a list of tables", quoted(key)), &advice);
        return Vec::new();
    };
    let mut entries = Vec::with_capacity(list.len());
    for entry in list {
        let span = entry.span();
        let (value, mistakes) = read_toml::<Table<T>>(FILE, findings.text(), entry);
        let is_whole = mistakes.is_empty();
        findings.mistakes(mistakes);
        entries.extend(value.map(|Table(value)| Entry { span, is_whole, value }));
    }
    entries
}
