//! Flows, hierarchies and answers files that are none, or have mistakes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::live::Ended;
use crate::sandbox::{ANSWERS, REHEARSAL, Sandbox};

/// What is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flow,
    Hierarchy,
    Answers,
}

const KINDS: [Kind; 3] = [Kind::Flow, Kind::Hierarchy, Kind::Answers];

impl Kind {
    /// A file of this kind that is right.
    fn sound(self) -> String {
        let flows = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/sms");
        match self {
            Self::Flow => fs::read_to_string(flows.join("flow.toml")).unwrap(),
            Self::Hierarchy => fs::read_to_string(flows.join("example.toml")).unwrap(),
            Self::Answers => ANSWERS.to_owned(),
        }
    }

    /// Every command that reads it, with the path put in.
    fn commands<'a>(self, path: &'a str) -> Vec<Vec<&'a str>> {
        let rehearsal = |what: &[&'a str], answers| {
            let walk = REHEARSAL.iter().copied().filter(|word| *word != "--example");
            walk.chain(["--answers", answers]).chain(what.iter().copied()).collect()
        };
        let target = ["--target", "2.0 SP2"];
        let mut commands = vec![vec!["check", path]];
        match self {
            Self::Flow => {
                commands.push(vec!["plan", "--example", "--flow", path]);
                commands.push(rehearsal(&["--example", "--flow", path], "answers.toml"));
            }
            Self::Hierarchy => {
                commands.push([&["plan", "--hierarchy", path][..], &target].concat());
                let what = [&["--hierarchy", path][..], &target].concat();
                commands.push(rehearsal(&what, "answers.toml"));
            }
            Self::Answers => commands.push(rehearsal(&["--example"], path)),
        }
        commands
    }
}

/// Hands a path in everywhere; each time it has to be turned down and nothing be begun.
#[track_caller]
fn turned_down(sandbox: &Sandbox, kind: Kind, path: &Path, check: impl Fn(Ended)) {
    for command in kind.commands(path.to_str().unwrap()) {
        let ended = sandbox.program(&command).end();
        assert_eq!(ended.status.code(), Some(2), "{command:?}\n{}", ended.stderr);
        assert_eq!(sandbox.folders(), [] as [PathBuf; 0], "{command:?}");
        check(ended.silently());
    }
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn a_file_that_is_no_text_is_named_and_nothing_is_begun() {
    let sandbox = Sandbox::new();
    for kind in KINDS {
        let text = kind.sound();
        let marked = format!("\u{feff}{text}");
        let mut binary = fs::read(sandbox.path("key")).unwrap();
        binary.extend([0, 1, 2, 0xff]);
        let table: [(&str, Vec<u8>, &str); 8] = [
            ("empty.toml", Vec::new(), "is empty"),
            ("binary.toml", binary, "is not text"),
            ("latin.toml", b"name = \"caf\xe9\"\n".to_vec(), "byte 11 is not UTF-8"),
            ("little.toml", utf16(&marked, u16::to_le_bytes), "UTF-16"),
            ("big.toml", utf16(&marked, u16::to_be_bytes), "UTF-16"),
            ("little-unmarked.toml", utf16(&text, u16::to_le_bytes), "UTF-16"),
            ("big-unmarked.toml", utf16(&text, u16::to_be_bytes), "UTF-16"),
            ("zeros.toml", vec![0; 4096], "is not text"),
        ];
        for (name, bytes, words) in table {
            let path = sandbox.write(name, bytes);
            turned_down(&sandbox, kind, &path, |ended| {
                let _read = ended.says(&[name, words]).plainly();
            });
        }
    }
}

#[test]
fn what_is_no_file_is_named_and_nothing_is_begun() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("folder")).unwrap();
    let huge = File::create(sandbox.path("huge.toml")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    for kind in KINDS {
        for (name, words) in
            [("none.toml", "does not exist"), ("folder", "folder"), ("huge.toml", "larger than")]
        {
            // A folder may well hold a flow; this one holds none.
            let words = if (kind, name) == (Kind::Flow, "folder") { "flow.toml" } else { words };
            turned_down(&sandbox, kind, &sandbox.path(name), |ended| {
                let command_is_check = ended.stderr.contains("mistake in 1 file");
                let words = if command_is_check && name == "folder" { "flow.toml" } else { words };
                let _read = ended.says(&[name, words]).plainly();
            });
        }
    }
}

#[test]
fn a_long_text_is_turned_down_without_reading_it_all() {
    let sandbox = Sandbox::new();
    let long = "# nothing of use\n".repeat(100 * 1024 * 1024 / 17);
    let path = sandbox.write("long.toml", long);
    for kind in KINDS {
        turned_down(&sandbox, kind, &path, |ended| {
            let _read = ended.says(&["long.toml", "larger than"]).plainly();
        });
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_not_waited_for() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for path in [pipe.as_path(), Path::new("/dev/zero"), Path::new("/dev/tty")] {
        for kind in KINDS {
            turned_down(&sandbox, kind, path, |ended| {
                let name = path.to_str().unwrap();
                let _read = ended.says(&[name, "neither a file nor a folder"]).plainly();
            });
        }
    }
}

#[test]
fn a_mistake_is_shown_in_its_line_and_nothing_is_begun() {
    let flow = |old: &str, new: &str| Kind::Flow.sound().replacen(old, new, 1);
    let site = |old: &str, new: &str| Kind::Hierarchy.sound().replacen(old, new, 1);
    let answer = |old: &str, new: &str| ANSWERS.replacen(old, new, 1);
    let twice = "[[phase]]\nid = \"read\"\ntitle = \"R\"\n\n[[phase]]";
    // The line that is wrong, and what is said of it.
    let table = [
        (Kind::Flow, flow("[[phase]]", "[[phase]]\nblokcing = true"), "blokcing = true", "key"),
        (Kind::Flow, flow("[[phase]]", twice), "id = \"read\"", "twice"),
        (Kind::Flow, flow("[[phase]]", "[[phase"), "[[phase", "]]"),
        (Kind::Hierarchy, site("server =", "sever ="), "sever = \"CENTRAL1\"", "`server`"),
        (Kind::Hierarchy, site("\"CH1\"", "\"CEN\""), "code = \"CEN\"", "CEN"),
        (Kind::Hierarchy, site("\"CH1\"", "\"CH1"), "code = \"CH1", "string"),
        (Kind::Answers, answer("yes = true", "yse = true"), "yse = true", "yse"),
        (Kind::Answers, answer("site/CH1", "site/CEN"), "step = \"upgrade-site/CEN\"", "twice"),
        (Kind::Answers, answer("yes = true", "yes = "), "yes =", "value"),
    ];
    let sandbox = Sandbox::new();
    copy_flow(&sandbox);
    for (kind, text, line, words) in table {
        let name = if kind == Kind::Flow { "own/flow.toml" } else { "mistaken.toml" };
        let lines = text.lines().collect::<Vec<_>>();
        let place = 1 + lines.iter().rposition(|it| it.trim() == line).unwrap();
        let path = sandbox.write(name, &text);
        turned_down(&sandbox, kind, &path, |ended| {
            let path = path.to_str().unwrap();
            let _read = ended.says(&[path, &format!("toml:{place}:"), words]).plainly();
        });
    }
}

/// A flow on disk that is right, in the folder `own`.
fn copy_flow(sandbox: &Sandbox) {
    let flows = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/sms");
    for entry in fs::read_dir(flows).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let _copy = sandbox.write(&format!("own/{name}"), fs::read(&path).unwrap());
    }
}

#[test]
fn a_mistake_in_an_article_of_a_flow_names_the_article() {
    let sandbox = Sandbox::new();
    copy_flow(&sandbox);
    let own = sandbox.path("own");
    let article = own.join("q258547.toml");
    let sound = fs::read_to_string(&article).unwrap();
    let id = "id = \"metering-server-stopped\"";
    assert!(sound.contains(id));
    let twice = sound.replace(id, "id = \"read-release-notes\"");
    let utf16 = utf16(&sound, u16::to_le_bytes);
    for (bytes, words) in [
        (sound.replacen("why =", "wyh =", 1).into_bytes(), "wyh"),
        (twice.into_bytes(), "read-release-notes"),
        (utf16, "UTF-16"),
        (Vec::new(), "is empty"),
    ] {
        fs::write(&article, bytes).unwrap();
        turned_down(&sandbox, Kind::Flow, &own, |ended| {
            let _read = ended.says(&["q258547.toml", words]).plainly();
        });
    }
    fs::remove_file(&article).unwrap();
    turned_down(&sandbox, Kind::Flow, &own, |ended| {
        let _read = ended.says(&["q258547.toml", "does not exist"]).plainly();
    });
}

#[test]
fn answers_to_what_is_not_asked_are_found_before_anything_is_begun() {
    let sandbox = Sandbox::new();
    let answers = ANSWERS.replacen("upgrade-site/CH1", "upgrade-site/CH2", 1);
    let line = 1 + answers.lines().position(|line| line.contains("CH2")).unwrap();
    sandbox.write("wrong.toml", answers);
    let ended = sandbox.rehearse("wrong.toml").code(2).silently().plainly();
    let _read = ended.says(&["wrong.toml", &format!(":{line}"), "did you mean `upgrade-site/CH1`"]);
    assert_eq!(sandbox.folders(), [] as [PathBuf; 0]);
}

#[test]
fn a_key_or_signers_file_that_is_none_is_named_and_nothing_is_begun() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("folder")).unwrap();
    sandbox.write("empty", "");
    sandbox.write("binary", [0xff, 0, 1, 2]);
    sandbox.write("words", "not what it should be\n");
    let mut names = vec!["none", "folder", "empty", "binary", "words"];
    if cfg!(unix) {
        let made = std::process::Command::new("mkfifo").arg(sandbox.path("pipe")).status();
        assert!(made.unwrap().success());
        names.push("pipe");
    }
    for name in names {
        for option in ["--key", "--signers"] {
            let other = if option == "--key" { "--signers" } else { "--key" };
            let ended = sandbox
                .program(&["run", "--example", "--front", "script", "--answers", "answers.toml"])
                .arg(option)
                .arg(name)
                .arg(other)
                .arg(&other[2..])
                .end();
            let _read = ended.code(2).plainly().silently().says(&[name]);
            assert_eq!(sandbox.folders(), [] as [PathBuf; 0], "{option} {name}");
        }
        if !["empty", "binary", "words"].contains(&name) {
            let verify = sandbox.program(&["verify", "--signers", "signers", name]).end();
            let _read = verify.code(2).plainly().silently().says(&[name]);
        }
    }
}
