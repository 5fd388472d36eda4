//! Draws the hierarchy: three panes where there is room, two, or one at a time.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::hierarchy::draft::{Field, Problem};
use crate::text::{count, pad, shown, width, wrap};
use crate::theme::Role;

use super::super::paint::{Focus, Painter, Piece, bold, piece};
use super::judged::sentence;
use super::table::{Item, Listed};
use super::tree::Node;
use super::{FORM, Sites, TABLE, TREE, page};

/// Rows below the table for what is wrong with the selected site.
const FOOT: u16 = 3;
/// Cells of the columns, with the space after them.
const CODE: usize = 5;
const ROLE: usize = 10;
const LEVEL: usize = 8;

/// Columns that there is room for.
#[derive(Debug, Clone, Copy)]
struct Columns {
    server: usize,
    has_role: bool,
    domains: usize,
}

pub(super) fn draw(sites: &Sites, painter: &mut Painter<'_>, area: Rect) {
    let has_form = sites.form.is_some();
    if area.width < 80 {
        match (has_form, sites.list) {
            (true, _) => page::draw(sites, painter, area),
            (false, TREE) => draw_tree(sites, painter, area),
            (false, _) => draw_table(sites, painter, area, FOOT),
        }
        return;
    }
    let form_cells = (42 + area.width.saturating_sub(120) / 4).min(60);
    if area.width < 120 {
        let left = Rect { width: if has_form { form_cells } else { 26 }, ..area };
        if has_form {
            page::draw(sites, painter, left);
        } else {
            draw_tree(sites, painter, left);
        }
        let rest = Rect { x: left.right(), width: area.width - left.width, ..area };
        draw_table(sites, painter, rest, if has_form { 0 } else { FOOT });
        return;
    }
    let tree = Rect { width: (26 + (area.width - 120) / 4).min(36), ..area };
    let form = Rect { x: area.right() - form_cells, width: form_cells, ..area };
    let table = Rect { x: tree.right(), width: form.x - tree.right(), ..area };
    draw_tree(sites, painter, tree);
    draw_table(sites, painter, table, 0);
    page::draw(sites, painter, form);
}

/// Whether a pane has the keys.
pub(super) fn focus(sites: &Sites, pane: usize) -> Focus {
    let here = if sites.form.is_some() { FORM } else { sites.list };
    Focus::when(here == pane)
}

/// The mark of a problem and its role.
pub(super) fn mark(painter: &Painter<'_>, problem: &Problem) -> (&'static str, Role) {
    if problem.is_mistake {
        (painter.glyphs.refuted, Role::Danger)
    } else {
        (painter.glyphs.stale, Role::Warning)
    }
}

/// "640 sites, 3 problems"; where that is too long beside the title, what matters more.
fn summary(sites: &Sites, cells: usize) -> String {
    let (noun, all) = match sites.table.listed() {
        Listed::Sites => ("site", sites.draft.sites.len()),
        Listed::Domains => ("domain", sites.draft.domains.len()),
    };
    let listed = match sites.table.list.count() {
        rows if rows == all => count(noun, all),
        rows => format!("{rows} of {}", count(noun, all)),
    };
    let under_way = sites.under_way.in_short().map(str::to_owned);
    let state = under_way.unwrap_or_else(|| sites.judged.in_short());
    if state.is_empty() {
        return listed;
    }
    let both = format!("{listed}, {state}");
    if width(&both) <= cells { both } else { state }
}

fn draw_tree(sites: &Sites, painter: &mut Painter<'_>, area: Rect) {
    let right = if sites.is_unsaved() { "unsaved" } else { "" };
    let inside = painter.frame(area, "Hierarchy", right, focus(sites, TREE));
    let list = &sites.tree.list;
    painter.list(inside, list, focus(sites, TREE), TREE, |painter, row, index, ground| {
        draw_node(sites, painter, row, sites.tree.nodes()[index], ground);
    });
    painter.scrollbar(area, list.count(), list.top(), usize::from(inside.height));
}

fn draw_node(sites: &Sites, painter: &mut Painter<'_>, row: Rect, node: Node, ground: Role) {
    let (tree, draft) = (&sites.tree, &sites.draft);
    let has_below = tree.has_below(draft, node);
    let is_folded = tree.is_folded(draft, node);
    let (depth, below, name, beside, is_wrong) = match node {
        Node::Hierarchy => {
            let is_wrong = sites.judged.of_hierarchy().next().is_some();
            (0, draft.sites.len(), draft.name.as_str(), "", is_wrong)
        }
        Node::Row(at) => {
            let found = &tree.rows()[at];
            let site = &draft.sites[found.site];
            // What is folded away must not be forgotten.
            let seen = if is_folded { tree.span(at) } else { at..at + 1 };
            let is_wrong = found.problem.is_some() || tree.problems_in(seen) > 0;
            let (code, server) = (site.get(Field::Code), site.get(Field::Server));
            (found.depth + 1, found.descendants, code, server, is_wrong)
        }
        Node::Domains => {
            let is_wrong = is_folded && sites.judged.has_domains();
            (1, draft.domains.len(), "Domains", "", is_wrong)
        }
        Node::Domain(at) => {
            let is_wrong = sites.judged.of_domain(at).next().is_some();
            (2, 0, draft.domains[at].name.as_str(), "", is_wrong)
        }
    };
    let glyphs = painter.glyphs;
    let (mark, role) = if is_wrong { (glyphs.refuted, Role::Danger) } else { (" ", Role::Text) };
    let role = if is_wrong && !sites.judged.has_mistakes() { Role::Warning } else { role };
    let mark = if role == Role::Warning { glyphs.stale } else { mark };
    let number = if below > 0 { format!(" {below}") } else { String::new() };
    let right = [piece(Role::TextMuted, number.clone()), piece(role, format!(" {mark}"))];
    let right_cells = u16::try_from(width(&number)).unwrap_or(0) + 2;
    let room = Rect { width: row.width.saturating_sub(right_cells), ..row };
    let at = Rect { x: room.right(), width: right_cells.min(row.width), ..row };
    painter.pieces(at, &right, ground);
    // Far down in a deep tree there is still room for the code.
    let most = usize::from(room.width / 2);
    let indent = " ".repeat((depth * 2).min(most));
    let fold = match (has_below, is_folded) {
        (false, _) => " ",
        (true, true) => glyphs.folded,
        (true, false) => glyphs.unfolded,
    };
    let lead = match node {
        Node::Hierarchy => String::new(),
        _ => format!("{}{fold} ", indent.get(2..).unwrap_or_default()),
    };
    let name = match (name, node) {
        ("", Node::Hierarchy | Node::Domain(_)) => piece(Role::TextMuted, "no name"),
        ("", _) => piece(Role::TextMuted, "no code"),
        (name, Node::Hierarchy | Node::Domains) => bold(Role::Text, name),
        (name, _) => piece(Role::Text, name),
    };
    let beside = if beside.is_empty() { String::new() } else { format!(" {beside}") };
    let line = [piece(Role::TextMuted, lead), name, piece(Role::TextMuted, beside)];
    painter.pieces(room, &line, ground);
}

/// The name of what the table shows.
fn title(sites: &Sites) -> String {
    let title = match sites.scope() {
        Node::Hierarchy => "Sites".to_owned(),
        Node::Domains | Node::Domain(_) => "Domains".to_owned(),
        Node::Row(at) => {
            let row = &sites.tree.rows()[at];
            let code = sites.draft.sites[row.site].get(Field::Code);
            let code = if code.is_empty() { "Site without a code" } else { code };
            if row.descendants > 0 { format!("{code} and below") } else { code.to_owned() }
        }
    };
    match sites.scope() {
        _ if !sites.table.is_only_problems() => title,
        Node::Row(_) => format!("Problems, {title}"),
        Node::Hierarchy | Node::Domains | Node::Domain(_) => "Problems".to_owned(),
    }
}

fn draw_table(sites: &Sites, painter: &mut Painter<'_>, area: Rect, foot: u16) {
    let here = focus(sites, TABLE);
    let title = title(sites);
    let summary = summary(sites, usize::from(area.width).saturating_sub(width(&title) + 9));
    let inside = painter.frame(area, &title, &summary, here);
    let foot = if sites.judged.is_clean() { 0 } else { foot.min(inside.height / 3) };
    let head = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), height: 1, ..inside };
    let list_area =
        Rect { y: inside.y + 1, height: inside.height.saturating_sub(1 + foot), ..inside };
    let columns = columns(usize::from(head.width), sites.table.is_only_problems());
    let style = painter.skin.of(Role::TextMuted).add_modifier(Modifier::BOLD);
    painter.text(head, &heading(sites, columns, usize::from(head.width)), style);
    let list = &sites.table.list;
    painter.list(list_area, list, here, TABLE, |painter, row, index, ground| {
        match sites.table.item(&sites.tree, index) {
            Some(Item::Site(site)) => draw_site(sites, painter, row, site, columns, ground),
            Some(Item::Domain(domain)) => draw_domain(sites, painter, row, domain, ground),
            None => {}
        }
    });
    // The frame's own top is that of the heading, not of the list.
    let bar = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + foot), ..area };
    painter.scrollbar(bar, list.count(), list.top(), usize::from(list_area.height));
    if list.count() == 0 {
        let room = Rect { height: 1, x: head.x + 1, width: head.width - 1, ..list_area };
        painter.text(room, nothing(sites), painter.skin.of(Role::TextMuted));
    }
    if foot > 0 {
        let y = inside.bottom() - foot + 1;
        draw_foot(sites, painter, Rect { y, height: foot - 1, ..head });
    }
}

/// What stands where there is no row.
fn nothing(sites: &Sites) -> &'static str {
    match (sites.table.is_only_problems(), sites.table.listed()) {
        (true, _) if !sites.judged.is_current() => "Checking...",
        (true, _) => "No problem here. f shows all.",
        (false, Listed::Sites) => "No site yet. a adds the central one, i reads a file.",
        (false, Listed::Domains) => "No domain is described. a adds one.",
    }
}

/// What is wrong with the selected row.
fn draw_foot(sites: &Sites, painter: &mut Painter<'_>, area: Rect) {
    let Some(item) = sites.table.selected(&sites.tree) else { return };
    let Some(problem) = first_problem(sites, item) else { return };
    let (mark, role) = mark(painter, problem);
    let text = format!("{mark} {}", sentence(problem));
    let lines = wrap(&shown(&text), usize::from(area.width));
    let rows = usize::from(area.height);
    for (index, y) in (0..lines.len().min(rows)).zip(area.y..) {
        // What does not fit ends with a mark: it is whole in the form.
        let is_cut = index + 1 == rows && lines.len() > rows;
        let line = if is_cut { lines[index..].join(" ") } else { lines[index].clone() };
        painter.text(Rect { y, height: 1, ..area }, &line, painter.skin.of(role));
    }
}

fn first_problem(sites: &Sites, item: Item) -> Option<&Problem> {
    match item {
        Item::Site(site) => sites.judged.of_site(site).next(),
        Item::Domain(domain) => sites.judged.of_domain(domain).next(),
    }
}

/// Cells of the name of a domain, which has at most 15 letters where there is no mistake.
fn domain_cells(cells: usize) -> usize {
    if cells < 40 { 12 } else { 18 }
}

/// What there is room for in so many cells.
fn columns(cells: usize, is_only_problems: bool) -> Columns {
    if is_only_problems {
        let server = if cells < 44 { 10 } else { 16 };
        let domains = cells.saturating_sub(2 + CODE + server);
        return Columns { server, has_role: false, domains };
    }
    let has_role = cells >= 2 + CODE + 10 + ROLE + LEVEL + LEVEL;
    let fixed = 2 + CODE + LEVEL + if has_role { ROLE + LEVEL } else { 0 };
    let rest = cells.saturating_sub(fixed);
    if rest >= 32 {
        return Columns { server: 16, has_role, domains: rest - 16 };
    }
    Columns { server: rest, has_role, domains: 0 }
}

fn heading(sites: &Sites, columns: Columns, cells: usize) -> String {
    if sites.table.listed() == Listed::Domains {
        return format!("  {}Controllers", pad("Domain", domain_cells(cells)));
    }
    let Columns { server, has_role, domains } = columns;
    let mut line = format!("  {}{}", pad("Code", CODE), pad("Server", server));
    if sites.table.is_only_problems() {
        return line + "Problem";
    }
    if has_role {
        line += &pad("Role", ROLE);
    }
    line += &pad("Level", LEVEL);
    if has_role {
        line += &pad("Target", LEVEL);
    }
    if domains > 0 {
        line += "Logon domains";
    }
    line
}

fn draw_site(
    sites: &Sites,
    painter: &mut Painter<'_>,
    row: Rect,
    site: usize,
    columns: Columns,
    ground: Role,
) {
    let draft = &sites.draft.sites[site];
    let Columns { server, has_role, domains } = columns;
    let problem = first_problem(sites, Item::Site(site));
    let (mark, role) = problem.map_or((" ", Role::Text), |problem| mark(painter, problem));
    let cell = |painter: &Painter<'_>, role, text: &str, cells: usize| -> Piece {
        let text = painter.clip(&shown(text), cells.saturating_sub(1));
        piece(role, pad(&text, cells))
    };
    let code = match draft.get(Field::Code) {
        "" => cell(painter, Role::TextMuted, "none", CODE),
        code => cell(painter, Role::Text, code, CODE),
    };
    let mut line = vec![
        piece(role, format!("{mark} ")),
        code,
        cell(painter, Role::Text, draft.get(Field::Server), server),
    ];
    let target = sites.origin.target.map(|level| level.to_string()).unwrap_or_default();
    let target = match draft.get(Field::Target) {
        "" => (Role::TextMuted, target.as_str()),
        own => (Role::Text, own),
    };
    // Where the last column is narrow, what is wrong takes the room of the others; what is only odd
    // does so where one looks for it.
    let hides =
        |problem: &Problem| sites.table.is_only_problems() || (domains == 0 && problem.is_mistake);
    if !problem.is_some_and(hides) {
        if has_role {
            line.push(cell(painter, Role::Text, draft.get(Field::Role), ROLE));
        }
        let level = match draft.get(Field::Level) {
            "" => draft.get(Field::FullVersion),
            level => level,
        };
        line.push(cell(painter, Role::Text, level, LEVEL));
        if has_role {
            line.push(cell(painter, target.0, target.1, LEVEL));
        }
    }
    match problem {
        Some(problem) if domains > 0 || hides(problem) => {
            line.push(piece(role, problem.text.as_str()));
        }
        Some(_) => {}
        None if domains > 0 => {
            line.push(piece(Role::TextMuted, draft.get(Field::LogonDomains)));
        }
        None => {}
    }
    painter.pieces(row, &line, ground);
}

fn draw_domain(sites: &Sites, painter: &mut Painter<'_>, row: Rect, domain: usize, ground: Role) {
    let draft = &sites.draft.domains[domain];
    let problem = first_problem(sites, Item::Domain(domain));
    let (mark, role) = problem.map_or((" ", Role::Text), |problem| mark(painter, problem));
    let cells = domain_cells(usize::from(row.width));
    let name = painter.clip(&shown(&draft.name), cells - 1);
    let name = if name.is_empty() {
        piece(Role::TextMuted, pad("no name", cells))
    } else {
        piece(Role::Text, pad(&name, cells))
    };
    let rest = match problem {
        Some(problem) => piece(role, problem.text.as_str()),
        None if draft.domain_controllers.is_empty() => piece(Role::TextMuted, "not said"),
        None => piece(Role::Text, draft.domain_controllers.as_str()),
    };
    painter.pieces(row, &[piece(role, format!("{mark} ")), name, rest], ground);
}
