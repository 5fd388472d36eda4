//! A key in an agent that listens on a named pipe, as OpenSSH's does on Windows. Behind the pipe is
//! the agent of this system.

use std::fs;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use upgrade_wizard::keys::NamedKey;

use super::helper::helper;
use super::wine::Wine;
use crate::agent::RealAgent;
use crate::live::Live;
use crate::sandbox::{ANSWERS, PRINCIPAL, REHEARSAL, Sandbox};

/// Lets a port of this machine lead to a socket; gives its number.
fn port_to(socket: PathBuf) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for from in listener.incoming() {
            let (Ok(from), Ok(to)) = (from, UnixStream::connect(&socket)) else { return };
            hand_on(&from, &to);
        }
    });
    port
}

fn hand_on(from: &TcpStream, to: &UnixStream) {
    let (mut there, mut answers) = (to.try_clone().unwrap(), to.try_clone().unwrap());
    let (mut questions, mut back) = (from.try_clone().unwrap(), from.try_clone().unwrap());
    thread::spawn(move || {
        let _ended = io::copy(&mut questions, &mut there);
        let _gone = there.shutdown(std::net::Shutdown::Write);
    });
    thread::spawn(move || io::copy(&mut answers, &mut back));
}

#[test]
fn a_session_is_signed_by_a_key_behind_the_pipe_of_an_agent() {
    let Some(wine) = Wine::named() else { return };
    let (agent, sandbox) = (RealAgent::start(), Sandbox::new());
    let public = agent.key(&["-t", "ed25519"], &[]);
    let key = NamedKey::load(&public).unwrap().public_key();
    fs::copy(&public, sandbox.path("key")).unwrap();
    sandbox.write("signers", format!("{PRINCIPAL} {} Tess Bench\n", key.to_openssh()));
    sandbox.write("answers.toml", ANSWERS.replace("finish = \"stop\"", "finish = \"seal\""));
    let pipe = format!(r"\\.\pipe\agent-of-{}", std::process::id());
    let walk = || {
        let walk = [&REHEARSAL[..], &["--answers", "answers.toml"]].concat();
        let mut walk = wine.command(sandbox.home(), &sandbox.path(""), &walk);
        Live::start(walk.env("SSH_AUTH_SOCK", &pipe).stdout(Stdio::piped())).end()
    };
    let unreachable = format!("ssh-agent at `{pipe}` cannot be reached");
    let _nobody_there = walk().code(2).plainly().says(&[&unreachable]);

    let mut listen = Command::new("wine");
    listen.arg(helper()).args(["agent", &pipe, &port_to(agent.socket()).to_string()]);
    let mut listener = Live::start(listen.stdout(Stdio::piped()));
    listener.shows("listening");
    let _sealed = walk().code(0);
    let (folder, done) = sandbox.session();
    assert_eq!(done, 70);
    let record = folder.join("record.jsonl");
    let verify = ["verify", record.to_str().unwrap(), "--signers", "signers"];
    let verified = sandbox.program(&verify).end().code(0);
    assert!(verified.stdout.contains("all signed and chained"), "{}", verified.stdout);
}
