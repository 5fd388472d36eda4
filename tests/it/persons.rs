//! Two persons on two machines, through files: each with a home, a key and a list of their own.

use std::path::{Path, PathBuf};

use crate::stage::{Ran, Stage, file, root};

/// The operator's machine.
struct Desk {
    ann: Stage,
    bob: Stage,
}

/// The one step that needs two, and the verdict before the one upgrade that does.
const STEP: &str = "quiet-hours/CEN";
const UPGRADE: &str = "upgrade-site/CEN";

impl Desk {
    /// Each knows the key of the other, and signs with their own.
    fn new() -> Self {
        let (ann, bob) = (Stage::new(), Stage::new());
        let line = |stage: &Stage| std::fs::read_to_string(stage.signers()).unwrap();
        let hers = line(&ann);
        let his = line(&bob).replace("ines@core", "bob@hq").replace("Ines Falk", "Bob Ruiz");
        let both = format!("{hers}{}", his.replace("runbook-*", "runbook-step.v1@upgrade-wizard"));
        std::fs::write(ann.signers(), &both).unwrap();
        std::fs::write(bob.signers(), &both).unwrap();
        Self { ann, bob }
    }

    fn run(stage: &Stage, arguments: &[&str]) -> Ran {
        let (key, signers) = (stage.key(), stage.signers());
        let mut all = arguments.to_vec();
        all.extend(["--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap()]);
        stage.run_in(root(), &all, "")
    }

    fn start(&self, rule: &str) -> Ran {
        let answers = file("flows/sms/rehearsal.toml");
        let walk = ["run", "--example", "--front", "script", "--answers", &answers];
        Self::run(&self.ann, &[&walk[..], &["--second", rule]].concat())
    }

    fn go_on(&self) -> Ran {
        let answers = file("flows/sms/rehearsal.toml");
        Self::run(&self.ann, &["resume", "--front", "script", "--answers", &answers])
    }

    /// The request, as it is carried to the other machine.
    fn request(&self, name: &str) -> PathBuf {
        let path = self.ann.path(name);
        let asked = self.ann.run(&["attest", "request", "--output", path.to_str().unwrap()]);
        let asked = asked.with_code(0);
        assert!(asked.err.contains("compare this with what they see: sha256:"), "{}", asked.err);
        path
    }

    /// What the other says of it, as it is carried back.
    fn answer(&self, request: &Path, saw: &str, name: &str) -> PathBuf {
        let path = self.bob.path(name);
        let (request, output) = (request.to_str().unwrap(), path.to_str().unwrap());
        let text = "looked at it \"myself\", on the server";
        let arguments =
            ["attest", "answer", request, "--saw", saw, "--text", text, "--output", output];
        let shown = Self::run(&self.bob, &arguments).with_code(0);
        assert!(shown.err.contains("FOR A SECOND PERSON"), "{}", shown.err);
        path
    }

    fn accept(&self, answer: &Path) -> Ran {
        Self::run(&self.ann, &["attest", "accept", answer.to_str().unwrap()])
    }

    fn verify(&self) -> Ran {
        let record = self.ann.session().join("record.jsonl");
        let signers = self.ann.signers();
        let (record, signers) = (record.to_str().unwrap(), signers.to_str().unwrap());
        self.ann.run(&["verify", record, "--signers", signers])
    }

    fn print(&self) -> String {
        let signers = self.ann.signers();
        self.ann.run(&["print", "--signers", signers.to_str().unwrap()]).with_code(0).out
    }
}

#[test]
fn a_step_is_settled_by_two_persons_on_two_machines() {
    let desk = Desk::new();
    let stopped = desk.start(STEP).with_code(3);
    assert!(stopped.err.contains("waits for a second person"), "{}", stopped.err);
    let request = desk.request("request");
    let answer = desk.answer(&request, "same", "answer");
    let told = desk.accept(&answer).with_code(0);
    assert!(told.err.contains(&format!("{STEP}: Bob Ruiz saw the same")), "{}", told.err);

    let ended = desk.go_on().with_code(0);
    assert!(ended.err.contains("code       "), "{}", ended.err);
    let verified = desk.verify().with_code(0).out;
    let code = verified.lines().find_map(|line| line.strip_prefix("closing code: ")).unwrap();
    assert!(ended.err.contains(code), "the code that was read out is that of the record");
    let print = desk.print();
    for words in ["Bob Ruiz (bob@hq)", "looked as a second person and saw the same", code] {
        assert!(print.contains(words), "{words} in {print}");
    }

    // The code tells this record from any other.
    let record = desk.ann.session().join("record.jsonl");
    let signers = desk.ann.signers();
    let check = |code: &str| {
        let (record, signers) = (record.to_str().unwrap(), signers.to_str().unwrap());
        desk.ann.run(&["verify", record, "--signers", signers, "--code", code])
    };
    check(&code.to_lowercase()).with_code(0);
    let other = check("0000 0000 0000 0000 0000 0000 0000 0000").with_code(4);
    assert!(other.err.contains("closing code is another one"), "{}", other.err);
}

#[test]
fn an_upgrade_is_begun_once_a_second_person_elsewhere_has_seen_the_verdict() {
    let desk = Desk::new();
    let stopped = desk.start(UPGRADE).with_code(3);
    assert!(stopped.err.contains("needs a second person"), "{}", stopped.err);
    let request = desk.request("request");
    let answer = desk.answer(&request, "same", "answer");
    desk.accept(&answer).with_code(0);
    desk.go_on().with_code(0);
    desk.verify().with_code(0);
}

#[test]
fn a_disagreement_comes_back_as_one() {
    let desk = Desk::new();
    desk.start(STEP).with_code(3);
    let answer = desk.answer(&desk.request("request"), "different", "answer");
    let told = desk.accept(&answer).with_code(3);
    assert!(told.err.contains("Bob Ruiz saw something else"), "{}", told.err);
    desk.go_on().with_code(3);
    let print = desk.print();
    assert!(print.contains("DISPUTED: a second person saw something else"), "{print}");
    assert!(print.contains("a second person saw something else: quiet-hours/CEN"), "{print}");
}

#[test]
fn every_way_of_cheating_through_files_is_refused() {
    let desk = Desk::new();
    desk.start(STEP).with_code(3);
    let request = desk.request("request");
    let answer = desk.answer(&request, "different", "answer");
    let said = std::fs::read_to_string(&answer).unwrap();
    let record = || std::fs::read(desk.ann.session().join("record.jsonl")).unwrap();
    let before = record();
    let forged = |name: &str, text: String| {
        let path = desk.ann.path(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let nobody = "bob@hq";
    let table = [
        (
            "a disagreement made an approval",
            said.replace("different", "same"),
            4,
            "means something else",
        ),
        ("in another name", said.replace(nobody, "eve@hq"), 4, "not hold"),
        ("of another run", said.replacen("\"run\":\"", "\"run\":\"0", 1), 4, "not hold"),
        ("half of it", said.lines().next().unwrap().to_owned(), 2, "no answer"),
        ("something else", "hello\n".to_owned(), 2, "no answer"),
        ("nothing", String::new(), 2, "no answer"),
    ];
    for (index, (what, text, code, words)) in table.into_iter().enumerate() {
        let told = desk.accept(&forged(&format!("forged-{index}"), text)).with_code(code);
        assert!(told.err.contains(words), "{what}: {}", told.err);
    }
    assert_eq!(record(), before, "nothing of it was taken in");

    // The operator answers the own request: the same key.
    let request_arg = request.to_str().unwrap();
    let own = ["attest", "answer", request_arg, "--saw", "same", "--text", "x"];
    let told = Desk::run(&desk.ann, &own).with_code(3);
    assert!(told.err.contains("have the same key"), "{}", told.err);

    // Somebody whom the operator's list does not know.
    let eve = Stage::new();
    let line = std::fs::read_to_string(eve.signers()).unwrap();
    std::fs::write(eve.signers(), line.replace("ines@core", "eve@hq").replace("Ines Falk", "Eve"))
        .unwrap();
    let path = eve.path("answer");
    let output = ["--output", path.to_str().unwrap()];
    Desk::run(&eve, &[&own[..], &output].concat()).with_code(0);
    let told = desk.accept(&path).with_code(3);
    assert!(told.err.contains("is not in the list of signers"), "{}", told.err);

    // A request that was changed on the way.
    let text = std::fs::read_to_string(&request).unwrap();
    let changed = forged("changed", text.replacen("\"answer\":\"", "\"answer\":\"not ", 1));
    let arguments = ["attest", "answer", changed.to_str().unwrap(), "--saw", "same", "--text", "x"];
    Desk::run(&desk.bob, &arguments).with_code(4);
    assert_eq!(record(), before, "nothing of it was taken in");
}

#[test]
fn an_answer_to_what_has_changed_since_is_refused() {
    let desk = Desk::new();
    desk.start(STEP).with_code(3);
    let answer = desk.answer(&desk.request("request"), "same", "answer");
    // The same answer twice: the second time nothing waits for it any more.
    desk.accept(&answer).with_code(0);
    let told = desk.accept(&answer).with_code(3);
    assert!(told.err.contains("has changed since it was asked for"), "{}", told.err);
    // Another session of the same people.
    let other = Desk { ann: Stage::new(), bob: Stage::new() };
    other.start(STEP).with_code(3);
    let told = other.accept(&answer).with_code(3);
    assert!(told.err.contains("no session here is of the run"), "{}", told.err);
}

#[test]
fn nothing_is_asked_for_where_nothing_waits() {
    let desk = Desk::new();
    let answers = file("flows/sms/rehearsal.toml");
    let walk = ["run", "--example", "--front", "script", "--answers", &answers];
    let slip = Desk::run(&desk.ann, &[&walk[..], &["--second", "quiet-hour/CEN"]].concat());
    assert!(slip.with_code(2).err.contains("no step of this plan is called"));
    desk.start(STEP).with_code(3);
    let none = desk.ann.run(&["attest", "request", "--step", "quiet-hours/WES"]).with_code(2);
    assert!(none.err.contains("waits for no second person"), "{}", none.err);
}

#[test]
fn a_record_that_was_taken_away_is_missed() {
    let desk = Desk::new();
    desk.start(STEP).with_code(3);
    let quiet = desk.ann.run(&["sessions"]).with_code(0);
    assert!(!quiet.err.contains("remembers"), "{}", quiet.err);
    std::fs::remove_dir_all(desk.ann.session()).unwrap();
    let missed = desk.ann.run(&["sessions"]).with_code(0);
    assert!(missed.err.contains("no session here is of it"), "{}", missed.err);
}

#[test]
fn a_form_filled_in_by_hand_is_taken_over_as_that() {
    let desk = Desk::new();
    let form = desk.ann.run(&["print", "--blank", "--example", "--format", "markdown"]);
    let form = form.with_code(0).out;
    let is_number = |word: &&str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let number = form.split(|c: char| !c.is_alphanumeric()).find(is_number).unwrap();
    let answers = std::fs::read_to_string(file("flows/sms/rehearsal.toml")).unwrap();
    // One file of this repository stands in for every piece of evidence.
    let here = root().to_str().unwrap();
    let answers = answers.replace("attach = [\"", &format!("attach = [\"{here}/"));
    let run = |number: &str| {
        let path = desk.ann.path("typed-in.toml");
        let text = answers.replace("schema = 1", &format!("schema = 1\npaper = \"{number}\""));
        std::fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap().to_owned();
        Desk::run(&desk.ann, &["run", "--example", "--front", "script", "--answers", &path])
    };
    assert!(run("hello").with_code(2).err.contains("not the number of a form"));
    assert!(run("00000000").with_code(2).err.contains("is of another plan"));
    run(&number[..16]).with_code(0);
    let words = format!("transcribed from paper, form {}", &number[..16]);
    let print = desk.print();
    let plain = print.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains(&words), "{print}");
    desk.verify().with_code(0);
}

#[test]
fn aborting_tells_the_way_back_for_the_very_state() {
    let desk = Desk::new();
    desk.start(UPGRADE).with_code(3);
    let before = desk.ann.run(&["abort"]).with_code(0);
    assert!(before.out.starts_with("THE WAY BACK: "), "{}", before.out);
    assert!(before.out.contains("install-hotfix/") && !before.out.contains("upgrade-site/"));
    assert!(before.err.contains("nothing was changed; to end the session"), "{}", before.err);

    let answer = desk.answer(&desk.request("request"), "same", "answer");
    desk.accept(&answer).with_code(0);
    let aborted = Desk::run(&desk.ann, &["abort", "--reason", "the night is over"]).with_code(3);
    assert_eq!(aborted.out, before.out, "nothing was changed in between");
    assert!(desk.print().contains("ABORTED: the night is over"));
}
