//! The places of the screen, one file each.

use super::done::Done;
use super::evidence::Browser;
use super::gate::Gate;
use super::home::Home;
use super::panel::Panel;
use super::paper::Paper;
use super::plan::PlanView;
use super::review::Review;
use super::sign::Sign;
use super::sites::Sites;
use super::themes::Themes;
use super::verify::Verify;
use super::walk::Walk;

/// A place and what is selected, scrolled and half typed in it.
#[derive(Debug)]
pub(super) enum Place {
    Home(Home),
    Sites(Sites),
    Plan(PlanView),
    Walk(Walk),
    Evidence(Browser),
    Gate(Gate),
    Review(Review),
    Sign(Sign),
    Done(Done),
    Paper(Paper),
    Verify(Verify),
    Themes(Themes),
}

impl Place {
    pub(super) fn panel(&self) -> &dyn Panel {
        match self {
            Self::Home(place) => place,
            Self::Sites(place) => place,
            Self::Plan(place) => place,
            Self::Walk(place) => place,
            Self::Evidence(place) => place,
            Self::Gate(place) => place,
            Self::Review(place) => place,
            Self::Sign(place) => place,
            Self::Done(place) => place,
            Self::Paper(place) => place,
            Self::Verify(place) => place,
            Self::Themes(place) => place,
        }
    }

    pub(super) fn panel_mut(&mut self) -> &mut dyn Panel {
        match self {
            Self::Home(place) => place,
            Self::Sites(place) => place,
            Self::Plan(place) => place,
            Self::Walk(place) => place,
            Self::Evidence(place) => place,
            Self::Gate(place) => place,
            Self::Review(place) => place,
            Self::Sign(place) => place,
            Self::Done(place) => place,
            Self::Paper(place) => place,
            Self::Verify(place) => place,
            Self::Themes(place) => place,
        }
    }
}
