//! What is wrong with a draft, and where in the form: what the validation of the file says of it.

use std::ops::Range;

use super::field::Field;
use super::shape::Draft;
use super::write::{Places, Written};
use crate::hierarchy::findings::{Finding, Findings, Subject};
use crate::hierarchy::validate::validate;
use crate::text::{Source, quoted};

/// A place in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum At {
    /// The name of the hierarchy.
    Name,
    /// A field of a site, or the site as a whole.
    Site { index: usize, field: Option<Field> },
    /// A domain: its controllers, or its name and all else.
    Domain { index: usize, controllers: bool },
    /// The hierarchy as a whole.
    File,
}

/// Something that is wrong, or only odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub at: At,
    /// What is wrong: lower case, values in backticks, no full stop.
    pub text: String,
    /// What to do about it; empty where there is nothing to say.
    pub advice: String,
    /// Whether it has to be mended. What is only odd is allowed.
    pub is_mistake: bool,
}

impl Draft {
    /// Returns every mistake, or what is odd where there is none, in the order of the file.
    pub fn problems(&self) -> Vec<Problem> {
        let Written { text, places } = Written::of(self);
        let source = Source::new("", text);
        let called = |span: &Range<usize>| self.called(&places, span);
        let mut findings = Findings::called(&source, &called);
        validate(&mut findings);
        let is_mistake = !findings.is_clean();
        findings.all().into_iter().map(|one| problem(one, &places, is_mistake)).collect()
    }

    /// What a message calls an entry, of which a form shows no line.
    fn called(&self, places: &Places, span: &Range<usize>) -> String {
        match places.at(span.start) {
            At::Site { index, .. } => match self.sites[index].get(Field::Server) {
                "" => format!("at place {}", index + 1),
                server => format!("on server {}", quoted(server)),
            },
            At::Domain { index, .. } => format!("at place {}", index + 1),
            At::Name | At::File => "before it".to_owned(),
        }
    }
}

fn problem(finding: Finding, places: &Places, is_mistake: bool) -> Problem {
    let Finding { diagnostic, subject } = finding;
    let mut at = places.at(diagnostic.span.start);
    let mut advice = diagnostic.advice.unwrap_or_default();
    if let Some(Subject::Missing(key) | Subject::About(key)) = subject {
        at = match at {
            At::Site { index, field } => At::Site { index, field: field.or(Field::of_key(key)) },
            At::File if key == "name" => At::Name,
            other => other,
        };
    }
    // The advice of a file is to add a key.
    if let Some(Subject::Missing(_)) = subject {
        advice = match at {
            At::Name => "Type what the hierarchy is called, such as `Example`.".to_owned(),
            At::Site { field: Some(field), .. } => field.help().to_owned(),
            At::Domain { .. } => "Type the name of the NT domain, such as `CORP`.".to_owned(),
            At::File => "Add a site, the central one first.".to_owned(),
            At::Site { field: None, .. } => advice,
        };
    }
    Problem { at, text: diagnostic.message, advice, is_mistake }
}
