//! What an operator can answer, and how an answer is judged.

use super::Ask;

/// An answer to an [`Ask`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Yes,
    /// A word typed: what was asked for, or instead of evidence.
    Word(String),
    /// The id of an option.
    Choice(String),
    Line(String),
    /// The evidence that is attached has been looked at and is right.
    Seen,
}

/// In which way an answer settles a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A person said so.
    Confirmed,
    /// A person typed the word.
    Attested,
    /// Evidence is attached.
    Shown,
}

/// Why an answer does not settle a step. Sentences for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    #[error("Only yes settles this step.")]
    NotYes,
    #[error("This step asks for the word `{wanted}`, typed exactly.")]
    WrongWord { wanted: String },
    #[error("There is no option `{given}` here; the options are {options}.")]
    NoSuchOption { given: String, options: String },
    #[error("`{label}` does not settle this step: put it right first, then answer again.")]
    OptionDoesNotSettle { label: String },
    #[error("This step asks for a text of 1 to {limit} characters.")]
    LineLength { limit: usize },
    #[error("This step asks for evidence: attach a file or folder first.")]
    NothingAttached,
    #[error("This step asks for {wanted}.")]
    WrongKind { wanted: &'static str },
    #[error("This step opens by itself when what it requires is settled.")]
    OpensByItself,
}

/// Longest text that [`Answer::Line`] may carry, in characters.
pub(super) const LINE_LIMIT: usize = 400;

impl Ask {
    /// Judges an answer, given how many pieces of evidence are attached to the step.
    pub fn judge(&self, answer: &Answer, evidence: usize) -> Result<How, Objection> {
        match self {
            Self::YesNo { .. } => match answer {
                Answer::Yes => Ok(How::Confirmed),
                _ => Err(Objection::NotYes),
            },
            Self::Word { word, .. } | Self::Begin { word, .. } => typed(word, answer),
            Self::OneOf { options, .. } => match answer {
                Answer::Choice(id) => match options.iter().find(|option| option.id == *id) {
                    Some(option) if option.settles => Ok(How::Confirmed),
                    Some(option) => {
                        Err(Objection::OptionDoesNotSettle { label: option.label.clone() })
                    }
                    None => Err(Objection::NoSuchOption {
                        given: id.clone(),
                        options: options
                            .iter()
                            .map(|option| format!("`{}`", option.id))
                            .collect::<Vec<_>>()
                            .join(", "),
                    }),
                },
                _ => Err(Objection::WrongKind { wanted: "one of the options" }),
            },
            Self::Line { .. } => match answer {
                Answer::Line(text) if (1..=LINE_LIMIT).contains(&text.trim().chars().count()) => {
                    Ok(How::Confirmed)
                }
                Answer::Line(_) => Err(Objection::LineLength { limit: LINE_LIMIT }),
                _ => Err(Objection::WrongKind { wanted: "a line of text" }),
            },
            Self::Evidence { instead, .. } => match (answer, instead) {
                (Answer::Seen, _) if evidence > 0 => Ok(How::Shown),
                (Answer::Seen, _) => Err(Objection::NothingAttached),
                (Answer::Word(_), Some(word)) => typed(word, answer),
                _ => Err(Objection::WrongKind { wanted: "evidence" }),
            },
            Self::Gate { .. } => Err(Objection::OpensByItself),
            Self::Outcome { .. } => Err(Objection::WrongKind { wanted: "the outcome" }),
        }
    }
}

fn typed(wanted: &str, answer: &Answer) -> Result<How, Objection> {
    match answer {
        Answer::Word(given) if given == wanted => Ok(How::Attested),
        _ => Err(Objection::WrongWord { wanted: wanted.to_owned() }),
    }
}
