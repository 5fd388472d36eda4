//! How lines get in and out: dialoguer on a terminal, plain lines elsewhere.

use std::io::{self, BufRead, Write};

use dialoguer::Password;
use dialoguer::console::Term;
use zeroize::Zeroizing;

use crate::front::FrontError;
use crate::text::{shown_lines, wrap};

/// Widest line that is written, in cells: longer ones are hard to read.
const WIDEST: usize = 78;

/// Narrowest width that is wrapped for, in cells; on anything narrower the terminal wraps.
const NARROWEST: usize = 40;

/// Where an operator reads and writes lines.
pub struct Prompt {
    input: Lines,
}

enum Lines {
    /// A terminal that understands a few control sequences.
    Terminal,
    /// Standard input that is a pipe, a file, or a terminal that understands nothing
    /// (`TERM=dumb`). Its buffer is shared by all prompts of the process.
    StandardInput,
    /// Any other source of lines.
    Reader(Box<dyn BufRead>),
}

impl Prompt {
    /// Prompts on the terminal that standard input, output and error are.
    pub fn on_terminal() -> Self {
        Self { input: Lines::Terminal }
    }

    /// Reads one answer a line from standard input.
    pub fn on_standard_input() -> Self {
        Self { input: Lines::StandardInput }
    }

    /// Reads one answer a line.
    pub fn from_reader(reader: Box<dyn BufRead>) -> Self {
        Self { input: Lines::Reader(reader) }
    }

    /// Writes a text and a line end. Foreign text in it is made harmless.
    pub fn say(&mut self, text: &str) -> Result<(), FrontError> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", shown_lines(text)).map_err(lost)?;
        out.flush().map_err(lost)
    }

    /// Writes a text, wrapped.
    pub fn tell(&mut self, text: &str) -> Result<(), FrontError> {
        let lines = wrap(text, self.width());
        self.say(&lines.join("\n"))
    }

    /// How wide lines may be, in cells.
    pub fn width(&self) -> usize {
        match self.input {
            Lines::Terminal => {
                let columns = Term::stdout().size_checked().map(|(_, columns)| columns);
                // The last column is left free: some terminals wrap when it is written.
                let room = columns.map_or(WIDEST, |columns| usize::from(columns).saturating_sub(1));
                room.clamp(NARROWEST, WIDEST)
            }
            Lines::StandardInput | Lines::Reader(_) => WIDEST,
        }
    }

    /// Asks for one line. An empty line is an answer.
    pub fn line(&mut self, question: &str) -> Result<String, FrontError> {
        let question = shown_lines(question);
        match &mut self.input {
            Lines::Terminal => {
                // Not dialoguer's `Input`: it paints the line again when it is done, and what was
                // longer than the terminal is wide then stands there twice.
                let term = Term::stdout();
                let lines = wrap(&format!("{question}:"), self.width());
                term.write_str(&format!("{} ", lines.join("\n"))).map_err(lost)?;
                Ok(term.read_line().map_err(unread)?.trim().to_owned())
            }
            Lines::StandardInput => read(&question, |line| io::stdin().read_line(line)),
            Lines::Reader(reader) => read(&question, |line| reader.read_line(line)),
        }
    }

    /// Asks for one of several, by number, until a number is given. Zero-based.
    pub fn number(&mut self, question: &str, options: &[String]) -> Result<usize, FrontError> {
        for (index, option) in options.iter().enumerate() {
            let lines = wrap(option, self.width() - 6);
            self.say(&format!("  {:>2}  {}", index + 1, lines.join("\n      ")))?;
        }
        loop {
            let answer = self.line(&format!("{question} (1-{})", options.len()))?;
            match answer.parse::<usize>() {
                Ok(number) if (1..=options.len()).contains(&number) => return Ok(number - 1),
                _ => self.say(&format!("Type a number from 1 to {}.", options.len()))?,
            }
        }
    }

    /// Asks a question until it is answered with yes or no.
    pub fn yes(&mut self, question: &str) -> Result<bool, FrontError> {
        loop {
            match self.line(&format!("{question} (yes/no)"))?.to_ascii_lowercase().as_str() {
                "yes" | "y" => return Ok(true),
                "no" | "n" => return Ok(false),
                _ => self.say("Type yes or no.")?,
            }
        }
    }

    /// Asks for a secret, which is not shown. Only on a terminal: a secret never comes by pipe.
    pub fn secret(&mut self, question: &str) -> Result<Zeroizing<String>, FrontError> {
        let answer = Password::new()
            .with_prompt(shown_lines(question).as_ref())
            .allow_empty_password(true)
            .report(false)
            .interact();
        Ok(Zeroizing::new(answer.map_err(ended)?))
    }

    /// Whether lines are typed at a terminal, as far as the system can tell.
    pub fn is_at_terminal(&self) -> bool {
        match self.input {
            Lines::Terminal => true,
            Lines::StandardInput => io::IsTerminal::is_terminal(&io::stdin()),
            Lines::Reader(_) => false,
        }
    }

    /// Whether a secret can be asked for.
    pub fn can_ask_secrets(&self) -> bool {
        io::IsTerminal::is_terminal(&io::stdin()) && io::IsTerminal::is_terminal(&io::stderr())
    }
}

/// Asks, reads one line, and shows what was answered: a pipe does not echo.
fn read(
    question: &str,
    read_line: impl FnOnce(&mut String) -> io::Result<usize>,
) -> Result<String, FrontError> {
    let mut out = io::stdout().lock();
    write!(out, "{question}: ").map_err(lost)?;
    out.flush().map_err(lost)?;
    let mut line = String::new();
    let read = read_line(&mut line).map_err(unread)?;
    // What ends without a line end was cut off: nobody finished saying it.
    if read == 0 || !line.ends_with('\n') {
        writeln!(out).map_err(lost)?;
        return Err(FrontError::InputEnded);
    }
    let answer = line.trim().to_owned();
    if !io::IsTerminal::is_terminal(&io::stdin()) {
        writeln!(out, "{}", shown_lines(&answer)).map_err(lost)?;
    }
    Ok(answer)
}

fn ended(error: dialoguer::Error) -> FrontError {
    let dialoguer::Error::IO(source) = error;
    unread(source)
}

fn unread(source: io::Error) -> FrontError {
    match source.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::Interrupted => FrontError::InputEnded,
        io::ErrorKind::InvalidData => FrontError::NotText,
        _ => FrontError::TerminalLost { source },
    }
}

fn lost(source: io::Error) -> FrontError {
    FrontError::TerminalLost { source }
}
