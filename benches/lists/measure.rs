//! Times in order: medians, high percentiles, ratios. Whole numbers only, as everywhere in the house.

use std::time::Duration;

/// The time that so many of a hundred do not exceed.
pub fn percentile(times: &mut [Duration], hundredths: usize) -> Duration {
    times.sort_unstable();
    let at = times.len().saturating_sub(1) * hundredths / 100;
    times.get(at).copied().unwrap_or_default()
}

/// The time in the middle.
pub fn median(times: &mut [Duration]) -> Duration {
    percentile(times, 50)
}

/// How many times one is the other, to the hundredth.
pub fn ratio(one: u128, other: u128) -> String {
    let hundredths = one * 100 / other.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The ratio of two times.
pub fn times(one: Duration, other: Duration) -> String {
    ratio(one.as_nanos(), other.as_nanos())
}

/// How many a second.
pub fn per_second(count: usize, took: Duration) -> u128 {
    count as u128 * 1_000 / took.as_millis().max(1)
}

/// Milliseconds with two places.
pub fn ms(time: Duration) -> String {
    let hundredths = time.as_micros() / 10;
    format!("{}.{:02} ms", hundredths / 100, hundredths % 100)
}

/// Resident memory of this process, in MiB, as the system tells it.
pub fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() / 1024
}
