//! What steps wait for: circles, and gates that hold nothing back or can never open.

use super::graph::{self, Edge, Node, Way};
use super::reference::{Dependency, Known};
use super::steps::{Draft, Read};
use super::{TemplateIx, Waive};
use crate::step::{Kind, Page};

/// Notes circles, and gates that hold nothing back or can never open.
pub(super) fn check(pages: &mut [Page<'_>], drafts: &[Draft<'_>], known: &Known, read: &[Read]) {
    let is_resolved = known.is_whole && read.iter().all(|it| it.is_resolved);
    let nodes: Vec<_> = drafts
        .iter()
        .zip(&known.templates)
        .zip(read)
        .map(|((draft, own), read)| Node {
            id: &own.id,
            kind: read.kind.as_ref(),
            blocking: draft.raw.blocking.unwrap_or(true),
            is_optional: !matches!(read.waive, Waive::Never | Waive::IfRefuted)
                || read.may_not_apply.is_some(),
            is_resolved,
        })
        .collect();
    let edges = edges(drafts, read);
    for circle in graph::circles(nodes.len(), &edges) {
        let ids: Vec<_> = circle.iter().map(|edge| nodes[edge.needs].id).collect();
        let message = graph::told(nodes[circle[0].waits].id, &ids);
        let place = |edge: &Edge| {
            let source = pages[edge.file].source();
            format!("`{}` line {}", source.name(), source.line_at(edge.at.start))
        };
        let mut places: Vec<_> = circle.iter().map(place).collect();
        places.dedup();
        let advice = format!("take one of these out: {}", places.join(", "));
        let (file, at) = (circle[0].file, circle[0].at.clone());
        pages[file].advise(at, message, advice);
    }
    for (index, node) in nodes.iter().enumerate() {
        if !matches!(node.kind, Some(Kind::Gate { .. })) {
            continue;
        }
        let (page, at) = (&mut pages[drafts[index].file], drafts[index].place());
        if !node.blocking {
            let message = format!("gate `{}` is not blocking, so it holds nothing back", node.id);
            page.advise(at.clone(), message, "leave `blocking = false` out");
        }
        if let Some(why) = graph::shut(index, &nodes, &edges) {
            page.mistake(at, format!("gate `{}` can never open: {why}", node.id));
        }
    }
}

fn edges(drafts: &[Draft<'_>], read: &[Read]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (own, (draft, read)) in drafts.iter().zip(read).enumerate() {
        let edge = |it: &Dependency, waits, needs, way| Edge {
            waits,
            needs,
            way,
            file: draft.file,
            at: it.at.clone(),
        };
        for it in &read.requires {
            let TemplateIx(other) = it.step;
            edges.push(edge(it, own, other, Way::of(it.relation)));
        }
        for it in &read.before {
            let TemplateIx(other) = it.step;
            edges.push(edge(it, other, own, Way::of(it.relation).reversed()));
        }
    }
    edges
}
