//! The Windows executable under Wine: what the other tests see of the program on this system is
//! seen of that one too. They run where `UPGRADE_WIZARD_EXE` names it, as `.ci/run` does.

mod agent;
mod gather;
mod helper;
mod imports;
mod manners;
mod others;
mod screen;
mod sessions;
mod wine;
