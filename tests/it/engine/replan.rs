//! A hierarchy that turns out to be wrong: the export asks which is, and the plan follows.

use std::sync::Arc;

use upgrade_wizard::engine::{FindingId, Model, State, Wish, verdict};
use upgrade_wizard::step::How;

use super::proofs::read;
use super::{named, plan, settle, tell, walk_until};

/// An export of a site that runs the first release.
const EXPORT: &str = "REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS]\n\n\
    [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]\n\"Site Code\"=\"CH1\"\n\
    \"Site Server\"=\"CHILD1\"\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\n\
    \"Full Version\"=\"2.00.1239.0000\"\n\"Type\"=dword:00000001\n\n\
    [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components]\n";

fn redeclare(level: &str) -> Wish {
    let reason = "the registry says so, and so does the console".to_owned();
    Wish::Redeclare { site: "CH1".to_owned(), level: level.to_owned(), reason }
}

#[test]
fn an_export_that_says_another_build_corrects_the_plan() {
    let mut model = Model::new(plan());
    let step = named("backup-registry/CH1");
    walk_until(&mut model, Some(step));
    let settled = named("read-upgrading-chapter/CH1");
    let evidence = read(&model, step, "ch1.reg", None, EXPORT.as_bytes());
    tell(&mut model, Wish::Attach { step, evidence }).unwrap();
    let standing = model.standing(step);
    let found = standing.objections()[0].finding.clone().unwrap();
    assert_eq!(found.id, FindingId::FullVersionWrong);
    assert!(found.text.contains("the value or the hierarchy is wrong"), "{}", found.text);
    // The hierarchy is the one that is wrong.
    for wrong in ["2.0 SP1", "2.7", "1.1"] {
        let refused = tell(&mut model, redeclare(wrong)).unwrap_err();
        assert!(refused.starts_with("The hierarchy cannot be corrected like that"), "{refused}");
    }
    tell(&mut model, redeclare("2.0")).unwrap();
    assert!(model.step_named("install-hotfix/CH1/Q249077").is_none(), "of another build");
    for id in ["install-hotfix/CH1/Q251070", "install-hotfix/CH1/Q252718"] {
        let step = model.step_named(id).unwrap_or_else(|| panic!("no step {id}"));
        assert!(!model.state(step).is_settled());
    }
    // What was done stays done, and what happened stays told.
    let id = plan().step(settled).id.clone();
    let there = model.step_named(&id).unwrap();
    assert_eq!(*model.state(there), State::Satisfied(How::Confirmed));
    let told = verdict(&model).deviations;
    assert!(told.iter().any(|it| it.what == "hierarchy corrected"), "{told:?}");
    assert_eq!(Model::replay(plan(), model.facts()), model, "and a replay leads to the same plan");
    // The same file, read again, is right now.
    let step = model.step_named("backup-registry/CH1").unwrap();
    let evidence = read(&model, step, "ch1.reg", None, EXPORT.as_bytes());
    tell(&mut model, Wish::Attach { step, evidence }).unwrap();
    assert!(!model.standing(step).is_against());
    assert!(!Arc::ptr_eq(model.plan(), &plan()));
}

#[test]
fn what_was_read_against_the_old_level_is_asked_anew() {
    let mut model = Model::new(plan());
    let step = named("install-hotfix/CH1/Q249077");
    walk_until(&mut model, Some(step));
    let registry = model.step_named("backup-registry/CH1").unwrap();
    assert!(model.state(registry).is_settled());
    tell(&mut model, redeclare("2.0")).unwrap();
    // Its export was held against SP1.
    let registry = model.step_named("backup-registry/CH1").unwrap();
    assert_eq!(*model.state(registry), State::Stale);
    assert!(model.fresh_evidence(registry).is_empty());
    // What does not speak of the level is as it was.
    let other = model.step_named("service-account/CH1/CORP").unwrap();
    assert!(model.state(other).is_settled());
}

#[test]
fn once_an_upgrade_has_begun_the_hierarchy_stays_as_it_is() {
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(named("upgrade-site/CH1")));
    settle(&mut model, named("upgrade-site/CH1")).unwrap();
    let refused = tell(&mut model, redeclare("2.0")).unwrap_err();
    assert!(refused.contains("has been begun"), "{refused}");
}
