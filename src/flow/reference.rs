//! What a step says about others and about facts: conditions and dependencies, resolved.

use std::ops::Range;

use super::raw::Written;
use super::{Condition, Parsed, Relation, TemplateIx};
use crate::level::Level;
use crate::step::{Mistake, Page, Scope};
use crate::text;

/// What the flow has, for steps to refer to.
#[derive(Debug)]
pub(super) struct Known {
    /// Empty where they are themselves a mistake.
    pub(super) levels: Vec<Level>,
    /// In the order of the walk, as they will be in the flow.
    pub(super) templates: Vec<Template>,
    /// Whether that is all of it. If not, what is referred to may be in what could not be read.
    pub(super) is_whole: bool,
}

/// A step as others see it.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) id: String,
    /// `None`: a mistake of its own.
    pub(super) scope: Option<Scope>,
}

/// In whose scope a condition is judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) scope: Option<Scope>,
    /// The step that is meant, where the condition does not stand in it.
    pub(super) step: Option<&'a str>,
}

/// One dependency as written, resolved as far as it can be.
#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) step: TemplateIx,
    pub(super) relation: Relation,
    pub(super) when: Option<Condition>,
    /// Of the string.
    pub(super) at: Range<usize>,
}

/// Which way a dependency is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// `requires`: this step waits, and its scope judges the condition.
    Requires,
    /// `before`: the other step waits.
    Before,
}

impl Known {
    /// Reads a condition. `None`: the page says what is wrong with it.
    pub(super) fn condition(
        &self,
        page: &mut Page<'_>,
        written: &Written,
        judged: Judged<'_>,
    ) -> Option<Condition> {
        self.condition_in(page, written, 0, judged)
    }

    /// The same for a condition that begins at `start` of the string.
    fn condition_in(
        &self,
        page: &mut Page<'_>,
        written: &Written,
        start: usize,
        judged: Judged<'_>,
    ) -> Option<Condition> {
        let parsed = Parsed::read(&written.get_ref()[start..]);
        let mut mistakes = parsed.mistakes;
        for (fact, at) in parsed.facts {
            if let Err(mut mistake) = fact.check_in(judged.scope, at) {
                if let Some(step) = judged.step {
                    mistake.message = format!("{}, that of step `{step}`", mistake.message);
                }
                mistakes.push(mistake);
            }
        }
        for (level, at) in parsed.levels {
            if !self.levels.is_empty() && !self.levels.contains(&level) {
                let message = format!("level `{level}` is not among the levels of the flow");
                mistakes.push(Mistake::new(at, message));
            }
        }
        let is_good = mistakes.is_empty();
        for mistake in mistakes {
            let at = mistake.at.start + start..mistake.at.end + start;
            page.inside(written, Mistake { at, ..mistake });
        }
        parsed.condition.filter(|_| is_good)
    }

    /// Reads `step@relation if condition`, written at the step `own`.
    pub(super) fn dependency(
        &self,
        page: &mut Page<'_>,
        written: &Written,
        own: &Template,
        direction: Direction,
    ) -> Option<Dependency> {
        let parts = match Parts::of(written.get_ref()) {
            Ok(parts) => parts,
            Err(mistake) => {
                page.inside(written, mistake);
                return None;
            }
        };
        let step = self.template(page, written, &parts);
        let relation = relation(page, written, &parts);
        let (Some((step, other)), Some(relation)) = (step, relation) else {
            // The condition may still be read, in the scope of this step if that is who waits.
            let scope = own.scope.filter(|_| direction == Direction::Requires);
            let judged = Judged { scope, step: None };
            parts.condition.map(|start| self.condition_in(page, written, start, judged));
            return None;
        };
        if let (Some(from), Some(to)) = (own.scope, other.scope)
            && let Err(unfit) = relation.check(from, to)
        {
            let what = match relation.name() {
                Some(name) => format!("`@{name}` does not lead to `{}`", other.id),
                None => format!("`{}` says nothing by itself", other.id),
            };
            let message = format!("{what}: {}", unfit.reason(from, to));
            let mistake = Mistake::new(parts.target(), message).advise(unfit.advice());
            page.inside(written, mistake);
            return None;
        }
        let judged = match direction {
            Direction::Requires => Judged { scope: own.scope, step: None },
            Direction::Before => Judged { scope: other.scope, step: Some(&other.id) },
        };
        let when = match parts.condition {
            Some(start) => Some(self.condition_in(page, written, start, judged)?),
            None => None,
        };
        Some(Dependency { step, relation, when, at: written.span() })
    }

    fn template(
        &self,
        page: &mut Page<'_>,
        written: &Written,
        parts: &Parts<'_>,
    ) -> Option<(TemplateIx, &Template)> {
        let (id, at) = &parts.step;
        let found = self.templates.iter().enumerate().find(|(_, template)| template.id == *id);
        if found.is_none() && self.is_whole {
            let known = self.templates.iter().map(|template| template.id.as_str());
            page.inside(written, Mistake::no_such("step", id, at.clone(), known));
        }
        found.map(|(index, template)| (TemplateIx(index), template))
    }
}

fn relation(page: &mut Page<'_>, written: &Written, parts: &Parts<'_>) -> Option<Relation> {
    let Some((name, at)) = &parts.relation else { return Some(Relation::Same) };
    let found = Relation::ALL.iter().find(|(_, known)| known == name);
    if found.is_none() {
        let known = Relation::ALL.iter().map(|(_, name)| *name);
        page.inside(written, Mistake::no_such("relation", name, at.clone(), known));
    }
    found.map(|(relation, _)| *relation)
}

/// `step@relation if condition`, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    step: (&'a str, Range<usize>),
    relation: Option<(&'a str, Range<usize>)>,
    /// Where the condition starts.
    condition: Option<usize>,
}

impl<'a> Parts<'a> {
    fn of(written: &'a str) -> Result<Self, Mistake> {
        let shape = "write `step`, `step@relation` or `step@relation if condition`";
        let start = written.len() - written.trim_start().len();
        let end = written[start..].find(char::is_whitespace).map_or(written.len(), |at| start + at);
        let target = &written[start..end];
        if target.is_empty() || target.starts_with('@') {
            return Err(Mistake::new(start..end, "a step is missing").advise(shape));
        }
        let (step, relation) = match target.split_once('@') {
            Some((step, relation)) => {
                let at = start + step.len() + 1;
                ((step, start..start + step.len()), Some((relation, at..end)))
            }
            None => ((target, start..end), None),
        };
        let rest = written[end..].trim_start();
        let at = written.len() - rest.len();
        let condition = match rest.strip_prefix("if") {
            _ if rest.is_empty() => None,
            Some(condition)
                if condition.starts_with([' ', '\t', '\n', '(']) || condition.is_empty() =>
            {
                Some(at + 2)
            }
            _ => {
                let odd = rest.split_whitespace().next().unwrap_or_default();
                let message = format!("{} is not expected here", text::quoted(odd));
                return Err(Mistake::new(at..at + odd.len(), message).advise(shape));
            }
        };
        Ok(Self { step, relation, condition })
    }

    /// Where step and relation stand.
    fn target(&self) -> Range<usize> {
        let end = self.relation.as_ref().map_or(self.step.1.end, |(_, at)| at.end);
        self.step.1.start..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_taken_apart() {
        let outcome = |written: &str| match Parts::of(written) {
            Ok(parts) => {
                let relation = parts.relation.map_or("-", |(name, _)| name);
                let condition = parts.condition.map_or("-", |start| written[start..].trim());
                format!("{} | {relation} | {condition}", parts.step.0)
            }
            Err(mistake) => format!("[{}] {}", &written[mistake.at], mistake.message),
        };
        let table = [
            ("a-step", "a-step | - | -"),
            (" a-step ", "a-step | - | -"),
            ("a@parent", "a | parent | -"),
            ("a@", "a |  | -"),
            ("a if upgrades", "a | - | upgrades"),
            ("a@all if (upgrades)", "a | all | (upgrades)"),
            ("a@all if(upgrades)", "a | all | (upgrades)"),
            ("a if", "a | - | "),
            ("a when upgrades", "[when] `when` is not expected here"),
            ("a iff upgrades", "[iff] `iff` is not expected here"),
            ("", "[] a step is missing"),
            ("@parent", "[@parent] a step is missing"),
        ];
        for (written, expected) in table {
            assert_eq!(outcome(written), expected, "dependency: {written:?}");
        }
    }
}
