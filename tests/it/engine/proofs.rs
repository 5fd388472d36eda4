//! What evidence settles, refutes and leaves open, over the real flow and the real sensors.

use jiff::Timestamp;
use upgrade_wizard::engine::{
    Action, Deed, Evidence, EvidenceKind, Model, OWN_WORD, Person, Standing, State, Via, Wish,
    card, sensing, update, verdict,
};
use upgrade_wizard::plan::StepIx;
use upgrade_wizard::sensor::{self, Context};
use upgrade_wizard::step::{Answer, How};

use super::{evidence, msg, named, plan, settle, tell, walk_until};

/// A piece of evidence as the sensors of the step read these bytes.
pub(super) fn read(
    model: &Model,
    step: StepIx,
    path: &str,
    modified: Option<i64>,
    bytes: &[u8],
) -> Evidence {
    let modified = modified.map(|second| Timestamp::from_second(second).unwrap());
    let sensing = sensing(model, step);
    let context = Context { modified, file_name: Some(path), ..sensing.context() };
    let all = sensing.kinds.iter().map(|kind| sensor::read(*kind, bytes, &context));
    let known: Vec<_> = all.filter(|it| it.verdict != sensor::Verdict::NotRecognised).collect();
    let sha256 = upgrade_wizard::world::here::sha256(bytes);
    Evidence { path: path.to_owned(), sha256, modified, readings: known, ..evidence() }
}

fn attach(model: &mut Model, step: StepIx, path: &str, bytes: &str) {
    let evidence = read(model, step, path, None, bytes.as_bytes());
    tell(model, Wish::Attach { step, evidence }).unwrap();
}

fn answer(model: &mut Model, step: StepIx, answer: Answer) -> Result<How, String> {
    match tell(model, Wish::Answer { step, answer })?.deed {
        Deed::Answered { how, .. } => Ok(how),
        other => panic!("{other:?}"),
    }
}

const LOG: &str = include_str!("../../data/story/evidence/Q249077.log");
const VERSIONS: &str = " Directory of D:\\SMS\\bin\\i386\nNt_logon.dll  174,960  2.0.1380.1105\n";

fn export(full_version: &str) -> String {
    format!(
        "REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]\n\
         \"Site Code\"=\"CH1\"\n\"Site Server\"=\"CHILD1\"\n\n\
         [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]\n{full_version}\
         \"Type\"=dword:00000001\n"
    )
}

fn at_the_hotfix() -> (Model, StepIx) {
    let step = named("install-hotfix/CH1/Q249077");
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(step));
    (model, step)
}

#[test]
fn a_hotfix_log_that_reports_success_beside_a_missing_full_version_is_a_conflict() {
    let (mut model, step) = at_the_hotfix();
    attach(&mut model, step, "Q249077.log", LOG);
    assert_eq!(model.standing(step), Standing::Undecided, "a log alone is not enough");
    attach(&mut model, step, "setup.reg", &export(""));
    let Standing::Conflict { proves, against } = model.standing(step) else {
        panic!("{:?}", model.standing(step));
    };
    assert_eq!(proves.word(), "hotfix-log");
    assert!(against[0].sentence().contains("Q267258"), "{}", against[0].sentence());
    assert_eq!(*model.state(step), State::Refuted);
    // By nobody and in no way: not by looking, not by one's own word.
    let ways = [
        Answer::Seen,
        Answer::Word(OWN_WORD.to_owned()),
        Answer::Word("2.0.1380.1105".to_owned()),
        Answer::Yes,
    ];
    for way in ways {
        for via in [Via::Person, Via::Pipe] {
            let wish = Wish::Answer { step, answer: way.clone() };
            let refused =
                update(&mut model, upgrade_wizard::engine::Msg { via, ..msg(9_000, wish) });
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains("contradicted") && refused.contains("Q267258"), "{refused}");
        }
    }
    // The hotfix is required here, so it is not waived either. Once the value is there, they agree.
    assert!(!card(&model, step).can.contains(&Action::Waive));
    attach(&mut model, step, "setup.reg", &export("\"Full Version\"=\"2.00.1380.1000\"\n"));
    assert_eq!(model.standing(step), Standing::Proves);
    assert_eq!(*model.state(step), State::Open);
}

#[test]
fn nobody_passes_a_critical_step_by_reflex() {
    let (mut model, step) = at_the_hotfix();
    attach(&mut model, step, "versions.txt", VERSIONS);
    assert_eq!(model.standing(step), Standing::Proves);
    let refused = answer(&mut model, step, Answer::Seen).unwrap_err();
    assert!(refused.contains("type the value of `Nt_logon.dll`"), "{refused}");
    let other = answer(&mut model, step, Answer::Word("2.0.1380.1062".to_owned())).unwrap_err();
    assert!(other.contains("is not what the evidence of"), "{other}");
    let typed = Answer::Word(" 2.0.1380.1105 ".to_owned());
    assert_eq!(answer(&mut model, step, typed), Ok(How::Shown));
}

#[test]
fn what_refutes_blocks_and_what_does_not_decide_is_attested() {
    let (mut model, step) = at_the_hotfix();
    attach(&mut model, step, "old.txt", &VERSIONS.replace("1105", "1062"));
    assert!(matches!(model.standing(step), Standing::Refuted(_)));
    let refused = answer(&mut model, step, Answer::Seen).unwrap_err();
    assert!(refused.contains("older than") && refused.contains("Q249077"), "{refused}");
    // The listing was of another server: it is taken back, and its like is not recognised.
    let sha256 = model.fresh_evidence(step)[0].sha256.clone();
    let (path, reason) = ("old.txt".to_owned(), "of another server".to_owned());
    tell(&mut model, Wish::Withdraw { step, path, sha256, reason }).unwrap();
    assert_eq!(model.standing(step), Standing::Nothing);
    attach(&mut model, step, "letter.txt", "Dear operator, it is on.\n");
    assert_eq!(model.standing(step), Standing::Undecided);
    let refused = answer(&mut model, step, Answer::Seen).unwrap_err();
    assert!(refused.contains(OWN_WORD), "{refused}");
    let own = Answer::Word(OWN_WORD.to_owned());
    assert_eq!(answer(&mut model, step, own), Ok(How::Attested));
}

#[test]
fn a_file_is_no_person_and_its_word_is_taken_as_such() {
    let (mut model, step) = at_the_hotfix();
    attach(&mut model, step, "letter.txt", "Dear operator, it is on.\n");
    let by = Person { id: "ann@site".into(), name: "Ann".into(), key: "SHA256:x".into() };
    let via = Via::AnswersFile { name: "a.toml".to_owned(), sha256: String::new() };
    let wish = Wish::Answer { step, answer: Answer::Seen };
    let at = Timestamp::from_second(9_000).unwrap();
    update(&mut model, upgrade_wizard::engine::Msg { at, by, via, wish }).unwrap();
    assert_eq!(*model.state(step), State::Satisfied(How::Attested));
}

#[test]
fn a_waiver_over_what_refutes_is_a_deviation_with_a_reason() {
    // A backup at 1.2 cannot be waived; one that is refuted can, by somebody who says why.
    let step = named("backup-registry/OLD");
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(step));
    assert!(!card(&model, step).can.contains(&Action::Waive));
    attach(&mut model, step, "sms.reg", &export(""));
    assert_eq!(*model.state(step), State::Refuted);
    assert!(card(&model, step).can.contains(&Action::Waive));
    assert!(card(&model, step).can.contains(&Action::Withdraw));
    let before = verdict(&model).deviations.len();
    let reason = "the export was renamed by the backup program".to_owned();
    tell(&mut model, Wish::Waive { step, reason }).unwrap();
    assert_eq!(verdict(&model).deviations.len(), before + 1);
}

#[test]
fn evidence_that_comes_later_and_speaks_against_an_answer_opens_it() {
    let step = named("backup-registry/OLD");
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(step));
    settle(&mut model, step).unwrap();
    attach(&mut model, step, "other.reg", &export(""));
    assert_eq!(*model.state(step), State::Refuted);
    assert!(verdict(&model).open.contains(&step));
}

#[test]
fn a_backup_with_files_that_could_not_be_read_is_no_backup() {
    let step = named("directory-backup/OLD");
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(step));
    let kind = EvidenceKind::Folder { manifest: "x".to_owned(), files: 40, unreadable: 2 };
    tell(&mut model, Wish::Attach { step, evidence: Evidence { kind, ..evidence() } }).unwrap();
    assert_eq!(*model.state(step), State::Refuted);
    let refused = answer(&mut model, step, Answer::Seen).unwrap_err();
    assert!(refused.contains("2 of its files could not be read"), "{refused}");
    let reason = "both are logs of last year".to_owned();
    tell(&mut model, Wish::Waive { step, reason }).unwrap();
}

#[test]
fn every_error_in_an_event_log_needs_a_note() {
    let step = named("event-log/OLD");
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(step));
    let log = "6/26/00\t4:18:55 PM\t1\t0\t316\tN/A\tSMS_Scheduler\tOLD1\tx\r\n\
               6/27/00\t4:18:55 PM\t1\t0\t316\tN/A\tSMS_Scheduler\tOLD1\ty\r\n";
    attach(&mut model, step, "app.txt", log);
    let found = model.standing(step).objections().to_vec();
    assert!(found.len() >= 2, "{found:?}");
    for (index, objection) in found.iter().enumerate() {
        assert_eq!(*model.state(step), State::Refuted, "{index} of {} explained", found.len());
        let finding = objection.finding.clone().unwrap();
        let wish = Wish::Explain {
            step,
            sha256: objection.sha256.clone(),
            finding: finding.id.word().to_owned(),
            line: finding.line,
            text: "the router was changed that night".to_owned(),
        };
        tell(&mut model, wish.clone()).unwrap();
        let twice = tell(&mut model, wish).unwrap_err();
        assert!(twice.contains("Nothing was found"), "{twice}");
    }
    assert_eq!(model.standing(step), Standing::Proves);
    assert_eq!(answer(&mut model, step, Answer::Seen), Ok(How::Shown));
}

#[test]
fn an_error_without_a_finding_of_its_own_needs_a_note_on_the_step() {
    let step = named("event-log/OLD");
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(step));
    let note = |text: &str| Wish::Note { step: Some(step), text: text.to_owned() };
    tell(&mut model, note("before anything was attached")).unwrap();
    let log = "6/26/00\t4:18:55 PM\t1\t0\t290\tN/A\tSMS\tOLD1\tx\r\n\
               6/27/00\t4:18:55 PM\t1\t0\t290\tN/A\tSMS\tOLD1\ty\r\n";
    attach(&mut model, step, "app.txt", log);
    for text in ["the disk was full", "and once more until it was enlarged"] {
        assert_eq!(model.standing(step), Standing::Undecided, "{text}");
        tell(&mut model, note(text)).unwrap();
    }
    assert_eq!(model.standing(step), Standing::Proves);
    assert_eq!(answer(&mut model, step, Answer::Seen), Ok(How::Shown));
}

#[test]
fn the_program_files_of_a_hotfix_prove_together() {
    let step = named("install-hotfix/CH1/Q252717");
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(step));
    let folder =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sensors/file-versions-of-q252717");
    for (index, name) in ["Ccm.dll", "Ccmbtldr.exe", "Baseobj.dll"].into_iter().enumerate() {
        assert_ne!(model.standing(step), Standing::Proves, "{index} of 3");
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        let evidence = read(&model, step, name, None, &bytes);
        tell(&mut model, Wish::Attach { step, evidence }).unwrap();
    }
    assert_eq!(model.standing(step), Standing::Proves);
}
