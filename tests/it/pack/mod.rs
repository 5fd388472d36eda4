//! Evidence packs: made, checked by us and by stock tools, and tampered with.

mod forged;
mod made;
mod stock;
mod tampered;

use std::path::PathBuf;

use crate::stage::Ran;
use crate::story::{Told, folder};

use forged::Entry;

/// The story, packed.
struct Packed {
    told: Told,
    path: PathBuf,
}

impl Packed {
    #[track_caller]
    fn story() -> Self {
        let told = Told::by_script();
        let path = told.stage.path("spring.tar");
        let ran = told.stage.run(&["pack", "--output", path.to_str().unwrap()]).with_code(0);
        assert_eq!(ran.out, "", "what is told is for people");
        Self { told, path }
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    fn entries(&self) -> Vec<Entry> {
        forged::entries(&self.bytes())
    }

    /// What `verify` says of a pack of these bytes, by the signers of the story.
    fn verify(&self, bytes: &[u8], more: &[&str]) -> Ran {
        // Its name says nothing.
        let path = self.told.stage.path("handed-in");
        std::fs::write(&path, bytes).unwrap();
        let (path, signers) = (path.to_str().unwrap(), self.told.stage.signers());
        let arguments = ["verify", path, "--signers", signers.to_str().unwrap()];
        self.told.stage.run_in(&folder(), &[&arguments[..], more].concat(), "")
    }
}

impl Told {
    /// Another session of the same people, packed.
    fn again(&self) -> Vec<u8> {
        let (key, signers) = (self.stage.key(), self.stage.signers());
        #[rustfmt::skip]
        let arguments = [
            "run", "--hierarchy", "hierarchy.toml", "--target", "2.0 SP2", "--name", "Spring",
            "--front", "script", "--answers", "answers.toml",
            "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap(),
        ];
        let _closed = self.stage.run_in(&folder(), &arguments, "").with_code(0);
        let path = self.stage.path("again.tar");
        let arguments = ["pack", "--output", path.to_str().unwrap()];
        let _packed = self.stage.run(&arguments).with_code(0);
        std::fs::read(path).unwrap()
    }
}
