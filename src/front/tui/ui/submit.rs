//! What a dialog comes to when it is filled in: a wish, an errand, or an objection at the field.

use crate::engine::{Card, Model, OWN_WORD, Saw, State, UpgradeOutcome, Wish, card};
use crate::front::{Guest, Said, words};
use crate::level::Level;
use crate::plan::StepIx;
use crate::step::{Answer, Ask};

use super::super::desk::{Errand, Secret};
use super::super::dialog::{About, Dialog, Given};
use super::super::panel::{Act, Filled};
use super::super::walk::{Wanted, wanted};
use super::overlay::Overlay;
use super::{Request, Ui};

impl Ui {
    /// The dialog on top is to go on.
    pub(super) fn submit(&mut self, model: Option<&Model>) {
        let Some(Overlay::Dialog(dialog)) = self.overlays.last() else { return };
        let dialog = dialog.clone();
        let filled = self.filled(&dialog, model);
        let Some(Overlay::Dialog(open)) = self.overlays.last_mut() else { return };
        match filled {
            Filled::Wrong(why) => open.object(why),
            Filled::Busy(busy, acts) => {
                open.objection = None;
                open.busy = Some(busy);
                self.perform(acts, model);
            }
            Filled::Done(acts) => {
                // A wish may still be refused: its dialog stays until it is recorded.
                let is_wish = acts.iter().any(|act| matches!(act, Act::Say(_) | Act::Put(_)));
                if is_wish {
                    self.awaiting = Some(dialog.about);
                } else {
                    self.overlays.pop();
                    self.kept.remove(&dialog.about);
                }
                self.perform(acts, model);
            }
            Filled::NotMine => drop(self.overlays.pop()),
        }
    }

    fn filled(&mut self, dialog: &Dialog, model: Option<&Model>) -> Filled {
        let given = dialog.given();
        match &dialog.about {
            About::Discard => {
                self.requests.push(Request::Leave);
                Filled::Done(Vec::new())
            }
            About::ResumeSession { id } => {
                let passphrase = secret(&given, 0);
                let errand = Errand::Resume { id: id.clone(), passphrase };
                Filled::Busy("Opening the session...".to_owned(), vec![Act::Send(errand)])
            }
            About::Second(_) | About::HandOver => match guest(&dialog.about, &given) {
                Ok(said) => Filled::Done(vec![Act::Put(Box::new(said))]),
                Err(why) => Filled::Wrong(why),
            },
            about => match (wish(about, &given, model), model) {
                (Some(Ok(wish)), Some(model)) => {
                    Filled::Done(vec![held(about, wish, &given, model)])
                }
                (Some(Err(why)), _) => Filled::Wrong(why),
                (None | Some(Ok(_)), _) => {
                    self.with_place(model, |place, scene| place.filled(dialog, scene))
                }
            },
        }
    }
}

/// A wish as it is put: at a hold point together with the passphrase.
fn held(about: &About, wish: Wish, given: &[Given], model: &Model) -> Act {
    let (About::Answer(step) | About::Correct(step) | About::Begin(step) | About::Waive(step)) =
        about
    else {
        return Act::Say(wish);
    };
    if !model.plan().is_hold_point(*step) {
        return Act::Say(wish);
    }
    let passphrase = secret(given, given.len() - 1);
    Act::Put(Box::new(Said::Unlocked { wish, passphrase }))
}

/// What somebody with a key of their own says.
fn guest(about: &About, given: &[Given]) -> Result<Said, String> {
    let fields = given.len();
    let (key, passphrase) = (text(given, fields - 2), secret(given, fields - 1));
    if key.is_empty() {
        return Err("Name the key file that signs this.".to_owned());
    }
    let guest = Guest { key, passphrase };
    match about {
        About::Second(step) => {
            let saw = choice(given, 0).and_then(|chosen| Saw::ALL.get(chosen).copied());
            let saw = saw.ok_or_else(|| "Choose what you saw.".to_owned())?;
            Ok(Said::Witness { step: *step, guest, saw, text: reason(given, 1)? })
        }
        _ => Ok(Said::HandOver { guest, text: reason(given, 0)? }),
    }
}

/// The wish that a dialog stands for; none where it stands for something else.
fn wish(about: &About, given: &[Given], model: Option<&Model>) -> Option<Result<Wish, String>> {
    let model = model?;
    let reason = |index| reason(given, index);
    let wish = match about {
        About::Answer(step) => {
            answer(&card(model, *step), given).map(|answer| Wish::Answer { step: *step, answer })
        }
        About::Correct(step) => correction(&card(model, *step), given).and_then(|answer| {
            let is_held = model.plan().is_hold_point(*step);
            let reason = reason(given.len() - 1 - usize::from(is_held))?;
            Ok(Wish::Correct { step: *step, answer, reason })
        }),
        About::Begin(step) => begin(&card(model, *step), text(given, 0)),
        About::End(step) => end(model, *step, given),
        About::Waive(step) => reason(0).map(|reason| Wish::Waive { step: *step, reason }),
        About::SetAside(step) => reason(0).map(|reason| Wish::SetAside { step: *step, reason }),
        About::Reopen(step) => reason(0).map(|reason| Wish::Reopen { step: *step, reason }),
        About::Note(step) => reason(0).map(|text| Wish::Note { step: Some(*step), text }),
        About::Withdraw(step) => withdraw(&card(model, *step), given),
        About::Explain { step, sha256, finding, line } => reason(0).map(|text| {
            let (step, line) = (*step, *line);
            let (sha256, finding) = (sha256.clone(), finding.clone());
            Wish::Explain { step, sha256, finding, line, text }
        }),
        About::Tell { what, site } => {
            reason(0).map(|text| Wish::Tell { what: *what, site: site.clone(), text })
        }
        About::Redeclare { site } => redeclare(model, site, given),
        About::Window => window(given),
        About::SessionNote => reason(0).map(|text| Wish::Note { step: None, text }),
        About::Abort if text(given, 1) != "ABORT" => {
            Err("Type ABORT to end the session for good. Esc leaves it open.".to_owned())
        }
        About::Abort => reason(0).map(|reason| Wish::Abort { reason }),
        _ => return None,
    };
    Some(wish)
}

pub(in super::super) fn text(given: &[Given], index: usize) -> String {
    match given.get(index) {
        Some(Given::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

pub(in super::super) fn secret(given: &[Given], index: usize) -> Secret {
    match given.get(index) {
        Some(Given::Secret(secret)) => secret.clone(),
        _ => Secret::default(),
    }
}

pub(in super::super) fn choice(given: &[Given], index: usize) -> Option<usize> {
    match given.get(index) {
        Some(Given::Choice(chosen)) => *chosen,
        _ => None,
    }
}

fn reason(given: &[Given], index: usize) -> Result<String, String> {
    let text = text(given, index);
    if text.is_empty() { Err("Some words are needed here.".to_owned()) } else { Ok(text) }
}

/// The answer that was filled in; the engine judges it.
fn answer(card: &Card, given: &[Given]) -> Result<Answer, String> {
    match &card.ask {
        Ask::YesNo { .. } => Ok(Answer::Yes),
        Ask::Word { .. } => Ok(Answer::Word(text(given, 0))),
        Ask::OneOf { options, .. } => chosen(options, choice(given, 0)),
        Ask::Line { .. } => Ok(Answer::Line(text(given, 0))),
        // Without evidence there is only the word to be typed.
        Ask::Evidence { instead: Some(_), .. } if card.evidence.is_empty() => {
            Ok(Answer::Word(text(given, 0)))
        }
        Ask::Evidence { instead, .. } => evidence(card, instead.as_deref(), &text(given, 0)),
        Ask::Gate { .. } | Ask::Begin { .. } | Ask::Outcome { .. } => {
            Err("This step is not answered here.".to_owned())
        }
    }
}

/// What was given for evidence that is attached; what it asks for depends on what it says.
fn evidence(card: &Card, instead: Option<&str>, typed: &str) -> Result<Answer, String> {
    match wanted(card) {
        Wanted::Look => Ok(Answer::Seen),
        Wanted::Value(_) if typed.is_empty() => {
            Err("Type the value as the evidence shows it.".to_owned())
        }
        Wanted::Value(_) => Ok(Answer::Word(typed.to_owned())),
        Wanted::OwnWord if typed == OWN_WORD || Some(typed) == instead => {
            Ok(Answer::Word(typed.to_owned()))
        }
        Wanted::OwnWord => {
            Err(format!("Type `{OWN_WORD}` exactly, or bring better evidence with Esc and e."))
        }
        Wanted::Nothing => Err("The evidence speaks against it: nothing confirms it.".to_owned()),
    }
}

fn withdraw(card: &Card, given: &[Given]) -> Result<Wish, String> {
    let piece = match card.evidence.as_slice() {
        [one] => one,
        many => choice(given, 0)
            .and_then(|at| many.get(at))
            .ok_or_else(|| "Choose the piece, with the arrow keys or its number.".to_owned())?,
    };
    let reason = reason(given, given.len() - 1)?;
    let (path, sha256) = (piece.path.clone(), piece.sha256.clone());
    Ok(Wish::Withdraw { step: card.step, path, sha256, reason })
}

fn redeclare(model: &Model, site: &str, given: &[Given]) -> Result<Wish, String> {
    let typed = text(given, 0);
    let levels = &model.plan().flow.levels;
    let level = Level::parse(&typed).ok().filter(|level| levels.contains(level));
    let Some(level) = level else {
        return Err("Type one of the levels above, like `2.0 SP1`.".to_owned());
    };
    let reason = reason(given, 1)?;
    Ok(Wish::Redeclare { site: site.to_owned(), level: level.to_string(), reason })
}

fn window(given: &[Given]) -> Result<Wish, String> {
    let until = words::time(&text(given, 0))
        .ok_or_else(|| "Write it like 2026-11-22 04:00, in UTC.".to_owned())?;
    Ok(Wish::SetWindow { until, text: reason(given, 1)? })
}

fn chosen(options: &[crate::step::AskOption], chosen: Option<usize>) -> Result<Answer, String> {
    let option = chosen.and_then(|chosen| options.get(chosen));
    match option {
        Some(option) => Ok(Answer::Choice(option.id.clone())),
        None => Err("Choose one, with the arrow keys or its number.".to_owned()),
    }
}

/// The new answer of a correction. Evidence that is attached can be confirmed, or done without.
fn correction(card: &Card, given: &[Given]) -> Result<Answer, String> {
    match &card.ask {
        Ask::Evidence { instead: Some(word), .. }
            if !card.evidence.is_empty() && wanted(card) == Wanted::Look =>
        {
            match text(given, 0) {
                typed if typed.is_empty() => Ok(Answer::Seen),
                typed if typed == *word => Ok(Answer::Word(typed)),
                _ => Err(format!("Type `{word}`, or nothing to confirm the evidence.")),
            }
        }
        _ => answer(card, given),
    }
}

fn begin(card: &Card, typed: String) -> Result<Wish, String> {
    let Ask::Begin { word, .. } = &card.ask else {
        return Err("This was begun already.".to_owned());
    };
    if typed != *word {
        return Err(format!("To begin, type `{word}` exactly. Esc leaves everything as it is."));
    }
    Ok(Wish::Begin { step: card.step, word: typed })
}

fn end(model: &Model, step: StepIx, given: &[Given]) -> Result<Wish, String> {
    let outcome = choice(given, 0).and_then(|chosen| UpgradeOutcome::ALL.get(chosen).copied());
    let outcome =
        outcome.ok_or_else(|| "Choose one, with the arrow keys or its number.".to_owned())?;
    let looked = text(given, 1);
    let is_in_doubt = *model.state(step) == State::InDoubt;
    if is_in_doubt && looked.is_empty() {
        return Err("Say what you looked at, and what you saw.".to_owned());
    }
    let looked = (!looked.is_empty()).then_some(looked);
    Ok(Wish::End { step, outcome, looked })
}
