//! What the themes of the program promise, computed: on fewer colours, on the palettes that
//! terminals have, and for eyes that do not tell red from green.

use crate::text::Source;
use crate::theme::contrast::{contrast, pairs};
use crate::theme::{Color, Contrast, Kind, Role, Theme};

fn shipped() -> impl Iterator<Item = Theme> {
    Theme::builtin_names().map(|name| Theme::builtin(name).unwrap())
}

/// Those that bring their own colours.
fn painted() -> impl Iterator<Item = Theme> {
    shipped().filter(|theme| theme.name() != "terminal")
}

fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[test]
fn shipped_themes_have_no_mistakes_and_enough_contrast() {
    for name in Theme::builtin_names() {
        let source = Theme::builtin_source(name).unwrap();
        let alone: &dyn Fn(&str) -> Option<Source> = &|_| None;
        let mistakes = Theme::check(&source, alone);
        assert_eq!(mistakes, [], "{}", crate::text::render(&[source], &mistakes));
        assert_eq!(Theme::builtin(name).unwrap().name(), name);
    }
    assert_eq!(Theme::builtin("dusk"), None);
}

#[test]
fn shipped_themes_are_what_they_are_called() {
    let table = [
        ("midnight", "Midnight", Kind::Dark, Contrast::Aa),
        ("paper", "Paper", Kind::Light, Contrast::Aa),
        ("contrast", "High contrast", Kind::Dark, Contrast::Aaa),
        ("signal", "Signal", Kind::Dark, Contrast::Aa),
        ("terminal", "Terminal", Kind::Dark, Contrast::Aa),
    ];
    assert_eq!(Theme::builtin_names().count(), table.len());
    for (theme, expected) in shipped().zip(table) {
        assert_eq!((theme.name(), theme.title(), theme.kind(), theme.contrast()), expected);
    }
}

#[test]
fn shipped_themes_give_every_role_its_colour() {
    for theme in shipped() {
        for role in Role::ALL {
            assert_eq!(theme.giver(role), role, "{}", theme.name());
        }
    }
}

#[test]
fn a_dark_theme_is_dark_and_the_selection_is_seen() {
    for theme in painted() {
        let [bg, text, selection] =
            [Role::Bg, Role::Text, Role::Selection].map(|role| theme.color(role));
        let against_white = contrast(bg, Color::Rgb(255, 255, 255)).unwrap();
        assert_eq!(against_white > 10.0, theme.kind() == Kind::Dark, "{}", theme.name());
        assert!(contrast(text, bg).unwrap() > 10.0, "{}", theme.name());
        assert!(contrast(selection, bg).unwrap() > 1.2, "{}", theme.name());
    }
}

/// The cube and the greys of xterm.
fn of_256(number: u8) -> Color {
    if let Some(grey) = number.checked_sub(232) {
        let level = 8 + 10 * grey;
        return Color::Rgb(level, level, level);
    }
    let cell = number - 16;
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    Color::Rgb(level(cell / 36), level(cell / 6 % 6), level(cell % 6))
}

#[test]
fn with_256_colours_everything_keeps_its_contrast() {
    let mut findings = Vec::new();
    for theme in painted() {
        let color = |role| of_256(theme.color(role).to_256());
        for (fg, bg, needed) in pairs(theme.contrast()) {
            let ratio = contrast(color(fg), color(bg)).unwrap();
            if ratio < needed {
                let (theme, fg, bg) = (theme.name(), fg.name(), bg.name());
                findings.push(format!("{theme}: {fg} on {bg}: {ratio:.2} of {needed}"));
            }
        }
        for ground in [Role::Selection, Role::SurfaceHi, Role::Key, Role::Track] {
            assert_ne!(color(ground), color(Role::Bg), "{}: {}", theme.name(), ground.name());
        }
    }
    none(&findings);
}

/// Palettes that terminals come with, each in the order of the numbers.
const PALETTES: [(&str, [u32; 16]); 5] = [
    (
        "VGA",
        [
            0x00_0000, 0xAA_0000, 0x00_AA00, 0xAA_5500, 0x00_00AA, 0xAA_00AA, 0x00_AAAA, 0xAA_AAAA,
            0x55_5555, 0xFF_5555, 0x55_FF55, 0xFF_FF55, 0x55_55FF, 0xFF_55FF, 0x55_FFFF, 0xFF_FFFF,
        ],
    ),
    (
        "xterm",
        [
            0x00_0000, 0xCD_0000, 0x00_CD00, 0xCD_CD00, 0x00_00EE, 0xCD_00CD, 0x00_CDCD, 0xE5_E5E5,
            0x7F_7F7F, 0xFF_0000, 0x00_FF00, 0xFF_FF00, 0x5C_5CFF, 0xFF_00FF, 0x00_FFFF, 0xFF_FFFF,
        ],
    ),
    (
        "Windows",
        [
            0x0C_0C0C, 0xC5_0F1F, 0x13_A10E, 0xC1_9C00, 0x00_37DA, 0x88_1798, 0x3A_96DD, 0xCC_CCCC,
            0x76_7676, 0xE7_4856, 0x16_C60C, 0xF9_F1A5, 0x3B_78FF, 0xB4_009E, 0x61_D6D6, 0xF2_F2F2,
        ],
    ),
    (
        "PuTTY",
        [
            0x00_0000, 0xBB_0000, 0x00_BB00, 0xBB_BB00, 0x00_00BB, 0xBB_00BB, 0x00_BBBB, 0xBB_BBBB,
            0x55_5555, 0xFF_5555, 0x55_FF55, 0xFF_FF55, 0x55_55FF, 0xFF_55FF, 0x55_FFFF, 0xFF_FFFF,
        ],
    ),
    (
        "Solarized",
        [
            0x07_3642, 0xDC_322F, 0x85_9900, 0xB5_8900, 0x26_8BD2, 0xD3_3682, 0x2A_A198, 0xEE_E8D5,
            0x00_2B36, 0xCB_4B16, 0x58_6E75, 0x65_7B83, 0x83_9496, 0x6C_71C4, 0x93_A1A1, 0xFD_F6E3,
        ],
    ),
];

fn of_16(palette: &[u32; 16], number: u8) -> Color {
    let [_, red, green, blue] = palette[usize::from(number)].to_be_bytes();
    Color::Rgb(red, green, blue)
}

#[test]
fn with_sixteen_colours_nothing_disappears_in_its_ground() {
    let mut findings = Vec::new();
    for theme in painted() {
        for (fg, bg, _) in pairs(theme.contrast()) {
            let numbers = (theme.color(fg).to_16(), theme.color(bg).to_16());
            if numbers.0 == numbers.1 {
                let (theme, fg, bg) = (theme.name(), fg.name(), bg.name());
                findings.push(format!("{theme}: {fg} on {bg}: both {}", numbers.0));
            }
        }
        let number = |role| theme.color(role).to_16();
        assert_ne!(number(Role::Selection), number(Role::Bg), "{}", theme.name());
        let states = [Role::Success, Role::Warning, Role::Danger].map(number);
        assert!(states[0] != states[1] && states[1] != states[2] && states[0] != states[2]);
    }
    none(&findings);
}

/// What words need on a background that only the user knows: large text by the guidelines.
const READABLE: f64 = 3.0;

#[test]
fn the_terminals_own_colours_can_be_read_on_the_dark_backgrounds_they_are_made_for() {
    let theme = Theme::builtin("terminal").unwrap();
    let mut findings = Vec::new();
    for (name, palette) in &PALETTES {
        // Solarized keeps its background among the bright colours.
        let ground = of_16(palette, if *name == "Solarized" { 8 } else { 0 });
        let shown = |role| match theme.color(role) {
            Color::Ansi(number) => Some(of_16(palette, number)),
            _ => None,
        };
        let words =
            [Role::Accent, Role::Success, Role::Warning, Role::Danger, Role::Info, Role::OnKey];
        let mut tell = |fg: Role, ink, ground| {
            let ratio = contrast(ink, ground).unwrap();
            if ratio < READABLE {
                findings.push(format!("{name}: {} has {ratio:.2}", fg.name()));
            }
        };
        for role in words {
            tell(role, shown(role).unwrap(), ground);
        }
        for (fg, bg) in [(Role::OnAccent, Role::Accent), (Role::OnMatch, Role::Match)] {
            tell(fg, shown(fg).unwrap(), shown(bg).unwrap());
        }
    }
    none(&findings);
}

#[test]
fn the_terminals_own_background_is_never_painted_over() {
    let theme = Theme::builtin("terminal").unwrap();
    for role in [Role::Bg, Role::Surface, Role::SurfaceHi, Role::Selection, Role::Text] {
        assert_eq!(theme.color(role), Color::Default, "{}", role.name());
    }
    assert!(Role::ALL.iter().all(|role| !matches!(theme.color(*role), Color::Rgb(..))));
}

/// Linear red, green and blue as seen without one kind of cone (Machado, Oliveira and Fernandes,
/// 2009, severity 1).
const EYES: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// A colour in CIE Lab (D65) as it is seen through such an eye.
fn seen(color: Color, eye: &[[f64; 3]; 3]) -> [f64; 3] {
    let Color::Rgb(red, green, blue) = color else { panic!("{color} is the terminal's") };
    let linear = [red, green, blue].map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    let times = |row: &[f64; 3], of: &[f64; 3]| row.iter().zip(of).map(|(a, b)| a * b).sum::<f64>();
    let rgb = [0, 1, 2].map(|row| times(&eye[row], &linear).clamp(0.0, 1.0));
    let to_xyz = [
        [0.412_456 / 0.950_47, 0.357_576 / 0.950_47, 0.180_437 / 0.950_47],
        [0.212_673, 0.715_152, 0.072_175],
        [0.019_334 / 1.088_83, 0.119_192 / 1.088_83, 0.950_304 / 1.088_83],
    ];
    let [x, y, z] = to_xyz.map(|row| {
        let share = times(&row, &rgb);
        if share > 0.008_856 { share.cbrt() } else { 7.787 * share + 16.0 / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn signal_is_told_apart_by_every_eye() {
    let theme = Theme::builtin("signal").unwrap();
    let states = [Role::Success, Role::Warning, Role::Danger, Role::Info];
    let mut findings = Vec::new();
    for (eye, matrix) in &EYES {
        for (index, one) in states.iter().enumerate() {
            for other in &states[index + 1..] {
                let [one_seen, other_seen] =
                    [one, other].map(|role| seen(theme.color(*role), matrix));
                let apart = one_seen.iter().zip(other_seen).map(|(a, b)| (a - b).powi(2));
                let apart = apart.sum::<f64>().sqrt();
                // A difference of about two is just seen; signal wants no looking twice.
                if apart < 20.0 {
                    findings.push(format!("{eye}: {} {} {apart:.1}", one.name(), other.name()));
                }
            }
        }
    }
    none(&findings);
}
