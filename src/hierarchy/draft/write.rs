//! A draft as a hierarchy file, and what stands where in it.

use std::fmt::Write;

use super::field::{Field, Form};
use super::problems::At;
use super::shape::{DomainDraft, Draft, SiteDraft, Unknown};
use super::{lists, passages};
use crate::hierarchy::raw::SCHEMA;
use crate::text::is_harmless;

/// Longest line; a list that would be longer has a line for each of its items.
const COLUMNS: usize = 100;

/// A draft as it was written.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) places: Places,
}

/// What stands where: the first byte of each thing, lowest first. Never empty.
pub(super) struct Places(Vec<(usize, At)>);

impl Places {
    /// Returns what stands at a byte.
    pub(super) fn at(&self, byte: usize) -> At {
        let after = self.0.partition_point(|(start, _)| *start <= byte);
        self.0[after.saturating_sub(1)].1
    }
}

impl Draft {
    /// Returns it as a hierarchy file, wrong or not: what is typed can be read back from it, and
    /// `check` finds in it what [`Draft::problems`] tells.
    pub fn to_toml(&self) -> String {
        Written::of(self).text
    }
}

impl Written {
    pub(super) fn of(draft: &Draft) -> Self {
        let mut written = Self { text: String::new(), places: Places(Vec::new()) };
        written.place(At::File);
        written.text.push_str(&format!("schema = {SCHEMA}\n"));
        written.word(At::Name, "name", &draft.name);
        written.unknown(At::File, &draft.unknown);
        for (index, site) in draft.sites.iter().enumerate() {
            written.site(index, site);
        }
        for (index, domain) in draft.domains.iter().enumerate() {
            written.domain(index, domain);
        }
        written
    }

    fn site(&mut self, index: usize, site: &SiteDraft) {
        self.text.push('\n');
        self.place(At::Site { index, field: None });
        self.text.push_str("[[site]]\n");
        for field in Field::ALL {
            let (at, text) = (At::Site { index, field: Some(field) }, site.get(field));
            match field.form() {
                Form::Word => self.word(at, field.key(), text),
                Form::Names => self.names(at, field.key(), text),
                Form::Passages => self.passages(at, field.key(), text),
            }
        }
        self.unknown(At::Site { index, field: None }, &site.unknown);
    }

    fn domain(&mut self, index: usize, domain: &DomainDraft) {
        self.text.push('\n');
        let at = At::Domain { index, controllers: false };
        self.place(at);
        self.text.push_str("[[domain]]\n");
        self.word(at, "name", &domain.name);
        let controllers = At::Domain { index, controllers: true };
        self.names(controllers, "domain_controllers", &domain.domain_controllers);
        self.unknown(at, &domain.unknown);
    }

    fn place(&mut self, at: At) {
        self.places.0.push((self.text.len(), at));
    }

    fn word(&mut self, at: At, key: &str, text: &str) {
        if !text.is_empty() {
            self.pair(at, key, &string(text));
        }
    }

    fn names(&mut self, at: At, key: &str, text: &str) {
        if let Some(names) = lists::names(text) {
            let items: Vec<String> = names.iter().map(|name| string(name)).collect();
            self.list(at, key, &items);
        }
    }

    fn passages(&mut self, at: At, key: &str, text: &str) {
        let Some(passages) = passages::passages(text) else { return };
        let items: Vec<String> = (passages.iter())
            .map(|passage| {
                let said: Vec<String> = (passage.said())
                    .map(|(key, value)| format!("{key} = {}", string(value)))
                    .collect();
                if said.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", said.join(", ")) }
            })
            .collect();
        self.list(at, key, &items);
    }

    fn list(&mut self, at: At, key: &str, items: &[String]) {
        let line = format!("[{}]", items.join(", "));
        if key.len() + " = ".len() + line.chars().count() <= COLUMNS {
            self.pair(at, key, &line);
        } else {
            self.pair(at, key, &format!("[\n  {},\n]", items.join(",\n  ")));
        }
    }

    fn unknown(&mut self, at: At, unknown: &[Unknown]) {
        for one in unknown {
            self.pair(at, &key(one.key()), &string(one.value()));
        }
    }

    fn pair(&mut self, at: At, key: &str, value: &str) {
        self.place(at);
        writeln!(self.text, "{key} = {value}").expect("a string takes everything");
    }
}

/// A key as TOML has it: in quotes where it must be.
pub(super) fn key(key: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !key.is_empty() && key.bytes().all(is_plain) { key.to_owned() } else { string(key) }
}

/// A text as TOML has it in quotes: on one line, and with nothing in it that cannot be seen.
pub(super) fn string(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\') {
        return ["\"", text, "\""].concat();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        let code = u32::from(c);
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_harmless(c) => quoted.push(c),
            _ if code > 0xFFFF => quoted.push_str(&format!("\\U{code:08X}")),
            _ => quoted.push_str(&format!("\\u{code:04X}")),
        }
    }
    quoted.push('"');
    quoted
}
