//! ibus: a real input method with an engine that composes (Vietnamese, Telex), like on many desktops.

use super::desktop::Desktop;
use super::process::Process;
use super::wait;

const ENGINE: &str = "m17n:vi:telex";

/// Runs until it is dropped.
pub struct InputMethod(#[allow(dead_code, reason = "ends with this value")] Process);

impl Desktop {
    /// Starts ibus for the programs that are started from now on. Each key waits until ibus has processed it, so that
    /// fast typing keeps its order.
    pub fn start_input_method(&mut self) -> InputMethod {
        self.set("GTK_IM_MODULE", "ibus".into());
        self.set("IBUS_ENABLE_SYNC_MODE", "1".into());
        let mut daemon = self.command("ibus-daemon");
        daemon.args(["--panel", "disable", "--emoji-extension", "disable", "--config", "/usr/libexec/ibus-memconf"]);
        let daemon = Process::start(&daemon, &self.folder().join("ibus.log"));
        // A program that starts before ibus types without it.
        wait::until("ibus to listen", || {
            let listed = self.command("ibus").arg("list-engine").output().unwrap();
            String::from_utf8_lossy(&listed.stdout).contains(ENGINE).then_some(())
        });
        InputMethod(daemon)
    }

    /// Waits until the focused window receives its input through the engine.
    pub fn choose_engine(&self) {
        wait::until("the engine of ibus", || {
            // The exit code can report a failure that did not happen, so the current engine is read.
            let _asked = self.command("ibus").args(["engine", ENGINE]).output().unwrap();
            let chosen = self.command("ibus").arg("engine").output().unwrap();
            String::from_utf8_lossy(&chosen.stdout).contains(ENGINE).then_some(())
        });
    }
}
