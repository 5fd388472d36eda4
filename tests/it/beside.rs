//! What the machine does for a face: sessions at a glance, reports of crashes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use upgrade_wizard::world::crash;
use upgrade_wizard::world::home::Home;
use upgrade_wizard::world::sessions::Folder;

use crate::sandbox::{ANSWERS, PRINCIPAL, Sandbox};

/// Set for the copy of this program that is to panic; names the home that it is to use.
const DOOMED: &str = "UPGRADE_WIZARD_TEST_DOOMED";

#[test]
fn a_panic_gives_the_terminal_back_leaves_a_report_and_says_where() {
    const ME: &str = "beside::a_panic_gives_the_terminal_back_leaves_a_report_and_says_where";
    if let Some(home) = std::env::var_os(DOOMED) {
        panic_twice(&Home::at(home));
    }
    let folder = tempfile::tempdir().unwrap();
    let ended = Command::new(std::env::current_exe().unwrap())
        .args([ME, "--exact", "--nocapture"])
        .env(DOOMED, folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!ended.status.success());
    let told = String::from_utf8(ended.stderr).unwrap();
    let told: Vec<&str> = told.lines().filter(|line| line.starts_with("doomed: ")).collect();
    let reports = reports(folder.path());
    let [beside, main] = reports.as_slice() else { panic!("{reports:?}, {told:?}") };
    // The thread beside is reported and not told: the screen goes on.
    assert!(beside.1.contains("message   beside\n"), "{}", beside.1);
    assert!(main.1.contains("message   in <U+001B> front\n"), "{}", main.1);
    assert!(main.1.contains(&format!("place     {}:", file!())), "{}", main.1);
    let named = main.0.to_str().unwrap();
    assert_eq!(told[0], "doomed: the terminal is given back");
    assert!(told[1].contains(named) && told[1].contains("`upgrade-wizard resume`"), "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}

/// Panics on a thread beside, then on this one.
fn panic_twice(home: &Home) -> ! {
    fn say(line: &str) {
        use std::io::Write;
        let line = format!("doomed: {line}\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    crash::install(home, || say("the terminal is given back"), say);
    let beside = std::thread::spawn(|| panic!("beside"));
    assert!(beside.join().is_err());
    panic!("in {} front", '\u{1B}');
}

/// Paths and texts of the reports in a folder, the one from the thread beside first.
fn reports(folder: &Path) -> Vec<(PathBuf, String)> {
    let listing = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut reports: Vec<_> =
        listing.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    reports.sort_by_key(|(_, text)| !text.contains("message   beside"));
    reports
}

#[test]
fn a_session_at_a_glance_says_what_is_done_and_what_is_next() {
    let sandbox = Sandbox::new();
    let end = ANSWERS.find("[[answer]]\nstep = \"upgrade-site/SEC\"").unwrap();
    sandbox.write("most.toml", &ANSWERS[..end]);
    sandbox.rehearse("most.toml").code(3);
    let home = Home::at(sandbox.home());
    let [folder] = <[Folder; 1]>::try_from(Folder::all(&home).unwrap()).unwrap();
    // A thread makes it while the screen goes on.
    let glance = {
        let folder = folder.clone();
        std::thread::spawn(move || folder.glance().unwrap()).join().unwrap()
    };
    let loaded = folder.read().unwrap();
    let next = upgrade_wizard::engine::screen(&loaded.model).next.unwrap();
    let (id, title) = glance.next.unwrap();
    assert_eq!(id, loaded.model.plan().step(next).id);
    assert_eq!(title, loaded.model.plan().words(next).title);
    assert_eq!((glance.is_open, glance.state), (true, "open"));
    assert_eq!((glance.id, glance.name), (folder.id.clone(), loaded.opening.name.clone()));
    assert_eq!(glance.hierarchy, loaded.model.plan().hierarchy.name);
    assert_eq!(glance.settled as u64, sandbox.session().1);
    assert!(glance.settled > 0 && glance.settled < glance.total);
    assert_eq!(glance.facts, loaded.model.facts().len());
    let attached = (0..loaded.model.plan().steps.len())
        .map(|step| loaded.model.evidence(upgrade_wizard::plan::StepIx(step)).len());
    assert_eq!(glance.evidence, attached.sum::<usize>());
    assert_eq!(Some(glance.touched), loaded.model.last_at());
    let entry = loaded.opening.by.clone();
    assert_eq!((entry.id.as_str(), glance.people), (PRINCIPAL, vec![entry.name]));
}
