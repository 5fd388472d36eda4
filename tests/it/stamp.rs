//! Time-stamps by hand: asked for, granted by a private authority of stock `openssl ts`, taken in,
//! checked by both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::stage::{Ran, Stage};
use crate::story::Told;

const CONFIG: &str = "
[ tsa ]
default_tsa = here
[ here ]
serial = ./serial
signer_cert = ./tsa.pem
certs = ./ca.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
tsa_name = yes
[ ext ]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
";

/// A folder with a time-stamping authority in it.
struct Authority {
    dir: tempfile::TempDir,
}

impl Authority {
    fn new() -> Self {
        let authority = Self { dir: tempfile::tempdir().unwrap() };
        fs::write(authority.path("tsa.cnf"), CONFIG).unwrap();
        fs::write(authority.path("serial"), "01\n").unwrap();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        let name = "/O=Example/CN=Private+Test";
        for words in [
            format!("req -x509 {key} -keyout ca.key -out ca.pem -days 99 -subj {name}+Root"),
            format!("req {key} -keyout tsa.key -out tsa.csr -subj {name}+Authority"),
            "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 2 -out tsa.pem -days 99 \
             -extfile tsa.cnf -extensions ext"
                .to_owned(),
        ] {
            assert!(authority.openssl(&words).0, "{words}");
        }
        authority
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs `openssl` here; whether it succeeded, and what it said.
    fn openssl(&self, words: &str) -> (bool, String) {
        // A plus is a blank inside a word; nothing here has one of its own.
        let words = words.split(' ').filter(|word| !word.is_empty());
        let words = words.map(|word| word.replace('+', " "));
        let mut command = Command::new("openssl");
        let ran = command.args(words).current_dir(self.dir.path()).output().unwrap();
        let said = [ran.stdout, ran.stderr].concat();
        (ran.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Answers a request; the reply lies here.
    fn reply(&self, request: &Path, name: &str) -> PathBuf {
        let request = request.display();
        let (_is_granted, said) =
            self.openssl(&format!("ts -reply -config tsa.cnf -queryfile {request} -out {name}"));
        assert!(self.path(name).exists(), "{said}");
        self.path(name)
    }

    /// Whether stock tools find a reply right for a file.
    fn verifies(&self, reply: &Path, data: &Path) -> (bool, String) {
        let (reply, data) = (reply.display(), data.display());
        self.openssl(&format!("ts -verify -data {data} -in {reply} -CAfile ca.pem"))
    }
}

/// The story, closed and sealed.
struct Closed {
    told: Told,
    folder: PathBuf,
}

impl Closed {
    fn story() -> Self {
        let told = Told::by_script();
        let folder = told.stage.session();
        Self { told, folder }
    }

    fn stage(&self) -> &Stage {
        &self.told.stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn request(&self) -> PathBuf {
        let ran = self.stage().run(&["stamp", "request"]).with_code(0);
        let path = ran.out.lines().nth(1).unwrap().trim();
        PathBuf::from(path)
    }

    fn accept(&self, reply: &Path) -> Ran {
        self.stage().run(&["stamp", "accept", "--reply", reply.to_str().unwrap()])
    }

    fn verify(&self, file: &Path) -> Ran {
        // The evidence of the story goes by paths that start in its folder.
        let signers = self.stage().signers();
        let arguments = ["verify", file.to_str().unwrap(), "--signers", signers.to_str().unwrap()];
        self.stage().run_in(&crate::story::folder(), &arguments, "")
    }

    fn replies(&self) -> Vec<String> {
        let names = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<_> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| upgrade_wizard::timestamp::is_reply(name));
        names.sort();
        names
    }
}

#[test]
fn a_stamp_goes_from_the_request_to_the_paper_and_the_pack() {
    let (closed, authority) = (Closed::story(), Authority::new());
    let request = closed.request();
    assert_eq!(request, closed.path("record.tsq"));
    let (is_read, said) = authority.openssl(&format!("ts -query -in {} -text", request.display()));
    assert!(is_read, "{said}");
    for words in ["Version: 1", "Hash Algorithm: sha256", "Certificate required: yes", "Nonce: 0x"]
    {
        assert!(said.contains(words), "{said}");
    }

    let reply = authority.reply(&request, "granted.tsr");
    let ran = closed.accept(&reply).with_code(0);
    assert!(ran.out.contains("Kept beside the record as record.tsr: a time-stamp by Private Test"));
    assert!(ran.out.contains("policy 1.3.6.1.4.1.99999.1, serial number 02"), "{}", ran.out);
    let kept = closed.path("record.tsr");
    assert_eq!(fs::read(&kept).unwrap(), fs::read(&reply).unwrap());
    let (holds, said) = authority.verifies(&kept, &closed.path("record.jsonl"));
    assert!(holds && said.contains("Verification: OK"), "{said}");

    let promise = "says that this record existed not later than ";
    let said = closed.verify(&closed.path("record.jsonl")).with_code(0).out;
    assert!(said.contains(promise) && said.contains("not checked here: the authority's"), "{said}");
    for format in ["text", "markdown", "json"] {
        let printed = closed.stage().run(&["print", "--format", format]).with_code(0).out;
        let one_line = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(one_line.contains(promise), "{format}: {printed}");
        assert!(one_line.contains("openssl ts -verify -data record.jsonl"), "{format}: {printed}");
    }

    let pack = closed.stage().path("stamped.tar");
    let ran = closed.stage().run(&["pack", "--output", pack.to_str().unwrap()]).with_code(0);
    drop(ran);
    assert!(closed.verify(&pack).with_code(0).out.contains(promise));
    // What the page in the pack says about stamps is carried out, by the stock tool.
    let unpacked = closed.stage().path("unpacked");
    fs::create_dir(&unpacked).unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-xf").arg(&pack).arg("--strip-components=1").current_dir(&unpacked);
    assert!(tar.status().unwrap().success());
    fs::copy(authority.path("ca.pem"), unpacked.join("ca.pem")).unwrap();
    let page = fs::read_to_string(unpacked.join("VERIFY.txt")).unwrap();
    let commands: Vec<_> =
        page.lines().filter_map(|line| line.strip_prefix("    openssl ")).collect();
    assert_eq!(commands.len(), 2, "{page}");
    for (command, expected) in commands.iter().zip(["Status: Granted.", "Verification: OK"]) {
        let mut openssl = Command::new("openssl");
        let ran = openssl.args(command.split(' ')).current_dir(&unpacked).output().unwrap();
        let said = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
        assert!(said.contains(expected), "{command}: {said}");
    }
}

#[test]
fn a_record_that_was_changed_is_told_by_both() {
    let (closed, authority) = (Closed::story(), Authority::new());
    let reply = authority.reply(&closed.request(), "granted.tsr");
    let _kept = closed.accept(&reply).with_code(0);
    let record = closed.path("record.jsonl");
    let mut bytes = fs::read(&record).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&record, bytes).unwrap();
    let (holds, said) = authority.verifies(&reply, &record);
    assert!(!holds && said.contains("message imprint mismatch"), "{said}");
    let said = closed.verify(&record).with_code(4).out;
    assert!(said.contains("NOT GOOD: the time-stamp record.tsr by "), "{said}");
    assert!(said.contains("is over other bytes"), "{said}");
}

#[test]
fn a_stamp_of_another_record_is_a_finding() {
    let (one, other, authority) = (Closed::story(), Closed::story(), Authority::new());
    let reply = authority.reply(&other.request(), "other.tsr");
    let _request = one.request();
    let ran = one.accept(&reply).with_code(2);
    assert!(ran.err.contains("is over other bytes than the record of this session"), "{}", ran.err);
    assert!(one.replies().is_empty());
    // Put there past the program, it is found.
    fs::copy(&reply, one.path("record.tsr")).unwrap();
    let said = one.verify(&one.path("record.jsonl")).with_code(4).out;
    assert!(said.contains("is over other bytes") && said.contains("DOES NOT HOLD"), "{said}");
    let printed = one.stage().run(&["print"]).with_code(0).out;
    assert!(printed.contains("NOT GOOD: the time-stamp"), "{printed}");
}

#[test]
fn what_does_not_answer_the_request_is_refused_and_nothing_is_kept() {
    let (closed, authority) = (Closed::story(), Authority::new());
    let stray = authority.path("stray.tsq");
    let record = closed.path("record.jsonl");
    let words = format!("ts -query -data {} -sha256 -out stray.tsq", record.display());
    assert!(authority.openssl(&words).0);
    let reply = authority.reply(&stray, "stray.tsr");
    let ran = closed.accept(&reply).with_code(2);
    assert!(ran.err.contains("no request for a time-stamp lies beside"), "{}", ran.err);
    let request = closed.request();
    let ran = closed.accept(&reply).with_code(2);
    assert!(ran.err.contains("answers another request: its nonce is not ours"), "{}", ran.err);

    let words = format!("ts -query -data {} -sha512 -out big.tsq", record.display());
    assert!(authority.openssl(&words).0);
    let refused = authority.reply(&authority.path("big.tsq"), "refused.tsr");
    let mut bytes = fs::read(&refused).unwrap();
    let at = bytes.windows(7).position(|window| window == b"Message").unwrap();
    bytes[at..at + 4].copy_from_slice(b"\x1B[2J");
    fs::write(&refused, bytes).unwrap();
    let ran = closed.accept(&refused).with_code(2);
    assert!(ran.err.contains("the authority did not grant it (rejected"), "{}", ran.err);
    assert!(ran.err.contains("[2Jage digest algorithm"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1B}'), "{:?}", ran.err);

    for (name, bytes) in [("empty", Vec::new()), ("request", fs::read(&request).unwrap())] {
        let path = authority.path(name);
        fs::write(&path, bytes).unwrap();
        let ran = closed.accept(&path).with_code(2);
        assert!(ran.err.contains("is no time-stamp that can be taken in"), "{}", ran.err);
    }
    assert!(closed.replies().is_empty());
}

#[test]
fn several_stamps_lie_beside_each_other() {
    let (closed, authority) = (Closed::story(), Authority::new());
    let (first, second) = (closed.request(), closed.request());
    assert_eq!(second, closed.path("record-1.tsq"));
    assert_ne!(fs::read(&first).unwrap(), fs::read(&second).unwrap());
    let elsewhere = closed.stage().path("by-hand.tsq");
    let arguments = ["stamp", "request", "--output", elsewhere.to_str().unwrap()];
    let _written = closed.stage().run(&arguments).with_code(0);
    let _there_already = closed.stage().run(&arguments).with_code(2);

    let later = authority.reply(&second, "later.tsr");
    for _again in 0..2 {
        assert!(closed.accept(&later).with_code(0).out.contains("as record.tsr:"));
    }
    let earlier = authority.reply(&first, "earlier.tsr");
    assert!(closed.accept(&earlier).with_code(0).out.contains("as record-1.tsr:"));
    let third = authority.reply(&elsewhere, "third.tsr");
    let _not_known = closed.accept(&third).with_code(2);
    let (reply, request) = (third.to_str().unwrap(), elsewhere.to_str().unwrap());
    let arguments = ["stamp", "accept", "--reply", reply, "--request", request];
    let ran = closed.stage().run(&arguments).with_code(0);
    assert!(ran.out.contains("as record-2.tsr:"), "{}", ran.out);
    assert_eq!(closed.replies(), ["record-1.tsr", "record-2.tsr", "record.tsr"]);
}

#[test]
fn only_a_sealed_record_is_stamped() {
    let sandbox = crate::sandbox::Sandbox::new();
    let _stopped = sandbox.rehearse("answers.toml").code(10);
    let ended = sandbox.program(&["stamp", "request"]).end().code(3);
    assert!(ended.stderr.contains("only a sealed record is stamped"), "{}", ended.stderr);
    let (folder, _) = sandbox.session();
    assert!(!folder.join("record.tsq").exists());
}
