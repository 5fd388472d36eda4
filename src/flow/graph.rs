//! What waits for what: circles among steps, and gates that can never open.
//!
//! The plan has one step for each instance of a template; a circle among templates would be one
//! among their instances. The exception is a step that waits for itself only further up, or only
//! further down: a hierarchy is a tree, so that ends somewhere.

use std::collections::VecDeque;
use std::ops::Range;

use super::Relation;
use crate::step::Kind;

/// One step, as far as waiting goes.
pub(super) struct Node<'f> {
    pub(super) id: &'f str,
    pub(super) kind: Option<&'f Kind>,
    pub(super) blocking: bool,
    /// An operator may go on without it.
    pub(super) is_optional: bool,
    /// Whether every dependency could be resolved, here and elsewhere.
    pub(super) is_resolved: bool,
}

/// One step waits for another.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) waits: usize,
    pub(super) needs: usize,
    /// Which way along the tree, where it is an edge of one step to itself.
    pub(super) way: Way,
    /// Where it is written: file, and bytes.
    pub(super) file: usize,
    pub(super) at: Range<usize>,
}

/// Where in the hierarchy that which is waited for is, seen from what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Level,
}

impl Way {
    /// Of a dependency written at the step that waits.
    pub(super) fn of(relation: Relation) -> Self {
        match relation {
            Relation::Parent => Self::Up,
            Relation::Children | Relation::Secondaries => Self::Down,
            Relation::Same | Relation::Siblings | Relation::Domain | Relation::All => Self::Level,
        }
    }

    /// Of the same dependency, seen from the other end.
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::Level => Self::Level,
        }
    }
}

/// A circle: its edges in order. The first step waits for the second, and the last for the first.
pub(super) type Circle = Vec<Edge>;

/// Finds the circles, the shortest through the earliest step first. Circles that share an edge with
/// one that was found are found once that is mended.
pub(super) fn circles(nodes: usize, edges: &[Edge]) -> Vec<Circle> {
    let mut left = harmful(edges);
    let mut circles = Vec::new();
    for start in 0..nodes {
        // Up and down at once is a circle of two: up, and down again.
        let both = [Way::Up, Way::Down].map(|way| {
            left.iter().find(|it| (it.waits, it.needs, it.way) == (start, start, way)).cloned()
        });
        if let [Some(up), Some(down)] = both {
            circles.push(vec![up, down]);
            left.retain(|edge| (edge.waits, edge.needs) != (start, start));
        }
        while let Some(circle) = shortest(nodes, &left, start) {
            let taken: Vec<_> = circle.iter().map(|edge| (edge.waits, edge.needs)).collect();
            left.retain(|edge| !taken.contains(&(edge.waits, edge.needs)));
            circles.push(circle);
        }
    }
    circles
}

/// A circle as a sentence: the step in which it begins, and each that is waited for in turn.
pub(super) fn told(first: &str, needed: &[&str]) -> String {
    match needed {
        // Of two edges from a step to itself, one leads up and the other down.
        [] | [_] => format!("`{first}` waits for itself"),
        [up, down] if up == down => {
            format!("`{first}` waits for itself, both up and down the hierarchy")
        }
        needed => {
            let needed: Vec<_> = needed.iter().map(|id| format!("`{id}`")).collect();
            format!("`{first}` waits for {}", needed.join(", which waits for "))
        }
    }
}

/// All edges but those of a step to itself that only lead up, or only down.
fn harmful(edges: &[Edge]) -> Vec<Edge> {
    let ways = |node: usize| {
        edges.iter().filter(move |it| it.waits == node && it.needs == node).map(|it| it.way)
    };
    let is_harmless = |edge: &&Edge| {
        edge.waits == edge.needs
            && edge.way != Way::Level
            && ways(edge.waits).all(|way| way == edge.way)
    };
    edges.iter().filter(|edge| !is_harmless(edge)).cloned().collect()
}

/// The shortest way from a step back to itself.
fn shortest(nodes: usize, edges: &[Edge], start: usize) -> Option<Circle> {
    // How each step was first reached.
    let mut reached: Vec<Option<&Edge>> = vec![None; nodes];
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for edge in edges.iter().filter(|edge| edge.waits == node) {
            if reached[edge.needs].is_some() {
                continue;
            }
            reached[edge.needs] = Some(edge);
            if edge.needs == start {
                return Some(walked(&reached, start));
            }
            queue.push_back(edge.needs);
        }
    }
    None
}

fn walked(reached: &[Option<&Edge>], start: usize) -> Circle {
    let mut circle = Vec::new();
    let mut node = start;
    loop {
        let edge = reached[node].expect("every step on the way was reached by an edge");
        circle.push(edge.clone());
        node = edge.waits;
        if node == start {
            circle.reverse();
            return circle;
        }
    }
}

/// Why a gate can never open. Reads after "can never open: ".
pub(super) fn shut(gate: usize, nodes: &[Node<'_>], edges: &[Edge]) -> Option<String> {
    let edges = harmful(edges);
    let mut path = vec![gate];
    let end = dead_end(gate, nodes, &edges, &mut path, &mut vec![false; nodes.len()])?;
    let ids: Vec<_> = path[1..].iter().map(|node| format!("`{}`", nodes[*node].id)).collect();
    let chain = ids.join(", which requires ");
    Some(match end {
        DeadEnd::Itself if ids.is_empty() => "it waits for itself".to_owned(),
        DeadEnd::Itself => format!("it waits for itself, by way of {}", ids.join(" and then ")),
        DeadEnd::Circle => format!("it requires {chain}, which waits for itself"),
        DeadEnd::NothingRequired if ids.is_empty() => "it requires nothing".to_owned(),
        DeadEnd::NothingRequired => format!("it requires {chain}, a gate that requires nothing"),
        DeadEnd::NoAnswer => format!("it requires {chain}, which no answer settles"),
    })
}

/// What can never be settled. The path leads to it; it does not come back to the gate.
enum DeadEnd {
    /// The gate itself.
    Itself,
    /// A step that waits for itself.
    Circle,
    NothingRequired,
    NoAnswer,
}

/// Follows what a step waits for until something that can never be settled.
fn dead_end(
    node: usize,
    nodes: &[Node<'_>],
    edges: &[Edge],
    path: &mut Vec<usize>,
    visited: &mut [bool],
) -> Option<DeadEnd> {
    visited[node] = true;
    let needs = || edges.iter().filter(|edge| edge.waits == node).map(|edge| edge.needs);
    match nodes[node].kind {
        Some(Kind::Gate { .. }) if needs().next().is_none() && nodes[node].is_resolved => {
            return Some(DeadEnd::NothingRequired);
        }
        Some(kind) if !kind.has_settling_answer() => return Some(DeadEnd::NoAnswer),
        Some(_) | None => {}
    }
    for next in needs() {
        // What is on the path waits for itself, however the operator answers.
        if let Some(at) = path.iter().position(|it| *it == next) {
            if at == 0 {
                return Some(DeadEnd::Itself);
            }
            path.truncate(at + 1);
            return Some(DeadEnd::Circle);
        }
        if visited[next] || !nodes[next].blocking || nodes[next].is_optional {
            continue;
        }
        path.push(next);
        if let Some(end) = dead_end(next, nodes, edges, path, visited) {
            return Some(end);
        }
        path.pop();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_edges() -> impl Strategy<Value = Vec<Edge>> {
        let way = prop_oneof![Just(Way::Up), Just(Way::Down), Just(Way::Level)];
        let edge = (0..6_usize, 0..6_usize, way);
        proptest::collection::vec(edge, 0..12).prop_map(|edges| {
            let edge = |(waits, needs, way)| Edge { waits, needs, way, file: 0, at: 0..0 };
            edges.into_iter().map(edge).collect()
        })
    }

    /// Whether the steps can be walked in some order: again and again, one that waits for nothing.
    fn can_be_walked(edges: &[Edge]) -> bool {
        let mut left = harmful(edges);
        loop {
            let waiting: Vec<_> = left.iter().map(|edge| edge.waits).collect();
            let before = left.len();
            left.retain(|edge| waiting.contains(&edge.needs));
            if left.len() == before {
                return left.is_empty();
            }
        }
    }

    proptest! {
        #[test]
        fn there_is_a_circle_exactly_where_there_is_no_order(edges in any_edges()) {
            prop_assert_eq!(circles(6, &edges).is_empty(), can_be_walked(&edges));
        }

        #[test]
        fn a_circle_comes_back_to_where_it_began(edges in any_edges()) {
            for circle in circles(6, &edges) {
                for (edge, next) in circle.iter().zip(circle.iter().cycle().skip(1)) {
                    prop_assert_eq!(edge.needs, next.waits);
                }
            }
        }
    }
}
