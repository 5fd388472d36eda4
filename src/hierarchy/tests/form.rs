//! The form of the file: schema, syntax, keys, what must be there, limits.

use super::{check, file, outcome};

#[test]
fn the_schema_is_read_before_anything_else() {
    let schema = "begin the file with `schema = 1`";
    let table = [
        ("", format!("h.toml:1: `schema` is missing; {schema}")),
        ("\nnme = 1", format!("h.toml:1: `schema` is missing; {schema}")),
        (
            "\nschema = \"1\"\nnme = 1",
            format!("h.toml:2: `schema` is not a whole number; {schema}"),
        ),
        ("schema = 1.0", format!("h.toml:1: `schema` is not a whole number; {schema}")),
        ("schema = 0", format!("h.toml:1: unknown schema 0; {schema}")),
        (
            "x = 1\nschema = 2\nname = 17\n[[sites]]",
            "h.toml:2: schema 2 needs a newer upgrade-wizard; this one reads schema 1".to_owned(),
        ),
        (
            // Not even the syntax of a later format can be judged.
            "schema = 2\nname = ?",
            "h.toml:1: schema 2 needs a newer upgrade-wizard; this one reads schema 1".to_owned(),
        ),
    ];
    for (text, expected) in table {
        check(text, &[&expected]);
    }
}

#[test]
fn mistakes_of_syntax_are_reported_together() {
    check(
        "schema = 1\nname = \"a\n[[site]]\ncode = ]\n",
        &[
            "h.toml:2: invalid basic string, expected `\"`",
            "h.toml:4: missing array opening, expected `[`",
        ],
    );
    check("schema = 1\nname = \"a\"\nname = \"b\"\n", &["h.toml:3: duplicate key"]);
}

#[test]
fn unknown_keys_and_wrong_types_are_mistakes_wherever_they_stand() {
    let table: [(&str, &[&str]); 9] = [
        ("CEN: levl = \"2.0\"; -level", &["h.toml:4: unknown key `levl`; did you mean `level`?"]),
        (
            "CEN: colour = \"red\"",
            &[
                "h.toml:4: unknown key `colour`; the keys here are `code`, `server`, `role`, `parent`, \
               `level`, `full_version`, `logon_domains`, `logon_domains_after`, \
               `metering_servers`, `sql_server`, `installed_from`, `planned_method`, `history` and \
               `target`",
            ],
        ),
        (
            "CEN: role = 1; serber = 2; -server; level = [\"2.0\"]",
            &[
                "h.toml:4: integer `1` where a string is expected",
                "h.toml:4: unknown key `serber`; did you mean `server`?",
                "h.toml:4: list where a string is expected",
            ],
        ),
        ("CEN: logon_domains = \"CORP\"", &["h.toml:4: string \"CORP\" where a list is expected"]),
        (
            "CEN: metering_servers = [\"MTR1\", 7, \"MTR1\"]",
            &[
                "h.toml:4: integer `7` where a string is expected",
                "h.toml:4: `MTR1` stands twice in `metering_servers`; remove one; case does not \
                 count",
            ],
        ),
        (
            "CEN: history = [{ from = \"2.0\", too = \"2.0 SP1\", method = \"cd\" }]",
            &["h.toml:4: unknown key `too`; did you mean `to`?"],
        ),
        (
            "CEN: history = [[\"2.0\", \"2.0 SP1\", \"cd\"]]",
            &["h.toml:4: list where a table is expected"],
        ),
        (
            "CEN\n+CORP: controllers = [\"DC1\"]",
            &["h.toml:8: unknown key `controllers`; the keys here are `name` and \
               `domain_controllers`"],
        ),
        (
            // A slip in one site hides nothing of what is wrong in another.
            "CEN: lvel = \"2.0\"; -level\nCH1<CNE: role = \"primry\"",
            &[
                "h.toml:4: unknown key `lvel`; did you mean `level`?",
                "h.toml:5: unknown `role` `primry`; did you mean `primary`?",
                "h.toml:5: unknown parent `CNE`; did you mean `CEN`?",
            ],
        ),
    ];
    for (script, expected) in table {
        check(&file(script), expected);
    }
    check(
        "schema = 1\nname = \"T\"\n[[sites]]\ncode = \"CEN\"\n",
        &["h.toml:3: unknown key `sites`; did you mean `site`?"],
    );
    check(
        "schema = 1\nsite = \"CEN\"\ndomain = [1]\n",
        &[
            "h.toml:1: the hierarchy has no `name`; add `name = \"...\"`",
            "h.toml:2: `site` is not a list of tables; write each one under `[[site]]`",
            "h.toml:3: integer `1` where a table is expected",
        ],
    );
}

#[test]
fn a_hierarchy_has_a_name_and_sites() {
    check(
        "schema = 1\n",
        &[
            "h.toml:1: the hierarchy has no `name`; add `name = \"...\"`",
            "h.toml:1: the hierarchy has no site; describe each under `[[site]]`, the central one \
             first",
        ],
    );
    check(
        "schema = 1\nname = \"\"\nsite = []\n",
        &[
            "h.toml:1: the hierarchy has no site; describe each under `[[site]]`, the central one \
             first",
            "h.toml:2: an empty name in `name`; write the name",
        ],
    );
}

#[test]
fn a_site_says_what_it_must() {
    let table: [(&str, &[&str]); 3] = [
        (
            "CEN: -code; -server; -role; -level",
            &[
                "h.toml:4: this site has no `code`; add `code = \"...\"`",
                "h.toml:4: this site has no `server`; add `server = \"...\"`",
                "h.toml:4: this site has no `role`; add `role = \"...\"`",
                "h.toml:4: this site has neither `level` nor `full_version`; add the level that \
                 it runs now",
            ],
        ),
        (
            "CEN: role = \"Primary\"; installed_from = \"CD\"; planned_method = \"by hand\"",
            &[
                "h.toml:4: unknown `role` `Primary`; did you mean `primary`?",
                "h.toml:4: unknown `installed_from` `CD`; did you mean `cd`?",
                "h.toml:4: unknown `planned_method` `by hand`; choose `cd` or `console`",
            ],
        ),
        (
            "CEN\n+CORP\n+: domain_controllers = [\"\", \"dc1\", \"DC1\"]",
            &[
                "h.toml:10: an empty name in `name`; write the name",
                "h.toml:11: an empty name in `domain_controllers`; write the name",
                "h.toml:11: `DC1` stands twice in `domain_controllers`; remove one; case does not \
                 count",
            ],
        ),
    ];
    for (script, expected) in table {
        check(&file(script), expected);
    }
}

#[test]
fn there_is_a_limit_to_everything() {
    let series =
        |count: usize| (0..count).map(|n| format!("\"N{n}\"")).collect::<Vec<_>>().join(", ");
    let table = [
        (
            format!("CEN: logon_domains = [{}]", series(101)),
            "h.toml:4: 101 names in `logon_domains`; there can be at most 100",
        ),
        (
            format!("CEN: metering_servers = [{}]", series(101)),
            "h.toml:4: 101 names in `metering_servers`; there can be at most 100",
        ),
        (
            format!("CEN\n+CORP: domain_controllers = [{}]", series(501)),
            "h.toml:8: 501 names in `domain_controllers`; there can be at most 500",
        ),
    ];
    for (script, expected) in table {
        check(&file(&script), &[expected]);
    }
    check(&file(&format!("CEN\n+CORP: domain_controllers = [{}]", series(500))), &[]);

    let passage = "{ from = \"1.1\", to = \"1.2\", method = \"cd\" }, ";
    let expected = "h.toml:4: 101 entries in `history`; there can be at most 100";
    let found = outcome(&file(&format!("CEN: history = [{}]", passage.repeat(101))));
    assert!(found.contains(&expected.to_owned()), "{found:?}");

    let domains = |count: usize| {
        (0..count).fold(file("CEN"), |text, n| text + &format!("[[domain]]\nname = \"D{n}\"\n"))
    };
    check(&domains(20_000), &[]);
    check(
        &domains(20_001),
        &["h.toml:40007: more than 20000 domains; describe a part of the hierarchy at a time"],
    );
}
