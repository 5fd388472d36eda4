//! The full-screen face. The only home of ratatui and crossterm.
//!
//! `ui` is its state and what a key does to it, pure; `run` puts it on a terminal; `desk` is what
//! it asks of the program around it. Places (`home`, `walk`, …) are one file or folder each; they
//! draw into a buffer, by role, and change nothing while they draw.

mod desk;
mod dialog;
mod done;
mod evidence;
mod field;
mod gate;
mod glyphs;
mod home;
mod keymap;
#[cfg(windows)]
mod old_console;
mod paint;
mod panel;
mod paper;
mod place;
mod plan;
mod reading;
mod review;
mod rows;
mod run;
mod sign;
mod sites;
mod skin;
mod terminal;
mod themes;
mod ui;
mod verify;
mod walk;
mod when;
mod why;

pub use desk::{
    Desk, Entry, EntryKind, Errand, Finished, Hidden, HierarchyFrom, KeyState, Listing, NotSaved,
    Opened, Over, Preview, Recheck, Reply, Secret, SessionRow, SessionState, Verified, VerifiedAs,
    Watched,
};
pub use glyphs::{ASCII, CP437, Glyphs, UNICODE};
pub use keymap::{Binding, KEYS, Where};
#[cfg(windows)]
pub use old_console::is_old_console;
pub use run::{Inbox, Next, Tui};
pub use skin::{Depth, Skin};
#[cfg(not(windows))]
pub use terminal::is_old_console;
pub use terminal::{Mouse, give_back};
pub use ui::{Input, Look, Request, Start, Ui};
