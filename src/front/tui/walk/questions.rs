//! The dialogs that a step can open.

use crate::engine::{
    Action, Card, Model, OWN_WORD, Objection, Reading, ReadingVerdict, Standing, State,
    UpgradeOutcome,
};
use crate::front::tui::dialog::{About, Dialog};
use crate::front::words::alert;
use crate::plan::Happening;
use crate::step::Ask;
use crate::text::shown;
use crate::theme::Role;

use super::card::file_name;
use super::proof::{self, Told, words_of};

/// What a person has to give before the evidence of a step settles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::front::tui) enum Wanted {
    /// A look at it.
    Look,
    /// The value of that key, which the evidence shows.
    Value(String),
    /// Their own word: it does not prove.
    OwnWord,
    /// Nothing that they could give: it speaks against the step.
    Nothing,
}

/// What the evidence that is attached to a step asks of a person.
pub(in crate::front::tui) fn wanted(card: &Card) -> Wanted {
    match (&card.standing, &card.value) {
        (Standing::Conflict { .. } | Standing::Refuted(_), _) => Wanted::Nothing,
        (Standing::Undecided | Standing::Differs { .. }, _) => Wanted::OwnWord,
        (Standing::Proves, Some((key, _))) => Wanted::Value(key.clone()),
        (Standing::Proves | Standing::Kept | Standing::Nothing, _) => Wanted::Look,
    }
}

/// The question of a step: what is typed or chosen settles it.
pub(super) fn answer(card: &Card, told: &Told) -> Dialog {
    let dialog = Dialog::new(About::Answer(card.step), &card.words.title, "Record");
    held(ask(dialog, card, told), card)
}

/// At a hold point, the passphrase of the key once more.
fn held(dialog: Dialog, card: &Card) -> Dialog {
    if card.is_hold_point {
        dialog.ask_secret("Hold point: passphrase of your key (empty if it has none)")
    } else {
        dialog
    }
}

/// The same question once more, with the reason for the correction.
pub(super) fn correct(card: &Card, told: &Told) -> Dialog {
    let dialog = Dialog::new(About::Correct(card.step), &card.words.title, "Correct")
        .say(Role::TextMuted, "The earlier answer stays on record; this one takes its place.");
    held(ask(dialog, card, told).ask_text("Why is it corrected?", ""), card)
}

fn ask(dialog: Dialog, card: &Card, told: &Told) -> Dialog {
    let question = card.ask.question();
    match &card.ask {
        Ask::YesNo { .. } => dialog
            .say(Role::Text, question)
            .say(Role::TextMuted, "Recording it says: yes, it is so."),
        Ask::Word { word, .. } => {
            dialog.say(Role::Text, question).ask_line(&format!("Type {word}"), "").typed_afresh()
        }
        Ask::OneOf { options, .. } => {
            let labels = options.iter().map(|option| option.label.clone()).collect();
            dialog.ask_choice(question, labels, None)
        }
        Ask::Line { example, .. } => {
            let label = if example.is_empty() {
                "Your answer".to_owned()
            } else {
                format!("Your answer, like: {example}")
            };
            dialog.say(Role::Text, question).ask_line(&label, "")
        }
        Ask::Evidence { instead, .. } => evidence(dialog, card, told, instead.as_deref()),
        Ask::Gate { .. } | Ask::Begin { .. } | Ask::Outcome { .. } => {
            dialog.say(Role::Text, question)
        }
    }
}

fn evidence(dialog: Dialog, card: &Card, told: &Told, instead: Option<&str>) -> Dialog {
    let is_correction = matches!(dialog.about, About::Correct(_));
    if card.evidence.is_empty() {
        let dialog = dialog.say(Role::Text, card.ask.question());
        return match instead {
            Some(word) => dialog
                .say(Role::Warning, "No evidence is attached: your word stands alone.")
                .ask_line(&format!("Without any, type {word}"), "")
                .typed_afresh(),
            None => dialog.say(Role::Danger, "Attach a file or folder first."),
        };
    }
    let standing = proof::standing(card, told);
    match (wanted(card), instead) {
        (Wanted::Value(key), _) => value(dialog, card, &key),
        (Wanted::OwnWord, _) => {
            let (role, sentence) = standing.unwrap_or((Role::Warning, "UNDECIDED".to_owned()));
            dialog
                .say(role, sentence)
                .say(
                    Role::Text,
                    "The evidence does not prove this step. Bring better evidence, or stand in \
                     for it yourself: then it goes on record as your word, not as proof.",
                )
                .ask_line(&format!("To stand in for it, type {OWN_WORD}"), "")
                .typed_afresh()
        }
        (Wanted::Nothing, _) => {
            let (role, sentence) = standing.unwrap_or((Role::Danger, String::new()));
            dialog.say(role, sentence).say(Role::Text, proof::what_to_do(card))
        }
        (Wanted::Look, Some(word)) if is_correction => pieces(dialog, card)
            .ask_line(&format!("{word}, or nothing to confirm the evidence"), ""),
        (Wanted::Look, _) => pieces(dialog, card)
            .say(Role::Text, "Recording it says: I have looked at it, and it is right."),
    }
}

fn pieces(dialog: Dialog, card: &Card) -> Dialog {
    let mut dialog = dialog.say(Role::Text, card.ask.question());
    for piece in &card.evidence {
        dialog = dialog.say(Role::TextMuted, format!("{}\nsha256 {}", piece.path, piece.sha256));
    }
    dialog
}

/// The value has to be typed as the evidence shows it: nobody passes by reflex.
fn value(dialog: Dialog, card: &Card, key: &str) -> Dialog {
    let all =
        card.evidence.iter().flat_map(|piece| piece.readings.iter().map(move |it| (piece, it)));
    let proves = |it: &Reading| it.verdict == ReadingVerdict::Proves && it.value(key).is_some();
    let shows = all.into_iter().find(|(_, reading)| proves(reading));
    let mut dialog = dialog.say(Role::Success, "The evidence proves it, and it is critical.");
    if let Some((piece, reading)) = shows {
        let need = reading.need(key).unwrap_or_default();
        let name = file_name(&piece.path);
        let words = format!("{} of {name}\n{} - needed: {need}", reading.kind, words_of(key));
        dialog = dialog.say(Role::Text, words);
    }
    let label = format!("Type the value of {} that it shows", shown(&words_of(key)));
    dialog.ask_line(&label, "").typed_afresh()
}

/// Takes a piece of evidence back.
pub(super) fn withdraw(card: &Card) -> Dialog {
    let dialog = Dialog::new(About::Withdraw(card.step), "Withdraw evidence", "Withdraw")
        .say(Role::Text, &card.words.title)
        .say(Role::TextMuted, "It stays on record, and does not count for this step any more.");
    let labels = card.evidence.iter().map(label).collect();
    let dialog = match card.evidence.as_slice() {
        [one] => dialog.say(Role::Text, label(one)),
        _ => dialog.ask_choice("Which piece?", labels, None),
    };
    dialog.ask_text("Why does it not belong here?", "")
}

fn label(of: &crate::engine::Evidence) -> String {
    let verdict = super::card::verdict_of(of).map(|it| format!(", {it}")).unwrap_or_default();
    shown(&format!("{}{verdict}", file_name(&of.path))).into_owned()
}

/// The findings that can be answered for with a note, and nobody has.
pub(in crate::front::tui) fn to_explain(card: &Card) -> Vec<&Objection> {
    card.standing.objections().iter().filter(|it| it.finding.is_some()).collect()
}

/// Answers for the next finding. None where there is none left.
pub(in crate::front::tui) fn explain(card: &Card) -> Option<Dialog> {
    let left = to_explain(card);
    let objection = left.first()?;
    let finding = objection.finding.as_ref()?;
    let about = About::Explain {
        step: card.step,
        sha256: objection.sha256.clone(),
        finding: finding.id.word().to_owned(),
        line: finding.line,
    };
    let more = match left.len() {
        1 => "This is the last finding that is open.".to_owned(),
        many => format!("{many} findings are open, one note each."),
    };
    let dialog = Dialog::new(about, "Answer for a finding", "Record")
        .say(Role::Warning, proof::objection(objection))
        .say(Role::TextMuted, more)
        .ask_text("What do you say to it?", "");
    Some(dialog)
}

/// Whether the file that was brought is wrong, or the hierarchy that was written.
pub(super) fn which_is_wrong(card: &Card, site: &str) -> Option<Dialog> {
    let finding = proof::wrong_level(card)?;
    let options = vec![
        "The file: another has to be attached".to_owned(),
        format!("The hierarchy: {site} is at another level"),
    ];
    let dialog = Dialog::new(
        About::WhichIsWrong(card.step),
        "Which is wrong: the file or the hierarchy?",
        "Go on",
    )
    .say(Role::Danger, format!("{} ({})", finding.text, finding.article))
    .ask_choice("Choose one", options, None);
    Some(dialog)
}

/// Another level of a site than the hierarchy declares.
pub(super) fn redeclare(site: &str, model: &Model) -> Dialog {
    let plan = model.plan();
    let levels = plan.flow.levels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let present = plan.hierarchy.site_named(site).map(|ix| plan.hierarchy.site(ix).level);
    let present = present.map(|level| format!("It says {level}. ")).unwrap_or_default();
    Dialog::new(
        About::Redeclare { site: site.to_owned() },
        format!("The hierarchy is wrong about {site}"),
        "Correct",
    )
    .say(Role::Text, format!("{present}Levels: {levels}."))
    .say(Role::Warning, "The plan is made anew: steps may come and go. The file stays as it is.")
    .ask_line(&format!("{site} is at"), "")
    .ask_text("How do you know?", "")
}

/// Something happened that ends the truth of earlier answers.
pub(super) fn tell(what: Happening, site: Option<String>) -> Dialog {
    let place = site.as_deref().unwrap_or("every site").to_owned();
    let (title, label) = match what {
        Happening::Restart => ("The site server was restarted", "What was restarted, and why?"),
        Happening::SiteChange => ("Something of the site was changed", "What was changed?"),
    };
    Dialog::new(About::Tell { what, site }, format!("{title}: {place}"), "Record")
        .say(
            Role::Warning,
            format!("Answers for {place} that hold only until then count as open from now on."),
        )
        .ask_text(label, "")
}

/// A point of no return: the phrase has to be typed; the safe answer is the default.
pub(in crate::front::tui) fn begin(card: &Card) -> Dialog {
    let Ask::Begin { question, word } = &card.ask else {
        return answer(card, &Told::default());
    };
    let dialog = Dialog::new(About::Begin(card.step), &card.words.title, "Begin")
        .dangerous()
        .say(Role::Danger, alert(card).unwrap_or_default())
        .say(Role::Danger, &card.words.danger)
        .say(Role::Text, question)
        .ask_line(&format!("To begin, type {word}"), "")
        .typed_afresh();
    held(dialog, card)
}

/// How a point of no return ended. Nothing is chosen beforehand: it cannot be corrected later.
pub(super) fn end(card: &Card) -> Dialog {
    let options = UpgradeOutcome::ALL.map(|outcome| outcome.label().to_owned()).to_vec();
    let dialog = Dialog::new(About::End(card.step), &card.words.title, "Record").ask_choice(
        card.ask.question(),
        options,
        None,
    );
    if card.state == State::InDoubt {
        dialog.ask_text("What did you look at, and what did you see?", "")
    } else {
        dialog.ask_text("What did you see? (may be left empty)", "")
    }
}

pub(super) fn waive(card: &Card) -> Dialog {
    let dialog = Dialog::new(About::Waive(card.step), "Go on without this step", "Waive")
        .dangerous_choice()
        .say(Role::Text, &card.words.title)
        .say(Role::Warning, "This is a deviation: it stands on the first page of the print.")
        .ask_text("Why is it done without?", "");
    held(dialog, card)
}

pub(super) fn set_aside(card: &Card) -> Dialog {
    let when = card.words.may_not_apply.clone().unwrap_or_default();
    Dialog::new(About::SetAside(card.step), "This step does not apply", "Skip")
        .say(Role::Text, &card.words.title)
        .say(Role::TextMuted, when)
        .ask_text("Why does it not apply?", "")
}

pub(super) fn reopen(card: &Card) -> Dialog {
    Dialog::new(About::Reopen(card.step), "Open this step again", "Open again")
        .say(Role::Text, &card.words.title)
        .say(
            Role::TextMuted,
            "What was answered stays on record. Evidence has to be attached anew.",
        )
        .ask_text("Why is it opened again?", "")
}

pub(super) fn note(card: &Card) -> Dialog {
    Dialog::new(About::Note(card.step), "Note", "Record")
        .say(Role::TextMuted, &card.words.title)
        .ask_text("Note on this step", "")
}

pub(super) fn session_note() -> Dialog {
    Dialog::new(About::SessionNote, "Note on the session", "Record").ask_text("Note", "")
}

/// Ends the session without finishing it.
pub(in crate::front::tui) fn abort() -> Dialog {
    Dialog::new(About::Abort, "End the session without finishing it", "Abort")
        .dangerous_choice()
        .say(
            Role::Warning,
            "The session is closed as aborted and signed. It cannot be gone on with.",
        )
        .say(Role::TextMuted, "To go on later, leave with q instead: nothing is lost.")
        .ask_text("Why is it ended?", "")
        .ask_line("To end it, type ABORT", "")
        .typed_afresh()
}

/// Whether a step is confirmed by one key: its whole question stands on the card.
pub(super) fn is_plain_yes(card: &Card) -> bool {
    card.can.contains(&Action::Answer)
        && !card.is_hold_point
        && match &card.ask {
            Ask::YesNo { .. } => true,
            Ask::Evidence { .. } => !card.evidence.is_empty() && wanted(card) == Wanted::Look,
            _ => false,
        }
}
