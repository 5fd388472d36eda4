//! What a click and the wheel do.

use super::driver::Driven;
use super::session::fresh;

#[test]
fn a_click_on_a_footer_key_presses_it_and_a_second_click_on_a_row_opens_it() {
    let mut it = Driven::walking((120, 36), fresh());
    it.click("Waive");
    it.shows("Go on without this step");
    it.press("<esc>");
    it.click("Look for errors");
    it.shows("event-log/CEN");
    it.click("Look for errors");
    assert!(it.wishes.is_empty(), "a click confirms nothing");
}
