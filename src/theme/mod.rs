//! Themes: which colour each role has, read from a file, and whether it can be read on the screen.
//!
//! Pure: text in, colours and mistakes out. It knows neither files nor a terminal; the screen turns
//! a [`Color`] into what the terminal can show.

mod builtin;
mod check;
mod color;
mod contrast;
mod depth;
mod lineage;
mod raw;
mod read;
mod role;
mod shape;
mod tables;
#[cfg(test)]
mod tests;

pub use color::Color;
pub use contrast::{ContrastFinding, contrast};
pub use role::Role;
pub use shape::{Contrast, Kind, Theme};

/// Most themes in a line of inheritance.
pub const MOST_GENERATIONS: usize = 8;
/// Most colours in one palette.
pub const MOST_COLOURS: usize = 256;
/// Longest name of a theme or of a colour of a palette, and longest title, in characters.
pub const LONGEST_NAME: usize = 40;
