//! Words for people: counts, lists, wrapping, mistakes in place, and foreign text made harmless.
//!
//! Text that came from a file, a flow, an answer or a file name passes [`shown()`] before it
//! reaches a terminal, a print or a log. Nothing here writes anything anywhere.

mod cells;
mod diagnostic;
mod excerpt;
mod qr;
mod shown;
mod toml;
mod words;

pub use cells::{clip, cut, pad, width, wrap};
pub use diagnostic::{Diagnostic, Source};
pub use excerpt::{render, render_notes};
pub use qr::{QUIET, QrCode};
pub use shown::{is_harmless, shown, shown_lines};
pub use toml::{Table, parse_toml, read_toml, toml_diagnostic};
pub use words::{argument, count, list, nearest, quoted};
