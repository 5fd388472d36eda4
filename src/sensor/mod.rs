//! What the files say that an operator brings: bytes and context in, a reading out.
//!
//! A sensor is a vertical slice, one file a kind: what it recognises, what it can prove, and the
//! article. It never guesses: a file that it does not know, or that does not say what was asked,
//! proves nothing. What the context does not name is not asked.
//!
//! Nothing here touches a file or a clock. Bytes are hostile: nothing panics, nothing takes more
//! time than the length of the file asks for, and a reading stays small however large the file.

mod copylog;
mod decode;
mod event_log;
mod file_versions;
mod finding;
mod hierarchy_manager_log;
mod hotfix;
mod hotfix_log;
mod kind;
mod log_line;
mod net_reply;
mod net_view;
mod pe;
mod reading;
mod registry_export;
mod registry_text;
mod service_state;
mod setup_log;
mod several;
mod site_control_file;
mod space_used;
mod system_map;

pub use finding::{Finding, FindingId};
pub use kind::Kind;
pub use reading::{Context, Reading, Value, Verdict, is_same_value};
pub use several::{Several, prove_together};

/// The key of the value that tells what a file holds, in a form that can be compared: the same for
/// two Copylogs that say the same.
pub const CONTENT: &str = "content";

/// The key of the value that counts errors of which no finding tells: each needs a note.
pub const OTHER_ERRORS: &str = "errors_of_other_kinds";

/// Reads a file as one kind. Total: whatever the bytes, there is a reading.
pub fn read(kind: Kind, bytes: &[u8], context: &Context) -> Reading {
    match kind {
        Kind::RegistryExport => registry_export::read(bytes, context),
        Kind::Copylog => copylog::read(bytes, context),
        Kind::HotfixLog => hotfix_log::read(bytes, context),
        Kind::FileVersions => file_versions::read(bytes, context),
        Kind::SiteControlFile => site_control_file::read(bytes, context),
        Kind::SystemMap => system_map::read(bytes, context),
        Kind::HierarchyManagerLog => hierarchy_manager_log::read(bytes, context),
        Kind::SetupLog => setup_log::read(bytes, context),
        Kind::EventLog => event_log::read(bytes, context),
        Kind::NetView => net_view::read(bytes, context),
        Kind::ServiceState => service_state::read(bytes, context),
        Kind::SpaceUsed => space_used::read(bytes, context),
    }
}
