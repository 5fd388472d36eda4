//! What is done with a step: questions put, answers taken.

use crate::engine::{Action, Card, OWN_WORD, Standing, State, UpgradeOutcome, Wish};
use crate::front::{FrontError, Said};
use crate::step::{Answer, Ask};

use super::prompt::Prompt;
use super::proof::why_not;

/// Does with a step what was chosen. `None`: the operator went back.
pub(super) fn act(
    prompt: &mut Prompt,
    card: &Card,
    action: Action,
) -> Result<Option<Said>, FrontError> {
    let step = card.step;
    let wish = match action {
        Action::Answer => {
            let Some(answer) = answer(prompt, card)? else { return Ok(None) };
            Wish::Answer { step, answer }
        }
        Action::Begin => {
            prompt.tell(card.ask.question())?;
            let word = prompt.line(&typed(&card.ask))?;
            if word.is_empty() {
                return Ok(None);
            }
            Wish::Begin { step, word }
        }
        Action::End => return end(prompt, card),
        Action::Attach => {
            let path = prompt.line("Path of the file or folder, or nothing to go back")?;
            return Ok((!path.is_empty()).then_some(Said::Read { step, path }));
        }
        Action::Waive => {
            prompt.tell("A waiver is a deviation: it is printed on the first page.")?;
            Wish::Waive { step, reason: prompt.line("Reason for going on without it")? }
        }
        Action::SetAside => {
            if let Some(when) = &card.words.may_not_apply {
                prompt.tell(when)?;
            }
            Wish::SetAside { step, reason: prompt.line("Why it does not apply here")? }
        }
        Action::Correct => {
            let Some(answer) = answer(prompt, card)? else { return Ok(None) };
            let reason = prompt.line("Reason for the correction")?;
            Wish::Correct { step, answer, reason }
        }
        Action::Reopen => {
            Wish::Reopen { step, reason: prompt.line("Reason for opening it again")? }
        }
        Action::Second => return super::second::look(prompt, card),
        Action::Withdraw => return withdraw(prompt, card),
        Action::Explain => return explain(prompt, card),
        Action::Note => {
            let text = prompt.line("Note on this step")?;
            Wish::Note { step: Some(step), text }
        }
    };
    Ok(Some(Said::Wish(wish)))
}

/// Puts the question of a step. `None`: the operator went back, or nothing can be answered.
fn answer(prompt: &mut Prompt, card: &Card) -> Result<Option<Answer>, FrontError> {
    if let Some(why) = why_not(&card.standing) {
        prompt.tell(&why)?;
        return Ok(None);
    }
    let ask = &card.ask;
    prompt.tell(ask.question())?;
    Ok(match ask {
        Ask::YesNo { .. } => prompt.yes("Your answer")?.then_some(Answer::Yes),
        Ask::Word { .. } | Ask::Begin { .. } => {
            let word = prompt.line(&typed(ask))?;
            (!word.is_empty()).then_some(Answer::Word(word))
        }
        Ask::OneOf { options, .. } => {
            let mut labels: Vec<_> = options.iter().map(|option| option.label.clone()).collect();
            labels.push("Go back".to_owned());
            let chosen = prompt.number("Which one", &labels)?;
            options.get(chosen).map(|option| Answer::Choice(option.id.clone()))
        }
        Ask::Line { example, .. } => {
            let line = prompt.line(&format!("For example: {example}. Your answer"))?;
            (!line.is_empty()).then_some(Answer::Line(line))
        }
        Ask::Evidence { instead, .. } => match prompt.line(&settling(card, instead.as_deref()))? {
            line if line.is_empty() => None,
            line if line.eq_ignore_ascii_case("seen") => Some(Answer::Seen),
            line => Some(Answer::Word(line)),
        },
        Ask::Gate { .. } | Ask::Outcome { .. } => None,
    })
}

/// What is asked of somebody who settles a step by evidence. The value that has to be typed is not
/// in it: whoever types it has read it off what was found.
fn settling(card: &Card, instead: Option<&str>) -> String {
    match (&card.standing, &card.value, instead) {
        (Standing::Undecided | Standing::Differs { .. }, ..) => format!(
            "What is attached does not prove it. Type `{OWN_WORD}` to stand in for it yourself, or \
             nothing to go back"
        ),
        (Standing::Proves, Some((key, _)), _) => {
            format!("Type the value of `{key}` that the evidence shows, or nothing to go back")
        }
        (_, _, Some(word)) if card.evidence.is_empty() => {
            format!("Type `{word}` to go without evidence, or nothing to go back")
        }
        _ => "Type `seen` when the attached evidence is right, or nothing to go back".to_owned(),
    }
}

fn end(prompt: &mut Prompt, card: &Card) -> Result<Option<Said>, FrontError> {
    prompt.tell(card.ask.question())?;
    let outcomes = UpgradeOutcome::ALL;
    let mut labels: Vec<_> = outcomes.iter().map(|outcome| outcome.label().to_owned()).collect();
    labels.push("Go back; it is still running".to_owned());
    let chosen = prompt.number("How did it end", &labels)?;
    let Some(outcome) = outcomes.get(chosen).copied() else { return Ok(None) };
    let looked = match card.state {
        State::InDoubt => Some(prompt.line("How did you look at it, and what did you see")?),
        _ => None,
    };
    Ok(Some(Said::Wish(Wish::End { step: card.step, outcome, looked })))
}

fn withdraw(prompt: &mut Prompt, card: &Card) -> Result<Option<Said>, FrontError> {
    let mut labels: Vec<_> = card.evidence.iter().map(|it| it.path.clone()).collect();
    labels.push("Go back".to_owned());
    let chosen = prompt.number("Which piece", &labels)?;
    let Some(piece) = card.evidence.get(chosen) else { return Ok(None) };
    let reason = prompt.line("Why it does not belong here, or nothing to go back")?;
    let (step, path, sha256) = (card.step, piece.path.clone(), piece.sha256.clone());
    let wish = Wish::Withdraw { step, path, sha256, reason: reason.clone() };
    Ok((!reason.is_empty()).then_some(Said::Wish(wish)))
}

fn explain(prompt: &mut Prompt, card: &Card) -> Result<Option<Said>, FrontError> {
    let found = card
        .standing
        .objections()
        .iter()
        .find_map(|objection| objection.finding.as_ref().map(|finding| (objection, finding)));
    let Some((objection, finding)) = found else { return Ok(None) };
    prompt.tell(&objection.sentence())?;
    let text = prompt.line("What it was and what was done, or nothing to go back")?;
    let wish = Wish::Explain {
        step: card.step,
        sha256: objection.sha256.clone(),
        finding: finding.id.word().to_owned(),
        line: finding.line,
        text: text.clone(),
    };
    Ok((!text.is_empty()).then_some(Said::Wish(wish)))
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
