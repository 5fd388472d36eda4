//! Walks an operator through a risky upgrade and leaves a signed record behind.
//!
//! The library exists for the program and its tests; it promises nothing to others.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod cli;
pub mod engine;
pub mod failure;
pub mod flow;
pub mod front;
pub mod hierarchy;
pub mod keys;
pub mod level;
pub mod pack;
pub mod plan;
pub mod print;
pub mod record;
pub mod sensor;
pub mod session;
pub mod step;
pub mod text;
pub mod theme;
pub mod timestamp;
pub mod world;
