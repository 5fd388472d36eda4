//! The worked examples: a hierarchy, and what its plan has to hold.

use super::{CORP, Q171338, case};

#[test]
fn one_site_alone_needs_no_hotfix() {
    let case =
        case(&["CEN; 2.0 SP1; logon_domains = [\"CORP\"]"], &[("CORP", &["DC1"])], "2.0 SP2");
    assert_eq!(case.hotfixes("CEN"), "not-required");
    for template in ["install-hotfix", "copylog-refreshed", "metering-server-stopped"] {
        assert!(case.steps(template).is_empty(), "{template}");
    }
    assert!(case.steps("all-sites-hotfixed").is_empty());
    assert_eq!(case.warnings("no-smsman-upgrade"), ["no-smsman-upgrade/CEN"]);
    assert_eq!(case.steps("upgrade-site"), ["upgrade-site/CEN"]);
}

#[test]
fn two_sp1_primaries_in_one_domain_hotfix_everything_before_anything() {
    let case = case(
        &[
            "CEN; 2.0 SP1; logon_domains = [\"CORP\"]",
            "CH1; 2.0 SP1; parent = \"CEN\"; logon_domains = [\"corp\"]",
        ],
        CORP,
        "2.0 SP2",
    );
    for site in ["CEN", "CH1"] {
        assert_eq!(case.hotfixes(site), "required Q249077 Q252717");
    }
    let controllers = ["DC1", "DC2", "DC3"].map(|dc| format!("copylog-refreshed/CORP/{dc}"));
    assert_eq!(case.steps("copylog-refreshed"), controllers);
    assert_eq!(case.steps("senior-site"), ["senior-site/CORP"]);
    for hotfix in ["Q249077", "Q252717"] {
        for site in ["CEN", "CH1"] {
            let id = format!("install-hotfix/{site}/{hotfix}");
            assert!(case.reaches("upgrade-site/CEN", &id), "{id}");
            assert!(case.is_blocking(&id), "{id}");
        }
    }
    for controller in &controllers {
        assert!(case.reaches("upgrade-site/CEN", controller), "{controller}");
        assert!(case.reaches(controller, "install-hotfix/CH1/Q249077"), "{controller}");
        assert!(!case.reaches(controller, "install-hotfix/CH1/Q252717"), "{controller}");
    }
    assert!(case.reaches("upgrade-site/CH1", "upgrade-site/CEN"));
    assert!(!case.reaches("upgrade-site/CEN", "upgrade-site/CH1"));
    assert_eq!(case.order(), ["CEN", "CH1"]);
    assert!(!case.ids().iter().any(|id| id.contains("Q251070") || id.contains("Q252718")));
    assert_eq!(
        case.because("install-hotfix/CEN/Q249077"),
        "CEN runs 2.0 SP1 (build 1380) and manages CORP together with CH1"
    );
}

#[test]
fn two_1239_primaries_take_their_own_set() {
    let case = case(
        &[
            "CEN; 2.0; logon_domains = [\"CORP\"]",
            "CH1; 2.0; parent = \"CEN\"; logon_domains = [\"CORP\"]",
        ],
        CORP,
        "2.0 SP2",
    );
    for site in ["CEN", "CH1"] {
        assert_eq!(case.hotfixes(site), "required Q251070 Q252718");
    }
    assert_eq!(case.warnings("media"), ["media/CEN", "media/CH1"]);
}

#[test]
fn each_site_takes_the_set_of_its_own_build_and_secondaries_check_full_version() {
    let case = case(
        &[
            "CEN; 2.0 SP1; logon_domains = [\"CORP\"]",
            "CH1; 2.0; parent = \"CEN\"; logon_domains = [\"CORP\"]",
            "SEC; 2.0; role = \"secondary\"; parent = \"CH1\"; logon_domains = [\"CORP\"]; \
             installed_from = \"console\"",
        ],
        CORP,
        "2.0 SP2",
    );
    assert_eq!(case.hotfixes("CEN"), "required Q249077 Q252717");
    assert_eq!(case.hotfixes("CH1"), "required Q251070 Q252718");
    assert_eq!(case.hotfixes("SEC"), "required Q251070 Q252718");
    assert_eq!(case.steps("full-version"), ["full-version/SEC"]);
    for hotfix in ["Q251070", "Q252718"] {
        assert!(case.reaches(&format!("install-hotfix/SEC/{hotfix}"), "full-version/SEC"));
    }
    let words = case.0.words(case.step("full-version/SEC"));
    assert!(format!("{words:?}").contains("2.00.1239.0000"), "{words:?}");
    assert_eq!(case.warnings("mixed-copylog-writers"), ["mixed-copylog-writers/CORP"]);
}

#[test]
fn metering_servers_are_stopped_for_sp1_and_warned_of_for_1239() {
    let site = |level| format!("CEN; {level}; metering_servers = [\"MTR1\", \"MTR2\"]");
    let sp1 = case(&[&site("2.0 SP1")], &[], "2.0 SP2");
    let stops = ["metering-server-stopped/MTR1", "metering-server-stopped/MTR2"];
    assert_eq!(sp1.steps("metering-server-stopped"), stops);
    for stop in stops {
        assert!(sp1.is_blocking(stop));
        assert!(sp1.reaches("upgrade-site/CEN", stop));
    }
    assert!(sp1.warnings("metering-may-hang").is_empty());
    let rtm = case(&[&site("2.0")], &[], "2.0 SP2");
    assert!(rtm.steps("metering-server-stopped").is_empty());
    assert_eq!(rtm.warnings("metering-may-hang"), ["metering-may-hang/CEN"]);
    let later = case(&[&site("2.0 SP2")], &[], "2.0 SP3");
    assert!(later.steps("metering-server-stopped").is_empty());
    assert!(later.warnings("metering-may-hang").is_empty());
}

#[test]
fn a_1_2_primary_with_secondaries_walks_the_whole_checklist() {
    let case = case(
        &[
            "CEN; 1.2 SP1",
            "SE1; 1.2 SP1; role = \"secondary\"; parent = \"CEN\"",
            "SE2; 1.2 SP1; role = \"secondary\"; parent = \"CEN\"",
        ],
        &[],
        "1.2 SP2",
    );
    for template in Q171338 {
        let id = format!("{template}/CEN");
        assert!(case.is_blocking(&id), "{id}");
        assert!(case.reaches("upgrade-site/CEN", &id), "{id}");
    }
    let maps = ["backup-system-map/CEN", "backup-system-map/SE1", "backup-system-map/SE2"];
    assert_eq!(case.steps("backup-system-map"), maps);
    for template in ["restart-site-configuration-manager", "secondary-active"] {
        let ids = [format!("{template}/SE1"), format!("{template}/SE2")];
        assert_eq!(case.steps(template), ids);
        for id in &ids {
            assert!(case.is_blocking(id) && case.reaches("upgrade-site/CEN", id), "{id}");
        }
    }
    let links = case.steps("secondary-connectivity");
    assert_eq!(
        links,
        ["CEN/SE1", "CEN/SE2", "SE1/CEN", "SE2/CEN"]
            .map(|it| format!("secondary-connectivity/{it}"))
    );
    for id in links.iter().chain(&["event-log/SE1", "event-log/SE2", maps[1], maps[2]]) {
        assert!(case.reaches("upgrade-site/CEN", id), "{id}");
    }
    for template in ["database-dump", "sql-server-configuration", "database-space", "site-reset"] {
        assert_eq!(case.steps(template), [format!("{template}/CEN")]);
    }
    assert_eq!(case.warnings("delay-switch"), ["delay-switch/CEN"]);
    assert_eq!(case.warnings("sql-files-overwritten"), ["sql-files-overwritten/CEN"]);
    assert_eq!(
        case.warnings("inactive-secondary-blocks-all"),
        ["inactive-secondary-blocks-all/CEN"]
    );
    assert_eq!(case.steps("sql-service-pack-after"), ["sql-service-pack-after/CEN"]);
    assert!(case.steps("install-hotfix").is_empty());
    assert!(case.steps("copylog-refreshed").is_empty());
    assert!(case.steps("all-sites-hotfixed").is_empty());
    assert_eq!(case.hotfixes("CEN"), "none-exists");
}

#[test]
fn only_supported_paths_are_offered() {
    let table = [
        ("2.0 SP1", "2.0 SP3", false),
        ("2.0", "2.0 SP4", false),
        ("1.2 SP4", "2.0 SP3", false),
        ("1.1", "2.0 SP2", false),
        ("1.1", "2.0", false),
        ("2.0 SP2", "2.0 SP3", true),
        ("2.0 SP2", "2.0 SP4", true),
        ("2.0 SP3", "2.0 SP4", true),
        ("1.1", "1.2", true),
        ("1.2", "1.2 SP4", true),
        ("1.2 SP4", "2.0 SP2", true),
        ("2.0", "2.0 SP1", true),
        ("2.0", "2.0 SP2", true),
        ("2.0 SP1", "2.0 SP2", true),
    ];
    for (level, target, is_offered) in table {
        let case = case(&[&format!("CEN; {level}")], &[], target);
        let refusals: &[&str] = if is_offered { &[] } else { &["path-unsupported/CEN"] };
        assert_eq!(case.refusals(), refusals, "{level} -> {target}");
        assert_eq!(
            case.steps("upgrade-site").len(),
            usize::from(is_offered),
            "{level} -> {target}"
        );
        if !is_offered {
            let of_site = |id: &&str| id.contains("/CEN");
            assert_eq!(case.ids().into_iter().filter(of_site).count(), 0, "{level} -> {target}");
        }
    }
}
