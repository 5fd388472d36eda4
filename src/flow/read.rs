//! From files to a flow: everything is checked, and every mistake is told at once.

use toml::Spanned;

use super::notices::{self, Sort};
use super::open::open;
use super::raw::{RawArticleFile, RawFlow, RawStep, RawWarning};
use super::reference::{Dependency, Known, Template};
use super::steps::Draft;
use super::{Article, Flow, Phase, Requirement, Step, Warning};
use super::{cite, digest, frame, waiting};
use crate::step::{Kind, Mistake, Page, Scope, Text};
use crate::text::{Diagnostic, Source};

/// Most steps that a flow may have.
const STEP_LIMIT: usize = 500;

impl Flow {
    /// Reads a flow: `flow.toml` first, then the other files, in any order.
    ///
    /// Fails with every mistake at once, in the order of the files; [`Diagnostic::file`] is an
    /// index into `files`.
    pub fn read(files: &[Source]) -> Result<Self, Vec<Diagnostic>> {
        let mut pages: Vec<_> =
            files.iter().enumerate().map(|(file, source)| Page::new(file, source)).collect();
        let flow = raws(&mut pages).map(|raws| assemble(&mut pages, files, &raws));
        let mut mistakes: Vec<_> = pages.into_iter().flat_map(Page::into_mistakes).collect();
        // Defaults of a file are read with each of its steps, and are wrong only once.
        mistakes.sort_by(|a, b| {
            let place = |it: &Diagnostic| (it.file, it.span.start, it.span.end);
            place(a).cmp(&place(b)).then_with(|| a.message.cmp(&b.message))
        });
        mistakes.dedup();
        match flow {
            Some(flow) if mistakes.is_empty() => Ok(flow),
            _ if mistakes.is_empty() => {
                Err(vec![Diagnostic::new(0, 0..0, "the flow has no files")])
            }
            _ => Err(mistakes),
        }
    }
}

/// The files in their raw shape.
struct Raws {
    flow: RawFlow,
    /// Those of articles, with the index of the file, in the order of the walk.
    articles: Vec<(usize, RawArticleFile)>,
    /// Whether every file and every name in them could be read.
    is_whole: bool,
}

/// Reads all shapes. `None`: `flow.toml` cannot be read, so nothing can be said about the rest.
fn raws(pages: &mut [Page<'_>]) -> Option<Raws> {
    let (first, others) = pages.split_first_mut()?;
    let flow = open::<RawFlow>(first);
    let mut opened: Vec<_> = others
        .iter_mut()
        .map(|page| (page.source().name(), open::<RawArticleFile>(page)))
        .collect();
    let flow = flow?;

    let mut is_whole = first.is_whole_but(&named_tables(&flow.step, &flow.phase));
    let mut articles = Vec::new();
    for name in frame::files(first, &flow) {
        match opened.iter().position(|(known, _)| *known == name.get_ref().as_str()) {
            _ if !frame::is_plain(name.get_ref()) => is_whole = false,
            Some(index) => match opened[index].1.take() {
                Some(raw) => articles.push((index + 1, raw)),
                None => is_whole = false,
            },
            None => {
                is_whole = false;
                let message = format!("there is no file `{}`", name.get_ref());
                first.advise(name.span(), message, "put it beside `flow.toml`, or take it out");
            }
        }
    }
    for (index, (_, raw)) in opened.iter().enumerate() {
        if raw.is_some() {
            let advice = "add it to `articles` in `flow.toml`";
            others[index].advise(0..0, "the flow does not name this file", advice);
        }
    }
    for (file, raw) in &articles {
        is_whole &= others[file - 1].is_whole_but(&named_tables(&raw.step, &[]));
    }
    Some(Raws { flow, articles, is_whole })
}

/// Where the tables stand to which others refer, and can, since they have kept their ids.
fn named_tables(
    steps: &[Spanned<RawStep>],
    phases: &[Spanned<super::raw::RawPhase>],
) -> Vec<usize> {
    let steps = steps.iter().filter(|step| step.get_ref().id.is_some()).map(|it| it.span().start);
    let phases = phases.iter().filter(|it| it.get_ref().id.is_some()).map(|it| it.span().start);
    steps.chain(phases).collect()
}

/// Checks everything, and builds the flow. With a mistake on a page it is not for use.
fn assemble(pages: &mut [Page<'_>], files: &[Source], raws: &Raws) -> Flow {
    let first = &mut pages[0];
    let id = first.required(&(0..0), "id", raws.flow.id.as_ref());
    let id = id.map(|written| first.id("flow", written)).unwrap_or_default();
    let title = first.required(&(0..0), "title", raws.flow.title.as_ref());
    let title = title.map(|written| first.plain("title", written)).unwrap_or_default();
    let revision = first.required(&(0..0), "revision", raws.flow.revision.as_ref());
    let revision = revision.map(|it| *it.get_ref()).unwrap_or_default();
    let levels = frame::levels(first, &raws.flow);
    let phases = frame::phases(first, &raws.flow);
    let paths = frame::paths(first, &raws.flow, &levels);
    let hotfixes = frame::hotfixes(first, &raws.flow, &levels);

    let mut articles = articles(pages, files, raws);
    for hotfix in &hotfixes {
        if articles.iter().all(|article| article.id != hotfix.article) {
            let (id, title) = (hotfix.article.clone(), hotfix.title.clone());
            articles.push(Article { id, title });
        }
    }
    let drafts = drafts(pages, files, raws, &phases);
    let templates = drafts.iter().map(|draft| template(&mut pages[draft.file], draft)).collect();
    let known = Known { levels, templates, is_whole: raws.is_whole };
    let steps = steps(pages, &drafts, &known);
    let warnings = notices(pages, files, raws, Sort::Warning, &known);
    let refusals = notices(pages, files, raws, Sort::Refusal, &known);
    Flow {
        id,
        title,
        revision,
        sha256: digest::digest(files),
        files: files.iter().map(|it| (it.name().to_owned(), it.text().to_owned())).collect(),
        phases,
        levels: known.levels,
        paths,
        hotfixes,
        articles,
        steps,
        warnings,
        refusals,
    }
}

/// The articles that have a file.
fn articles(pages: &mut [Page<'_>], files: &[Source], raws: &Raws) -> Vec<Article> {
    let mut articles = Vec::new();
    let mut ids = Vec::new();
    for (file, raw) in &raws.articles {
        let page = &mut pages[*file];
        let Some(raw) = page.required(&(0..0), "[article]", raw.article.as_ref()) else { continue };
        let (table, raw) = (raw.span(), raw.get_ref());
        let title = page.required(&table, "title", raw.title.as_ref());
        let title = title.map(|written| page.plain("title", written)).unwrap_or_default();
        if let Some(id) = page.required(&table, "id", raw.id.as_ref()) {
            ids.push((*file, id));
            articles.push(Article { id: cite::article(page, id), title });
        }
    }
    unique(pages, files, "article", &ids);
    articles
}

/// Notes every id that is there already, in whichever file.
fn unique(pages: &mut [Page<'_>], files: &[Source], what: &str, ids: &[(usize, &Spanned<String>)]) {
    for (index, (file, id)) in ids.iter().enumerate() {
        let first = ids[..index].iter().find(|(_, known)| known.get_ref() == id.get_ref());
        if let Some((first, known)) = first {
            pages[*file].twice(what, id, *first, known.span(), &files[*first]);
        }
    }
}

/// The steps in the order of the walk: by phase, then `flow.toml`, then the files of articles.
fn drafts<'r>(
    pages: &mut [Page<'_>],
    files: &[Source],
    raws: &'r Raws,
    phases: &[Phase],
) -> Vec<Draft<'r>> {
    let mut drafts: Vec<Draft<'r>> = Vec::new();
    for raw in &raws.flow.step {
        drafts.push(Draft::new(0, raw, None, None));
    }
    for (file, raw) in &raws.articles {
        let defaults = raw.defaults.as_ref().map(Spanned::get_ref);
        let article = raw.article.as_ref().and_then(|it| it.get_ref().id.as_ref());
        let article = article.map(|id| id.get_ref().as_str());
        let steps = raw.step.iter();
        drafts.extend(steps.map(|step| Draft::new(*file, step, defaults, article)));
    }
    let ids: Vec<_> =
        drafts.iter().filter_map(|draft| Some((draft.file, draft.raw.id.as_ref()?))).collect();
    unique(pages, files, "step", &ids);
    if let Some(over) = drafts.get(STEP_LIMIT) {
        let message = format!("the flow has {} steps; the limit is {STEP_LIMIT}", drafts.len());
        pages[over.file].mistake(over.place(), message);
    }
    if drafts.is_empty() && raws.is_whole {
        pages[0].mistake(0..0, "the flow has no steps");
    }
    for draft in &mut drafts {
        draft.phase = phase(&mut pages[draft.file], draft, phases, raws.is_whole);
    }
    drafts.sort_by_key(|draft| draft.phase);
    drafts
}

fn phase(page: &mut Page<'_>, draft: &Draft<'_>, phases: &[Phase], is_whole: bool) -> usize {
    let of_file = draft.defaults.and_then(|defaults| defaults.phase.as_ref());
    let Some(written) = draft.raw.phase.as_ref().or(of_file) else {
        page.required(&draft.place(), "phase", None::<&()>);
        return phases.len();
    };
    let given = written.get_ref();
    phases.iter().position(|phase| phase.id == *given).unwrap_or_else(|| {
        if is_whole {
            let known = phases.iter().map(|phase| phase.id.as_str());
            page.inside(written, Mistake::no_such("phase", given, 0..given.len(), known));
        }
        phases.len()
    })
}

fn template(page: &mut Page<'_>, draft: &Draft<'_>) -> Template {
    let id = page.required(&draft.table, "id", draft.raw.id.as_ref());
    let id = id.map(|written| page.id("step", written)).unwrap_or_default();
    Template { id, scope: notices::scope(page, &draft.place(), draft.raw.scope.as_ref()) }
}

fn steps(pages: &mut [Page<'_>], drafts: &[Draft<'_>], known: &Known) -> Vec<Step> {
    let pairs = || drafts.iter().zip(&known.templates);
    let mut read = Vec::new();
    for (draft, own) in pairs() {
        read.push(draft.read(&mut pages[draft.file], own, known));
    }
    waiting::check(pages, drafts, known, &read);
    let steps = pairs().zip(read);
    steps
        .map(|((draft, own), read)| Step {
            id: own.id.clone(),
            phase: draft.phase,
            scope: own.scope.unwrap_or(Scope::Hierarchy),
            when: read.when,
            blocking: draft.raw.blocking.unwrap_or(true),
            advisory: read.advisory,
            words: read.words,
            variants: read.variants,
            cites: read.cites,
            requires: read.requires.into_iter().map(Requirement::from).collect(),
            before: read.before.into_iter().map(Requirement::from).collect(),
            kind: read.kind.unwrap_or(Kind::Confirm { ask: Text::default() }),
            proof: read.proof,
            wait: read.wait,
            fresh: read.fresh,
            waive: read.waive,
            attested_deviates: draft.raw.attested_deviates,
            second: draft.raw.second,
            waive_second: draft.raw.waive_second,
            hold: draft.raw.hold,
            undo: read.undo,
            gather: read.gather,
            may_not_apply: read.may_not_apply,
        })
        .collect()
}

impl From<Dependency> for Requirement {
    fn from(from: Dependency) -> Self {
        Self { step: from.step, relation: from.relation, when: from.when }
    }
}

fn notices(
    pages: &mut [Page<'_>],
    files: &[Source],
    raws: &Raws,
    sort: Sort,
    known: &Known,
) -> Vec<Warning> {
    let list = |warnings, refusals| match sort {
        Sort::Warning => warnings,
        Sort::Refusal => refusals,
    };
    let of_flow: &[Spanned<RawWarning>] = list(&raws.flow.warning, &raws.flow.refusal);
    let mut groups = vec![(0, None, of_flow)];
    for (file, raw) in &raws.articles {
        let article = raw.article.as_ref().and_then(|it| it.get_ref().id.as_ref());
        let article = article.map(|id| id.get_ref().as_str());
        groups.push((*file, article, list(&raw.warning, &raw.refusal)));
    }
    let all = || groups.iter().flat_map(|(file, _, raws)| raws.iter().map(move |it| (*file, it)));
    let ids: Vec<_> =
        all().filter_map(|(file, raw)| Some((file, raw.get_ref().id.as_ref()?))).collect();
    unique(pages, files, sort.name(), &ids);
    let mut notices = Vec::new();
    for (file, article, raws) in groups {
        let page = &mut pages[file];
        notices
            .extend(raws.iter().filter_map(|raw| notices::read(page, raw, sort, article, known)));
    }
    notices
}
