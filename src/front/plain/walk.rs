//! The walk, one numbered choice at a time.

use crate::engine::{
    Action, Card, Deed, Fact, Model, Refusal, Via, Wish, card, progress, screen, warning_card,
};
use crate::front::words;
use crate::front::{FrontEnd, FrontError, Said};
use crate::plan::StepIx;

use super::menu::{Choice, MORE, choices, label, label_at};
use super::prompt::Prompt;
use super::{errands, pages, proof, second, settle, way_back};

/// The line-by-line face.
pub struct Plain {
    prompt: Prompt,
    /// The step that the operator chose to look at; otherwise the engine's next.
    looking_at: Option<StepIx>,
    has_greeted: bool,
    /// The step that is written out above, and how much had happened by then.
    written: Option<(StepIx, usize)>,
    /// Whether the warnings that wait for an acknowledgement are to be put before the next step.
    puts_warnings: bool,
}

impl Plain {
    pub fn new(prompt: Prompt) -> Self {
        Self { prompt, looking_at: None, has_greeted: false, written: None, puts_warnings: true }
    }

    /// The prompt, for questions before and after the walk.
    pub fn prompt(&mut self) -> &mut Prompt {
        &mut self.prompt
    }

    fn acknowledge(&mut self, model: &Model, warning: usize) -> Result<Option<Said>, FrontError> {
        let width = self.prompt.width();
        self.prompt.say(&pages::warning(&warning_card(model, warning), width))?;
        let options = ["I have read this warning and take it into account", "Later", "Stop here"];
        Ok(match self.prompt.number("Your choice", &options.map(str::to_owned))? {
            0 => Some(Said::Wish(Wish::Acknowledge { warning })),
            1 => None,
            _ => Some(Said::Stop),
        })
    }

    fn put_warnings(&mut self, model: &Model) -> Result<Option<Said>, FrontError> {
        for warning in progress(model).unacknowledged {
            if let Some(said) = self.acknowledge(model, warning)? {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }

    /// One turn at one step. `None`: look again.
    fn turn(&mut self, model: &Model, step: StepIx) -> Result<Option<Said>, FrontError> {
        let card = card(model, step);
        self.prompt.say("")?;
        // What stands right above is not written again.
        let now = Some((step, model.facts().len()));
        if std::mem::replace(&mut self.written, now) != now {
            let width = self.prompt.width();
            self.prompt.say(&pages::step(model, &card, width))?;
            if model.plan().is_point_of_no_return(step) {
                self.prompt.say(&pages::warnings_of_site(model, step, width))?;
            }
        }
        if let Some(alert) = words::alert(&card) {
            self.prompt.tell(alert)?;
        }
        self.prompt.tell(&format!("{} [{}]", card.words.title, card.state.word()))?;
        let choices = choices(&card);
        let labels: Vec<_> = choices.iter().map(|choice| label_at(*choice, &card)).collect();
        match choices[self.prompt.number("Your choice", &labels)?] {
            Choice::More => {
                let choice = self.choose_more()?;
                self.follow(model, &card, choice)
            }
            choice => self.follow(model, &card, choice),
        }
    }

    fn choose_more(&mut self) -> Result<Choice, FrontError> {
        let mut labels: Vec<_> = MORE.iter().map(|choice| label(*choice).to_owned()).collect();
        labels.push("Back to the step".to_owned());
        let chosen = self.prompt.number("Your choice", &labels)?;
        Ok(MORE.get(chosen).copied().unwrap_or(Choice::More))
    }

    fn follow(
        &mut self,
        model: &Model,
        card: &Card,
        choice: Choice,
    ) -> Result<Option<Said>, FrontError> {
        let step = card.step;
        match choice {
            Choice::Act(Action::Second) => second::look(&mut self.prompt, card),
            Choice::Act(action) => {
                let said = settle::act(&mut self.prompt, card, action)?;
                second::unlocked(&mut self.prompt, card, said)
            }
            Choice::HandOver => second::hand_over(&mut self.prompt, model),
            Choice::BackOut => way_back::show(&mut self.prompt, model),
            Choice::Window => way_back::set_window(&mut self.prompt, model),
            Choice::Look => Ok(card.watched.clone().map(|path| Said::Read { step, path })),
            Choice::Wait => {
                self.prompt.tell("Waiting. Ctrl-C stops; everything so far is saved.")?;
                Ok(Some(Said::Watch { step }))
            }
            Choice::Check => errands::check(&mut self.prompt, model, Some(step)),
            Choice::More => Ok(None),
            Choice::Elsewhere => self.elsewhere(model),
            Choice::Overview => self.overview(model),
            Choice::Warnings => {
                for warning in 0..model.plan().warnings.len() {
                    let width = self.prompt.width();
                    self.prompt.say(&pages::warning(&warning_card(model, warning), width))?;
                }
                Ok(None)
            }
            Choice::Remark => {
                let text = self.prompt.line("Remark on the session")?;
                Ok(Some(Said::Wish(Wish::Note { step: None, text })))
            }
            Choice::Happened => errands::happened(&mut self.prompt),
            Choice::Redeclare => errands::redeclare(&mut self.prompt, model),
            Choice::Review => errands::review(&mut self.prompt, model),
            Choice::Abort => errands::abort(&mut self.prompt, model),
            Choice::Stop => Ok(Some(Said::Stop)),
        }
    }

    fn overview(&mut self, model: &Model) -> Result<Option<Said>, FrontError> {
        let width = self.prompt.width();
        self.prompt.say(&pages::overview(&screen(model), width))?;
        Ok(None)
    }

    fn elsewhere(&mut self, model: &Model) -> Result<Option<Said>, FrontError> {
        let answer = self.prompt.line("Number or id of the step, or nothing for the next one")?;
        let by_number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = by_number
            .filter(|index| *index < model.plan().steps.len())
            .map(StepIx)
            .or_else(|| model.step_named(&answer));
        if found.is_none() && !answer.is_empty() {
            self.prompt.tell("There is no such step; the overview lists them all.")?;
        }
        self.looking_at = found;
        Ok(None)
    }
}

impl FrontEnd for Plain {
    fn next(&mut self, model: &Model) -> Result<Said, FrontError> {
        if !self.has_greeted {
            self.has_greeted = true;
            self.prompt.say(&pages::header(&screen(model)))?;
            let width = self.prompt.width();
            self.prompt.say(&pages::warnings(model, width))?;
            let since = proof::since(model, width);
            if !since.is_empty() {
                self.prompt.say(&since)?;
            }
        }
        if self.puts_warnings {
            // Those that are put off come again when an upgrade is refused for them.
            if let Some(said) = self.put_warnings(model)? {
                return Ok(said);
            }
            self.puts_warnings = false;
        }
        loop {
            let next = self.looking_at.or_else(|| progress(model).next);
            let said = match next {
                Some(step) => self.turn(model, step)?,
                None => match progress(model).unacknowledged.first() {
                    Some(warning) => self.acknowledge(model, *warning)?,
                    None => self.finish(model)?,
                },
            };
            if let Some(said) = said {
                return Ok(said);
            }
        }
    }

    fn recorded(&mut self, model: &Model, fact: &Fact) -> Result<(), FrontError> {
        if let Deed::Redeclared { .. } = fact.deed {
            // The plan is another: places of before mean nothing in it.
            (self.looking_at, self.written, self.puts_warnings) = (None, None, true);
        }
        // Whoever chose a step stays with it until it is settled.
        let is_settled = |step: StepIx| model.state(step).is_settled();
        self.looking_at = self.looking_at.filter(|step| !is_settled(*step));
        self.prompt.tell(&format!("Recorded: {}", pages::history(fact)))?;
        if let Deed::Checked { .. } = fact.deed {
            let width = self.prompt.width();
            self.prompt.say(&proof::verdict(model, &fact.deed, width))?;
        }
        self.prompt.say(&pages::progress(&screen(model)))
    }

    fn refuse(&mut self, refusal: &Refusal) -> Result<(), FrontError> {
        if let Refusal::Unacknowledged { .. } = refusal {
            self.puts_warnings = true;
        }
        self.prompt.tell(&format!("Not done. {refusal}"))
    }

    fn unreadable(&mut self, why: &str) -> Result<(), FrontError> {
        self.prompt.tell(&format!("Not attached. {why}"))
    }

    fn unsigned(&mut self, why: &str) -> Result<(), FrontError> {
        self.prompt.tell(&format!("Not signed, and so not recorded: {why}"))
    }

    fn touch(&mut self, _: &Model) -> Result<(), FrontError> {
        self.prompt.tell(words::TOUCH)
    }

    fn via(&self) -> Via {
        if self.prompt.is_at_terminal() { Via::Person } else { Via::Pipe }
    }
}

impl Plain {
    /// Nothing is left that can be acted on.
    fn finish(&mut self, model: &Model) -> Result<Option<Said>, FrontError> {
        const CHOICES: [Choice; 5] =
            [Choice::Review, Choice::Elsewhere, Choice::Overview, Choice::Happened, Choice::Stop];
        self.prompt.say("Every step that can be done is done.")?;
        let labels = CHOICES.map(|choice| label(choice).to_owned());
        match CHOICES[self.prompt.number("Your choice", &labels)?] {
            Choice::Review => errands::review(&mut self.prompt, model),
            Choice::Elsewhere => self.elsewhere(model),
            Choice::Overview => self.overview(model),
            Choice::Happened => errands::happened(&mut self.prompt),
            _ => Ok(Some(Said::Stop)),
        }
    }
}
