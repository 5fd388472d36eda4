//! Which face an operator gets.

use std::io::{self, IsTerminal};

use crate::engine::Via;
use crate::failure::Failure;
use crate::front::FrontEnd as _;
use crate::front::plain::{Plain, Prompt};
use crate::front::script::Answers;
use crate::plan::Plan;
use crate::print::form_number;
use crate::text::{Source, quoted, render};
use crate::world::{here, input};

use super::args::{Front, Walk};
use super::keyring::Asker;

/// A face, before the walk begins.
pub(crate) enum Face {
    Plain(Plain),
    Script { answers: Box<Answers>, source: Source, sha256: String },
}

impl Face {
    /// The face that was asked for, else the one that fits this terminal.
    pub(crate) fn choose(walk: &Walk) -> Result<Self, Failure> {
        match (walk.front, &walk.answers) {
            (Some(Front::Script), Some(path)) => {
                let source = input::read_source(path)?;
                let answers = Answers::read(&source).map_err(|mistakes| Failure::Mistakes {
                    what: source.name().to_owned(),
                    mistakes: mistakes.len(),
                    rendered: render(std::slice::from_ref(&source), &mistakes),
                })?;
                let sha256 = here::sha256(source.text().as_bytes());
                Ok(Self::Script { answers: Box::new(answers), source, sha256 })
            }
            (Some(Front::Script), None) => Err(Failure::Usage {
                message: "the script face needs answers".to_owned(),
                hint: "give them with --answers FILE",
            }),
            (_, Some(_)) => Err(Failure::Usage {
                message: "answers are only read by the script face".to_owned(),
                hint: "add --front script",
            }),
            (Some(Front::Tui | Front::Plain) | None, None) => Ok(Self::line_by_line()),
        }
    }

    /// The line-by-line face on what standard input is.
    pub(crate) fn line_by_line() -> Self {
        Self::Plain(Plain::new(prompt()))
    }

    /// How what this face says is marked in the record.
    pub(crate) fn via(&self) -> Via {
        match self {
            Self::Plain(plain) => plain.via(),
            Self::Script { source, sha256, answers } => {
                let (name, sha256) = (source.name().to_owned(), sha256.clone());
                match answers.paper.clone() {
                    None => Via::AnswersFile { name, sha256 },
                    Some(form) => Via::Paper { name, sha256, form },
                }
            }
        }
    }

    /// Whom to ask before the walk.
    pub(crate) fn asker(&mut self) -> Asker<'_> {
        match self {
            Self::Plain(plain) => Asker::Person(plain.prompt()),
            Self::Script { answers, .. } => {
                Asker::Nobody { empty_passphrase: answers.empty_passphrase }
            }
        }
    }

    /// Refuses answers to questions that the plan does not ask, before anything is begun.
    pub(crate) fn check_against(&self, plan: &Plan) -> Result<(), Failure> {
        let Self::Script { answers, source, .. } = self else { return Ok(()) };
        if let Some(form) = &answers.paper
            && !form_number(plan).starts_with(form)
        {
            return Err(Failure::Usage {
                message: format!("form {} is of another plan than this one", quoted(form)),
                hint: "compare the number with the form; one that was corrected has another",
            });
        }
        let mistakes = answers.check_against(plan);
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Failure::Mistakes {
            what: source.name().to_owned(),
            mistakes: mistakes.len(),
            rendered: render(std::slice::from_ref(source), &mistakes),
        })
    }
}

/// dialoguer where a terminal understands it, plain lines elsewhere. dialoguer writes to standard
/// error, so that has to be the terminal too.
pub(crate) fn prompt() -> Prompt {
    let is_terminal =
        io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal();
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if is_terminal && !is_dumb { Prompt::on_terminal() } else { Prompt::on_standard_input() }
}
