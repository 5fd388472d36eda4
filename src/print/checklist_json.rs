//! The checklist for other programs: all that the text has, values as they are on record.

use super::harmless_json::pretty;
use super::{Sheet, gather};

/// Returns the checklist as indented JSON with a line end after it.
pub fn checklist_json(sheet: &Sheet<'_>) -> String {
    pretty(&gather::checklist(sheet))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{eventful, sealed, small_plan};
    use super::*;

    #[test]
    fn a_session_with_deviations_and_corrections() {
        let story = eventful(small_plan()).finish();
        let (model, head) = (&story.model, &sealed());
        insta::assert_snapshot!(checklist_json(&Sheet { model, head }));
    }
}
