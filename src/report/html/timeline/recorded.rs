//! The drawing of a call that was recorded elsewhere: the same lanes, arrows and waits as those of a journey.

use maud::{Markup, html};

use super::draw::{Drawing, svg};
use super::event::{Event, Kind, State};
use super::lanes::Lanes;
use super::scale::Scale;
use crate::ccb::application::Application;

/// A request that a log tells.
#[derive(Clone, Debug)]
pub struct DrawnCall {
    /// From the call's first request, milliseconds.
    pub at_ms: i64,
    /// The application that asked, such as `CallbackWait`; any other name is that of somebody else.
    pub application: String,
    /// What was asked and answered, in short.
    pub told: String,
    /// The state that was reached, such as `22/0`, where one was.
    pub state: Option<String>,
    /// Whether it breaks a clause.
    pub differs: bool,
}

/// The drawing of a call's requests; the numbers on its left link to `#ID.s1` and so on. Nothing where there are none.
pub fn drawing(id: &str, title: &str, calls: &[DrawnCall]) -> Markup {
    if calls.is_empty() {
        return html! {};
    }
    let events: Vec<Event> = calls.iter().enumerate().map(|(step, call)| event(step, call)).collect();
    let lanes = Lanes::of(vec![String::new()], &events.iter());
    let scale = Scale::of(&[&events]);
    let description = format!("{} requests; all of them are told in the table below.", events.len());
    let of = format!("{id}.tl");
    html! {
        figure.timeline {
            figcaption { "Timeline" }
            div.scroll tabindex="0" role="group" aria-label="Timeline" {
                (svg(&Drawing { id: &of, title, description: &description, expected: false, lanes: &lanes, scale, events: &events, journey: id }))
            }
        }
    }
}

fn event(step: usize, call: &DrawnCall) -> Event {
    let state = |told: &String| State { caller: 0, told: told.clone(), count: 1, differs: call.differs };
    Event {
        at_ms: call.at_ms,
        step,
        kind: Kind::Call {
            application: Application::from_name(call.application.as_bytes()),
            caller: 0,
            count: 1,
            told: call.told.clone(),
        },
        states: call.state.iter().map(state).collect(),
        differs: call.differs,
    }
}
