//! What holds of the model whatever callers send, in any order and at any time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::testing::World;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;

/// Requests that are mostly well formed, among few calls and queues, so that they meet.
fn plausible() -> impl Strategy<Value = String> {
    let status = prop::sample::select(vec!["21", "22", "24 reason=27", "24 reason=5", "24 reason=28", "27", "28"]);
    (0..7_u8, 1..6_u8, prop::sample::select(vec!["a", "b"]), 0..400_u16, status).prop_map(
        |(kind, callid, queue, ewt, status)| match kind {
            0 | 1 => format!("EnterQueue callid={callid} qname={queue} ewt={ewt} ani=5008"),
            2 => format!("Validate callid={callid} gw=g loc=l trunks=9"),
            3 => format!("SetQueueDefaults qname={queue} cli=1 maxpercent=100 maxewt=0 keepalive=60 maxbusy=2;20"),
            4 => format!("AddCallback callid={callid} number=5008"),
            5 => format!("UpdateStatus callid={callid} status={status}"),
            _ => format!("LeaveQueue callid={callid}"),
        },
    )
}

/// Any operation with any known parameters of any value.
fn arbitrary() -> impl Strategy<Value = String> {
    let pair = (prop::sample::select(Parameter::ALL), "[^ ]{0,12}|[0-9]{1,12}|[0-9]{1,3}[;:][0-9]{1,3}");
    (prop::sample::select(Operation::ALL), prop::collection::vec(pair, 0..8)).prop_map(|(operation, pairs)| {
        let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{operation} {}", pairs.join(" "))
    })
}

/// The places of every queue are those of its entries, each once (CCB-ENQ-04, CCB-ENQ-08).
fn assert_places(world: &World) {
    let mut lined_up = BTreeSet::new();
    for queue in world.model.queues.values() {
        for callid in &queue.line {
            let entry = world.model.entry(*callid).expect("who stands in line has an entry");
            assert_eq!(entry.queue, queue.name);
            assert!(lined_up.insert(*callid), "{callid} stands in line twice");
        }
    }
    assert_eq!(lined_up.len(), world.model.entries.len());
}

proptest! {
    #[test]
    fn places_and_rows_agree(requests in prop::collection::vec((plausible(), 0..40_u8, any::<bool>()), 1..60)) {
        let mut world = World::new("2015-12-14T17:41:18.810Z");
        for (request, seconds, tick) in requests {
            let lines_before: BTreeMap<_, _> =
                world.model.queues.values().map(|queue| (queue.name.clone(), queue.line.clone())).collect();
            let steps = world.steps(&request);
            let lines_changed = world.model.queues.values().filter(|queue| {
                lines_before.get(&queue.name).map_or(!queue.line.is_empty(), |line| *line != queue.line)
            });
            prop_assert!(lines_changed.count() <= 1, "`{}` moved more than one queue: {:?}", request, steps);
            assert_places(&world);
            world.pass(&format!("{seconds}s"));
            if tick {
                world.tick();
                assert_places(&world);
            }
        }
        world.archive();
    }

    #[test]
    fn nothing_that_is_sent_is_answered_by_a_panic(requests in prop::collection::vec(arbitrary(), 1..20)) {
        let mut world = World::lone_with_callback();
        for request in requests {
            world.steps(&request);
            world.tick_after("10s");
        }
        assert_places(&world);
    }
}
