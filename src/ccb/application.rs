//! The voice applications that drive the servlet (SPEC 16).

/// One of the four voice applications, or whoever else asks: a browser, a stranger, the suite itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Application {
    /// `CallbackEntry` enters the caller and offers the callback.
    Entry,
    /// `CallbackEngine` says goodbye.
    Engine,
    /// `CallbackWait` waits, and calls back.
    Wait,
    /// `CallbackQueue` plays music until an agent is there.
    Queue,
    /// None of them.
    Other,
}

impl Application {
    /// The four, in the order in which a caller meets them.
    pub const FOUR: [Self; 4] = [Self::Entry, Self::Engine, Self::Wait, Self::Queue];

    /// Its name in logs and features; `other` for none of the four.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entry => "CallbackEntry",
            Self::Engine => "CallbackEngine",
            Self::Wait => "CallbackWait",
            Self::Queue => "CallbackQueue",
            Self::Other => "other",
        }
    }

    /// The application of that name.
    pub fn from_name(name: &[u8]) -> Self {
        Self::FOUR.into_iter().find(|application| application.name().as_bytes() == name).unwrap_or(Self::Other)
    }

    /// Which of the four a text names first, and where.
    pub fn find_in(text: &str) -> Option<(usize, Self)> {
        Self::FOUR.into_iter().filter_map(|application| Some((text.find(application.name())?, application))).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for application in Application::FOUR {
            assert_eq!(Application::from_name(application.name().as_bytes()), application);
        }
        assert_eq!(Application::from_name(b"CallbackEntry2"), Application::Other);
    }

    #[test]
    fn the_first_that_is_named_is_found() {
        let text = "when CallbackWait calls back, CallbackQueue and CallbackEntry wait";
        assert_eq!(Application::find_in(text), Some((5, Application::Wait)));
        assert_eq!(Application::find_in("somebody asks"), None);
    }
}
