//! The rules, each as a table.

use upgrade_wizard::plan::StepIx;

use super::{CORP, Q171338, case, plan_of};

#[test]
fn a_site_at_its_target_is_left_alone() {
    for (level, target) in [("2.0 SP2", "2.0 SP2"), ("2.0 SP4", "2.0 SP2")] {
        let case = case(&[&format!("CEN; {level}")], &[], target);
        assert!(case.refusals().is_empty());
        assert!(case.ids().is_empty(), "{:?}", case.ids());
    }
}

#[test]
fn hotfix_status_follows_the_rules() {
    // sites, then the status of each.
    let corp = "logon_domains = [\"CORP\"]";
    let other = "logon_domains = [\"OTHER\"]";
    let none = "logon_domains = []";
    let table: &[(&[String], &[&str])] = &[
        (
            &[format!("CEN; 2.0 SP1; {corp}"), format!("CH1; 2.0; parent = \"CEN\"; {other}")],
            &["not-required", "not-required"],
        ),
        (
            &[
                format!("CEN; 2.0 SP1; {corp}"),
                format!("CH1; 2.0; parent = \"CEN\"; {corp}"),
                format!("CH2; 2.0; parent = \"CEN\"; {other}"),
            ],
            &[
                "required Q249077 Q252717",
                "required Q251070 Q252718",
                "required-hierarchy Q251070 Q252718",
            ],
        ),
        (
            &[format!("CEN; 2.0 SP2; {corp}"), format!("CH1; 2.0 SP1; parent = \"CEN\"; {corp}")],
            &["included", "required Q249077 Q252717"],
        ),
        (
            &[format!("CEN; 2.0 SP1; {corp}"), format!("CH1; 1.2 SP4; parent = \"CEN\"; {corp}")],
            &["not-required", "none-exists"],
        ),
        // What the file does not say never removes a step.
        (
            &["CEN; 2.0 SP1".to_owned(), format!("CH1; 2.0; parent = \"CEN\"; {corp}")],
            &["required Q249077 Q252717", "required Q251070 Q252718"],
        ),
        (
            &["CEN; 2.0 SP1".to_owned(), "CH1; 2.0; parent = \"CEN\"".to_owned()],
            &["required Q249077 Q252717", "required Q251070 Q252718"],
        ),
        (
            &["CEN; 2.0 SP1".to_owned(), format!("CH1; 2.0; parent = \"CEN\"; {none}")],
            &["not-required", "not-required"],
        ),
        (&["CEN; 2.0 SP1".to_owned()], &["not-required"]),
    ];
    for (sites, expected) in table {
        let sites: Vec<_> = sites.iter().map(String::as_str).collect();
        let case = case(&sites, &[], "2.0 SP2");
        let found: Vec<_> = case.order().into_iter().map(|code| case.hotfixes(code)).collect();
        assert_eq!(found, *expected, "{sites:?}");
    }
}

#[test]
fn the_disputed_scope_is_waivable_and_warned_of() {
    let case = case(
        &[
            "CEN; 2.0 SP1; logon_domains = [\"CORP\"]",
            "CH1; 2.0 SP1; parent = \"CEN\"; logon_domains = [\"CORP\"]",
            "CH2; 2.0; parent = \"CEN\"; logon_domains = [\"OTHER\"]",
        ],
        CORP,
        "2.0 SP2",
    );
    assert_eq!(case.warnings("hotfix-scope-disputed"), ["hotfix-scope-disputed/CH2"]);
    for (id, is_waivable) in [
        ("install-hotfix/CH2/Q251070", true),
        ("install-hotfix/CH2/Q252718", true),
        ("install-hotfix/CEN/Q249077", false),
        ("install-hotfix/CH1/Q252717", false),
    ] {
        assert_eq!(case.0.is_waivable(case.step(id)), is_waivable, "{id}");
        assert!(case.is_blocking(id), "{id}");
    }
    // A domain that nobody shares has no wait.
    assert!(!case.ids().iter().any(|id| id.contains("OTHER") && id.starts_with("copylog")));
}

#[test]
fn a_site_that_went_ahead_is_named_and_must_be_acknowledged() {
    let case = case(
        &[
            "CEN; 2.0 SP2; logon_domains = [\"CORP\"]",
            "CH1; 2.0 SP1; parent = \"CEN\"; logon_domains = [\"CORP\"]",
        ],
        CORP,
        "2.0 SP2",
    );
    assert_eq!(case.warnings("upgraded-before-hotfixes"), ["upgraded-before-hotfixes/CEN"]);
    let mut warnings = case.0.warnings.iter();
    let warning = warnings.find(|it| it.id == "upgraded-before-hotfixes/CEN").unwrap();
    assert!(case.0.warning(warning).acknowledge);
    assert!(case.0.warning(warning).breach);
    assert!(warning.because.contains("CH1"), "{}", warning.because);
    assert!(case.reaches("upgrade-site/CH1", "install-hotfix/CH1/Q249077"));
}

#[test]
fn the_gate_stands_before_sp2_only() {
    let case = plan_of(
        "schema = 1\nname = \"Mixed\"\n\
         [[site]]\ncode = \"CEN\"\nserver = \"A\"\nrole = \"primary\"\nlevel = \"2.0 SP1\"\n\
         logon_domains = [\"CORP\"]\n\
         [[site]]\ncode = \"CH1\"\nserver = \"B\"\nrole = \"primary\"\nlevel = \"2.0\"\n\
         parent = \"CEN\"\nlogon_domains = [\"CORP\"]\ntarget = \"2.0 SP1\"\n",
        Some("2.0 SP2"),
    );
    assert!(case.reaches("upgrade-site/CEN", "all-sites-hotfixed"));
    let ch1 = case.0.step(case.step("upgrade-site/CH1"));
    assert!(!ch1.requires.contains(&case.step("all-sites-hotfixed")));
}

#[test]
fn secondaries_that_came_by_cd_are_kept_from_the_console() {
    let by_cd = "{ from = \"1.2 SP4\", to = \"2.0 SP2\", method = \"cd\" }";
    let again = "{ from = \"2.0 SP2\", to = \"2.0 SP2\", method = \"cd\" }";
    let pushed = "{ from = \"2.0\", to = \"2.0 SP2\", method = \"console\" }";
    // history, target, step, warning
    let table = [
        (format!("history = [{by_cd}]"), "2.0 SP3", true, false),
        (format!("history = [{by_cd}]"), "2.0 SP4", false, true),
        (format!("history = [{by_cd}, {again}]"), "2.0 SP3", false, false),
        (format!("history = [{by_cd}, {again}]"), "2.0 SP4", false, false),
        (format!("history = [{pushed}]"), "2.0 SP3", false, false),
        ("history = []".to_owned(), "2.0 SP3", false, false),
        // Not known: it applies.
        ("installed_from = \"cd\"".to_owned(), "2.0 SP3", true, false),
        ("installed_from = \"console\"".to_owned(), "2.0 SP3", false, false),
    ];
    for (history, target, has_step, has_warning) in table {
        let secondary = format!("SEC; 2.0 SP2; role = \"secondary\"; parent = \"CEN\"; {history}");
        let case = case(&["CEN; 2.0 SP2", &secondary], &[], target);
        let step = case.steps("secondary-from-cd");
        assert_eq!(!step.is_empty(), has_step, "{history} -> {target}");
        if has_step {
            assert!(case.is_blocking("secondary-from-cd/SEC"));
            assert!(case.reaches("upgrade-site/SEC", "secondary-from-cd/SEC"));
        }
        let warning = case.warnings("console-upgrade-will-fail-later");
        assert_eq!(!warning.is_empty(), has_warning, "{history} -> {target}");
    }
    for (method, is_warned) in [("cd", true), ("console", false)] {
        let secondary = format!(
            "SEC; 1.2 SP4; role = \"secondary\"; parent = \"CEN\"; planned_method = \"{method}\""
        );
        let case = case(&["CEN; 1.2 SP4", &secondary], &[], "2.0 SP2");
        let warning = case.warnings("console-upgrade-will-fail-later");
        assert_eq!(!warning.is_empty(), is_warned, "{method}");
    }
}

#[test]
fn the_checklist_is_good_practice_at_2_0() {
    let case = case(
        &[
            "CEN; 2.0 SP1; logon_domains = [\"CORP\"]",
            "SEC; 2.0 SP1; role = \"secondary\"; parent = \"CEN\"; logon_domains = []",
        ],
        &[("CORP", &["DC1"])],
        "2.0 SP2",
    );
    for template in Q171338 {
        let found = case.steps(template);
        assert!(!found.is_empty(), "{template}");
        for id in found {
            assert!(!case.is_blocking(id), "{id}");
            let words = case.0.words(case.step(id));
            assert!(words.note.is_some() || words.not_applicable.is_some(), "{id}");
            assert!(!case.reaches("upgrade-site/CEN", id), "{id}");
        }
    }
    assert_eq!(case.steps("service-account"), ["service-account/CEN/CORP", "service-account/SEC"]);
}

#[test]
fn parents_go_before_children_and_planned_shares_are_told() {
    let case = case(
        &[
            "CEN; 2.0 SP1; logon_domains = [\"CORP\"]",
            "CH1; 1.2 SP4; parent = \"CEN\"; logon_domains_after = [\"CORP\"]",
            "GRC; 1.2 SP4; parent = \"CH1\"; logon_domains_after = [\"ELSE\"]",
        ],
        CORP,
        "2.0 SP2",
    );
    assert_eq!(case.order(), ["CEN", "CH1", "GRC"]);
    assert!(case.reaches("upgrade-site/GRC", "upgrade-site/CH1"));
    assert!(case.reaches("upgrade-site/CH1", "upgrade-site/CEN"));
    assert_eq!(case.warnings("planned-domain-share"), ["planned-domain-share/CH1"]);
    let mut warnings = case.0.warnings.iter();
    let share = warnings.find(|it| it.id == "planned-domain-share/CH1").unwrap();
    assert!(share.because.contains("CEN"), "{}", share.because);
}

#[test]
fn domains_are_warned_of_where_it_matters() {
    let sites = |domain: &str, target: &str| {
        case(
            &[
                &format!("CEN; 2.0 SP1; logon_domains = [\"{domain}\"]"),
                &format!("CH1; 2.0; parent = \"CEN\"; logon_domains = [\"{domain}\"]"),
            ],
            &[],
            target,
        )
    };
    let short = sites("EU", "2.0 SP2");
    assert_eq!(short.warnings("short-domain-name"), ["short-domain-name/EU"]);
    assert_eq!(short.warnings("upgrade-window"), ["upgrade-window/EU"]);
    assert_eq!(short.warnings("mixed-copylog-writers"), ["mixed-copylog-writers/EU"]);
    // No controllers are listed: the wait is for the whole domain.
    assert_eq!(short.steps("copylog-refreshed"), ["copylog-refreshed/EU"]);
    let long = sites("EUROPE", "2.0 SP2");
    assert!(long.warnings("short-domain-name").is_empty());
}

#[test]
fn every_step_comes_after_what_it_requires_and_ids_are_unique() {
    let case = plan_of(include_str!("../../../flows/sms/example.toml"), Some("2.0 SP2"));
    let mut ids = case.ids();
    for (index, step) in case.0.steps.iter().enumerate() {
        assert!(step.requires.iter().all(|need| need.0 < index), "{}", step.id);
        assert!(!case.0.because(StepIx(index)).is_empty(), "{}", step.id);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), case.0.steps.len());
}

#[test]
fn domains_that_nobody_lists_remove_no_step() {
    let silent = case(&["CEN; 2.0 SP1", "CH1; 2.0 SP1; parent = \"CEN\""], &[], "2.0 SP2");
    for template in ["copylog-refreshed", "senior-site"] {
        assert_eq!(silent.steps(template), [template], "one for the domain that is not listed");
        assert!(silent.reaches("upgrade-site/CEN", template), "{template}");
    }
    assert!(silent.reaches("copylog-refreshed", "install-hotfix/CH1/Q249077"));
    for warning in ["mixed-copylog-writers", "upgrade-window"] {
        assert_eq!(silent.warnings(warning), [warning]);
    }
    assert_eq!(
        silent.because("senior-site"),
        "CEN and CH1 may share a domain that the hierarchy file does not list and are due hotfixes"
    );
    // Where all but one site list theirs, what is shared is among them.
    let half = case(
        &["CEN; 2.0 SP1", "CH1; 2.0 SP1; parent = \"CEN\"; logon_domains = [\"CORP\"]"],
        CORP,
        "2.0 SP2",
    );
    assert_eq!(half.steps("senior-site"), ["senior-site/CORP"]);
    assert_eq!(half.warnings("upgrade-window"), ["upgrade-window/CORP"]);
    // One site alone shares nothing.
    let alone = case(&["CEN; 2.0 SP1"], &[], "2.0 SP2");
    assert!(alone.steps("senior-site").is_empty());
}

#[test]
fn a_planned_share_that_is_not_known_is_told() {
    // domains of the 1380 site, domains of the 1.2 site, whether it is told
    let table = [
        ("; logon_domains = [\"CORP\"]", "; logon_domains_after = [\"CORP\"]", true),
        ("; logon_domains = [\"CORP\"]", "; logon_domains_after = [\"ELSE\"]", false),
        ("; logon_domains = [\"CORP\"]", "", true),
        ("", "; logon_domains_after = [\"CORP\"]", true),
        ("; logon_domains = []", "", false),
        ("", "; logon_domains_after = []", false),
    ];
    for (now, after, is_told) in table {
        let old = format!("OLD; 1.2 SP4; parent = \"CEN\"{after}");
        let case = case(&[&format!("CEN; 2.0 SP1{now}"), &old], &[], "2.0 SP2");
        let told = !case.warnings("planned-domain-share").is_empty();
        assert_eq!(told, is_told, "CEN{now} OLD{after}");
    }
}

#[test]
fn many_secondaries_of_one_parent_make_few_edges() {
    let mut sites = vec!["CEN; 1.2 SP1".to_owned()];
    let secondary = |index| format!("S{index:02}; 1.2 SP1; role = \"secondary\"; parent = \"CEN\"");
    sites.extend((0..60).map(secondary));
    let sites: Vec<_> = sites.iter().map(String::as_str).collect();
    let case = case(&sites, &[], "1.2 SP2");
    let edges: usize = case.0.steps.iter().map(|step| step.requires.len()).sum();
    assert!(edges < 40 * sites.len(), "{edges} edges for {} sites", sites.len());
    assert!(case.reaches("upgrade-site/S01", "secondary-active/S59"), "by way of the parent");
    let longest =
        (0..case.0.steps.len()).map(|index| case.0.because(StepIx(index)).len()).max().unwrap();
    assert!(longest < 400, "{longest} characters of because");
}

#[test]
fn what_is_odd_and_allowed_is_remarked() {
    let table: &[(&[&str], &str, &[&str])] = &[
        (&["CEN; 2.0 SP1"], "2.0 SP2", &[]),
        (
            &["CEN; 2.0 SP3"],
            "2.0 SP2",
            &["site `CEN` runs 2.0 SP3 already, above the target 2.0 SP2: it stays there"],
        ),
        (
            &["CEN; 2.0 SP2; target = \"2.0 SP2\"", "CH1; 2.0 SP2; parent = \"CEN\""],
            "2.0 SP4",
            &["site `CH1` goes to 2.0 SP4, above its parent `CEN`, which is at 2.0 SP2 then"],
        ),
    ];
    for (sites, target, expected) in table {
        assert_eq!(case(sites, &[], target).0.remarks(), *expected, "{sites:?}");
    }
}
