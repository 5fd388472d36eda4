//! Walks an operator through a risky upgrade and leaves a signed record behind.

pub mod hierarchy;
pub mod level;
pub mod text;
