//! The evidence of a step on both sides: digests, and the values that sensors read, side by side.

use super::super::content::{Entry, Piece};
use super::super::reading::Reading;
use super::SiteMap;

/// Compares the evidence that counts: not taken back, and the last of its path.
pub(super) fn evidence(
    differ: &mut impl FnMut(&str, Option<String>, Option<String>),
    a: &Entry,
    b: &Entry,
    map: &SiteMap,
) {
    for (one, other) in pairs(counting(a), counting(b), map) {
        let name = |piece: &Piece| file_name(&piece.path).to_owned();
        let called = one.or(other).map(name).unwrap_or_default();
        match (one, other) {
            (Some(one), Some(other)) => {
                let label = format!("evidence {called}");
                let digest = |piece: &Piece| Some(format!("sha256 {}", piece.sha256));
                differ(&label, digest(one), digest(other));
                readings(differ, &called, one, other);
            }
            (one, other) => {
                let words = |piece: &Piece| format!("{}, sha256 {}", name(piece), piece.sha256);
                differ("evidence", one.map(words), other.map(words));
            }
        }
    }
}

fn counting(entry: &Entry) -> Vec<&Piece> {
    let pieces = entry.evidence.iter().enumerate();
    let counting = pieces.filter(|(index, piece)| {
        let later = &entry.evidence[index + 1..];
        piece.withdrawn.is_none() && later.iter().all(|other| other.path != piece.path)
    });
    counting.map(|(_, piece)| piece).collect()
}

/// When two pieces belong together.
type Rule<'r> = &'r dyn Fn(&Piece, &Piece) -> bool;

/// Pairs pieces: those with the same bytes, then those of the same name, then as they come.
fn pairs<'p>(
    a: Vec<&'p Piece>,
    mut b: Vec<&'p Piece>,
    map: &SiteMap,
) -> Vec<(Option<&'p Piece>, Option<&'p Piece>)> {
    let is_same_bytes = |one: &Piece, other: &Piece| one.sha256 == other.sha256;
    let is_same_name = |one: &Piece, other: &Piece| {
        map.as_b(file_name(&one.path)).eq_ignore_ascii_case(file_name(&other.path))
    };
    let mut twins: Vec<Option<&Piece>> = vec![None; a.len()];
    let rules: [Rule<'_>; 3] = [&is_same_bytes, &is_same_name, &|_, _| true];
    for fits in rules {
        for (one, twin) in a.iter().zip(&mut twins) {
            if twin.is_none()
                && let Some(at) = b.iter().position(|other| fits(one, other))
            {
                *twin = Some(b.remove(at));
            }
        }
    }
    let paired = a.into_iter().zip(twins).map(|(one, twin)| (Some(one), twin));
    paired.chain(b.into_iter().map(|other| (None, Some(other)))).collect()
}

/// The end of a path, of any system.
fn file_name(path: &str) -> &str {
    let path = path.trim_end_matches(['/', '\\']);
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn readings(
    differ: &mut impl FnMut(&str, Option<String>, Option<String>),
    called: &str,
    a: &Piece,
    b: &Piece,
) {
    let kinds = a.readings.iter().chain(&b.readings).map(|reading| reading.kind);
    let mut seen = Vec::new();
    for kind in kinds {
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        let of = |piece: &'_ Piece| -> Option<usize> {
            piece.readings.iter().position(|reading| reading.kind == kind)
        };
        let one = of(a).map(|at| &a.readings[at]);
        let other = of(b).map(|at| &b.readings[at]);
        let verdict = |reading: &Reading| reading.verdict.to_owned();
        differ(&format!("{called} as {kind}"), one.map(verdict), other.map(verdict));
        let (Some(one), Some(other)) = (one, other) else { continue };
        let keys = one.values.iter().chain(&other.values).map(|value| value.key.as_str());
        let mut told = Vec::new();
        for key in keys {
            if told.contains(&key) {
                continue;
            }
            told.push(key);
            let value = |reading: &Reading| {
                let found = reading.values.iter().find(|value| value.key == key);
                found.map(|value| value.found.to_string())
            };
            differ(&format!("{key} in {called}"), value(one), value(other));
        }
        let findings = |reading: &Reading| {
            let ids: Vec<_> = reading.findings.iter().map(|finding| finding.id).collect();
            (!ids.is_empty()).then(|| ids.join(", "))
        };
        differ(&format!("findings in {called}"), findings(one), findings(other));
    }
}
