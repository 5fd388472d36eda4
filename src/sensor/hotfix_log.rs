//! `hotfix-log`: `SMS\Logs\Qnnnnnn.log`, which the installer of a hotfix writes.
//!
//! Recognises a text with `*** Installation Started`, or the sentence with which the installer
//! gives up. The last run in it counts. What it writes at a success is not documented, so it proves
//! only that every program file of the hotfix was overwritten and nothing was aborted (Q267258,
//! Q273853); that the files are the right ones the sensor `file-versions` has to say.

use super::decode::{after, find, has, lines, text};
use super::hotfix::{self, Hotfix};
use super::reading::{excerpt, tick};
use super::{Context, FindingId, Kind, Reading, Verdict};

const KIND: Kind = Kind::HotfixLog;

/// File names that are kept of one run.
const FILES_MAX: usize = 1000;

/// One run of the installer.
#[derive(Default)]
struct Run<'a> {
    /// The line of `Installation Started`; none where the log begins without.
    started: Option<usize>,
    /// The last parts of the paths that were overwritten.
    files: Vec<&'a str>,
    first_file_line: Option<usize>,
    aborted: Option<(usize, &'a str)>,
    article: Option<String>,
}

pub(super) fn read(bytes: &[u8], context: &Context) -> Reading {
    let text = text(bytes);
    let (runs, run) = last_run(&text);
    let Some(mut run) = run else { return Reading::not_recognised(KIND) };
    let mut reading = Reading::of(KIND);
    reading.found("runs", runs);
    if let Some((line, what)) = run.aborted {
        reading.found_beside("aborted", true, "no");
        aborted(line, what, &mut reading);
        return Reading { verdict: Verdict::Refutes, ..reading };
    }
    reading.found_beside("aborted", false, "no");
    let named = run.article.take().or_else(|| context.file_name.and_then(hotfix::article_in));
    let is_right = judge_article(named.as_deref(), context, &mut reading);
    let asked = context.hotfix.or(named.as_deref()).and_then(hotfix::named);
    let is_there = judge_files(&run, asked, &mut reading);
    reading.concluded(is_right && is_there && run.started.is_some())
}

/// Counts the runs and returns the last one.
fn last_run(text: &str) -> (usize, Option<Run<'_>>) {
    let mut runs = 0;
    let mut run: Option<Run> = None;
    let mut lines = lines(text).peekable();
    while let Some((number, line)) = lines.next() {
        if has(line, "*** installation started") {
            runs += 1;
            run = Some(Run { started: Some(number), ..Run::default() });
        } else if let Some(at) = find(line, "installation aborted") {
            let run = run.get_or_insert_default();
            run.aborted = Some((number, &line[at..]));
            // Some print the sentence in two lines.
            let next = lines.peek().map(|(_, next)| *next).filter(|next| has(next, "reported is"));
            if let Some(next) = next {
                run.aborted = Some((number, next));
            }
        } else if let Some(path) = after(line.trim(), "File Overwrite:") {
            let Some(run) = &mut run else { continue };
            run.first_file_line = run.first_file_line.or(Some(number));
            if run.files.len() < FILES_MAX {
                run.files.push(path.trim().rsplit(['\\', '/']).next().unwrap_or_default());
            }
            run.article = run.article.take().or_else(|| hotfix::article_in(path));
        } else if let Some(source) = after(line.trim(), "Source:") {
            let Some(run) = &mut run else { continue };
            run.article = hotfix::article_in(source).or_else(|| run.article.take());
        }
    }
    (runs, run)
}

/// What the installer says when it gives up: it found another version than it is for.
fn aborted(line: usize, what: &str, reading: &mut Reading) {
    const REPORTED: &str = "reported is";
    let reported = find(what, REPORTED).map(|at| what[at + REPORTED.len()..].trim());
    let Some(reported) = reported.map(|text| text.trim_end_matches('.')) else {
        reading.found("aborted_with", excerpt(what));
        return;
    };
    reading.found_beside("version_reported", excerpt(reported), "the version that it is for");
    if !reported.is_empty() && reported.bytes().all(|byte| byte == b'0') {
        let text = "The installer gave up: it found no Full Version in the registry.";
        reading.finding(FindingId::VersionReported000, Some(line), text);
    } else {
        let text = format!("The installer gave up: it found Full Version {}.", tick(reported));
        reading.finding_of(FindingId::FullVersionWrong, "Q267258", Some(line), text);
    }
}

/// Whether the log is of the hotfix that is asked about.
fn judge_article(named: Option<&str>, context: &Context, reading: &mut Reading) -> bool {
    let found = named.unwrap_or("not named");
    match context.hotfix {
        None => reading.found("hotfix", found),
        Some(needed) => reading.found_beside("hotfix", found, needed),
    }
    match (named, context.hotfix) {
        (Some(named), Some(asked)) => named.eq_ignore_ascii_case(asked),
        // Which hotfix it is has to stand somewhere.
        (named, None) => named.is_some(),
        (None, Some(_)) => false,
    }
}

/// Whether all program files of the hotfix were overwritten.
fn judge_files(run: &Run, hotfix: Option<&Hotfix>, reading: &mut Reading) -> bool {
    let is_program = |name: &&str| {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        extension.is_some_and(|it| !matches!(it.as_str(), "txt" | "log" | "ini" | "inf" | "doc"))
    };
    let programs: Vec<_> = run.files.iter().copied().filter(|name| is_program(name)).collect();
    let shown: Vec<_> = programs.iter().take(20).map(|name| excerpt(name)).collect();
    let needed = hotfix.map(|hotfix| hotfix.files.iter().map(|(name, _)| *name));
    match &needed {
        Some(needed) => {
            let needed: Vec<_> = needed.clone().collect();
            reading.found_beside("program_files", shown, needed.join(", "));
        }
        None => reading.found("program_files", shown),
    }
    if programs.is_empty() && !run.files.is_empty() {
        let text = "Only text files were overwritten: the program files are as they were.";
        reading.finding(FindingId::OnlyTextFilesCopied, run.first_file_line, text);
        return false;
    }
    needed.is_some_and(|mut needed| {
        needed.all(|name| programs.iter().any(|program| program.eq_ignore_ascii_case(name)))
    })
}
