//! The memory of the app with all of its processes: the proportional set size, in which a shared page counts once.

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
