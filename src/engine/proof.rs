//! What the evidence of a step comes to: each piece was read when it was attached, and here the
//! readings are held against what the step asks for.

use crate::plan::StepIx;
use crate::sensor::{self, Finding, FindingId, Kind, Reading, Value, Verdict};
use crate::step::SensorName;

use super::{Deed, Evidence, EvidenceKind, Model};

/// What the evidence of a step comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is attached that could still prove anything.
    Nothing,
    /// Evidence is attached, and no sensor reads it: a person has to.
    Kept,
    Proves,
    /// What is attached says neither yes nor no, or not enough, or is not such a file.
    Undecided,
    /// One piece proves and another refutes.
    Conflict {
        proves: Kind,
        against: Vec<Objection>,
    },
    Refuted(Vec<Objection>),
    /// It proves, but is another file than that of the step named here.
    Differs {
        from: StepIx,
    },
}

/// One thing found that speaks against a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// None where files of a folder could not be read: no sensor has seen them.
    pub kind: Option<Kind>,
    /// As the evidence was given.
    pub path: String,
    pub sha256: String,
    /// None where the reading refutes without a finding of its own.
    pub finding: Option<Finding>,
    /// Files of a folder that could not be read.
    pub unread: u64,
}

/// A reading of a piece of evidence, as it counts for a step.
struct Counted<'m> {
    evidence: &'m Evidence,
    reading: &'m Reading,
    verdict: Verdict,
    /// Findings that nobody has answered for.
    open: Vec<&'m Finding>,
}

impl Model {
    /// What the evidence of a step comes to, as it stands now.
    pub fn standing(&self, step: StepIx) -> Standing {
        self.standing_since(step, self.ground(step))
    }

    /// The same, while the states are being worked out: `ground` is the latest fact that what the
    /// step requires stands on.
    pub(super) fn standing_since(&self, step: StepIx, ground: usize) -> Standing {
        let template = self.plan().template(step);
        let pieces = self.pieces(step, ground);
        if pieces.is_empty() {
            return Standing::Nothing;
        }
        let unread: Vec<_> = pieces.iter().filter_map(|(_, it)| unread(it)).collect();
        if !unread.is_empty() {
            return Standing::Refuted(unread);
        }
        if template.proof.by.is_empty() {
            return Standing::Kept;
        }
        let counted = self.counted(step, ground);
        let proving = counted.iter().find(|it| it.verdict == Verdict::Proves);
        let refuting = counted.iter().filter(|it| it.verdict == Verdict::Refutes);
        let against: Vec<_> = refuting.flat_map(objections).collect();
        match (proving, against.is_empty()) {
            (Some(proving), false) => {
                return Standing::Conflict { proves: proving.reading.kind, against };
            }
            (None, false) => return Standing::Refuted(against),
            (_, true) => {}
        }
        if proven_by(&template.proof.by, &counted).is_none() {
            return Standing::Undecided;
        }
        match self.unlike(step, ground) {
            Some(from) => Standing::Differs { from },
            None => Standing::Proves,
        }
    }

    /// The value that a person has to type where the step is critical: of the readings that prove,
    /// the first that has beside it what is needed.
    pub fn value_to_type(&self, step: StepIx) -> Option<(String, String)> {
        if !self.plan().template(step).proof.critical {
            return None;
        }
        let counted = self.counted(step, self.ground(step));
        let sensors = proven_by(&self.plan().template(step).proof.by, &counted)?;
        let kinds = sensors.iter().filter_map(|sensor| Kind::named(sensor.word()));
        kinds.into_iter().find_map(|kind| {
            let reading = counted.iter().find(|it| it.reading.kind == kind)?.reading;
            let is_seen = |(key, value): &&(String, Value)| {
                // Yes and no are typed by reflex.
                reading.need(key).is_some() && !matches!(value, Value::Flag(_))
            };
            let named = self.plan().template(step).proof.value.as_ref();
            let of_name = reading.values.iter().find(|(key, _)| Some(key) == named);
            let (key, value) = of_name.or_else(|| reading.values.iter().find(is_seen))?;
            Some((key.clone(), value.to_string()))
        })
    }

    /// The readings that count for a step: of its own evidence, and of what it requires where that
    /// is of a kind that the step asks for and has none of.
    fn counted(&self, step: StepIx, ground: usize) -> Vec<Counted<'_>> {
        let template = self.plan().template(step);
        let kinds: Vec<_> =
            template.proof.sensors().iter().filter_map(|it| Kind::named(it.word())).collect();
        let own = self.pieces(step, ground);
        let mut counted = Vec::new();
        for (fact, evidence) in &own {
            for reading in evidence.readings.iter().filter(|it| kinds.contains(&it.kind)) {
                counted.push(self.count(step, *fact, evidence, reading, ground));
            }
        }
        let missing: Vec<_> = kinds
            .into_iter()
            .filter(|kind| counted.iter().all(|it: &Counted<'_>| it.reading.kind != *kind))
            .collect();
        if missing.is_empty() || counted.is_empty() {
            return counted;
        }
        for need in &self.plan().step(step).requires {
            for (fact, evidence) in self.pieces(*need, 0) {
                for reading in evidence.readings.iter().filter(|it| missing.contains(&it.kind)) {
                    counted.push(self.count(*need, fact, evidence, reading, 0));
                }
            }
        }
        counted
    }

    fn count<'m>(
        &'m self,
        step: StepIx,
        fact: usize,
        evidence: &'m Evidence,
        reading: &'m Reading,
        ground: usize,
    ) -> Counted<'m> {
        let may_explain = self.plan().template(step).proof.explain;
        let is_open = |finding: &&Finding| {
            !(may_explain && self.is_explained(step, &evidence.sha256, finding))
        };
        let open: Vec<_> = reading.findings.iter().filter(is_open).collect();
        let is_only_old =
            reading.findings.iter().all(|it| it.id == FindingId::CopylogOlderThanHotfix);
        let verdict = match reading.verdict {
            Verdict::Refutes | Verdict::Undecided
                if may_explain && open.is_empty() && self.is_answered_for(step, fact, reading) =>
            {
                Verdict::Proves
            }
            Verdict::Undecided
                if !reading.findings.is_empty()
                    && is_only_old
                    && reading.value("malformed_line").is_none()
                    && self.has_changed(step, fact, evidence, ground) =>
            {
                Verdict::Proves
            }
            Verdict::Proves | Verdict::Refutes | Verdict::Undecided | Verdict::NotRecognised => {
                reading.verdict
            }
        };
        Counted { evidence, reading, verdict, open }
    }

    /// Whether somebody has answered for everything that a reading tells of: for what has a finding
    /// one by one, and for errors without one by as many notes on the step since it was attached.
    fn is_answered_for(&self, step: StepIx, fact: usize, reading: &Reading) -> bool {
        let is_whole = ["malformed_line", "more_findings", "unread"];
        let others = match reading.value(sensor::OTHER_ERRORS) {
            Some(Value::Number(others)) => *others,
            _ => 0,
        };
        let notes = self.about[step.0].iter().filter(|index| {
            **index >= fact && matches!(self.facts()[**index].deed, Deed::Noted { .. })
        });
        is_whole.iter().all(|key| reading.value(key).is_none())
            && (others > 0 || !reading.findings.is_empty())
            && notes.count() as u64 >= others
    }

    /// Whether the file was seen to change while the step waited for it: at the very place where it
    /// is watched it held something else, attached since the wait began. No clock has a say in it.
    fn has_changed(&self, step: StepIx, fact: usize, evidence: &Evidence, ground: usize) -> bool {
        // On record a path begins at the root.
        let watched = self.plan().watched(step);
        if !watched.is_some_and(|watched| evidence.path.ends_with(&watched)) {
            return false;
        }
        self.attached(step).any(|(earlier, before)| {
            earlier > ground
                && earlier < fact
                && before.path == evidence.path
                && (before.sha256 != evidence.sha256 || before.modified != evidence.modified)
        })
    }

    /// A step of the same kind in the same domain, earlier in the walk, whose evidence holds
    /// something else.
    fn unlike(&self, step: StepIx, ground: usize) -> Option<StepIx> {
        let plan = self.plan();
        if !plan.template(step).wait.as_ref().is_some_and(|wait| wait.alike) {
            return None;
        }
        let own = self.content(step, ground)?;
        let alike = self.links.alike(step).iter().copied();
        alike
            .rev()
            .filter(|other| *other < step)
            .find(|other| self.content(*other, self.ground(*other)).is_some_and(|it| it != own))
    }

    /// What the latest piece of evidence holds, in a form that can be compared.
    fn content(&self, step: StepIx, ground: usize) -> Option<String> {
        let (_, evidence) = self.pieces(step, ground).pop()?;
        let of_reading = evidence.readings.iter().find_map(|it| match it.value(sensor::CONTENT) {
            Some(Value::Text(content)) => Some(content.clone()),
            _ => None,
        });
        Some(of_reading.unwrap_or_else(|| evidence.sha256.clone()))
    }
}

/// The first of the alternatives of which every sensor proves.
fn proven_by<'b>(by: &'b [Vec<SensorName>], counted: &[Counted<'_>]) -> Option<&'b [SensorName]> {
    let is_proved = |sensor: &SensorName| {
        let kind = Kind::named(sensor.word());
        let of_kind: Vec<_> = counted.iter().filter(|it| Some(it.reading.kind) == kind).collect();
        let readings: Vec<_> = of_kind.iter().map(|it| it.reading).collect();
        of_kind.iter().any(|it| it.verdict == Verdict::Proves) || sensor::prove_together(&readings)
    };
    by.iter().find(|together| together.iter().all(is_proved)).map(Vec::as_slice)
}

/// A backup with holes in it: somebody has to say in writing that it will do.
fn unread(evidence: &Evidence) -> Option<Objection> {
    let EvidenceKind::Folder { unreadable: unread @ 1.., .. } = evidence.kind else { return None };
    let (path, sha256) = (evidence.path.clone(), evidence.sha256.clone());
    Some(Objection { kind: None, path, sha256, finding: None, unread })
}

fn objections(counted: &Counted<'_>) -> Vec<Objection> {
    let objection = |finding: Option<&Finding>| Objection {
        kind: Some(counted.reading.kind),
        unread: 0,
        path: counted.evidence.path.clone(),
        sha256: counted.evidence.sha256.clone(),
        finding: finding.cloned(),
    };
    if counted.open.is_empty() {
        return vec![objection(None)];
    }
    counted.open.iter().map(|finding| objection(Some(finding))).collect()
}

impl Standing {
    /// Whether what is attached speaks against the step.
    pub const fn is_against(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::Refuted(_))
    }

    /// What speaks against the step.
    pub fn objections(&self) -> &[Objection] {
        match self {
            Self::Conflict { against, .. } | Self::Refuted(against) => against,
            Self::Nothing | Self::Kept | Self::Proves | Self::Undecided | Self::Differs { .. } => {
                &[]
            }
        }
    }
}

impl Objection {
    /// A sentence with the article behind it. It quotes the evidence: whoever prints it makes it
    /// harmless.
    pub fn sentence(&self) -> String {
        match &self.finding {
            Some(finding) => {
                let line = finding.line.map(|line| format!(", line {line}")).unwrap_or_default();
                format!("{} ({}{line}, {})", finding.text, self.path, finding.article)
            }
            None if self.unread > 0 => {
                format!("{} of its files could not be read ({})", self.unread, self.path)
            }
            None => {
                let what = self.kind.map_or("what is attached", Kind::word);
                format!("{what} does not hold ({})", self.path)
            }
        }
    }
}
