//! The nearest colour that a terminal of 256 or of sixteen colours has.

use super::Color;

/// The steps of a channel in the cube of 6 x 6 x 6.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
/// Where the cube and the greys begin. What is before them is the user's choice.
const CUBE: u8 = 16;
const GREYS: u8 = 232;
/// What most terminals write in.
const WHITE: u8 = 7;

impl Color {
    /// Returns the number of the nearest of 256 colours. Of those only the cube and the greys have
    /// a look that is known, so a `#rrggbb` is always one of them. `Default` has no number and is
    /// not to be asked for one: it gives that of white.
    pub fn to_256(self) -> u8 {
        match self {
            Self::Rgb(red, green, blue) => nearest([red, green, blue]),
            Self::Ansi(number) => number,
            Self::Default => WHITE,
        }
    }

    /// Returns the number of the one of sixteen colours that means the same: a hue stays that hue
    /// and a grey stays grey, even where another of the sixteen looks closer, so that what differs
    /// in meaning goes on to differ. `Default` is not to be asked, as in [`Color::to_256`].
    pub fn to_16(self) -> u8 {
        match self {
            Self::Rgb(red, green, blue) => same_in_16([red, green, blue].map(i32::from)),
            Self::Ansi(number) => number,
            Self::Default => WHITE,
        }
    }
}

fn nearest(color: [u8; 3]) -> u8 {
    let step = color.map(|channel| {
        let off = |step: &u8| STEPS[usize::from(*step)].abs_diff(channel);
        (0..6).min_by_key(off).unwrap_or_default()
    });
    let cube = step.map(|step| STEPS[usize::from(step)]);
    let in_cube = CUBE + 36 * step[0] + 6 * step[1] + step[2];

    // The greys go from 8 to 238 in steps of ten; the nearest is the one nearest to the mean.
    let mean = color.iter().map(|channel| u16::from(*channel)).sum::<u16>() / 3;
    let grey = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or_default();
    let in_greys = [8 + 10 * grey; 3];

    if distance(color, in_greys) < distance(color, cube) { GREYS + grey } else { in_cube }
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
}

fn same_in_16([red, green, blue]: [i32; 3]) -> u8 {
    let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
    let chroma = most - least;
    if chroma < 48 || most < 64 {
        // Black, bright black, white, bright white, by how light it looks.
        return match (299 * red + 587 * green + 114 * blue) / 1000 {
            ..56 => 0,
            56..144 => 8,
            144..230 => 7,
            _ => 15,
        };
    }
    let hue = if most == red {
        60 * (green - blue) / chroma
    } else if most == green {
        120 + 60 * (blue - red) / chroma
    } else {
        240 + 60 * (red - green) / chroma
    };
    let dull = match hue.rem_euclid(360) {
        // Orange is told from amber: the one is red, the other yellow.
        33..90 => 3,
        90..150 => 2,
        150..210 => 6,
        210..270 => 4,
        270..330 => 5,
        _ => 1,
    };
    if least + most < 255 { dull } else { dull + 8 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How xterm shows one of the colours after the first sixteen.
    fn shown(number: u8) -> [u8; 3] {
        if let Some(grey) = number.checked_sub(GREYS) {
            return [8 + 10 * grey; 3];
        }
        let cell = number - CUBE;
        [cell / 36, cell / 6 % 6, cell % 6].map(|step| STEPS[usize::from(step)])
    }

    #[test]
    fn colours_become_what_the_terminal_has() {
        let table = [
            // colour, of 256, of 16
            ("#000000", 16, 0),
            ("#ffffff", 231, 15),
            ("#808080", 244, 8),
            ("#ff0000", 196, 9),
            ("#800000", 88, 1),
            ("#0f1420", 233, 0),
            ("#1c3859", 237, 4),
            ("#7cc4ff", 117, 14),
            ("#7fe0a8", 115, 10),
            ("#ffcf6b", 221, 11),
            ("#ff8f82", 210, 9),
            ("#98a5bd", 109, 7),
            ("#dfe6f3", 254, 7),
            ("#e4eaf5", 255, 15),
            ("bright-cyan", 14, 14),
            ("black", 0, 0),
        ];
        for (written, of_256, of_16) in table {
            let color = Color::parse(written).unwrap();
            assert_eq!((color.to_256(), color.to_16()), (of_256, of_16), "{written}");
        }
    }

    proptest! {
        #[test]
        fn no_other_of_the_256_is_nearer(color: [u8; 3]) {
            let found = Color::Rgb(color[0], color[1], color[2]).to_256();
            prop_assert!(found >= CUBE);
            let off = distance(color, shown(found));
            let least = (CUBE..=255).map(|number| distance(color, shown(number))).min();
            prop_assert_eq!(Some(off), least, "{}", found);
        }

        #[test]
        fn every_colour_is_one_of_the_sixteen(color: [u8; 3]) {
            prop_assert!(Color::Rgb(color[0], color[1], color[2]).to_16() < 16);
        }
    }
}
