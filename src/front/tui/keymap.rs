//! Which key does what, where. The footer, the help, the command palette and the manual page are
//! made from this one table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What an operator can ask of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    // Everywhere.
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Left,
    Right,
    NextPane,
    PreviousPane,
    Enter,
    Mark,
    Back,
    Find,
    FindNext,
    FindPrevious,
    Palette,
    Help,
    Copy,
    Theme,
    Redraw,
    Suspend,
    Leave,
    // Walk.
    Evidence,
    Attest,
    Note,
    SessionNote,
    Failed,
    SetAside,
    Waive,
    Correct,
    Reopen,
    Why,
    Blocker,
    Go,
    LookAgain,
    NextStep,
    Withdraw,
    Explain,
    Readings,
    Restarted,
    SiteChanged,
    Redeclare,
    Second,
    HandOver,
    WayBack,
    Window,
    Review,
    ShowPlan,
    Abort,
    Home,
    // Home and hierarchy.
    New,
    Example,
    Open,
    Verify,
    Add,
    Edit,
    Remove,
    Import,
    Save,
    Undo,
    Next,
    OnlyProblems,
    Target,
    // Evidence.
    Attach,
    Parent,
    Hidden,
    CancelReading,
    GoTo,
    // Review, sign, done, print.
    OnlyOpen,
    Print,
    SavePrint,
    Sign,
}

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Where {
    Everywhere,
    Home,
    Sites,
    Plan,
    Walk,
    Evidence,
    Gate,
    Review,
    Sign,
    Done,
    Paper,
    Verify,
    Themes,
    // What lies over a place.
    Dialog,
    Page,
    Palette,
    Finder,
}

impl Where {
    /// What the place is called in the help and in the manual.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Home => "Sessions",
            Self::Sites => "Hierarchy",
            Self::Plan => "Plan",
            Self::Walk => "Walk",
            Self::Evidence => "Add evidence",
            Self::Gate => "GO or NO-GO",
            Self::Review => "Review",
            Self::Sign => "Sign",
            Self::Done => "Done",
            Self::Paper => "Print",
            Self::Verify => "Verify",
            Self::Themes => "Theme",
            Self::Dialog => "Question",
            Self::Page => "Text to read",
            Self::Palette => "Commands",
            Self::Finder => "Find",
        }
    }

    /// The order of the manual.
    pub const ALL: [Self; 17] = [
        Self::Home,
        Self::Sites,
        Self::Plan,
        Self::Walk,
        Self::Evidence,
        Self::Gate,
        Self::Review,
        Self::Sign,
        Self::Done,
        Self::Paper,
        Self::Verify,
        Self::Themes,
        Self::Dialog,
        Self::Page,
        Self::Palette,
        Self::Finder,
        Self::Everywhere,
    ];
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    code: KeyCode,
    control: bool,
}

const fn letter(c: char) -> Press {
    Press { code: KeyCode::Char(c), control: false }
}

const fn ctrl(c: char) -> Press {
    Press { code: KeyCode::Char(c), control: true }
}

const fn named(code: KeyCode) -> Press {
    Press { code, control: false }
}

impl Press {
    /// The key as it is written in the footer and the help.
    pub fn name(self) -> String {
        match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) if self.control => format!("Ctrl-{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Enter => "Enter".to_owned(),
            KeyCode::Esc => "Esc".to_owned(),
            KeyCode::Tab => "Tab".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::Up => "Up".to_owned(),
            KeyCode::Down => "Down".to_owned(),
            KeyCode::Left => "Left".to_owned(),
            KeyCode::Right => "Right".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::Home => "Home".to_owned(),
            KeyCode::End => "End".to_owned(),
            KeyCode::Delete => "Del".to_owned(),
            KeyCode::F(n) => format!("F{n}"),
            _ => String::new(),
        }
    }

    /// Whether it is a character where somebody types.
    pub(super) fn is_typed(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.control
    }

    /// Whether finding takes the key for itself.
    pub(super) fn moves_between_matches(self) -> bool {
        matches!(self.code, KeyCode::Char('n' | 'N')) && !self.control
    }

    fn is(self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER) {
            return false;
        }
        match (self.code, key.code) {
            (KeyCode::Char(wanted), KeyCode::Char(given)) if self.control => {
                control && wanted == given.to_ascii_lowercase()
            }
            (wanted, given) => wanted == given && !control,
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Binding {
    pub keys: &'static [Press],
    pub command: Command,
    /// For the footer: a word or two.
    pub label: &'static str,
    /// For the help and the manual: what it does.
    pub what: &'static str,
    pub places: &'static [Where],
    /// Whether the footer names it.
    pub in_footer: bool,
}

const fn row(
    keys: &'static [Press],
    command: Command,
    label: &'static str,
    what: &'static str,
    places: &'static [Where],
) -> Binding {
    Binding { keys, command, label, what, places, in_footer: true }
}

/// A key that everybody knows: in the help, not in the footer.
const fn quiet(
    keys: &'static [Press],
    command: Command,
    label: &'static str,
    what: &'static str,
    places: &'static [Where],
) -> Binding {
    Binding { keys, command, label, what, places, in_footer: false }
}

const ENTER: &[Press] = &[named(KeyCode::Enter)];
const SPACE: &[Press] = &[letter(' ')];
const ALL: &[Where] = &[Where::Everywhere];

/// All keys, the most useful of each place first.
#[rustfmt::skip]
pub static KEYS: &[Binding] = &[
    // Home.
    row(ENTER, Command::Enter, "Open", "open the selected session, or start a new one", &[Where::Home]),
    row(&[letter('n')], Command::New, "New", "start a session with a hierarchy of your own", &[Where::Home]),
    row(&[letter('x')], Command::Example, "Example", "walk the example hierarchy, to see how it works", &[Where::Home]),
    row(&[letter('v')], Command::Verify, "Verify", "check a record: chain, signatures, seal, evidence", &[Where::Home]),
    // Hierarchy.
    row(ENTER, Command::Edit, "Edit", "edit the selected site in the form", &[Where::Sites]),
    row(&[letter('a')], Command::Add, "Add", "add a site below the selected one", &[Where::Sites]),
    row(&[letter('n')], Command::Next, "Plan", "make the plan", &[Where::Sites]),
    row(&[letter('f')], Command::OnlyProblems, "Problems", "show only sites with problems", &[Where::Sites]),
    row(&[letter('i')], Command::Import, "Import", "read a hierarchy file", &[Where::Sites]),
    row(&[ctrl('s')], Command::Save, "Save", "save the hierarchy file", &[Where::Sites]),
    row(&[named(KeyCode::Delete)], Command::Remove, "Remove", "remove the selected site", &[Where::Sites]),
    row(&[letter('u')], Command::Undo, "Undo", "take back the last change of the hierarchy", &[Where::Sites]),
    // Plan.
    row(&[letter('n')], Command::Next, "Approve", "approve the plan and begin the walk", &[Where::Plan]),
    row(ENTER, Command::Enter, "Details", "show why the selected cell is what it is", &[Where::Plan]),
    row(&[letter('m')], Command::Target, "Target", "choose where the sites go", &[Where::Sites, Where::Plan]),
    row(&[letter('f')], Command::OnlyProblems, "Only due", "show only sites where something is due", &[Where::Plan]),
    // Walk.
    row(SPACE, Command::Mark, "Confirm", "confirm the step; where it asks more, the question opens", &[Where::Walk]),
    row(ENTER, Command::Enter, "Go on", "the one obvious next thing of this step", &[Where::Walk]),
    row(&[letter('e')], Command::Evidence, "Evidence", "attach files or folders to the step", &[Where::Walk]),
    row(&[letter('a')], Command::Attest, "Attest", "answer by your word alone, without evidence", &[Where::Walk]),
    row(&[letter('b')], Command::Blocker, "Blocked by", "go to what blocks the step", &[Where::Walk]),
    row(&[letter('n')], Command::Note, "Note", "write a note on the step", &[Where::Walk]),
    row(&[letter('x')], Command::Failed, "Failed", "say how the upgrade ended, when it failed", &[Where::Walk]),
    row(&[letter('f')], Command::Explain, "Answer for", "answer for what a sensor found, finding by finding", &[Where::Walk]),
    row(&[letter('d')], Command::Withdraw, "Withdraw", "take back evidence that does not belong to the step", &[Where::Walk]),
    row(&[letter('D')], Command::Redeclare, "File or hierarchy?", "say which is wrong: the file or the hierarchy", &[Where::Walk]),
    row(&[letter('2')], Command::Second, "Second person", "a second person says what they saw, with a key of their own", &[Where::Walk, Where::Gate]),
    row(&[letter('s')], Command::SetAside, "Skip", "record that the step does not apply, with a reason", &[Where::Walk]),
    row(&[letter('w')], Command::Waive, "Waive", "go on without the step, with a reason: a deviation", &[Where::Walk]),
    row(&[letter('c')], Command::Correct, "Correct", "correct an earlier answer, with a reason", &[Where::Walk]),
    row(&[letter('u')], Command::Reopen, "Undo", "open a settled step again, with a reason", &[Where::Walk]),
    row(&[letter('v')], Command::Readings, "Read out", "everything that the evidence says", &[Where::Walk]),
    row(&[letter('i')], Command::Why, "Why", "why am I seeing this: the facts and the articles behind it", &[Where::Walk, Where::Plan]),
    row(&[letter('g')], Command::Go, "GO?", "GO or NO-GO: look at everything again before the next upgrade", &[Where::Walk]),
    row(&[letter('.')], Command::NextStep, "Next step", "go to what is to be done next", &[Where::Walk]),
    row(&[letter('r')], Command::Review, "Review", "review everything, open points first", &[Where::Walk]),
    row(&[letter('p')], Command::Print, "Print", "show the checklist as it prints", &[Where::Walk]),
    row(&[letter('P')], Command::ShowPlan, "Plan", "look at the plan again", &[Where::Walk]),
    quiet(&[letter('R')], Command::Restarted, "Restarted", "the site server was restarted: what held until then is to be answered again", &[Where::Walk]),
    quiet(&[letter('C')], Command::SiteChanged, "Changed", "something of the site was changed: what held until then is to be answered again", &[Where::Walk]),
    quiet(&[letter('B')], Command::WayBack, "Way back", "what has to be undone to be back where the session began, and how long that takes", &[Where::Walk]),
    quiet(&[letter('W')], Command::Window, "Window", "set until when the work has to be done or undone", &[Where::Walk]),
    quiet(&[letter('O')], Command::HandOver, "Hand over", "hand the session to somebody else, or go on with another key", &[Where::Walk]),
    row(&[letter('N')], Command::SessionNote, "Session note", "write a note on the session as a whole", &[Where::Walk]),
    row(&[letter('A')], Command::Abort, "Abort", "end the session without finishing it, with a reason", &[Where::Walk]),
    row(&[letter('H')], Command::Home, "Home", "leave the session as it is and go to the list of sessions", &[Where::Walk]),
    // Evidence.
    row(SPACE, Command::Mark, "Mark", "mark a file or folder", &[Where::Evidence]),
    row(ENTER, Command::Enter, "Open", "open the folder, or mark the file", &[Where::Evidence]),
    row(&[letter('a')], Command::Attach, "Attach", "read and attach what is marked", &[Where::Evidence]),
    row(&[named(KeyCode::Left), letter('h')], Command::Parent, "Up", "go to the folder above", &[Where::Evidence]),
    row(&[letter('o')], Command::GoTo, "Path", "type or paste a path", &[Where::Evidence]),
    row(&[letter('x')], Command::CancelReading, "Stop reading", "stop reading what is not attached yet", &[Where::Evidence]),
    row(&[letter('X')], Command::CancelReading, "Stop reading", "stop reading what is not attached yet", &[Where::Walk]),
    row(&[letter('.')], Command::Hidden, "Hidden", "show or hide hidden files", &[Where::Evidence]),
    // Gate.
    row(ENTER, Command::Enter, "Go there", "go to the step of the selected reason; where it is GO, the phrase to be typed", &[Where::Gate]),
    row(&[letter('r')], Command::LookAgain, "Look again", "look at everything again, and put the verdict on record", &[Where::Gate]),
    row(&[letter('x')], Command::CancelReading, "Stop looking", "stop looking; no verdict goes on record", &[Where::Gate]),
    row(&[letter('o')], Command::Open, "Its step", "go to the step of the selected reason", &[Where::Gate]),
    row(&[letter('b')], Command::Blocker, "First reason", "go to the step of the first reason", &[Where::Gate]),
    row(&[letter('i')], Command::Why, "In full", "the selected reason in full", &[Where::Gate]),
    // Review.
    row(ENTER, Command::Enter, "Go there", "go to the selected step", &[Where::Review]),
    row(&[letter('f')], Command::OnlyOpen, "Only open", "show only what is open", &[Where::Review]),
    row(&[letter('s')], Command::Sign, "Sign", "close the session and sign the record", &[Where::Review, Where::Sign]),
    row(&[letter('p')], Command::Print, "Print", "show the checklist as it prints", &[Where::Review]),
    row(&[letter('A')], Command::Abort, "Abort", "end the session without finishing it, with a reason", &[Where::Review]),
    // Done.
    row(&[letter('y')], Command::Copy, "Copy", "copy the command or path that is shown", &[Where::Walk, Where::Done, Where::Verify, Where::Evidence]),
    row(&[letter('v')], Command::Verify, "Verify", "check the record: chain, signatures, seal, evidence", &[Where::Done]),
    row(&[letter('p')], Command::Print, "Print", "show the checklist as it prints", &[Where::Done]),
    row(&[letter('H')], Command::Home, "Home", "go to the list of sessions", &[Where::Done]),
    // Print.
    row(&[letter('w')], Command::SavePrint, "Write to file", "write the checklist to a file", &[Where::Paper]),
    // Themes.
    row(ENTER, Command::Enter, "Keep", "keep this theme", &[Where::Themes]),
    // Over a place: these do nothing by the table, which is where they are told from.
    row(ENTER, Command::Enter, "Go on", "the next field, or the button that has the focus", &[Where::Dialog]),
    row(&[named(KeyCode::Tab)], Command::NextPane, "Next field", "the next field or button", &[Where::Dialog]),
    row(&[named(KeyCode::Up), named(KeyCode::Down)], Command::Up, "Choose", "one of several; its number chooses it too", &[Where::Dialog]),
    row(&[ctrl('u')], Command::Undo, "Undo typing", "take back what was typed last", &[Where::Dialog]),
    row(&[named(KeyCode::Esc)], Command::Back, "Not now", "close it; what was typed is offered again", &[Where::Dialog]),
    row(&[named(KeyCode::Down), named(KeyCode::PageDown)], Command::Down, "Read on", "further down", &[Where::Page]),
    row(&[named(KeyCode::Esc)], Command::Back, "Close", "close it", &[Where::Page, Where::Palette]),
    row(ENTER, Command::Enter, "Do it", "carry out the selected command", &[Where::Palette]),
    row(ENTER, Command::Enter, "Keep", "stay at the match; n and N go to the next and previous one", &[Where::Finder]),
    row(&[named(KeyCode::Down)], Command::FindNext, "Next match", "the next match", &[Where::Finder]),
    row(&[named(KeyCode::Up)], Command::FindPrevious, "Previous match", "the previous match", &[Where::Finder]),
    row(&[named(KeyCode::Esc)], Command::Back, "Go back", "end finding, and go back to where it began", &[Where::Finder]),
    // Everywhere.
    row(&[letter('/')], Command::Find, "Find", "find in this list; n and N go to the next and previous match", ALL),
    row(&[named(KeyCode::Tab)], Command::NextPane, "Pane", "next pane", &[Where::Sites, Where::Walk, Where::Plan]),
    row(&[named(KeyCode::Esc)], Command::Back, "Back", "back one level; never confirms, never loses typed text", &[Where::Sites, Where::Plan, Where::Evidence, Where::Gate, Where::Review, Where::Sign, Where::Paper, Where::Verify, Where::Themes]),
    row(&[letter('?'), named(KeyCode::F(1))], Command::Help, "Help", "what the keys do here", ALL),
    quiet(&[letter(':'), ctrl('p')], Command::Palette, "Commands", "every command of this place and of the program", ALL),
    row(&[letter('t')], Command::Theme, "Theme", "choose how it looks", &[Where::Home]),
    quiet(&[letter('t')], Command::Theme, "Theme", "choose how it looks", ALL),
    row(&[letter('q'), ctrl('c')], Command::Leave, "Quit", "leave; everything recorded is saved", ALL),
    quiet(&[named(KeyCode::Up), letter('k')], Command::Up, "Up", "move up", ALL),
    quiet(&[named(KeyCode::Down), letter('j')], Command::Down, "Down", "move down", ALL),
    quiet(&[named(KeyCode::PageUp), ctrl('b')], Command::PageUp, "Page up", "move up by a screenful", ALL),
    quiet(&[named(KeyCode::PageDown), ctrl('f')], Command::PageDown, "Page down", "move down by a screenful", ALL),
    quiet(&[named(KeyCode::Home)], Command::First, "First", "go to the first", ALL),
    quiet(&[named(KeyCode::End)], Command::Last, "Last", "go to the last", ALL),
    quiet(&[named(KeyCode::Left), letter('h')], Command::Left, "Left", "the pane to the left, or fold", ALL),
    quiet(&[named(KeyCode::Right), letter('l')], Command::Right, "Right", "the pane to the right, or unfold", ALL),
    quiet(&[named(KeyCode::BackTab)], Command::PreviousPane, "Previous pane", "previous pane", ALL),
    quiet(&[ctrl('l')], Command::Redraw, "Redraw", "draw the screen again", ALL),
    quiet(&[ctrl('z')], Command::Suspend, "Suspend", "suspend the program; `fg` brings it back", ALL),
];

/// The rows that hold at a place, the place's own first.
pub(super) fn at(place: Where) -> impl Iterator<Item = &'static Binding> {
    let own = KEYS.iter().filter(move |row| row.places.contains(&place));
    let all = KEYS
        .iter()
        .filter(move |row| row.places.contains(&Where::Everywhere) && !row.places.contains(&place));
    own.chain(all)
}

/// What a key means at a place, where the place can do it now.
pub(super) fn command(
    place: Where,
    key: KeyEvent,
    can: impl Fn(Command) -> bool,
) -> Option<Command> {
    let mut rows = at(place).filter(|row| row.keys.iter().any(|press| press.is(key)));
    rows.find(|row| can(row.command)).map(|row| row.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_can_be_reached_and_every_key_has_a_name() {
        for row in KEYS {
            assert!(!row.keys.is_empty(), "{}", row.what);
            for key in row.keys {
                assert!(!key.name().is_empty(), "{}", row.what);
            }
        }
    }

    #[test]
    fn a_key_means_one_thing_at_a_place() {
        // Where a command is not possible, the next row of the same key counts: only rows that can
        // hold at the same time would contradict one another.
        let may_share = [(Command::Parent, Command::Left)];
        for place in Where::ALL {
            let own: Vec<_> = KEYS.iter().filter(|row| row.places.contains(&place)).collect();
            for (index, row) in own.iter().enumerate() {
                for other in &own[index + 1..] {
                    let same = row.keys.iter().find(|key| other.keys.contains(key));
                    let is_known = may_share.contains(&(row.command, other.command));
                    assert!(same.is_none() || is_known, "{same:?} at {place:?}");
                }
            }
        }
    }
}
