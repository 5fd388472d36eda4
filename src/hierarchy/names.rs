//! Names as they may be given to servers, domains and hierarchies.
//!
//! A name that looks like another but is not the same would make two domains of one, so that they
//! would not count as shared; and names end up on terminals and in the ids of steps.

use std::collections::HashMap;

use toml::Spanned;

use super::LONGEST_NAME;
use super::findings::Findings;
use super::shape::folded;
use crate::text::{is_harmless, quoted, shown};

/// Checks the name of a server or a domain, which becomes part of the ids of steps.
pub(super) fn name(key: &str, given: &Spanned<String>, findings: &mut Findings<'_>) -> String {
    let name = given.get_ref();
    if title(key, given, findings).is_some() && name.contains('/') {
        findings.mistake(
            given.span(),
            format!("the name {} in `{key}` contains `/`", quoted(name)),
            "write the name alone; `/` separates the parts of a step's id",
        );
    }
    name.clone()
}

/// Checks a name that is only shown. None where there is a mistake.
pub(super) fn title(
    key: &str,
    given: &Spanned<String>,
    findings: &mut Findings<'_>,
) -> Option<String> {
    let name = given.get_ref();
    let quoted = quoted(name);
    let length = name.chars().count();
    let (message, advice) = if name.trim().is_empty() {
        (format!("an empty name in `{key}`"), "write the name")
    } else if length > LONGEST_NAME {
        let message = format!("a name of {length} characters in `{key}`: {quoted}");
        (message, "names have at most 256 characters")
    } else if let Some(c) = name.chars().find(|c| !is_harmless(*c)) {
        let code = u32::from(c);
        let message = format!("the name {quoted} in `{key}` contains the character U+{code:04X}");
        (message, "type the name anew: such a character cannot be seen, or changes what is seen")
    } else if shown(name) != *name {
        let message = format!("the name {quoted} in `{key}` piles marks on one letter");
        (message, "type the name anew")
    } else if name.trim() != name {
        let message = format!("the name {quoted} in `{key}` begins or ends with a space");
        (message, "remove the space: it would make it another name")
    } else {
        return Some(name.clone());
    };
    findings.mistake(given.span(), message, advice);
    None
}

/// Checks the names in a list: each by itself, none twice, and not too many.
pub(super) fn names(
    key: &str,
    most: usize,
    given: &[Spanned<String>],
    findings: &mut Findings<'_>,
) -> Vec<String> {
    if let Some(first_over) = given.get(most) {
        findings.mistake(
            first_over.span(),
            format!("{} names in `{key}`", given.len()),
            &format!("there can be at most {most}"),
        );
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::with_capacity(given.len());
    for (index, one) in given.iter().enumerate() {
        names.push(name(key, one, findings));
        if seen.insert(folded(one.get_ref()), index).is_some() && !one.get_ref().trim().is_empty() {
            findings.mistake(
                one.span(),
                format!("{} stands twice in `{key}`", quoted(one.get_ref())),
                "remove one; case does not count",
            );
        }
    }
    names
}
