//! Whether what a fact is compared with fits it.

use std::ops::Range;

use super::{Compare, Parsed};
use crate::level::{Level, LevelError};
use crate::step::{FactKind, FactName, Mistake, ticked};
use crate::text;

/// What a fact is compared with, as written.
pub(super) enum Written {
    Holds,
    Is { negated: bool, values: Vec<Value> },
    AtLeast(Value),
    Below(Value),
}

pub(super) struct Value {
    pub(super) says: String,
    pub(super) at: Range<usize>,
}

impl Written {
    /// What it means for this fact; the mistake says what can be written instead.
    pub(super) fn compare(
        &self,
        fact: FactName,
        at: &Range<usize>,
        parsed: &mut Parsed,
    ) -> Result<Compare, Mistake> {
        let name = fact.name();
        match (fact.kind(), self) {
            (FactKind::Truth, Self::Holds) => Ok(Compare::Holds),
            (FactKind::Truth, _) => {
                let message = format!("`{name}` holds or does not, and is compared with nothing");
                let advice = format!("write `{name}` or `not {name}`");
                Err(Mistake::new(at.clone(), message).advise(advice))
            }
            (FactKind::Word(known), Self::Is { values, .. }) => values
                .iter()
                .map(|value| word_of(name, known, value))
                .collect::<Result<_, _>>()
                .map(Compare::IsWord),
            (FactKind::Word(known), _) => {
                let message = format!("`{name}` is a word and can only be one of several");
                let advice = format!("write `{name} is {}`", known[0]);
                Err(Mistake::new(at.clone(), message).advise(advice))
            }
            (FactKind::Level, Self::Is { values, .. }) => values
                .iter()
                .map(|value| level_of(value, parsed))
                .collect::<Result<_, _>>()
                .map(Compare::IsLevel),
            (FactKind::Level, Self::AtLeast(value)) => {
                level_of(value, parsed).map(Compare::AtLeast)
            }
            (FactKind::Level, Self::Below(value)) => level_of(value, parsed).map(Compare::Below),
            (FactKind::Level, Self::Holds) => {
                let message = format!("`{name}` is a level and needs one to be compared with");
                let advice = format!("write `{name} >= 2.0` or `{name} is 1.2 SP4`");
                Err(Mistake::new(at.clone(), message).advise(advice))
            }
            (FactKind::Text, _) => {
                let message = format!("`{name}` is for texts only and cannot be compared");
                Err(Mistake::new(at.clone(), message))
            }
        }
    }
}

fn word_of(fact: &str, known: &[&str], value: &Value) -> Result<String, Mistake> {
    if known.contains(&value.says.as_str()) {
        return Ok(value.says.clone());
    }
    let message = format!("`{fact}` is never {}", text::quoted(&value.says));
    let advice = match text::nearest(&value.says, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it is one of {}", ticked(known.iter().copied())),
    };
    Err(Mistake::new(value.at.clone(), message).advise(advice))
}

fn level_of(value: &Value, parsed: &mut Parsed) -> Result<Level, Mistake> {
    let level = Level::parse(&value.says).map_err(|error| no_level(&error, value.at.clone()))?;
    parsed.levels.push((level, value.at.clone()));
    Ok(level)
}

/// The mistake of naming a level that there is not.
pub(in crate::flow) fn no_level(error: &LevelError, at: Range<usize>) -> Mistake {
    let message = format!("{} is not an SMS level", text::quoted(&error.given));
    Mistake::new(at, message).advise(match error.near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", ticked(Level::ALL.into_iter())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_fits_its_fact_or_says_what_would() {
        let table: [(&str, &[&str]); 8] = [
            (
                "role is tertiary",
                &["[tertiary] `role` is never `tertiary`; it is one of `primary` and `secondary`"],
            ),
            (
                "role",
                &[
                    "[role] `role` is a word and can only be one of several; write `role is primary`",
                ],
            ),
            (
                "role >= 2.0",
                &[
                    "[role] `role` is a word and can only be one of several; write `role is primary`",
                ],
            ),
            (
                "level",
                &["[level] `level` is a level and needs one to be compared with; \
                   write `level >= 2.0` or `level is 1.2 SP4`"],
            ),
            (
                "level is 2.0 SP9 or level < 2.0 SP9x",
                &[
                    "[2.0 SP9] `2.0 SP9` is not an SMS level; LEVELS",
                    "[2.0 SP9x] `2.0 SP9x` is not an SMS level; LEVELS",
                ],
            ),
            ("level is primary", &["[primary] `primary` is not an SMS level; LEVELS"]),
            (
                "upgrades is true",
                &["[upgrades] `upgrades` holds or does not, and is compared with nothing; \
                   write `upgrades` or `not upgrades`"],
            ),
            ("server is X", &["[server] `server` is for texts only and cannot be compared; -"]),
        ];
        let levels = format!("there is {}", ticked(Level::ALL.into_iter()));
        for (written, expected) in table {
            let expected: Vec<_> =
                expected.iter().map(|it| it.replace("LEVELS", &levels)).collect();
            assert_eq!(Parsed::read(written).told(written), expected, "condition: {written:?}");
        }
    }
}
