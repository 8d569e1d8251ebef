//! The formulas of the waiting time (SPEC 10), in whole seconds.

/// D, the average seconds for each caller to leave: EWT / N, cut; 0 for an empty queue.
pub fn dequeue_rate_s(ewt_s: u16, entries: usize) -> i64 {
    i64::try_from(entries).ok().and_then(|entries| i64::from(ewt_s).checked_div(entries)).unwrap_or(0)
}

/// What R is made of, for one entry at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Position less one: 0 for the first.
    pub qpos: i64,
    /// D.
    pub dequeue_rate_s: i64,
    /// F: whole seconds that the entry in first place has been there.
    pub in_first_place_s: i64,
    /// The first part of C; 0 for an entry without a callback (CCB-TIM-03).
    pub reconnect_s: i64,
    /// The second part of C; likewise.
    pub sla_s: i64,
}

impl Wait {
    /// R = p * D - F - C; may be negative.
    pub const fn remaining_s(self) -> i64 {
        (self.qpos + 1) * self.dequeue_rate_s - self.in_first_place_s - self.reconnect_s - self.sla_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remaining_s(qpos: i64, ewt_s: u16, entries: usize, f: i64, c: (i64, i64)) -> i64 {
        let rate = dequeue_rate_s(ewt_s, entries);
        Wait { qpos, dequeue_rate_s: rate, in_first_place_s: f, reconnect_s: c.0, sla_s: c.1 }.remaining_s()
    }

    #[test]
    fn numbers_of_the_specification() {
        assert_eq!(remaining_s(0, 180, 1, 45, (30, 60)), 45, "CCB-TIM-02");
        assert_eq!(remaining_s(0, 180, 1, 35, (0, 0)), 145, "CCB-TIM-03");
        assert_eq!(remaining_s(1, 300, 3, 20, (30, 60)), 90, "CCB-TIM-05");
        assert_eq!(remaining_s(0, 180, 1, 248, (30, 60)), -158, "SPEC 17, the last published tick");
    }

    #[test]
    fn rate_is_cut_and_an_empty_queue_has_none() {
        assert_eq!(dequeue_rate_s(100, 3), 33);
        assert_eq!(dequeue_rate_s(100, 0), 0);
    }
}
