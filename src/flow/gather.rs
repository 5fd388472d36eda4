//! What Windows itself can gather as evidence for a step, where the operator starts it.
//!
//! ```toml
//! gather = { at = "{server}", command = 'net view \\{server} > "%FILE%"', ending = "txt" }
//! ```

use std::ops::Range;

use serde::Deserialize;

use super::raw::Written;
use crate::step::{Page, Scope, Text};

/// Stands in a command for the file that it writes.
pub const FILE_MARK: &str = "\"%FILE%\"";

/// How evidence for a step is gathered. It only reads: a command that changes something has no
/// place in a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// The server that it has to be started at.
    pub at: Text,
    /// One line for `cmd.exe`, with [`FILE_MARK`] in it.
    pub command: Text,
    /// What the name of the file ends with, without the dot.
    pub ending: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGather {
    at: Option<Written>,
    command: Option<Written>,
    ending: Option<Written>,
}

impl RawGather {
    pub(super) fn read(
        &self,
        page: &mut Page<'_>,
        table: &Range<usize>,
        scope: Option<Scope>,
    ) -> Gather {
        let at = page.required(table, "at", self.at.as_ref());
        let at = at.map(|written| page.line("at", written, scope)).unwrap_or_default();
        let command = page.required(table, "command", self.command.as_ref());
        if let Some(written) = command
            && !written.get_ref().contains(FILE_MARK)
        {
            let message = format!("`command` does not say `{FILE_MARK}`, where it has to write");
            page.mistake(written.span(), message);
        }
        let command = command.map(|written| page.line("command", written, scope));
        let ending = page.required(table, "ending", self.ending.as_ref());
        if let Some(written) = ending
            && !written.get_ref().chars().all(|c| c.is_ascii_alphanumeric())
        {
            page.mistake(written.span(), "`ending` has other characters than letters and digits");
        }
        Gather {
            at,
            command: command.unwrap_or_default(),
            ending: ending.map(|written| written.get_ref().clone()).unwrap_or_default(),
        }
    }
}
