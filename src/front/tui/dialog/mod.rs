//! Questions that lie over a place: a text to read, fields to fill in, a safe answer by default.

mod draw;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use zeroize::Zeroizing;

use crate::plan::{Happening, StepIx};

use crate::theme::Role;

use crate::front::tui::desk::Secret;
use crate::front::tui::field::{Field, Lines};

/// What a dialog is about. What is half typed in it is kept under this.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum About {
    Answer(StepIx),
    Correct(StepIx),
    Begin(StepIx),
    End(StepIx),
    Waive(StepIx),
    SetAside(StepIx),
    Reopen(StepIx),
    Note(StepIx),
    /// Takes a piece of evidence back.
    Withdraw(StepIx),
    /// Answers for one thing that a sensor found.
    Explain {
        step: StepIx,
        sha256: String,
        finding: String,
        line: Option<usize>,
    },
    /// Says that something happened at a site, or everywhere.
    Tell {
        what: Happening,
        site: Option<String>,
    },
    /// Whether a file or the hierarchy says something wrong.
    WhichIsWrong(StepIx),
    /// Corrects the level of a site in the hierarchy.
    Redeclare {
        site: String,
    },
    /// A second person says what they saw.
    Second(StepIx),
    HandOver,
    Window,
    SessionNote,
    Abort,
    Discard,
    /// Begins a session: name, person, passphrase twice.
    NewSession,
    ResumeSession {
        id: String,
    },
    Seal,
    Import,
    /// The path that is suggested: what is typed instead is kept for this one only.
    SaveHierarchy {
        path: String,
    },
    Overwrite {
        path: String,
    },
    SavePaper,
    VerifyPath,
    EvidencePath,
    Target,
    RemoveSite(usize),
    /// Leaves a hierarchy with changes that are not saved.
    LeaveHierarchy,
}

impl About {
    /// A short name under which half-typed text is kept across a crash; none for what must be
    /// typed afresh each time.
    pub(super) fn scratch_key(&self, id_of: &dyn Fn(StepIx) -> String) -> Option<String> {
        match self {
            Self::Waive(step) => Some(format!("waive {}", id_of(*step))),
            Self::SetAside(step) => Some(format!("skip {}", id_of(*step))),
            Self::Reopen(step) => Some(format!("undo {}", id_of(*step))),
            Self::Note(step) => Some(format!("note {}", id_of(*step))),
            Self::Correct(step) => Some(format!("correct {}", id_of(*step))),
            Self::Answer(step) => Some(format!("answer {}", id_of(*step))),
            Self::Withdraw(step) => Some(format!("withdraw {}", id_of(*step))),
            Self::SessionNote => Some("session note".to_owned()),
            Self::Abort => Some("abort".to_owned()),
            _ => None,
        }
    }
}

/// A part of a dialog that can have the focus.
#[expect(clippy::large_enum_variant, reason = "a dialog has a handful of parts")]
#[derive(Debug, Clone)]
pub(super) enum Part {
    Text {
        label: String,
        field: Field,
    },
    Secret {
        label: String,
        typed: Secret,
    },
    /// One of several. `chosen` is none until somebody chooses.
    Choice {
        label: String,
        options: Vec<String>,
        chosen: Option<usize>,
    },
}

/// A question over a place.
#[derive(Debug, Clone)]
pub(super) struct Dialog {
    pub(super) about: About,
    pub(super) title: String,
    /// Paragraphs with the role that they are shown in.
    pub(super) body: Vec<(Role, String)>,
    pub(super) parts: Vec<Part>,
    /// What the button that goes on says.
    pub(super) go: String,
    /// What went wrong with the last try.
    pub(super) objection: Option<String>,
    /// Nothing is taken while an errand runs; this says which.
    pub(super) busy: Option<String>,
    /// Index into the parts, then "go", then "not now".
    focus: usize,
    danger: bool,
    /// Enter alone does not carry it out.
    is_careful: bool,
    /// What is typed here has to be typed afresh each time.
    is_forgotten: bool,
    /// What stood in the text parts when it was opened.
    offered: Vec<String>,
}

/// What a key comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pressed {
    Taken,
    Cancel,
    Go,
}

/// What was filled in, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    Text(String),
    Secret(Secret),
    Choice(Option<usize>),
}

impl Dialog {
    pub(super) fn new(about: About, title: impl Into<String>, go: impl Into<String>) -> Self {
        Self {
            about,
            title: title.into(),
            body: Vec::new(),
            parts: Vec::new(),
            go: go.into(),
            objection: None,
            busy: None,
            focus: 0,
            danger: false,
            is_careful: false,
            is_forgotten: false,
            offered: Vec::new(),
        }
    }

    /// Whether there is something to choose from.
    pub(super) fn has_choice(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Choice { .. }))
    }

    /// The frame says that there is no way back.
    pub(super) fn dangerous(mut self) -> Self {
        self.danger = true;
        self
    }

    /// The focus starts on the safe answer, where there is nothing to fill in.
    pub(super) fn dangerous_choice(mut self) -> Self {
        self.is_careful = true;
        self.focus = 1;
        self
    }

    /// What is typed is not offered again.
    pub(super) fn typed_afresh(mut self) -> Self {
        self.is_forgotten = true;
        self
    }

    pub(super) fn is_forgotten(&self) -> bool {
        self.is_forgotten
    }

    pub(super) fn say(mut self, role: Role, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.body.push((role, text));
        }
        self
    }

    pub(super) fn ask_line(self, label: &str, text: &str) -> Self {
        self.ask(label, Lines::One, text)
    }

    pub(super) fn ask_text(self, label: &str, text: &str) -> Self {
        self.ask(label, Lines::Several, text)
    }

    fn ask(self, label: &str, lines: Lines, text: &str) -> Self {
        self.part(Part::Text { label: label.to_owned(), field: Field::new(lines, text) })
    }

    fn part(mut self, part: Part) -> Self {
        if let Part::Text { field, .. } = &part {
            self.offered.push(field.text());
        }
        self.parts.push(part);
        self.focus = 0;
        self
    }

    pub(super) fn ask_secret(self, label: &str) -> Self {
        self.part(Part::Secret { label: label.to_owned(), typed: Secret::default() })
    }

    pub(super) fn ask_choice(
        self,
        label: &str,
        options: Vec<String>,
        chosen: Option<usize>,
    ) -> Self {
        self.part(Part::Choice { label: label.to_owned(), options, chosen })
    }

    pub(super) fn given(&self) -> Vec<Given> {
        let given = |part: &Part| match part {
            Part::Text { field, .. } => Given::Text(field.text().trim().to_owned()),
            Part::Secret { typed, .. } => Given::Secret(typed.clone()),
            Part::Choice { chosen, .. } => Given::Choice(*chosen),
        };
        self.parts.iter().map(given).collect()
    }

    /// What was typed in the text parts, to be offered again.
    pub(super) fn typed(&self) -> Vec<String> {
        let texts = self.parts.iter().filter_map(|part| match part {
            Part::Text { field, .. } => Some(field.text()),
            Part::Secret { .. } | Part::Choice { .. } => None,
        });
        texts.collect()
    }

    /// Whether somebody typed anything but what was offered.
    pub(super) fn is_typed(&self) -> bool {
        let typed = self.typed();
        typed != self.offered && typed.iter().any(|text| !text.trim().is_empty())
    }

    /// Puts back what was typed earlier.
    pub(super) fn retype(&mut self, typed: &[String]) {
        let fields = self.parts.iter_mut().filter_map(|part| match part {
            Part::Text { field, .. } => Some(field),
            Part::Secret { .. } | Part::Choice { .. } => None,
        });
        for (field, text) in fields.zip(typed) {
            if !text.is_empty() {
                field.set(text);
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match self.parts.get_mut(self.focus) {
            Some(Part::Text { field, .. }) => field.paste(text),
            Some(Part::Secret { typed, .. }) => {
                typed.0.push_str(text.trim_end_matches(['\r', '\n']));
            }
            Some(Part::Choice { .. }) | None => {}
        }
    }

    /// Says what was wrong, and goes back to the first part.
    pub(super) fn object(&mut self, objection: impl Into<String>) {
        self.objection = Some(objection.into());
        self.busy = None;
        // Where something has to be typed again, that is where the next key goes.
        let secret = self.parts.iter().position(|part| matches!(part, Part::Secret { .. }));
        self.focus = secret.unwrap_or(0);
        for part in &mut self.parts {
            if let Part::Secret { typed, .. } = part {
                *typed = Secret::default();
            }
        }
    }

    fn stops(&self) -> usize {
        self.parts.len() + 2
    }

    pub(super) fn press(&mut self, key: KeyEvent) -> Pressed {
        if self.busy.is_some() {
            return if key.code == KeyCode::Esc { Pressed::Cancel } else { Pressed::Taken };
        }
        if key.kind == KeyEventKind::Repeat && key.code == KeyCode::Enter {
            // Held down since the dialog was opened.
            return Pressed::Taken;
        }
        match key.code {
            KeyCode::Esc => return Pressed::Cancel,
            KeyCode::Tab => self.focus = (self.focus + 1) % self.stops(),
            KeyCode::BackTab => self.focus = (self.focus + self.stops() - 1) % self.stops(),
            KeyCode::Enter => return self.enter(key),
            _ => self.press_in_part(key),
        }
        Pressed::Taken
    }

    fn enter(&mut self, key: KeyEvent) -> Pressed {
        if self.focus == self.parts.len() {
            return Pressed::Go;
        }
        if self.focus > self.parts.len() {
            return Pressed::Cancel;
        }
        let is_last = self.focus + 1 == self.parts.len();
        match &mut self.parts[self.focus] {
            Part::Text { field, .. } if field.lines() == Lines::Several => {
                // Alt-Enter and Shift-Enter break the line, where the terminal tells them apart.
                if key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SHIFT) {
                    field.press(KeyEvent::from(KeyCode::Enter));
                    return Pressed::Taken;
                }
            }
            Part::Text { .. } | Part::Secret { .. } | Part::Choice { .. } => {}
        }
        if is_last && self.is_careful {
            // A deviation is no matter of one Enter: the button gets the focus first.
            self.focus += 1;
            return Pressed::Taken;
        }
        if is_last {
            return Pressed::Go;
        }
        self.focus += 1;
        Pressed::Taken
    }

    fn press_in_part(&mut self, key: KeyEvent) {
        let stops = self.stops();
        let focus = self.focus;
        let Some(part) = self.parts.get_mut(focus) else {
            // On the buttons.
            match key.code {
                KeyCode::Left | KeyCode::Up => self.focus = focus.saturating_sub(1),
                KeyCode::Right | KeyCode::Down => self.focus = (focus + 1).min(stops - 1),
                _ => {}
            }
            return;
        };
        match part {
            Part::Text { field, .. } => match key.code {
                KeyCode::Up if field.lines() == Lines::One => self.focus = focus.saturating_sub(1),
                KeyCode::Down if field.lines() == Lines::One => self.focus = focus + 1,
                _ => field.press(key),
            },
            Part::Secret { typed, .. } => press_secret(typed, key),
            Part::Choice { options, chosen, .. } => match key.code {
                KeyCode::Up | KeyCode::Char('k') => {
                    *chosen = Some(chosen.map_or(0, |at| at.saturating_sub(1)));
                }
                KeyCode::Down | KeyCode::Char('j') => {
                    *chosen = Some(chosen.map_or(0, |at| (at + 1).min(options.len() - 1)));
                }
                KeyCode::Char(digit @ '1'..='9') => {
                    let at = usize::from(u8::try_from(digit).unwrap_or(b'1') - b'1');
                    if at < options.len() {
                        *chosen = Some(at);
                    }
                }
                KeyCode::Left => self.focus = focus.saturating_sub(1),
                KeyCode::Right => self.focus = focus + 1,
                _ => {}
            },
        }
    }

    /// Takes a click on a button, by the order of rows that are clicked.
    pub(super) fn click(&mut self, row: usize) -> Pressed {
        if self.busy.is_some() {
            return Pressed::Taken;
        }
        match row {
            0 => Pressed::Go,
            1 => Pressed::Cancel,
            row => {
                let mut at = row - 2;
                for (index, part) in self.parts.iter_mut().enumerate() {
                    let rows = match part {
                        Part::Choice { options, .. } => options.len(),
                        Part::Text { .. } | Part::Secret { .. } => 1,
                    };
                    if at < rows {
                        self.focus = index;
                        if let Part::Choice { chosen, .. } = part {
                            *chosen = Some(at);
                        }
                        return Pressed::Taken;
                    }
                    at -= rows;
                }
                Pressed::Taken
            }
        }
    }
}

/// The pane number of everything in a dialog.
pub(super) const DIALOG_PANE: usize = 99;

fn press_secret(typed: &mut Secret, key: KeyEvent) {
    match key.code {
        KeyCode::Char('u') if key.modifiers == KeyModifiers::CONTROL => *typed = Secret::default(),
        KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
            // Room for what a person types: the text is not copied about when it grows.
            if typed.0.capacity() == 0 {
                typed.0 = Zeroizing::new(String::with_capacity(512));
            }
            if typed.0.len() < 500 {
                typed.0.push(c);
            }
        }
        KeyCode::Backspace => drop(typed.0.pop()),
        _ => {}
    }
}
