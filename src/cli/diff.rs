//! `diff`: two sessions side by side, by step and value.

use std::path::Path;

use crate::failure::Failure;
use crate::pack::Pack;
use crate::print::{
    Comparison, Head, Listed, Sheet, Side, SiteMap, difference_json, difference_markdown,
    difference_text,
};
use crate::record::{Exhibit, Finding, Report, Signers, Standing, load, recover, verify};
use crate::text::{count, shown};
use crate::world::home::Home;
use crate::world::sessions::{Folder, Loaded};
use crate::world::stamps::Beside;
use crate::world::{input, pack as packs_on_disk};

use super::args::{Diff, DiffFormat};
use super::verify::{detached, disagreement};
use super::{keyring, out, pack, print, resume, stamp};

pub(crate) fn diff(typed: &Diff) -> Result<(), Failure> {
    let sites = SiteMap::parse(&typed.site).map_err(|error| Failure::Usage {
        message: error.to_string(),
        hint: "each site of A goes with one site of B, and the other way round",
    })?;
    let home = Home::find()?;
    let signers = typed.signers.clone().unwrap_or_else(|| home.signers());
    let is_asked_for = typed.signers.is_some() || signers.exists();
    let signers = if is_asked_for { Some(keyring::read_signers(&signers)?.0) } else { None };
    let a = Examined::find(&home, &typed.a, signers.as_ref())?;
    let b = Examined::find(&home, &typed.b, signers.as_ref())?;
    for (side, (letter, examined)) in [("A", &a), ("B", &b)].into_iter().enumerate() {
        let hierarchy = &examined.loaded.model.plan().hierarchy;
        if let Some(code) = sites.codes(side).find(|code| hierarchy.site_named(code).is_none()) {
            return Err(Failure::Usage {
                message: format!("{letter} has no site `{code}`"),
                hint: "write `--site CEN=WES`, the site of A first",
            });
        }
    }
    let listed = if typed.all { Listed::Everything } else { Listed::Differences };
    let comparison = Comparison::of(&a.side(), &b.side(), &sites, listed);
    out::result(&match typed.format {
        DiffFormat::Text => difference_text(&comparison),
        DiffFormat::Markdown => difference_markdown(&comparison),
        DiffFormat::Json => difference_json(&comparison),
    })?;
    match (a.troubles.len() + b.troubles.len(), comparison.differences()) {
        (0, 0) => Ok(()),
        (0, differences) if typed.exit_code => Err(Failure::Differs { differences }),
        (0, _) => Ok(()),
        (findings, _) => Err(Failure::Forged { findings }),
    }
}

/// One of the two, read back and checked.
struct Examined {
    loaded: Loaded,
    head: Head,
    /// What is wrong with its record.
    troubles: Vec<String>,
}

impl Examined {
    /// Finds what was named (a pack, a record, the folder of one, or a session) and checks it.
    fn find(home: &Home, named: &str, signers: Option<&Signers>) -> Result<Self, Failure> {
        let path = Path::new(named);
        if path.is_dir() {
            let id = path.file_name().map(|it| it.to_string_lossy().into_owned());
            let folder = Folder { id: id.unwrap_or_default(), path: path.to_owned() };
            return Self::of_record(&folder, &folder.record(), signers);
        }
        if !path.exists() {
            let folder = resume::find(home, named)?;
            return Self::of_record(&folder, &folder.record(), signers);
        }
        input::must_be_file(path)?;
        if let Some(bytes) = packs_on_disk::load(path)? {
            return Self::of_pack(&bytes, signers);
        }
        let parent = path.parent().map(Path::to_owned).unwrap_or_default();
        let folder = Folder { id: String::new(), path: parent };
        Self::of_record(&folder, path, signers)
    }

    fn of_record(folder: &Folder, path: &Path, signers: Option<&Signers>) -> Result<Self, Failure> {
        let bytes = load(path)?;
        // What a crash left half written is passed over, as resuming would.
        let keep = recover(&bytes).map_or(bytes.len(), |recovery| recovery.keep);
        let pinned = signers.is_none().then(|| folder.signers().unwrap_or_default());
        let by = signers.or(pinned.as_ref()).cloned().unwrap_or_default();
        let detached = detached(&folder.path, path)?;
        let record = &bytes[..keep];
        let exhibit = Exhibit { record, detached: &detached, ..Exhibit::default() };
        let mut report = verify(&exhibit, &by);
        let lines = record.split_inclusive(|byte| *byte == b'\n').count() as u64;
        if report.sealed.is_some() && keep < bytes.len() {
            report.findings.push(Finding::AfterSeal { line: lines + 1 });
        }
        stamp::judge(
            &Beside::in_folder(&folder.path, &report.sha256),
            &mut report,
            &mut Vec::new(),
        );
        let rebuild = |report: &Report| match &report.opening {
            Some(opening) => folder.rebuild(opening, &report.facts).map_err(Failure::from),
            None => Err(Failure::Forged { findings: report.findings.len() }),
        };
        if report.standing() == Standing::Holds {
            let again = |opening: &_, facts: &[_]| folder.rebuild(opening, facts).ok();
            let disagreement = disagreement(&report, again);
            report.findings.extend(disagreement);
        }
        let model = rebuild(&report).inspect_err(|_| tell(&report))?;
        Self::of(folder, report, model, lines, signers.is_some())
    }

    fn of_pack(bytes: &[u8], signers: Option<&Signers>) -> Result<Self, Failure> {
        let opened = Pack::read(bytes);
        let by = match (signers, &opened) {
            (Some(signers), _) => signers.clone(),
            (None, Ok(opened)) => {
                let text = String::from_utf8_lossy(opened.signers()).into_owned();
                Signers::parse(&text).unwrap_or_default()
            }
            (None, Err(_)) => Signers::default(),
        };
        let report = pack::examine(bytes, &by).report;
        let model = match (&opened, &report.opening) {
            (Ok(opened), Some(opening)) => pack::replay(opened, opening, &report.facts),
            _ => None,
        };
        let Some(model) = model else {
            tell(&report);
            return Err(Failure::Forged { findings: report.findings.len().max(1) });
        };
        let lines = opened.map_or(0, |it| it.record().split_inclusive(|it| *it == b'\n').count());
        let folder = Folder { id: String::new(), path: std::path::PathBuf::new() };
        Self::of(&folder, report, model, lines as u64, signers.is_some())
    }

    fn of(
        folder: &Folder,
        report: Report,
        model: crate::engine::Model,
        lines: u64,
        is_checked: bool,
    ) -> Result<Self, Failure> {
        let troubles = report.findings.iter().filter(|finding| **finding != Finding::NoSeal);
        let troubles = troubles.map(ToString::to_string).collect();
        let opening = report.opening.clone();
        let opening = opening.ok_or(Failure::Forged { findings: report.findings.len() })?;
        let loaded = Loaded { opening, model, report, lines };
        let unchecked = "there is no list of signers here, and the one that came with the record \
                         proves nothing; name one that you trust with --signers FILE";
        let unchecked = (!is_checked).then(|| unchecked.to_owned());
        let head = Head { unchecked, ..print::head(folder, &loaded) };
        Ok(Self { loaded, head, troubles })
    }

    fn side(&self) -> Side<'_> {
        let sheet = Sheet { model: &self.loaded.model, head: &self.head };
        Side { sheet, troubles: &self.troubles }
    }
}

/// What is wrong with a record of which nothing can be made.
fn tell(report: &Report) {
    for finding in report.findings.iter().filter(|finding| **finding != Finding::NoSeal) {
        out::tell(&format!("NOT GOOD: {}", shown(&finding.to_string())));
    }
    let events = count("event", report.lines.len());
    out::tell(&format!(
        "nothing was compared: {events} could be read, and no session made of them"
    ));
}
