//! Gathers what a checklist says. All formats start from here.

use std::collections::HashMap;

use crate::engine::{Deed, Model, Phase as SessionPhase, State, THE_RECORD, verdict, warning_card};
use crate::plan::{Plan, SitePlan, StepIx};
use crate::timestamp::Stamp;

use super::act::{Files, act, name, who};
use super::content::{
    Act, Checklist, Correction, Deviation, FlowRef, HierarchyRef, Hotfixes, Note, Phase, RecordRef,
    SCHEMA, Session, Signed, Site, Stamped, Standing, Time, Told, Upgrade,
};
use super::entry::entry;
use super::footnote::Footnotes;
use super::{Sheet, go, people, phrase, proof, seal};

/// Gathers everything.
pub(super) fn checklist(sheet: &Sheet<'_>) -> Checklist {
    let Sheet { model, head } = *sheet;
    let plan = model.plan();
    let files = Files::of(model.facts());
    let mut notes = Footnotes::default();
    let phases = phases(model, &files, &mut notes);
    let notes = notes.all();
    let mut list = Checklist {
        schema: SCHEMA,
        verdict: standing(model, head.unchecked.as_deref()),
        session: Session {
            name: head.session.clone(),
            id: head.session_id.clone(),
            run: head.run.clone(),
            ticket: head.ticket.clone(),
            host: head.host.clone(),
            tool: head.tool.clone(),
        },
        flow: FlowRef {
            id: plan.flow.id.clone(),
            title: plan.flow.title.clone(),
            revision: plan.flow.revision,
            sha256: plan.flow.sha256.clone(),
        },
        hierarchy: HierarchyRef {
            name: plan.hierarchy.name.clone(),
            sha256: plan.hierarchy_sha256.clone(),
            corrected: corrected(model),
        },
        target: plan.target.map(|level| level.to_string()),
        record: RecordRef { lines: head.record_lines, sha256: head.record_sha256.clone() },
        opened: Signed { at: Time(head.opened_at), by: who(&head.opened_by) },
        last: Time(model.last_at().unwrap_or(head.opened_at)),
        closed: closed(model),
        sealed: head
            .sealed
            .as_ref()
            .map(|sealed| Signed { at: Time(sealed.at), by: people::sealer(sealed) }),
        stamps: head.stamps.iter().map(stamped).collect(),
        seal_text: seal::text(head),
        people: people::people(sheet),
        deviations: deviations(model),
        verdicts: go::last(model, &files),
        happened: happened(model, &files),
        remarks: model.remarks().map(|fact| act(fact, "remark", None, &files)).collect(),
        sites: plan.sites.iter().map(|planned| site(model, planned)).collect(),
        phases,
        good_practice: notes.into_iter().map(|(letter, text)| Note { letter, text }).collect(),
        warnings: warnings(model, &files),
        answers_files: files.0,
        verify: Vec::new(),
    };
    list.verify = proof::checks(&list);
    list
}

fn stamped(stamp: &Stamp) -> Stamped {
    let token = &stamp.token;
    Stamped {
        file: stamp.file.clone(),
        authority: token.authority.clone(),
        at: Time(token.at),
        policy: token.policy.clone(),
        serial: token.serial.clone(),
        fits: stamp.fits,
        words: stamp.words(),
    }
}

fn corrected(model: &Model) -> Vec<Correction> {
    let facts = model.facts().iter();
    let corrected = facts.filter_map(|fact| match &fact.deed {
        Deed::Redeclared { site, level, reason } => Some(Correction {
            site: site.clone(),
            level: level.clone(),
            reason: reason.clone(),
            at: Time(fact.at),
            by: who(&fact.by),
        }),
        _ => None,
    });
    corrected.collect()
}

/// What ended the truth of answers, what the clock did, who handed over to whom, and what was done
/// at steps that the plan has no more.
fn happened(model: &Model, files: &Files) -> Vec<Act> {
    let told = model.facts().iter().filter_map(|fact| {
        let act = act(fact, name(&fact.deed, None), None, files);
        let is_of_session = matches!(
            fact.deed,
            Deed::Happened { .. }
                | Deed::ClockJumped { .. }
                | Deed::HandedOver { .. }
                | Deed::TakenOver
                | Deed::WindowSet { .. }
        );
        if is_of_session {
            return Some(act);
        }
        // The hierarchy was corrected, and the step is in the plan no more: what was done was
        // done.
        let step = fact.deed.step().filter(|step| model.step_named(step).is_none())?;
        Some(Act { text: format!("{step}, no longer in the plan: {}", act.text), ..act })
    });
    told.collect()
}

fn closed(model: &Model) -> Option<Signed> {
    let last = model.facts().last()?;
    let is_closed = matches!(last.deed, Deed::Closed { .. });
    is_closed.then(|| Signed { at: Time(last.at), by: who(&last.by) })
}

fn standing(model: &Model, unchecked: Option<&str>) -> Standing {
    let plan = model.plan();
    let verdict = verdict(model);
    let is_finished = model.phase() != SessionPhase::Walking;
    let deviations = verdict.deviations.len();
    let (state, words) = if is_finished {
        let words = phrase::verdict(verdict.outcome, deviations, verdict.reason.as_deref());
        (verdict.outcome.word(), words)
    } else {
        ("open", phrase::NOT_FINISHED.to_owned())
    };
    let words = match unchecked {
        Some(_) => format!("{words} - {}", phrase::UNCHECKED),
        None => words,
    };
    let states = model.states();
    let how_many = |wanted: fn(&State) -> bool| states.iter().filter(|it| wanted(it)).count();
    let waived = how_many(|state| *state == State::Waived);
    let not_applicable = how_many(|state| *state == State::NotApplicable);
    let in_doubt = (0..states.len())
        .filter(|index| matches!(states[*index], State::UnderWay | State::InDoubt))
        .map(|index| plan.steps[index].id.clone())
        .collect();
    let to_acknowledge =
        plan.warnings.iter().filter(|notice| plan.warning(notice).acknowledge).count();
    Standing {
        is_finished,
        state,
        words,
        unchecked: unchecked.map(str::to_owned),
        reason: verdict.reason,
        steps: states.len(),
        done: how_many(State::is_settled) - waived - not_applicable,
        waived,
        not_applicable,
        open: verdict.open.len(),
        in_doubt,
        warnings: plan.warnings.len(),
        warnings_to_acknowledge: to_acknowledge,
        warnings_acknowledged: to_acknowledge - verdict.unacknowledged.len(),
    }
}

fn deviations(model: &Model) -> Vec<Deviation> {
    let plan = model.plan();
    let deviations = verdict(model).deviations.into_iter();
    deviations
        .map(|deviation| {
            let fact = &model.facts()[deviation.fact];
            let step = model.step_named(&deviation.about);
            let corrected = match &fact.deed {
                Deed::Redeclared { site, .. } => Some(site),
                _ => None,
            };
            let title = match (step, corrected) {
                (Some(step), _) => plan.words(step).title,
                (None, Some(site)) => {
                    format!("Site {site} is at another level than the hierarchy file says")
                }
                (None, None) if deviation.about == THE_RECORD => {
                    "A copy that is older, or another one, may have taken its place".to_owned()
                }
                (None, None) => warning_title(plan, &deviation.about),
            };
            Deviation {
                number: step.map(|step| step.0 + 1),
                is_of_hierarchy: corrected.is_some(),
                title,
                about: deviation.about,
                what: deviation.what,
                reason: deviation.reason,
                at: Time(fact.at),
                by: who(&fact.by),
            }
        })
        .collect()
}

fn warning_title(plan: &Plan, id: &str) -> String {
    let notice = plan.warnings.iter().find(|notice| notice.id == id);
    notice.map(|notice| notice.title.clone()).unwrap_or_default()
}

fn site(model: &Model, planned: &SitePlan) -> Site {
    let plan = model.plan();
    let site = plan.hierarchy.site(planned.site);
    let upgrades = (0..plan.steps.len()).map(StepIx).filter(|step| {
        plan.step(*step).at.site == Some(planned.site) && plan.is_point_of_no_return(*step)
    });
    Site {
        code: site.code.clone(),
        server: site.server.clone(),
        role: site.role.word(),
        level: site.level.to_string(),
        target: planned.target.map(|level| level.to_string()),
        is_upgraded_in_this_run: planned.upgrades,
        hotfixes: Hotfixes {
            status: planned.hotfixes.word(),
            articles: planned.articles.clone(),
            because: planned.because.clone(),
        },
        upgrades: upgrades.map(|step| upgrade(model, step)).collect(),
    }
}

fn upgrade(model: &Model, step: StepIx) -> Upgrade {
    let (mut begun, mut ended) = (None, None);
    for fact in model.about(step) {
        match fact.deed {
            Deed::Begun { .. } => (begun, ended) = (Some(fact), None),
            Deed::Ended { .. } => ended = Some(fact),
            _ => {}
        }
    }
    Upgrade {
        number: step.0 + 1,
        state: model.state(step).word(),
        begun: begun.map(|fact| Time(fact.at)),
        ended: ended.map(|fact| Time(fact.at)),
    }
}

fn phases(model: &Model, files: &Files, notes: &mut Footnotes) -> Vec<Phase> {
    let plan = model.plan();
    let titles = plan.flow.phases.iter();
    let mut phases: Vec<Phase> = titles
        .map(|phase| Phase {
            id: phase.id.clone(),
            title: phase.title.clone(),
            settled: 0,
            steps: Vec::new(),
        })
        .collect();
    for (index, step) in plan.steps.iter().enumerate() {
        let phase = &mut phases[step.phase];
        phase.settled += usize::from(model.states()[index].is_settled());
        phase.steps.push(entry(model, StepIx(index), files, notes));
    }
    phases.retain(|phase| !phase.steps.is_empty());
    phases
}

fn warnings(model: &Model, files: &Files) -> Vec<Told> {
    let plan = model.plan();
    let mut told = HashMap::new();
    let warnings = plan.warnings.iter().enumerate();
    warnings
        .map(|(index, notice)| {
            let card = warning_card(model, index);
            let acknowledged = model.acknowledgement(index);
            Told {
                id: card.id,
                title: card.title,
                same_as: first_told(&mut told, &notice.text, &notice.id),
                text: card.text,
                because: card.because,
                sources: card.sources,
                wants_acknowledgement: plan.warning(notice).acknowledge,
                acknowledged: acknowledged.map(|fact| act(fact, "acknowledged", None, files)),
            }
        })
        .collect()
}

/// The first notice with the very same text, if this one is not it.
pub(super) fn first_told<'p>(
    told: &mut HashMap<&'p str, &'p str>,
    text: &'p str,
    id: &'p str,
) -> Option<String> {
    let first = *told.entry(text).or_insert(id);
    (first != id).then(|| first.to_owned())
}
