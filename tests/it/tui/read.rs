//! Evidence as sensors read it, made up for the pictures and for what keys do with it.

use upgrade_wizard::engine::{
    Evidence, Finding, FindingId, Model, Reading, ReadingVerdict, SensorKind, Value, Wish,
};

use super::session::{evidence, tell};

/// A step that is proved by versions of files, or by a log together with the registry.
pub(crate) const HOTFIX: &str = "install-hotfix/CEN/Q249077";

/// A step that is proved by the registry alone, and may be answered by its value.
pub(crate) const FULL_VERSION: &str = "full-version/SEC";

/// A step whose findings can be answered for.
pub(crate) const EVENTS: &str = "event-log/CEN";

/// A reading: each value with what is needed beside it, where something is.
pub(crate) fn reading(
    kind: SensorKind,
    verdict: ReadingVerdict,
    values: &[(&str, &str, &str)],
    findings: Vec<Finding>,
) -> Reading {
    let needs = values.iter().filter(|(_, _, need)| !need.is_empty());
    Reading {
        kind,
        verdict,
        values: values
            .iter()
            .map(|(key, found, _)| ((*key).to_owned(), Value::Text((*found).to_owned())))
            .collect(),
        needed: needs.map(|(key, _, need)| ((*key).to_owned(), (*need).to_owned())).collect(),
        findings,
    }
}

pub(crate) fn finding(id: FindingId, line: Option<usize>, text: &str) -> Finding {
    Finding { id, article: id.article(), line, text: text.to_owned() }
}

/// Versions that are good.
pub(crate) fn versions() -> Evidence {
    let needs = "2.0.1380.1105 or later";
    let values = [
        ("files", "3", ""),
        ("nt_logon.dll", "2.0.1380.1105", needs),
        ("Baseobj.dll", "2.0.1380.1110", needs),
        ("Ccmbtldr.exe", "2.0.1380.1105", needs),
    ];
    let proves = reading(SensorKind::FileVersions, ReadingVerdict::Proves, &values, Vec::new());
    Evidence { readings: vec![proves], ..evidence("/upgrade/evidence/CEN-versions.txt", 912) }
}

/// The log of an installer that went well.
pub(crate) fn log() -> Evidence {
    let values = [("aborted", "no", "no"), ("version_reported", "1380", "1380"), ("runs", "1", "")];
    let proves = reading(SensorKind::HotfixLog, ReadingVerdict::Proves, &values, Vec::new());
    Evidence { readings: vec![proves], ..evidence("/upgrade/evidence/CEN-q249077.log", 4_113) }
}

/// An export of the registry in which Full Version is missing.
pub(crate) fn without_full_version() -> Evidence {
    let values =
        [("full_version", "", "2.00.1380.1000"), ("type", "2", "2"), ("form", "REGEDIT4", "")];
    let missing = finding(FindingId::FullVersionMissing, Some(14), "Full Version is missing");
    let refutes =
        reading(SensorKind::RegistryExport, ReadingVerdict::Refutes, &values, vec![missing]);
    Evidence { readings: vec![refutes], ..evidence("/upgrade/evidence/CEN-sms.reg", 48_213) }
}

/// An export in which Full Version is that of another level.
pub(crate) fn of_another_level() -> Evidence {
    let values = [("full_version", "2.00.1380.1000", "2.00.1239.0000"), ("type", "2", "2")];
    let text = "Full Version is that of 2.0 SP1, and the hierarchy says 2.0";
    let wrong = finding(FindingId::FullVersionWrong, Some(9), text);
    let refutes =
        reading(SensorKind::RegistryExport, ReadingVerdict::Refutes, &values, vec![wrong]);
    Evidence { readings: vec![refutes], ..evidence("/upgrade/evidence/SEC-setup.reg", 2_310) }
}

/// An event log with two errors that somebody can answer for.
pub(crate) fn events() -> Evidence {
    let values = [("errors", "2", "0"), ("events", "311", "")];
    let findings = vec![
        finding(FindingId::ConnectivityError, Some(12), "SMS_LAN_SENDER could not connect"),
        finding(FindingId::HierarchyError, Some(71), "SMS_HIERARCHY_MANAGER stopped"),
    ];
    let refutes = reading(SensorKind::EventLog, ReadingVerdict::Refutes, &values, findings);
    Evidence { readings: vec![refutes], ..evidence("/upgrade/evidence/CEN-app.txt", 91_002) }
}

/// A file that is something else than what was asked for.
pub(crate) fn strange() -> Evidence {
    let strange = reading(SensorKind::FileVersions, ReadingVerdict::NotRecognised, &[], Vec::new());
    Evidence { readings: vec![strange], ..evidence("/upgrade/evidence/holiday.txt", 77) }
}

/// Attaches a piece to a step.
#[track_caller]
pub(crate) fn attach(model: &mut Model, step: &str, evidence: Evidence) {
    let step = model.step_named(step).unwrap();
    tell(model, Wish::Attach { step, evidence }).unwrap();
}
