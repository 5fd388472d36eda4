//! The few questions that every face must be able to put. Plain data, words already filled in.

use super::EvidenceOf;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Only yes settles it.
    YesNo {
        question: String,
    },
    /// `word` must be typed exactly.
    Word {
        question: String,
        word: String,
    },
    OneOf {
        question: String,
        options: Vec<AskOption>,
    },
    /// A short text. `example` shows what one looks like.
    Line {
        question: String,
        example: String,
    },
    /// At least one piece of evidence has to be attached, then confirmed. Where `instead` is
    /// given, typing that word attests the step without any.
    Evidence {
        question: String,
        of: EvidenceOf,
        instead: Option<String>,
    },
    /// Nothing to answer: it opens by itself.
    Gate {
        question: String,
    },
    /// A point of no return, not begun. `word` must be typed exactly; then `outcome` is asked.
    Begin {
        question: String,
        word: String,
    },
    /// A point of no return, under way or in doubt.
    Outcome {
        question: String,
    },
}

/// One option of [`Ask::OneOf`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskOption {
    pub id: String,
    pub label: String,
    pub settles: bool,
}

impl Ask {
    /// The question itself.
    pub fn question(&self) -> &str {
        match self {
            Self::YesNo { question }
            | Self::Word { question, .. }
            | Self::OneOf { question, .. }
            | Self::Line { question, .. }
            | Self::Evidence { question, .. }
            | Self::Gate { question }
            | Self::Begin { question, .. }
            | Self::Outcome { question } => question,
        }
    }

    /// The question with everything that may be answered to it.
    pub fn full_question(&self) -> String {
        let question = self.question();
        match self {
            Self::OneOf { options, .. } => {
                let labels =
                    options.iter().map(|option| format!("[{}] {}", option.id, option.label));
                format!("{question}\n{}", labels.collect::<Vec<_>>().join("\n"))
            }
            Self::Word { word, .. } | Self::Begin { word, .. } => {
                format!("{question}\nTo be typed: {word}")
            }
            Self::Evidence { instead: Some(word), .. } => {
                format!("{question}\nWithout any, to be typed: {word}")
            }
            Self::YesNo { .. }
            | Self::Line { .. }
            | Self::Evidence { instead: None, .. }
            | Self::Gate { .. }
            | Self::Outcome { .. } => question.to_owned(),
        }
    }
}
