//! Why the selected thing is what it is, and the plan in figures.

use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::paint::{Piece, bold, piece};
use crate::front::tui::panel::Act;
use crate::plan::{Plan, StepIx};
use crate::step::Scope;
use crate::text::{count, pad, width};
use crate::theme::Role;

use super::matrix::{Matrix, Need};
use super::notices::{Notices, all_of};
use super::order::{Item, Order};
use super::{PlanView, Purpose, Section};

/// Most kinds of steps, and most sites of a warning, that are told one by one.
const TOLD_MAX: usize = 12;
const TOLD_ON_PAGE_MAX: usize = 100;

/// The mark of what is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Need(Need),
    Gate,
    Goes,
    Stays,
    MustRead,
    Information,
    Refused,
}

impl Mark {
    pub(super) fn of(self, glyphs: &Glyphs) -> (&'static str, Role) {
        match self {
            Self::Need(need) => need.mark(glyphs),
            Self::Gate => (glyphs.waiting, Role::Info),
            Self::Goes => (glyphs.right, Role::Accent),
            Self::Stays => (glyphs.not_applicable, Role::TextMuted),
            Self::MustRead => (glyphs.open, Role::Warning),
            Self::Information => (glyphs.not_applicable, Role::Info),
            Self::Refused => (glyphs.refuted, Role::Danger),
        }
    }
}

/// What is said of the selected thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Detail {
    /// What kind of thing it is.
    pub(super) kind: &'static str,
    pub(super) mark: Mark,
    /// The word for the mark.
    pub(super) word: String,
    pub(super) title: String,
    pub(super) lines: Vec<Vec<Piece>>,
}

impl Detail {
    fn new(kind: &'static str, mark: Mark, word: &str, title: String) -> Self {
        Self { kind, mark, word: word.to_owned(), title, lines: Vec::new() }
    }

    fn text(&mut self, role: Role, words: &str) {
        if !words.is_empty() {
            self.lines.extend(words.lines().map(|line| vec![piece(role, line)]));
            self.blank();
        }
    }

    fn labelled(&mut self, label: &str, words: &str) {
        if !words.is_empty() {
            let label = bold(Role::TextMuted, format!("{label}  "));
            self.lines.push(vec![label, piece(Role::Text, words)]);
        }
    }

    /// Labels that follow one another take as much room as the widest of them.
    pub(super) fn align(&mut self) {
        let is_label = |piece: &Piece| piece.bold && piece.role == Role::TextMuted;
        let is_labelled =
            |line: &Vec<Piece>| matches!(line.as_slice(), [label, _] if is_label(label));
        for group in self.lines.chunk_by_mut(|a, b| is_labelled(a) && is_labelled(b)) {
            if !is_labelled(&group[0]) {
                continue;
            }
            let widest = group.iter().map(|line| width(&line[0].text)).max().unwrap_or(0);
            for line in group {
                line[0].text = pad(&line[0].text, widest);
            }
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }
}

/// What is said of the selected thing; none where nothing is selected.
pub(super) fn of(view: &PlanView) -> Option<Detail> {
    let plan = &view.plan;
    let mut detail = match view.section {
        Section::Matrix => cell(plan, &view.matrix),
        Section::Order => match view.order.selected()? {
            Item::Gate(gate) => Some(self::gate(plan, gate)),
            Item::Site(site) => Some(self::site(plan, &view.matrix, &view.order, site)),
            Item::Heading(_) => None,
        },
        Section::Warnings => notice(plan, &view.warnings),
        Section::Refusals => notice(plan, &view.refusals),
    }?;
    detail.align();
    Some(detail)
}

/// A sentence of a plan, ended.
fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}

fn cell(plan: &Plan, matrix: &Matrix) -> Option<Detail> {
    let index = matrix.site()?;
    let planned = &plan.sites[index];
    let site = plan.hierarchy.site(planned.site);
    let code = &site.code;
    let Some((need, hotfix)) = matrix.need().zip(plan.flow.hotfixes.get(matrix.column)) else {
        let word = planned.hotfixes.word();
        let mut detail = Detail::new("Site", Mark::Stays, word, code.clone());
        detail.text(Role::Text, &sentence(&planned.because));
        return Some(detail);
    };
    let article = &hotfix.article;
    let title = format!("{article} at {code}");
    let mut detail = Detail::new("Cell", Mark::Need(need), need.word(), title);
    let is_of_other_build = need == Need::NotNeeded && planned.hotfixes.is_due();
    if is_of_other_build {
        let words = format!(
            "{article} is made for {} (build {}), and {code} runs {} (build {}).",
            hotfix.level,
            hotfix.level.build(),
            site.level,
            site.level.build(),
        );
        detail.text(Role::Text, &words);
    }
    detail.text(Role::Text, &sentence(&planned.because));
    if matrix.sites[index].is_refused {
        let words = format!("{code} is refused: nothing is planned for it.");
        detail.text(Role::Danger, &words);
    } else if need == Need::Waivable {
        let words = "It is planned. Leaving it out takes a reason, and is a deviation on record.";
        detail.text(Role::Warning, words);
    }
    detail.labelled("Status", planned.hotfixes.word());
    detail.labelled("Hotfix", &hotfix.title);
    if let Some(title) = plan.flow.article_title(article) {
        detail.labelled(article, title);
    }
    if let Some(step) = matrix.install(plan) {
        let cites: Vec<_> = plan.cites(step).iter().map(ToString::to_string).collect();
        detail.labelled("Source", &cites.join("; "));
    }
    Some(detail)
}

/// Steps by what they are: the first of each kind, and how many more there are.
fn waits(detail: &mut Detail, plan: &Plan, step: StepIx) {
    let mut kinds: Vec<(StepIx, usize)> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for needed in &plan.step(step).requires {
        let at = *known.entry(plan.step(*needed).template).or_insert(kinds.len());
        match kinds.get_mut(at) {
            Some((_, count)) => *count += 1,
            None => kinds.push((*needed, 1)),
        }
    }
    if kinds.is_empty() {
        return;
    }
    detail.blank();
    detail.lines.push(vec![bold(Role::Accent, "It waits for")]);
    for (first, count) in kinds.iter().take(TOLD_MAX) {
        let title = plan.words(*first).title;
        let line = match count {
            1 => title,
            many => format!("{title}, and {} more of this kind", many - 1),
        };
        detail.lines.push(vec![piece(Role::TextMuted, "- "), piece(Role::Text, line)]);
    }
    if kinds.len() > TOLD_MAX {
        let more = format!("and steps of {} more kinds", kinds.len() - TOLD_MAX);
        detail.lines.push(vec![piece(Role::TextMuted, more)]);
    }
    detail.blank();
}

fn gate(plan: &Plan, gate: StepIx) -> Detail {
    let words = plan.words(gate);
    let needed = count("step", plan.step(gate).requires.len());
    let word = format!("opens by itself, waits for {needed}");
    let mut detail = Detail::new("Gate", Mark::Gate, &word, words.title);
    detail.text(Role::Text, plan.ask(gate).question());
    waits(&mut detail, plan, gate);
    detail.labelled("Why", &words.why);
    detail.blank();
    detail.labelled("Here because", &sentence(&plan.because(gate)));
    let cites: Vec<_> = plan.cites(gate).iter().map(ToString::to_string).collect();
    detail.labelled("Source", &cites.join("; "));
    detail
}

fn site(plan: &Plan, matrix: &Matrix, order: &Order, index: usize) -> Detail {
    let planned = &plan.sites[index];
    let site = plan.hierarchy.site(planned.site);
    let target = planned.target.map(|target| target.to_string()).unwrap_or_default();
    let (mark, word) = match (matrix.sites[index].is_refused, planned.upgrades) {
        (true, _) => (Mark::Refused, format!("refused for {target}")),
        (false, true) => (Mark::Goes, format!("goes from {} to {target}", site.level)),
        (false, false) => (Mark::Stays, format!("stays at {}", site.level)),
    };
    let title = format!("{}, {} of {}", site.code, index + 1, count("site", plan.sites.len()));
    let mut detail = Detail::new("Site", mark, &word, title);
    let order_words = match site.parent {
        Some(parent) => {
            format!("Comes after its parent {}.", plan.hierarchy.site(parent).code)
        }
        None => "The central site comes first.".to_owned(),
    };
    detail.text(Role::Text, &order_words);
    detail.labelled("Server", &format!("{} ({})", site.server, site.role));
    let hotfixes = match planned.articles.as_slice() {
        [] => planned.hotfixes.word().to_owned(),
        articles => format!("{}: {}", planned.hotfixes.word(), articles.join(", ")),
    };
    detail.labelled("Hotfixes", &hotfixes);
    if let Some(step) = order.upgrades[planned.site.0] {
        waits(&mut detail, plan, step);
        let cites: Vec<_> = plan.cites(step).iter().map(ToString::to_string).collect();
        detail.labelled("Source", &cites.join("; "));
    }
    detail
}

fn notice(plan: &Plan, notices: &Notices) -> Option<Detail> {
    let group = notices.selected()?;
    let all = notices.sort.of(plan);
    let first = &all[*group.first()?];
    let mark = notices.mark(plan, first);
    let (kind, word) = match mark {
        Mark::Refused => ("Refusal", "refused"),
        Mark::MustRead => ("Warning", "must be acknowledged before any site is upgraded"),
        _ => ("Warning", "for your information"),
    };
    let mut detail = Detail::new(kind, mark, word, first.title.clone());
    // What is said of several is said with the words for the first.
    if group.len() > 1 {
        detail.labelled("For", &all_of(plan, all, group));
        detail.blank();
    }
    detail.text(Role::Text, &first.text);
    if mark == Mark::Refused {
        let words = "The plan cannot be approved before this is out of the way: give the site \
                     another target, or leave it out, in the hierarchy.";
        detail.text(Role::Danger, words);
    }
    detail.labelled("Here because", &sentence(&first.because));
    detail.labelled("Source", &notices.sort.sources(plan, first).join("; "));
    Some(detail)
}

/// Everything that is said of the selected thing, and the plan in figures, to read at leisure.
pub(super) fn page(view: &PlanView) -> Vec<Act> {
    let Some(detail) = &view.detail else { return Vec::new() };
    let mut whole = detail.clone();
    let plan = &view.plan;
    match view.section {
        Section::Matrix => {
            if let Some(hotfix) = plan.flow.hotfixes.get(view.matrix.column) {
                whole.labelled("Files", &hotfix.files.join(", "));
                whole.labelled("Services to stop", &hotfix.services.join(", "));
            }
        }
        Section::Warnings => the_others(&mut whole, plan, &view.warnings),
        Section::Refusals => the_others(&mut whole, plan, &view.refusals),
        Section::Order => {}
    }
    let role = detail.mark.of(&crate::front::tui::ASCII).1;
    let mut lines =
        vec![vec![bold(Role::Text, detail.title.as_str())], vec![piece(role, &*detail.word)]];
    lines.push(Vec::new());
    whole.align();
    whole.blank();
    lines.extend(whole.lines);
    lines.push(vec![bold(Role::Accent, "The plan")]);
    lines.extend(view.totals.lines());
    vec![Act::Page { title: detail.kind.to_owned(), lines }]
}

/// What a group says of its other sites.
fn the_others(detail: &mut Detail, plan: &Plan, notices: &Notices) {
    let Some([_, others @ ..]) = notices.selected() else { return };
    if others.is_empty() {
        return;
    }
    detail.blank();
    detail.lines.push(vec![bold(Role::Accent, "The same is said of")]);
    let all = notices.sort.of(plan);
    for index in others.iter().take(TOLD_ON_PAGE_MAX) {
        let notice = &all[*index];
        let whom = super::notices::whom(plan, &notice.at);
        let because = sentence(&notice.because);
        detail.lines.push(vec![bold(Role::Text, format!("{whom}  ")), piece(Role::Text, because)]);
    }
    if others.len() > TOLD_ON_PAGE_MAX {
        let more = format!("and of {} more", others.len() - TOLD_ON_PAGE_MAX);
        detail.lines.push(vec![piece(Role::TextMuted, more)]);
    }
}

/// The plan in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) sites: usize,
    upgrades: usize,
    pub(super) steps: usize,
    pub(super) installs: usize,
    gates: usize,
    /// Domain controllers on which something has to arrive first.
    waits: usize,
    pub(super) warnings: usize,
    pub(super) must_read: usize,
    pub(super) refusals: usize,
}

impl Totals {
    pub(super) fn of(plan: &Plan, matrix: &Matrix, order: &Order) -> Self {
        let waits = plan.steps.iter().filter(|step| step.at.scope == Scope::DomainController);
        let must_read = plan.warnings.iter().filter(|notice| plan.warning(notice).acknowledge);
        Self {
            sites: plan.sites.len(),
            upgrades: plan.sites.iter().filter(|site| site.upgrades).count(),
            steps: plan.steps.len(),
            installs: matrix.installs_due(),
            gates: order.gates,
            waits: waits.count(),
            warnings: plan.warnings.len(),
            must_read: must_read.count(),
            refusals: plan.refusals.len(),
        }
    }

    pub(super) fn lines(&self) -> Vec<Vec<Piece>> {
        let pair = |role: Role, name: &str, value: String| {
            vec![piece(Role::TextMuted, format!("{name:<10}")), piece(role, value)]
        };
        let plain = |name, value| pair(Role::Text, name, value);
        let warnings = match (self.warnings, self.must_read) {
            (0, _) => plain("Warnings", "none".to_owned()),
            (all, 0) => plain("Warnings", all.to_string()),
            (all, must) => plain("Warnings", format!("{all}, {must} to acknowledge")),
        };
        let refusals = match self.refusals {
            0 => plain("Refusals", "none".to_owned()),
            some => pair(Role::Danger, "Refusals", some.to_string()),
        };
        vec![
            plain("Sites", format!("{}, {} upgraded", self.sites, self.upgrades)),
            plain("Steps", self.steps.to_string()),
            plain("Installs", format!("{} of hotfixes", self.installs)),
            plain("Gates", self.gates.to_string()),
            plain("Waits", count("domain controller", self.waits)),
            warnings,
            refusals,
        ]
    }

    /// What there is left to do about the plan.
    pub(super) fn advice(&self, purpose: Purpose) -> (Role, &'static str) {
        match purpose {
            Purpose::LookAt => (Role::TextMuted, "The walk follows this plan."),
            Purpose::Approve if self.refusals > 0 => {
                (Role::Danger, "Approve is not possible while something is refused.")
            }
            Purpose::Approve if self.steps == 0 => (Role::Warning, NOTHING_TO_DO),
            Purpose::Approve => (Role::Text, "n approves the plan and begins the session."),
        }
    }
}

/// What is said of a plan without steps.
pub(super) const NOTHING_TO_DO: &str = "There is nothing to do: no site is below its target. \
                                        Check the target and the levels in the hierarchy.";
