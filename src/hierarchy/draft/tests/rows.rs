//! The tree: every site once, whatever is wrong with it.

use proptest::prelude::*;

use super::{codes, draft, site};
use crate::hierarchy::Hierarchy;
use crate::hierarchy::draft::{Astray, At, Draft, Field, Problem, TreeRow};

/// The tree as lines: code, children and descendants, problem.
fn drawn(draft: &Draft) -> Vec<String> {
    let line = |row: &TreeRow| {
        let code = draft.sites[row.site].get(Field::Code);
        let problem = row.problem.map_or(String::new(), |problem| format!(" {problem:?}"));
        let (depth, children) = (" ".repeat(row.depth), row.children);
        format!("{depth}{code} {children}/{}{problem}", row.descendants)
    };
    draft.tree().iter().map(line).collect()
}

#[test]
fn every_site_has_its_place() {
    let table: [(&str, &[&str]); 9] = [
        ("", &[]),
        (
            "CH2<CEN\nGR2<CH2\nCEN\nGR1<ch1\nCH1<cen",
            &["CEN 2/4", " CH2 1/1", "  GR2 0/0", " CH1 1/1", "  GR1 0/0"],
        ),
        (
            "ORP<ZZZ\nTOP\nLOW<TOP\nALS\nBEL<ORP",
            &["TOP 1/1", " LOW 0/0", "ORP 1/1 UnknownParent", " BEL 0/0", "ALS 0/0 SecondTop"],
        ),
        ("SEC: role = secondary\nCEN", &["CEN 0/0", "SEC 0/0 SecondTop"]),
        ("SEC: role = secondary", &["SEC 0/0"]),
        ("OWN<OWN", &["OWN 0/0 Circle"]),
        (
            "DDD<AAA\nAAA<CCC\nBBB<AAA\nCCC<BBB\nCEN",
            &["CEN 0/0", "AAA 2/3 Circle", " DDD 0/0", " BBB 1/1 Circle", "  CCC 0/0 Circle"],
        ),
        // The first of a code counts.
        ("CEN\nCH1<CEN\nCH1<CEN\nLOW<CH1", &["CEN 2/3", " CH1 1/1", "  LOW 0/0", " CH1 0/0"]),
        // What has no code is nobody's parent.
        ("CEN\n<CEN\nCH1<", &["CEN 1/1", "  0/0", "CH1 0/0 SecondTop"]),
    ];
    for (script, expected) in table {
        assert_eq!(drawn(&draft(script)), expected, "{script}");
    }
}

#[test]
fn deep_and_wide_trees_are_walked_without_end() {
    let codes = codes(10_000);
    for shape in ["chain", "star", "circle"] {
        let parent = |n: usize| match (shape, n) {
            ("circle", _) => codes[(n + 1) % codes.len()].as_str(),
            (_, 0) => "",
            ("chain", _) => &codes[n - 1],
            _ => &codes[0],
        };
        let sites = codes.iter().enumerate().map(|(n, code)| site(code, parent(n)));
        let draft = Draft { sites: sites.collect(), ..Draft::default() };
        let tree = draft.tree();
        assert_eq!((tree.len(), tree[0].site, tree[0].descendants), (10_000, 0, 9_999), "{shape}");
        let deepest = tree.iter().map(|row| row.depth).max();
        assert_eq!(deepest, Some(if shape == "star" { 1 } else { 9_999 }), "{shape}");
    }
}

fn any_sites() -> impl Strategy<Value = Draft> {
    let code = prop::sample::select(vec!["AAA", "aaa", "BBB", "CCC", "DDD", "EEE", "FFF", ""]);
    let parent = prop::sample::select(vec!["AAA", "BBB", "CCC", "ddd", "EEE", "FFF", "ZZZ", ""]);
    let role = prop::sample::select(vec!["primary", "secondary", ""]);
    prop::collection::vec((code, parent, role), 0..9).prop_map(|given| {
        let mut draft = Draft { name: "T".to_owned(), ..Draft::default() };
        for (code, parent, role) in given {
            let mut site = site(code, parent);
            site.set(Field::Role, role);
            draft.sites.push(site);
        }
        draft
    })
}

proptest! {
    #[test]
    fn a_tree_has_every_site_once_and_counts_what_is_below(draft in any_sites()) {
        let tree = draft.tree();
        let mut sites: Vec<usize> = tree.iter().map(|row| row.site).collect();
        sites.sort_unstable();
        prop_assert_eq!(sites, (0..draft.sites.len()).collect::<Vec<_>>());
        for (at, row) in tree.iter().enumerate() {
            let below = tree[at + 1..].iter().take_while(|other| other.depth > row.depth);
            prop_assert_eq!(row.descendants, below.clone().count());
            prop_assert_eq!(row.children, below.filter(|o| o.depth == row.depth + 1).count());
        }
        let is_astray = |row: &&TreeRow| row.depth == 0;
        let strays = tree.iter().filter(is_astray).skip(1);
        prop_assert!(strays.clone().all(|row| row.problem.is_some()));

        if let Ok((hierarchy, _)) = Hierarchy::read("", &draft.to_toml()) {
            prop_assert_eq!(strays.count(), 0);
            prop_assert!(tree.iter().all(|row| row.problem.is_none()));
            prop_assert_eq!(tree[0].site, hierarchy.central().0);
        }
        let problems = draft.problems();
        for row in tree.iter().filter(|row| row.problem == Some(Astray::UnknownParent)) {
            let at = At::Site { index: row.site, field: Some(Field::Parent) };
            let is_told = |one: &Problem| one.at == at && one.text.starts_with("unknown parent");
            prop_assert!(problems.iter().any(is_told));
        }
    }
}
