//! Problems: at which field, in which words, and never other than those of the file.

use super::{codes, draft, site};
use crate::hierarchy::Hierarchy;
use crate::hierarchy::draft::{At, DomainDraft, Draft, Field, Problem};

fn at(index: usize, field: Field) -> At {
    At::Site { index, field: Some(field) }
}

fn told(draft: &Draft) -> Vec<(At, String)> {
    draft.problems().into_iter().map(|problem| (problem.at, problem.text)).collect()
}

/// A value that is wrong for each field, and what is said of it.
const WRONG: [(Field, &str, &str); Field::ALL.len()] = [
    (Field::Code, "C-N", "site code `C-N` is not three letters or digits"),
    (Field::Server, "A/B", "the name `A/B` in `server` contains `/`"),
    (Field::Role, "Primary", "unknown `role` `Primary`"),
    (Field::Parent, "ZZZ", "unknown parent `ZZZ`"),
    (Field::Level, "2.0 SP9", "unknown level `2.0 SP9`"),
    (
        Field::FullVersion,
        "2.00.1239.0000",
        "full version `2.00.1239.0000` is of `2.0`, not `2.0 SP1`",
    ),
    (Field::LogonDomains, "CORP, corp", "`corp` stands twice in `logon_domains`"),
    (Field::LogonDomainsAfter, "CORP,,LAB", "an empty name in `logon_domains_after`"),
    (Field::MeteringServers, "M/1", "the name `M/1` in `metering_servers` contains `/`"),
    (Field::SqlServer, " SQL1", "the name ` SQL1` in `sql_server` begins or ends with a space"),
    (Field::InstalledFrom, "CD", "unknown `installed_from` `CD`"),
    (Field::PlannedMethod, "hand", "unknown `planned_method` `hand`"),
    (Field::History, "2.0 -> 1.2 by cd", "history goes from `2.0` to `1.2`"),
    (Field::Target, "9", "unknown level `9`"),
];

#[test]
fn what_is_wrong_with_a_field_is_told_at_that_field() {
    assert_eq!(WRONG.map(|(field, ..)| field), Field::ALL);
    for (field, wrong, expected) in WRONG {
        let mut draft = draft("CEN\nCH1<CEN\nCH2<CEN");
        draft.sites[1].set(field, wrong);
        let problems = draft.problems();
        let [problem] = &problems[..] else { panic!("{field:?}: {problems:?}") };
        assert_eq!((problem.at, problem.text.as_str()), (at(1, field), expected));
        assert!(problem.is_mistake && !problem.advice.is_empty(), "{problem:?}");
    }
}

#[test]
fn what_is_missing_is_told_where_it_is_to_be_typed() {
    for field in Field::ALL {
        let mut draft = draft("CEN\nCH1<CEN");
        draft.sites[1].set(field, "");
        let found: Vec<At> = draft.problems().iter().map(|problem| problem.at).collect();
        let is_missed = field.is_required() || field == Field::Parent;
        assert_eq!(found, if is_missed { vec![at(1, field)] } else { vec![] }, "{field:?}");
    }
    let mut draft = draft("CEN\nSEC: role = secondary");
    let about_parent = |draft: &Draft| {
        let problem = draft.problems().remove(0);
        (problem.at, problem.text, problem.advice)
    };
    assert_eq!(
        about_parent(&draft),
        (
            at(1, Field::Parent),
            "secondary site `SEC` has no parent".to_owned(),
            Field::Parent.help().to_owned()
        )
    );
    draft.sites.remove(0);
    assert_eq!(
        told(&draft),
        [(at(0, Field::Role), "the central site is a secondary: site `SEC`".to_owned())]
    );
    assert_eq!(
        told(&Draft::default()),
        [
            (At::Name, "the hierarchy has no `name`".to_owned()),
            (At::File, "the hierarchy has no site".to_owned())
        ]
    );
}

#[test]
fn domains_and_the_whole_have_problems_of_their_own() {
    let name = |index| At::Domain { index, controllers: false };
    let controllers = |index| At::Domain { index, controllers: true };
    let table: [(&str, &[(At, &str)]); 6] = [
        ("CEN\n+A/B: DC1", &[(name(0), "the name `A/B` in `name` contains `/`")]),
        ("CEN\n+CORP\n+corp: DC1", &[(name(1), "domain `corp` has two entries")]),
        (
            "CEN\n+CORP: DC1\n+LAB: DC1, dc1",
            &[(controllers(1), "`dc1` stands twice in `domain_controllers`")],
        ),
        ("CEN\n+: DC1", &[(name(0), "this domain has no `name`")]),
        (
            "CEN<CH1\nCH1<CEN",
            &[(at(0, Field::Parent), "site `CEN` is below itself, by way of `CH1`")],
        ),
        (
            "CEN<ZZZ",
            &[
                (At::File, "no central site: every site has a parent"),
                (at(0, Field::Parent), "unknown parent `ZZZ`"),
            ],
        ),
    ];
    for (script, expected) in table {
        let expected: Vec<_> =
            expected.iter().map(|(at, text)| (*at, (*text).to_owned())).collect();
        assert_eq!(told(&draft(script)), expected, "{script}");
    }
    let mut named = draft("CEN");
    named.name = "North\u{7}".to_owned();
    assert_eq!(named.problems()[0].at, At::Name);
    let many = format!("M{}", ", M".repeat(100));
    let mut named = draft("CEN");
    named.sites[0].set(Field::MeteringServers, many);
    assert!(named.problems().iter().all(|problem| problem.at == at(0, Field::MeteringServers)));
}

#[test]
fn what_is_odd_is_told_and_is_no_mistake() {
    let table = [
        ("cen", at(0, Field::Code)),
        ("CEN\nCH1<CEN: server = srv-CEN", at(1, Field::Server)),
        ("CEN\nCH1<CEN: level = 2.0 SP2", at(1, Field::Level)),
        ("CEN\nCH1<CEN: level = ; full_version = 2.00.1493.2000", at(1, Field::FullVersion)),
        ("CEN: history = 1.2 -> 2.0 SP2 by cd", at(0, Field::History)),
        ("CEN: logon_domains = CROP\n+CORP", at(0, Field::LogonDomains)),
    ];
    for (script, expected) in table {
        let problems = draft(script).problems();
        let [problem] = &problems[..] else { panic!("{script}: {problems:?}") };
        assert_eq!((problem.at, problem.is_mistake), (expected, false), "{script}");
    }
}

#[test]
fn a_form_does_not_talk_of_lines_and_keys_to_add() {
    let scripts = [
        "CEN\nCH1<CEN\nch1<CEN: server = OTHER\nCH1<CEN: server = ",
        "CEN\n+CORP\n+Corp",
        "CEN: code = ; server = ; role = ; level = \n+: DC1",
        "CEN\nSEC: role = secondary\nCH1",
        "CEN: history = by cd; 1.2; -> 2.0",
        "",
    ];
    let told = |problem: &Problem| format!("{}; {}", problem.text, problem.advice);
    for script in scripts {
        for problem in draft(script).problems() {
            let told = told(&problem);
            let is_of_files = ["line ", "add `", "[["].iter().any(|word| told.contains(word));
            assert!(!is_of_files, "{script}: {told}");
        }
    }
    let problems = draft("CEN\nCH1<CEN\nch1<CEN: server = OTHER").problems();
    assert_eq!(problems[0].advice, "the site on server `SRV-CH1` has it too; case does not count");
    let problems = draft("CEN\nCH1<CEN: server = \nch1<CEN").problems();
    assert_eq!(problems[1].advice, "the site at place 2 has it too; case does not count");
    let problems = draft("CEN\n+CORP\n+Corp").problems();
    assert_eq!(problems[0].advice, "make one of it and that at place 1; case does not count");
}

#[test]
fn the_fields_are_those_of_the_file() {
    let text = "schema = 1\nname = \"T\"\n[[site]]\nqqqqqqqqqqqqqqqqqqq = 1\n";
    let mistakes = Hierarchy::read("", text).unwrap_err();
    let advice = mistakes[0].advice.as_deref().unwrap();
    let keys: Vec<&str> = advice.split('`').skip(1).step_by(2).collect();
    assert_eq!(keys, Field::ALL.map(Field::key));
    for field in Field::ALL {
        assert_eq!(Field::of_key(field.key()), Some(field));
        assert!(field.help().starts_with("Type ") && field.help().ends_with('.'), "{field:?}");
        assert!(field.help().contains('`'), "no example: {field:?}");
        assert!(field.label().starts_with(char::is_uppercase), "{field:?}");
    }
}

#[test]
fn what_there_is_to_choose_from_is_accepted() {
    let script = "CEN\nCH1<CEN\nGRC<CH1\nSEC<CEN: role = secondary\nCH2<CEN\n<CEN: server = X";
    let draft = draft(script);
    let closed: Vec<Field> =
        Field::ALL.into_iter().filter(|field| !field.options(&draft, 1).is_empty()).collect();
    assert_eq!(
        closed,
        [
            Field::Role,
            Field::Parent,
            Field::Level,
            Field::InstalledFrom,
            Field::PlannedMethod,
            Field::Target
        ]
    );
    assert_eq!(Field::Parent.options(&draft, 1), ["CEN", "CH2"], "not itself, nor what is below");
    assert_eq!(Field::Parent.options(&draft, 3), ["CEN", "CH1", "GRC", "CH2"]);
    assert_eq!(Field::Parent.options(&draft, 99), ["CEN", "CH1", "GRC", "CH2"]);
    for field in closed {
        for option in field.options(&draft, 4) {
            let mut draft = draft.clone();
            draft.sites.truncate(5);
            draft.sites[4].set(field, option.as_str());
            let found: Vec<Problem> = draft.problems();
            assert!(found.iter().all(|one| !one.is_mistake), "{field:?} {option}: {found:?}");
        }
    }
}

#[test]
fn many_sites_with_mistakes_are_judged_one_by_one() {
    let mut draft = Draft { name: "T".to_owned(), ..Draft::default() };
    for (index, code) in codes(10_000).iter().enumerate() {
        let mut site = site(code, if index == 0 { "" } else { "X-X" });
        site.set(Field::Level, "2.0 SP9");
        site.set(Field::LogonDomains, format!("D{index}, D"));
        draft.sites.push(site);
        draft.domains.push(DomainDraft { name: format!("D{index}"), ..DomainDraft::default() });
    }
    let problems = draft.problems();
    assert_eq!(problems.len(), 19_999);
    let last: Vec<At> = problems.iter().rev().take(2).map(|problem| problem.at).collect();
    assert_eq!(last, [at(9_999, Field::Level), at(9_999, Field::Parent)]);
}
