//! `check`: validates flows, hierarchies, answers files and themes, every mistake at once.

use std::path::Path;

use crate::failure::Failure;
use crate::flow::Flow;
use crate::front::script::Answers;
use crate::hierarchy::Hierarchy;
use crate::text::{Diagnostic, Source, count, render};
use crate::theme::Theme;
use crate::world::{flows, input};

use super::args::Check;
use super::out;

/// What a file turned out to be.
enum Kind {
    Flow,
    /// One file of a flow, beside its `flow.toml`.
    Article,
    Hierarchy,
    Answers,
    Theme,
}

pub(crate) fn check(typed: &Check) -> Result<(), Failure> {
    let mut total = 0;
    for path in &typed.files {
        total += check_one(path)?;
    }
    if total == 0 {
        Ok(())
    } else {
        Err(Failure::CheckFailed { files: typed.files.len(), mistakes: total })
    }
}

/// Checks one file and tells what is wrong with it; returns the number of mistakes.
fn check_one(path: &Path) -> Result<usize, Failure> {
    if path.is_dir() {
        return check_flow(path);
    }
    let source = match input::read_source(path) {
        Ok(source) => source,
        Err(error) => {
            out::tell(&format!("{error}\nhint: {}", error.hint()));
            return Ok(1);
        }
    };
    match kind_of(&source) {
        Kind::Flow => check_flow(path),
        // An article means nothing without the rest of its flow.
        Kind::Article => check_flow(&path.with_file_name("flow.toml")),
        Kind::Answers => {
            let mistakes = Answers::read(&source).err().unwrap_or_default();
            report(path, "an answers file", &[source], &mistakes)
        }
        Kind::Theme => {
            // A theme inherits from one that lies beside it, or from one of the program.
            let beside =
                |name: &str| input::read_source(&path.with_file_name(format!("{name}.toml"))).ok();
            let mistakes = Theme::check(&source, &beside);
            report(path, "a theme", &[source], &mistakes)
        }
        Kind::Hierarchy => match Hierarchy::read(source.name(), source.text()) {
            Ok((_, notes)) => {
                super::source::tell_notes(&source, &notes);
                report(path, "a hierarchy", &[source], &[])
            }
            Err(mistakes) => report(path, "a hierarchy", &[source], &mistakes),
        },
    }
}

fn check_flow(path: &Path) -> Result<usize, Failure> {
    let sources = match flows::sources_on_disk(path) {
        Ok(sources) => sources,
        Err(flows::FlowError::Mistaken { sources, mistakes, .. }) => {
            return report(path, "a flow", &sources, &mistakes);
        }
        Err(error) => {
            out::tell(&format!("{error}\nhint: {}", error.hint()));
            return Ok(1);
        }
    };
    let mistakes = Flow::read(&sources).err().unwrap_or_default();
    report(path, "a flow", &sources, &mistakes)
}

/// A file says by its first tables what it is; one that says nothing is taken for a hierarchy.
fn kind_of(source: &Source) -> Kind {
    let has = |table: &str| source.text().lines().any(|line| line.trim_start().starts_with(table));
    if has("[[phase]]") || has("[[path]]") || has("articles") {
        Kind::Flow
    } else if has("[article]") {
        Kind::Article
    } else if has("[[answer]]") || has("[[correct]]") || has("finish") {
        Kind::Answers
    } else if has("[roles]") || has("[palette]") || has("inherits") {
        Kind::Theme
    } else {
        Kind::Hierarchy
    }
}

fn report(
    path: &Path,
    what: &str,
    sources: &[Source],
    mistakes: &[Diagnostic],
) -> Result<usize, Failure> {
    if mistakes.is_empty() {
        out::result(&format!(
            "{}: {what} without mistakes\n",
            crate::text::shown(&path.display().to_string())
        ))?;
    } else {
        let found = count("mistake", mistakes.len());
        out::tell(&format!(
            "{}: {what} with {found}",
            crate::text::shown(&path.display().to_string())
        ));
        out::tell(&render(sources, mistakes));
    }
    Ok(mistakes.len())
}
