//! The marks and lines that a terminal can show: Unicode, code page 437, ASCII.
//!
//! Each set says the same with what it has. What a set cannot show is replaced after a frame is
//! drawn, so that foreign text never breaks a line.

use ratatui::buffer::Buffer;

use crate::engine::{ReadingVerdict, State};
use crate::step::How;
use crate::theme::Role;

/// One set of marks and lines. Every mark is one cell wide.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub name: &'static str,
    set: Set,
    pub product: &'static str,
    pub crumb: &'static str,
    pub shown: &'static str,
    pub confirmed: &'static str,
    pub waived: &'static str,
    pub not_applicable: &'static str,
    pub open: &'static str,
    pub here: &'static str,
    pub blocked: &'static str,
    pub waiting: &'static str,
    pub stale: &'static str,
    pub in_doubt: &'static str,
    pub refuted: &'static str,
    /// First column of the selected row.
    pub bar: &'static str,
    pub full: &'static str,
    pub empty: &'static str,
    pub rule: &'static str,
    pub side: &'static str,
    /// Top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    pub thumb: &'static str,
    pub folded: &'static str,
    pub unfolded: &'static str,
    pub left: &'static str,
    pub right: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    pub more: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Unicode,
    Cp437,
    Ascii,
}

/// What most terminals of today show.
pub static UNICODE: Glyphs = Glyphs {
    name: "unicode",
    set: Set::Unicode,
    product: "◆",
    crumb: "›",
    shown: "✓",
    confirmed: "✓",
    waived: "⊘",
    not_applicable: "·",
    open: "○",
    here: "●",
    blocked: "■",
    waiting: "◔",
    stale: "◌",
    in_doubt: "‽",
    refuted: "✗",
    bar: "▌",
    full: "━",
    empty: "─",
    rule: "─",
    side: "│",
    corners: ["╭", "╮", "╰", "╯"],
    thumb: "█",
    folded: "▸",
    unfolded: "▾",
    left: "←",
    right: "→",
    up: "↑",
    down: "↓",
    more: "…",
};

/// What the old Windows console and its raster font show.
pub static CP437: Glyphs = Glyphs {
    name: "cp437",
    set: Set::Cp437,
    product: "■",
    crumb: "»",
    shown: "√",
    confirmed: "√",
    waived: "ø",
    not_applicable: "·",
    open: "o",
    here: "■",
    blocked: "█",
    waiting: "~",
    stale: "?",
    in_doubt: "!",
    refuted: "x",
    bar: "▌",
    full: "■",
    empty: "─",
    rule: "─",
    side: "│",
    corners: ["┌", "┐", "└", "┘"],
    thumb: "█",
    folded: "+",
    unfolded: "-",
    left: "<",
    right: ">",
    up: "^",
    down: "v",
    more: "~",
};

/// What everything shows.
pub static ASCII: Glyphs = Glyphs {
    name: "ascii",
    set: Set::Ascii,
    product: "*",
    crumb: ">",
    shown: "v",
    confirmed: "+",
    waived: "-",
    not_applicable: ".",
    open: "o",
    here: "*",
    blocked: "#",
    waiting: "~",
    stale: "?",
    in_doubt: "!",
    refuted: "x",
    bar: "|",
    full: "#",
    empty: "-",
    rule: "-",
    side: "|",
    corners: ["+", "+", "+", "+"],
    thumb: "#",
    folded: "+",
    unfolded: "-",
    left: "<",
    right: ">",
    up: "^",
    down: "v",
    more: "~",
};

impl Glyphs {
    /// The set of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        [&UNICODE, &CP437, &ASCII].into_iter().find(|set| set.name == name)
    }

    /// The mark of a state and the role that it is shown in.
    pub fn of(&self, state: &State) -> (&'static str, Role) {
        match state {
            State::Open => (self.open, Role::Text),
            State::Blocked(_) => (self.blocked, Role::TextMuted),
            State::Satisfied(How::Shown) => (self.shown, Role::Success),
            State::Satisfied(How::Confirmed | How::Attested) | State::Succeeded => {
                (self.confirmed, Role::Success)
            }
            State::GateOpen => (self.confirmed, Role::Success),
            State::Observed => (self.shown, Role::Success),
            State::Waiting(_) => (self.waiting, Role::Info),
            State::AwaitsSecond => (self.waiting, Role::Warning),
            State::Refuted | State::Disputed => (self.refuted, Role::Danger),
            State::Waived => (self.waived, Role::Warning),
            State::NotApplicable => (self.not_applicable, Role::TextMuted),
            State::Stale => (self.stale, Role::Warning),
            State::UnderWay => (self.here, Role::Accent),
            State::InDoubt => (self.in_doubt, Role::Danger),
        }
    }

    /// The mark of what a sensor made of a file, and its role.
    pub fn of_verdict(&self, verdict: ReadingVerdict) -> (&'static str, Role) {
        match verdict {
            ReadingVerdict::Proves => (self.shown, Role::Success),
            ReadingVerdict::Refutes => (self.refuted, Role::Danger),
            ReadingVerdict::Undecided => (self.open, Role::Warning),
            ReadingVerdict::NotRecognised => (self.not_applicable, Role::TextMuted),
        }
    }

    /// Replaces what this set cannot show.
    pub fn narrow(&self, buf: &mut Buffer) {
        if self.set == Set::Unicode {
            return;
        }
        for cell in &mut buf.content {
            let symbol = cell.symbol();
            if symbol.is_ascii() || (self.set == Set::Cp437 && symbol.chars().all(is_in_cp437)) {
                continue;
            }
            let plain = plain(symbol);
            cell.set_symbol(plain);
        }
    }
}

/// The nearest ASCII for what a set lacks.
fn plain(symbol: &str) -> &'static str {
    match symbol {
        "\u{2018}" | "\u{2019}" => "'",
        "\u{201C}" | "\u{201D}" => "\"",
        "\u{2013}" | "\u{2014}" | "\u{2212}" => "-",
        "\u{2192}" => ">",
        "\u{2190}" => "<",
        "\u{2191}" => "^",
        "\u{2193}" => "v",
        "\u{2026}" => "~",
        "\u{D7}" => "x",
        "\u{A0}" => " ",
        _ => "?",
    }
}

/// Whether code page 437 has the character.
fn is_in_cp437(c: char) -> bool {
    c.is_ascii_graphic()
        || c == ' '
        || "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ø"
            .contains(c)
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::text::width;

    #[test]
    fn every_mark_is_one_cell_wide_and_in_its_set() {
        for set in [&UNICODE, &CP437, &ASCII] {
            let marks = [
                set.product,
                set.crumb,
                set.shown,
                set.confirmed,
                set.waived,
                set.not_applicable,
                set.open,
                set.here,
                set.blocked,
                set.waiting,
                set.stale,
                set.in_doubt,
                set.refuted,
                set.bar,
                set.full,
                set.empty,
                set.rule,
                set.side,
                set.thumb,
                set.folded,
                set.unfolded,
                set.left,
                set.right,
                set.up,
                set.down,
                set.more,
            ];
            for mark in marks.into_iter().chain(set.corners) {
                assert_eq!(width(mark), 1, "{mark} of {}", set.name);
                let fits = match set.set {
                    Set::Unicode => true,
                    Set::Cp437 => mark.chars().all(is_in_cp437),
                    Set::Ascii => mark.is_ascii(),
                };
                assert!(fits, "{mark} of {}", set.name);
            }
        }
    }

    #[test]
    fn what_a_set_lacks_is_replaced() {
        let table = [
            (&UNICODE, "a “b” 東", "a “b” 東"),
            (&CP437, "é “b” – ✓", "é \"b\" - ?"),
            (&ASCII, "é ’ …", "? ' ~"),
        ];
        for (set, text, expected) in table {
            let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
            buf.set_string(0, 0, text, ratatui::style::Style::new());
            set.narrow(&mut buf);
            let shown: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(shown.starts_with(expected), "{}: {shown:?}", set.name);
        }
    }
}
