//! The list of sessions, as the screen shows it.

use crate::engine::Phase;
use crate::failure::Failure;
use crate::front::tui::{SessionRow, SessionState};
use crate::world::glance::Glance;
use crate::world::home::Home;
use crate::world::sessions::Folder;

/// All sessions, the one touched last first. One that cannot be read says why, and stays in the
/// list.
pub(super) fn rows(home: &Home) -> Result<Vec<SessionRow>, Failure> {
    Ok(Folder::all(home)?.into_iter().rev().map(|folder| row(&folder)).collect())
}

fn row(folder: &Folder) -> SessionRow {
    let record = folder.record().display().to_string();
    match folder.read() {
        Ok(loaded) => {
            let glance = Glance::of(folder, &loaded);
            let state = match loaded.model.phase() {
                Phase::Walking => SessionState::Open,
                Phase::Closed(_) => SessionState::Closed { word: glance.state.to_owned() },
            };
            SessionRow {
                id: folder.id.clone(),
                name: glance.name,
                hierarchy: glance.hierarchy,
                target: glance.target,
                state,
                done: glance.settled,
                total: glance.total,
                sites: loaded.model.plan().sites.len(),
                next: glance.next.map(|(id, title)| (title, id)),
                evidence: glance.evidence,
                facts: glance.facts,
                deviations: glance.deviations,
                people: glance.people,
                opened_at: loaded.opening.at,
                touched: glance.touched,
                record,
            }
        }
        Err(error) => SessionRow {
            id: folder.id.clone(),
            name: folder.id.clone(),
            hierarchy: String::new(),
            target: String::new(),
            state: SessionState::Broken { why: error.to_string() },
            done: 0,
            total: 0,
            sites: 0,
            next: None,
            evidence: 0,
            facts: 0,
            deviations: 0,
            people: Vec::new(),
            opened_at: jiff::Timestamp::UNIX_EPOCH,
            touched: jiff::Timestamp::UNIX_EPOCH,
            record,
        },
    }
}
