//! What was attached in a session, where it is in a pack, and why some of it is not.

use std::collections::HashMap;

use crate::engine::{Deed, Evidence, EvidenceKind, Fact};
use crate::text::shown;

use super::name::{EVIDENCE, LISTS, is_list, plain_name};

/// Something that was attached. A list stands for a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    pub step: &'a str,
    pub evidence: &'a Evidence,
    /// Counts the different files of a session, from 1.
    number: usize,
    /// The path of the first piece with these bytes: what is attached twice is in a pack once.
    named_after: &'a str,
}

/// What became of a piece when the pack was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Enclosed,
    TooLarge,
    NoRoom,
    Changed,
    Unreachable,
    Elsewhere,
}

impl Fate {
    const LEFT_OUT: [Self; 5] =
        [Self::TooLarge, Self::NoRoom, Self::Changed, Self::Unreachable, Self::Elsewhere];

    /// Why it is not in the pack.
    pub fn why(self) -> &'static str {
        match self {
            Self::Enclosed => "it is in the pack",
            Self::TooLarge => "it is larger than one piece in a pack may be",
            Self::NoRoom => "there was no more room in the pack",
            Self::Changed => "it was no longer what had been attached",
            Self::Unreachable => "it could not be read",
            Self::Elsewhere => "it lies on another machine",
        }
    }
}

/// Everything that was attached, in order.
pub fn pieces(facts: &[Fact]) -> Vec<Piece<'_>> {
    let mut seen: HashMap<&str, (usize, &str)> = HashMap::new();
    let mut pieces = Vec::new();
    for fact in facts {
        let Deed::Attached { step, evidence } = &fact.deed else { continue };
        let next = seen.len() + 1;
        let (number, named_after) = match evidence.kind {
            EvidenceKind::File => {
                *seen.entry(&evidence.sha256).or_insert((next, evidence.path.as_str()))
            }
            EvidenceKind::Folder { .. } => (0, ""),
        };
        pieces.push(Piece { step, evidence, number, named_after });
    }
    pieces
}

impl Piece<'_> {
    /// The entry of a pack that holds it; none for a list that no wizard would call so.
    pub fn entry(&self) -> Option<String> {
        match &self.evidence.kind {
            EvidenceKind::File => {
                Some(format!("{EVIDENCE}{:04}-{}", self.number, plain_name(self.named_after)))
            }
            EvidenceKind::Folder { manifest, .. } => {
                is_list(manifest).then(|| format!("{LISTS}{manifest}"))
            }
        }
    }

    /// The entry that says of the files of a folder what the list of them cannot hold.
    pub fn twin(&self) -> Option<String> {
        Some(format!("{}.jsonl", self.entry()?.strip_suffix(".SHA256SUMS")?))
    }

    /// With what the digest of that entry begins: it is part of the list's name, which is on
    /// record. None of a list of before that was so.
    pub fn twin_digits(&self) -> Option<&str> {
        let EvidenceKind::Folder { manifest, .. } = &self.evidence.kind else { return None };
        Some(manifest.strip_suffix(".SHA256SUMS")?.split_once('-')?.1)
    }

    /// What it is, for a person.
    pub fn title(&self) -> String {
        let (path, step) = (&self.evidence.path, self.step);
        match self.evidence.kind {
            EvidenceKind::File => format!("evidence {path} of {step}"),
            EvidenceKind::Folder { .. } => {
                format!("the list of files of evidence {path} of {step}")
            }
        }
    }

    /// What EVIDENCE.txt says of it.
    fn block(&self, fate: Fate) -> String {
        let Evidence { path, size_bytes, sha256, kind, .. } = self.evidence;
        let kind = match kind {
            EvidenceKind::File => "file",
            EvidenceKind::Folder { .. } => "folder",
        };
        let pack = match (fate, self.entry()) {
            (Fate::Enclosed, Some(entry)) => entry,
            (fate, _) => format!("NOT in the pack: {}", fate.why()),
        };
        let (step, path) = (shown(self.step), shown(path));
        format!(
            "\n{step}\n  {kind:8}{path}\n  size    {size_bytes}\n  sha256  {sha256}\n  here    {pack}\n"
        )
    }
}

const TOP: &str = "\
What was attached in this session, in order, and where it is in this pack.
`sha256` is on record, and signed. Of a folder it is the digest of the list of its files, and that
list is what is in the pack; the files are where they were.
";

const NOTHING: &str = "\nNothing was attached.\n";

/// EVIDENCE.txt.
pub(super) fn page<'a>(pieces: impl IntoIterator<Item = (Piece<'a>, Fate)>) -> String {
    let blocks: String = pieces.into_iter().map(|(piece, fate)| piece.block(fate)).collect();
    format!("{TOP}{}", if blocks.is_empty() { NOTHING } else { &blocks })
}

/// What EVIDENCE.txt says of each of these pieces. `Err` is the first of which it does not say what
/// it has to; none where it goes on behind the last.
pub(super) fn fates<'a, 'b>(
    page: &str,
    pieces: &'b [Piece<'a>],
) -> Result<Vec<Fate>, Option<&'b Piece<'a>>> {
    let mut rest = page.strip_prefix(TOP).ok_or(pieces.first())?;
    if pieces.is_empty() {
        return if rest == NOTHING { Ok(Vec::new()) } else { Err(None) };
    }
    let mut fates = Vec::new();
    for piece in pieces {
        let mut all = [Fate::Enclosed].into_iter().chain(Fate::LEFT_OUT);
        let said = all.find_map(|fate| Some((fate, rest.strip_prefix(&piece.block(fate))?)));
        let Some((fate, behind)) = said else { return Err(Some(piece)) };
        fates.push(fate);
        rest = behind;
    }
    if rest.is_empty() { Ok(fates) } else { Err(None) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Exhibit, Signers, verify};

    /// The facts of the example in the description of the format.
    fn facts() -> Vec<Fact> {
        let page = include_str!("../record/FORMAT.md").replace('\r', "");
        let record = page.rsplit("```text\n").next().unwrap().split("```").next().unwrap();
        let exhibit = Exhibit { record: record.as_bytes(), ..Exhibit::default() };
        verify(&exhibit, &Signers::default()).facts
    }

    #[test]
    fn the_page_says_of_each_piece_what_became_of_it_and_nothing_else() {
        let mut facts = facts();
        let pieces_of = |facts: &[Fact]| pieces(facts).len();
        assert_eq!(pieces_of(&facts), 1);
        // The same bytes once more, for another step.
        let again = facts.iter().find(|fact| matches!(fact.deed, Deed::Attached { .. })).cloned();
        let mut again = again.unwrap();
        if let Deed::Attached { step, .. } = &mut again.deed {
            "other/CEN".clone_into(step);
        }
        facts.push(again);
        let pieces = pieces(&facts);
        let entries: Vec<_> = pieces.iter().map(|piece| piece.entry().unwrap()).collect();
        assert_eq!(entries, ["evidence/0001-dump.sql", "evidence/0001-dump.sql"]);
        for fate in [Fate::Enclosed].into_iter().chain(Fate::LEFT_OUT) {
            let text = page(pieces.iter().map(|piece| (*piece, fate)));
            assert_eq!(fates(&text, &pieces), Ok(vec![fate; 2]), "{text}");
            assert_eq!(fates(&text, &pieces[..1]), Err(None));
            assert_eq!(fates(&text.replace("other/CEN", "other/SEC"), &pieces), Err(pieces.get(1)));
            assert_eq!(fates(&text.replace("dump", "damp"), &pieces), Err(pieces.first()));
            assert_eq!(fates(&format!("{text}\n"), &pieces), Err(None));
        }
        assert_eq!(fates(&page([]), &[]), Ok(Vec::new()));
        assert_eq!(fates(&page([]), &pieces), Err(pieces.first()));
    }
}
