//! Two persons behind one step, and everything but that: one who plays both, one who signed
//! elsewhere and was bent, one whom nobody asked.

use upgrade_wizard::engine::{Deed, Fact, Observation, Person, Saw, Via};
use upgrade_wizard::keys::{SecretKey, Signer as _};
use upgrade_wizard::record::{Answer, Request, STEP_NAMESPACE};

use crate::record::forgery::{Forgery, rest};
use crate::record::sandbox::at;
use crate::record::{ALICE, BOB};

use super::cast::{Cast, Second};
use super::{Case, Threat};

/// Why the one command lets pass what the others refuse.
const SEALED: &str = "Who seals signs all of it again: the one command sees that, and no more.";

#[rustfmt::skip]
pub(super) const THREATS: &[Threat] = &[
    Threat { name: "two-persons", differ: "", make: |cast| cast.by_insider(here(cast).concat()),
        what: "Nothing was changed: Bob looked at what Alice had answered, and signed it there." },
    Threat { name: "two-machines", differ: "", make: |cast| cast.by_insider(away(cast).concat()),
        what: "Nothing was changed: Bob signed on a machine of his own, and Alice took it in." },
    Threat { name: "one-plays-both", differ: SEALED, make: one_plays_both,
        what: "Alice signed as the second person behind her own answer." },
    Threat { name: "one-key-plays-both", differ: SEALED, make: one_key,
        what: "The second person is named as Bob, and Alice's key signed it." },
    Threat { name: "one-name-plays-both", make: one_name,
        differ: "The script compares principals and keys; names as people read them are ours.",
        what: "The second person has Bob's key and Alice's name." },
    Threat { name: "seen-of-something-else", differ: SEALED, make: of_something_else,
        what: "What Bob saw is set beside another answer than the one that he was shown." },
    Threat { name: "nobody-looked", differ: SEALED, make: nobody_looked,
        what: "An answer needs a second person, nobody looked, and Alice closed the run as done." },
    Threat { name: "disagreed", differ: SEALED, make: disagreed,
        what: "Bob signed that he saw something else, and Alice closed the run as done." },
    Threat { name: "disagreement-turned", differ: SEALED, make: turned,
        what: "Bob signed elsewhere that he saw something else, and Alice wrote that he agreed." },
    Threat { name: "seen-in-another-run", differ: SEALED, make: another_run,
        what: "What Bob signed elsewhere was changed to be of another run." },
];

const STEP: &str = "backup/CEN";
const SHOWN: &str = "what was shown";
const TEXT: &str = "I looked at it myself";

fn bob(cast: &Cast) -> Person {
    let key = cast.bob.public_key().fingerprint();
    Person { id: BOB.to_owned(), name: "Bob Ruiz".to_owned(), key }
}

/// 1-2 opened, 3 evidence, 4-5 an answer that needs two, 6-7 the second person, 8-9 sealed.
fn here(cast: &Cast) -> Vec<String> {
    cast.with_second(|_, now| {
        let (shown, text) = (SHOWN.to_owned(), TEXT.to_owned());
        let seen = Observation { of: 2, shown, saw: Saw::Same, text, statement: None };
        let deed = Deed::Witnessed { step: STEP.to_owned(), seen };
        let fact = Fact { at: now, by: bob(cast), via: Via::Person, deed, needs_second: false };
        Second::Here(fact)
    })
}

/// The same, signed by Bob elsewhere.
fn away_with(cast: &Cast, saw: Saw) -> Vec<String> {
    cast.with_second(|record, _| {
        let request = Request::write(record, 4, "autumn", SHOWN).unwrap();
        let request = Request::parse(&request).unwrap();
        let said = request.answer(&bob(cast), &cast.bob, at(100), (saw, TEXT)).unwrap();
        let seen = Answer::parse(&said).unwrap().observation(2);
        Second::Away(Deed::Witnessed { step: STEP.to_owned(), seen })
    })
}

fn away(cast: &Cast) -> Vec<String> {
    away_with(cast, Saw::Same)
}

/// The lines up to the second person, and then this instead; sealed by Alice.
fn instead(cast: &Cast, old: &[String], event: &str, by: &str, key: &SecretKey) -> Case {
    let mut forgery = Forgery::of(&old[..5]);
    forgery.event(event, by, key, STEP_NAMESPACE);
    cast.sealed(forgery)
}

fn one_plays_both(cast: &Cast) -> Case {
    let old = here(cast);
    let key = |key: &SecretKey| key.public_key().fingerprint();
    let event = rest(&old[5]).replace(BOB, ALICE).replace("Bob Ruiz", "Alice Ito");
    let event = event.replace(&key(&cast.bob), &key(&cast.alice));
    instead(cast, &old, &event, ALICE, &cast.alice)
}

fn one_key(cast: &Cast) -> Case {
    let old = here(cast);
    instead(cast, &old, &rest(&old[5]), BOB, &cast.alice)
}

fn one_name(cast: &Cast) -> Case {
    let old = here(cast);
    let event = rest(&old[5]).replace("Bob Ruiz", "alice  ITO");
    instead(cast, &old, &event, BOB, &cast.bob)
}

fn of_something_else(cast: &Cast) -> Case {
    let old = here(cast);
    let event = rest(&old[5]).replace("\"of\":4", "\"of\":1");
    instead(cast, &old, &event, BOB, &cast.bob)
}

fn nobody_looked(cast: &Cast) -> Case {
    cast.sealed(Forgery::of(&here(cast)[..5]))
}

fn disagreed(cast: &Cast) -> Case {
    cast.sealed(Forgery::of(&away_with(cast, Saw::Different)[..7]))
}

fn turned(cast: &Cast) -> Case {
    let old = away_with(cast, Saw::Different);
    let event = rest(&old[5]).replacen("\"saw\":\"different\"", "\"saw\":\"same\"", 1);
    instead(cast, &old, &event, ALICE, &cast.alice)
}

fn another_run(cast: &Cast) -> Case {
    let old = away(cast);
    let (from, to) = (r#"\"run\":\"4261557a"#, r#"\"run\":\"00000000"#);
    instead(cast, &old, &rest(&old[5]).replacen(from, to, 1), ALICE, &cast.alice)
}
