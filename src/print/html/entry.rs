//! A step or a warning, with its box.

use maud::{Markup, html};

use super::super::document::{Entry, Hand};
use super::lines;
use super::parts::{class, facts};

pub(super) fn entry(entry: &Entry) -> Markup {
    html! {
        article.(class(entry.tone)) {
            h3 {
                @if let Some(mark) = entry.mark {
                    span.box role="img" aria-label=(meaning(mark)) { (sign(mark)) }
                    " "
                }
                @if let Some(number) = entry.number { (number) ". " }
                (lines(&entry.title))
            }
            @if !entry.id.is_empty() {
                p.id {
                    code { (lines(&entry.id)) }
                    @if let Some(flag) = entry.flag { " " strong.flag { (flag) } }
                }
            }
            @if !entry.rows.is_empty() { (facts(&entry.rows)) }
            @for it in &entry.hand { (hand(it)) }
        }
    }
}

fn hand(hand: &Hand) -> Markup {
    match hand {
        Hand::Boxes(boxes) => html! {
            ul.tick { @for it in boxes { li { span.box aria-hidden="true" {} " " (lines(it)) } } }
        },
        Hand::Lines(lines) => html! {
            div.write {
                @for (label, share) in lines {
                    span.line style=(format!("flex-grow:{share}")) { (label) ":" }
                }
            }
        },
    }
}

/// The sign of a box, where an empty one would collapse.
fn sign(mark: char) -> String {
    if mark == ' ' { "\u{a0}".to_owned() } else { mark.to_string() }
}

/// What a box says, for who cannot see it.
fn meaning(mark: char) -> &'static str {
    let known = super::super::phrase::LEGEND.iter().find(|(sign, _)| *sign == mark);
    known.map_or("box", |(_, meaning)| meaning)
}
