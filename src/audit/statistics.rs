//! Statistics over all calls, in a memory that does not grow with their number.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::finding::as_text;
use super::judge::Judged;
use super::limits::MOST_SLOW_REQUESTS;
use crate::ccb::event_type::EventType;
use crate::ccb::validation::Validation;

/// Each doubling of a value is told in so many parts, so that a quantile is off by a 32nd at most.
const PARTS: u64 = 32;
const PART_BITS: u32 = 5;

/// How often which values came, in buckets that widen with the value.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    buckets: BTreeMap<u32, u64>,
    count: u64,
    most: u64,
}

impl Histogram {
    /// Counts a value.
    pub fn add(&mut self, value: u64) {
        *self.buckets.entry(bucket(value)).or_default() += 1;
        self.count += 1;
        self.most = self.most.max(value);
    }

    /// The value that such a share of all do not exceed, as far as buckets tell.
    pub fn quantile(&self, percent: u64) -> u64 {
        let wanted = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (bucket, count) in &self.buckets {
            seen += count;
            if seen >= wanted {
                return highest(*bucket).min(self.most);
            }
        }
        self.most
    }

    /// For a report; none without values.
    pub fn spread(&self) -> Option<Spread> {
        (self.count > 0).then(|| Spread {
            count: self.count,
            median: self.quantile(50),
            p90: self.quantile(90),
            p99: self.quantile(99),
            most: self.most,
            histogram: self.doublings(),
        })
    }

    /// How many values are below each power of two, and not below the one before.
    fn doublings(&self) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        for (bucket, count) in &self.buckets {
            let below = highest(*bucket).saturating_add(1).next_power_of_two();
            match bars.last_mut() {
                Some(bar) if bar.below == below => bar.count += count,
                _ => bars.push(Bar { below, count: *count }),
            }
        }
        bars
    }
}

fn bucket(value: u64) -> u32 {
    let bits = u64::BITS - value.leading_zeros();
    if bits <= PART_BITS + 1 {
        return u32::try_from(value).unwrap_or(u32::MAX);
    }
    let shift = bits - PART_BITS - 1;
    let part = u32::try_from(value >> shift).unwrap_or(u32::MAX);
    shift * u32::try_from(PARTS).unwrap_or(u32::MAX) + part
}

/// The highest value of a bucket.
fn highest(bucket: u32) -> u64 {
    let parts = u32::try_from(PARTS).unwrap_or(u32::MAX);
    if bucket < 2 * parts {
        return bucket.into();
    }
    let shift = bucket / parts - 1;
    let part = u128::from(bucket - shift * parts);
    u64::try_from(((part + 1) << shift) - 1).unwrap_or(u64::MAX)
}

/// How values are spread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// How many.
    pub count: u64,
    /// Half of them are not above this, within 3 %.
    pub median: u64,
    /// 90 % of them.
    pub p90: u64,
    /// 99 % of them.
    pub p99: u64,
    /// The greatest.
    pub most: u64,
    /// How many in each doubling.
    pub histogram: Vec<Bar>,
}

/// One bar of a histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Values below this, and not below the bar before.
    pub below: u64,
    /// How many.
    pub count: u64,
}

/// A request that took long.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SlowRequest {
    /// How long, ms.
    pub took_ms: i64,
    /// What was asked.
    pub operation: &'static str,
    /// By which call.
    pub call: String,
    /// Where it stands.
    #[serde(serialize_with = "as_text")]
    pub file: Arc<str>,
    /// The line.
    pub line: u32,
}

/// Over all calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Calls.
    pub calls: u64,
    /// Calls in which something broke a clause.
    pub calls_with_violations: u64,
    /// Calls to which a callback was offered.
    pub offered: u64,
    /// Calls that took it.
    pub accepted: u64,
    /// Calls to which none was offered, by the bits of the last validation; one may count for several.
    pub refused_by_bit: BTreeMap<&'static str, u64>,
    /// Calls to which none was offered, with no bit to say why, or none that is logged.
    pub refused_without_bit: u64,
    /// Callbacks that were connected.
    pub connected: u64,
    /// Callbacks that were canceled, by cause.
    pub canceled_by_cause: BTreeMap<String, u64>,
    /// Calls that were cleared because they were silent.
    pub cleared: u64,
    /// Ticks that were held against the formula.
    pub ticks: u64,
    /// Answers of `GetStatus` that were held against ticks.
    pub answers_checked: u64,
    /// Those that could not be.
    pub answers_unchecked: u64,
    /// From entering to the first attempt to call back, ms.
    pub wait_for_callback_ms: Option<Spread>,
    /// From entering to leaving, ms.
    pub in_queue_ms: Option<Spread>,
    /// Attempts of calls with a callback.
    pub attempts: Option<Spread>,
    /// How long requests took, ms.
    pub request_ms: Option<Spread>,
    /// The slowest of them.
    pub slowest: Vec<SlowRequest>,
}

/// Counts calls as they are judged.
#[derive(Debug, Default)]
pub struct Statistics {
    summary: Summary,
    waits: Histogram,
    stays: Histogram,
    attempts: Histogram,
    requests: Histogram,
}

impl Statistics {
    /// Counts a call.
    pub fn add(&mut self, judged: &Judged, broken: bool, files: &[Arc<str>]) {
        let (summary, report) = (&mut self.summary, &judged.report);
        summary.calls += 1;
        summary.calls_with_violations += u64::from(broken);
        summary.offered += u64::from(report.offered == Some(true));
        summary.accepted += u64::from(report.accepted);
        summary.cleared += u64::from(report.ending == Some("cleared"));
        summary.ticks += judged.ticks;
        summary.answers_checked += report.answers_checked;
        summary.answers_unchecked += report.answers_unchecked;
        if report.offered == Some(false) {
            let mask = judged.mask.and_then(|mask| u16::try_from(mask).ok()).map(Validation::from_bits_truncate);
            let bits = mask.map(|mask| mask.difference(Validation::PASSED)).filter(|bits| !bits.is_empty());
            match bits {
                Some(bits) => {
                    for (name, _) in bits.iter_names() {
                        *summary.refused_by_bit.entry(name).or_default() += 1;
                    }
                }
                None => summary.refused_without_bit += 1,
            }
        }
        if let Some(state) = report.states.last() {
            if state.state == EventType::Canceled.id() {
                let cause = state.words.rsplit(", ").next().unwrap_or_default();
                *summary.canceled_by_cause.entry(format!("{} {cause}", state.cause)).or_default() += 1;
            }
            summary.connected += u64::from(report.states.iter().any(|state| (state.state, state.cause) == (24, 27)));
            self.attempts.add(positive(report.attempts));
        }
        let (wait, stay) = judged.waits_ms;
        if let Some(wait) = wait {
            self.waits.add(positive(wait));
        }
        if let Some(stay) = stay {
            self.stays.add(positive(stay));
        }
        for (took_ms, operation, place) in &judged.requests {
            self.requests.add(positive(*took_ms));
            let slow = &mut summary.slowest;
            if slow.len() < MOST_SLOW_REQUESTS || slow.last().is_some_and(|last| last.took_ms < *took_ms) {
                let file = files.get(place.file as usize).cloned().unwrap_or_default();
                slow.push(SlowRequest {
                    took_ms: *took_ms,
                    operation,
                    call: report.call.clone(),
                    file,
                    line: place.line,
                });
                slow.sort_by(|a, b| b.took_ms.cmp(&a.took_ms).then_with(|| (&a.call, a.line).cmp(&(&b.call, b.line))));
                slow.truncate(MOST_SLOW_REQUESTS);
            }
        }
    }

    /// What came of all.
    pub fn summary(self) -> Summary {
        Summary {
            wait_for_callback_ms: self.waits.spread(),
            in_queue_ms: self.stays.spread(),
            attempts: self.attempts.spread(),
            request_ms: self.requests.spread(),
            ..self.summary
        }
    }
}

fn positive(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_near() {
        let mut histogram = Histogram::default();
        (1..=10_000).for_each(|value| histogram.add(value));
        for (percent, wanted) in [(50, 5_000), (90, 9_000), (99, 9_900), (100, 10_000)] {
            let told = histogram.quantile(percent);
            assert!(told >= wanted && told <= wanted + wanted / 31, "{percent}: {told}");
        }
        assert_eq!(
            histogram.spread().map(|spread| spread.histogram.iter().map(|bar| bar.count).sum()),
            Some(10_000_u64)
        );
        assert_eq!(Histogram::default().spread(), None);
    }

    #[test]
    fn buckets_hold_what_falls_into_them() {
        for value in (0..10_000).chain([u64::MAX, u64::MAX / 2, 1 << 40]) {
            let bucket = bucket(value);
            assert!(highest(bucket) >= value && (bucket == 0 || highest(bucket - 1) < value), "{value}");
        }
    }
}
