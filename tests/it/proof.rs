//! Evidence that proves, made up: what the sensors of a step would say of good files.

use upgrade_wizard::engine::{
    Evidence, Inspection, Model, Piece, Reading, ReadingVerdict, SensorKind, Since, Value, Wish,
    to_read,
};
use upgrade_wizard::plan::StepIx;

/// The value that a reading shows where a step asks for one to be typed.
pub(crate) const VALUE: &str = "2.00.1380.1105";

/// One reading that proves for each sensor that the step names first.
pub(crate) fn proving(model: &Model, step: StepIx) -> Vec<Reading> {
    let by = &model.plan().template(step).proof.by;
    let together = by.first().map(Vec::as_slice).unwrap_or_default();
    together
        .iter()
        .map(|sensor| Reading {
            kind: SensorKind::named(sensor.word()).unwrap(),
            verdict: ReadingVerdict::Proves,
            values: vec![("version".to_owned(), Value::Text(VALUE.to_owned()))],
            needed: vec![("version".to_owned(), "that or later".to_owned())],
            findings: Vec::new(),
        })
        .collect()
}

/// The same piece with readings that prove.
pub(crate) fn with_proof(model: &Model, step: StepIx, evidence: Evidence) -> Evidence {
    Evidence { readings: proving(model, step), ..evidence }
}

/// Everything that has to be looked at before a point of no return, found unchanged.
pub(crate) fn look_again(model: &Model, step: StepIx) -> Wish {
    let pieces = to_read(model, step).into_iter().map(|it| Piece {
        step: it.step,
        then: it.then,
        since: Since::Unchanged,
        readings: Vec::new(),
    });
    Wish::Check { step, inspection: Inspection { pieces: pieces.collect(), pins: Vec::new() } }
}
