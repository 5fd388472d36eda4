//! VERIFY.txt: how to check what is in a pack, for somebody who has never seen one.
//!
//! It follows from the record alone, so that a reader can tell whether it was tampered with.

use crate::record::{Opening, RECORD_FILE, Report, SEAL_NAMESPACE, detached_name};

const TOP: &str = "\
upgrade-wizard pack 1

This folder holds what somebody needs to check the record of an upgrade, and was taken out of a tar
file. Commands are the lines that are set in; run them in this folder, in this order.

  record.jsonl              what happened: one event a line, chained and signed
  record.jsonl.NAME.sig     the signature of NAME over all of it, once the session is closed
  record.tsq, record.tsr    where somebody had it stamped: what a time-stamping authority was asked,
                            and what it answered (RFC 3161); of further ones, record-1.tsr and so on
  allowed_signers.pinned    who could sign when the session was opened
  flow/, hierarchy.toml     what had to be done, and for which sites
  EVIDENCE.txt              what was attached, where it is here, or why it is not
  evidence/, lists/         attached files up to 1 MiB; the lists of files of attached folders
  SHA256SUMS                the digests of all of these
  verify.sh                 checks every signature with stock tools: read it before you trust it

1. WHO COULD SIGN

Get the list of signers from whoever keeps it, by another road than this pack, and put it into this
folder as `allowed_signers`. Whoever could forge the record could forge a list to go with it: never
check it by allowed_signers.pinned, and never trust keys because they came with the pack. The record
names the digest of that list, so it shows whether yours has changed since:

";

const WIZARD: &str = "
2. WITH THE WIZARD

It reads the pack as it is; nothing has to be taken out of it (PACK is the tar file):

  upgrade-wizard verify PACK --signers allowed_signers

3. WITH STOCK TOOLS, ON LINUX

OpenSSH 8.9 or later is needed. That everything is here and whole (`cat -v` because names of files
could carry commands to your terminal):

";

const SCRIPT: &str = "
Every signature, that nothing was changed, put in or taken out, and the seal; it has to end in
VERIFIED:

    sh verify.sh record.jsonl allowed_signers

";

const WINDOWS: &str = "
4. WITH STOCK TOOLS, ON WINDOWS

In cmd.exe. Not in PowerShell, which changes what goes through a pipe. Each digest has to be the one
that is told behind it; EVIDENCE.txt tells those of evidence/ and lists/:

";

const STAMPED: &str = "
5. WHEN IT EXISTED

Where there is a record.tsr, a time-stamping authority says that the record existed at a time of its
own clock. Get the root certificate of the authority from the authority, by another road than this
pack, and put it into this folder as `ca.pem`. OpenSSL checks the digest, the signature and the
certificates (add `-untrusted tsa.pem`, with those below the root, where the reply holds none):

    openssl ts -reply -in record.tsr -text
    openssl ts -verify -data record.jsonl -in record.tsr -CAfile ca.pem
      must end in: Verification: OK

The wizard compares the digest only.
";

const END: &str = "
6. WHAT IT PROVES

That the record was not altered, that nothing is missing between its first line and its seal, who
signed each line, and that the evidence here is what was attached. Not that people told the truth,
nor that the clock was right. The digests on this page came with the pack: by themselves they prove
nothing, the signatures do. The files lists/*.jsonl (sizes, times, what could not be read) are bound
by their names: the part behind the hyphen is the beginning of their SHA-256, and the name of the
list is in the signed record.
";

const UNSEALED: &str = "\
THE SESSION IS NOT CLOSED: its record has no seal, so that what comes behind its last line may have
been taken away, and there is no signature over all of it. `verify.sh` ends in `there is no seal`
and not in VERIFIED; what it says of the lines before holds.

";

/// The page for the record of a report.
pub(super) fn guide(opening: &Opening, report: &Report) -> String {
    let digests = [
        (super::name::SIGNERS, &opening.signers_sha256),
        ("hierarchy.toml", &opening.hierarchy.sha256),
        (RECORD_FILE, &report.sha256),
    ];
    let [(signers, signers_sha256), (hierarchy, hierarchy_sha256), _] = digests;
    let mut page = TOP.to_owned();
    page.push_str("    sha256sum allowed_signers\n");
    page.push_str(&format!("      must give {signers_sha256}\n"));
    page.push_str("\nIf it does not, ask whoever keeps it what has changed, and when.\n");
    page.push_str(WIZARD);
    page.push_str("    sha256sum -c SHA256SUMS | cat -v\n");
    page.push_str("\nThat flow, sites and signers are those that the record is pinned to:\n\n");
    page.push_str("    (cd flow && LC_ALL=C && export LC_ALL && sha256sum *) | sha256sum\n");
    page.push_str(&format!("      must give {}\n", opening.flow.sha256));
    for (name, sha256) in [(hierarchy, hierarchy_sha256), (signers, signers_sha256)] {
        page.push_str(&format!("    sha256sum {name}\n      must give {sha256}\n"));
    }
    page.push_str(SCRIPT);
    if report.sealed.is_none() {
        page.push_str(UNSEALED);
    } else {
        page.push_str("Only the signature over the whole; a `Good` signature has to be told:\n\n");
        page.push_str(&whole(report, "    TZ=UTC0 ", ""));
        page.push('\n');
    }
    page.push_str("What is left of an attached folder, by its list (LIST is in lists/):\n\n");
    page.push_str("  cd FOLDER && sha256sum -c LIST | cat -v\n");
    page.push_str(WINDOWS);
    for (name, sha256) in digests {
        page.push_str(&format!("    certutil -hashfile {name} SHA256\n      must give {sha256}\n"));
    }
    if report.sealed.is_some() {
        page.push('\n');
        page.push_str(&whole(report, "    ", "Z"));
        page.push_str("\nThat checks the signature over the whole record.\n");
    }
    page.push_str(
        "\nEach line's own signature is checked by the wizard, or by verify.sh where there is a\nPOSIX shell.\n",
    );
    page.push_str(STAMPED);
    page.push_str(END);
    page
}

/// The number of a format that came after this one, out of the first line of the page.
pub(super) fn other_format(page: &[u8]) -> Option<u32> {
    let page = std::str::from_utf8(page).ok()?;
    let number = page.lines().next()?.strip_prefix("upgrade-wizard pack ")?;
    number.parse().ok().filter(|format| *format > 1)
}

/// The command that checks the signature over the whole record, at the time of the seal.
fn whole(report: &Report, before: &str, zone: &str) -> String {
    let Some(seal) = &report.sealed else { return String::new() };
    let (id, at) = (&seal.by.id, seal.at.strftime("%Y%m%d%H%M%S"));
    let signature = detached_name(id);
    format!(
        "{before}ssh-keygen -Y verify -f allowed_signers -I {id} -n {SEAL_NAMESPACE} \
         -O verify-time={at}{zone} -s {signature} < {RECORD_FILE}\n"
    )
}
