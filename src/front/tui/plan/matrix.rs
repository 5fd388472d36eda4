//! The hotfix matrix: for every site and every hotfix whether it is due, and what the rows need to
//! be drawn. Everything that looks at all sites is done once, when the plan arrives.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::paint::{Piece, piece};
use crate::front::tui::rows::Rows;
use crate::plan::{HotfixStatus, Plan, SitePlan, StepIx};
use crate::text::{pad, width};
use crate::theme::Role;

/// What a site needs of a hotfix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Due,
    /// Due, and whoever leaves it out may, giving a reason.
    Waivable,
    NotNeeded,
    NoneExists,
    Included,
}

impl Need {
    const ALL: [Self; 5] =
        [Self::Due, Self::Waivable, Self::NotNeeded, Self::NoneExists, Self::Included];

    pub(super) fn mark(self, glyphs: &Glyphs) -> (&'static str, Role) {
        match self {
            Self::Due => (glyphs.here, Role::Accent),
            Self::Waivable => (glyphs.open, Role::Warning),
            Self::NotNeeded => (glyphs.not_applicable, Role::TextMuted),
            Self::NoneExists => ("-", Role::TextMuted),
            Self::Included => (glyphs.confirmed, Role::Success),
        }
    }

    /// The word beside the mark.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Due => "to install",
            Self::Waivable => "due, waivable with a reason",
            Self::NotNeeded => "not needed",
            Self::NoneExists => "none exists",
            Self::Included => "included",
        }
    }

    pub(super) fn is_due(self) -> bool {
        matches!(self, Self::Due | Self::Waivable)
    }
}

/// A site of the plan, ready to be drawn. Runs parallel to [`Plan::sites`].
#[derive(Debug)]
pub(super) struct SiteRow {
    /// By hotfix of the flow.
    pub(super) needs: Vec<Need>,
    pub(super) is_refused: bool,
}

/// Cells of the widest of each column.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Widths {
    pub(super) code: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) status: usize,
    pub(super) article: usize,
}

/// The sites of a plan and the hotfixes of its flow.
#[derive(Debug)]
pub(super) struct Matrix {
    pub(super) sites: Vec<SiteRow>,
    /// Indexes into `sites`, ascending: what the filter leaves.
    pub(super) shown: Vec<usize>,
    pub(super) rows: Rows,
    pub(super) only_due: bool,
    /// The selected hotfix, an index into those of the flow.
    pub(super) column: usize,
    /// The first hotfix that is seen. Set while drawing, when the width is known.
    pub(super) first: Cell<usize>,
    /// Sites where it is due, by hotfix.
    pub(super) due: Vec<usize>,
    /// Needs and marks that the legend has to explain.
    pub(super) occurring: Vec<Need>,
    pub(super) has_refused: bool,
    pub(super) widths: Widths,
    /// The step that puts a hotfix on, by site and hotfix.
    installs: HashMap<(usize, usize), StepIx>,
}

impl Matrix {
    pub(super) fn new(plan: &Plan) -> Self {
        let installs = installs(plan);
        let refused: HashSet<usize> =
            plan.refusals.iter().filter_map(|notice| notice.at.site).map(|site| site.0).collect();
        let mut due = vec![0; plan.flow.hotfixes.len()];
        let mut occurs = [false; Need::ALL.len()];
        let mut sites = Vec::with_capacity(plan.sites.len());
        for planned in &plan.sites {
            let needs = needs(plan, planned, &installs);
            for (need, due) in needs.iter().zip(&mut due) {
                occurs[*need as usize] = true;
                *due += usize::from(need.is_due());
            }
            sites.push(SiteRow { needs, is_refused: refused.contains(&planned.site.0) });
        }
        let occurring = Need::ALL.into_iter().filter(|need| occurs[*need as usize]).collect();
        Self {
            shown: (0..sites.len()).collect(),
            rows: Rows::new(sites.len()),
            only_due: false,
            column: 0,
            first: Cell::new(0),
            due,
            occurring,
            has_refused: sites.iter().any(|site| site.is_refused),
            widths: widths(plan),
            installs: installs.into_iter().map(|(at, (step, _))| (at, step)).collect(),
            sites,
        }
    }

    /// The selected site, an index into [`Plan::sites`].
    pub(super) fn site(&self) -> Option<usize> {
        self.shown.get(self.rows.selected()).copied()
    }

    /// What the selected cell says; none where the flow has no hotfixes.
    pub(super) fn need(&self) -> Option<Need> {
        self.sites.get(self.site()?)?.needs.get(self.column).copied()
    }

    /// The step that puts the hotfix of the selected cell on.
    pub(super) fn install(&self, plan: &Plan) -> Option<StepIx> {
        let site = plan.sites.get(self.site()?)?.site;
        self.installs.get(&(site.0, self.column)).copied()
    }

    pub(super) fn installs_due(&self) -> usize {
        self.due.iter().sum()
    }

    pub(super) fn step_column(&mut self, by: isize) {
        let last = self.due.len().saturating_sub(1);
        self.column = self.column.saturating_add_signed(by).min(last);
    }

    /// Shows all sites, or only those where something is due; the selected site stays selected
    /// where it is still there.
    pub(super) fn toggle_only_due(&mut self) {
        let here = self.site().unwrap_or(0);
        self.only_due = !self.only_due;
        let sites = self.sites.iter().enumerate();
        let left =
            sites.filter(|(_, site)| !self.only_due || site.needs.iter().any(|need| need.is_due()));
        self.shown = left.map(|(index, _)| index).collect();
        self.rows.resize(self.shown.len());
        self.rows.select(self.shown.partition_point(|index| *index < here));
    }

    /// "2.0 SP1 → 2.0 SP2", the arrows of all sites under one another.
    pub(super) fn way(&self, plan: &Plan, index: usize, glyphs: &Glyphs) -> [Piece; 3] {
        let planned = &plan.sites[index];
        let from = plan.hierarchy.site(planned.site).level.to_string();
        let from = piece(Role::Text, pad(&from, self.widths.from));
        let to = target(planned);
        let (role, arrow, to_role) = if self.sites[index].is_refused {
            (Role::Danger, glyphs.refuted, Role::Danger)
        } else if planned.upgrades {
            (Role::TextMuted, glyphs.right, Role::Text)
        } else {
            (Role::TextMuted, " ", Role::TextMuted)
        };
        let to = if planned.upgrades || self.sites[index].is_refused { to } else { STAYS.into() };
        [from, piece(role, format!(" {arrow} ")), piece(to_role, pad(&to, self.widths.to))]
    }
}

/// What is said of a site that is not upgraded.
const STAYS: &str = "stays";

fn target(planned: &SitePlan) -> String {
    planned.target.map(|target| target.to_string()).unwrap_or_default()
}

/// Steps by site and hotfix, and whether all of them may be waived.
fn installs(plan: &Plan) -> HashMap<(usize, usize), (StepIx, bool)> {
    let mut installs: HashMap<_, (StepIx, bool)> = HashMap::new();
    for (index, step) in plan.steps.iter().enumerate() {
        if let (Some(site), Some(hotfix)) = (step.at.site, step.at.hotfix) {
            let is_waivable = plan.is_waivable(StepIx(index));
            let entry = installs.entry((site.0, hotfix)).or_insert((StepIx(index), true));
            entry.1 &= is_waivable;
        }
    }
    installs
}

fn needs(
    plan: &Plan,
    planned: &SitePlan,
    installs: &HashMap<(usize, usize), (StepIx, bool)>,
) -> Vec<Need> {
    let need = |index: usize| {
        if !planned.articles.contains(&plan.flow.hotfixes[index].article) {
            return match planned.hotfixes {
                HotfixStatus::NoneExists => Need::NoneExists,
                HotfixStatus::Included => Need::Included,
                // Where others are due, this one is of another build.
                HotfixStatus::Required
                | HotfixStatus::RequiredHierarchy
                | HotfixStatus::NotRequired => Need::NotNeeded,
            };
        }
        let waivable = match installs.get(&(planned.site.0, index)) {
            Some((_, is_waivable)) => *is_waivable,
            // A site that is refused has no steps.
            None => planned.hotfixes == HotfixStatus::RequiredHierarchy,
        };
        if waivable { Need::Waivable } else { Need::Due }
    };
    (0..plan.flow.hotfixes.len()).map(need).collect()
}

fn widths(plan: &Plan) -> Widths {
    let mut widths = Widths { to: STAYS.len(), ..Widths::default() };
    let widest = |cells: &mut usize, text: &str| *cells = (*cells).max(width(text));
    for planned in &plan.sites {
        let site = plan.hierarchy.site(planned.site);
        widest(&mut widths.code, &site.code);
        widest(&mut widths.from, &site.level.to_string());
        widest(&mut widths.to, &target(planned));
        widest(&mut widths.status, planned.hotfixes.word());
    }
    for hotfix in &plan.flow.hotfixes {
        widest(&mut widths.article, &hotfix.article);
    }
    widths
}
