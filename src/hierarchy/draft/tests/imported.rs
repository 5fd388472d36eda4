//! Files of others: mistakes and all.

use proptest::prelude::*;

use crate::hierarchy::Hierarchy;
use crate::hierarchy::draft::{At, Draft, Field};
use crate::hierarchy::tests::slips::{WHOLE, any_slip, slipped};
use crate::text::Source;

fn imported(text: &str) -> Draft {
    let read = Draft::read("h.toml", text);
    read.unwrap_or_else(|mistakes| panic!("{mistakes:?} in\n{text}"))
}

#[test]
fn wrong_values_are_kept_as_they_were_written() {
    let nested = "history = [{ from = \"1.2\", too = \"2.0\" }]";
    let table = [
        ("level = \"2,0\"", Field::Level, "2,0"),
        ("level = 2.0", Field::Level, "2.0"),
        ("level = [\"2.0\"]", Field::Level, "[\"2.0\"]"),
        ("level = 0x2F", Field::Level, "0x2F"),
        ("level = { major = 2, \"a b\" = true }", Field::Level, "{ \"a b\" = true, major = 2 }"),
        ("code = 001", Field::Code, "-"),
        ("code = 101", Field::Code, "101"),
        ("target = 1999-12-31", Field::Target, "1999-12-31"),
        ("server = \" \\u001B\"", Field::Server, " \u{1B}"),
        ("logon_domains = \"CORP\"", Field::LogonDomains, "CORP"),
        ("logon_domains = []", Field::LogonDomains, "none"),
        ("logon_domains = [\"A,B\", 7, [\"x\"]]", Field::LogonDomains, "\"A,B\", 7, [\"x\"]"),
        ("metering_servers = [\"none\"]", Field::MeteringServers, "\"none\""),
        ("history = []", Field::History, "none"),
        ("history = [{ to = \"2.0\", from = 1.2 }]", Field::History, "1.2 -> 2.0"),
        ("history = { from = \"1.2\" }", Field::History, "1.2"),
        ("history = \"1.2 -> 2.0 by cd\"", Field::History, "1.2 -> 2.0 by cd"),
        ("history = [{}]", Field::History, ";"),
        (nested, Field::History, "{ from = \"1.2\", too = \"2.0\" }"),
        ("[[site.history]]\nfrom = \"1.1\"\nto = \"1.2\"", Field::History, "1.1 -> 1.2"),
    ];
    for (line, field, expected) in table {
        let text = format!("schema = 1\nname = \"T\"\n[[site]]\n{line}\n");
        match Draft::read("h.toml", &text) {
            Ok(draft) => {
                assert_eq!(draft.sites[0].get(field), expected, "{line}");
                assert_eq!(imported(&draft.to_toml()), draft, "{line}");
            }
            Err(_) => assert_eq!(expected, "-", "{line}"),
        }
    }
}

#[test]
fn keys_that_mean_nothing_are_kept_until_someone_lets_them_go() {
    let text = "schema = 1\nname = \"T\"\nowner = \"me\"\n[[site]]\ncode = \"CEN\"\nserver = \"S\"\n\
                role = \"primary\"\nlevl = 2.0\n[[domain]]\nname = \"CORP\"\n\"a b\" = [\"DC1\"]\n";
    let mut draft = imported(text);
    assert_eq!(imported(&draft.to_toml()), draft);
    let told: Vec<(At, String, String)> = (draft.problems().into_iter())
        .map(|problem| (problem.at, problem.text, problem.advice))
        .collect();
    let site = At::Site { index: 0, field: None };
    let domain = At::Domain { index: 0, controllers: false };
    assert_eq!(told[0].0, At::File);
    assert_eq!(told[0].1, "unknown key `owner`");
    let advice = "did you mean `level`?".to_owned();
    assert_eq!(told[1], (site, "unknown key `levl`".to_owned(), advice));
    assert_eq!((told[2].0, told[2].1.as_str()), (domain, "unknown key `a b`"));
    assert_eq!(told.len(), 3);

    let levl = draft.sites[0].unknown.remove(0);
    assert_eq!((levl.key(), levl.value()), ("levl", "2.0"));
    draft.sites[0].set(Field::Level, levl.value());
    draft.unknown.clear();
    draft.domains[0].unknown.clear();
    assert_eq!(draft.problems(), []);
}

#[test]
fn a_file_needs_little_to_be_imported() {
    let table = [
        ("schema = 1\n", 0),
        ("site = []\n", 0),
        ("[site]\ncode = \"CEN\"\n", 1),
        ("site = [{ code = \"CEN\" }, {}]\n", 2),
        ("schema = \"one\"\n[[site]]\n[[site]]\n", 2),
        ("schema = 0\nname = 17\n[[site]]\n[domain]\nname = \"CORP\"\n", 1),
        ("\u{FEFF}schema = 1\r\n[[site]]\r\n", 1),
    ];
    for (text, sites) in table {
        assert_eq!(imported(text).sites.len(), sites, "{text:?}");
    }
}

#[test]
fn what_is_no_hierarchy_file_is_refused_in_place() {
    let table: [(&str, &[&str]); 6] = [
        ("", &["h.toml:1: there is neither `schema` nor `[[site]]`; choose a hierarchy file"]),
        (
            "[package]\nname = \"x\"\n",
            &["h.toml:1: there is neither `schema` nor `[[site]]`; choose a hierarchy file"],
        ),
        (
            "schema = 1\nname = \"a\n[[site]]\ncode = ]\n",
            &[
                "h.toml:2: invalid basic string, expected `\"`",
                "h.toml:4: missing array opening, expected `[`",
            ],
        ),
        (
            "x = 1\nschema = 2\nname = ?",
            &["h.toml:2: schema 2 needs a newer upgrade-wizard; this one reads schema 1"],
        ),
        (
            "site = [{}, 7]\ndomain = \"CORP\"\n",
            &[
                "h.toml:1: an entry of `site` is not a table; write each one under `[[site]]`",
                "h.toml:2: an entry of `domain` is not a table; write each one under `[[domain]]`",
            ],
        ),
        (
            "schema = 99\n",
            &["h.toml:1: schema 99 needs a newer upgrade-wizard; this one reads schema 1"],
        ),
    ];
    for (text, expected) in table {
        let sources = [Source::new("h.toml", text)];
        let mistakes = Draft::read("h.toml", text).unwrap_err();
        let told: Vec<_> = mistakes.iter().map(|mistake| mistake.one_line(&sources)).collect();
        assert_eq!(told, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn a_file_with_slips_loses_nothing(slips in prop::collection::vec(any_slip(), 1..5)) {
        let text = slips.iter().fold(WHOLE.to_owned(), slipped);
        let read = Draft::read("h.toml", &text);
        if let Ok((hierarchy, _)) = Hierarchy::read("h.toml", &text) {
            let draft = read.as_ref().expect("what is good is imported");
            let (again, _) = Hierarchy::read("h.toml", &draft.to_toml()).expect("and stays good");
            prop_assert_eq!(again, hierarchy);
        }
        match read {
            Ok(draft) => prop_assert_eq!(imported(&draft.to_toml()), draft),
            Err(mistakes) => prop_assert!(!mistakes.is_empty()),
        }
    }
}
