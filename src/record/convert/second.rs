//! What second persons say, into stored form and back.

use crate::engine::{Deed, Observation, Saw, Statement};
use crate::record::index::Index;
use crate::record::line::LineError;
use crate::record::stamp::unstamp;
use crate::record::statement::stated;
use crate::record::stored::{Attest, SawWord};

use super::{Misfit, Setting};

pub(super) fn attest(
    step: &str,
    seen: &Observation,
    setting: &Setting<'_>,
) -> Result<Attest, Misfit> {
    let needing = setting.index.needing_of(seen.of).ok_or(Misfit::NothingToWitness)?;
    Ok(Attest {
        step: step.to_owned(),
        of: needing.line.n,
        of_sha256: needing.line.sha256.clone(),
        shown: seen.shown.clone(),
        saw: saw_word(seen.saw),
        text: seen.text.clone(),
        statement: seen.statement.as_ref().map(|it| it.line.clone()),
        sshsig: seen.statement.as_ref().map(|it| it.sshsig.clone()),
    })
}

pub(super) fn witnessed(attest: &Attest, index: &Index) -> Result<Deed, LineError> {
    let nothing = || LineError::Contradiction { what: "nothing waits for a second person there" };
    let needing = index.needing(attest.of).ok_or_else(nothing)?;
    let statement = match (&attest.statement, &attest.sshsig) {
        (None, None) => None,
        (Some(line), Some(sshsig)) => {
            let stated = stated(line)?;
            let no_time = LineError::Contradiction { what: "`ts` in it is not a time" };
            Some(Statement {
                by: stated.who.person(),
                at: unstamp(&stated.ts).ok_or(no_time)?,
                line: line.clone(),
                sshsig: sshsig.clone(),
            })
        }
        _ => {
            return Err(LineError::Contradiction {
                what: "a statement and its signature go together",
            });
        }
    };
    Ok(Deed::Witnessed {
        step: attest.step.clone(),
        seen: Observation {
            of: needing.fact,
            shown: attest.shown.clone(),
            saw: saw_of(attest.saw),
            text: attest.text.clone(),
            statement,
        },
    })
}

pub(in crate::record) fn saw_word(saw: Saw) -> SawWord {
    match saw {
        Saw::Same => SawWord::Same,
        Saw::Different => SawWord::Different,
    }
}

pub(in crate::record) fn saw_of(word: SawWord) -> Saw {
    match word {
        SawWord::Same => Saw::Same,
        SawWord::Different => Saw::Different,
    }
}
