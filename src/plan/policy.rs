//! Which steps of a run need two persons, or the key unlocked once more: what the flow asks for,
//! and what whoever starts the run asks for on top.
//!
//! ```text
//! upgrade-site/*            an answer, or the verdict before a point of no return
//! waive:install-hotfix/*    going on without it
//! hold:upgrade-site/*       the key is unlocked once more
//! ```

use super::{Plan, StepIx};

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Settling,
    Waiving,
    Holding,
}

const PREFIXES: [(About, &str); 2] = [(About::Waiving, "waive:"), (About::Holding, "hold:")];

/// Most rules of a run, and most characters of one.
const RULES_MAX: usize = 100;
const RULE_LIMIT: usize = 200;

/// The rules of a run. Those of the flow stand in the flow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    about: About,
    /// The id of a step, or a beginning and a star.
    steps: String,
}

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    #[error("`{rule}` names no step: write the id of a step, or a beginning and a star")]
    Nothing { rule: String },
    #[error("`{rule}` has a star that is not at its end")]
    Star { rule: String },
    #[error("a run has at most {RULES_MAX} rules of at most {RULE_LIMIT} characters")]
    TooMany,
    #[error("no step of this plan is called `{rule}`")]
    Nobody { rule: String },
}

impl Policy {
    /// Reads rules as they are written on a command line and in a record.
    pub fn parse(rules: &[String]) -> Result<Self, PolicyError> {
        if rules.len() > RULES_MAX || rules.iter().any(|it| it.chars().count() > RULE_LIMIT) {
            return Err(PolicyError::TooMany);
        }
        let rules = rules.iter().map(|rule| Rule::parse(rule)).collect::<Result<_, _>>()?;
        Ok(Self { rules })
    }

    /// The rules as [`Self::parse`] reads them.
    pub fn words(&self) -> Vec<String> {
        self.rules.iter().map(Rule::words).collect()
    }

    fn asks(&self, about: About, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.about == about && rule.names(id))
    }
}

impl Rule {
    fn parse(rule: &str) -> Result<Self, PolicyError> {
        let found = PREFIXES.iter().find_map(|(about, prefix)| {
            rule.strip_prefix(prefix).map(|steps| (*about, steps.to_owned()))
        });
        let (about, steps) = found.unwrap_or((About::Settling, rule.to_owned()));
        let beginning = steps.strip_suffix('*').unwrap_or(&steps);
        if steps.is_empty() {
            return Err(PolicyError::Nothing { rule: rule.to_owned() });
        }
        if beginning.contains('*') {
            return Err(PolicyError::Star { rule: rule.to_owned() });
        }
        Ok(Self { about, steps })
    }

    fn words(&self) -> String {
        let prefix = PREFIXES.iter().find(|(about, _)| *about == self.about);
        format!("{}{}", prefix.map_or("", |(_, prefix)| prefix), self.steps)
    }

    fn names(&self, id: &str) -> bool {
        match self.steps.strip_suffix('*') {
            Some(beginning) => id.starts_with(beginning),
            None => id == self.steps,
        }
    }
}

impl Plan {
    /// The same plan with the rules of a run.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Makes sure that each rule is about a step of the plan: a slip of the keyboard must not leave
    /// somebody without the second person they asked for.
    pub fn policy_fits(&self) -> Result<(), PolicyError> {
        let is_used = |rule: &Rule| self.steps.iter().any(|step| rule.names(&step.id));
        match self.policy.rules.iter().find(|rule| !is_used(rule)) {
            Some(rule) => Err(PolicyError::Nobody { rule: rule.words() }),
            None => Ok(()),
        }
    }

    /// Whether a second person has to see what settles the step; at a point of no return the
    /// verdict, before it is begun. A gate opens by itself, and what was seen to be there needs
    /// nobody.
    pub fn needs_second(&self, ix: StepIx) -> bool {
        self.template(ix).second || self.policy.asks(About::Settling, &self.step(ix).id)
    }

    /// Whether a second person has to see that the run goes on without the step.
    pub fn waiver_needs_second(&self, ix: StepIx) -> bool {
        self.template(ix).waive_second || self.policy.asks(About::Waiving, &self.step(ix).id)
    }

    /// Whether whoever settles the step unlocks the key once more.
    pub fn is_hold_point(&self, ix: StepIx) -> bool {
        self.template(ix).hold || self.policy.asks(About::Holding, &self.step(ix).id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_written_back() {
        let words = ["upgrade-site/*", "waive:*", "hold:upgrade-site/CEN", "full-version/SEC"]
            .map(str::to_owned);
        let policy = Policy::parse(&words).unwrap();
        assert_eq!(policy.words(), words);
        let table = [
            (About::Settling, "upgrade-site/CEN", true),
            (About::Settling, "upgrade-sites", false),
            (About::Settling, "full-version/SEC", true),
            (About::Settling, "full-version/SEC2", false),
            (About::Waiving, "anything/at/all", true),
            (About::Holding, "upgrade-site/CEN", true),
            (About::Holding, "upgrade-site/WES", false),
        ];
        for (about, id, expected) in table {
            assert_eq!(policy.asks(about, id), expected, "{about:?} {id}");
        }
    }

    #[test]
    fn a_rule_that_names_nothing_is_refused() {
        let table = ["", "waive:", "a*b", "hold:*x*"];
        for rule in table {
            assert!(Policy::parse(&[rule.to_owned()]).is_err(), "{rule:?}");
        }
        assert!(Policy::parse(&vec!["*".to_owned(); RULES_MAX + 1]).is_err());
    }
}
