//! Hierarchy files as drafts, mistakes and all: every value as someone would have typed it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::field::{Field, Form};
use super::passages::PassageDraft;
use super::shape::{DomainDraft, Draft, SiteDraft, Unknown};
use super::{lists, passages, write};
use crate::hierarchy::findings::Findings;
use crate::hierarchy::raw;
use crate::text::{Diagnostic, Source, quoted};

impl Draft {
    /// Reads a hierarchy file, mistakes and all. Comments are not kept; a number where text is
    /// expected is taken as text, and one name for a list of one.
    ///
    /// Fails where the text is no TOML, of a later format, or has nothing of a hierarchy in it.
    pub fn read(file_name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(file_name, text);
        let mut findings = Findings::new(&source);
        let draft = import(&mut findings);
        draft.ok_or_else(|| findings.all().into_iter().map(|one| one.diagnostic).collect())
    }
}

/// None where there are mistakes.
fn import(findings: &mut Findings<'_>) -> Option<Draft> {
    let text = findings.text();
    let DeValue::Table(root) = raw::parse(findings)?.into_inner() else { return None };
    if !["schema", "site"].iter().any(|key| root.contains_key(*key)) {
        let message = "there is neither `schema` nor `[[site]]`".to_owned();
        findings.mistake(0..0, message, "choose a hierarchy file");
        return None;
    }
    let mut draft = Draft::default();
    for (key, value) in root {
        match key.get_ref().as_ref() {
            "schema" => {}
            "name" => draft.name = typed(text, &value),
            "site" => draft.sites = entries("site", value, findings, of_site),
            "domain" => draft.domains = entries("domain", value, findings, of_domain),
            other => draft.unknown.push(Unknown::new(other.to_owned(), typed(text, &value))),
        }
    }
    findings.is_clean().then_some(draft)
}

/// Takes the entries of a list of tables, or the one where `[site]` was written for `[[site]]`.
fn entries<T>(
    key: &str,
    value: Spanned<DeValue<'_>>,
    findings: &mut Findings<'_>,
    of: fn(&str, DeTable<'_>) -> T,
) -> Vec<T> {
    let span = value.span();
    let list: Vec<_> = match value.into_inner() {
        DeValue::Array(list) => list.into_iter().collect(),
        other => vec![Spanned::new(span, other)],
    };
    let mut entries = Vec::with_capacity(list.len());
    for entry in list {
        let span = entry.span();
        if let DeValue::Table(table) = entry.into_inner() {
            entries.push(of(findings.text(), table));
        } else {
            let message = format!("an entry of {} is not a table", quoted(key));
            findings.mistake(span, message, &format!("write each one under `[[{key}]]`"));
        }
    }
    entries
}

fn of_site(text: &str, table: DeTable<'_>) -> SiteDraft {
    let mut site = SiteDraft::default();
    for (key, value) in table {
        let Some(field) = Field::of_key(key.get_ref()) else {
            let key = key.into_inner().into_owned();
            site.unknown.push(Unknown::new(key, typed(text, &value)));
            continue;
        };
        let typed = match field.form() {
            Form::Word => typed(text, &value),
            Form::Names => typed_names(text, &value),
            Form::Passages => typed_passages(text, &value),
        };
        site.set(field, typed);
    }
    site
}

fn of_domain(text: &str, table: DeTable<'_>) -> DomainDraft {
    let mut domain = DomainDraft::default();
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "name" => domain.name = typed(text, &value),
            "domain_controllers" => domain.domain_controllers = typed_names(text, &value),
            other => domain.unknown.push(Unknown::new(other.to_owned(), typed(text, &value))),
        }
    }
    domain
}

/// A value as someone would type it: text as it is, all else as the file has it.
fn typed(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(string) => string.clone().into_owned(),
        _ => literal(text, value),
    }
}

fn literal(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(given) => write::string(given),
        DeValue::Array(list) => {
            let items: Vec<String> = list.iter().map(|item| literal(text, item)).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let pairs: Vec<String> = (table.iter())
                .map(|(key, value)| {
                    format!("{} = {}", write::key(key.get_ref()), literal(text, value))
                })
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        _ => text.get(value.span()).unwrap_or_default().to_owned(),
    }
}

fn typed_names(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::Array(list) => {
            lists::text(&list.iter().map(|item| typed(text, item)).collect::<Vec<_>>())
        }
        _ => typed(text, value),
    }
}

fn typed_passages(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::Array(list) => {
            passages::text(&list.iter().map(|item| passage(text, item)).collect::<Vec<_>>())
        }
        DeValue::Table(_) => passages::text(&[passage(text, value)]),
        _ => typed(text, value),
    }
}

/// An upgrade; one that cannot be told part by part stands whole where its beginning would.
fn passage(text: &str, value: &Spanned<DeValue<'_>>) -> PassageDraft {
    let mut passage = PassageDraft::default();
    let whole = || PassageDraft { from: Some(typed(text, value)), ..PassageDraft::default() };
    let DeValue::Table(table) = value.get_ref() else { return whole() };
    for (key, value) in table {
        let part = match key.get_ref().as_ref() {
            "from" => &mut passage.from,
            "to" => &mut passage.to,
            "method" => &mut passage.method,
            _ => return whole(),
        };
        *part = Some(typed(text, value));
    }
    passage
}
