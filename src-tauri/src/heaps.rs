//! The memory that the allocator keeps for later.

/// glibc gives nearly every thread a heap of its own, up to eight for each core, and each heap keeps what was freed in
/// it. With at most two of them, the process of the app has taken 2 MB less when a start has come to rest. What the user
/// has decided stays. Call it before any other thread exists.
pub fn share() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        let tunables = std::env::var("GLIBC_TUNABLES").unwrap_or_default();
        if std::env::var_os("MALLOC_ARENA_MAX").is_some() || tunables.contains("glibc.malloc.arena_max") {
            return;
        }
        #[allow(unsafe_code, reason = "glibc has no safe interface for it")]
        // SAFETY: it only stores a number, under the lock of the main heap. The allocator reads it before it adds a heap.
        let is_taken = unsafe { libc::mallopt(libc::M_ARENA_MAX, 2) };
        debug_assert_eq!(is_taken, 1);
    }
}
