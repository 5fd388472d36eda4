//! Conditions over named facts, and their three-valued logic.
//!
//! `level >= 2.0 and (role is secondary or not shares_domain)`: `or` binds weakest, then `and`,
//! then `not`. What is compared is one of `fact`, `fact is a, b`, `fact is not a, b`, `fact >=
//! level` and `fact < level`.

mod compare;
mod judge;
mod parse;

use std::fmt;

pub(super) use compare::no_level;
pub use judge::{Deciding, Verdict};
pub(super) use parse::Parsed;

use crate::level::Level;
use crate::step::{FactName, Mistake};

/// What is wrong in a condition, and where.
pub type ConditionError = Mistake;

/// A condition as a flow writes it: `level >= 2.0 and (role is secondary or not shares_domain)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    Atom(Atom),
    Not(Box<Condition>),
    /// At least two.
    All(Vec<Condition>),
    /// At least two.
    Any(Vec<Condition>),
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom {
    pub fact: FactName,
    pub compare: Compare,
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compare {
    /// `shares_domain`: a fact of kind truth holds.
    Holds,
    /// `role is secondary`: the word is one of these.
    IsWord(Vec<String>),
    /// `level is 2.0, 2.0 SP1`: the level is one of these.
    IsLevel(Vec<Level>),
    /// `level >= 2.0 SP1`.
    AtLeast(Level),
    /// `level < 2.0`.
    Below(Level),
}

impl Condition {
    /// Reads a condition. Fails with the first mistake.
    pub fn parse(written: &str) -> Result<Self, ConditionError> {
        let mut parsed = Parsed::read(written);
        match parsed.condition {
            Some(condition) => Ok(condition),
            None => Err(parsed.mistakes.swap_remove(0)),
        }
    }

    /// The facts that it asks about, in the order of the text.
    pub fn facts(&self) -> impl Iterator<Item = FactName> {
        let mut atoms = Vec::new();
        self.collect(&mut atoms);
        atoms.into_iter().map(|atom| atom.fact)
    }

    fn collect<'c>(&'c self, atoms: &mut Vec<&'c Atom>) {
        match self {
            Self::Atom(atom) => atoms.push(atom),
            Self::Not(inner) => inner.collect(atoms),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|it| it.collect(atoms)),
        }
    }

    /// Both of two conditions.
    pub(super) fn and(self, other: Self) -> Self {
        Self::All(vec![self, other])
    }
}

/// As a flow writes it, with no more parentheses than it needs.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Atom(atom) => atom.fmt(f),
            Self::Not(inner) => match &**inner {
                Self::Atom(Atom { fact, compare: Compare::IsWord(words) }) => {
                    write!(f, "{} is not {}", fact.name(), words.join(", "))
                }
                Self::Atom(Atom { fact, compare: Compare::IsLevel(levels) }) => {
                    write!(f, "{} is not {}", fact.name(), joined(levels))
                }
                Self::Atom(atom) => write!(f, "not {atom}"),
                Self::Not(_) => write!(f, "not {inner}"),
                Self::All(_) | Self::Any(_) => write!(f, "not ({inner})"),
            },
            Self::All(parts) => parts.iter().enumerate().try_for_each(|(index, part)| {
                f.write_str(if index == 0 { "" } else { " and " })?;
                match part {
                    Self::All(_) | Self::Any(_) => write!(f, "({part})"),
                    Self::Atom(_) | Self::Not(_) => part.fmt(f),
                }
            }),
            Self::Any(parts) => parts.iter().enumerate().try_for_each(|(index, part)| {
                f.write_str(if index == 0 { "" } else { " or " })?;
                match part {
                    Self::Any(_) => write!(f, "({part})"),
                    Self::Atom(_) | Self::Not(_) | Self::All(_) => part.fmt(f),
                }
            }),
        }
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fact = self.fact.name();
        match &self.compare {
            Compare::Holds => f.write_str(fact),
            Compare::IsWord(words) => write!(f, "{fact} is {}", words.join(", ")),
            Compare::IsLevel(levels) => write!(f, "{fact} is {}", joined(levels)),
            Compare::AtLeast(level) => write!(f, "{fact} >= {level}"),
            Compare::Below(level) => write!(f, "{fact} < {level}"),
        }
    }
}

fn joined(levels: &[Level]) -> String {
    levels.iter().map(Level::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::step::FactKind;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// Any condition that a flow could write.
    pub(in crate::flow) fn any_condition() -> impl Strategy<Value = Condition> {
        any_atom().prop_map(Condition::Atom).prop_recursive(4, 24, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|it| Condition::Not(Box::new(it))),
                proptest::collection::vec(inner.clone(), 2..4).prop_map(Condition::All),
                proptest::collection::vec(inner, 2..4).prop_map(Condition::Any),
            ]
        })
    }

    fn any_atom() -> impl Strategy<Value = Atom> {
        select(FactName::ALL).prop_flat_map(|fact| {
            let compare = match fact.kind() {
                FactKind::Truth | FactKind::Text => Just(Compare::Holds).boxed(),
                FactKind::Word(words) => proptest::collection::vec(select(words), 1..3)
                    .prop_map(|words| words.into_iter().map(str::to_owned).collect())
                    .prop_map(Compare::IsWord)
                    .boxed(),
                FactKind::Level => prop_oneof![
                    proptest::collection::vec(any_level(), 1..3).prop_map(Compare::IsLevel),
                    any_level().prop_map(Compare::AtLeast),
                    any_level().prop_map(Compare::Below),
                ]
                .boxed(),
            };
            // Texts cannot be compared; a truth stands in for them.
            let fact = if fact.kind() == FactKind::Text { FactName::Upgrades } else { fact };
            compare.prop_map(move |compare| Atom { fact, compare })
        })
    }

    fn any_level() -> impl Strategy<Value = Level> {
        select(vec!["1.1", "1.2", "1.2 SP4", "2.0", "2.0 SP1", "2.0 SP4"])
            .prop_map(|level| Level::parse(level).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(condition in any_condition()) {
            let printed = condition.to_string();
            prop_assert_eq!(Condition::parse(&printed), Ok(condition), "{}", printed);
        }

        #[test]
        fn any_text_is_read_or_refused_with_a_place_in_it(
            written in "(level|role|is|not|and|or|[(),]|>=|<|2[.]0|SP1|é|secondary| |\\.){0,12}"
        ) {
            let parsed = Parsed::read(&written);
            prop_assert_eq!(parsed.condition.is_none(), !parsed.mistakes.is_empty());
            for mistake in parsed.mistakes {
                prop_assert!(written.get(mistake.at.clone()).is_some(), "{:?}", mistake.at);
            }
        }
    }

    #[test]
    fn a_condition_is_printed_without_needless_parentheses() {
        let table = [
            ("(upgrades)", "upgrades"),
            ("((upgrades and shared) or upgrades)", "upgrades and shared or upgrades"),
            ("upgrades and (shared or upgrades)", "upgrades and (shared or upgrades)"),
            ("not (role is primary)", "role is not primary"),
            ("not role is not primary", "not role is not primary"),
            ("not (upgrades or shared)", "not (upgrades or shared)"),
            ("level  is 2.0,2.0   SP1", "level is 2.0, 2.0 SP1"),
            ("not level >= 2.0", "not level >= 2.0"),
        ];
        for (written, printed) in table {
            let condition = Condition::parse(written).unwrap();
            assert_eq!(condition.to_string(), printed, "condition: {written}");
        }
    }

    #[test]
    fn its_facts_are_listed_in_order() {
        let condition =
            Condition::parse("level >= 2.0 and (shared or not role is primary)").unwrap();
        let facts: Vec<_> = condition.facts().map(FactName::name).collect();
        assert_eq!(facts, ["level", "shared", "role"]);
    }
}
