//! The flows that are part of the program. A test holds the tables against the folder `flows/`.

use super::Flow;
use crate::text::Source;

/// A flow that is part of the program.
struct Builtin {
    id: &'static str,
    /// Name and text; `flow.toml` first.
    files: &'static [(&'static str, &'static str)],
    /// A hierarchy to try it on.
    example: &'static str,
}

/// The files of one folder, in this order.
macro_rules! files {
    ($folder:literal: $($name:literal)+) => {
        &[$(($name, include_str!(concat!("../../flows/", $folder, "/", $name)))),+]
    };
}

const BUILTIN: &[Builtin] = &[Builtin {
    id: "sms",
    files: files!("sms":
        "flow.toml" "q171338.toml" "q267258.toml" "q235726.toml" "q261931.toml" "q258547.toml"
        "q281207.toml" "q263411.toml" "q251070.toml" "q252718.toml" "q249077.toml" "q252717.toml"
        "q264630.toml" "q264976.toml" "q265882.toml" "q268803.toml" "q134716.toml" "q186418.toml"
        "q172226.toml" "q273853.toml" "q158864.toml" "q162727.toml" "q189303.toml" "q199238.toml"
        "q235768.toml" "q238780.toml" "q199250.toml" "q281829.toml" "q311457.toml"
    ),
    example: include_str!("../../flows/sms/example.toml"),
}];

impl Flow {
    /// The ids of the flows that are part of the program.
    pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|flow| flow.id)
    }

    /// The files of a flow that is part of the program, `flow.toml` first.
    pub fn builtin_sources(id: &str) -> Option<Vec<Source>> {
        let flow = BUILTIN.iter().find(|flow| flow.id == id)?;
        Some(flow.files.iter().map(|(name, text)| Source::new(*name, *text)).collect())
    }

    /// The hierarchy on which a flow that is part of the program can be tried: `example.toml`.
    pub fn builtin_example(id: &str) -> Option<Source> {
        let flow = BUILTIN.iter().find(|flow| flow.id == id)?;
        Some(Source::new("example.toml", flow.example))
    }
}
