//! The tables (SPEC 12, CCB-ROW).

use jiff::tz::Offset;

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "rows-event-of-another-call",
        clause: "CCB-ROW-01",
        scenario: "published-callback",
        field: "states",
        breaks: "it stores events under surrogate ids of their own",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::Event { call, .. } = change {
                    call.surrogate += 1_000;
                }
            });
        }),
    },
    Mutant {
        name: "rows-callback-of-another-call",
        clause: "CCB-ROW-01",
        scenario: "published-callback",
        field: "callback[0]",
        breaks: "it stores a callback under a surrogate id of its own",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::Callback { call, .. } = change {
                    call.surrogate += 1_000;
                }
            });
        }),
    },
    Mutant {
        name: "rows-stamp-in-utc",
        clause: "CCB-ROW-02",
        scenario: "published-callback",
        field: "callbackqueue[0].dbdatetime",
        breaks: "it stores DBDateTime in UTC",
        hook: Hook::Stamps(|_, now, _| (now, TimeZone::UTC)),
    },
    Mutant {
        name: "rows-stamp-rounded",
        clause: "CCB-ROW-02",
        scenario: "published-callback",
        field: "callbackqueue[0].dbdatetime",
        breaks: "it rounds DBDateTime to the nearest second",
        hook: Hook::Stamps(|_, now, time_zone| {
            (now.saturating_add(SignedDuration::from_millis(500)).unwrap_or(now), time_zone.clone())
        }),
    },
    Mutant {
        name: "rows-stamp-without-summer",
        clause: "CCB-ROW-02",
        scenario: "rows-clocks-forward",
        field: "callback[0].dbdatetime",
        breaks: "it knows the server's zone by its winter time alone",
        hook: Hook::Stamps(|_, now, time_zone| (now, season(time_zone, now, false))),
    },
    Mutant {
        name: "rows-stamp-without-winter",
        clause: "CCB-ROW-02",
        scenario: "rows-clocks-back",
        field: "callback[0].dbdatetime",
        breaks: "it knows the server's zone by its summer time alone",
        hook: Hook::Stamps(|_, now, time_zone| (now, season(time_zone, now, true))),
    },
    Mutant {
        name: "rows-event-in-local-time",
        clause: "CCB-ROW-02",
        scenario: "published-callback",
        field: "callbackevent[0].eventdatetime",
        breaks: "it stores EventDateTime in local time",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::Event { at, .. } = change {
                    *at = later(*at, -6 * 3600);
                }
            });
        }),
    },
    Mutant {
        name: "rows-newest-event-alone",
        clause: "CCB-ROW-03",
        scenario: "published-callback",
        field: "states",
        breaks: "it keeps of a call's events the newest alone",
        hook: Hook::Keeps(
            "delete from callbackevent where exists (select * from callbackevent newer
             where newer.surrogateid = callbackevent.surrogateid and newer.rowid > callbackevent.rowid)",
        ),
    },
    Mutant {
        name: "rows-events-restamped",
        clause: "CCB-ROW-03",
        scenario: "published-callback",
        field: "callbackevent[0].dbdatetime",
        breaks: "it renews DBDateTime of all of a call's events where it adds one",
        hook: Hook::Keeps(
            "update callbackevent set dbdatetime = (select max(dbdatetime) from callbackevent newest
             where newest.surrogateid = callbackevent.surrogateid)",
        ),
    },
    Mutant {
        name: "rows-queue-unnamed",
        clause: "CCB-ROW-04",
        scenario: "rows-reference-data",
        field: "queueref",
        breaks: "it names a queue only once somebody waits in it",
        hook: Hook::Keeps("delete from queueref where queueid not in (select queueid from callbackqueue)"),
    },
    Mutant {
        name: "rows-cause-missing",
        clause: "CCB-ROW-04",
        scenario: "rows-reference-data",
        field: "causeref",
        breaks: "it leaves the last cause out of its table",
        hook: Hook::Keeps("delete from causeref where causeid = 1046"),
    },
    Mutant {
        name: "rows-event-type-misspelt",
        clause: "CCB-ROW-04",
        scenario: "rows-reference-data",
        field: "eventtyperef",
        breaks: "it spells an event type in another way",
        hook: Hook::Keeps("update eventtyperef set eventtype = 'Callback Cancelled' where eventtypeid = 20"),
    },
    Mutant {
        name: "rows-failed-hidden",
        clause: "CCB-ROW-05",
        scenario: "rows-published-queries",
        field: "callback[0]",
        breaks: "its view `callback` shows no canceled callbacks",
        hook: Hook::Keeps(
            "drop view callback; create view callback as
             select * from callback_current where eventtypeid <> 20
             union all select * from callback_historical where eventtypeid <> 20",
        ),
    },
];

/// The zone with the offset that it has in summer, or in winter, all the year round.
fn season(time_zone: &TimeZone, now: Timestamp, summer: bool) -> TimeZone {
    let offsets = [0, 91, 182, 273].map(|days| time_zone.to_offset(later(now, days * 86_400)));
    let offset = if summer { offsets.into_iter().max() } else { offsets.into_iter().min() };
    offset.map_or_else(|| time_zone.clone(), Offset::to_time_zone)
}
