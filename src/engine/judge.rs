//! Judges an answer: against the question, and against what the evidence of the step says.

use crate::plan::StepIx;
use crate::sensor::is_same_value;
use crate::step::{Answer, Ask, How};

use super::decide::id;
use super::{Model, Refusal, Standing, Via};

/// What a person types to stand in for evidence that does not decide.
pub const OWN_WORD: &str = "ON MY WORD";

/// How an answer settles the step, if it does.
pub(super) fn judge(
    model: &Model,
    step: StepIx,
    answer: &Answer,
    via: &Via,
) -> Result<How, Refusal> {
    let ask: Ask = model.plan().ask(step);
    let standing = model.standing(step);
    if let Some(objection) = standing.objections().first() {
        let (step, why) = (id(model, step), objection.sentence());
        return Err(if let Standing::Conflict { proves, .. } = standing {
            Refusal::Conflict { step, proves, why }
        } else {
            Refusal::Refuted { step, why }
        });
    }
    let fresh = model.fresh_evidence(step).len();
    if *answer == Answer::Seen && fresh == 0 && !model.evidence(step).is_empty() {
        return Err(Refusal::OldEvidence { step: id(model, step) });
    }
    if !matches!(ask, Ask::Evidence { .. }) {
        let how = ask.judge(answer, fresh)?;
        // What a person says, and evidence shows too, is shown.
        return Ok(if standing == Standing::Proves { How::Shown } else { how });
    }
    let value = model.value_to_type(step);
    let is_value = |word: &str| value.as_ref().is_some_and(|(_, it)| is_same_value(it, word));
    match (answer, &standing) {
        (Answer::Word(word), Standing::Proves) if is_value(word) => Ok(How::Shown),
        (Answer::Seen, Standing::Proves) => match value {
            // A file or a pipe was written beforehand: typing it once more proves no attention.
            Some((key, _)) if *via == Via::Person => {
                Err(Refusal::TypeTheValue { step: id(model, step), key })
            }
            _ => Ok(How::Shown),
        },
        (Answer::Seen, Standing::Undecided | Standing::Differs { .. }) => {
            if *via == Via::Person {
                Err(Refusal::NotProved { step: id(model, step), word: OWN_WORD })
            } else {
                Ok(How::Attested)
            }
        }
        (Answer::Word(word), Standing::Undecided | Standing::Differs { .. })
            if word == OWN_WORD =>
        {
            Ok(How::Attested)
        }
        (Answer::Word(word), Standing::Proves)
            if value.is_some() && ask.judge(answer, 0).is_err() =>
        {
            let found = value.map(|(_, it)| it).unwrap_or_default();
            Err(Refusal::OtherValue { step: id(model, step), given: word.clone(), found })
        }
        _ => Ok(ask.judge(answer, fresh)?),
    }
}
