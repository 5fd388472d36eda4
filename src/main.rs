//! Hands the arguments to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    upgrade_wizard::cli::main()
}
