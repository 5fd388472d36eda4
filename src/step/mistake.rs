//! A mistake inside a written text.

use std::fmt::Display;
use std::ops::Range;

use crate::text;

/// Most names that are worth listing.
const LISTED: usize = 12;

/// What is wrong in a text, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Mistake {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// The thing first, then what is wrong with it.
    pub message: String,
    /// What the author can do, in the imperative.
    pub advice: Option<String>,
}

impl Mistake {
    /// A mistake whose message says it all.
    pub(crate) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), advice: None }
    }

    /// The same with advice.
    pub(crate) fn advise(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    /// A name that is not among those there are: with the nearest, or else with all of them.
    pub(crate) fn no_such<'a>(
        what: &str,
        given: &str,
        at: Range<usize>,
        known: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    ) -> Self {
        let known = known.into_iter();
        let mistake = Self::new(at, format!("there is no {what} {}", text::quoted(given)));
        match text::nearest(given.trim(), known.clone()) {
            Some(near) => mistake.advise(format!("did you mean `{near}`?")),
            None if (1..=LISTED).contains(&known.clone().count()) => {
                mistake.advise(format!("there is {}", ticked(known)))
            }
            None => mistake,
        }
    }
}

/// Names as a list for a message, each in backticks.
pub(crate) fn ticked(names: impl Iterator<Item = impl Display>) -> String {
    text::list(&names.map(|name| format!("`{name}`")).collect::<Vec<_>>())
}
