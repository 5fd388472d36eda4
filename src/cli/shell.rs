//! `completions` and `man`, made from the command line's own definition.

use clap::CommandFactory;

use crate::failure::Failure;
use crate::front::tui::{KEYS, Where};

use super::args::{EXIT_CODES, Typed};
use super::out;

pub(crate) fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Typed::command(), "upgrade-wizard", &mut bytes);
    out::result(&String::from_utf8_lossy(&bytes))
}

/// The keys of the full screen, from the table that the screen itself uses.
fn keys() -> String {
    let mut page = ".SH KEYS OF THE FULL SCREEN\n".to_owned();
    for place in Where::ALL {
        page.push_str(&format!(".SS {}\n", place.title()));
        for row in KEYS.iter().filter(|row| row.places.contains(&place)) {
            let names: Vec<_> = row.keys.iter().map(|key| key.name()).collect();
            let names = names.join(", ").replace('\\', "\\e").replace('-', "\\-");
            page.push_str(&format!(".TP\n.B \\&{names}\n{}.\n", row.what));
        }
    }
    page
}

/// A command with its options, and those below it.
fn detail(command: &clap::Command, above: &str) -> String {
    let name = format!("{above}{}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = format!(".TP\n.B {name}\n{about}.\n");
    for option in command.get_arguments().filter(|option| !option.is_positional()) {
        let long = option.get_long().unwrap_or_default();
        let help = option.get_help().map(ToString::to_string).unwrap_or_default();
        page.push_str(&format!(".RS\n.TP\n.B \\-\\-{long}\n{help}\n.RE\n"));
    }
    for below in command.get_subcommands() {
        page.push_str(&detail(below, &format!("{name} ")));
    }
    page
}

pub(crate) fn man() -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let rendered = clap_mangen::Man::new(Typed::command()).render(&mut bytes);
    rendered.map_err(|source| Failure::OutputUnwritable { source })?;
    let mut page = String::from_utf8_lossy(&bytes).into_owned();
    page.push_str(".SH COMMANDS IN DETAIL\n");
    for command in Typed::command().get_subcommands() {
        page.push_str(&detail(command, ""));
    }
    if !page.contains("Exit codes") {
        page.push_str(&format!(".SH EXIT STATUS\n.nf\n{EXIT_CODES}\n.fi\n"));
    }
    page.push_str(&keys());
    page.push_str(
        ".SH ENVIRONMENT\n.TP\n.B UPGRADE_WIZARD_HOME\n\
         A folder for configuration, keys and sessions, instead of the platform's own.\n\
         .TP\n.B SSH_AUTH_SOCK\nWhere the agent listens; on Windows that is known.\n\
         .TP\n.B NO_COLOR\nRespected.\n",
    );
    out::result(&page)
}
