//! Site codes and parents: the tree.

use std::fmt::Write;

use super::{FILE, Hierarchy, check, file, good};
use crate::hierarchy::SiteIx;

#[test]
fn site_codes_are_three_letters_or_digits_and_unique() {
    let three = "is not three letters or digits; write the code as the administrator console \
                 shows it";
    let reserved = "is a reserved word of Windows NT; choose another: SMS could not make a folder \
                    of that name (Q182420)";
    let table = [
        ("CENT", format!("h.toml:4: site code `CENT` {three}")),
        ("CE", format!("h.toml:4: site code `CE` {three}")),
        ("CÉ", format!("h.toml:4: site code `CÉ` {three}")),
        ("C-N", format!("h.toml:4: site code `C-N` {three}")),
        ("CEN: code = \"\"", format!("h.toml:4: site code `` {three}")),
        ("CEN: code = \"C\\u001b\"", format!("h.toml:4: site code `C<U+001B>` {three}")),
        ("CON", format!("h.toml:4: site code `CON` {reserved}")),
        ("prn", format!("h.toml:4: site code `prn` {reserved}")),
        ("Aux", format!("h.toml:4: site code `Aux` {reserved}")),
        ("NUL", format!("h.toml:4: site code `NUL` {reserved}")),
        (
            "CEN\nCH1<CEN\ncen<CEN",
            "h.toml:6: site code `cen` is used twice; the site in line 4 has it too; case does \
             not count"
                .to_owned(),
        ),
    ];
    for (script, expected) in table {
        check(&file(script), &[&expected]);
    }
    check(&file("COM\nLPT<COM\nA1B<COM"), &[]);
}

#[test]
fn the_parents_form_one_tree_with_a_primary_at_the_top() {
    let one = "one site is the central site; give the others their `parent`";
    let table: [(&str, Vec<String>); 7] = [
        (
            "CEN\nCH1<CEN\nTOP\nXYZ",
            vec![
                format!("h.toml:6: site `TOP` has no parent, and neither has site `CEN`; {one}"),
                format!("h.toml:7: site `XYZ` has no parent, and neither has site `CEN`; {one}"),
            ],
        ),
        (
            "CEN<ZZZ\nCH1<CEN",
            vec![
                "h.toml:1: no central site: every site has a parent; leave `parent` out for the \
                 site at the top"
                    .to_owned(),
                "h.toml:4: unknown parent `ZZZ`; name the code of another site in this file"
                    .to_owned(),
            ],
        ),
        (
            "CEN\nCH1<CEM\nCH2<cne\nCH3<CH\nCH4<srv-cen\nCH5<CH9",
            vec![
                "h.toml:5: unknown parent `CEM`; did you mean `CEN`?".to_owned(),
                "h.toml:6: unknown parent `cne`; did you mean `CEN`?".to_owned(),
                "h.toml:7: unknown parent `CH`; name the code of another site in this file"
                    .to_owned(),
                "h.toml:8: unknown parent `srv-cen`; parents go by site code: did you mean `CEN`?"
                    .to_owned(),
                // CH1 to CH5 are all as close: none is suggested.
                "h.toml:9: unknown parent `CH9`; name the code of another site in this file"
                    .to_owned(),
            ],
        ),
        (
            "CEN: parent = \"\"\nCH1<CEN",
            vec![
                "h.toml:1: no central site: every site has a parent; leave `parent` out for the \
                 site at the top"
                    .to_owned(),
                "h.toml:4: unknown parent ``; leave `parent` out for the central site".to_owned(),
            ],
        ),
        (
            "CEN: role = \"secondary\"\nCH1<CEN",
            vec![
                "h.toml:4: the central site is a secondary: site `CEN`; the site at the top is a \
                 primary; give a secondary its `parent`"
                    .to_owned(),
                "h.toml:5: parent `CEN` is a secondary site; name a primary: secondaries have no \
                 sites below them"
                    .to_owned(),
            ],
        ),
        (
            "SEC: role = \"secondary\"\nCEN",
            vec![
                "h.toml:4: secondary site `SEC` has no parent; add `parent = \"...\"`: the primary \
                 it reports to"
                    .to_owned(),
            ],
        ),
        // What was misspelt may have been the parent.
        (
            "CEN\nCH1: praent = \"CEN\"",
            vec!["h.toml:5: unknown key `praent`; did you mean `parent`?".to_owned()],
        ),
    ];
    for (script, expected) in table {
        check(&file(script), &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn no_site_is_below_itself() {
    let up = "every way up must end at the central site, which has no parent";
    let table: [(&str, Vec<String>); 4] = [
        ("CEN<CEN", vec![format!("h.toml:4: site `CEN` is its own parent; {up}")]),
        (
            "CEN\nAAA<CCC\nBBB<AAA\nCCC<BBB\nDDD<AAA",
            vec![format!("h.toml:5: site `AAA` is below itself, by way of `CCC` and `BBB`; {up}")],
        ),
        (
            "DDD<AAA\nAAA<BBB\nBBB<AAA\nCEN\nEEE<FFF\nFFF<EEE",
            vec![
                format!("h.toml:5: site `AAA` is below itself, by way of `BBB`; {up}"),
                format!("h.toml:8: site `EEE` is below itself, by way of `FFF`; {up}"),
            ],
        ),
        (
            "AA1<AA2\nAA2<AA3\nAA3<AA4\nAA4<AA5\nAA5<AA6\nAA6<AA7\nAA7<AA1",
            vec![format!(
                "h.toml:4: site `AA1` is below itself, by way of `AA2`, `AA3`, `AA4`, `AA5`, \
                 `AA6` and others; {up}"
            )],
        ),
    ];
    for (script, expected) in table {
        check(&file(script), &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

/// A hierarchy of many sites, each below the one before, one in ten in lower case.
fn chain(count: usize) -> String {
    let digit = |n: usize| char::from_digit(u32::try_from(n % 36).unwrap(), 36).unwrap();
    let code = |n: usize| format!("{}{}{}", digit(n / 1296), digit(n / 36), digit(n));
    let mut text = "schema = 1\nname = \"T\"\n".to_owned();
    let codes: Vec<_> = (0..).map(code).filter(|code| !reserved(code)).take(count).collect();
    for (n, code) in codes.iter().enumerate() {
        write!(
            text,
            "[[site]]\ncode = \"{code}\"\nserver = \"S{n}\"\nrole = \"primary\"\nlevel = \"2.0\"\n"
        )
        .unwrap();
        if n > 0 {
            writeln!(text, "parent = \"{}\"", codes[n - 1]).unwrap();
        }
    }
    text
}

fn reserved(code: &str) -> bool {
    ["con", "prn", "aux", "nul"].contains(&code)
}

#[test]
fn a_chain_of_many_sites_is_one_hierarchy() {
    let (hierarchy, _) = Hierarchy::read(FILE, &chain(20_000)).unwrap();
    let order = hierarchy.upgrade_order();
    assert_eq!(order.len(), 20_000);
    assert!(order.iter().enumerate().all(|(at, site)| at == site.0));
    check(&chain(20_001), &["h.toml:120002: 20001 sites; there can be at most 20000"]);
}

#[test]
fn upgrades_go_from_the_central_site_down() {
    let hierarchy = good("CH2<CEN\nGR2<CH2\nCEN\nGR1<CH1\nCH1<CEN\nSEC<CH2: role = \"secondary\"");
    let code = |site: SiteIx| hierarchy.site(site).code.as_str();
    let order: Vec<_> = hierarchy.upgrade_order().into_iter().map(code).collect();
    assert_eq!(order, ["CEN", "CH2", "CH1", "GR2", "SEC", "GR1"]);
    assert_eq!(code(hierarchy.central()), "CEN");
    let children: Vec<_> = hierarchy.children(SiteIx(0)).map(code).collect();
    assert_eq!(children, ["GR2", "SEC"]);
    assert_eq!(hierarchy.children(SiteIx(1)).count(), 0);
    assert_eq!(hierarchy.site_named("sec").map(code), Some("SEC"));
    assert_eq!(hierarchy.site_named("ZZZ"), None);
}
