//! The console of Windows before Windows 10: it is drawn on by calls, since it shows escape
//! sequences as they are.
//!
//! It has one screen, sixteen colours, no clipboard for programs and no other weights of type.
//! What is printed goes through the standard output, which Windows is told in UTF-16.

use std::io::{self, Stdout, Write as _};
use std::sync::OnceLock;

use crossterm::style::{Color as Colour, ResetColor, SetBackgroundColor, SetForegroundColor};
use crossterm::terminal::{Clear, DisableLineWrap, EnableLineWrap, SetTitle};
use crossterm::{Command as _, cursor, terminal};
use ratatui::backend::{Backend, ClearType, IntoCrossterm as _, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// What the window is called while it is ours, and while all of it is drawn again: that takes a
/// moment to be seen.
const TITLE: &str = "upgrade-wizard";
const TITLE_REDRAWN: &str = "upgrade-wizard ...";

/// The colours by number, as terminals count them.
const COLOURS: [Colour; 16] = [
    Colour::Black,
    Colour::DarkRed,
    Colour::DarkGreen,
    Colour::DarkYellow,
    Colour::DarkBlue,
    Colour::DarkMagenta,
    Colour::DarkCyan,
    Colour::Grey,
    Colour::DarkGrey,
    Colour::Red,
    Colour::Green,
    Colour::Yellow,
    Colour::Blue,
    Colour::Magenta,
    Colour::Cyan,
    Colour::White,
];

/// Whether the console is one of these. It is asked once: the answer holds while the program runs.
pub fn is_old_console() -> bool {
    static IS_OLD: OnceLock<bool> = OnceLock::new();
    *IS_OLD.get_or_init(|| !crossterm::ansi_support::supports_ansi() || shows_sequences())
}

/// Whether a sequence is shown instead of obeyed. Some consoles accept the mode and know nothing
/// of it, and `TERM` may be set where it means nothing: a sequence without effect tells.
fn shows_sequences() -> bool {
    let mut out = io::stdout();
    let mut place_after = |text: &[u8]| {
        out.write_all(text).and_then(|()| out.flush()).and_then(|()| cursor::position())
    };
    let (Ok(before), Ok(after)) = (place_after(b"\r"), place_after(b"\x1b[0m")) else {
        return false;
    };
    if before == after {
        return false;
    }
    let _only_untidy = place_after(b"\r    \r");
    true
}

/// Makes the window ours.
pub(super) fn enter() -> io::Result<()> {
    DisableLineWrap.execute_winapi()?;
    Clear(terminal::ClearType::All).execute_winapi()?;
    cursor::Hide.execute_winapi()
}

/// Gives it back, empty. What cannot be done then has nobody to be told.
pub(super) fn leave() {
    let _nobody_listens = ResetColor.execute_winapi();
    let _nobody_listens = Clear(terminal::ClearType::All).execute_winapi();
    let _nobody_listens = EnableLineWrap.execute_winapi();
    let _nobody_listens = cursor::Show.execute_winapi();
}

/// Draws by calls. Each of them is slow, so none is made that changes nothing.
pub(super) struct OldConsole {
    out: Stdout,
    /// The colours that are set; `None` while nobody knows.
    worn: Option<(Colour, Colour)>,
}

impl OldConsole {
    pub(super) fn new() -> Self {
        Self { out: io::stdout(), worn: None }
    }

    fn wear(&mut self, look: (Colour, Colour)) -> io::Result<()> {
        let (ink, ground) = self.worn.unzip();
        if ink != Some(look.0) {
            SetForegroundColor(look.0).execute_winapi()?;
        }
        if ground != Some(look.1) {
            SetBackgroundColor(look.1).execute_winapi()?;
        }
        self.worn = Some(look);
        Ok(())
    }

    fn print(&mut self, run: &Run) -> io::Result<()> {
        cursor::MoveTo(run.at.x, run.at.y).execute_winapi()?;
        self.wear(run.look)?;
        self.out.write_all(run.text.as_bytes())?;
        self.out.flush()
    }
}

/// Cells side by side that look the same.
struct Run {
    at: Position,
    next: Position,
    look: (Colour, Colour),
    text: String,
}

impl Run {
    fn new(at: Position, cell: &Cell) -> Self {
        let mut run = Self { at, next: at, look: look(cell), text: String::new() };
        run.push(cell);
        run
    }

    /// Whether a cell goes on with it. What is blank has no colour of its own but the ground's.
    fn takes(&self, at: Position, cell: &Cell) -> bool {
        let (ink, ground) = look(cell);
        at == self.next && ground == self.look.1 && (ink == self.look.0 || cell.symbol() == " ")
    }

    fn push(&mut self, cell: &Cell) {
        self.text.push_str(cell.symbol());
        self.next.x += 1;
    }
}

/// Both colours of a cell.
fn look(cell: &Cell) -> (Colour, Colour) {
    let (ink, ground) = (colour(cell.fg), colour(cell.bg));
    if !cell.modifier.contains(Modifier::REVERSED) {
        return (ink, ground);
    }
    // The console's own colours cannot be exchanged by name.
    let ink = if ink == Colour::Reset { Colour::Grey } else { ink };
    let ground = if ground == Colour::Reset { Colour::Black } else { ground };
    (ground, ink)
}

fn colour(color: Color) -> Colour {
    match color {
        Color::Indexed(index) => COLOURS.get(usize::from(index)).copied().unwrap_or(Colour::Grey),
        // More colours than it has are not asked for: the look is chosen for sixteen.
        other => other.into_crossterm(),
    }
}

impl Backend for OldConsole {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut run: Option<Run> = None;
        for (x, y, cell) in content {
            let at = Position { x, y };
            match &mut run {
                Some(run) if run.takes(at, cell) => run.push(cell),
                _ => {
                    if let Some(run) = run.replace(Run::new(at, cell)) {
                        self.print(&run)?;
                    }
                }
            }
        }
        run.map_or(Ok(()), |run| self.print(&run))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        cursor::Hide.execute_winapi()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        cursor::Show.execute_winapi()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        cursor::position().map(Position::from)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        cursor::MoveTo(x, y).execute_winapi()
    }

    fn clear(&mut self) -> io::Result<()> {
        SetTitle(TITLE_REDRAWN).execute_winapi()?;
        ResetColor.execute_winapi()?;
        self.worn = None;
        Clear(terminal::ClearType::All).execute_winapi()
    }

    fn clear_region(&mut self, _region: ClearType) -> io::Result<()> {
        // The whole screen is ours, and nothing else is ever cleared.
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        terminal::size().map(Size::from)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    /// Ends a frame.
    fn flush(&mut self) -> io::Result<()> {
        SetTitle(TITLE).execute_winapi()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_two_of_sixteen_colours() {
        let table = [
            (Color::Reset, Color::Reset, Modifier::BOLD, (Colour::Reset, Colour::Reset)),
            (Color::Reset, Color::Reset, Modifier::REVERSED, (Colour::Black, Colour::Grey)),
            (
                Color::Indexed(12),
                Color::Indexed(0),
                Modifier::empty(),
                (Colour::Blue, Colour::Black),
            ),
            (Color::Indexed(1), Color::Reset, Modifier::REVERSED, (Colour::Black, Colour::DarkRed)),
            (Color::Red, Color::Gray, Modifier::empty(), (Colour::DarkRed, Colour::Grey)),
        ];
        for (fg, bg, modifier, expected) in table {
            let mut cell = Cell::default();
            cell.set_fg(fg).set_bg(bg).modifier = modifier;
            assert_eq!(look(&cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn what_looks_the_same_is_printed_at_once() {
        let cell = |symbol: &'static str, fg: Color| {
            let mut cell = Cell::new(symbol);
            cell.set_fg(fg);
            cell
        };
        let mut run = Run::new(Position { x: 3, y: 1 }, &cell("a", Color::Red));
        let table = [
            (4, cell("b", Color::Red), true),
            (4, cell(" ", Color::Blue), true),
            (4, cell("b", Color::Blue), false),
            (5, cell("b", Color::Red), false),
        ];
        for (x, cell, expected) in table {
            assert_eq!(run.takes(Position { x, y: 1 }, &cell), expected, "{x} {cell:?}");
        }
        run.push(&cell(" ", Color::Blue));
        run.push(&cell("b", Color::Red));
        assert_eq!((run.text.as_str(), run.next.x), ("a b", 6));
    }
}
