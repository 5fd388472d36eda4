//! Takes up a record after a pause or a crash.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::engine::{Fact, Person};
use crate::keys::Signer;
use crate::record::chain::{named, sha256};
use crate::record::disk;
use crate::record::error::{RecordError, of_ledger};
use crate::record::finding::Finding;
use crate::record::ledger::{self, Ledger};
use crate::record::opening::{Here, Opening};
use crate::record::recover::recover;
use crate::record::signers::Signers;
use crate::record::stored::{Resume, TornPin};
use crate::record::verify::{Exhibit, Lines, Report, walked};
use crate::record::{RECORD_FILE, SEAL_NAMESPACE, detached_name, sealer_of};

use super::{State, Writer, owns};

/// A record that was taken up.
pub struct Resumed {
    pub writer: Writer,
    /// Everything on record, for replaying.
    pub facts: Vec<Fact>,
    pub opening: Opening,
    /// What was cut off, where a crash had left part of a record.
    pub torn: Option<Torn>,
    /// The machine remembers another state of the record, and was overruled.
    pub is_despite_ledger: bool,
}

/// What was cut off the end of a record, and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    pub kept: PathBuf,
    pub bytes: usize,
    /// Hex.
    pub sha256: String,
}

impl Writer {
    /// Takes up a record: cuts off what a crash left half written, after keeping it aside, and
    /// checks the whole of the rest. The first fact that is appended then has to be
    /// [`Deed::Resumed`](crate::engine::Deed::Resumed). A record that is sealed is not taken up;
    /// where a crash came between seal and detached signature, the latter is made up for.
    #[expect(clippy::missing_panics_doc, reason = "the state is impossible")]
    pub fn resume(
        dir: &Path,
        signers: Signers,
        signer: Box<dyn Signer>,
        person: Person,
        here: &Here,
        ledger: Option<Ledger>,
    ) -> Result<Resumed, RecordError> {
        owns(&person, signer.as_ref())?;
        let path = dir.join(RECORD_FILE);
        let lock = disk::lock(dir)?;
        let bytes = disk::load(&path)?;
        let keep = recover(&bytes).map_or(bytes.len(), |recovery| recovery.keep);
        if keep == 0 {
            return Err(RecordError::NeverOpened { path });
        }
        let (whole, rest) = bytes.split_at(keep);
        let exhibit = Exhibit { record: whole, ..Exhibit::default() };
        let (report, chain, index) = walked(&exhibit, &signers, Lines::LeftOut);
        check(&path, &report, rest, chain.lines())?;
        if let Some(seal) = &report.sealed {
            let detached = dir.join(detached_name(&seal.by.id));
            if !detached.exists() && seal.by == person {
                disk::put(&detached, signer.sign(SEAL_NAMESPACE, whole)?.as_bytes())?;
            }
            return Err(RecordError::Sealed { outcome: seal.outcome });
        }
        let opening = report.opening.expect("a record without findings has an opening");
        let remembered = match &ledger {
            None => ledger::NONE,
            Some(ledger) => ledger.compare(&opening.run, whole).map_err(of_ledger(&path))?,
        };
        let torn = (!rest.is_empty()).then(|| cut(&path, keep, rest, here)).transpose()?;
        let file =
            File::options().append(true).open(&path).map_err(disk::failed("opening", &path))?;
        let resume = Resume {
            session: here.session.clone(),
            torn: torn
                .as_ref()
                .map(|torn| TornPin { bytes: torn.bytes as u64, sha256: named(&torn.sha256) }),
            host: here.stored(),
            boot: here.boot.clone(),
            ledger: remembered.to_owned(),
        };
        let last = Some(report.facts.last().map_or(opening.at, |fact| fact.at));
        let writer = Self {
            path,
            file,
            _lock: lock,
            signers,
            signer,
            ledger,
            remembering: None,
            person,
            run: opening.run.clone(),
            chain,
            index,
            last,
            state: State::TakenUp(resume),
        };
        let is_despite_ledger = remembered == ledger::OVERRIDDEN;
        Ok(Resumed { writer, facts: report.facts, opening, torn, is_despite_ledger })
    }
}

/// Whether a record of so many lines that was cut as a crash allows can be gone on with.
fn check(path: &Path, report: &Report, rest: &[u8], lines: u64) -> Result<(), RecordError> {
    let mut findings = report.findings.clone();
    findings.retain(|finding| *finding != Finding::NoSeal);
    let dir = path.parent().unwrap_or(Path::new("."));
    match &report.sealed {
        Some(_) if !rest.is_empty() => {
            findings.push(Finding::AfterSeal { line: lines + 1 });
        }
        // A signature over the whole file says that there was a seal.
        None => findings.extend(sealers(dir)?.into_iter().map(|principal| {
            Finding::DetachedSignature { principal, why: "the run is not sealed".to_owned() }
        })),
        Some(_) => {}
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(RecordError::Damaged { path: path.to_owned(), findings })
    }
}

/// Whose detached signatures lie in a folder.
fn sealers(dir: &Path) -> Result<Vec<String>, RecordError> {
    let list = || {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let name = entry?.file_name();
            found.extend(name.to_str().and_then(sealer_of).map(str::to_owned));
        }
        found.sort();
        Ok(found)
    };
    list().map_err(disk::failed("listing", dir))
}

/// Cuts off a torn tail, keeping it aside first.
fn cut(path: &Path, keep: usize, rest: &[u8], here: &Here) -> Result<Torn, RecordError> {
    let kept = path.with_file_name(format!("record.torn-{}", here.session));
    disk::write_new(&kept, rest)?;
    // A handle of its own: on Windows one for appending cannot shorten a file.
    let shorten = || {
        let file = File::options().write(true).open(path)?;
        file.set_len(keep as u64)?;
        file.sync_all()
    };
    shorten().map_err(disk::failed("cutting", path))?;
    Ok(Torn { kept, bytes: rest.len(), sha256: sha256(rest) })
}
