//! Folders as evidence: what stock tools make of the list, whatever the files are called.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Output};

use upgrade_wizard::engine::EvidenceKind;
use upgrade_wizard::world::evidence::{ListedAs, Now, Progress, compare, listed, read};

/// Names that trip up whoever writes, reads or shows them.
const AWKWARD: [&[u8]; 22] = [
    b"plain",
    b" leading blank",
    b"trailing blank ",
    b"two\nlines",
    b"\n",
    b"carriage\rreturn",
    b"end\r",
    b"back\\slash",
    b"\\leading",
    b"\\n",
    b"not \xFF\xFE text",
    b"-leading-dash",
    b"--check",
    b"esc\x1B[31mred",
    b"tab\tbell\x07",
    b"rtl\xE2\x80\xAEgpj.exe",
    b"zero\xE2\x80\x8Bwidth",
    b"it's \"quoted\" `so`",
    b"$(id);*?[a]",
    b"*star",
    b"#comment",
    b"SHA256 (x) = y",
];

fn sha256sum(folder: &std::path::Path, list: &std::path::Path) -> Output {
    let mut command = Command::new("sha256sum");
    command.args(["--check", "--strict"]).arg(list).current_dir(folder).env("LC_ALL", "C");
    command.output().unwrap()
}

#[test]
fn sha256sum_checks_the_list_of_a_folder_whatever_the_names() {
    let top = tempfile::tempdir().unwrap();
    let (folder, lists) = (top.path().join("proof"), top.path().join("lists"));
    for inner in [&b""[..], b"in\\ner\n", b"\xFF dir"] {
        let inner = folder.join(OsStr::from_bytes(inner));
        fs::create_dir_all(&inner).unwrap();
        for name in AWKWARD {
            fs::write(inner.join(OsStr::from_bytes(name)), name).unwrap();
        }
    }
    let evidence = read(&folder, &lists).unwrap();
    let EvidenceKind::Folder { manifest, files, unreadable } = &evidence.kind else {
        panic!("{evidence:?}")
    };
    assert_eq!((*files, *unreadable), (3 * AWKWARD.len() as u64, 0));
    let list = lists.join(manifest);
    let output = sha256sum(&folder, &list);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| line.ends_with(b": OK"));
    assert_eq!(lines.count() as u64, *files);

    // And it finds what changed, by the same odd name as we do.
    let odd = folder.join(OsStr::from_bytes(b"in\\ner\n/back\\slash"));
    fs::write(odd, "other").unwrap();
    let output = sha256sum(&folder, &list);
    assert!(!output.status.success(), "{output:?}");
    let Now::Shrunk(after) = compare(&evidence, &lists, &Progress::default()) else {
        panic!("the file is shorter now")
    };
    assert_eq!(after.differences.unwrap().shrunk.first, ["in\\ner\n/back\\slash"]);
}

#[test]
fn the_name_of_a_list_holds_the_digests_of_both_its_parts() {
    let top = tempfile::tempdir().unwrap();
    let (folder, lists) = (top.path().join("proof"), top.path().join("lists"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a"), "a").unwrap();
    let evidence = read(&folder, &lists).unwrap();
    let EvidenceKind::Folder { manifest, .. } = &evidence.kind else { panic!("{evidence:?}") };
    let stem = manifest.strip_suffix(".SHA256SUMS").unwrap();
    let (of_manifest, of_twin) = stem.split_once('-').unwrap();
    for (end, digits) in [(".SHA256SUMS", of_manifest), (".jsonl", of_twin)] {
        let path = lists.join(format!("{stem}{end}"));
        let output = Command::new("sha256sum").arg(path).output().unwrap();
        assert!(output.stdout.starts_with(digits.as_bytes()), "{output:?}");
    }
    assert_eq!((of_manifest.len(), of_twin.len()), (16, 32));

    // Lists of an older version have a name of their own, and are read as they are.
    let old = format!("{of_manifest}.SHA256SUMS");
    fs::rename(lists.join(manifest), lists.join(&old)).unwrap();
    let kind = EvidenceKind::Folder { manifest: old, files: 1, unreadable: 0 };
    let then = upgrade_wizard::engine::Evidence { kind, ..evidence };
    let told = listed(&then, &lists).unwrap();
    assert_eq!((told.manifest, told.twin), (ListedAs::Whole, ListedAs::Missing));
    fs::write(lists.join(format!("{of_manifest}.jsonl")), "{\"path\":\"a\"}\n").unwrap();
    assert_eq!(listed(&then, &lists).unwrap().twin, ListedAs::Unbound);
    assert_eq!(compare(&then, &lists, &Progress::default()), Now::Unchanged);
}
