//! What can be said of a line without those far above it: how it reads, and whether the signature
//! in it holds for the line just above. All that takes long, so it is done on all processors.

use crate::keys::{Checker, PublicKey, SignatureError};

use super::in_order::in_order;
use super::line::{Line, LineError};
use super::verify::namespace;

/// Lines that are looked at in one go.
const AT_ONCE: usize = 256;

/// A line that was looked at.
pub(super) struct Glance<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) line: Result<Line, LineError>,
    /// The key by which it signs the line above, where that is an event that names a person.
    pub(super) key: Option<Result<PublicKey, SignatureError>>,
}

/// Looks at every line, LF included, and hands each on in its order.
pub(super) fn each<'a>(bytes: &'a [u8], mut take: impl FnMut(Glance<'a>)) {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let parts: Vec<_> = (0..lines.len()).step_by(AT_ONCE).collect();
    let look = |part: usize| {
        let from = parts[part];
        part_of(&lines, from, (from + AT_ONCE).min(lines.len()))
    };
    in_order(parts.len(), look, |seen| seen.into_iter().for_each(&mut take));
}

fn part_of<'a>(lines: &[&'a [u8]], from: usize, to: usize) -> Vec<Glance<'a>> {
    let mut checker = Checker::default();
    let mut above: Option<Line> = from.checked_sub(1).and_then(|at| Line::parse(lines[at]).ok());
    let mut seen: Vec<Glance<'a>> = Vec::with_capacity(to - from);
    for at in from..to {
        let line = Line::parse(lines[at]);
        let before = match seen.last() {
            Some(glance) => glance.line.as_ref().ok(),
            None => above.as_ref(),
        };
        let key = match (&line, before) {
            (Ok(Line::Sig(sig)), Some(Line::Event(event))) if event.who.is_some() => {
                let namespace = namespace(event.body.t());
                Some(checker.verify(&sig.sshsig, namespace, lines[at - 1]))
            }
            _ => None,
        };
        seen.push(Glance { bytes: lines[at], line, key });
        above = None;
    }
    seen
}
