//! Who signs with a pen: whoever carried it out, and whoever watched.

use super::super::document::{Entry, Hand, Look, Part, Words};
use super::form::entry;

const MEANING: &str = "Our signatures mean: what is written on this form is what we did and saw \
     ourselves, at the times that stand beside it.";

pub(super) fn signatures(number: &str) -> Vec<Part> {
    let mut parts = vec![
        Part::heading("Signatures"),
        Part::Paragraph(Words::say(MEANING)),
        Part::Paragraph(Words::say("Form ").and(Look::Exact, number)),
    ];
    for title in ["Who carried it out", "Second person, who watched"] {
        let hand = vec![
            Hand::Lines(vec![("Name, printed", 3), ("Initials", 1)]),
            Hand::Lines(vec![("Principal or staff number", 1)]),
            Hand::Lines(vec![("Signature", 3), ("Date and time (UTC)", 2)]),
        ];
        parts.push(Part::Entry(Box::new(lines(title, hand))));
    }
    let taken_over = vec![
        Hand::Lines(vec![("By", 1), ("Date and time (UTC)", 1)]),
        Hand::Lines(vec![("Session", 1), ("Line of the record", 1)]),
    ];
    parts.push(Part::Entry(Box::new(lines("Taken over into a session, from paper", taken_over))));
    parts
}

/// Lines to write on, below a title.
pub(super) fn lines(title: &str, hand: Vec<Hand>) -> Entry {
    entry(title, "", Vec::new(), hand)
}
