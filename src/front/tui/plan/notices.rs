//! Warnings and refusals: what is said of several sites is said once.

use std::collections::HashMap;

use ratatui::layout::Rect;

use crate::front::tui::paint::{Focus, Painter, piece};
use crate::front::tui::rows::Rows;
use crate::plan::{Instance, Notice, Plan};
use crate::text::{list, shown, width};
use crate::theme::Role;

use super::LIST;
use super::detail::Mark;
use super::grid::beside;

/// Most sites that are named.
const NAMED_MAX: usize = 12;

/// Which of the two lists of a plan it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Warnings,
    Refusals,
}

/// Notices of one list, by what they say.
#[derive(Debug)]
pub(super) struct Notices {
    pub(super) sort: Sort,
    /// Indexes into the list of the plan; never empty ones. What must be acknowledged comes
    /// first, else in the order of the plan.
    pub(super) groups: Vec<Vec<usize>>,
    pub(super) rows: Rows,
}

impl Notices {
    pub(super) fn new(plan: &Plan, sort: Sort) -> Self {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut known = HashMap::new();
        for (index, notice) in sort.of(plan).iter().enumerate() {
            let group = *known.entry(notice.template).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(group) => group.push(index),
                None => groups.push(vec![index]),
            }
        }
        if sort == Sort::Warnings {
            groups.sort_by_key(|group| !plan.warning(&plan.warnings[group[0]]).acknowledge);
        }
        Self { sort, rows: Rows::new(groups.len()), groups }
    }

    /// The selected group.
    pub(super) fn selected(&self) -> Option<&[usize]> {
        self.groups.get(self.rows.selected()).map(Vec::as_slice)
    }

    pub(super) fn mark(&self, plan: &Plan, notice: &Notice) -> Mark {
        match self.sort {
            Sort::Refusals => Mark::Refused,
            Sort::Warnings if plan.warning(notice).acknowledge => Mark::MustRead,
            Sort::Warnings => Mark::Information,
        }
    }

    /// Names every group by all that it is said of.
    pub(super) fn labels(&self, plan: &Plan, visit: &mut dyn FnMut(usize, &str)) {
        let all = self.sort.of(plan);
        for (row, group) in self.groups.iter().enumerate() {
            let whom: Vec<_> = group.iter().map(|index| whom(plan, &all[*index].at)).collect();
            visit(row, &format!("{} {}", all[group[0]].title, whom.join(" ")));
        }
    }

    pub(super) fn draw(
        &self,
        painter: &mut Painter<'_>,
        frame: Rect,
        area: Rect,
        plan: &Plan,
        focus: Focus,
    ) {
        if self.groups.is_empty() {
            let at = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
            let style = painter.skin.of(Role::TextMuted);
            painter.text(at, "There are no warnings for this plan.", style);
            return;
        }
        painter.list(area, &self.rows, focus, LIST, |painter, row, index, ground| {
            let group = &self.groups[index];
            let notice = &self.sort.of(plan)[group[0]];
            let (mark, role) = self.mark(plan, notice).of(painter.glyphs);
            let right = match group.len() {
                1 => whom(plan, &notice.at),
                many => format!("{} and {} more", whom(plan, &notice.at), many - 1),
            };
            let right = if width(&shown(&right)) * 3 < usize::from(row.width) {
                right
            } else {
                group.len().to_string()
            };
            let muted = painter.skin.on(Role::TextMuted, ground);
            let used = painter.text_right(row, &right, muted) + 2;
            let room = Rect { width: row.width.saturating_sub(used), ..row };
            let title_role = match role {
                Role::Danger | Role::Warning => role,
                _ => Role::Text,
            };
            let line = [piece(role, format!("{mark} ")), piece(title_role, notice.title.as_str())];
            painter.pieces(room, &line, ground);
        });
        let visible = usize::from(area.height);
        painter.scrollbar(beside(frame, area), self.rows.count(), self.rows.top(), visible);
    }
}

impl Sort {
    pub(super) fn of(self, plan: &Plan) -> &[Notice] {
        match self {
            Self::Warnings => &plan.warnings,
            Self::Refusals => &plan.refusals,
        }
    }

    /// What the flow says that the notice stands on.
    pub(super) fn sources(self, plan: &Plan, notice: &Notice) -> Vec<String> {
        let template = match self {
            Self::Warnings => plan.warning(notice),
            Self::Refusals => plan.refusal(notice),
        };
        template.cites.iter().map(ToString::to_string).collect()
    }
}

/// For what a notice exists: "CEN", "CORP", "the hierarchy".
pub(super) fn whom(plan: &Plan, at: &Instance) -> String {
    let fields = plan.fields(at);
    let parts = [fields.site, fields.domain, fields.controller, fields.server, fields.hotfix];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "the hierarchy".to_owned() } else { parts.join(" ") }
}

/// "CEN, CH1 and SEC": for whom a group of notices is.
pub(super) fn all_of(plan: &Plan, notices: &[Notice], group: &[usize]) -> String {
    let named = group.iter().take(NAMED_MAX).map(|index| whom(plan, &notices[*index].at));
    let mut named: Vec<_> = named.collect();
    if group.len() > NAMED_MAX {
        named.push(format!("{} more", group.len() - NAMED_MAX));
    }
    list(&named)
}
