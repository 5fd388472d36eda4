//! What is typed is what is written, and what is written is what is read: whatever it is.

use proptest::prelude::*;

use super::draft;
use crate::hierarchy::Hierarchy;
use crate::hierarchy::draft::field::Form;
use crate::hierarchy::draft::{DomainDraft, Draft, Field, SiteDraft, lists};
use crate::hierarchy::tests::slips::WHOLE;
use crate::level::Level;

const EXAMPLE: &str = include_str!("../../../../flows/sms/example.toml");
const STORY: &str = include_str!("../../../../tests/data/story/hierarchy.toml");

fn valid(text: &str) -> Hierarchy {
    let read = Hierarchy::read("", text);
    read.unwrap_or_else(|mistakes| panic!("{mistakes:?} in\n{text}")).0
}

fn read(text: &str) -> Draft {
    Draft::read("", text).unwrap_or_else(|mistakes| panic!("{mistakes:?} in\n{text}"))
}

#[test]
fn good_files_are_the_same_hierarchy_again() {
    for text in [EXAMPLE, STORY, WHOLE] {
        let hierarchy = valid(text);
        let draft = Draft::of(&hierarchy);
        let written = draft.to_toml();
        assert_eq!(valid(&written), hierarchy);
        assert_eq!(read(&written), draft);
        assert_eq!(valid(&read(text).to_toml()), hierarchy, "by way of the file itself");
    }
}

#[test]
fn a_file_is_written_as_people_write_it() {
    let mut draft = draft(
        "CEN: logon_domains = corp, LAB; history = 1.2 -> 2.0 by cd;2.0 -> 2.0 SP1 by console\n\
         SE1<CEN: role = secondary; metering_servers = none; server = A\\B\"C\n+CORP: DC1, DC2",
    );
    let servers: Vec<String> = (1..=20).map(|n| format!("MTR{n}")).collect();
    draft.sites[0].set(Field::MeteringServers, servers.join(","));
    insta::assert_snapshot!(draft.to_toml());
}

/// Text that would like to be more than text.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = [
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "\n",
        "\r\n",
        "\t",
        "\u{1B}[2J",
        "\u{202E}",
        "]]",
        "[[site]]",
        "\ncode = \"X\"\n",
        "\\",
        "\\u0041",
        "\0",
        "\u{7F}",
        "\u{85}",
        "\u{2028}",
        "#",
        "=",
        ",",
        ";",
        "->",
        " by ",
        " to ",
        "none",
        " ",
        "CEN",
        "2.0",
        "{",
        "}",
        "é",
        "\u{10FFFF}",
    ];
    let pieces = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..8);
    prop_oneof![
        4 => pieces.prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
        1 => Just(String::new()),
    ]
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let site = prop::collection::vec(any_text(), Field::ALL.len()).prop_map(|texts| {
        let mut site = SiteDraft::default();
        for (field, text) in Field::ALL.into_iter().zip(texts) {
            site.set(field, text);
        }
        site
    });
    let domain = (any_text(), any_text()).prop_map(|(name, domain_controllers)| DomainDraft {
        name,
        domain_controllers,
        ..DomainDraft::default()
    });
    let (sites, domains) = (prop::collection::vec(site, 0..4), prop::collection::vec(domain, 0..3));
    (any_text(), sites, domains).prop_map(|(name, sites, domains)| Draft {
        name,
        sites,
        domains,
        ..Draft::default()
    })
}

/// What every draft must come through, whatever is in it.
fn is_kept(draft: &Draft) {
    let text = draft.to_toml();
    assert!(text.chars().all(|c| c == '\n' || crate::text::is_harmless(c)), "{text}");

    let table: toml::Table = text.parse().expect("a draft is written as TOML");
    assert!(table.keys().all(|key| ["schema", "name", "site", "domain"].contains(&key.as_str())));
    let of = |key: &str| table.get(key).and_then(|list| list.as_array()).cloned();
    let (sites, domains) = (of("site").unwrap_or_default(), of("domain").unwrap_or_default());
    assert_eq!((sites.len(), domains.len()), (draft.sites.len(), draft.domains.len()));
    for (written, typed) in sites.iter().zip(&draft.sites) {
        for field in Field::ALL {
            let (value, text) = (written.get(field.key()), typed.get(field));
            match field.form() {
                Form::Word => {
                    assert_eq!(value.and_then(|v| v.as_str()).unwrap_or_default(), text);
                }
                _ => assert_eq!(value.is_none(), text.trim().is_empty()),
            }
        }
        let mut keys = written.as_table().unwrap().keys();
        assert!(keys.all(|key| Field::of_key(key).is_some()));
    }

    let again = read(&text);
    assert_eq!(again.to_toml(), text, "nothing is lost");
    assert_eq!(read(&again.to_toml()), again);

    let problems = draft.problems();
    let found = match Hierarchy::read("", &text) {
        Ok((hierarchy, notes)) => {
            assert!(problems.iter().all(|problem| !problem.is_mistake));
            assert_eq!(valid(&Draft::of(&hierarchy).to_toml()), hierarchy);
            notes
        }
        Err(mistakes) => {
            assert!(problems.iter().all(|problem| problem.is_mistake));
            mistakes
        }
    };
    let in_file: Vec<_> = found.into_iter().map(|one| one.message).collect();
    let in_form: Vec<_> = problems.into_iter().map(|one| one.text).collect();
    assert_eq!(in_form, in_file, "a form and `check` say the same");
}

#[test]
fn very_long_text_is_kept() {
    let long = "]]\"\n\u{202E}x, ; ".repeat(1_000);
    let mut draft = draft("CEN\n+CORP");
    for field in Field::ALL {
        draft.sites[0].set(field, long.as_str());
    }
    draft.name = long.clone();
    draft.domains[0] =
        DomainDraft { name: long.clone(), domain_controllers: long, ..DomainDraft::default() };
    is_kept(&draft);
}

const NAMES: [&str; 12] = [
    "CORP", "LAB", "none", "A,B", "\"A\"", "A\"B", "x; y", "by", "a -> b", "Größe", "東京",
    "SQL\\I",
];

fn any_names() -> impl Strategy<Value = String> {
    let names = prop::sample::subsequence(NAMES.to_vec(), 0..4).prop_shuffle();
    let text =
        |names: Vec<&str>| lists::text(&names.into_iter().map(str::to_owned).collect::<Vec<_>>());
    prop_oneof![Just(String::new()), names.prop_map(text)]
}

fn any_level() -> impl Strategy<Value = String> {
    prop::sample::select(Level::ALL.to_vec()).prop_map(|level| level.to_string())
}

/// A site with nothing wrong in it but, perhaps, where it stands.
fn any_good_site() -> impl Strategy<Value = SiteDraft> {
    let maybe = |words: &[&'static str]| prop::sample::select(words.to_vec());
    let levels = prop_oneof![
        any_level().prop_map(|level| (level, "")),
        Just((String::new(), "2.0.1239.62")),
        Just(("2.0 sp1".to_owned(), "2.00.1380.1000")),
    ];
    let history =
        maybe(&["", "none", "1.1 -> 1.2 by cd", "1.1 to 1.2 SP4 by cd; 1.2 SP4->2.0 by console;"]);
    (
        (prop::bool::weighted(0.3), maybe(&NAMES), levels),
        (any_names(), any_names(), any_names()),
        (maybe(&["", "SQL1", "a b"]), maybe(&["", "cd"]), maybe(&["", "console"]), history),
        prop_oneof![Just(String::new()), any_level()],
    )
        .prop_map(|(first, lists, words, target)| {
            let mut site = SiteDraft::default();
            let (is_secondary, server, (level, full_version)) = first;
            site.set(Field::Role, if is_secondary { "secondary" } else { "primary" });
            site.set(Field::Server, server);
            site.set(Field::Level, level);
            site.set(Field::FullVersion, full_version);
            site.set(Field::LogonDomains, lists.0);
            site.set(Field::LogonDomainsAfter, lists.1);
            site.set(Field::MeteringServers, lists.2);
            site.set(Field::SqlServer, words.0);
            site.set(Field::InstalledFrom, words.1);
            site.set(Field::PlannedMethod, words.2);
            site.set(Field::History, words.3);
            site.set(Field::Target, target);
            site
        })
}

prop_compose! {
    fn any_good_draft()(
        sites in prop::collection::vec((any_good_site(), any::<prop::sample::Index>()), 1..8),
        domains in prop::sample::subsequence(NAMES.to_vec(), 0..4),
        controllers in any_names(),
    ) -> Draft {
        let mut draft = draft("");
        let mut primaries: Vec<String> = Vec::new();
        for (index, (mut site, above)) in sites.into_iter().enumerate() {
            let code = format!("S{index:02}");
            if primaries.is_empty() {
                site.set(Field::Role, "primary");
            } else {
                site.set(Field::Parent, above.get(&primaries).to_lowercase());
            }
            if site.get(Field::Role) == "primary" {
                primaries.push(code.clone());
            }
            site.set(Field::Code, code);
            draft.sites.push(site);
        }
        draft.domains.extend(domains.into_iter().map(|name| DomainDraft {
            name: name.to_owned(),
            domain_controllers: controllers.clone(),
            ..DomainDraft::default()
        }));
        draft
    }
}

proptest! {
    #[test]
    fn hostile_text_stays_text(draft in any_draft()) {
        is_kept(&draft);
    }

    #[test]
    fn good_drafts_are_good_hierarchies_and_the_other_way_round(draft in any_good_draft()) {
        is_kept(&draft);
        let hierarchy = valid(&draft.to_toml());
        let of_hierarchy = Draft::of(&hierarchy);
        prop_assert_eq!(valid(&of_hierarchy.to_toml()), hierarchy);
        prop_assert_eq!(read(&of_hierarchy.to_toml()), of_hierarchy);
    }
}
