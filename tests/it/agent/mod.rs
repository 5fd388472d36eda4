//! Keys in an agent: OpenSSH's own, and agents that lie.

mod commands;
mod lying;
mod real;
mod refusing;
mod touched;
mod walked;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use upgrade_wizard::keys::Agent;

use crate::stock_tools::keygen;

/// OpenSSH's agent in a folder of its own. It is ended when this is dropped.
pub(crate) struct RealAgent {
    pub(crate) dir: TempDir,
    child: Option<Child>,
}

impl RealAgent {
    /// Starts an agent. What it asks is answered by [`Self::answer`]; at first with no.
    #[track_caller]
    pub(crate) fn start() -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let answer = dir.path().join("answer");
        // Asked to confirm, it says yes by succeeding; asked for a passphrase, it writes one.
        let script = format!(
            "#!/bin/sh\n[ \"$SSH_ASKPASS_PROMPT\" = confirm ] || exec echo hunter2\n\
             exec grep -q yes '{}'\n",
            answer.display()
        );
        let askpass = dir.path().join("askpass");
        std::fs::write(&askpass, script).unwrap();
        std::fs::set_permissions(&askpass, std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut agent = Self { dir, child: None };
        agent.answer("no");
        agent.start_again();
        agent
    }

    /// Starts it where it was, with nothing in it.
    #[track_caller]
    pub(crate) fn start_again(&mut self) {
        let mut command = self.tool("ssh-agent");
        command.arg("-D").arg("-a").arg(self.socket()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("`ssh-agent` is needed for this test");
        // It says where it listens once it does.
        let mut said = String::new();
        let stdout = child.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut said).unwrap();
        assert!(said.contains("SSH_AUTH_SOCK"), "{said}");
        self.child = Some(child);
    }

    /// Ends it, as a machine that is shut down would.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ended_already = child.kill();
            let _ended_already = child.wait();
        }
        let _gone_already = std::fs::remove_file(self.socket());
    }

    /// What it is told when it asks.
    pub(crate) fn answer(&self, answer: &str) {
        std::fs::write(self.dir.path().join("answer"), answer).unwrap();
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.dir.path().join("socket")
    }

    pub(crate) fn client(&self) -> Agent {
        Agent::at(self.socket())
    }

    fn tool(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SSH_AUTH_SOCK", self.socket())
            .env("SSH_ASKPASS", self.dir.path().join("askpass"))
            .env("SSH_ASKPASS_REQUIRE", "force")
            .env("DISPLAY", ":0")
            .stdin(Stdio::null());
        command
    }

    /// Runs `ssh-add`.
    #[track_caller]
    pub(crate) fn add(&self, arguments: &[&str]) {
        let output = self.tool("ssh-add").args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }

    /// Makes a key with `ssh-keygen`, puts it into the agent and takes the private half away.
    /// Returns the public half.
    #[track_caller]
    pub(crate) fn key(&self, kind: &[&str], how: &[&str]) -> PathBuf {
        let path = keygen(&self.dir, kind, "");
        self.add(&[how, &["-q", path.to_str().unwrap()]].concat());
        std::fs::remove_file(&path).unwrap();
        let public = with_pub(&path);
        assert!(public.exists());
        public
    }
}

impl Drop for RealAgent {
    fn drop(&mut self) {
        self.stop();
    }
}

fn with_pub(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}
