//! Puts a pack together. The same session, reached the same way, gives the same bytes.

use std::collections::BTreeMap;

use crate::record::{Detached, RECORD_FILE, Report, detached_name, sha256};

use super::name::{self, Part};
use super::{Fate, Flaw, Pack, Piece, SCRIPT, folder, guide, pieces, sums, tar};

/// What goes into a pack.
#[derive(Debug)]
pub struct Contents<'a> {
    /// What the verifier says of the record; its opening has to be there.
    pub report: &'a Report,
    pub record: &'a [u8],
    pub signatures: &'a [Detached],
    /// Time-stamps over the record, requests and replies, by name.
    pub stamps: &'a [(String, Vec<u8>)],
    pub signers: &'a str,
    /// Name and text.
    pub flow: &'a [(String, String)],
    pub hierarchy: &'a str,
    /// Everything that was attached, and what became of it.
    pub pieces: &'a [(Piece<'a>, Fate)],
    /// The evidence files and lists that are enclosed, by the names of their entries.
    pub files: &'a BTreeMap<String, Vec<u8>>,
}

/// The pack, as it is to be written to a file. What comes out can be read back: names that a pack
/// cannot hold, and what is too large for one, are refused.
pub fn write(contents: &Contents<'_>) -> Result<Vec<u8>, Flaw> {
    let report = contents.report;
    let missing = || Flaw::Missing { name: RECORD_FILE.to_owned() };
    let opening = report.opening.as_ref().ok_or_else(missing)?;
    let guide = guide::guide(opening, report);
    let page = pieces::page(contents.pieces.iter().copied());
    let mut entries: Vec<(String, &[u8])> = vec![
        (name::GUIDE.to_owned(), guide.as_bytes()),
        (name::SCRIPT_FILE.to_owned(), SCRIPT.as_bytes()),
        (RECORD_FILE.to_owned(), contents.record),
        (name::SIGNERS.to_owned(), contents.signers.as_bytes()),
        (name::HIERARCHY.to_owned(), contents.hierarchy.as_bytes()),
        (name::PIECES.to_owned(), page.as_bytes()),
    ];
    let signatures = contents.signatures.iter();
    entries.extend(signatures.map(|it| (detached_name(&it.principal), &*it.armour)));
    entries.extend(contents.stamps.iter().map(|(name, bytes)| (name.clone(), &**bytes)));
    let flow = contents.flow.iter();
    entries.extend(flow.map(|(file, text)| (format!("{}{file}", name::FLOW), text.as_bytes())));
    entries.extend(contents.files.iter().map(|(file, bytes)| (file.clone(), &**bytes)));
    entries.sort_by(|(one, _), (other, _)| (Part::of(one), one).cmp(&(Part::of(other), other)));

    let digests: Vec<_> = entries.iter().map(|(_, bytes)| sha256(bytes)).collect();
    let named = entries.iter().zip(&digests).map(|((name, _), sha256)| (&**name, &**sha256));
    let sums = sums::sums(named);
    entries.push((name::SUMS.to_owned(), sums.as_bytes()));

    let folder = folder(&opening.run);
    let mut bytes = Vec::new();
    for (name, content) in entries {
        tar::push(&mut bytes, &folder, &name, content)?;
    }
    tar::end(&mut bytes);
    Pack::read(&bytes)?;
    Ok(bytes)
}
