//! What an answers file says before anything else: a level that the hierarchy is wrong about, and
//! what happened. Validated here.

use std::ops::Range;

use toml::Spanned;

use crate::engine::Happening;
use crate::level::Level;
use crate::text::{Diagnostic, list, nearest};

use super::answers::one_of;
use super::raw::{RawHappened, RawRedeclare};

/// Something that happened, told before anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) what: Happening,
    pub(super) site: Option<String>,
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// A level that the hierarchy file is wrong about, put right before anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redeclaration {
    pub(super) site: String,
    pub(super) level: String,
    pub(super) reason: String,
    pub(super) at: Range<usize>,
}

pub(super) fn unknown_site(code: &str, at: &Range<usize>, known: &[&str]) -> Option<Diagnostic> {
    if known.iter().any(|known| known.eq_ignore_ascii_case(code)) {
        return None;
    }
    let mistake = Diagnostic::new(0, at.clone(), format!("the hierarchy has no site `{code}`"));
    Some(match nearest(code, known.iter().copied()) {
        Some(near) => mistake.advise(format!("did you mean `{near}`?")),
        None => mistake.advise(format!("its sites are {}", list(known))),
    })
}

pub(super) fn happened(raw: RawHappened, mistakes: &mut Vec<Diagnostic>) -> Option<Told> {
    let all = Happening::ALL.map(|what| (what.word(), what));
    let what = one_of(&raw.what, &all, mistakes);
    let text = words(&raw.text, mistakes);
    let at = raw.site.as_ref().map_or_else(|| raw.what.span(), Spanned::span);
    Some(Told { what: what?, site: raw.site.map(Spanned::into_inner), text: text?, at })
}

pub(super) fn redeclared(
    raw: RawRedeclare,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Redeclaration> {
    let level = Level::parse(raw.level.get_ref());
    if let Err(why) = &level {
        mistakes.push(
            Diagnostic::new(0, raw.level.span(), why.to_string())
                .advise("write it as the hierarchy file does, like `2.0 SP1`"),
        );
    }
    let reason = words(&raw.reason, mistakes)?;
    let at = raw.site.span();
    let (site, level) = (raw.site.into_inner(), level.ok()?.to_string());
    Some(Redeclaration { site, level, reason, at })
}

/// A text that somebody has to read: it says something.
pub(super) fn words(text: &Spanned<String>, mistakes: &mut Vec<Diagnostic>) -> Option<String> {
    let said = text.get_ref().trim();
    if said.is_empty() {
        mistakes.push(
            Diagnostic::new(0, text.span(), "this text is empty").advise("say it in a sentence"),
        );
        return None;
    }
    Some(said.to_owned())
}
