//! Where the lanes stand, left to right: the applications, by caller where there are several, the servlet, the states.

use super::event::{Event, Kind};
use crate::ccb::application::Application;

/// Where times end, in units of a drawing.
pub(super) const TIMES: usize = 70;
const FIRST: usize = 90;
const APART: usize = 46;
const STATE_WIDTH: usize = 42;

/// The lanes of a drawing.
#[derive(Debug)]
pub(super) struct Lanes {
    /// Every application of every caller.
    pub columns: Vec<Column>,
    /// What each caller is called; one empty name where there is only one.
    pub headings: Vec<String>,
    /// Where the servlet stands.
    pub servlet: usize,
    /// Where the states of each caller stand.
    pub states: Vec<usize>,
    /// How wide the drawing is.
    pub width: usize,
}

/// The lane of one application of one caller.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Which.
    pub application: Application,
    /// Whose.
    pub caller: usize,
    /// Where.
    pub x: usize,
}

impl Lanes {
    /// Those for these lines: one caller has all four applications, of several each has those that it meets.
    pub(super) fn of<'a>(headings: Vec<String>, events: &(impl Iterator<Item = &'a Event> + Clone)) -> Self {
        let used = |application: Application, caller: usize| {
            events.clone().any(|event| match &event.kind {
                Kind::Call { application: by, caller: of, .. } => *by == application && *of == caller,
                Kind::Note { application: by, .. } => *by == Some(application) && caller == 0,
                Kind::End => false,
            })
        };
        let mut wanted = Vec::new();
        for caller in 0..headings.len() {
            let four =
                Application::FOUR.into_iter().filter(|application| headings.len() == 1 || used(*application, caller));
            wanted.extend(four.map(|application| (application, caller)));
        }
        if used(Application::Other, 0) {
            wanted.push((Application::Other, 0));
        }
        let place = |(index, (application, caller)): (usize, (Application, usize))| Column {
            application,
            caller,
            x: FIRST + index * APART,
        };
        let columns: Vec<Column> = wanted.into_iter().enumerate().map(place).collect();
        // Labels need the room of four lanes.
        let servlet = FIRST + columns.len().max(4) * APART + 8;
        let states: Vec<usize> = (0..headings.len()).map(|caller| servlet + 33 + caller * STATE_WIDTH).collect();
        let width = servlet + 33 + (headings.len() - 1) * STATE_WIDTH + STATE_WIDTH / 2 + 2;
        Self { columns, headings, servlet, states, width }
    }

    /// Where an application of a caller stands.
    pub(super) fn x(&self, application: Application, caller: usize) -> usize {
        let of = |column: &&Column| {
            column.application == application && (column.caller == caller || application == Application::Other)
        };
        let found = self
            .columns
            .iter()
            .find(of)
            .or_else(|| self.columns.iter().find(|column| column.application == application));
        found.map_or(FIRST, |column| column.x)
    }
}
