//! What the line-by-line face writes: a step, a warning, where the session stands.

use crate::engine::{
    Card, Evidence, EvidenceKind, Fact, Model, Screen, Verdict, WarningCard, warning_card,
};
use crate::front::words::{outcome, said};
use crate::plan::StepIx;
use crate::text::{count, list};

use super::page::Page;
use super::proof;

/// The header of a session.
pub(super) fn header(screen: &Screen) -> String {
    format!("{}\nHierarchy: {}\n{}", screen.flow, screen.hierarchy, progress(screen))
}

/// "12 of 40 steps settled; 1 deviation".
pub(super) fn progress(screen: &Screen) -> String {
    let mut line = format!("{} of {} settled", screen.settled, count("step", screen.total));
    if screen.deviations > 0 {
        line.push_str(&format!("; {}", count("deviation", screen.deviations)));
    }
    line
}

/// A step in full.
pub(super) fn step(model: &Model, card: &Card, width: usize) -> String {
    let mut page = Page::new(width);
    let (place, total) = (card.step.0 + 1, model.plan().steps.len());
    page.line(&format!("--- {} --- step {place} of {total} --- {}", card.phase, card.id));
    page.line(&card.words.title);
    page.line(&format!("State: {}", card.state.word()));
    for (label, text) in card.paragraphs() {
        page.labelled(label, &text);
    }
    for (id, title) in &card.blocked_by {
        page.labelled("Waits for", &format!("{id}: {title}"));
    }
    proof::waits(&mut page, card);
    proof::settled_by(&mut page, model.plan(), card);
    for evidence in &card.evidence {
        page.labelled("Evidence", &self::evidence(evidence));
        for reading in &evidence.readings {
            proof::reading(&mut page, reading);
        }
    }
    proof::standing(&mut page, model, card);
    for fact in &card.history {
        page.labelled("On record", &history(fact));
    }
    page.text
}

/// A warning in full.
pub(super) fn warning(card: &WarningCard, width: usize) -> String {
    let mut page = Page::new(width);
    page.line(&format!("--- warning --- {}", card.id));
    page.line(&card.title);
    page.labelled("What", &card.text);
    page.labelled("Here because", &card.because);
    page.labelled("Source", &card.sources.join("; "));
    page.text
}

/// Every step with its state, by phase.
pub(super) fn overview(screen: &Screen, width: usize) -> String {
    let mut page = Page::new(width);
    for phase in &screen.phases {
        page.line(&format!("{} ({} of {})", phase.title, phase.settled, phase.rows.len()));
        for row in &phase.rows {
            page.line(&format!("{:>5}  {:<17} {}", row.step.0 + 1, row.state.word(), row.id));
        }
    }
    page.line(&progress(screen));
    page.text
}

/// What stands between the session and its end.
pub(super) fn review(model: &Model, verdict: &Verdict, width: usize) -> String {
    let mut page = Page::new(width);
    page.line(&format!("Verdict: {}", outcome(verdict.outcome, verdict.deviations.len())));
    for step in verdict.open.iter().take(20) {
        page.line(&format!("  open: {} ({})", model.plan().step(*step).id, state(model, *step)));
    }
    if verdict.open.len() > 20 {
        page.line(&format!("  and {} more", verdict.open.len() - 20));
    }
    for warning in &verdict.unacknowledged {
        page.line(&format!("  not acknowledged: {}", model.plan().warnings[*warning].id));
    }
    for deviation in &verdict.deviations {
        page.line(&format!("  deviation: {} {}", deviation.about, deviation.what));
        page.labelled("  reason", &deviation.reason);
    }
    page.text
}

fn state(model: &Model, step: StepIx) -> &'static str {
    model.state(step).word()
}

/// A piece of evidence in a line.
pub(super) fn evidence(evidence: &Evidence) -> String {
    let what = match &evidence.kind {
        EvidenceKind::File => String::new(),
        EvidenceKind::Folder { files, unreadable: 0, .. } => {
            format!(
                "folder with {}, ",
                count("file", usize::try_from(*files).unwrap_or(usize::MAX))
            )
        }
        EvidenceKind::Folder { files, unreadable, .. } => {
            format!("folder with {files} files, {unreadable} NOT READ, ")
        }
    };
    format!("{}: {what}{} bytes, sha256 {}", evidence.path, evidence.size_bytes, evidence.sha256)
}

/// A fact about a step in a line.
pub(super) fn history(fact: &Fact) -> String {
    format!("{} {}: {}", fact.at, fact.by.name, said(fact))
}

/// Most ids of like warnings that are named.
const LIKE_MAX: usize = 12;

/// Every warning once, for the start of a sitting: in full before anything has happened, later by
/// title. The same warning for several sites is said once, with all their ids.
pub(super) fn warnings(model: &Model, width: usize) -> String {
    let mut page = Page::new(width);
    let plan = model.plan();
    let mut said: Vec<(usize, Vec<&str>, usize)> = Vec::new();
    for (index, notice) in plan.warnings.iter().enumerate() {
        match said.iter_mut().find(|(template, ..)| *template == notice.template) {
            Some((_, ids, _)) => ids.push(&notice.id),
            None => said.push((notice.template, vec![&notice.id], index)),
        }
    }
    if !said.is_empty() {
        page.line(&format!("{} for this plan:", count("warning", plan.warnings.len())));
    }
    for (_, ids, index) in said {
        let notice = &plan.warnings[index];
        let more = ids.len().saturating_sub(LIKE_MAX);
        let mut named = list(&ids[..ids.len() - more]);
        if more > 0 {
            named.push_str(&format!(", and {more} more"));
        }
        page.line(&format!("- {}", notice.title));
        if model.facts().is_empty() {
            page.labelled("What", &notice.text);
        }
        page.labelled("For", &named);
    }
    page.text
}

/// The warnings of the site of a step, in full.
pub(super) fn warnings_of_site(model: &Model, step: StepIx, width: usize) -> String {
    let plan = model.plan();
    let site = plan.step(step).at.site;
    let of_site = (0..plan.warnings.len()).filter(|index| {
        let at = &plan.warnings[*index].at;
        site.is_some() && at.site == site
    });
    let mut page = Page::new(width);
    for index in of_site {
        let card = warning_card(model, index);
        page.line(&format!("Warning {}: {}", card.id, card.title));
        page.labelled("What", &card.text);
        page.labelled("Here because", &card.because);
    }
    page.text
}
