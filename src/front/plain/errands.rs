//! What is done with the session as a whole: a happening told, the hierarchy corrected, the verdict
//! asked for, the review, the end.

use crate::engine::{Happening, Model, Outcome, State, Wish, next_upgrade, verdict};
use crate::front::words;
use crate::front::{FrontError, Said};
use crate::plan::StepIx;

use super::pages;
use super::prompt::Prompt;

/// Says that something happened that ends the truth of answers.
pub(super) fn happened(prompt: &mut Prompt) -> Result<Option<Said>, FrontError> {
    let what = |happening: Happening| match happening {
        Happening::Restart => "A site server was restarted",
        Happening::SiteChange => "Something of a site was changed",
    };
    let mut labels: Vec<_> = Happening::ALL.iter().map(|it| what(*it).to_owned()).collect();
    labels.push("Go back".to_owned());
    let chosen = prompt.number("What happened", &labels)?;
    let Some(what) = Happening::ALL.get(chosen).copied() else { return Ok(None) };
    let site = prompt.line("Code of the site, or nothing for every site")?;
    let text = prompt.line("What it was, in a sentence, or nothing to go back")?;
    let wish = Wish::Tell { what, site: (!site.is_empty()).then_some(site), text: text.clone() };
    Ok((!text.is_empty()).then_some(Said::Wish(wish)))
}

/// Says that a site is at another level than the hierarchy file declares.
pub(super) fn redeclare(prompt: &mut Prompt, model: &Model) -> Result<Option<Said>, FrontError> {
    let hierarchy = &model.plan().hierarchy;
    prompt.tell(
        "This makes the plan anew, and is a deviation: it is printed on the first page. What was \
         done stays with the steps that are still in it.",
    )?;
    for site in &hierarchy.sites {
        prompt.say(&format!("  {}  {}", site.code, site.level))?;
    }
    let site = prompt.line("Code of the site, or nothing to go back")?;
    if site.is_empty() {
        return Ok(None);
    }
    let Some(found) = hierarchy.site_named(&site) else {
        prompt.tell("The hierarchy has no such site.")?;
        return Ok(None);
    };
    let levels: Vec<_> = model.plan().flow.levels.iter().map(ToString::to_string).collect();
    prompt.tell(&format!("The levels are {}.", levels.join(", ")))?;
    let level = prompt.line("Level that it is really at, or nothing to go back")?;
    if level.is_empty() {
        return Ok(None);
    }
    // Before anybody writes a reason for what cannot be.
    if let Err(why) = model.plan().redeclared(&site, &level) {
        prompt.tell(&format!("Not done. {why}"))?;
        return Ok(None);
    }
    let reason = prompt.line("How you know that, or nothing to go back")?;
    let site = hierarchy.site(found).code.clone();
    let wish = Wish::Redeclare { site, level, reason: reason.clone() };
    Ok((!reason.is_empty()).then_some(Said::Wish(wish)))
}

/// Wants the verdict on an upgrade: the one looked at, or else the next.
pub(super) fn check(
    prompt: &mut Prompt,
    model: &Model,
    looked_at: Option<StepIx>,
) -> Result<Option<Said>, FrontError> {
    let is_ahead = |step: &StepIx| {
        model.plan().is_point_of_no_return(*step)
            && matches!(
                model.state(*step),
                State::Open | State::Blocked(_) | State::Refuted | State::Stale
            )
    };
    let step = looked_at.filter(is_ahead).or_else(|| next_upgrade(model, None));
    if step.is_none() {
        prompt.tell("No upgrade lies ahead.")?;
    }
    Ok(step.map(|step| Said::Check { step }))
}

/// Shows what stands between the session and its end, and closes it.
pub(super) fn review(prompt: &mut Prompt, model: &Model) -> Result<Option<Said>, FrontError> {
    let verdict = verdict(model);
    let width = prompt.width();
    prompt.say(&pages::review(model, &verdict, width))?;
    let close = format!(
        "Close and seal the record as: {}",
        words::outcome(verdict.outcome, verdict.deviations.len())
    );
    let options = [close, "Go back to the walk".to_owned()];
    if prompt.number("Your choice", &options)? != 0 {
        return Ok(None);
    }
    if verdict.outcome == Outcome::Incomplete
        && !prompt.yes("Steps are open. Close it as incomplete all the same")?
    {
        return Ok(None);
    }
    Ok(Some(Said::Wish(Wish::Close { shown: verdict.outcome })))
}

/// Ends the session here and now.
pub(super) fn abort(prompt: &mut Prompt, model: &Model) -> Result<Option<Said>, FrontError> {
    super::way_back::show(prompt, model)?;
    let reason = prompt.line("Reason for giving up, or nothing to go back")?;
    if reason.is_empty() || !prompt.yes("This closes the session for good. Sure")? {
        return Ok(None);
    }
    Ok(Some(Said::Wish(Wish::Abort { reason })))
}
