//! The line-by-line face: numbered choices, no repaint. Works on a serial line, with a screen
//! reader, and with input from a pipe.
//!
//! The only home of dialoguer.

mod errands;
mod menu;
mod page;
mod pages;
mod prompt;
mod proof;
mod second;
mod settle;
mod walk;
mod way_back;

pub use prompt::Prompt;
pub use walk::Plain;
