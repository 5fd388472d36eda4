//! An answers file, validated.
//!
//! ```toml
//! schema = 1
//! finish = "seal"                        # seal | seal-incomplete | stop
//! paper = "3f2a91bc"                     # typed in from the form of that number
//! acknowledge = ["upgraded-before-hotfixes/*"]
//!
//! [[redeclare]]                          # first of all, once a session
//! site = "WES"
//! level = "2.0 SP1"
//! reason = "the registry says 2.00.1380.1000"
//!
//! [[happened]]                           # the same; ends the truth of earlier answers
//! what = "restart"                       # restart | site-change
//! site = "CEN"                           # without it: everywhere
//! text = "a disk was replaced"
//!
//! [[answer]]
//! step = "read-release-notes/*"          # an id, or a beginning and a star
//! yes = true                             # or word, choose, line, seen, waive, not_applicable
//!
//! [[answer]]
//! step = "event-log/CEN"
//! withdraw = "it was of another server"  # what is attached and not listed here
//! attach = ["events.txt"]
//! explain = "the printer, mended"        # every finding in it that can be answered for
//! seen = true                            # attested where the evidence does not prove it
//!
//! [[answer]]
//! step = "copylog-refreshed/*"
//! wait = true                            # until the file that it waits for has changed
//!
//! [[answer]]
//! step = "upgrade-site/CEN"
//! word = "UPGRADE CEN"
//! outcome = "succeeded"                  # succeeded | failed | not-started
//!
//! [[correct]]
//! step = "quiet-hours/CEN"
//! line = "Sunday 02:00 to 05:00"
//! reason = "the window was moved"
//! ```

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use crate::engine::UpgradeOutcome;
use crate::plan::Plan;
use crate::step::Answer;
use crate::text::{Diagnostic, Source, nearest, parse_toml, read_toml};

use super::beforehand::{Redeclaration, Told, happened, redeclared, unknown_site, words};
use super::raw::{RawAnswers, RawCorrection, RawEntry};

/// Most answers in one file.
const ANSWERS_MAX: usize = 100_000;

/// The answers of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    pub finish: Finish,
    /// The explicit yes to a key without a passphrase, should one have to be made.
    pub empty_passphrase: bool,
    /// The number of the form that the answers were typed in from, or its beginning.
    pub paper: Option<String>,
    acknowledge: Vec<(String, Range<usize>)>,
    entries: Vec<(String, Entry, Range<usize>)>,
    /// By id, for patterns without a star.
    exact: HashMap<String, usize>,
    pub(super) corrections: Vec<Correction>,
    pub(super) happened: Vec<Told>,
    pub(super) redeclared: Vec<Redeclaration>,
}

/// What to do when there is nothing left to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// Close and seal; an error where steps are open.
    Seal,
    SealIncomplete,
    /// Leave the session open.
    Stop,
}

/// What the file says of one step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    pub(super) answer: Option<Answer>,
    pub(super) waive: Option<String>,
    pub(super) not_applicable: Option<String>,
    pub(super) attach: Vec<String>,
    /// Why what is attached beside `attach` does not belong to the step.
    pub(super) withdraw: Option<String>,
    /// The note on everything that sensors found.
    pub(super) explain: Option<String>,
    /// Whether the file that the step waits for is waited for.
    pub(super) waits: bool,
    pub(super) note: Option<String>,
    pub(super) outcome: Option<UpgradeOutcome>,
}

/// A correction, made when everything else is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Correction {
    pub(super) step: String,
    pub(super) answer: Answer,
    pub(super) reason: String,
    at: Range<usize>,
}

/// Fewest characters of the number of a form that are enough to tell it from others.
const FORM_LEAST: usize = 8;

fn paper(written: Option<&Spanned<String>>, mistakes: &mut Vec<Diagnostic>) -> Option<String> {
    let written = written?;
    let number: String =
        written.get_ref().chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    if number.len() >= FORM_LEAST && number.chars().all(|c| c.is_ascii_hexdigit()) {
        return Some(number);
    }
    mistakes.push(Diagnostic::new(0, written.span(), "this is not the number of a form").advise(
        format!("copy it from the form, the first {FORM_LEAST} characters of it at least"),
    ));
    None
}

impl Answers {
    /// Reads an answers file. All mistakes at once, in the order of the file.
    pub fn read(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let (value, mut mistakes) = parse_toml(0, source.text());
        let (raw, misfits) = read_toml::<RawAnswers>(0, source.text(), value);
        mistakes.extend(misfits);
        let Some(raw) = raw else { return Err(mistakes) };
        if *raw.schema.get_ref() != 1 {
            mistakes.push(
                Diagnostic::new(
                    0,
                    raw.schema.span(),
                    "this answers file has another schema than 1",
                )
                .advise("write `schema = 1`, or use a newer upgrade-wizard"),
            );
        }
        if raw.answer.len() > ANSWERS_MAX {
            let message = format!("an answers file has at most {ANSWERS_MAX} answers");
            mistakes.push(Diagnostic::new(0, raw.schema.span(), message));
        }
        let finish = finish(raw.finish.as_ref(), &mut mistakes);
        let mut answers = Self {
            finish,
            empty_passphrase: raw.empty_passphrase,
            paper: paper(raw.paper.as_ref(), &mut mistakes),
            acknowledge: raw
                .acknowledge
                .into_iter()
                .map(|id| (id.get_ref().clone(), id.span()))
                .collect(),
            entries: Vec::new(),
            exact: HashMap::new(),
            corrections: Vec::new(),
            happened: Vec::new(),
            redeclared: Vec::new(),
        };
        for raw in raw.happened {
            answers.happened.extend(happened(raw, &mut mistakes));
        }
        for raw in raw.redeclare {
            answers.redeclared.extend(redeclared(raw, &mut mistakes));
        }
        for raw in raw.answer {
            let (step, at) = (raw.step.get_ref().clone(), raw.step.span());
            if answers.exact.insert(step.clone(), answers.entries.len()).is_some() {
                mistakes.push(
                    Diagnostic::new(0, at.clone(), format!("`{step}` is answered twice"))
                        .advise("keep one of the two"),
                );
            }
            let entry = entry(&raw, &mut mistakes);
            answers.entries.push((step, entry, at));
        }
        for raw in raw.correct {
            answers.corrections.extend(correction(raw, &mut mistakes));
        }
        if mistakes.is_empty() {
            Ok(answers)
        } else {
            mistakes.sort_by_key(|mistake| mistake.span.start);
            Err(mistakes)
        }
    }

    /// What in this file names nothing in the plan, nor in the plan that follows from its
    /// redeclarations.
    pub fn check_against(&self, plan: &Plan) -> Vec<Diagnostic> {
        let later = self.redeclared_plan(plan);
        let plans: Vec<&Plan> = std::iter::once(plan).chain(&later).collect();
        let steps: Vec<_> =
            plans.iter().flat_map(|plan| &plan.steps).map(|step| step.id.as_str()).collect();
        let warnings: Vec<_> =
            plans.iter().flat_map(|plan| &plan.warnings).map(|it| it.id.as_str()).collect();
        let sites: Vec<_> = plan.hierarchy.sites.iter().map(|site| site.code.as_str()).collect();
        let named_steps = self.entries.iter().map(|(id, _, at)| (id, at));
        let corrected =
            self.corrections.iter().map(|correction| (&correction.step, &correction.at));
        let steps =
            named_steps.chain(corrected).filter_map(|(id, at)| unknown(id, at, &steps, "step"));
        let acknowledged = self.acknowledge.iter();
        let warnings = acknowledged.filter_map(|(id, at)| unknown(id, at, &warnings, "warning"));
        let told = self.happened.iter().filter_map(|told| Some((told.site.as_ref()?, &told.at)));
        let named_sites = told.chain(self.redeclared.iter().map(|it| (&it.site, &it.at)));
        let sites = named_sites.filter_map(|(code, at)| unknown_site(code, at, &sites));
        let mut mistakes: Vec<_> = steps.chain(warnings).chain(sites).collect();
        mistakes.sort_by_key(|mistake| mistake.span.start);
        mistakes
    }

    /// The plan after all that this file redeclares. `None` where it redeclares nothing that the
    /// plan does not say already.
    fn redeclared_plan(&self, plan: &Plan) -> Option<Plan> {
        let mut later: Option<Plan> = None;
        for it in &self.redeclared {
            if let Ok(next) = later.as_ref().unwrap_or(plan).redeclared(&it.site, &it.level) {
                later = Some(next);
            }
        }
        later
    }

    /// The answers for a step: of its own id before those of a pattern, longest pattern first.
    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        if let Some(index) = self.exact.get(id) {
            return Some(&self.entries[*index].1);
        }
        let patterns = self.entries.iter().filter(|(pattern, ..)| matches(pattern, id));
        patterns.max_by_key(|(pattern, ..)| pattern.len()).map(|(_, entry, _)| entry)
    }

    /// Whether the file acknowledges a warning.
    pub(super) fn acknowledges(&self, id: &str) -> bool {
        self.acknowledge.iter().any(|(pattern, _)| matches(pattern, id))
    }
}

/// What to do at the end: without a word, to seal.
fn finish(word: Option<&Spanned<String>>, mistakes: &mut Vec<Diagnostic>) -> Finish {
    let known = [
        ("seal", Finish::Seal),
        ("seal-incomplete", Finish::SealIncomplete),
        ("stop", Finish::Stop),
    ];
    word.and_then(|word| one_of(word, &known, mistakes)).unwrap_or(Finish::Seal)
}

/// A pattern is an id, or a beginning and a star.
fn matches(pattern: &str, id: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => id.starts_with(beginning),
        None => id == pattern,
    }
}

fn unknown(id: &str, at: &Range<usize>, known: &[&str], what: &str) -> Option<Diagnostic> {
    if known.iter().any(|known| matches(id, known)) {
        return None;
    }
    let mistake = Diagnostic::new(0, at.clone(), format!("this plan has no {what} `{id}`"));
    Some(match nearest(id, known.iter().copied()) {
        Some(near) => mistake.advise(format!("did you mean `{near}`?")),
        None => mistake.advise("`upgrade-wizard plan` lists the ids"),
    })
}

/// Whether a flag is set. Only `true` says something.
fn is_set(flag: Option<&Spanned<bool>>, mistakes: &mut Vec<Diagnostic>) -> bool {
    let Some(flag) = flag else { return false };
    if !flag.get_ref() {
        mistakes.push(
            Diagnostic::new(0, flag.span(), "only `true` says something here")
                .advise("leave the line out"),
        );
    }
    *flag.get_ref()
}

fn entry(raw: &RawEntry, mistakes: &mut Vec<Diagnostic>) -> Entry {
    let given = answers(
        raw.yes.as_ref(),
        raw.word.as_ref(),
        raw.choose.as_ref(),
        raw.line.as_ref(),
        raw.seen.as_ref(),
        mistakes,
    );
    let settling =
        given.len() + usize::from(raw.waive.is_some()) + usize::from(raw.not_applicable.is_some());
    if settling > 1 {
        mistakes.push(
            Diagnostic::new(0, raw.step.span(), "this step is given more than one answer")
                .advise("keep one of yes, word, choose, line, seen, waive, not_applicable"),
        );
    }
    let outcome = raw.outcome.as_ref().and_then(|word| {
        let all = UpgradeOutcome::ALL;
        one_of(word, &all.map(|outcome| (outcome.word(), outcome)), mistakes)
    });
    Entry {
        answer: given.into_iter().next(),
        waive: raw.waive.as_ref().map(|reason| reason.get_ref().clone()),
        not_applicable: raw.not_applicable.as_ref().map(|reason| reason.get_ref().clone()),
        attach: raw.attach.clone(),
        withdraw: raw.withdraw.as_ref().and_then(|text| words(text, mistakes)),
        explain: raw.explain.as_ref().and_then(|text| words(text, mistakes)),
        waits: is_set(raw.wait.as_ref(), mistakes),
        note: raw.note.clone(),
        outcome,
    }
}

fn correction(raw: RawCorrection, mistakes: &mut Vec<Diagnostic>) -> Option<Correction> {
    let given = answers(
        raw.yes.as_ref(),
        raw.word.as_ref(),
        raw.choose.as_ref(),
        raw.line.as_ref(),
        raw.seen.as_ref(),
        mistakes,
    );
    let at = raw.step.span();
    if given.len() != 1 {
        mistakes.push(
            Diagnostic::new(0, at.clone(), "a correction gives exactly one answer")
                .advise("add one of yes, word, choose, line, seen"),
        );
    }
    if raw.step.get_ref().contains('*') {
        mistakes.push(
            Diagnostic::new(0, at.clone(), "a correction is of one step, named by its id")
                .advise("write a `[[correct]]` for each step"),
        );
    }
    let answer = given.into_iter().next()?;
    Some(Correction { step: raw.step.into_inner(), answer, reason: raw.reason, at })
}

fn answers(
    yes: Option<&Spanned<bool>>,
    word: Option<&Spanned<String>>,
    choose: Option<&Spanned<String>>,
    line: Option<&Spanned<String>>,
    seen: Option<&Spanned<bool>>,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<Answer> {
    let mut given = Vec::new();
    for (flag, answer) in [(yes, Answer::Yes), (seen, Answer::Seen)] {
        match flag.map(|flag| (*flag.get_ref(), flag.span())) {
            Some((true, _)) => given.push(answer),
            Some((false, at)) => mistakes.push(
                Diagnostic::new(0, at, "only `true` is an answer").advise("leave the line out"),
            ),
            None => {}
        }
    }
    let text = |text: Option<&Spanned<String>>| text.map(|text| text.get_ref().clone());
    given.extend(text(word).map(Answer::Word));
    given.extend(text(choose).map(Answer::Choice));
    given.extend(text(line).map(Answer::Line));
    given
}

pub(super) fn one_of<T: Copy>(
    word: &Spanned<String>,
    known: &[(&str, T)],
    mistakes: &mut Vec<Diagnostic>,
) -> Option<T> {
    let found = known.iter().find(|(name, _)| name == word.get_ref());
    if found.is_none() {
        let names: Vec<_> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("`{}` is not known here", word.get_ref());
        mistakes.push(
            Diagnostic::new(0, word.span(), message)
                .advise(format!("write one of {}", names.join(", "))),
        );
    }
    found.map(|(_, value)| *value)
}
