//! `pack`: one file with everything a stranger needs to check a session.

use crate::engine::{Fact, Model};
use crate::failure::Failure;
use crate::flow::Flow;
use crate::pack::{Flaw, Pack as Read, judge};
use crate::record::{
    Exhibit, Finding, Opening, Report, Signers, Standing, sha256, verify as verify_record,
};
use crate::text::{Source, count, shown};
use crate::timestamp::is_reply;
use crate::world::home::Home;
use crate::world::pack::{PackError, gather};
use crate::world::sessions::{Folder, Loaded, SessionError, rebuild};
use crate::world::stamps::Beside;
use crate::world::store;

use super::args::Pack;
use super::verify::{Examined, compare_with_ledger, disagreement};
use super::{keyring, out, resume, stamp};

pub(crate) fn pack(typed: &Pack) -> Result<(), Failure> {
    let home = Home::find()?;
    let folder = resume::find_or_latest(&home, typed.session.as_deref())?;
    let loaded = read(&home, &folder)?;
    let packed = gather(&folder, &loaded).map_err(unpacked)?;
    store::write_new(&typed.output, &packed.bytes)?;
    let (id, name) = (shown(&folder.id), shown(&loaded.opening.name));
    out::tell(&format!(
        "session {id} ({name}) with {} of evidence is in {}",
        count("piece", packed.enclosed),
        typed.output.display()
    ));
    for left_out in &packed.left_out {
        out::tell(&format!("not in it: {}", shown(left_out)));
    }
    if loaded.report.sealed.is_none() {
        out::tell("note: the session is not closed, and its record not sealed; the pack says so");
    }
    Ok(())
}

/// Reads a session by the signers as they were at its start; where somebody signed who was not
/// among them, by those of today.
pub(super) fn read(home: &Home, folder: &Folder) -> Result<Loaded, Failure> {
    match folder.read() {
        Err(SessionError::Damaged { .. }) if home.signers().exists() => {
            let (signers, _) = keyring::read_signers(&home.signers())?;
            Ok(folder.read_as(&signers)?)
        }
        read => Ok(read?),
    }
}

fn unpacked(error: PackError) -> Failure {
    let hint = match error {
        PackError::Session(error) => return error.into(),
        PackError::Unsigned { .. } => "resume it: that makes up for the signature",
        PackError::WentOn { .. } => "try again, best after leaving it",
        PackError::Unfit { .. } => "hand over the session's folder instead",
    };
    Failure::Usage { message: error.to_string(), hint }
}

/// Examines a pack by these signers, without unpacking it.
pub(super) fn examine(bytes: &[u8], signers: &Signers) -> Examined {
    let pack = match Read::read(bytes) {
        Ok(pack) => pack,
        Err(flaw) => {
            let notes = vec!["nothing in the pack was believed; the digest is its own".to_owned()];
            let findings = vec![finding(&flaw)];
            let report = Report { findings, sha256: sha256(bytes), ..Report::default() };
            return Examined { report, changed: Vec::new(), notes };
        }
    };
    let (detached, flow) = (pack.signatures(), pack.flow_sha256());
    let exhibit = Exhibit {
        record: pack.record(),
        detached: &detached,
        flow_sha256: Some(&flow),
        hierarchy_sha256: Some(&pack.hierarchy_sha256()),
    };
    let mut report = verify_record(&exhibit, signers);
    if report.standing() == Standing::Holds {
        report
            .findings
            .extend(disagreement(&report, |opening, facts| replay(&pack, opening, facts)));
    }
    let judged = judge(&pack, &report);
    let mut remembered = Vec::new();
    compare_with_ledger(&mut report, pack.record(), &mut remembered);
    let stamps = Beside::of(pack.stamps().filter(|(name, _)| is_reply(name)), &report.sha256);
    report.findings.extend(judged.flaws.iter().map(finding));
    let mut notes = vec![format!(
        "this is a pack of run {}; the digests below are of the record in it",
        pack.run
    )];
    notes.extend(remembered);
    notes.extend(judged.notes);
    stamp::judge(&stamps, &mut report, &mut notes);
    Examined { report, changed: judged.changed, notes }
}

fn finding(flaw: &Flaw) -> Finding {
    Finding::Pack { id: flaw.id(), what: flaw.to_string() }
}

/// The session as it follows from flow and hierarchy in a pack. None where this program cannot
/// read them: their digests have been compared.
pub(super) fn replay(pack: &Read<'_>, opening: &Opening, facts: &[Fact]) -> Option<Model> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).ok();
    let source = |(name, bytes)| Some(Source::new(name, text(bytes)?));
    let mut sources = pack.flow().map(source).collect::<Option<Vec<_>>>()?;
    // Its main file comes first.
    sources.sort_by_key(|source| source.name() != "flow.toml");
    let flow = Flow::read(&sources).ok()?;
    rebuild("in the pack", flow, &text(pack.hierarchy())?, opening, facts).ok()
}
