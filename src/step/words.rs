//! Words with facts of their scope in them.

use std::fmt;
use std::ops::Range;

use super::{FactName, Mistake, Scope};

/// Words with facts in them, checked when the flow was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Piece>);

/// A piece of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Words(String),
    Fact(FactName),
}

impl Text {
    /// Reads words with `{fact}` in them; `{{` and `}}` stand for braces.
    ///
    /// Every fact must be one that each instance of `scope` has; `None` lets every fact pass, for
    /// a step whose scope is itself a mistake. Fails with all mistakes, in the order of the text.
    pub fn parse(written: &str, scope: Option<Scope>) -> Result<Self, Vec<Mistake>> {
        let mut pieces = Pieces::default();
        let mut mistakes = Vec::new();
        let mut at = 0;
        while let Some(offset) = written[at..].find(['{', '}']) {
            let brace = at + offset;
            pieces.words(&written[at..brace]);
            let rest = &written[brace..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                pieces.words(&rest[..1]);
                at = brace + 2;
            } else if rest.starts_with('}') {
                mistakes.push(
                    Mistake::new(brace..brace + 1, "`}` closes nothing")
                        .advise("write `}}` for a brace"),
                );
                at = brace + 1;
            } else {
                let name = rest[1..].split(['{', '}']).next().unwrap_or_default();
                let end = brace + 1 + name.len();
                if written[end..].starts_with('}') {
                    at = end + 1;
                    match placeholder(name, brace + 1..end, scope) {
                        Ok(fact) => pieces.0.push(Piece::Fact(fact)),
                        Err(mistake) => mistakes.push(mistake),
                    }
                } else {
                    mistakes.push(
                        Mistake::new(brace..brace + 1, "`{` is not closed")
                            .advise("write `{fact}` to name a fact, and `{{` for a brace"),
                    );
                    at = brace + 1;
                }
            }
        }
        pieces.words(&written[at..]);
        if mistakes.is_empty() { Ok(Self(pieces.0)) } else { Err(mistakes) }
    }

    /// The same without white space before and after.
    pub(crate) fn trimmed(mut self) -> Self {
        if let Some(Piece::Words(words)) = self.0.first_mut() {
            *words = words.trim_start().to_owned();
        }
        if let Some(Piece::Words(words)) = self.0.last_mut() {
            words.truncate(words.trim_end().len());
        }
        self.0.retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
        self
    }

    /// The words with the value of each fact in its place.
    pub fn fill(&self, value: &dyn Fn(FactName) -> String) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.clone(),
                Piece::Fact(fact) => value(*fact),
            })
            .collect()
    }

    /// The facts that it names, in the order of the text.
    pub fn facts(&self) -> impl Iterator<Item = FactName> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Fact(fact) => Some(*fact),
        })
    }
}

/// As a flow writes it.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Words(words) => f.write_str(&words.replace('{', "{{").replace('}', "}}")),
            Piece::Fact(fact) => write!(f, "{{{}}}", fact.name()),
        })
    }
}

/// Pieces in the making: words that follow one another become one piece.
#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn words(&mut self, more: &str) {
        match self.0.last_mut() {
            _ if more.is_empty() => {}
            Some(Piece::Words(words)) => words.push_str(more),
            _ => self.0.push(Piece::Words(more.to_owned())),
        }
    }
}

fn placeholder(name: &str, at: Range<usize>, scope: Option<Scope>) -> Result<FactName, Mistake> {
    let fact = FactName::find(name, at.clone())?;
    fact.check_in(scope, at)?;
    Ok(fact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text with every fact as its name in upper case, or the mistakes with what they point at.
    fn outcome(written: &str, scope: Scope) -> String {
        match Text::parse(written, Some(scope)) {
            Ok(text) => text.fill(&|fact| fact.name().to_uppercase()),
            Err(mistakes) => mistakes
                .iter()
                .map(|mistake| format!("{}: {}", &written[mistake.at.clone()], mistake.message))
                .collect::<Vec<_>>()
                .join("; "),
        }
    }

    #[test]
    fn placeholders_are_known_facts_of_the_scope() {
        let table = [
            ("", Scope::Site, ""),
            ("Back up {server}.", Scope::Site, "Back up SERVER."),
            ("{site}{site}", Scope::Site, "SITESITE"),
            ("a {{literal}} brace", Scope::Site, "a {literal} brace"),
            ("{{{site}}}", Scope::Site, "{SITE}"),
            ("é {site} é", Scope::Site, "é SITE é"),
            ("{servr}", Scope::Site, "servr: there is no fact `servr`"),
            ("{}", Scope::Site, ": there is no fact ``"),
            ("{ site }", Scope::Site, " site : there is no fact ` site `"),
            ("{site", Scope::Site, "{: `{` is not closed"),
            ("{site {server}", Scope::Site, "{: `{` is not closed"),
            ("site}", Scope::Site, "}: `}` closes nothing"),
            ("{a} and }", Scope::Site, "a: there is no fact `a`; }: `}` closes nothing"),
            ("{server}", Scope::Domain, "server: `server` is not known in scope `domain`"),
            ("{domain}", Scope::DomainController, "DOMAIN"),
        ];
        for (written, scope, expected) in table {
            assert_eq!(outcome(written, scope), expected, "text: {written:?}");
        }
    }

    #[test]
    fn a_scope_that_is_not_known_lets_every_fact_pass() {
        assert!(Text::parse("{server} {domain} {hotfix}", None).is_ok());
        assert!(Text::parse("{nonsense}", None).is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(words in ".*", more in "[{}a-z]*") {
            let facts = [FactName::Site, FactName::Server];
            let mut pieces = Pieces::default();
            for fact in facts {
                pieces.words(&words);
                pieces.0.push(Piece::Fact(fact));
                pieces.words(&more);
            }
            let text = Text(pieces.0);
            prop_assert_eq!(Text::parse(&text.to_string(), Some(Scope::Site)), Ok(text));
        }

        #[test]
        fn mistakes_lie_within_the_text(written in "[{}a-zé ]*") {
            if let Err(mistakes) = Text::parse(&written, Some(Scope::Hierarchy)) {
                for mistake in mistakes {
                    prop_assert!(written.get(mistake.at).is_some());
                }
            }
        }
    }
}
