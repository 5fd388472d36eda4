//! Sensors: every finding has a file that raises it and a near miss that does not; nothing that a
//! file can hold makes one fall over.

mod cases;
mod hostile;
mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::sensor::{Context, FindingId, Kind, Reading, Several, Verdict, read};

use crate::stage::root;
use cases::CASES;

/// A file, what is asked of it, and what comes out.
struct Case {
    /// Below `tests/data/sensors`; its first part says what it is read as.
    path: &'static str,
    /// `site=SEC hotfix=Q249077 since=... modified=...`
    asked: &'static str,
    verdict: Verdict,
    raises: &'static [FindingId],
    /// What it almost raises.
    nearly: &'static [FindingId],
}

fn folder() -> PathBuf {
    root().join("tests/data/sensors")
}

fn hierarchy() -> Hierarchy {
    let text = fs::read_to_string(folder().join("hierarchy.toml")).unwrap();
    Hierarchy::read("hierarchy.toml", &text).unwrap().0
}

fn context<'a>(asked: &'a str, hierarchy: &'a Hierarchy) -> Context<'a> {
    let mut context = Context { hierarchy: Some(hierarchy), ..Context::default() };
    for (key, value) in asked.split_whitespace().map(|word| word.split_once('=').unwrap()) {
        let time = || Some(value.parse::<Timestamp>().unwrap());
        match key {
            "site" => context.site = Some(value),
            "domain" => context.domain = Some(value),
            "hotfix" => context.hotfix = Some(value),
            "since" => context.since = time(),
            "modified" => context.modified = time(),
            "hierarchy" => context.hierarchy = None,
            other => panic!("{other}"),
        }
    }
    context
}

/// What a path is read as: the longest word of a kind that it begins with.
fn kind(path: &str) -> Kind {
    let fits = Kind::ALL.into_iter().filter(|kind| path.starts_with(kind.word()));
    fits.max_by_key(|kind| kind.word().len()).unwrap()
}

/// The files under a folder, with their paths below it.
fn files(folder: &std::path::Path, prefix: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            found.extend(files(&path, &format!("{name}/")));
        } else {
            found.push((name, fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn sense(case: &Case, hierarchy: &Hierarchy) -> Reading {
    let (kind, path) = (kind(case.path), folder().join(case.path));
    let context = context(case.asked, hierarchy);
    if path.is_dir() {
        let mut several = Several::new(kind, context);
        for (name, bytes) in files(&path, "") {
            several.add(&name, context.modified, &bytes);
        }
        return several.finish();
    }
    let file_name = path.file_name().and_then(|name| name.to_str());
    read(kind, &fs::read(&path).unwrap(), &Context { file_name, ..context })
}

#[test]
fn each_fixture_says_what_it_is_there_for() {
    let hierarchy = hierarchy();
    for case in CASES {
        let reading = sense(case, &hierarchy);
        let found: BTreeSet<_> = reading.findings.iter().map(|finding| finding.id).collect();
        let raises: BTreeSet<_> = case.raises.iter().copied().collect();
        let what = format!("{} {}: {reading:#?}", case.path, case.asked);
        assert_eq!(found, raises, "{what}");
        assert_eq!(reading.verdict, case.verdict, "{what}");
        let keys: BTreeSet<_> = reading.values.iter().map(|(key, _)| key).collect();
        assert_eq!(keys.len(), reading.values.len(), "a key twice in {what}");
        for (key, _) in &reading.needed {
            assert!(reading.value(key).is_some(), "{key} is needed and not found: {what}");
        }
        for finding in &reading.findings {
            assert!(finding.id.articles().contains(&finding.article), "{what}");
            assert!(finding.line != Some(0) && !finding.text.is_empty(), "{what}");
        }
    }
}

#[test]
fn every_finding_is_raised_and_nearly_raised() {
    for id in FindingId::ALL {
        let raised = CASES.iter().any(|case| case.raises.contains(id));
        let nearly = CASES.iter().any(|case| case.nearly.contains(id));
        assert!(raised && nearly, "{id}: raised {raised}, nearly {nearly}");
    }
    for case in CASES {
        let both = case.raises.iter().find(|id| case.nearly.contains(id));
        assert!(both.is_none(), "{}: {both:?}", case.path);
    }
}

#[test]
fn every_fixture_is_in_the_table() {
    for (name, _) in files(&folder(), "") {
        let is_listed = CASES.iter().any(|case| name.starts_with(case.path));
        assert!(is_listed || name == "hierarchy.toml", "{name}");
    }
}

#[test]
fn ids_kinds_and_verdicts_have_the_words_of_the_contract() {
    let ids: Vec<_> = FindingId::ALL.iter().map(|id| id.word()).collect();
    #[rustfmt::skip]
    let contract = [
        "copylog-corrupt", "copylog-unknown-site", "copylog-entry-mismatch", "copylog-no-clicore",
        "copylog-lower-case", "copylog-older-than-hotfix", "version-reported-000",
        "only-text-files-copied", "full-version-missing", "full-version-wrong", "setup-type-wrong",
        "file-too-old", "file-wrong-build", "file-missing", "subkeys-missing", "root-key-missing",
        "wrong-site", "secondary-not-active", "netmon-copy-failed", "log-full", "hierarchy-error",
        "connectivity-error", "service-still-running", "control-refused",
    ];
    assert_eq!(ids, contract);
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.word()), Some(kind));
    }
    assert_eq!(Kind::named("file"), None);
    let verdicts = Verdict::ALL.map(Verdict::word);
    assert_eq!(verdicts, ["proves", "refutes", "undecided", "not-recognised"]);
    for id in FindingId::ALL {
        for article in id.articles() {
            let digits = article.strip_prefix('Q').unwrap();
            assert!(digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }
}

#[test]
fn a_text_says_the_same_in_each_encoding() {
    let hierarchy = hierarchy();
    for case in CASES {
        let path = folder().join(case.path);
        let Ok(bytes) = fs::read(&path) else { continue };
        let Ok(text) = String::from_utf8(bytes.clone()) else { continue };
        // What is no text says nothing in another encoding.
        if text.contains('\0') || case.path.ends_with("hive.dat") {
            continue;
        }
        let context = context(case.asked, &hierarchy);
        let expected = read(kind(case.path), &bytes, &context);
        let units = || text.encode_utf16();
        let utf_16: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        let written = [
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            utf_16.clone(),
            [&b"\xFF\xFE"[..], &utf_16].concat(),
            [&b"\xFE\xFF"[..], &big].concat(),
            text.replace("\r\n", "\n").into_bytes(),
        ];
        // Texts as bytes are those of the form, whatever the encoding of the file.
        for bytes in written {
            let reading = read(kind(case.path), &bytes, &context);
            assert_eq!(reading.verdict, expected.verdict, "{}", case.path);
            assert_eq!(reading.findings, expected.findings, "{}", case.path);
        }
    }
}

#[test]
fn no_fixture_is_taken_for_another_kind() {
    let hierarchy = hierarchy();
    for case in CASES {
        let path = folder().join(case.path);
        let Ok(bytes) = fs::read(&path) else { continue };
        for other in Kind::ALL.into_iter().filter(|other| *other != kind(case.path)) {
            let reading = read(other, &bytes, &context(case.asked, &hierarchy));
            assert_ne!(reading.verdict, Verdict::Proves, "{} as {other}", case.path);
        }
    }
}
