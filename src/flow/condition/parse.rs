//! Reads conditions. A mistake in one comparison does not hide those in the next.

use std::ops::Range;

use super::compare::{Value, Written};
use super::{Atom, Condition};
use crate::level::Level;
use crate::step::{FactName, Mistake};
use crate::text;

/// Deepest nesting of parentheses and `not`.
const DEPTH_LIMIT: usize = 16;

/// What became of a written condition.
#[derive(Debug, Default)]
pub(in crate::flow) struct Parsed {
    /// `None` exactly where there are mistakes.
    pub(in crate::flow) condition: Option<Condition>,
    /// In the order of the text.
    pub(in crate::flow) mistakes: Vec<Mistake>,
    /// The facts that it names, and where.
    pub(in crate::flow) facts: Vec<(FactName, Range<usize>)>,
    /// The levels that it names, and where.
    pub(in crate::flow) levels: Vec<(Level, Range<usize>)>,
}

impl Parsed {
    pub(in crate::flow) fn read(written: &str) -> Self {
        let mut reader = Reader {
            tokens: tokens(written),
            next: 0,
            end: written.len(),
            depth: 0,
            parsed: Self::default(),
        };
        let condition = reader.any().and_then(|condition| match reader.peek() {
            None => Ok(condition),
            Some(token) => Err(unexpected(token)),
        });
        let mut parsed = reader.parsed;
        match condition {
            Ok(condition) if parsed.mistakes.is_empty() => parsed.condition = Some(condition),
            Ok(_) => {}
            Err(mistake) => parsed.mistakes.push(mistake),
        }
        parsed
    }
}

/// A piece of a written condition. Word or sign: told apart by what it says.
#[derive(Debug, Clone)]
struct Token<'a> {
    says: &'a str,
    at: Range<usize>,
}

fn tokens(written: &str) -> Vec<Token<'_>> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let is_sign = |c: char| matches!(c, '<' | '>' | '=' | '!' | '&' | '|');
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = written[at..].chars().next() {
        let rest = &written[at..];
        let length = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if is_sign(first) {
            rest.find(|c| !is_sign(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            tokens.push(Token { says: &rest[..length], at: at..at + length });
        }
        at += length;
    }
    tokens
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    /// Length of the text.
    end: usize,
    depth: usize,
    parsed: Parsed,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.next)
    }

    fn take_if(&mut self, says: &str) -> Option<Token<'a>> {
        let token = self.peek().filter(|token| token.says == says)?.clone();
        self.next += 1;
        Some(token)
    }

    fn any(&mut self) -> Result<Condition, Mistake> {
        let mut parts = vec![self.all()?];
        while self.take_if("or").is_some() {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Condition::Any(parts) })
    }

    fn all(&mut self) -> Result<Condition, Mistake> {
        let mut parts = vec![self.one()?];
        while self.take_if("and").is_some() {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Condition::All(parts) })
    }

    fn one(&mut self) -> Result<Condition, Mistake> {
        let opening = self.take_if("not").or_else(|| self.take_if("("));
        let Some(opening) = opening else { return self.comparison() };
        if self.depth == DEPTH_LIMIT {
            let message = format!("the condition is nested more than {DEPTH_LIMIT} deep");
            return Err(Mistake::new(opening.at, message));
        }
        self.depth += 1;
        let inner = if opening.says == "not" {
            Condition::Not(Box::new(self.one()?))
        } else {
            let inner = self.any()?;
            if self.take_if(")").is_none() {
                return Err(match self.peek() {
                    Some(token) => unexpected(token),
                    None => Mistake::new(opening.at, "`(` is not closed"),
                });
            }
            inner
        };
        self.depth -= 1;
        Ok(inner)
    }

    /// A fact and what it is compared with. Fails where the text cannot be taken apart; notes the
    /// mistake and goes on where only the meaning is wrong.
    fn comparison(&mut self) -> Result<Condition, Mistake> {
        let name = self.word("a fact")?;
        let written = if self.take_if("is").is_some() {
            let negated = self.take_if("not").is_some();
            let mut values = vec![self.value()?];
            while self.take_if(",").is_some() {
                values.push(self.value()?);
            }
            Written::Is { negated, values }
        } else if self.take_if(">=").is_some() {
            Written::AtLeast(self.value()?)
        } else if self.take_if("<").is_some() {
            Written::Below(self.value()?)
        } else if let Some(token) = self.peek().filter(|token| sign_advice(token.says).is_some()) {
            return Err(unexpected(token));
        } else {
            Written::Holds
        };
        let resolved = FactName::find(name.says, name.at.clone()).and_then(|fact| {
            self.parsed.facts.push((fact, name.at.clone()));
            let compare = written.compare(fact, &name.at, &mut self.parsed)?;
            Ok(Condition::Atom(Atom { fact, compare }))
        });
        let negated = matches!(written, Written::Is { negated: true, .. });
        match resolved {
            Ok(atom) if negated => Ok(Condition::Not(Box::new(atom))),
            Ok(atom) => Ok(atom),
            Err(mistake) => {
                self.parsed.mistakes.push(mistake);
                // A stand-in: with a mistake noted, the condition is not given out.
                Ok(Condition::Any(Vec::new()))
            }
        }
    }

    /// A word, or a level of two words: `2.0 SP1`.
    fn value(&mut self) -> Result<Value, Mistake> {
        let first = self.word("a value")?;
        let mut value = Value { says: first.says.to_owned(), at: first.at };
        let is_level = value.says.starts_with(|c: char| c.is_ascii_digit());
        let second = self.peek().filter(|token| is_level && is_word(token)).cloned();
        if let Some(second) = second.filter(|token| !is_keyword(token.says)) {
            self.next += 1;
            value.says = format!("{} {}", value.says, second.says);
            value.at.end = second.at.end;
        }
        Ok(value)
    }

    fn word(&mut self, wanted: &str) -> Result<Token<'a>, Mistake> {
        match self.peek().cloned() {
            Some(token) if is_word(&token) && !is_keyword(token.says) => {
                self.next += 1;
                Ok(token)
            }
            Some(token) => {
                let message = format!("{} stands where {wanted} should", text::quoted(token.says));
                Err(Mistake { advice: sign_advice(token.says), ..Mistake::new(token.at, message) })
            }
            None if self.tokens.is_empty() => {
                Err(Mistake::new(0..self.end, "the condition is empty"))
            }
            None => {
                let at = self.tokens.last().map_or(0..self.end, |last| last.at.clone());
                Err(Mistake::new(at, format!("{wanted} is missing at the end of the condition")))
            }
        }
    }
}

fn is_word(token: &Token<'_>) -> bool {
    token.says.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "is" | "if")
}

fn unexpected(token: &Token<'_>) -> Mistake {
    let message = format!("{} is not expected here", text::quoted(token.says));
    let advice = match token.says {
        ")" => Some("it closes nothing".to_owned()),
        "not" => Some("write `and not` or `or not`".to_owned()),
        says if is_word(token) && !is_keyword(says) => {
            Some("join comparisons with `and` or `or`, and values with a comma".to_owned())
        }
        says => sign_advice(says),
    };
    Mistake { advice, ..Mistake::new(token.at.clone(), message) }
}

/// What to write instead of a sign from other languages.
fn sign_advice(sign: &str) -> Option<String> {
    let instead = match sign {
        "=" | "==" => "is",
        "!=" | "<>" => "is not",
        ">" => ">=` with the next level",
        "<=" => "<` with the next level",
        "=>" => ">=",
        "=<" => "<` with the next level",
        "&" | "&&" => "and",
        "|" | "||" => "or",
        "!" => "not",
        _ => return None,
    };
    let closing = if instead.contains('`') { "" } else { "`" };
    Some(format!("write `{instead}{closing}"))
}

#[cfg(test)]
impl Parsed {
    /// The mistakes with what they point at and what they advise.
    pub(super) fn told(&self, written: &str) -> Vec<String> {
        let told = |it: &Mistake| {
            let advice = it.advice.as_deref().unwrap_or("-");
            format!("[{}] {}; {advice}", &written[it.at.clone()], it.message)
        };
        self.mistakes.iter().map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Compare;
    use super::*;

    #[test]
    fn a_condition_is_understood() {
        let atom = |text: &str| Condition::parse(text).unwrap();
        let table = [
            (
                "upgrades or shared and short_name",
                Condition::Any(vec![
                    atom("upgrades"),
                    Condition::All(vec![atom("shared"), atom("short_name")]),
                ]),
            ),
            (
                "not upgrades and shared",
                Condition::All(vec![Condition::Not(Box::new(atom("upgrades"))), atom("shared")]),
            ),
            (
                "level >= 2.0 SP1 and upgrades",
                Condition::All(vec![
                    Condition::Atom(Atom {
                        fact: FactName::Level,
                        compare: Compare::AtLeast(Level::parse("2.0 SP1").unwrap()),
                    }),
                    atom("upgrades"),
                ]),
            ),
            (
                "role is not secondary, primary",
                Condition::Not(Box::new(Condition::Atom(Atom {
                    fact: FactName::Role,
                    compare: Compare::IsWord(vec!["secondary".to_owned(), "primary".to_owned()]),
                }))),
            ),
            ("not not upgrades", Condition::Not(Box::new(atom("not upgrades")))),
        ];
        for (written, expected) in table {
            assert_eq!(atom(written), expected, "condition: {written}");
        }
    }

    #[test]
    fn each_mistake_points_at_its_own_place() {
        let table: [(&str, &[&str]); 17] = [
            (" ", &["[ ] the condition is empty; -"]),
            ("upgrades and", &["[and] a fact is missing at the end of the condition; -"]),
            ("upgrade", &["[upgrade] there is no fact `upgrade`; did you mean `upgrades`?"]),
            ("levle >= 2.0", &["[levle] there is no fact `levle`; did you mean `level`?"]),
            (
                "levle >= 2.0 or role is secondry",
                &[
                    "[levle] there is no fact `levle`; did you mean `level`?",
                    "[secondry] `role` is never `secondry`; did you mean `secondary`?",
                ],
            ),
            ("level = 2.0", &["[=] `=` is not expected here; write `is`"]),
            ("level > 2.0", &["[>] `>` is not expected here; write `>=` with the next level"]),
            ("upgrades && shared", &["[&&] `&&` is not expected here; write `and`"]),
            ("!upgrades", &["[!] `!` stands where a fact should; write `not`"]),
            ("(upgrades", &["[(] `(` is not closed; -"]),
            ("upgrades)", &["[)] `)` is not expected here; it closes nothing"]),
            ("upgrades and or shared", &["[or] `or` stands where a fact should; -"]),
            ("level >= and upgrades", &["[and] `and` stands where a value should; -"]),
            ("role is primary,", &["[,] a value is missing at the end of the condition; -"]),
            (
                "upgrades not shared",
                &["[not] `not` is not expected here; write `and not` or `or not`"],
            ),
            (
                "upgrades shared",
                &["[shared] `shared` is not expected here; \
                   join comparisons with `and` or `or`, and values with a comma"],
            ),
            ("é", &["[é] there is no fact `é`; -"]),
        ];
        for (written, expected) in table {
            assert_eq!(Parsed::read(written).told(written), expected, "condition: {written:?}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth| format!("{}upgrades{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Condition::parse(&nested(16)).is_ok());
        let error = Condition::parse(&nested(17)).unwrap_err();
        assert_eq!(error.message, "the condition is nested more than 16 deep");
        assert!(Condition::parse(&format!("{}upgrades", "not ".repeat(5_000))).is_err());
        assert!(Condition::parse(&vec!["(upgrades)"; 50].join(" and ")).is_ok());
    }

    #[test]
    fn facts_and_levels_are_listed_with_their_places() {
        let written = "level >= 2.0 SP1 and parent_level < 1.2";
        let parsed = Parsed::read(written);
        let facts: Vec<_> = parsed.facts.iter().map(|(_, at)| &written[at.clone()]).collect();
        let levels: Vec<_> = parsed.levels.iter().map(|(_, at)| &written[at.clone()]).collect();
        assert_eq!((facts, levels), (vec!["level", "parent_level"], vec!["2.0 SP1", "1.2"]));
    }
}
