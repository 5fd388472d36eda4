//! What Windows itself can gather as evidence for a step, where the operator starts it.
//!
//! ```toml
//! gather = { at = "{server}", command = 'net view \\{server} > "%FILE%"', ending = "txt" }
//! ```
//!
//! Where no command is in every Windows, there are several ways, the first that writes something
//! counts, and a way can bring a script of its own:
//!
//! ```toml
//! [step.gather]
//! at = "{server}"
//!
//! [[step.gather.way]]
//! on = "Windows 2000 and later"
//! script = 'WScript.Echo "{site}"'
//! command = 'cscript //nologo "%SCRIPT%" > "%FILE%"'
//! ending = "txt"
//! ```

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::raw::Written;
use crate::step::{Page, Scope, Text};

/// Stands in a command for the file or the folder that it writes.
pub const FILE_MARK: &str = "\"%FILE%\"";

/// Stands in a command for its script.
pub const SCRIPT_MARK: &str = "\"%SCRIPT%\"";

/// What the name of a script ends with: the ones that `cscript` runs.
pub const SCRIPT_ENDING: &str = "vbs";

/// Longest command, in characters. `cmd.exe` of NT 4 takes 2,047, names filled in.
const COMMAND_LIMIT: usize = 1_500;

/// How evidence for a step is gathered. It only reads: a command that changes something has no
/// place in a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// The server that it has to be started at.
    pub at: Text,
    /// In the order in which they are tried. Never empty.
    pub ways: Vec<Way>,
}

/// One way to gather it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What it needs, in words: which Windows.
    pub on: Option<String>,
    /// One line for `cmd.exe`, with [`FILE_MARK`] in it.
    pub command: Text,
    /// What [`SCRIPT_MARK`] names, where it is in the command.
    pub script: Option<Text>,
    pub output: Output,
}

/// What a way writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// A file, and what its name ends with, without the dot.
    File { ending: String },
    /// Files, into a folder that is there already.
    Folder,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGather {
    at: Option<Written>,
    command: Option<Written>,
    ending: Option<Written>,
    #[serde(default)]
    way: Vec<Spanned<RawWay>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWay {
    on: Option<Written>,
    script: Option<Written>,
    command: Option<Written>,
    ending: Option<Written>,
    #[serde(default)]
    folder: bool,
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
        let (command, ending) = (self.command.as_ref(), self.ending.as_ref());
        if self.way.is_empty() {
            let only = RawWay {
                on: None,
                script: None,
                command: command.cloned(),
                ending: ending.cloned(),
                folder: false,
            };
            return Gather { at, ways: vec![only.read(page, table, scope)] };
        }
        if let Some(beside) = command.or(ending) {
            let message = "`gather` has `way`s, and says one of its own beside them";
            page.advise(beside.span(), message, "make it a `way` too");
        }
        let mut ways: Vec<Way> = Vec::new();
        for raw in &self.way {
            let way = raw.get_ref().read(page, &raw.span(), scope);
            if self.way.len() > 1 {
                let _told = page.required(&raw.span(), "on", raw.get_ref().on.as_ref());
            }
            // What is there is known by its name: the batch file does not tell which way it went.
            if ways.iter().any(|it| it.output == way.output) {
                page.mistake(raw.span(), "it writes under the name that another `way` writes");
            }
            if ways.iter().any(|it| it.output == Output::Folder) {
                page.mistake(raw.span(), "a `way` with a `folder` can only be the last");
            }
            ways.push(way);
        }
        Gather { at, ways }
    }
}

impl RawWay {
    fn read(&self, page: &mut Page<'_>, table: &Range<usize>, scope: Option<Scope>) -> Way {
        Way {
            on: self.on.as_ref().map(|written| page.plain("on", written)),
            command: self.command(page, table, scope),
            script: self.script.as_ref().map(|written| script(page, written, scope)),
            output: self.output(page, table),
        }
    }

    fn command(&self, page: &mut Page<'_>, table: &Range<usize>, scope: Option<Scope>) -> Text {
        let Some(written) = page.required(table, "command", self.command.as_ref()) else {
            return Text::default();
        };
        let command = written.get_ref();
        if !command.contains(FILE_MARK) {
            let message = format!("`command` does not say `{FILE_MARK}`, where it has to write");
            page.mistake(written.span(), message);
        }
        match (&self.script, command.contains(SCRIPT_MARK)) {
            (Some(_), false) => {
                let message = format!("`command` does not say `{SCRIPT_MARK}`, what it has to run");
                page.mistake(written.span(), message);
            }
            (None, true) => page.mistake(written.span(), "there is no `script` beside it"),
            (Some(_), true) | (None, false) => {}
        }
        if command.replace(FILE_MARK, "").replace(SCRIPT_MARK, "").contains('%') {
            let message = format!(
                "`command` has `%` beside {FILE_MARK} and {SCRIPT_MARK}: in a batch file it would \
                 mean something else"
            );
            page.mistake(written.span(), message);
        }
        page.command("command", written, scope, COMMAND_LIMIT)
    }

    fn output(&self, page: &mut Page<'_>, table: &Range<usize>) -> Output {
        if self.folder {
            if let Some(ending) = &self.ending {
                page.mistake(ending.span(), "a `folder` has no `ending`");
            }
            return Output::Folder;
        }
        let ending = page.required(table, "ending", self.ending.as_ref());
        if let Some(written) = ending {
            if !written.get_ref().chars().all(|c| c.is_ascii_alphanumeric()) {
                let message = "`ending` has other characters than letters and digits";
                page.mistake(written.span(), message);
            }
            if written.get_ref().eq_ignore_ascii_case(SCRIPT_ENDING) {
                page.mistake(written.span(), "so ends the name of a `script`");
            }
        }
        Output::File { ending: ending.map(|it| it.get_ref().clone()).unwrap_or_default() }
    }
}

/// A batch file writes a script line by line, which takes quotes that are closed again.
fn script(page: &mut Page<'_>, written: &Written, scope: Option<Scope>) -> Text {
    let is_open = |line: &str| line.matches('"').count() % 2 == 1;
    if let Some(line) = written.get_ref().lines().find(|line| is_open(line)) {
        let message = format!("a quote is not closed in its own line: {}", line.trim());
        page.mistake(written.span(), message);
    }
    page.prose("script", written, scope)
}
