//! Draws the hotfix matrix: a legend, the articles, the sites, and how often each is due.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::front::tui::paint::{Focus, Hit, Painter, bold, piece};
use crate::plan::Plan;
use crate::text::width;
use crate::theme::Role;

use super::matrix::{Matrix, Widths};
use super::{CELLS, LIST};

/// Where the columns of the matrix stand, in cells from the left of a row.
struct Columns {
    way: u16,
    /// None where the hotfixes need the room: the word stands with the selected cell, too.
    status: Option<u16>,
    hotfixes: u16,
    /// Of each hotfix, the gap after it included.
    step: u16,
    article: u16,
    /// Index of the first hotfix that is seen, and how many are.
    first: usize,
    count: usize,
}

impl Columns {
    /// Finds room for as much as there is: the gaps shrink first, then the status goes.
    fn fit(room: u16, widths: Widths, all: usize, selected: usize, first: usize) -> Self {
        let cells = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX / 8);
        let lead = |gap: u16, with_status: bool| {
            let status = if with_status { cells(widths.status.max(STATUS.len())) + gap } else { 0 };
            let way = cells(widths.from + 3 + widths.to);
            (cells(widths.code.max(SITE.len())) + gap, way + gap, status)
        };
        let article = cells(widths.article).max(3);
        let fitting = |gap: u16, with_status: bool| {
            let (site, way, status) = lead(gap, with_status);
            let left = (room + gap).saturating_sub(site + way + status);
            usize::from(left / (article + gap))
        };
        let ways = [(2, true), (1, true), (2, false), (1, false)];
        let whole = ways.into_iter().find(|(gap, status)| fitting(*gap, *status) >= all);
        // Where they do not all fit anyway, four of them do to read along.
        let wide = || (fitting(2, true) >= 4).then_some((2, true));
        let (gap, with_status) = whole.or_else(wide).unwrap_or((2, false));
        let count = fitting(gap, with_status).clamp(1, all.max(1)).min(all);
        let first = first.min(all - count);
        let first = if selected < first {
            selected
        } else if count > 0 && selected >= first + count {
            selected + 1 - count
        } else {
            first
        };
        let (site, way, status) = lead(gap, with_status);
        Self {
            way: site,
            status: with_status.then_some(site + way),
            hotfixes: site + way + status,
            step: article + gap,
            article,
            first,
            count,
        }
    }

    /// Where the hotfixes that are seen stand: index and place.
    fn seen(&self) -> impl Iterator<Item = (usize, u16)> + '_ {
        let places = (0u16..).map(|place| self.hotfixes + place * self.step);
        (self.first..self.first + self.count).zip(places)
    }
}

const SITE: &str = "Site";
const STATUS: &str = "Hotfixes";

impl Matrix {
    /// Draws it; `frame` is where its scroll bar goes.
    pub(super) fn draw(
        &self,
        painter: &mut Painter<'_>,
        frame: Rect,
        area: Rect,
        plan: &Plan,
        focus: Focus,
    ) {
        let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let all = plan.flow.hotfixes.len();
        let columns = Columns::fit(inside.width, self.widths, all, self.column, self.first.get());
        self.first.set(columns.first);
        let mut y = area.y;
        y += self.draw_legend(painter, inside, &columns, all);
        self.draw_heads(painter, Rect { y, height: 1, ..inside }, plan, &columns);
        y += 1;
        // The totals stand below the last site, or at the end of what is seen of them.
        let totals = u16::from(all > 0);
        let room = area.bottom().saturating_sub(y + totals);
        let rows = u16::try_from(self.rows.count()).unwrap_or(u16::MAX).min(room);
        let list = Rect { y, height: rows, ..area };
        painter.list(list, &self.rows, focus, LIST, |painter, row, index, ground| {
            let site = self.shown[index];
            let selected = self.rows.selected() == index;
            self.draw_site(painter, row, (site, selected), plan, &columns, ground);
        });
        painter.scrollbar(
            beside(frame, list),
            self.rows.count(),
            self.rows.top(),
            usize::from(rows),
        );
        for (index, y) in (self.rows.top()..self.rows.count()).zip(list.y..list.bottom()) {
            for (hotfix, at) in columns.seen() {
                let place = part(Rect { y, height: 1, ..inside }, at, columns.article);
                painter.hits.push((place, Hit::Row { pane: CELLS + hotfix, row: index }));
            }
        }
        y += rows;
        if totals > 0 {
            if rows < room {
                let style = painter.skin.of(Role::Track);
                let line = painter.glyphs.rule.repeat(usize::from(inside.width));
                painter.text(Rect { y, height: 1, ..inside }, &line, style);
                y += 1;
            }
            self.draw_totals(painter, Rect { y, height: 1, ..inside }, &columns);
        }
    }

    /// A word for every mark, and how many hotfixes are out of sight; returns the rows used.
    fn draw_legend(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        columns: &Columns,
        all: usize,
    ) -> u16 {
        let glyphs = painter.glyphs;
        let after = all - columns.first - columns.count;
        let mut hidden = Vec::new();
        if columns.first > 0 {
            hidden.push(format!("{} {} more", glyphs.left, columns.first));
        }
        if after > 0 {
            hidden.push(format!("{after} more {}", glyphs.right));
        }
        let hidden = hidden.join("  ");
        let used = painter.text_right(area, &hidden, painter.skin.of(Role::Accent));
        let mut entries: Vec<_> =
            self.occurring.iter().map(|need| (need.mark(glyphs), need.word())).collect();
        if self.has_refused {
            entries.push(((glyphs.refuted, Role::Danger), "refused"));
        }
        let mut at = Rect { width: area.width.saturating_sub(used), height: 1, ..area };
        for ((mark, role), word) in entries {
            let cells = u16::try_from(width(word) + 2).unwrap_or(u16::MAX);
            if cells > at.width && at.x > area.x {
                at = Rect { y: at.y + 1, height: 1, ..area };
            }
            let line = [piece(role, format!("{mark} ")), piece(Role::TextMuted, word)];
            let used = painter.pieces(at, &line, Role::Bg) + 2;
            at.x += used;
            at.width = at.width.saturating_sub(used);
        }
        at.y - area.y + 1
    }

    fn draw_heads(&self, painter: &mut Painter<'_>, row: Rect, plan: &Plan, columns: &Columns) {
        let style = painter.skin.of(Role::TextMuted).add_modifier(Modifier::BOLD);
        painter.text(part(row, 0, columns.way), SITE, style);
        painter.text(part(row, columns.way, u16::MAX), "Upgrade", style);
        if let Some(at) = columns.status {
            painter.text(part(row, at, u16::MAX), STATUS, style);
        }
        for (hotfix, at) in columns.seen() {
            let role = if hotfix == self.column { Role::Accent } else { Role::TextMuted };
            let style = painter.skin.of(role).add_modifier(Modifier::BOLD);
            let place = part(row, at, columns.article);
            painter.text(place, &plan.flow.hotfixes[hotfix].article, style);
            painter.hits.push((place, Hit::Row { pane: CELLS + hotfix, row: usize::MAX }));
        }
    }

    fn draw_site(
        &self,
        painter: &mut Painter<'_>,
        row: Rect,
        (index, is_selected): (usize, bool),
        plan: &Plan,
        columns: &Columns,
        ground: Role,
    ) {
        let planned = &plan.sites[index];
        let site = plan.hierarchy.site(planned.site);
        let code = [bold(Role::Text, site.code.as_str())];
        painter.pieces(part(row, 0, columns.way), &code, ground);
        let way = self.way(plan, index, painter.glyphs);
        painter.pieces(part(row, columns.way, u16::MAX), &way, ground);
        if let Some(at) = columns.status {
            let word = [piece(Role::TextMuted, planned.hotfixes.word())];
            painter.pieces(part(row, at, columns.hotfixes - at), &word, ground);
        }
        for (hotfix, at) in columns.seen() {
            let (mark, role) = self.sites[index].needs[hotfix].mark(painter.glyphs);
            let middle = part(row, at + columns.article / 2 - 1, 3);
            if is_selected && hotfix == self.column {
                // Brackets: the selected cell is seen without colour.
                let line = [bold(Role::Accent, "["), bold(role, mark), bold(Role::Accent, "]")];
                painter.pieces(middle, &line, ground);
            } else {
                painter.pieces(middle, &[piece(role, format!(" {mark}"))], ground);
            }
        }
    }

    fn draw_totals(&self, painter: &mut Painter<'_>, row: Rect, columns: &Columns) {
        let room = columns.hotfixes.saturating_sub(1);
        let muted = painter.skin.of(Role::TextMuted);
        painter.text(part(row, 0, room), "Sites where it is due", muted);
        let style = painter.skin.of(Role::Text).add_modifier(Modifier::BOLD);
        for (hotfix, at) in columns.seen() {
            let total = self.due[hotfix].to_string();
            let cells = u16::try_from(total.len()).unwrap_or(0).min(columns.article);
            let place = at + (columns.article - cells) / 2;
            painter.text(part(row, place, columns.article), &total, style);
        }
    }
}

/// The part of a frame that is beside a list, as the scroll bar takes it.
pub(super) fn beside(frame: Rect, list: Rect) -> Rect {
    Rect { y: list.y.saturating_sub(1), height: list.height + 2, ..frame }
}

/// A part of a row, from a place on, never past its end.
fn part(row: Rect, at: u16, cells: u16) -> Rect {
    let at = at.min(row.width);
    Rect { x: row.x + at, width: cells.min(row.width - at), ..row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_shrink_then_the_status_goes_then_hotfixes_scroll() {
        let widths = Widths { code: 3, from: 7, to: 7, status: 18, article: 7 };
        // room, hotfixes, selected, first: status seen, first seen, how many
        let table = [
            (80, 4, 0, 0, true, 0, 4),
            (76, 4, 3, 0, true, 0, 4),
            (56, 4, 0, 0, false, 0, 4),
            (80, 9, 0, 0, true, 0, 4),
            (80, 9, 4, 0, true, 1, 4),
            (80, 9, 2, 1, true, 1, 4),
            (80, 9, 0, 5, true, 0, 4),
            (56, 9, 8, 0, false, 6, 3),
            (56, 0, 0, 0, true, 0, 0),
            (10, 4, 2, 0, false, 2, 1),
        ];
        for (room, all, selected, first, status, seen, count) in table {
            let columns = Columns::fit(room, widths, all, selected, first);
            let told = (columns.status.is_some(), columns.first, columns.count);
            assert_eq!(told, (status, seen, count), "{all} in {room}, {selected} selected");
            if room > 10 {
                let end = columns.seen().last().map_or(0, |(_, at)| at + columns.article);
                assert!(end <= room, "{all} in {room}");
            }
        }
    }
}
