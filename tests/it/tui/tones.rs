//! Colours of a picture: those of a cell, with everything that a terminal would add resolved.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use upgrade_wizard::theme::Kind;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tone(pub(super) u8, pub(super) u8, pub(super) u8);

/// The first sixteen colours as xterm has them.
const SIXTEEN: [Tone; 16] = [
    Tone(0, 0, 0),
    Tone(205, 0, 0),
    Tone(0, 205, 0),
    Tone(205, 205, 0),
    Tone(0, 0, 238),
    Tone(205, 0, 205),
    Tone(0, 205, 205),
    Tone(229, 229, 229),
    Tone(127, 127, 127),
    Tone(255, 0, 0),
    Tone(0, 255, 0),
    Tone(255, 255, 0),
    Tone(92, 92, 255),
    Tone(255, 0, 255),
    Tone(0, 255, 255),
    Tone(255, 255, 255),
];

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    pub(super) ink: Tone,
    pub(super) ground: Tone,
    pub(super) bold: bool,
    pub(super) underline: bool,
}

impl Tone {
    pub(super) fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// This colour and another, half and half.
    pub(super) fn between(self, other: Self) -> Self {
        let half = |a: u8, b: u8| u8::midpoint(a, b);
        Self(half(self.0, other.0), half(self.1, other.1), half(self.2, other.2))
    }

    fn indexed(index: u8) -> Self {
        match index {
            0..16 => SIXTEEN[usize::from(index)],
            16..232 => {
                let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
                let cube = index - 16;
                Self(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
            }
            232.. => {
                let gray = 8 + 10 * (index - 232);
                Self(gray, gray, gray)
            }
        }
    }
}

/// What the terminal itself has: ink and ground.
fn default_tones(kind: Kind) -> (Tone, Tone) {
    match kind {
        Kind::Dark => (Tone(212, 212, 212), Tone(24, 24, 24)),
        Kind::Light => (Tone(32, 32, 32), Tone(255, 255, 255)),
    }
}

fn tone(color: Color, default: Tone) -> Tone {
    match color {
        Color::Reset => default,
        Color::Rgb(red, green, blue) => Tone(red, green, blue),
        Color::Indexed(index) => Tone::indexed(index),
        Color::Black => SIXTEEN[0],
        Color::Red => SIXTEEN[1],
        Color::Green => SIXTEEN[2],
        Color::Yellow => SIXTEEN[3],
        Color::Blue => SIXTEEN[4],
        Color::Magenta => SIXTEEN[5],
        Color::Cyan => SIXTEEN[6],
        Color::Gray => SIXTEEN[7],
        Color::DarkGray => SIXTEEN[8],
        Color::LightRed => SIXTEEN[9],
        Color::LightGreen => SIXTEEN[10],
        Color::LightYellow => SIXTEEN[11],
        Color::LightBlue => SIXTEEN[12],
        Color::LightMagenta => SIXTEEN[13],
        Color::LightCyan => SIXTEEN[14],
        Color::White => SIXTEEN[15],
    }
}

/// How a cell looks on a terminal whose own background is dark or light.
pub(super) fn paint(cell: &Cell, kind: Kind) -> Paint {
    let (ink, ground) = default_tones(kind);
    let (mut ink, mut ground) = (tone(cell.fg, ink), tone(cell.bg, ground));
    let has = |modifier| cell.modifier.contains(modifier);
    if has(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    if has(Modifier::DIM) {
        ink = ink.between(ground);
    }
    if has(Modifier::HIDDEN) {
        ink = ground;
    }
    let (bold, underline) = (has(Modifier::BOLD), has(Modifier::UNDERLINED));
    Paint { ink, ground, bold, underline }
}

/// The background that most cells have: that of the window.
pub(super) fn window(buffer: &Buffer, kind: Kind) -> Tone {
    let mut counts = std::collections::BTreeMap::<Tone, usize>::new();
    for cell in &buffer.content {
        *counts.entry(paint(cell, kind).ground).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or(default_tones(kind).1, |(tone, _)| tone)
}

#[test]
fn a_cell_looks_as_a_terminal_would_show_it() {
    let plain = |fg, bg, modifier| {
        let mut cell = Cell::default();
        cell.set_fg(fg).set_bg(bg);
        cell.modifier = modifier;
        let paint = paint(&cell, Kind::Dark);
        (paint.ink.hex(), paint.ground.hex())
    };
    let none = Modifier::empty();
    let table = [
        (plain(Color::Rgb(1, 2, 3), Color::Reset, none), ("#010203", "#181818")),
        (plain(Color::Indexed(16), Color::Indexed(231), none), ("#000000", "#ffffff")),
        (plain(Color::Indexed(196), Color::Indexed(244), none), ("#ff0000", "#808080")),
        (plain(Color::Red, Color::Black, Modifier::REVERSED), ("#000000", "#cd0000")),
        (plain(Color::White, Color::Black, Modifier::DIM), ("#7f7f7f", "#000000")),
    ];
    for ((ink, ground), expected) in table {
        assert_eq!((ink.as_str(), ground.as_str()), expected);
    }
}
