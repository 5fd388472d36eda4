//! The cases of OpenSSH's `regress/sshsig.sh`, in its order, and a few of our own behind them.

use super::row::Verdict::{Bad, Elsewhere, Good, Stricter};
use super::row::{Bench, ROW, Row};

const NO_CA: &str = "certificate authorities are not accepted";
const NO_CERT: &str = "-cert-v01@openssh.com`, which cannot be verified here";

/// About plain keys.
#[rustfmt::skip]
const PLAIN: &[Row] = &[
    Row { what: "the default", ..ROW },
    Row { what: "sha256", signature: "sha256", verdict: Stricter("the hash `sha256`"), ..ROW },
    Row { what: "namespace listed",
        signers: "user@example.com namespaces=\"test-namespace,whatever\" KEY", ..ROW },
    Row { what: "unknown option", signers: "user@example.com octopus KEY", verdict: Bad, ..ROW },
    Row { what: "another key", signers: "user@example.com WRONG", verdict: Bad, ..ROW },
    Row { what: "another text", text: "data\ndata\n", verdict: Bad, ..ROW },
    Row { what: "another principal", signers: "josef.k@example.com KEY", verdict: Bad, ..ROW },
    Row { what: "another namespace", namespace: "COWS_COWS_COWS", verdict: Bad, ..ROW },
    Row { what: "namespace left out",
        signers: "user@example.com namespaces=\"whatever\" KEY", verdict: Bad, ..ROW },
    Row { what: "in its time", at: Some("19850101"), ..EIGHTIES },
    Row { what: "before its time", at: Some("19790101"), verdict: Bad, ..EIGHTIES },
    Row { what: "after its time", at: Some("19910101"), verdict: Bad, ..EIGHTIES },
    Row { what: "long after its time", verdict: Bad, ..EIGHTIES },
    Row { what: "revoked", revoked: "KEY",
        verdict: Elsewhere("there is no list of revoked keys here: `valid-before` ends a key"),
        ..ROW },
    Row { what: "revoked by its line", at: Some("20260102"),
        signers: "user@example.com valid-before=\"20260101\" KEY", revoked: "KEY",
        verdict: Bad, ..ROW },
    Row { what: "another key revoked", revoked: "WRONG", ..ROW },
    Row { what: "outside of two times", at: Some("20100101"), verdict: Bad, ..TWICE },
    Row { what: "in the first of two times", at: Some("19830101"), ..TWICE },
    Row { what: "in both of two times", at: Some("19880101"), ..TWICE },
    Row { what: "in the second of two times", at: Some("19950101"), ..TWICE },
    Row { what: "one of several lines matches, another has wildcards", principal: "unique",
        signers: "principal1 KEY\nprinci* KEY\nunique KEY",
        verdict: Stricter("principal `princi*` has wildcards"), ..ROW },
    Row { what: "a wildcard matches", principal: "princip", signers: "princi* KEY",
        verdict: Stricter("principal `princi*` has wildcards"), ..ROW },
    Row { what: "a wildcard does not match", principal: "prince", signers: "princi?x KEY",
        verdict: Bad, ..ROW },
];

/// About certificates. We take none, so that each is refused, by them as well or by us alone.
#[rustfmt::skip]
const CERTIFIED: &[Row] = &[
    Row { what: "good authority", at: Some("19850101"),
        signers: "user@example.com cert-authority CA", verdict: Stricter(NO_CERT), ..CERT },
    Row { what: "good authority for all of a domain", at: Some("19850101"),
        signers: "*@example.com cert-authority CA", verdict: Stricter(NO_CERT), ..CERT },
    Row { what: "the authority has its time", at: Some("19850101"), verdict: Stricter(NO_CERT),
        ..CERT_EIGHTIES },
    Row { what: "the certificate does not hold yet", at: Some("19810101"), verdict: Bad,
        ..CERT_EIGHTIES },
    Row { what: "the certificate is over", at: Some("19890101"), verdict: Bad, ..CERT_EIGHTIES },
    Row { what: "the authority does not hold yet", at: Some("19790101"), verdict: Bad,
        ..CERT_EIGHTIES },
    Row { what: "the authority is over", at: Some("19910101"), verdict: Bad, ..CERT_EIGHTIES },
    Row { what: "the authority is long over", verdict: Bad, ..CERT_EIGHTIES },
    Row { what: "the times do not meet", at: Some("19840101"), verdict: Bad,
        signers: "user@example.com cert-authority,valid-after=\"19800101\",\
            valid-before=\"19820101\" CA", ..CERT },
    Row { what: "the key itself listed as authority", verdict: Bad,
        signers: "user@example.com cert-authority KEY", ..CERT },
    Row { what: "the authority not marked as one", verdict: Bad,
        signers: "user@example.com CA", ..CERT },
    Row { what: "another name", at: Some("19850101"), verdict: Bad,
        signers: "josef.k@example.com cert-authority CA", ..CERT },
    Row { what: "a plain signature where an authority is listed beside the key", signature: "plain",
        signers: "user@example.com cert-authority CA\nuser@example.com KEY",
        verdict: Stricter(NO_CA), ..CERT },
];

/// What OpenSSH does not ask itself.
#[rustfmt::skip]
const OURS: &[Row] = &[
    Row { what: "something behind the armour", signature: "trailing",
        verdict: Stricter("not written the way OpenSSH writes it"), ..ROW },
    Row { what: "CR LF in the armour", signature: "crlf", verdict: Bad, ..ROW },
    Row { what: "a name in quotes", signers: "\"user@example.com\" KEY",
        verdict: Stricter("has characters other than"), ..ROW },
    Row { what: "a look-alike beside it", signers: "us\u{435}r@example.com KEY\nuser@example.com KEY",
        verdict: Stricter("has characters other than"), ..ROW },
    Row { what: "a look-alike alone", signers: "us\u{435}r@example.com KEY", verdict: Bad, ..ROW },
    Row { what: "a mistake in another line", signers: "user@example.com KEY\nbob octopus KEY",
        verdict: Stricter("option `octopus` is not known"), ..ROW },
    Row { what: "an option of FIDO keys", signers: "user@example.com no-touch-required KEY",
        verdict: Bad, ..ROW },
];

const EIGHTIES: Row = Row {
    signers: "user@example.com valid-after=\"19800101\",valid-before=\"19900101\" KEY",
    ..ROW
};

const TWICE: Row = Row {
    signers: "user@example.com valid-after=\"19800101\",valid-before=\"19900101\" KEY\n\
              user@example.com valid-after=\"19850101\",valid-before=\"20000101\" KEY",
    ..ROW
};

const CERT: Row = Row { signature: "cert", ..ROW };

const CERT_EIGHTIES: Row = Row {
    signers: "user@example.com cert-authority,valid-after=\"19800101\",\
              valid-before=\"19900101\" CA",
    ..CERT
};

#[track_caller]
fn check(bench: &Bench, row: &Row, verdict: super::row::Verdict) {
    let (ours, theirs) = (bench.ours(row), bench.theirs(row));
    let told = format!("{}: {ours:?}, ssh-keygen: {theirs}", row.what);
    match verdict {
        Good => assert!(theirs && ours.is_ok(), "{told}"),
        Bad => assert!(!theirs && ours.is_err(), "{told}"),
        Stricter(why) => {
            assert!(theirs, "no stricter than they are any more: {told}");
            assert!(ours.is_err_and(|said| said.contains(why)), "{told}");
        }
        Elsewhere(why) => assert!(!theirs && ours.is_ok(), "{told}; {why}"),
    }
}

#[test]
fn our_verdict_is_that_of_ssh_keygen_or_the_row_says_why_not() {
    for kind in [
        &["-t", "ed25519"][..],
        &["-t", "ecdsa", "-b", "256"],
        &["-t", "ecdsa", "-b", "384"],
        &["-t", "ecdsa", "-b", "521"],
    ] {
        let bench = Bench::new(kind);
        for row in [PLAIN, CERTIFIED, OURS].concat() {
            check(&bench, &row, row.verdict);
        }
    }
}

/// RSA keys sign in an agent only; what they signed is judged like anything else.
#[test]
fn rsa_signatures_are_judged_like_others() {
    let bench = Bench::new(&["-t", "rsa", "-b", "2048"]);
    for row in PLAIN {
        check(&bench, row, row.verdict);
    }
}
