//! Flows as files: the ones that are part of the program, and bad ones with what is said of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use upgrade_wizard::flow::Flow;
use upgrade_wizard::step::KINDS;
use upgrade_wizard::text::{Source, render};

/// Begins the next file of a flow that is kept in one.
const NEXT_FILE: &str = "#-- ";

fn bad_flows() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/flows/bad")
}

/// The files of a flow that is kept in one file, `flow.toml` first.
fn taken_apart(text: &str) -> Vec<Source> {
    let mut files = vec![("flow.toml".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(NEXT_FILE) {
            Some(name) => files.push((name.trim().to_owned(), String::new())),
            None => files.last_mut().unwrap().1.push_str(line),
        }
    }
    files.into_iter().map(|(name, text)| Source::new(name, text)).collect()
}

/// What is said of a flow; nothing where it is good.
fn said_of(text: &str) -> String {
    let files = taken_apart(text);
    Flow::read(&files).map_or_else(|mistakes| render(&files, &mistakes), |_| String::new())
}

fn stems(folder: &Path, extension: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| path.extension().is_some_and(|it| it == extension));
    entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// `UPDATE=1 cargo test` writes what is said now; the diff is then for a reader to judge.
#[test]
fn bad_flows_are_refused_in_the_words_that_are_on_file() {
    let folder = bad_flows();
    let mut wrong = Vec::new();
    for name in stems(&folder, "toml") {
        let said = said_of(&fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap());
        assert_ne!(said, "", "{name} is a good flow");
        let expected = folder.join(format!("{name}.stderr"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &said).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{name}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_bad_flow_has_its_words_and_no_words_are_left_over() {
    let folder = bad_flows();
    assert_eq!(stems(&folder, "toml"), stems(&folder, "stderr"));
}

/// The example in the first lines of a kind's own file.
fn example_of(kind: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/step/{kind}.rs"));
    let source = fs::read_to_string(path).unwrap();
    let doc = source.lines().map_while(|line| line.strip_prefix("//!"));
    let example = doc.skip_while(|line| line.trim() != "```toml").skip(1);
    let example: Vec<_> = example.map(str::trim).take_while(|line| *line != "```").collect();
    assert!(!example.is_empty(), "kind {kind} has no example in the first lines of its file");
    example.join("\n")
}

#[test]
fn every_kind_has_an_example_that_is_a_step_of_that_kind() {
    for (kind, meaning) in KINDS {
        assert!(!meaning.is_empty());
        let flow = format!(
            r#"schema = 1
id = "example"
title = "An example"
revision = 1
levels = ["1.2", "2.0"]

[[phase]]
id = "only"
title = "Only"

[[step]]
id = "first"
scope = "site"
phase = "only"
title = "First"
do = "Do it."
why = "So."
danger = "So."
cites = [{{ article = "Q171338", section = "step 1" }}]
confirm = {{ ask = "Done?" }}

[[step]]
id = "example"
scope = "site"
phase = "only"
title = "Example"
do = "Do it."
why = "So."
danger = "So."
cites = [{{ article = "Q171338", section = "step 1" }}]
requires = ["first"]
{}
"#,
            example_of(kind)
        );
        let files = [Source::new("flow.toml", flow)];
        let read = Flow::read(&files);
        let flow = read.unwrap_or_else(|mistakes| panic!("{kind}:\n{}", render(&files, &mistakes)));
        assert_eq!(flow.steps[1].kind.name(), *kind);
    }
}

#[test]
fn the_flows_in_the_program_are_those_in_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows");
    let folders = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    let folders: BTreeSet<_> = folders.map(|name| name.into_string().unwrap()).collect();
    assert_eq!(folders, Flow::builtin_ids().map(str::to_owned).collect());

    for id in Flow::builtin_ids() {
        let embedded = Flow::builtin_sources(id).unwrap();
        let listed = Flow::referenced_files(&embedded[0]).unwrap();
        let names: Vec<_> = embedded.iter().map(Source::name).collect();
        assert_eq!(names[0], "flow.toml");
        assert_eq!(names[1..], listed, "flow {id}: the files, in the order of `articles`");

        let example = Flow::builtin_example(id).unwrap();
        let mut present = stems(&folder.join(id), "toml");
        // Answers for the example, to be read from disk.
        present.remove("rehearsal");
        for source in embedded.iter().chain([&example]) {
            let path = folder.join(id).join(source.name());
            assert_eq!(fs::read_to_string(path).unwrap(), source.text(), "{}", source.name());
            present.remove(source.name().strip_suffix(".toml").unwrap());
        }
        assert!(present.is_empty(), "files of flow {id} that are not in the program: {present:?}");
    }
    assert!(Flow::builtin_sources("no-such-flow").is_none());
}

#[test]
fn the_flows_in_the_program_are_good() {
    for id in Flow::builtin_ids() {
        let files = Flow::builtin_sources(id).unwrap();
        match Flow::read(&files) {
            Ok(flow) => assert_eq!(flow.id, id, "a flow is called as its folder"),
            Err(mistakes) => panic!("flow {id}:\n{}", render(&files, &mistakes)),
        }
    }
}
