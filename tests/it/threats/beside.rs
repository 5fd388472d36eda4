//! Where the record is genuine: the wrong one, an old one, or with something else beside it.

use upgrade_wizard::record::{RECORD_FILE, RecordError, STEP_NAMESPACE, sha256};

use crate::record::forgery::{Forgery, lines, rest};
use crate::record::{ALICE, Sandbox};
use crate::stage::Stage;

use super::cast::{Cast, DUMP, RUN};
use super::{Case, Threat, folder};

#[rustfmt::skip]
pub(super) const THREATS: &[Threat] = &[
    Threat { name: "other-honest-run", differ: "", make: other_honest_run,
        what: "All of it was replaced by another run of the same people. Nothing in it is wrong: \
            only who knows which run was asked for (ticket, run, closing code) can tell." },
    Threat { name: "rolled-back", differ: "", make: rolled_back,
        what: "An older copy was put in the place of the record. The ledger of its machine knows \
            how far it had come." },
    Threat { name: "rolled-back-gone-on", differ: "", make: gone_on,
        what: "An older copy was gone on with, so that two records begin alike. The ledger of the \
            machine knows the other one." },
    Threat { name: "redone", differ: "", make: redone,
        what: "Everybody who signed took it back together, did it again otherwise and sealed it. \
            Nothing in it is wrong: only what remembers the first one (ledger, closing code, \
            time-stamp) can tell." },
    Threat { name: "evidence-swapped", make: evidence_swapped,
        differ: "The record is genuine. Stock tools compare evidence with `sha256sum`, apart.",
        what: "The file that was attached is another one now." },
    Threat { name: "flow-altered", make: flow_altered,
        differ: "The record is genuine. Stock tools compare the flow with `sha256sum`, apart.",
        what: "The flow beside the record is not the one that it was walked by." },
    Threat { name: "clock-jumped", differ: "", make: clock_jumped,
        what: "The clock of the machine jumped, which the wizard noticed and put on record. Nobody \
            signs that line: the next signature covers it." },
    Threat { name: "escapes-in-text", differ: "", make: escapes,
        what: "A remark drives terminals, hides and turns text around. It is what was typed, and \
            is shown so that it does none of that." },
    Threat { name: "markup-in-text", differ: "", make: markup,
        what: "A remark has HTML, Markdown and a formula in it. It is what was typed." },
];

/// A line of the ledger that knows that many lines.
fn ledger(known: &[String]) -> Vec<u8> {
    let hash = sha256(known.concat().as_bytes());
    format!("\n{RUN} {} sha256:{hash}\n", known.len()).into_bytes()
}

fn other_honest_run(cast: &Cast) -> Case {
    // The ledger has not seen this run, and knows another that is gone.
    let others = vec![("ledger", ledger(&cast.honest))];
    Case { others, ..cast.by_insider(cast.other.concat()) }
}

fn rolled_back(cast: &Cast) -> Case {
    let mut vector = cast.by_outsider(cast.honest[..5].concat());
    vector.signature = None;
    vector.others = vec![("ledger", ledger(&cast.honest[..7]))];
    vector
}

/// The second answer otherwise.
fn otherwise(cast: &Cast) -> Forgery {
    let mut forgery = Forgery::of(&cast.honest[..5]);
    let answer = rest(&cast.honest[5]).replace("tape 7", "tape 13");
    forgery.event(&answer, ALICE, &cast.alice, STEP_NAMESPACE);
    forgery
}

fn gone_on(cast: &Cast) -> Case {
    let mut vector = cast.by_outsider(otherwise(cast).bytes);
    vector.signature = None;
    vector.others = vec![("ledger", ledger(&cast.honest[..7]))];
    vector
}

fn redone(cast: &Cast) -> Case {
    let others = vec![("ledger", ledger(&cast.honest))];
    Case { others, ..cast.sealed(otherwise(cast)) }
}

fn evidence_swapped(cast: &Cast) -> Case {
    let other = DUMP.replace("after", "before").into_bytes();
    Case { others: vec![("dump.sql", other)], ..cast.by_outsider(cast.honest.concat()) }
}

fn flow_altered(cast: &Cast) -> Case {
    let altered = Cast::flow().map(|(name, bytes)| {
        let text = String::from_utf8(bytes).unwrap();
        (name, text.replace("Stop the writers, then take", "Take").into_bytes())
    });
    Case { others: altered.to_vec(), ..cast.by_outsider(cast.honest.concat()) }
}

fn clock_jumped(cast: &Cast) -> Case {
    let mut forgery = Forgery::of(&cast.honest[..7]);
    let time = "2026-11-21T09:06:44Z";
    forgery.line(&format!(r#""run":"{RUN}","t":"clock","ts":"{time}","seconds":7200}}"#));
    cast.sealed(forgery)
}

fn with_note(cast: &Cast, text: &str) -> Case {
    let mut forgery = Forgery::of(&cast.honest[..7]);
    forgery.event(&cast.note(text), ALICE, &cast.alice, STEP_NAMESPACE);
    cast.sealed(forgery)
}

fn escapes(cast: &Cast) -> Case {
    let odd = r"\u001b[2J\u001b]52;c;cm0gLXJm\u0007\u009b31m\u202edab ton\u200b\udb40\udc41\r";
    with_note(cast, &format!("{odd}done"))
}

fn markup(cast: &Cast) -> Case {
    with_note(cast, "<script>alert(1)</script>&amp;'><img src=x> [x](javascript:1) =1+1 | ` *x*")
}

/// What a machine says that remembers another record of this run, when it is gone on with.
#[test]
fn the_ledger_tells_what_no_file_can() {
    let cast = Cast::new();
    let sandbox = |name: &str| {
        let dir = tempfile::tempdir().unwrap();
        for file in [RECORD_FILE, "ledger"] {
            std::fs::copy(folder(name).join(file), dir.path().join(file)).unwrap();
        }
        Sandbox { dir, alice: cast.alice.clone(), bob: cast.bob.clone(), clock: 9 }
    };
    let table = [
        ("rolled-back", "this machine remembers 7 lines of it, and there are only 5"),
        ("rolled-back-gone-on", "its first 7 lines are not those that this machine remembers"),
    ];
    for (name, said) in table {
        match sandbox(name).resume("s2").err() {
            Some(RecordError::RolledBack { rollback, .. }) => {
                assert_eq!(rollback.to_string(), said);
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

/// The same, asked of `verify` on the machine that wrote the record.
#[test]
fn verify_asks_the_machine_what_it_remembers() {
    let table = [
        ("redone", 4, "NOT GOOD: this is not the record that was written here: its first 9 lines"),
        ("rolled-back-gone-on", 4, "NOT GOOD: this is not the record that was written here: its"),
        ("rolled-back", 3, "note: this is an older copy: this"),
        ("other-honest-run", 0, "HOLDS: "),
    ];
    for (name, code, said) in table {
        let stage = Stage::bare();
        std::fs::create_dir_all(stage.home()).unwrap();
        std::fs::copy(folder(name).join("ledger"), stage.home().join("ledger")).unwrap();
        let arguments = ["verify", "record.jsonl", "--signers", "allowed_signers"];
        let ran = stage.run_in(&folder(name), &arguments, "").with_code(code);
        assert!(ran.out.contains(said), "{name}: {}", ran.out);
    }
}

/// A record shown as it is drives no terminal, whatever was typed.
#[test]
fn the_raw_record_is_harmless() {
    for name in ["escapes-in-text", "markup-in-text", "untouched"] {
        let bytes = std::fs::read(folder(name).join(RECORD_FILE)).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(super::judges::is_harmless(&text), "{name}");
        assert_eq!(lines(&bytes).len() % 2, 1, "{name}");
    }
}
