//! The terminal itself: taken over, and given back whatever happens.

use std::io::{self, BufWriter, Stdout, Write};
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

#[cfg(windows)]
use super::old_console::{self, OldConsole, is_old_console};

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
    drawn: Drawn,
    mouse: Mouse,
}

/// As much as a large frame takes, in bytes: it goes out in one piece.
const FRAME: usize = 64 * 1024;

/// How it is drawn on.
enum Drawn {
    BySequences(Terminal<CrosstermBackend<BufWriter<Stdout>>>),
    #[cfg(windows)]
    ByCalls(Terminal<OldConsole>),
}

impl Drawn {
    fn new() -> io::Result<Self> {
        #[cfg(windows)]
        if is_old_console() {
            return Terminal::new(OldConsole::new()).map(Self::ByCalls);
        }
        let out = BufWriter::with_capacity(FRAME, io::stdout());
        Terminal::new(CrosstermBackend::new(out)).map(Self::BySequences)
    }
}

impl Screen {
    pub(super) fn take(mouse: Mouse) -> io::Result<Self> {
        take_over(mouse)?;
        match Drawn::new() {
            Ok(drawn) => Ok(Self { drawn, mouse }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Draws one frame; only what changed is written, and shown at once where the terminal can.
    pub(super) fn draw(&mut self, paint: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        match &mut self.drawn {
            Drawn::BySequences(terminal) => {
                queue!(terminal.backend_mut(), BeginSynchronizedUpdate)?;
                terminal.draw(|frame| paint(frame.buffer_mut()))?;
                execute!(terminal.backend_mut(), EndSynchronizedUpdate)
            }
            #[cfg(windows)]
            Drawn::ByCalls(terminal) => {
                terminal.draw(|frame| paint(frame.buffer_mut())).map(|_frame| ())
            }
        }
    }

    /// Draws everything again with the next frame.
    pub(super) fn redraw(&mut self) -> io::Result<()> {
        // Not `clear`: it asks the terminal where its cursor is, and the answer is read by the
        // thread that reads the keys.
        match &mut self.drawn {
            Drawn::BySequences(terminal) => {
                let size = terminal.size()?;
                terminal.resize(Rect::new(0, 0, size.width, size.height))
            }
            #[cfg(windows)]
            Drawn::ByCalls(terminal) => {
                let size = terminal.size()?;
                terminal.resize(Rect::new(0, 0, size.width, size.height))
            }
        }
    }

    /// Gives the terminal back, stops the program until it is told to go on, and takes it again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        stop();
        take_over(self.mouse)?;
        self.redraw()
    }

    /// Asks the terminal to put a text on its clipboard (OSC 52); false where it has none for us.
    pub(super) fn copy(text: &str) -> io::Result<bool> {
        if is_old_console() {
            return Ok(false);
        }
        let mut out = io::stdout();
        execute!(out, crossterm::clipboard::CopyToClipboard::to_clipboard_from(text)).map(|()| true)
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
    let entered = match is_old_console() {
        #[cfg(windows)]
        true => old_console::enter(),
        _ => execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide),
    };
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
    let _nobody_listens = match is_old_console() {
        #[cfg(windows)]
        true => execute!(out, DisableMouseCapture).map(|()| old_console::leave()),
        _ => execute!(
            out,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        ),
    };
    let _nobody_listens = disable_raw_mode();
}

/// Only Windows has consoles that show escape sequences as they are.
#[cfg(not(windows))]
pub fn is_old_console() -> bool {
    false
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
