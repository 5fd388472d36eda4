//! Making packs: what is in them, what is left out, what is refused.

use std::fs;

use super::{Packed, forged};
use crate::sandbox::{ANSWERS, Sandbox};
use crate::stage::{INES, Stage};
use crate::story::{self, Told};

#[test]
fn a_pack_of_the_story_holds_and_is_the_same_each_time() {
    let packed = Packed::story();
    let bytes = packed.bytes();
    let said = packed.verify(&bytes, &[]).with_code(0).out;
    assert!(said.contains("HOLDS: 83 events, all signed and chained; sealed as complete-with-"));
    assert!(
        said.contains("BRG-setup.reg of full-version/BRG: unchanged, in the pack as "),
        "{said}"
    );
    assert!(said.contains("the list of files of evidence "), "{said}");
    assert!(!said.contains("CHANGED") && !said.contains("not compared"), "{said}");
    assert!(packed.verify(&bytes, &["--lines"]).out.contains("line    1  open"));
    let json = packed.verify(&bytes, &["--format", "json"]).with_code(0).json();
    assert_eq!(json["verdict"], "holds");
    assert_eq!(json["sealed"]["by"], INES);

    let again = packed.told.stage.path("again.tar");
    let again = again.to_str().unwrap();
    let id = packed.told.stage.session();
    let id = id.file_name().unwrap().to_str().unwrap();
    let ran = packed.told.stage.run(&["pack", id, "--output", again]).with_code(0);
    assert!(ran.err.contains("(Spring) with 23 pieces of evidence is in"), "{}", ran.err);
    assert!(fs::read(again).unwrap() == bytes);
    assert_eq!(forged::tar(&packed.entries()), bytes, "the tests write packs as the wizard does");
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let packed = Packed::story();
    let before = packed.bytes();
    let path = packed.path.to_str().unwrap();
    let ran = packed.told.stage.run(&["pack", "--output", path]).with_code(2);
    assert!(ran.err.contains("is there already, and is left as it is"), "{}", ran.err);
    assert!(packed.bytes() == before);
    let none = packed.told.stage.path("none").join("x.tar");
    let none = none.to_str().unwrap();
    let _ran = packed.told.stage.run(&["pack", "--output", none]).with_code(5);
    let ran = packed.told.stage.run(&["pack", "nonesuch", "--output", none]).with_code(2);
    assert!(ran.err.contains("there is no session `nonesuch`"), "{}", ran.err);
}

#[test]
fn the_list_of_signers_in_a_pack_is_never_asked() {
    let packed = Packed::story();
    let path = packed.path.to_str().unwrap();
    let stage = &packed.told.stage;
    let ran = stage.run(&["verify", path]).with_code(2);
    assert!(ran.err.contains("there is no list of signers here"), "{}", ran.err);
    let own = stage.home().join("allowed_signers");
    fs::copy(stage.signers(), &own).unwrap();
    assert!(stage.run(&["verify", path]).with_code(0).out.contains("HOLDS"));
    let other = Stage::new();
    fs::copy(other.signers(), &own).unwrap();
    let ran = stage.run(&["verify", path]).with_code(4);
    assert!(ran.out.contains("DOES NOT HOLD") && ran.out.contains("SHA256:"), "{}", ran.out);
}

#[test]
fn what_is_left_out_is_told_with_its_digest() {
    let stage = Stage::new();
    let folder = stage.path("story");
    story::copy(&story::folder(), &folder);
    fs::write(folder.join("evidence/OLD-dump.txt"), vec![b'x'; 1024 * 1024 + 1]).unwrap();
    let told = Told::in_folder(stage, folder.clone());
    fs::remove_file(folder.join("evidence/OLD-system.map")).unwrap();
    fs::write(folder.join("evidence/BRG-setup.reg"), "other").unwrap();
    let path = told.stage.path("story.tar");
    let packed = Packed { told, path };
    let path = packed.path.to_str().unwrap();
    let told = packed.told.stage.run(&["pack", "--output", path]).with_code(0).err;
    let entries = packed.entries();
    let body = |name: &str| {
        let entry = entries.iter().find(|entry| entry.name == name).unwrap();
        String::from_utf8(entry.body.clone()).unwrap()
    };
    let page = body("EVIDENCE.txt");
    let record = body("record.jsonl");
    let said = packed.verify(&packed.bytes(), &[]).with_code(0).out;
    for (name, why) in [
        ("OLD-dump.txt", "it is larger than one piece in a pack may be"),
        ("OLD-system.map", "it could not be read"),
        ("BRG-setup.reg", "it was no longer what had been attached"),
    ] {
        assert!(told.contains(&format!(": {why}\n")), "{name}: {told}");
        assert!(said.contains(&format!("not compared: when packed, {why}\n")), "{name}: {said}");
        assert!(!entries.iter().any(|entry| entry.name.ends_with(name)), "{name}");
        let block = page.split("\n\n").find(|block| block.contains(name)).unwrap();
        assert!(block.contains(&format!("NOT in the pack: {why}")), "{block}");
        let sha256 = block.split("sha256  ").nth(1).unwrap().lines().next().unwrap();
        assert!(record.contains(&format!("\"sha256\":\"{sha256}\"")), "{block}");
    }
}

#[test]
fn an_open_session_is_packed_and_not_taken_for_a_closed_one() {
    let sandbox = Sandbox::new();
    let _stopped = sandbox.rehearse("answers.toml");
    let ended = sandbox.program(&["pack", "--output", "open.tar"]).end().code(0);
    assert!(ended.stderr.contains("not closed, and its record not sealed"), "{}", ended.stderr);
    let verify = || sandbox.program(&["verify", "open.tar", "--signers", "signers"]).end().code(3);
    let ended = verify();
    assert!(ended.stdout.contains("INCOMPLETE: what is there holds"), "{}", ended.stdout);
    let entries = forged::entries(&fs::read(sandbox.path("open.tar")).unwrap());
    let page = String::from_utf8(entries[0].body.clone()).unwrap();
    assert!(page.contains("THE SESSION IS NOT CLOSED") && !page.contains("-Y verify"), "{page}");

    // A tail that a crash left half written is no part of the session.
    let (folder, _) = sandbox.session();
    let record = folder.join("record.jsonl");
    let torn = [fs::read(&record).unwrap(), b"{\"n\":".to_vec()].concat();
    fs::write(&record, torn).unwrap();
    let _packed = sandbox.program(&["pack", "--output", "torn.tar"]).end().code(0);
    assert!(
        fs::read(sandbox.path("torn.tar")).unwrap() == fs::read(sandbox.path("open.tar")).unwrap()
    );
}

#[test]
fn what_does_not_hold_is_not_packed() {
    let sandbox = Sandbox::new();
    let end = ANSWERS.replace("finish = \"stop\"", "finish = \"seal\"");
    let _answers = sandbox.write("end.toml", end);
    let _closed = sandbox.rehearse("end.toml").code(0);
    let (folder, _) = sandbox.session();
    let refused = |code: i32, why: &str| {
        let ended = sandbox.program(&["pack", "--output", "x.tar"]).end().code(code);
        assert!(ended.stderr.contains(why), "{why}: {}", ended.stderr);
        assert!(!sandbox.path("x.tar").exists(), "{why}");
    };
    let table = [
        ("record.jsonl.tess@bench.sig", None, 2, "signature over its whole record is missing"),
        ("allowed_signers", Some("# nobody\n"), 4, "does not hold"),
        ("allowed_signers", None, 4, "cannot be read"),
        ("hierarchy.toml", Some("x = 1\n"), 4, "is not the one that its record is pinned to"),
        ("flow/flow.toml", Some("x = 1\n"), 4, "is not the one that its record is pinned to"),
        ("record.jsonl", Some("{}\n"), 4, "does not hold"),
    ];
    for (name, text, code, why) in table {
        let path = folder.join(name);
        let before = fs::read(&path).unwrap();
        match text {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        refused(code, why);
        fs::write(&path, before).unwrap();
    }
    // A list with somebody more on it is another list.
    let path = folder.join("allowed_signers");
    let longer = [fs::read(&path).unwrap(), b"# and so on\n".to_vec()].concat();
    fs::write(&path, longer).unwrap();
    refused(4, "the copy of the signers file of session");
}
