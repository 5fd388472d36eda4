//! How what a step changes is undone, and how long that takes.
//!
//! ```toml
//! undo = { how = "Restore the database dump and the SMS folder of {site}.", takes = "2 hours" }
//! ```

use std::ops::Range;

use serde::Deserialize;

use super::proof::seconds;
use super::raw::Written;
use crate::step::{Page, Scope, Text};

/// The way back from a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What has to be done.
    pub how: Text,
    /// How long that takes: an estimate, on the long side.
    pub takes_seconds: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUndo {
    how: Option<Written>,
    takes: Option<Written>,
}

impl RawUndo {
    pub(super) fn read(
        &self,
        page: &mut Page<'_>,
        table: Range<usize>,
        scope: Option<Scope>,
    ) -> Undo {
        let how = page.required(&table, "how", self.how.as_ref());
        let how = how.map(|written| page.prose("how", written, scope)).unwrap_or_default();
        let takes = page.required(&table, "takes", self.takes.as_ref());
        let takes_seconds = takes.and_then(|written| seconds(page, written)).unwrap_or(0);
        Undo { how, takes_seconds }
    }
}
