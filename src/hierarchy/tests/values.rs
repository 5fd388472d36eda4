//! Levels, versions, history, names and domains.

use super::{check, file, good};
use crate::hierarchy::{DomainIx, SiteIx};

#[test]
fn level_and_full_version_are_known_and_agree() {
    let levels = "the levels are `1.1`, `1.2`, `1.2 SP1`, `1.2 SP2`, `1.2 SP3`, `1.2 SP4`, `2.0`, \
                  `2.0 SP1`, `2.0 SP2`, `2.0 SP3` and `2.0 SP4`";
    let agree = "find out which of the two is right, and mend the other";
    let four = "write it as the registry has it: `2.00.1380.1000`";
    let none = "compare it with the registry, or give the level alone";
    let table: [(&str, String); 10] = [
        ("level = \"2.0 SP5\"", format!("unknown level `2.0 SP5`; {levels}")),
        ("level = \"\"", format!("unknown level ``; {levels}")),
        (
            "level = \"2.0 Service Pack1\"",
            "unknown level `2.0 Service Pack1`; did you mean `2.0 SP1`?".to_owned(),
        ),
        ("target = \"2.0 RTM\"", "unknown level `2.0 RTM`; did you mean `2.0`?".to_owned()),
        (
            "full_version = \"2.00.1239.0000\"",
            format!("full version `2.00.1239.0000` is of `2.0`, not `2.0 SP1`; {agree}"),
        ),
        (
            "level = \"1.2\"; full_version = \"2.00.1380.1000\"",
            format!("full version `2.00.1380.1000` is of `2.0 SP1`, not `1.2`; {agree}"),
        ),
        (
            "full_version = \"2.00.1380\"",
            format!("full version `2.00.1380` is not four numbers; {four}"),
        ),
        (
            "-level; full_version = \"2.00.1380.x000\"",
            format!("full version `2.00.1380.x000` is not four numbers; {four}"),
        ),
        (
            "full_version = \"2.00.1380.0000\"",
            format!("full version `2.00.1380.0000` belongs to no level of SMS 2.0; {none}"),
        ),
        (
            "-level; full_version = \"3.00.1380.1000\"",
            format!("full version `3.00.1380.1000` belongs to no level of SMS 2.0; {none}"),
        ),
    ];
    for (fields, expected) in table {
        check(&file(&format!("CEN: {fields}")), &[&format!("h.toml:4: {expected}")]);
    }
    for (fields, level) in [
        ("level = \" 2.0  sp3\"", "2.0 SP3"),
        ("-level; full_version = \"2.0.1239.62\"", "2.0"),
        ("level = \"2.0 SP4\"; full_version = \"2.00.1493.4009\"", "2.0 SP4"),
    ] {
        let hierarchy = good(&format!("CEN: {fields}"));
        assert_eq!(hierarchy.site(SiteIx(0)).level.to_string(), level, "{fields}");
    }
}

#[test]
fn history_goes_forward() {
    let passage = |from, to| format!("{{ from = \"{from}\", to = \"{to}\", method = \"cd\" }}");
    let table: [(String, &[&str]); 7] = [
        (format!("[{}, {}]", passage("1.1", "1.2"), passage("1.2", "2.0 SP1")), &[]),
        (
            passage("2.0 SP1", "2.0"),
            &[
                "h.toml:4: history goes from `2.0 SP1` to `2.0`; an upgrade never leads to a lower level",
            ],
        ),
        (passage("2.0", "2.0"), &[]),
        (
            format!("{}, {}", passage("2.0", "2.0 SP1"), passage("1.2", "2.0")),
            &[
                "h.toml:4: history goes back from `2.0 SP1` to `1.2`; write the oldest upgrade first",
            ],
        ),
        (
            "{ from = \"2.0\" }".to_owned(),
            &[
                "h.toml:4: an entry of `history` has no `to`; add `to = \"...\"`",
                "h.toml:4: an entry of `history` has no `method`; add `method = \"...\"`",
            ],
        ),
        (
            "{ from = \"1.3\", to = \"2.0 SP1\", method = \"consol\" }".to_owned(),
            &[
                "h.toml:4: unknown level `1.3`; the levels are `1.1`, `1.2`, `1.2 SP1`, \
                 `1.2 SP2`, `1.2 SP3`, `1.2 SP4`, `2.0`, `2.0 SP1`, `2.0 SP2`, `2.0 SP3` and \
                 `2.0 SP4`",
                "h.toml:4: unknown `method` `consol`; did you mean `console`?",
            ],
        ),
        (
            passage("1.2", "2.0 SP2"),
            &[
                "note h.toml:4: site `CEN` went to `2.0 SP2` before, but is at `2.0 SP1`; check the \
               level and the history",
            ],
        ),
    ];
    for (history, expected) in table {
        let history = history.trim_start_matches('[').trim_end_matches(']');
        check(&file(&format!("CEN: history = [{history}]")), expected);
    }
}

#[test]
fn names_that_look_like_others_are_refused() {
    let anew = "type the name anew: such a character cannot be seen, or changes what is seen";
    let table = [
        (
            r"server = 'S1\u001b[2J'".replace('\'', "\""),
            format!("the name `S1<U+001B>[2J` in `server` contains the character U+001B; {anew}"),
        ),
        (
            r#"logon_domains = ["CORP\u200B"]"#.to_owned(),
            format!(
                "the name `CORP<U+200B>` in `logon_domains` contains the character U+200B; {anew}"
            ),
        ),
        (
            r#"metering_servers = ["M\nN"]"#.to_owned(),
            format!(
                "the name `M<U+000A>N` in `metering_servers` contains the character U+000A; {anew}"
            ),
        ),
        (
            r#"sql_server = "\u202ELQS""#.to_owned(),
            format!("the name `<U+202E>LQS` in `sql_server` contains the character U+202E; {anew}"),
        ),
        (
            format!("server = \"a{}\"", "\u{301}".repeat(5)),
            format!(
                "the name `a{}<U+0301>` in `server` piles marks on one letter; type the name anew",
                "\u{301}".repeat(4)
            ),
        ),
        (
            "logon_domains_after = [\"CORP \"]".to_owned(),
            "the name `CORP ` in `logon_domains_after` begins or ends with a space; remove the \
             space: it would make it another name"
                .to_owned(),
        ),
        (
            "logon_domains = [\"A/B\"]".to_owned(),
            "the name `A/B` in `logon_domains` contains `/`; write the name alone; `/` separates \
             the parts of a step's id"
                .to_owned(),
        ),
        ("server = \" \"".to_owned(), "an empty name in `server`; write the name".to_owned()),
        (
            format!("server = \"{}\"", "x".repeat(257)),
            format!(
                "a name of 257 characters in `server`: `{}...`; names have at most 256 characters",
                "x".repeat(57)
            ),
        ),
    ];
    for (field, expected) in table {
        check(&file(&format!("CEN: {field}")), &[&format!("h.toml:4: {expected}")]);
    }
    check(
        "schema = 1\nname = \"North / South\\u0007\"\n[[site]]\ncode = \"CEN\"\nserver = \"Å1\"\n\
         role = \"primary\"\nlevel = \"2.0\"\nsql_server = 'S\\I'\n",
        &[&format!(
            "h.toml:2: the name `North / South<U+0007>` in `name` contains the character U+0007; \
             {anew}"
        )],
    );
}

#[test]
fn domains_are_the_same_whatever_their_case() {
    check(
        &file("CEN: logon_domains = [\"Corp\", \"Lab\", \"CORP\"]\n+CORP\n+Corp"),
        &[
            "h.toml:4: `CORP` stands twice in `logon_domains`; remove one; case does not count",
            "h.toml:10: domain `Corp` has two entries; make one of it and that in line 7; case \
             does not count",
        ],
    );
    check(
        "schema = 1\nname = \"T\"\nsite = [{}]\n[[domain]]\n",
        &[
            "h.toml:3: this site has no `code`; add `code = \"...\"`",
            "h.toml:3: this site has no `server`; add `server = \"...\"`",
            "h.toml:3: this site has no `role`; add `role = \"...\"`",
            "h.toml:3: this site has neither `level` nor `full_version`; add the level that it runs now",
            "h.toml:4: this domain has no `name`; add `name = \"...\"`",
        ],
    );

    let hierarchy = good(
        "CEN: logon_domains = [\"corp\", \"NEW\"]\nCH1<CEN: logon_domains = [\"Corp\"]; \
         logon_domains_after = [\"new\", \"LATER\"]\nCH2<CEN: logon_domains = []\nCH3<CEN\n\
         +CORP: domain_controllers = [\"DC1\"]\n+LAB: domain_controllers = []\n+ODD",
    );
    let domains: Vec<_> = (hierarchy.domains.iter())
        .map(|domain| (domain.name.as_str(), domain.declared, domain.controllers.as_deref()))
        .collect();
    let dc1 = ["DC1".to_owned()];
    assert_eq!(
        domains,
        [
            ("CORP", true, Some(&dc1[..])),
            ("LAB", true, Some(&[][..])),
            ("ODD", true, None),
            ("NEW", false, None),
            ("LATER", false, None),
        ]
    );
    let named = |site: usize| hierarchy.sites[site].logon_domains.clone();
    assert_eq!(named(0), Some(vec![DomainIx(0), DomainIx(3)]));
    assert_eq!((named(2), named(3)), (Some(vec![]), None), "known to be none, and unknown");
    assert_eq!(hierarchy.managing(DomainIx(0)), [SiteIx(0), SiteIx(1)]);
    assert_eq!(hierarchy.managing(DomainIx(3)), [SiteIx(0)], "after the upgrade is not now");
    assert_eq!(hierarchy.managing(DomainIx(1)), []);
    assert_eq!(hierarchy.domain_named("cORP"), Some(DomainIx(0)));
}

#[test]
fn what_is_odd_but_allowed_is_noted() {
    let spelling = "check the spelling: domains count as shared only by the same name";
    let table: [(&str, Vec<String>); 6] = [
        (
            "CEN: level = \"2.0\"\nCH1<CEN: level = \"2.0 SP2\"\n\
             CH2<CEN: -level; full_version = \"2.00.1380.1000\"",
            vec![
                "note h.toml:5: site `CH1` is at `2.0 SP2`, above its parent `CEN` at `2.0`; check \
                 both: a parent is upgraded before its children (Q264630)"
                    .to_owned(),
                "note h.toml:6: site `CH2` is at `2.0 SP1`, above its parent `CEN` at `2.0`; check \
                 both: a parent is upgraded before its children (Q264630)"
                    .to_owned(),
            ],
        ),
        (
            "cen\nCH1<CEN: server = \"srv-CEN\"",
            vec![
                "note h.toml:4: site code `cen` is in lower case; look it up: SMS itself takes only \
                 upper case without trouble (Q271885)"
                    .to_owned(),
                "note h.toml:5: sites `cen` and `CH1` have the same server; check the name: a \
                 server holds one site"
                    .to_owned(),
            ],
        ),
        (
            "CEN: logon_domains = [\"CROP\"]\n+CORP",
            vec![format!(
                "note h.toml:4: domain `CROP` is close to `CORP`, and has no entry; {spelling}"
            )],
        ),
        (
            "CEN: logon_domains = [\"Sales\"]\nCH1<CEN: logon_domains = [\"SALE\"]",
            vec![format!(
                "note h.toml:5: domain `SALE` is close to `Sales`, and has no entry; {spelling}"
            )],
        ),
        // One series of names, no slip of the keys.
        ("CEN: logon_domains = [\"CORP2\", \"CORP10\", \"CORP\"]\n+CORP1", vec![]),
        // Both are declared: someone meant them both.
        ("CEN: logon_domains = [\"CORP\", \"CROP\"]\n+CORP\n+CROP", vec![]),
    ];
    for (script, expected) in table {
        check(&file(script), &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
