//! `Validate`: may this caller be offered a callback (SPEC 5)?

use jiff::Timestamp;

use super::change::{Change, Step};
use super::decide::{Lines, result};
use super::entry::{Entry, Gateway};
use super::note::Note;
use super::queue_record::QueueRecord;
use super::request::Probe;
use super::state::Model;
use crate::ccb::answer::Field;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::validation::Validation;

impl Model {
    pub(super) fn validate(&self, now: Timestamp, callid: Callid, probe: &Probe) -> (Lines, Vec<Step>) {
        let Some(entry) = self.entries.get(&callid) else {
            let mask = Validation::PASSED | Validation::NOT_IN_QUEUE;
            let note = Note::Validated { callid, result: "none", mask };
            return (lines("none", 0, probe), vec![note.into()]); // CCB-VAL-06
        };
        let set = self.set_record(self.queue_of(entry)).filter(|set| set.is_good(now));
        let Some(record) = set.map(|set| &set.record) else {
            let mut steps = vec![Note::Refresh(callid).into()];
            steps.extend(remembered(entry, None)); // the last one counts, a `refresh` too (CCB-VAL-16)
            return (lines("refresh", entry.ewt_s, probe), steps);
        };
        let (mask, mut steps) = self.checks(now, entry, record, probe);
        let offered = mask == Validation::PASSED && self.may_call(entry.ani.as_deref());
        let gateway = probe.configuration().map(|(gateway, _)| gateway).filter(|_| offered);
        let result = if offered { "preemptive" } else { "none" };
        steps.extend(remembered(entry, gateway));
        steps.push(Change::ValidationStatus { call: entry.call, status: mask.stored() }.into());
        steps.push(Note::Validated { callid, result, mask }.into());
        (lines(result, entry.ewt_s, probe), steps)
    }

    /// Every check that has a bit; several may be set at once (CCB-VAL-15).
    fn checks(&self, now: Timestamp, entry: &Entry, record: &QueueRecord, probe: &Probe) -> (Validation, Vec<Step>) {
        let mut mask = Validation::PASSED;
        let mut notes = Vec::new();
        let zone = record.zone.as_ref().map_or(&self.rules.time_zone, |zone| zone.rules());
        mask.set(Validation::TOD, !record.opening_hours.contains(now.to_zoned(zone.clone()).datetime()));
        mask.set(Validation::EWT, u32::from(entry.ewt_s) < record.min_ewt_s);
        match (probe.answered, probe.configuration()) {
            (false, _) => mask |= Validation::PROBE_FAILED_NO_RESPONSE,
            (true, None) => mask |= Validation::PROBE_FAILED_NO_CONFIG,
            (true, Some((gateway, trunks))) => {
                let exceeded = self.used_trunks(&gateway) >= usize::try_from(trunks).unwrap_or(usize::MAX);
                mask.set(Validation::EXCEED_CAPACITY_GW, exceeded);
                notes.push(Note::GatewayChecked { gateway: gateway.id, trunks, exceeded }.into());
            }
        }
        let queue = self.queue_of(entry);
        let (pending, size) = (self.outstanding(queue), queue.line.len());
        let percent = (pending + 1) * 100 / size;
        let (max_count, max_percent) = (record.max_count, record.max_percent);
        let over = |count: usize, limit: u32| count > usize::try_from(limit).unwrap_or(usize::MAX);
        mask.set(Validation::EXCEED_CAPACITY_QUEUE, over(percent, max_percent) || over(pending + 1, max_count));
        let queue = queue.name.clone();
        notes.push(Note::QueueChecked { queue, pending, max_count, size, max_percent, percent }.into());
        (mask, notes)
    }

    /// Callbacks that use a trunk of the gateway (CCB-VAL-11).
    fn used_trunks(&self, gateway: &Gateway) -> usize {
        let used = self.current.values().filter(|row| row.gateway == *gateway);
        used.filter(|row| match row.state {
            EventType::Pending | EventType::InProgress | EventType::Tentative => true,
            EventType::Complete => row.cause == Cause::Connected,
            _ => false,
        })
        .count()
    }

    /// The checks of the calling number, which have no bit (CCB-VAL-14, 17 and 18).
    fn may_call(&self, ani: Option<&str>) -> bool {
        let Some(number) = ani.filter(|ani| !["na", "anonymous"].contains(&ani.to_ascii_lowercase().as_str())) else {
            return false;
        };
        let outstanding = || {
            let rows = self.current.values().filter(|row| row.number == number);
            rows.filter(|row| matches!(row.state, EventType::Pending | EventType::InProgress)).count()
        };
        let limit = self.rules.max_calls_per_ani.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        limit.is_none_or(|limit| outstanding() < limit)
            && self.rules.dialed_numbers.as_ref().is_none_or(|rules| rules.allow(number))
    }
}

/// The entry with the validation that counts from now on, if that is another one.
fn remembered(entry: &Entry, preemptive: Option<Gateway>) -> Option<Step> {
    (entry.preemptive != preemptive).then(|| Change::Entry(Entry { preemptive, ..entry.clone() }).into())
}

/// The result, and what the probe gave, as it gave it (CCB-VAL-04).
fn lines(word: &str, ewt_s: u16, probe: &Probe) -> Lines {
    let mut lines = result(word);
    lines.insert(Field::Ewt, i64::from(ewt_s).into());
    lines.extend(probe.gw.as_deref().map(|gw| (Field::Gw, gw.into())));
    lines.extend(probe.loc.as_deref().map(|loc| (Field::Loc, loc.into())));
    lines.extend(probe.trunks.map(|trunks| (Field::Capacity, i64::from(trunks).into())));
    lines
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::super::change::changes;
    use super::super::state::Rules;
    use super::super::testing::{World, text};
    use super::*;

    /// The result, and the status that the row gets, if it gets one.
    fn judged(world: &mut World, request: &str) -> (String, Option<u16>) {
        let result = world.ask(request)[&Field::Result].to_string();
        let steps = world.steps(request);
        let stored = changes(&steps).find_map(|change| match change {
            Change::ValidationStatus { status, .. } => Some(*status),
            _ => None,
        });
        (result, stored)
    }

    fn set(world: &mut World, record: &str) {
        world.ask(&format!("SetQueueDefaults qname=billing cli=1 {record}"));
    }

    /// CCB-VAL-01, 02, 04 and 05: the published sequence.
    #[test]
    fn refresh_then_preemptive() {
        let mut world = World::new("2015-12-14T17:41:18.810Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180 ani=5008");
        assert_eq!(judged(&mut world, World::VALIDATE), ("refresh".into(), None));
        set(&mut world, "maxpercent=100 maxewt=0");
        let answer = text(&world.ask(World::VALIDATE));
        assert_eq!(answer, "result=preemptive ewt=180 gw=10.201.198.21 loc=doclab capacity=100");
        assert_eq!(judged(&mut world, World::VALIDATE), ("preemptive".into(), Some(2)));
    }

    /// CCB-SQD-03 and 05: the record of `default` serves, but not in place of an own one that expired.
    #[test]
    fn which_record_must_be_good() {
        let mut world = World::new("2015-12-14T17:41:18.810Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180 ani=5008");
        world.ask("SetQueueDefaults qname=default cli=1 maxpercent=100 maxewt=0 refresh=60");
        assert_eq!(judged(&mut world, World::VALIDATE).0, "preemptive");
        set(&mut world, "maxpercent=100 maxewt=0 refresh=1");
        world.pass("60s");
        assert_eq!(judged(&mut world, World::VALIDATE).0, "preemptive", "at the very instant it is still good");
        world.pass("1ms");
        assert_eq!(judged(&mut world, World::VALIDATE).0, "refresh");
    }

    /// CCB-VAL-06.
    #[test]
    fn without_an_entry() {
        let mut world = World::lone();
        world.ask("LeaveQueue callid=1");
        for callid in ["1", "2"] {
            let request = format!("Validate callid={callid} gw=g loc=l");
            assert_eq!(text(&world.ask(&request)), "result=none ewt=0 gw=g loc=l");
            assert_eq!(changes(&world.steps(&request)).count(), 0);
        }
    }

    /// CCB-VAL-03, 05, 07, 08, 09, 10: one bit each, stored beside 0x002.
    #[test]
    fn checks_with_a_bit() {
        let full = "gw=10.201.198.21 loc=doclab trunks=100";
        // 2015-12-14 is a Monday; the server's zone is that of Chicago, where it is 11:41:18.
        let cases = [
            ("maxewt=181", full, 0x020),
            ("maxewt=180", full, 0),
            ("maxewt=0", full, 0),
            ("maxewt=0 monday=none", full, 0x010),
            ("maxewt=0 monday=11:41:18-11:41:18", full, 0),
            ("maxewt=0 monday=17:41:18-17:41:18", full, 0x010),
            ("maxewt=0 monday=17:41:18-17:41:18 timezone=UTC", full, 0),
            ("maxewt=0", "probe=noresponse", 0x040),
            ("maxewt=0", "", 0x080),
            ("maxewt=0", "gw=g loc=l", 0x080),
            ("maxewt=0", "gw=g trunks=1", 0x080),
            ("maxewt=0", "gw=g loc=l trunks=0", 0x100),
            ("maxewt=0 maxpercent=99", full, 0x200),
            ("maxewt=0 maxcount=0", full, 0x200),
            ("maxewt=181 monday=none maxcount=0", "gw=g loc=l trunks=0", 0x330),
        ];
        for (record, probe, bits) in cases {
            let mut world = World::lone();
            set(&mut world, &format!("{record} maxpercent=100")); // the first value counts
            let expected = if bits == 0 { "preemptive" } else { "none" };
            let judged = judged(&mut world, &format!("Validate callid=1 {probe}"));
            assert_eq!(judged, (expected.into(), Some(0x002 | bits)), "{record} {probe}");
        }
    }

    /// CCB-VAL-08: local time is that of the zone at that season.
    #[test]
    fn zones_with_daylight_saving() {
        let hours = "maxpercent=100 maxewt=0 timezone=America/New_York monday=09:00:00-09:59:59";
        for (instant, open) in [
            ("2015-12-14T14:00:00Z", true), // UTC-5
            ("2015-12-14T13:59:59.999Z", false),
            ("2015-06-15T13:00:00Z", true), // UTC-4
            ("2015-06-15T13:59:59.999Z", true),
            ("2015-06-15T14:00:00Z", false),
        ] {
            let mut world = World::new(instant);
            world.ask("EnterQueue callid=1 qname=billing ewt=180 ani=5008");
            set(&mut world, hours);
            assert_eq!(judged(&mut world, World::VALIDATE).0 == "preemptive", open, "{instant}");
        }
    }

    /// CCB-VAL-12 and 13: (pending + 1) * 100 / N in whole numbers.
    #[test]
    fn share_and_count_of_callbacks() {
        let mut world = World::lone();
        assert_eq!(judged(&mut world, World::VALIDATE).0, "preemptive", "a lone caller is 100 percent of 100");
        world.ask("EnterQueue callid=2 qname=billing ewt=180 ani=5009");
        world.ask("EnterQueue callid=3 qname=billing ewt=180 ani=5010");
        set(&mut world, "maxewt=0 maxpercent=33");
        assert_eq!(judged(&mut world, World::VALIDATE).0, "preemptive", "100 / 3 is 33");
        world.ask("AddCallback callid=1 number=5008");
        let second = "Validate callid=2 gw=10.201.198.21 loc=doclab trunks=100";
        assert_eq!(judged(&mut world, second), ("none".into(), Some(0x202)), "200 / 3 is 66");
        set(&mut world, "maxewt=0 maxpercent=66 maxcount=2");
        assert_eq!(judged(&mut world, second).0, "preemptive");
        set(&mut world, "maxewt=0 maxpercent=66 maxcount=1");
        assert_eq!(judged(&mut world, second), ("none".into(), Some(0x202)));
    }

    /// CCB-VAL-11 and CCB-ARC-02: 21, 22, and 24 with 27 count at their gateway and location, until archived.
    #[test]
    fn trunks_of_the_gateway() {
        let mut world = World::lone_with_callback();
        world.ask("EnterQueue callid=2 qname=other ewt=180 ani=5009");
        world.ask("SetQueueDefaults qname=other cli=1 maxpercent=100 maxewt=0");
        let used = "Validate callid=2 gw=10.201.198.21 loc=doclab trunks=1";
        assert_eq!(judged(&mut world, used), ("none".into(), Some(0x102)), "21");
        assert_eq!(judged(&mut world, "Validate callid=2 gw=10.201.198.21 loc=lab trunks=1").0, "preemptive");
        assert_eq!(judged(&mut world, "Validate callid=2 gw=10.201.198.21 loc=doclab trunks=2").0, "preemptive");
        world.ask("UpdateStatus callid=1 status=22");
        assert_eq!(judged(&mut world, used).0, "none", "22");
        world.ask("UpdateStatus callid=1 status=24 reason=27");
        assert_eq!(judged(&mut world, used).0, "none", "24, 27");
        world.ask("LeaveQueue callid=1");
        assert_eq!(judged(&mut world, used).0, "none", "until archived");
        world.archive();
        assert_eq!(judged(&mut world, used).0, "preemptive");
    }

    #[test]
    fn a_canceled_callback_uses_no_trunk() {
        let mut world = World::lone_with_callback();
        world.ask("LeaveQueue callid=1");
        world.ask("EnterQueue callid=2 qname=billing ewt=180 ani=5009");
        let request = "Validate callid=2 gw=10.201.198.21 loc=doclab trunks=1";
        assert_eq!(judged(&mut world, request).0, "preemptive");
    }

    /// CCB-VAL-14: no bit says so.
    #[test]
    fn without_a_calling_number() {
        for ani in ["", "ani=NA", "ani=na", "ani=anonymous", "ani=ANONYMOUS", "ani=Anonymous"] {
            let mut world = World::new("2015-12-14T17:41:18.810Z");
            world.ask(&format!("EnterQueue callid=1 qname=billing ewt=180 {ani}"));
            set(&mut world, "maxpercent=100 maxewt=0");
            assert_eq!(judged(&mut world, World::VALIDATE), ("none".into(), Some(2)), "{ani}");
            assert_eq!(text(&world.ask("AddCallback callid=1 number=5008")), "result=no_validation");
        }
    }

    /// CCB-VAL-17 and 18: no bit either.
    #[test]
    fn configured_limits_on_numbers() {
        let time_zone = TimeZone::UTC;
        let rules = Rules { time_zone: time_zone.clone(), max_calls_per_ani: Some(1), dialed_numbers: None };
        let mut world = World::with(rules, "2015-12-14T17:41:18.810Z");
        for callid in 1..=3 {
            world.ask(&format!(
                "EnterQueue callid={callid} qname=billing ewt=180 ani={}",
                [0, 5008, 5008, 5009][callid]
            ));
        }
        set(&mut world, "maxpercent=100 maxewt=0");
        world.ask(World::VALIDATE);
        world.ask("AddCallback callid=1 number=5008");
        let validate = |callid: u8| format!("Validate callid={callid} gw=g loc=l trunks=9");
        assert_eq!(judged(&mut world, &validate(2)), ("none".into(), Some(2)));
        assert_eq!(judged(&mut world, &validate(3)).0, "preemptive");
        world.ask("LeaveQueue callid=1");
        assert_eq!(judged(&mut world, &validate(2)).0, "preemptive", "a canceled one is not outstanding");

        let dialed_numbers = Some("allow 5...\ndeny 5009".parse().expect("good rules"));
        let mut world =
            World::with(Rules { time_zone, max_calls_per_ani: None, dialed_numbers }, "2015-12-14T17:41:18Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180 ani=5008");
        world.ask("EnterQueue callid=2 qname=billing ewt=180 ani=5009");
        set(&mut world, "maxpercent=100 maxewt=0");
        assert_eq!(judged(&mut world, &validate(1)).0, "preemptive");
        assert_eq!(judged(&mut world, &validate(2)), ("none".into(), Some(2)));
    }
}
