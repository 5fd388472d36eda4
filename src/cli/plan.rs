//! `plan`: says what would have to be done and why; writes nothing.

use crate::failure::Failure;
use crate::print::{plan_json, plan_text};

use super::args::{Format, Plan};
use super::{out, source};

pub(crate) fn plan(typed: &Plan) -> Result<(), Failure> {
    let drawn = source::draw(&typed.what)?;
    out::result(&match typed.format {
        Format::Text => plan_text(&drawn.plan),
        Format::Json => plan_json(&drawn.plan),
    })?;
    source::must_be_allowed(&drawn.plan)
}
