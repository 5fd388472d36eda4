//! The way back: what has to be undone, how long it takes, and the window that it has to fit into.

use crate::engine::{Model, Wish};
use crate::front::{FrontError, Said, words};
use crate::plan::duration;

use super::prompt::Prompt;

/// Shows what has to be undone to be back where the session began.
pub(super) fn show(prompt: &mut Prompt, model: &Model) -> Result<Option<Said>, FrontError> {
    let steps = model.back_out();
    prompt.tell(&format!("The way back: {}.", model.turn_back().words()))?;
    for (index, step) in steps.iter().enumerate() {
        let doubt = if step.is_certain { "" } else { " (look first whether anything was changed)" };
        let takes = duration(step.takes_seconds);
        prompt.tell(&format!("{:>3}. {} [{takes}]{doubt}", index + 1, step.title))?;
        for line in step.how.lines() {
            prompt.tell(&format!("     {line}"))?;
        }
    }
    Ok(None)
}

/// Says until when the work has to be done or undone.
pub(super) fn set_window(prompt: &mut Prompt, model: &Model) -> Result<Option<Said>, FrontError> {
    if let Some(until) = model.window_ends() {
        prompt.tell(&format!("It ends at {} UTC now.", until.strftime("%Y-%m-%d %H:%M")))?;
    }
    let typed =
        prompt.line("When it ends, in UTC, like 2026-11-22 04:00, or nothing to go back")?;
    if typed.is_empty() {
        return Ok(None);
    }
    let Some(until) = words::time(&typed) else {
        prompt.tell("That is no time. Write it like 2026-11-22 04:00, in UTC.")?;
        return Ok(None);
    };
    let text = prompt.line("Who set it, or why, or nothing to go back")?;
    Ok((!text.is_empty()).then_some(Said::Wish(Wish::SetWindow { until, text })))
}
