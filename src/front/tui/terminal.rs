//! The terminal itself: taken over, and given back whatever happens.

use std::io::{self, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Whether the terminal is ours now: giving it back twice would scroll a shell away.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the mouse is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    Captured,
    Left,
}

/// The terminal while it is ours. Dropping it gives it back.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    mouse: Mouse,
}

impl Screen {
    pub(super) fn take(mouse: Mouse) -> io::Result<Self> {
        take_over(mouse)?;
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()));
        match terminal {
            Ok(terminal) => Ok(Self { terminal, mouse }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Draws one frame; only what changed is written, and shown at once where the terminal can.
    pub(super) fn draw(&mut self, paint: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        let mut out = io::stdout();
        queue!(out, BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| paint(frame.buffer_mut()))?;
        execute!(out, EndSynchronizedUpdate)
    }

    /// Draws everything again with the next frame.
    pub(super) fn redraw(&mut self) -> io::Result<()> {
        // Not `clear`: it asks the terminal where its cursor is, and the answer is read by the
        // thread that reads the keys.
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Gives the terminal back, stops the program until it is told to go on, and takes it again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        stop();
        take_over(self.mouse)?;
        self.redraw()
    }

    /// Asks the terminal to put a text on its clipboard (OSC 52).
    pub(super) fn copy(text: &str) -> io::Result<()> {
        let mut out = io::stdout();
        execute!(out, crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))
    }

    pub(super) fn bell() -> io::Result<()> {
        let mut out = io::stdout();
        out.write_all(b"\x07")?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take_over(mouse: Mouse) -> io::Result<()> {
    enable_raw_mode()?;
    IS_TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    let entered = execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide);
    let captured = match mouse {
        Mouse::Captured => execute!(out, EnableMouseCapture),
        Mouse::Left => Ok(()),
    };
    if let Err(error) = entered.and(captured) {
        give_back();
        return Err(error);
    }
    Ok(())
}

/// Gives the terminal back, if it is ours. Safe to call from a panic hook or before leaving on a
/// signal; what cannot be written then has nobody to read it.
pub fn give_back() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _nobody_listens = execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _nobody_listens = disable_raw_mode();
}

/// Stops this process as Ctrl-Z does, until a shell lets it go on.
#[cfg(unix)]
fn stop() {
    let _goes_on_at_once =
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}

/// Windows consoles suspend nothing.
#[cfg(not(unix))]
fn stop() {}
