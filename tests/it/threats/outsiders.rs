//! By people who have nobody's key: they can cut, copy and count, and that is all.

use crate::record::forgery::{Forgery, lines, rest};

use super::cast::{Cast, DUMP, RUN};
use super::{Case, Threat};

#[rustfmt::skip]
pub(super) const THREATS: &[Threat] = &[
    Threat { name: "untouched", differ: "", make: untouched,
        what: "Nothing was done to this record. The others are to be compared with it." },
    Threat { name: "edited-answer", differ: "", make: edited,
        what: "An answer was changed in place after it had been signed." },
    Threat { name: "edited-answer-rechained", differ: "", make: edited_rechained,
        what: "An answer was changed, and the chain below it mended." },
    Threat { name: "deleted", differ: "", make: |cast| cast.by_outsider(without(cast).concat()),
        what: "A record was taken out of the middle." },
    Threat { name: "deleted-renumbered", differ: "", make: deleted_renumbered,
        what: "A record was taken out of the middle, and the lines below it renumbered." },
    Threat { name: "deleted-rechained", differ: "", make: deleted_rechained,
        what: "A record was taken out of the middle; numbers and chain were mended." },
    Threat { name: "swapped", differ: "", make: |cast| cast.by_outsider(exchanged(cast).concat()),
        what: "Two records were exchanged." },
    Threat { name: "swapped-rechained", differ: "", make: swapped_rechained,
        what: "Two records were exchanged; numbers and chain were mended." },
    Threat { name: "cut-off", differ: "", make: cut_off,
        what: "The end was cut off, the seal with it, and the signature over the whole hidden." },
    Threat { name: "torn", differ: "", make: torn,
        what: "The last line breaks off in the middle, as a crash leaves it." },
    Threat { name: "half-record", differ: "", make: half_record,
        what: "The last line, which signs the one above it, is gone." },
    Threat { name: "line-ends-converted", differ: "", make: converted,
        what: "A program turned LF into CR LF on the way." },
    Threat { name: "replayed", differ: "", make: replayed,
        what: "A signed answer of another run of the same people stands in the place of one." },
    Threat { name: "replayed-rewritten", differ: "", make: replayed_rewritten,
        what: "The same, with the number, chain and run of this record." },
    Threat { name: "added-unsigned", differ: "", make: added_unsigned,
        what: "An answer was put in that nobody signed; numbers and chain were mended." },
    Threat { name: "other-signature", differ: "", make: other_signature,
        what: "The signature over the whole is that of another run." },
];

fn untouched(cast: &Cast) -> Case {
    let others = Cast::flow().into_iter().chain([("dump.sql", DUMP.into())]).collect();
    Case { others, ..cast.by_outsider(cast.lines().concat()) }
}

fn edited(cast: &Cast) -> Case {
    let mut lines = cast.lines();
    lines[3] = lines[3].replace("after the writers", "before the writers");
    cast.by_outsider(lines.concat())
}

fn edited_rechained(cast: &Cast) -> Case {
    let mut lines = cast.lines();
    lines[3] = lines[3].replace("after the writers", "before the writers");
    cast.by_outsider(mended(&lines))
}

/// Without the first answer and its signature.
fn without(cast: &Cast) -> Vec<String> {
    let mut lines = cast.lines();
    drop(lines.drain(5..7));
    lines
}

fn deleted_renumbered(cast: &Cast) -> Case {
    let numbered = without(cast).into_iter().enumerate().map(|(index, line)| {
        let (_, rest) = line.split_once(",\"prev\":").unwrap();
        format!("{{\"n\":{},\"prev\":{rest}", index + 1)
    });
    cast.by_outsider(numbered.collect::<String>())
}

fn deleted_rechained(cast: &Cast) -> Case {
    cast.by_outsider(mended(&without(cast)))
}

fn exchanged(cast: &Cast) -> Vec<String> {
    let mut lines = cast.lines();
    lines.swap(3, 5);
    lines.swap(4, 6);
    lines
}

fn swapped_rechained(cast: &Cast) -> Case {
    cast.by_outsider(mended(&exchanged(cast)))
}

fn cut_off(cast: &Cast) -> Case {
    let mut vector = cast.by_outsider(cast.lines()[..7].concat());
    vector.signature = None;
    vector
}

fn torn(cast: &Cast) -> Case {
    let mut bytes = cast.lines().concat().into_bytes();
    bytes.truncate(bytes.len() - 100);
    cast.by_outsider(bytes)
}

fn half_record(cast: &Cast) -> Case {
    cast.by_outsider(cast.lines()[..8].concat())
}

fn converted(cast: &Cast) -> Case {
    cast.by_outsider(cast.lines().concat().replace('\n', "\r\n"))
}

fn replayed(cast: &Cast) -> Case {
    let mut lines = cast.lines();
    lines.splice(5..7, cast.other[5..7].iter().cloned());
    cast.by_outsider(lines.concat())
}

fn replayed_rewritten(cast: &Cast) -> Case {
    let mut lines = cast.lines();
    let run = cast.other[0].split("\"run\":\"").nth(1).unwrap().split('"').next().unwrap();
    lines.splice(5..7, cast.other[5..7].iter().map(|line| line.replace(run, RUN)));
    cast.by_outsider(mended(&lines))
}

fn added_unsigned(cast: &Cast) -> Case {
    let mut lines = cast.lines();
    lines.insert(7, lines[5].replace("tape 7", "tape 9"));
    cast.by_outsider(mended(&lines))
}

fn other_signature(cast: &Cast) -> Case {
    let mut vector = cast.by_outsider(cast.lines().concat());
    vector.signature = cast.by_insider(cast.other.concat()).signature;
    vector
}

/// The same lines with numbers and chain as they have to be; signatures stay what they were.
fn mended(old: &[String]) -> Vec<u8> {
    let mut forgery = Forgery::default();
    for line in old {
        let above = lines(&forgery.bytes).len();
        let mut rest = rest(line);
        if let Some(at) = rest.find("\"of\":") {
            let (before, behind) = rest.split_at(at);
            let behind = behind.split_once(',').unwrap().1;
            rest = format!("{before}\"of\":{above},{behind}");
        }
        let seal = format!("\"t\":\"seal\",\"ts\":\"2026-11-21T09:06:45Z\",\"lines\":{above},");
        let rest = match rest.split_once("\"t\":\"seal\"") {
            Some((before, behind)) => {
                let (_, behind) = behind.split_once("\"outcome\"").unwrap();
                format!("{before}{seal}\"outcome\"{behind}")
            }
            None => rest,
        };
        forgery.line(&rest);
    }
    forgery.bytes
}
