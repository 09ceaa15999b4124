//! The memory and the processor time of the app with all of its processes. The memory is the proportional set size, in
//! which a shared page counts once.

use super::support::children_of;

pub fn pss_mib(process: i32) -> f64 {
    let children: f64 = children_of(process).into_iter().map(pss_mib).sum();
    own(process) / 1024.0 + children
}

/// In KiB. Zero for a process that has ended meanwhile.
fn own(process: i32) -> f64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse().ok()).unwrap_or_default()
}

/// The processor time that was used so far. It varies less than the time on the clock, and shows work that only moved
/// elsewhere.
pub fn processor_ms(process: i32) -> f64 {
    let children: f64 = children_of(process).into_iter().map(processor_ms).sum();
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // User and system time are the 14th and the 15th value, in ticks of 10 ms. The second one is a name in brackets.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<f64>().ok()).sum();
    ticks * 10.0 + children
}
