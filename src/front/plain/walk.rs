//! The walk, one numbered choice at a time.

use crate::engine::{
    Action, Card, Fact, Model, Outcome, Refusal, UpgradeOutcome, Via, Wish, card, screen, verdict,
    warning_card,
};
use crate::front::words;
use crate::front::{FrontEnd, FrontError, Said};
use crate::plan::StepIx;
use crate::step::{Answer, Ask};

use super::pages;
use super::prompt::Prompt;

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

/// What the menu of a step offers beside its actions.
#[derive(Clone, Copy)]
enum Choice {
    Act(Action),
    More,
    Elsewhere,
    Overview,
    Warnings,
    Remark,
    Review,
    Abort,
    Stop,
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
        for warning in screen(model).unacknowledged {
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
            let (total, width) = (model.plan().steps.len(), self.prompt.width());
            self.prompt.say(&pages::step(&card, step.0 + 1, total, width))?;
            if model.plan().is_point_of_no_return(step) {
                self.prompt.say(&pages::warnings_of_site(model, step, width))?;
            }
        }
        if let Some(alert) = words::alert(&card) {
            self.prompt.tell(alert)?;
        }
        self.prompt.tell(&format!("{} [{}]", card.words.title, card.state.word()))?;
        match self.choose(&choices(&card), &card.ask, !card.evidence.is_empty())? {
            Choice::More => {
                let choice = self.choose_more(&card.ask)?;
                self.follow(model, &card, choice)
            }
            choice => self.follow(model, &card, choice),
        }
    }

    fn choose(
        &mut self,
        choices: &[Choice],
        ask: &Ask,
        has_evidence: bool,
    ) -> Result<Choice, FrontError> {
        let labels: Vec<_> =
            choices.iter().map(|choice| label(*choice, ask, has_evidence)).collect();
        Ok(choices[self.prompt.number("Your choice", &labels)?])
    }

    fn choose_more(&mut self, ask: &Ask) -> Result<Choice, FrontError> {
        let mut labels: Vec<_> = MORE.iter().map(|choice| label(*choice, ask, false)).collect();
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
        match choice {
            Choice::Act(action) => self.act(card, action),
            Choice::More => Ok(None),
            Choice::Elsewhere => self.elsewhere(model),
            Choice::Overview => {
                let width = self.prompt.width();
                self.prompt.say(&pages::overview(&screen(model), width))?;
                Ok(None)
            }
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
            Choice::Review => self.review(model),
            Choice::Abort => self.abort(),
            Choice::Stop => Ok(Some(Said::Stop)),
        }
    }

    fn act(&mut self, card: &Card, action: Action) -> Result<Option<Said>, FrontError> {
        let step = card.step;
        let wish = match action {
            Action::Answer => {
                let Some(answer) = self.answer(&card.ask, !card.evidence.is_empty())? else {
                    return Ok(None);
                };
                Wish::Answer { step, answer }
            }
            Action::Begin => {
                self.prompt.tell(card.ask.question())?;
                let word = self.prompt.line(&typed(&card.ask))?;
                if word.is_empty() {
                    return Ok(None);
                }
                Wish::Begin { step, word }
            }
            Action::End => return self.end(card),
            Action::Attach => {
                let path = self.prompt.line("Path of the file or folder, or nothing to go back")?;
                return Ok((!path.is_empty()).then_some(Said::Read { step, path }));
            }
            Action::Waive => {
                self.prompt.tell("A waiver is a deviation: it is printed on the first page.")?;
                Wish::Waive { step, reason: self.prompt.line("Reason for going on without it")? }
            }
            Action::SetAside => {
                if let Some(when) = &card.words.may_not_apply {
                    self.prompt.tell(when)?;
                }
                Wish::SetAside { step, reason: self.prompt.line("Why it does not apply here")? }
            }
            Action::Correct => {
                let Some(answer) = self.answer(&card.ask, !card.evidence.is_empty())? else {
                    return Ok(None);
                };
                let reason = self.prompt.line("Reason for the correction")?;
                Wish::Correct { step, answer, reason }
            }
            Action::Reopen => {
                Wish::Reopen { step, reason: self.prompt.line("Reason for opening it again")? }
            }
            Action::Note => {
                let text = self.prompt.line("Note on this step")?;
                Wish::Note { step: Some(step), text }
            }
        };
        Ok(Some(Said::Wish(wish)))
    }

    /// Puts a question. `None`: the operator went back.
    fn answer(&mut self, ask: &Ask, has_evidence: bool) -> Result<Option<Answer>, FrontError> {
        self.prompt.tell(ask.question())?;
        Ok(match ask {
            Ask::YesNo { .. } => self.prompt.yes("Your answer")?.then_some(Answer::Yes),
            Ask::Word { .. } | Ask::Begin { .. } => {
                let word = self.prompt.line(&typed(ask))?;
                (!word.is_empty()).then_some(Answer::Word(word))
            }
            Ask::OneOf { options, .. } => {
                let mut labels: Vec<_> =
                    options.iter().map(|option| option.label.clone()).collect();
                labels.push("Go back".to_owned());
                let chosen = self.prompt.number("Which one", &labels)?;
                options.get(chosen).map(|option| Answer::Choice(option.id.clone()))
            }
            Ask::Line { example, .. } => {
                let line = self.prompt.line(&format!("For example: {example}. Your answer"))?;
                (!line.is_empty()).then_some(Answer::Line(line))
            }
            Ask::Evidence { instead, .. } => {
                let question = match instead {
                    Some(word) if !has_evidence => {
                        format!("Type `{word}` to go without evidence, or nothing to go back")
                    }
                    _ => "Type `seen` when the attached evidence is right, or nothing to go back"
                        .to_owned(),
                };
                match self.prompt.line(&question)? {
                    line if line.is_empty() => None,
                    line if line.eq_ignore_ascii_case("seen") => Some(Answer::Seen),
                    line => Some(Answer::Word(line)),
                }
            }
            Ask::Gate { .. } | Ask::Outcome { .. } => None,
        })
    }

    fn end(&mut self, card: &Card) -> Result<Option<Said>, FrontError> {
        self.prompt.tell(card.ask.question())?;
        let outcomes = UpgradeOutcome::ALL;
        let mut labels: Vec<_> =
            outcomes.iter().map(|outcome| outcome.label().to_owned()).collect();
        labels.push("Go back; it is still running".to_owned());
        let chosen = self.prompt.number("How did it end", &labels)?;
        let Some(outcome) = outcomes.get(chosen).copied() else { return Ok(None) };
        let looked = match card.state {
            crate::engine::State::InDoubt => {
                Some(self.prompt.line("How did you look at it, and what did you see")?)
            }
            _ => None,
        };
        Ok(Some(Said::Wish(Wish::End { step: card.step, outcome, looked })))
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

    fn review(&mut self, model: &Model) -> Result<Option<Said>, FrontError> {
        let verdict = verdict(model);
        let width = self.prompt.width();
        self.prompt.say(&pages::review(model, &verdict, width))?;
        let close = format!(
            "Close and seal the record as: {}",
            words::outcome(verdict.outcome, verdict.deviations.len())
        );
        let options = [close, "Go back to the walk".to_owned()];
        if self.prompt.number("Your choice", &options)? != 0 {
            return Ok(None);
        }
        if verdict.outcome == Outcome::Incomplete
            && !self.prompt.yes("Steps are open. Close it as incomplete all the same")?
        {
            return Ok(None);
        }
        Ok(Some(Said::Wish(Wish::Close { shown: verdict.outcome })))
    }

    fn abort(&mut self) -> Result<Option<Said>, FrontError> {
        let reason = self.prompt.line("Reason for giving up, or nothing to go back")?;
        if reason.is_empty() || !self.prompt.yes("This closes the session for good. Sure")? {
            return Ok(None);
        }
        Ok(Some(Said::Wish(Wish::Abort { reason })))
    }
}

impl FrontEnd for Plain {
    fn next(&mut self, model: &Model) -> Result<Said, FrontError> {
        if !self.has_greeted {
            self.has_greeted = true;
            self.prompt.say(&pages::header(&screen(model)))?;
            let width = self.prompt.width();
            self.prompt.say(&pages::warnings(model, width))?;
        }
        if self.puts_warnings {
            // Those that are put off come again when an upgrade is refused for them.
            if let Some(said) = self.put_warnings(model)? {
                return Ok(said);
            }
            self.puts_warnings = false;
        }
        loop {
            let next = self.looking_at.or_else(|| screen(model).next);
            let said = match next {
                Some(step) => self.turn(model, step)?,
                None => match screen(model).unacknowledged.first() {
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
        // Whoever chose a step stays with it until it is settled.
        let is_settled = |step: StepIx| model.state(step).is_settled();
        self.looking_at = self.looking_at.filter(|step| !is_settled(*step));
        self.prompt.tell(&format!("Recorded: {}", pages::history(fact)))?;
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

    fn via(&self) -> Via {
        if self.prompt.is_at_terminal() { Via::Person } else { Via::Pipe }
    }
}

impl Plain {
    /// Nothing is left that can be acted on.
    fn finish(&mut self, model: &Model) -> Result<Option<Said>, FrontError> {
        let choices = [Choice::Review, Choice::Elsewhere, Choice::Overview, Choice::Stop];
        self.prompt.say("Every step that can be done is done.")?;
        match self.choose(&choices, &Ask::Gate { question: String::new() }, false)? {
            Choice::Review => self.review(model),
            Choice::Elsewhere => self.elsewhere(model),
            Choice::Overview => {
                let width = self.prompt.width();
                self.prompt.say(&pages::overview(&screen(model), width))?;
                Ok(None)
            }
            _ => Ok(Some(Said::Stop)),
        }
    }
}

/// What to type, in the very words: nobody should have to look for them.
fn typed(ask: &Ask) -> String {
    match ask {
        Ask::Word { word, .. } | Ask::Begin { word, .. } => {
            format!("Type `{word}` exactly, or nothing to go back")
        }
        _ => "Type it, or nothing to go back".to_owned(),
    }
}

fn choices(card: &Card) -> Vec<Choice> {
    let mut choices: Vec<_> = card.can.iter().copied().map(Choice::Act).collect();
    choices.extend([Choice::Elsewhere, Choice::More, Choice::Stop]);
    choices
}

/// What is needed less often than once a step.
const MORE: &[Choice] =
    &[Choice::Overview, Choice::Warnings, Choice::Remark, Choice::Review, Choice::Abort];

fn label(choice: Choice, ask: &Ask, has_evidence: bool) -> String {
    let words = match choice {
        Choice::Act(Action::Answer) => match ask {
            Ask::Evidence { .. } if !has_evidence => "Go without evidence, by typing a word",
            Ask::Evidence { .. } => "Confirm the evidence that is attached",
            Ask::YesNo { .. } => "Yes, it is done: answer this step",
            _ => "Answer this step",
        },
        Choice::Act(Action::Begin) => "Begin: from here there is no way back",
        Choice::Act(Action::End) => "Say how it ended",
        Choice::Act(Action::Attach) => "Attach a file or folder as evidence",
        Choice::Act(Action::Waive) => "Waive it, with a reason",
        Choice::Act(Action::SetAside) => "It does not apply here, with a reason",
        Choice::Act(Action::Correct) => "Correct the answer, with a reason",
        Choice::Act(Action::Reopen) => "Open it again, with a reason",
        Choice::Act(Action::Note) => "Write a note on it",
        Choice::More => "More",
        Choice::Elsewhere => "Look at another step",
        Choice::Overview => "Show all steps",
        Choice::Warnings => "Show all warnings",
        Choice::Remark => "Write a remark on the session",
        Choice::Review => "Review, and close the session",
        Choice::Abort => "Abort the session, with a reason",
        Choice::Stop => "Stop here; the session is saved",
    };
    words.to_owned()
}
