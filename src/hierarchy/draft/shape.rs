//! What a draft is, and the changes to it that concern more than one field.

use super::field::Field;
use super::tree::Kinship;
use crate::hierarchy::Role;
use crate::text::{count, quoted};

/// A hierarchy as it was typed so far. See [`Draft::problems`] for what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub name: String,
    /// In the order of the file.
    pub sites: Vec<SiteDraft>,
    pub domains: Vec<DomainDraft>,
    pub unknown: Vec<Unknown>,
}

/// A site as it was typed so far. A field that is empty is not said; in a list, `none` says that it
/// is known to be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteDraft {
    values: [String; Field::ALL.len()],
    pub unknown: Vec<Unknown>,
}

/// An NT domain as it was typed so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DomainDraft {
    pub name: String,
    /// Names with commas between them; empty: not said; `none`: there are none.
    pub domain_controllers: String,
    pub unknown: Vec<Unknown>,
}

/// A key of an imported file that means nothing, and what it said. It is kept, and a problem, until
/// it is taken out of its list: it may be a misspelt one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    key: String,
    value: String,
}

/// Why a draft cannot be changed in that way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    #[error("site {} has {} below it; remove or move them first", quoted(code), count("site", *below))]
    HasChildren { code: String, below: usize },
    #[error("there is no such site")]
    NoSuchSite,
}

impl Unknown {
    pub(super) fn new(key: String, value: String) -> Self {
        Self { key, value }
    }

    /// Returns the key, as written.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns what it said, as written.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl SiteDraft {
    /// Returns what is typed into a field.
    pub fn get(&self, field: Field) -> &str {
        &self.values[field as usize]
    }

    /// Puts text into a field, whatever it is.
    pub fn set(&mut self, field: Field, text: impl Into<String>) {
        self.values[field as usize] = text.into();
    }

    pub(super) fn is_primary(&self) -> bool {
        self.get(Field::Role) == Role::Primary.word()
    }

    pub(super) fn is_secondary(&self) -> bool {
        self.get(Field::Role) == Role::Secondary.word()
    }
}

impl Draft {
    /// Adds a site as the last one and returns its place. The first site there is becomes a
    /// primary: the central site is nothing else. A parent that has no code yet cannot be named.
    pub fn add_site(&mut self, parent: Option<usize>) -> usize {
        let mut site = SiteDraft::default();
        if let Some(parent) = parent.and_then(|parent| self.sites.get(parent)) {
            site.set(Field::Parent, parent.get(Field::Code));
        } else if self.sites.is_empty() {
            site.set(Field::Role, Role::Primary.word());
        }
        self.sites.push(site);
        self.sites.len() - 1
    }

    /// Removes a site and returns it. Refused while there are sites below it.
    pub fn remove_site(&mut self, index: usize) -> Result<SiteDraft, DraftError> {
        let site = self.sites.get(index).ok_or(DraftError::NoSuchSite)?;
        let below = self.children(index).len();
        if below > 0 {
            let code = site.get(Field::Code).to_owned();
            return Err(DraftError::HasChildren { code, below });
        }
        Ok(self.sites.remove(index))
    }

    /// Gives a site another code. The sites below it follow, unless the code is empty or that of
    /// another site: then they would not be its own any more.
    pub fn recode(&mut self, index: usize, code: impl Into<String>) {
        let code = code.into();
        if index >= self.sites.len() {
            return;
        }
        let children = self.children(index);
        let other = Kinship::of(self).site_named(&code).filter(|other| *other != index);
        if !code.is_empty() && other.is_none() {
            for child in children {
                self.sites[child].set(Field::Parent, code.as_str());
            }
        }
        self.sites[index].set(Field::Code, code);
    }

    /// Returns the sites directly below one, in the order of the file.
    pub fn children(&self, index: usize) -> Vec<usize> {
        let parents = Kinship::of(self).parents;
        (0..self.sites.len()).filter(|site| parents[*site] == Some(index)).collect()
    }
}
