//! Looking at everything again before a point of no return, beside the screen.

use crate::engine::{Inspection, Model, Wish, to_read};
use crate::plan::StepIx;

use super::super::desk::Errand;
use super::super::panel::Looking;
use super::super::place::Place;
use super::{Request, Ui};

impl Ui {
    /// Sends for a look at everything that stands before a point of no return.
    pub(super) fn look(&mut self, step: StepIx, model: Option<&Model>) {
        self.stop_looking();
        let Some(model) = model else { return };
        let pieces = to_read(model, step);
        self.jobs += 1;
        self.looking = Some(Looking {
            job: self.jobs,
            step,
            read_bytes: 0,
            total_bytes: pieces.iter().map(|piece| piece.then.size_bytes).sum(),
            pieces: keys(model, step),
        });
        self.errands.push(Errand::Inspect { job: self.jobs, pieces });
    }

    pub(super) fn stop_looking(&mut self) {
        if let Some(looking) = self.looking.take() {
            self.errands.push(Errand::CancelInspect { job: looking.job });
        }
    }

    /// Whoever leaves the card does not want the verdict: none is put on record that nobody sees.
    pub(super) fn drop_looking(&mut self) {
        if !self.places.iter().any(|place| matches!(place, Place::Gate(_))) {
            self.stop_looking();
        }
    }

    pub(super) fn looked_on(&mut self, job: u64, read_bytes: u64) {
        if let Some(looking) = self.looking.as_mut().filter(|it| it.job == job) {
            looking.read_bytes = read_bytes.min(looking.total_bytes);
        }
    }

    /// Everything was looked at: the verdict goes on record. Where other evidence came meanwhile,
    /// it is looked at once more.
    pub(super) fn looked(&mut self, job: u64, inspection: &Inspection, model: Option<&Model>) {
        let Some(looking) = self.looking.take_if(|it| it.job == job) else { return };
        let Some(model) = model else { return };
        if keys(model, looking.step) != looking.pieces {
            return self.look(looking.step, Some(model));
        }
        let inspection = inspection.clone();
        self.requests.push(Request::Say(Wish::Check { step: looking.step, inspection }));
    }
}

fn keys(model: &Model, step: StepIx) -> Vec<(StepIx, String, String)> {
    let pieces = to_read(model, step).into_iter();
    pieces.map(|piece| (piece.step, piece.then.path, piece.then.sha256)).collect()
}
