//! What can be gathered for a step by Windows itself, facts filled in.
//!
//! A command goes to `cmd.exe`, and names of servers come out of a file that anybody may have
//! written: where a fact has a character that means something there, nothing is offered.

mod batch;

pub use batch::{batch, folder_of};

use super::{Plan, StepIx};
use crate::flow::FILE_MARK;
use crate::step::FactName;

/// A command that gathers evidence for a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathering {
    pub step: StepIx,
    /// Of the step.
    pub id: String,
    /// The server that it has to be started at.
    pub at: String,
    /// One line for `cmd.exe`; it writes the file that the variable `FILE` names.
    pub command: String,
    /// The name of that file: the step's id, which is how it is found again.
    pub file: String,
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
        let is_odd = std::cell::Cell::new(false);
        let fact = |fact: FactName| {
            let text = self.facts().text(fact, at);
            is_odd.set(is_odd.get() || text.is_empty() || !text.chars().all(is_plain));
            text
        };
        let (server, command) = (gather.at.fill(&fact), gather.command.fill(&fact));
        let id = self.step(step).id.clone();
        let name = id.replace('/', "+");
        let is_usable = !is_odd.get()
            && command.contains(FILE_MARK)
            && name.chars().all(|c| is_plain(c) || c == '+');
        let file = format!("{name}.{}", gather.ending);
        is_usable.then_some(Gathering { step, id, at: server, command, file })
    }

    /// Everything that can be gathered, in the order of the walk; at one server, where it is named.
    pub fn gatherings(&self, at: Option<&str>) -> Vec<Gathering> {
        let all = (0..self.steps.len()).map(StepIx).filter_map(|step| self.gathering(step));
        all.filter(|it| at.is_none_or(|at| at.eq_ignore_ascii_case(&it.at))).collect()
    }
}
