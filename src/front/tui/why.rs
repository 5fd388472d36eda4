//! Why am I seeing this: the facts and the articles behind a step.

use crate::engine::{Card, Model};
use crate::text::list;
use crate::theme::Role;

use super::paint::{Piece, bold, piece};
use super::panel::Act;

/// A page that says why a step is in the plan, what it stands on and what stands on it.
pub(super) fn step(card: &Card, model: &Model) -> Act {
    let plan = model.plan();
    let step = plan.step(card.step);
    let mut lines = vec![text(&card.words.title), Vec::new()];
    section(&mut lines, "Here because", &card.because);
    section(&mut lines, "What the articles say", &card.words.why);
    let sources: Vec<_> = plan
        .cites(card.step)
        .iter()
        .map(|cite| match plan.flow.article_title(&cite.article) {
            Some(title) => format!("{cite}: {title}"),
            None => cite.to_string(),
        })
        .collect();
    section(&mut lines, "Articles", &sources.join("\n"));
    if let Some(note) = &card.words.note {
        section(&mut lines, "Good practice only", note);
    }
    let titles = |steps: Vec<crate::plan::StepIx>| {
        let named = steps
            .iter()
            .take(12)
            .map(|ix| format!("{} ({})", plan.words(*ix).title, model.state(*ix).word()));
        let mut named: Vec<_> = named.collect();
        if steps.len() > 12 {
            named.push(format!("and {} more", steps.len() - 12));
        }
        named.join("\n")
    };
    section(&mut lines, "Stands on", &titles(step.requires.clone()));
    let above = plan.steps.iter().enumerate();
    let above = above.filter(|(_, other)| other.requires.contains(&card.step));
    let above = above.map(|(index, _)| crate::plan::StepIx(index)).collect();
    section(&mut lines, "These wait for it", &titles(above));
    let fields =
        [step.id.as_str(), if step.blocking { "blocks what follows" } else { "blocks nothing" }];
    section(&mut lines, "In the plan", &list(&fields));
    Act::Page { title: "Why am I seeing this".to_owned(), lines }
}

fn section(lines: &mut Vec<Vec<Piece>>, title: &str, words: &str) {
    if words.is_empty() {
        return;
    }
    lines.push(vec![bold(Role::Accent, title)]);
    lines.extend(words.lines().map(text));
    lines.push(Vec::new());
}

fn text(words: &str) -> Vec<Piece> {
    vec![piece(Role::Text, words)]
}
