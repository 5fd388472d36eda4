//! Walks an operator through a risky upgrade and leaves a signed record behind.

pub mod engine;
pub mod flow;
pub mod hierarchy;
pub mod keys;
pub mod level;
pub mod plan;
pub mod print;
pub mod record;
pub mod step;
pub mod text;
