//! Who acted, and what their signatures mean.

use jiff::Timestamp;

use crate::engine::{DISAGREED, Deed, Person, Saw, WITNESSED};

use super::act::who;
use super::content::{Acts, Signer, Time, Who};
use super::{Sealed, Sheet};

/// Everybody who acted, in the order in which they first did.
pub(super) fn people(sheet: &Sheet<'_>) -> Vec<Signer> {
    let mut people = Vec::new();
    let head = sheet.head;
    count(&mut people, who(&head.opened_by), "opened this run", head.opened_at);
    for fact in sheet.model.facts() {
        // A clock jumps by itself: nobody acts.
        if let Deed::ClockJumped { .. } = fact.deed {
            continue;
        }
        if let Deed::Witnessed { seen, .. } = &fact.deed
            && let Some(statement) = &seen.statement
        {
            let meaning = match seen.saw {
                Saw::Same => WITNESSED,
                Saw::Different => DISAGREED,
            };
            count(&mut people, who(&statement.by), meaning, statement.at);
        }
        count(
            &mut people,
            who(&fact.by),
            fact.deed.meaning().unwrap_or("attached evidence"),
            fact.at,
        );
    }
    if let Some(sealed) = &head.sealed {
        count(&mut people, sealer(sealed), "sealed the whole record", sealed.at);
    }
    people
}

/// The person behind the signature over the whole file.
pub(super) fn sealer(sealed: &Sealed) -> Who {
    who(&Person { id: sealed.by_id.clone(), name: sealed.by_name.clone(), key: sealed.key.clone() })
}

fn count(people: &mut Vec<Signer>, who: Who, meaning: &'static str, at: Timestamp) {
    let at = Time(at);
    let place = people.iter().position(|known| known.who == who).unwrap_or_else(|| {
        people.push(Signer { who, acts: Vec::new() });
        people.len() - 1
    });
    let acts = &mut people[place].acts;
    match acts.iter_mut().find(|known| known.meaning == meaning) {
        // A clock may have been set back.
        Some(known) => {
            known.times += 1;
            known.first = known.first.min(at);
            known.last = known.last.max(at);
        }
        None => acts.push(Acts { meaning, times: 1, first: at, last: at }),
    }
}
