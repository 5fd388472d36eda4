//! A confirmation, signed and on disk, beside the least that this takes.

use std::fs::File;
use std::io::Write as _;

use ed25519_dalek::{Signer as _, SigningKey};
use upgrade_wizard::engine::{Via, Wish};
use upgrade_wizard::session::say;
use upgrade_wizard::world::machine::{Gate, Machine};

use super::history::{Stage, ann};
use super::made::{hierarchy, plan};
use super::paper::{Report, Row};
use super::timing::{median, ratio, time, words};

const ROUNDS: usize = 60;

pub(crate) fn measure(report: &mut Report) {
    let text = hierarchy(4);
    let plan = plan(&text);
    // Where the temporary files of builds lie there is a disk.
    let mut stage = Stage::new(&text, &plan, env!("CARGO_TARGET_TMPDIR").into());
    let writer = stage.writer.take().unwrap();
    let person = ann(&stage.key);
    let mut machine = Machine::new(writer, person, stage.folder.evidence(), Gate::default());
    let mut model = stage.model.clone();
    let note = || Wish::Note { step: None, text: "n".repeat(400) };
    let record = stage.folder.record();
    let length = || std::fs::metadata(&record).unwrap().len();

    let before = length();
    say(&mut model, &mut machine, Via::Person, note()).unwrap().unwrap();
    let size = usize::try_from(length() - before).unwrap();

    let path = stage.home.path().join("least");
    let mut file = File::options().create(true).append(true).open(path).unwrap();
    let key = SigningKey::from_bytes(&[7; 32]);
    let line = vec![b'n'; size];
    let mut least = || {
        let signature = key.sign(&line);
        std::hint::black_box(signature);
        file.write_all(&line).unwrap();
        file.sync_data().unwrap();
    };
    let (mut of_least, mut confirmed) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_least.push(time(&mut least));
        let confirm = || drop(say(&mut model, &mut machine, Via::Person, note()).unwrap().unwrap());
        confirmed.push(time(confirm));
        // A person takes longer than this to read on: it does not slow the next measurement down.
        machine.settle().unwrap();
    }
    report.row(
        Row::at_most("a confirmation beside one append, fdatasync and signature", "2 times", 2.0)
            .got(
                ratio(&confirmed, &of_least),
                format!(
                    "{} beside {}, {size} bytes",
                    words(median(&confirmed)),
                    words(median(&of_least))
                ),
            ),
    );
}
