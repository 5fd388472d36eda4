//! Signing: what is being signed, the passphrase, the result.

use ratatui::layout::Rect;

use crate::engine::{Outcome, Wish};
use crate::front::words;
use crate::text::count;
use crate::theme::Role;

use super::desk::{Errand, KeyState, Reply};
use super::dialog::{About, Dialog};
use super::keymap::{Command, Where};
use super::paint::{Focus, Painter, bold, piece};
use super::panel::{Act, Filled, Panel, Scene};
use super::ui::{secret, wrapped};

/// What is about to be signed.
#[derive(Debug, Default)]
pub(super) struct Sign {
    key: Option<Result<KeyState, String>>,
    /// The outcome that was shown when the dialog was opened: it is what is signed.
    outcome: Option<Outcome>,
}

impl Sign {
    pub(super) fn new() -> Self {
        Self::default()
    }

    fn dialog(&self, scene: &Scene<'_>) -> Dialog {
        let outcome = words::outcome(scene.summary.outcome, scene.summary.deviations);
        let dialog = Dialog::new(About::Seal, "Close and sign", "Sign")
            .say(Role::Text, format!("The session ends as: {outcome}."))
            .say(Role::Warning, "After this the record is read-only.");
        match &self.key {
            Some(Ok(KeyState::Locked { path })) => {
                dialog.ask_secret(&format!("Passphrase of {path}"))
            }
            _ => dialog.dangerous_choice(),
        }
    }
}

impl Panel for Sign {
    fn place(&self) -> Where {
        Where::Sign
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        vec![scene.summary.hierarchy.clone(), "Sign".to_owned()]
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        command == Command::Sign && matches!(self.key, Some(Ok(_)))
    }

    fn act(&mut self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        if command != Command::Sign {
            return Vec::new();
        }
        self.outcome = Some(scene.summary.outcome);
        vec![Act::Ask(self.dialog(scene))]
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        let summary = scene.summary;
        let width = area.width.min(90);
        let at = Rect { x: area.x + (area.width - width) / 2, width, ..area };
        let inside = painter.frame(at, "What is being signed", "", Focus::Here);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let pair = |name: &str, value: String| {
            vec![piece(Role::TextMuted, format!("{name:<12}")), piece(Role::Text, value)]
        };
        let outcome = words::outcome(summary.outcome, summary.deviations);
        let (mark, role) = match summary.outcome {
            Outcome::Complete => (painter.glyphs.confirmed, Role::Success),
            Outcome::CompleteWithDeviations => (painter.glyphs.waived, Role::Warning),
            Outcome::Incomplete | Outcome::Aborted => (painter.glyphs.refuted, Role::Danger),
        };
        let facts = model.facts();
        let signer = facts.last().map(|fact| format!("{} ({})", fact.by.name, fact.by.id));
        let key = facts.last().map(|fact| fact.by.key.clone()).unwrap_or_default();
        let mut lines = vec![
            vec![bold(role, format!("{mark} {outcome}"))],
            Vec::new(),
            pair("Hierarchy", summary.hierarchy.clone()),
            pair("Steps", format!("{} of {} settled", summary.settled, summary.total)),
            pair("Deviations", summary.deviations.to_string()),
            pair("Entries", format!("{}, each in the chain of the one before", facts.len())),
            pair("Signer", signer.unwrap_or_default()),
            pair("Key", key),
            Vec::new(),
        ];
        let open = summary.total - summary.settled;
        if open > 0 {
            let left = format!(
                "{} not settled: the record will say incomplete, and the session cannot be gone on with.",
                count("step", open)
            );
            lines.push(vec![piece(Role::Danger, left)]);
            lines.push(Vec::new());
        }
        let meaning = "Your signature says: this record holds what was done and seen here, and \
                       nothing was left out that I know of. Whoever changes a byte of it \
                       afterwards breaks the signature.";
        lines.push(vec![piece(Role::Text, meaning)]);
        lines.push(Vec::new());
        match &self.key {
            Some(Ok(_)) => lines.push(vec![
                bold(Role::Accent, "s"),
                piece(Role::Text, "  asks once more, and signs"),
            ]),
            Some(Err(why)) => lines.push(vec![piece(Role::Danger, why.clone())]),
            None => lines.push(vec![piece(Role::TextMuted, "Looking at the key...")]),
        }
        let mut lines = wrapped(&lines, usize::from(inside.width));
        if lines.len() > usize::from(inside.height) {
            // Nothing of it may be missing: the free rows go first.
            lines.retain(|line| !line.is_empty());
        }
        painter.page(inside, &lines, 0);
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Send(Errand::Key)]
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        match reply {
            Reply::Key(key) => self.key = Some(key.clone()),
            Reply::Passphrase(Ok(())) => {
                if let Some(shown) = self.outcome {
                    return vec![Act::Say(Wish::Close { shown })];
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn filled(&mut self, dialog: &Dialog, _scene: &Scene<'_>) -> Filled {
        if dialog.about != About::Seal {
            return Filled::NotMine;
        }
        let Some(shown) = self.outcome else { return Filled::NotMine };
        match &self.key {
            Some(Ok(KeyState::Locked { .. })) => {
                let passphrase = secret(&dialog.given(), 0);
                Filled::Busy(
                    "Trying the passphrase...".to_owned(),
                    vec![Act::Send(Errand::CheckPassphrase { passphrase })],
                )
            }
            _ => Filled::Done(vec![Act::Say(Wish::Close { shown })]),
        }
    }
}
