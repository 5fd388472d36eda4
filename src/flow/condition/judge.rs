//! Kleene's three-valued logic: what is not known is neither held nor denied.

use super::{Atom, Condition};

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It certainly holds.
    Holds,
    /// It certainly does not.
    Fails,
    /// A fact that decides it is not known.
    Unknown,
}

/// A comparison that decided a condition, and what it came to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deciding<'c> {
    pub atom: &'c Atom,
    pub verdict: Verdict,
}

impl Verdict {
    /// What the opposite comes to.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

impl Condition {
    /// Judges it by what `lookup` says of each comparison, and names the comparisons that decided:
    /// the fewest from which a reader sees why. In the order of the text, none twice.
    ///
    /// Where all of several hold, all decided; where one fails, those that fail. Where one of
    /// several holds, those that hold; where none does, all. Where it is not known, those that are
    /// not known, and in a row of `and` those that hold as well.
    pub fn judge<'c>(&'c self, lookup: &dyn Fn(&Atom) -> Verdict) -> (Verdict, Vec<Deciding<'c>>) {
        let (verdict, mut deciding) = self.weigh(lookup);
        let mut index = 0;
        while index < deciding.len() {
            let known = deciding[..index].iter().any(|it| it.atom == deciding[index].atom);
            if known {
                deciding.remove(index);
            } else {
                index += 1;
            }
        }
        (verdict, deciding)
    }

    /// The same for whoever does not ask what decided.
    pub fn verdict(&self, lookup: &dyn Fn(&Atom) -> Verdict) -> Verdict {
        use Verdict::{Fails, Holds, Unknown};
        let first_of = |verdicts: [Verdict; 2], parts: &[Self], otherwise| {
            let mut found = otherwise;
            for part in parts {
                let verdict = part.verdict(lookup);
                if verdict == verdicts[0] {
                    return verdict;
                }
                if verdict == verdicts[1] {
                    found = verdict;
                }
            }
            found
        };
        match self {
            Self::Atom(atom) => lookup(atom),
            Self::Not(inner) => inner.verdict(lookup).opposite(),
            Self::All(parts) => first_of([Fails, Unknown], parts, Holds),
            Self::Any(parts) => first_of([Holds, Unknown], parts, Fails),
        }
    }

    fn weigh<'c>(&'c self, lookup: &dyn Fn(&Atom) -> Verdict) -> (Verdict, Vec<Deciding<'c>>) {
        use Verdict::{Fails, Holds, Unknown};
        match self {
            Self::Atom(atom) => {
                let verdict = lookup(atom);
                (verdict, vec![Deciding { atom, verdict }])
            }
            Self::Not(inner) => {
                let (verdict, deciding) = inner.weigh(lookup);
                (verdict.opposite(), deciding)
            }
            Self::All(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.weigh(lookup)).collect();
                let verdict = first_of([Fails, Unknown], &parts).unwrap_or(Holds);
                let decides = |part: Verdict| match verdict {
                    Holds => true,
                    Fails => part == Fails,
                    Unknown => part != Fails,
                };
                (verdict, gathered(parts, decides))
            }
            Self::Any(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.weigh(lookup)).collect();
                let verdict = first_of([Holds, Unknown], &parts).unwrap_or(Fails);
                (verdict, gathered(parts, |part| part == verdict))
            }
        }
    }
}

type Weighed<'c> = (Verdict, Vec<Deciding<'c>>);

/// The first of these verdicts to which a part comes.
fn first_of(verdicts: [Verdict; 2], parts: &[Weighed<'_>]) -> Option<Verdict> {
    verdicts.into_iter().find(|verdict| parts.iter().any(|(part, _)| part == verdict))
}

fn gathered(parts: Vec<Weighed<'_>>, decides: impl Fn(Verdict) -> bool) -> Vec<Deciding<'_>> {
    parts.into_iter().filter(|(part, _)| decides(*part)).flat_map(|(_, list)| list).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::any_condition;
    use super::*;
    use proptest::prelude::*;

    /// Judges a condition over these facts; any other is not known. `+` holds, `-` fails, `?` is
    /// not known.
    fn outcome(condition: &str, holding: &str, failing: &str) -> String {
        let condition = Condition::parse(condition).unwrap();
        let has = |list: &str, atom: &Atom| list.split(", ").any(|name| name == atom.to_string());
        let (verdict, deciding) = condition.judge(&|atom| match () {
            () if has(holding, atom) => Verdict::Holds,
            () if has(failing, atom) => Verdict::Fails,
            () => Verdict::Unknown,
        });
        let sign = |verdict| match verdict {
            Verdict::Holds => '+',
            Verdict::Fails => '-',
            Verdict::Unknown => '?',
        };
        let mut told = vec![String::from(sign(verdict))];
        told.extend(deciding.iter().map(|it| format!("{}{}", sign(it.verdict), it.atom)));
        told.join(" ")
    }

    #[test]
    fn what_decides_is_named() {
        let table = [
            ("upgrades", "upgrades", "", "+ +upgrades"),
            ("not upgrades", "upgrades", "", "- +upgrades"),
            ("not upgrades", "", "", "? ?upgrades"),
            ("upgrades and shared", "upgrades, shared", "", "+ +upgrades +shared"),
            ("upgrades and shared", "upgrades", "shared", "- -shared"),
            ("upgrades and shared", "", "shared", "- -shared"),
            ("upgrades and shared", "upgrades", "", "? +upgrades ?shared"),
            ("upgrades or shared", "upgrades", "shared", "+ +upgrades"),
            ("upgrades or shared", "upgrades, shared", "", "+ +upgrades +shared"),
            ("upgrades or shared", "", "upgrades", "? ?shared"),
            ("upgrades or shared", "", "upgrades, shared", "- -upgrades -shared"),
            ("not (upgrades or shared)", "", "upgrades, shared", "+ -upgrades -shared"),
            ("level < 2.0 or not upgrades", "level < 2.0", "upgrades", "+ +level < 2.0 -upgrades"),
            ("upgrades and (shared or upgrades)", "upgrades", "", "+ +upgrades"),
        ];
        for (condition, holding, failing, expected) in table {
            let got = outcome(condition, holding, failing);
            assert_eq!(got, expected, "{condition}; holding: {holding}; failing: {failing}");
        }
    }

    /// A verdict for each comparison that is the same whenever it is asked for.
    fn lookup(seed: u64) -> impl Fn(&Atom) -> Verdict {
        move |atom| {
            let sum = atom
                .to_string()
                .bytes()
                .fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
            [Verdict::Holds, Verdict::Fails, Verdict::Unknown][(sum % 3) as usize]
        }
    }

    fn not(condition: &Condition) -> Condition {
        Condition::Not(Box::new(condition.clone()))
    }

    proptest! {
        #[test]
        fn the_laws_of_de_morgan(
            parts in proptest::collection::vec(any_condition(), 2..4),
            seed: u64,
        ) {
            let lookup = lookup(seed);
            let judged = |condition: &Condition| condition.judge(&lookup).0;
            let each_not: Vec<_> = parts.iter().map(not).collect();
            prop_assert_eq!(
                judged(&not(&Condition::All(parts.clone()))),
                judged(&Condition::Any(each_not.clone()))
            );
            prop_assert_eq!(
                judged(&not(&Condition::Any(parts))),
                judged(&Condition::All(each_not))
            );
        }

        #[test]
        fn not_twice_changes_nothing(condition in any_condition(), seed: u64) {
            let lookup = lookup(seed);
            let twice = not(&not(&condition));
            prop_assert_eq!(twice.judge(&lookup).0, condition.judge(&lookup).0);
        }

        #[test]
        fn order_does_not_matter(
            parts in proptest::collection::vec(any_condition(), 2..4),
            seed: u64,
        ) {
            let lookup = lookup(seed);
            let reversed: Vec<_> = parts.iter().rev().cloned().collect();
            let judged = |condition: Condition| condition.judge(&lookup).0;
            let all = |parts: &[Condition]| judged(Condition::All(parts.to_vec()));
            prop_assert_eq!(all(&parts), all(&reversed));
            prop_assert_eq!(judged(Condition::Any(parts)), judged(Condition::Any(reversed)));
        }

        /// What is settled stays settled, whatever becomes known.
        #[test]
        fn more_knowledge_never_turns_a_verdict(
            condition in any_condition(),
            seed: u64,
            guess: bool,
        ) {
            let lookup = lookup(seed);
            let (verdict, _) = condition.judge(&lookup);
            let (later, _) = condition.judge(&|atom| match lookup(atom) {
                Verdict::Unknown => Verdict::from(guess),
                known => known,
            });
            prop_assert!(verdict == Verdict::Unknown || verdict == later);
            prop_assert!(later != Verdict::Unknown);
        }

        /// What decided is enough: with nothing else known, the verdict is the same.
        #[test]
        fn what_decided_is_enough(condition in any_condition(), seed: u64) {
            let lookup = lookup(seed);
            let (verdict, deciding) = condition.judge(&lookup);
            prop_assert_eq!(condition.verdict(&lookup), verdict);
            prop_assert!(!deciding.is_empty());
            let (again, _) = condition.judge(&|atom| {
                let has_decided = deciding.iter().any(|it| it.atom == atom);
                if has_decided { lookup(atom) } else { Verdict::Unknown }
            });
            prop_assert_eq!(verdict, again);
            for it in deciding {
                prop_assert_eq!(it.verdict, lookup(it.atom));
            }
        }
    }
}
