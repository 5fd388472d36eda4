//! What is typed into a field: lists, upgrades, and changes to several fields at once.

use proptest::prelude::*;

use super::draft;
use crate::hierarchy::draft::passages::{PassageDraft, passages};
use crate::hierarchy::draft::{DraftError, Field, lists, passages as upgrades};

#[test]
fn lists_are_read_as_they_are_typed() {
    let table: [(&str, Option<&[&str]>); 16] = [
        ("", None),
        ("  ", None),
        ("none", Some(&[])),
        (" None ", Some(&[])),
        ("CORP", Some(&["CORP"])),
        ("CORP, LAB", Some(&["CORP", "LAB"])),
        ("CORP,LAB ,", Some(&["CORP", "LAB"])),
        (",", Some(&[""])),
        ("CORP,,LAB", Some(&["CORP", "", "LAB"])),
        ("CORP,,", Some(&["CORP", ""])),
        ("\"none\"", Some(&["none"])),
        ("\"A,B\" , \" C\"", Some(&["A,B", " C"])),
        ("\"say \"\"so\"\"\", \"\"", Some(&["say \"so\"", ""])),
        // Quotes that do not close, or close too early, are letters.
        ("\"CORP, LAB", Some(&["\"CORP", "LAB"])),
        ("\"CORP\"X, LAB", Some(&["\"CORP\"X", "LAB"])),
        ("A\"B, C", Some(&["A\"B", "C"])),
    ];
    for (text, expected) in table {
        let expected = expected.map(|names| names.iter().map(|n| (*n).to_owned()).collect());
        assert_eq!(lists::names(text), expected, "{text:?}");
    }
}

#[test]
fn upgrades_are_read_as_they_are_typed() {
    let passage = |from: &str, to: &str, method: &str| {
        let said = |text: &str| (text != "-").then(|| text.to_owned());
        PassageDraft { from: said(from), to: said(to), method: said(method) }
    };
    let table = [
        ("1.2 -> 2.0 SP2 by cd", vec![passage("1.2", "2.0 SP2", "cd")]),
        ("1.2->2.0 by cd;", vec![passage("1.2", "2.0", "cd")]),
        ("1.2 → 2.0 by cd", vec![passage("1.2", "2.0", "cd")]),
        ("1.2 to 2.0 by console", vec![passage("1.2", "2.0", "console")]),
        (
            "1.2 -> 2.0 by cd; 2.0 -> 2.0 SP1 by console",
            vec![passage("1.2", "2.0", "cd"), passage("2.0", "2.0 SP1", "console")],
        ),
        ("1.2", vec![passage("1.2", "-", "-")]),
        ("1.2 ->", vec![passage("1.2", "-", "-")]),
        ("-> 2.0", vec![passage("-", "2.0", "-")]),
        ("by cd", vec![passage("-", "-", "cd")]),
        ("1.2 by cd -> 2.0", vec![passage("1.2", "-", "cd -> 2.0")]),
        ("1.2 -> 2.0 -> 2.0 SP1 by cd", vec![passage("1.2", "2.0 -> 2.0 SP1", "cd")]),
        ("last year, tony", vec![passage("last year, tony", "-", "-")]),
        (";", vec![passage("-", "-", "-")]),
        ("\"a; b\" -> \"by\" by \"\"", vec![passage("a; b", "by", "")]),
        ("none", vec![]),
        ("none;", vec![passage("none", "-", "-")]),
    ];
    for (text, expected) in table {
        assert_eq!(passages(text), Some(expected), "{text:?}");
    }
    assert_eq!(passages(" "), None);
}

fn any_part() -> impl Strategy<Value = String> {
    let signs =
        ["\"", "\"\"", ",", ";", "->", "→", "by", "to", "none", " ", "\n", "a", "2.0", "\u{3000}"];
    let pieces = prop::collection::vec(prop::sample::select(signs.to_vec()), 0..6);
    prop_oneof![pieces.prop_map(|pieces| pieces.concat()), any::<String>()]
}

proptest! {
    #[test]
    fn there_is_no_list_that_cannot_be_typed(names in prop::collection::vec(any_part(), 0..5)) {
        prop_assert_eq!(lists::names(&lists::text(&names)), Some(names));
    }

    #[test]
    fn there_is_no_upgrade_that_cannot_be_typed(
        parts in prop::collection::vec(
            [prop::option::of(any_part()), prop::option::of(any_part()),
             prop::option::of(any_part())],
            0..4,
        ),
    ) {
        let given: Vec<_> = parts
            .into_iter()
            .map(|[from, to, method]| PassageDraft { from, to, method })
            .collect();
        prop_assert_eq!(passages(&upgrades::text(&given)), Some(given));
    }

    #[test]
    fn every_text_can_be_read(text in any_part()) {
        prop_assert_eq!(lists::names(&text).is_none(), text.trim().is_empty());
        prop_assert_eq!(passages(&text).is_none(), text.trim().is_empty());
    }
}

#[test]
fn sites_are_added_below_others() {
    let mut draft = draft("");
    assert_eq!(draft.add_site(None), 0);
    assert_eq!(draft.sites[0].get(Field::Role), "primary", "the central site is nothing else");
    draft.recode(0, "CEN");
    assert_eq!(draft.add_site(Some(0)), 1);
    assert_eq!(draft.add_site(None), 2);
    let said = |site: usize| {
        let said = |field: &Field| !draft.sites[site].get(*field).is_empty();
        Field::ALL.into_iter().filter(said).collect::<Vec<_>>()
    };
    assert_eq!((said(1), said(2)), (vec![Field::Parent], vec![]), "nothing else is guessed");
    assert_eq!(draft.sites[1].get(Field::Parent), "CEN");
}

#[test]
fn a_site_is_not_removed_from_above_others() {
    let mut draft = draft("CEN\nCH1<CEN\nCH2<cen\ncen<ZZZ");
    let error = draft.remove_site(0).unwrap_err();
    let sentence = "site `CEN` has 2 sites below it; remove or move them first";
    assert_eq!(error.to_string(), sentence);
    assert_eq!(draft.sites.len(), 4);
    assert_eq!(draft.remove_site(3).unwrap().get(Field::Code), "cen", "the first of a code counts");
    assert!(draft.remove_site(2).is_ok() && draft.remove_site(1).is_ok());
    assert!(draft.remove_site(0).is_ok());
    assert_eq!(draft.remove_site(0), Err(DraftError::NoSuchSite));
}

#[test]
fn sites_follow_when_their_parent_gets_another_code() {
    let table = [
        ("TOP", ["TOP", "TOP", "CH1", "TOP"]),
        ("cen", ["cen", "cen", "CH1", "cen"]),
        // They would be nobody's, or another's.
        ("", ["", "CEN", "CH1", "cen"]),
        ("ch1", ["ch1", "CEN", "CH1", "cen"]),
    ];
    for (code, expected) in table {
        let mut draft = draft("CEN\nCH1<CEN\nGRC<CH1\nCH2<cen");
        draft.recode(0, code);
        let code = draft.sites[0].get(Field::Code);
        let parent = |site: usize| draft.sites[site].get(Field::Parent);
        assert_eq!([code, parent(1), parent(2), parent(3)], expected);
    }
    let mut draft = draft("CEN");
    draft.recode(1, "ZZZ");
    assert_eq!(draft, super::draft("CEN"));
}
