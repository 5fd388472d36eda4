//! The least that a ratatui program can do: take the terminal, draw one frame, wait for a key. The
//! report holds the start of the wizard against it.

use std::io;

use ratatui::widgets::{Block, Paragraph};

fn main() -> io::Result<()> {
    crossterm::terminal::enable_raw_mode()?;
    let mut out = io::stdout();
    crossterm::execute!(out, crossterm::terminal::EnterAlternateScreen)?;
    let mut terminal = ratatui::Terminal::new(ratatui::backend::CrosstermBackend::new(out))?;
    terminal.draw(|frame| {
        let text = "one frame\n".repeat(30);
        let block = Block::bordered().title("least").title_bottom("any key ends it");
        frame.render_widget(Paragraph::new(text).block(block), frame.area());
    })?;
    crossterm::event::read()?;
    crossterm::terminal::disable_raw_mode()?;
    crossterm::execute!(io::stdout(), crossterm::terminal::LeaveAlternateScreen)
}
