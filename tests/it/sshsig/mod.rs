//! What OpenSSH tests its own signatures with, asked of `ssh-keygen` and of us.
//!
//! Where we say something else than `ssh-keygen`, a row says why. A difference that is not in the
//! table is a mistake, on whichever side.

mod cases;
mod data;
mod row;
