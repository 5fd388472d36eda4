//! What `flow.toml` says of the flow as a whole: levels, phases, ways between levels, hotfixes, and
//! which files belong to it.

use std::ops::Range;

use toml::Spanned;

use super::open::open;
use super::raw::{RawFlow, Written};
use super::{Flow, Hotfix, Path, Phase, cite, no_level};
use crate::level::Level;
use crate::step::Page;
use crate::text::{self, Diagnostic, Source};

/// Most files that a flow may have, `flow.toml` included.
const FILE_LIMIT: usize = 60;
/// The file in which a flow begins.
const FIRST: &str = "flow.toml";

impl Flow {
    /// The names of the files that belong to a flow beside `flow.toml`, in the order of the walk.
    ///
    /// They are plain names of files in the same folder. Fails where `flow.toml` cannot be taken
    /// apart or one of the names is not such a name; other mistakes are left to [`Flow::read`].
    pub fn referenced_files(flow_toml: &Source) -> Result<Vec<String>, Vec<Diagnostic>> {
        let mut page = Page::new(0, flow_toml);
        let Some(raw) = open::<RawFlow>(&mut page) else { return Err(page.into_mistakes()) };
        let mut page = Page::new(0, flow_toml);
        let names = files(&mut page, &raw);
        let mistakes = page.into_mistakes();
        if mistakes.is_empty() {
            Ok(names.iter().map(|name| name.get_ref().clone()).collect())
        } else {
            Err(mistakes)
        }
    }
}

/// The files of articles. Notes names that are not plain names of files, and names twice.
pub(super) fn files<'r>(page: &mut Page<'_>, raw: &'r RawFlow) -> Vec<&'r Written> {
    let Some(list) = &raw.articles else { return Vec::new() };
    let names = list.get_ref();
    if names.len() >= FILE_LIMIT {
        let message = format!("the flow has {} files; the limit is {FILE_LIMIT}", names.len() + 1);
        page.mistake(list.span(), message);
    }
    page.unique("file", names.iter());
    for name in names {
        if !is_plain(name.get_ref()) {
            page.advise(
                name.span(),
                format!("{} is not the plain name of a file", text::quoted(name.get_ref())),
                "name a `.toml` file in the folder of the flow, without a path, such as `q171338.toml`",
            );
        }
    }
    names.iter().collect()
}

/// Whether it is the name of a file in the same folder, on every system.
pub(super) fn is_plain(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let stem = name.strip_suffix(".toml").unwrap_or_default();
    !stem.is_empty()
        && !stem.starts_with(['.', '-'])
        && name.chars().all(is_plain)
        && !name.eq_ignore_ascii_case(FIRST)
}

/// The levels that the flow knows.
pub(super) fn levels(page: &mut Page<'_>, raw: &RawFlow) -> Vec<Level> {
    let Some(list) = page.required(&(0..0), "levels", raw.levels.as_ref()) else {
        return Vec::new();
    };
    if list.get_ref().is_empty() {
        page.mistake(list.span(), "`levels` is empty");
    }
    let mut levels: Vec<Level> = Vec::new();
    for written in list.get_ref() {
        let level = match Level::parse(written.get_ref()) {
            Ok(level) => level,
            Err(error) => {
                page.inside(written, no_level(&error, 0..written.get_ref().len()));
                continue;
            }
        };
        match levels.last() {
            Some(before) if *before == level => {
                page.mistake(written.span(), format!("level `{level}` is there twice"));
            }
            Some(before) if *before > level => page.advise(
                written.span(),
                format!("level `{level}` comes after `{before}`"),
                "list the levels from the lowest to the highest",
            ),
            _ => levels.push(level),
        }
    }
    levels
}

/// A level that the flow knows. An empty list is a mistake of its own and lets every level pass.
fn level(page: &mut Page<'_>, written: &Written, levels: &[Level]) -> Option<Level> {
    match Level::parse(written.get_ref()) {
        Ok(level) => {
            if !levels.is_empty() && !levels.contains(&level) {
                unlisted(page, written.span(), level);
            }
            Some(level)
        }
        Err(error) => {
            page.inside(written, no_level(&error, 0..written.get_ref().len()));
            None
        }
    }
}

fn unlisted(page: &mut Page<'_>, at: Range<usize>, level: Level) {
    let message = format!("level `{level}` is not among the levels of the flow");
    page.advise(at, message, "add it to `levels`, or take another");
}

/// The stretches of the walk.
pub(super) fn phases(page: &mut Page<'_>, raw: &RawFlow) -> Vec<Phase> {
    if raw.phase.is_empty() {
        page.required(&(0..0), "[[phase]]", None::<&()>);
    }
    page.unique("phase", raw.phase.iter().filter_map(|phase| phase.get_ref().id.as_ref()));
    let mut phases = Vec::new();
    for phase in &raw.phase {
        let (table, phase) = (phase.span(), phase.get_ref());
        let title = page.required(&table, "title", phase.title.as_ref());
        let title = title.map(|it| page.plain("title", it)).unwrap_or_default();
        if let Some(id) = page.required(&table, "id", phase.id.as_ref()) {
            phases.push(Phase { id: page.id("phase", id), title });
        }
    }
    phases
}

/// The supported ways between levels.
pub(super) fn paths(page: &mut Page<'_>, raw: &RawFlow, levels: &[Level]) -> Vec<Path> {
    let mut paths = Vec::new();
    for path in &raw.path {
        let (table, path) = (path.span(), path.get_ref());
        let ends = [("from", &path.from), ("to", &path.to)].map(|(name, list)| {
            let Some(list) = some(page, &table, name, list.as_ref()) else { return Vec::new() };
            let known =
                list.iter().filter_map(|written| Some((level(page, written, levels)?, written)));
            known.collect::<Vec<_>>()
        });
        let [from, to] = ends;
        for (level, written) in &to {
            if let Some((start, _)) = from.iter().find(|(start, _)| start >= level) {
                page.advise(
                    written.span(),
                    format!("the way from `{start}` to `{level}` does not lead up"),
                    "take one of them out: nothing goes back to a lower level",
                );
            }
        }
        let articles = some(page, &table, "articles", path.articles.as_ref()).unwrap_or_default();
        paths.push(Path {
            from: from.into_iter().map(|(level, _)| level).collect(),
            to: to.into_iter().map(|(level, _)| level).collect(),
            articles: articles.iter().map(|written| cite::article(page, written)).collect(),
        });
    }
    paths
}

/// The hotfixes that sites of one level need.
pub(super) fn hotfixes(page: &mut Page<'_>, raw: &RawFlow, levels: &[Level]) -> Vec<Hotfix> {
    page.unique("hotfix", raw.hotfix.iter().filter_map(|hotfix| hotfix.get_ref().article.as_ref()));
    let mut hotfixes = Vec::new();
    for hotfix in &raw.hotfix {
        let (table, hotfix) = (hotfix.span(), hotfix.get_ref());
        let article = page.required(&table, "article", hotfix.article.as_ref());
        let article = article.map(|written| cite::article(page, written));
        let title = page.required(&table, "title", hotfix.title.as_ref());
        let title = title.map(|written| page.plain("title", written));
        let at = page.required(&table, "level", hotfix.level.as_ref());
        let at = at.and_then(|written| level(page, written, levels));
        let [files, services] =
            [("files", &hotfix.files), ("services", &hotfix.services)].map(|(name, list)| {
                let list = some(page, &table, name, list.as_ref()).unwrap_or_default();
                list.iter().map(|written| page.plain(name, written)).collect::<Vec<_>>()
            });
        if let (Some(article), Some(title), Some(level)) = (article, title, at) {
            let copylog = hotfix.copylog;
            hotfixes.push(Hotfix { article, title, level, files, services, copylog });
        }
    }
    hotfixes
}

/// A list that has to be there and to hold something.
fn some<'r>(
    page: &mut Page<'_>,
    table: &Range<usize>,
    name: &str,
    list: Option<&'r Spanned<Vec<Written>>>,
) -> Option<&'r [Written]> {
    let list = page.required(table, name, list)?;
    if list.get_ref().is_empty() {
        page.mistake(list.span(), format!("`{name}` is empty"));
    }
    Some(list.get_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_of_files_are_followed() {
        let table = [
            ("q171338.toml", true),
            ("Q171338-a_b.toml", true),
            ("flow.toml", false),
            ("FLOW.TOML", false),
            ("", false),
            (".toml", false),
            ("..toml", false),
            ("q171338", false),
            ("../q171338.toml", false),
            ("a/q171338.toml", false),
            ("a\\q171338.toml", false),
            ("c:q171338.toml", false),
            ("/etc/q.toml", false),
            ("-q.toml", false),
            ("q\u{202e}.toml", false),
            ("q .toml", false),
        ];
        for (name, expected) in table {
            assert_eq!(is_plain(name), expected, "name: {name:?}");
        }
    }

    #[test]
    fn the_files_of_a_flow_are_known_before_the_flow_is_read() {
        let files = |toml: &str| {
            let mistake = |it: Vec<Diagnostic>| it.into_iter().map(|it| it.message).collect();
            Flow::referenced_files(&Source::new(FIRST, toml)).map_err(mistake)
        };
        let wrong = |message: &str| Err(vec![message.to_owned()]);
        let table = [
            ("schema = 1", Ok(vec![])),
            ("schema = 1\narticles = [\"b.toml\", \"a.toml\"]", Ok(vec!["b.toml", "a.toml"])),
            ("schema = 1\nodd = 1\narticles = [\"a.toml\"]", Ok(vec!["a.toml"])),
            ("schema = 2", wrong("schema 2 is newer than this program")),
            (
                "schema = 1\narticles = [\"../a.toml\"]",
                wrong("`../a.toml` is not the plain name of a file"),
            ),
        ];
        for (toml, expected) in table {
            let expected = expected.map(|names| names.into_iter().map(str::to_owned).collect());
            assert_eq!(files(toml), expected, "toml: {toml}");
        }
    }
}
