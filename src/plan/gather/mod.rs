//! What can be gathered for a step by Windows itself, facts filled in.
//!
//! A command goes to `cmd.exe`, and names of servers come out of a file that anybody may have
//! written: where a fact has a character that means something there, nothing is offered.

mod batch;

use std::cell::Cell;

pub use batch::{batch, folder_of};

use super::{Plan, StepIx};
use crate::flow::{FILE_MARK, Output, SCRIPT_ENDING, Way as Template};
use crate::step::{FactName, Text};

/// Evidence for a step that can be gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathering {
    pub step: StepIx,
    /// Of the step.
    pub id: String,
    /// The server that it has to be started at.
    pub at: String,
    /// The ways to do it, in the order in which they are tried. Never empty.
    pub ways: Vec<Way>,
}

/// One way to gather it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which Windows has what it needs, in words.
    pub on: Option<String>,
    /// One line for `cmd.exe`; it writes what the variable `FILE` names.
    pub command: String,
    /// What the variable `SCRIPT` names.
    pub script: Option<Script>,
    /// What the variable `FILE` names: it is called after the step, which is how it is found again,
    /// and no two ways of a step give it the same name.
    pub file: String,
    /// Whether that is a folder, which has to be there.
    pub is_folder: bool,
}

/// A script that a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub file: String,
    pub lines: Vec<String>,
}

impl Script {
    /// As it stands in its file, with CR LF.
    pub fn text(&self) -> String {
        self.lines.join("\r\n") + "\r\n"
    }
}

/// Whether a character means nothing but itself to `cmd.exe`, quoted or not.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '$')
}

impl Plan {
    /// What can be gathered for a step. `None` where the flow offers nothing, or a name in the
    /// hierarchy is none that can be put into a command.
    pub fn gathering(&self, step: StepIx) -> Option<Gathering> {
        let gather = self.template(step).gather.as_ref()?;
        let at = &self.step(step).at;
        let is_odd = Cell::new(false);
        let fact = |fact: FactName| {
            let text = self.facts().text(fact, at);
            is_odd.set(is_odd.get() || text.is_empty() || !text.chars().all(is_plain));
            text
        };
        let id = self.step(step).id.clone();
        let name = id.replace('/', "+");
        let server = gather.at.fill(&fact);
        let fill = |text: &Text| text.fill(&fact);
        let ways: Vec<_> = gather.ways.iter().map(|way| filled(way, &name, &fill)).collect();
        let is_usable = !is_odd.get()
            && ways.iter().all(|way| way.command.contains(FILE_MARK))
            && name.chars().all(|c| is_plain(c) || c == '+');
        is_usable.then_some(Gathering { step, id, at: server, ways })
    }

    /// Everything that can be gathered, in the order of the walk; at one server, where it is named.
    pub fn gatherings(&self, at: Option<&str>) -> Vec<Gathering> {
        let all = (0..self.steps.len()).map(StepIx).filter_map(|step| self.gathering(step));
        all.filter(|it| at.is_none_or(|at| at.eq_ignore_ascii_case(&it.at))).collect()
    }
}

fn filled(way: &Template, stem: &str, fill: &dyn Fn(&Text) -> String) -> Way {
    let script = way.script.as_ref().map(|script| Script {
        file: format!("{stem}.{SCRIPT_ENDING}"),
        lines: fill(script).lines().map(str::to_owned).collect(),
    });
    let written = match &way.output {
        Output::File { ending } => format!("{stem}.{ending}"),
        Output::Folder => stem.to_owned(),
    };
    Way {
        on: way.on.clone(),
        command: fill(&way.command),
        script,
        file: written,
        is_folder: way.output == Output::Folder,
    }
}
