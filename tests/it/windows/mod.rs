//! The Windows executable under Wine: what the other tests see of the program on this system is
//! seen of that one too. They run where `UPGRADE_WIZARD_EXE` names it, as `.ci/run` does.

mod manners;
mod screen;
mod sessions;
mod wine;
