//! How WebKit draws: with the graphics card, or by the processor alone. Decided before anything else starts, because
//! WebKit and its libraries read these variables once.
//!
//! Without a graphics card, compositing imitates one by the processor. That costs more than everything else that the
//! window does. With a graphics card nothing is switched off.
//!
//! Without compositing, `document.startViewTransition()` ends the whole app (WebKitGTK 2.50), so no page may call it:
//! `ui/src/lib/bridge` removes it. Sources: WebKit's `HardwareAccelerationManager.cpp`, tauri issues 9394 and 15936.

use std::sync::OnceLock;

/// The variables by which a user decides about the drawing. If one of them is set, the app changes nothing.
#[cfg(any(target_os = "linux", test))]
const OF_THE_USER: [&str; 5] = [
    COMPOSITING_OFF,
    "WEBKIT_DISABLE_DMABUF_RENDERER",
    THROUGH_SHARED_MEMORY,
    "WEBKIT_DMABUF_RENDERER_DISABLE_GBM",
    "WEBKIT_SKIA_ENABLE_CPU_RENDERING",
];
const COMPOSITING_OFF: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
/// The graphics card draws, and finished frames are copied through shared memory.
const THROUGH_SHARED_MEMORY: &str = "WEBKIT_DMABUF_RENDERER_FORCE_SHM";
/// Without it, NVIDIA's driver ends the connection to a Wayland compositor ("Error 71").
const NO_EXPLICIT_SYNC: &str = "__NV_DISABLE_EXPLICIT_SYNC";

/// The PCI vendors of the graphics cards that virtual machines imitate: VMware, VirtualBox, virtio, QEMU, Bochs and
/// Hyper-V. The processor draws for them.
const IMITATED: [u32; 6] = [0x15ad, 0x80ee, 0x1af4, 0x1b36, 0x1234, 0x1414];
const NVIDIA: u32 = 0x10de;

/// What is known about the drawing of this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Facts {
    /// `--safe-rendering` was given.
    safe: bool,
    /// The first variable of [`OF_THE_USER`] that is set.
    chosen: Option<&'static str>,
    /// Mesa is told to draw by the processor.
    software_gl: bool,
    /// The graphics cards that this user may use.
    cards: Vec<Card>,
    wayland: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Card {
    vendor: u32,
    /// The name of the kernel's driver. Empty if it is not known.
    driver: String,
}

impl Card {
    /// The open driver, nouveau, has none of the trouble of NVIDIA's own.
    fn has_nvidias_driver(&self) -> bool {
        self.driver == "nvidia" || (self.driver.is_empty() && self.vendor == NVIDIA)
    }
}

/// GTK looks for a graphics driver at its start. Where none is used, that is time for nothing.
const NO_GL: (&str, &str) = ("GDK_GL", "disable");

/// The variables to set, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    variables: &'static [(&'static str, &'static str)],
    pub reason: String,
}

/// Whether the processor draws. The reference of the bench draws in the same way.
pub fn processor_draws() -> bool {
    choose(&look(false)).variables.contains(&(COMPOSITING_OFF, "1"))
}

/// Decides how WebKit draws, and sets its variables. Call this before any other thread exists.
pub fn decide(safe: bool) -> Rendering {
    let rendering = choose(&look(safe));
    let mut set = Vec::new();
    #[allow(unsafe_code, reason = "no other thread exists yet, so none can be reading the environment")]
    for (name, value) in rendering.variables.iter().filter(|(name, _)| safe || std::env::var_os(name).is_none()) {
        // SAFETY: called in `main` before any other thread is started.
        unsafe {
            std::env::set_var(name, value);
        }
        set.push(*name);
    }
    // Set once: this is called once.
    let _set = SET.set(set);
    rendering
}

static SET: OnceLock<Vec<&str>> = OnceLock::new();

/// The variables that [`decide`] has set. They are not the user's.
#[cfg(target_os = "linux")]
pub fn of_this_app() -> &'static [&'static str] {
    SET.get().map(Vec::as_slice).unwrap_or_default()
}

fn choose(facts: &Facts) -> Rendering {
    let by = |variables, reason: &str| Rendering { variables, reason: reason.to_owned() };
    const PROCESSOR: &[(&str, &str)] = &[(COMPOSITING_OFF, "1"), NO_GL];
    const NVIDIA_ON_X11: &[(&str, &str)] = &[(THROUGH_SHARED_MEMORY, "1")];
    const NVIDIA_ON_WAYLAND: &[(&str, &str)] = &[(THROUGH_SHARED_MEMORY, "1"), (NO_EXPLICIT_SYNC, "1")];
    if facts.safe {
        return by(PROCESSOR, "the processor draws, as requested by --safe-rendering");
    }
    if let Some(variable) = facts.chosen {
        return by(&[], &format!("{variable} is set, so nothing is changed"));
    }
    if facts.software_gl {
        return by(PROCESSOR, "the processor draws, because LIBGL_ALWAYS_SOFTWARE is set");
    }
    if facts.cards.is_empty() {
        return by(PROCESSOR, "the processor draws, because no graphics card can be used");
    }
    if facts.cards.iter().all(|card| IMITATED.contains(&card.vendor)) {
        return by(PROCESSOR, "the processor draws, because the graphics card is one of a virtual machine");
    }
    if facts.cards.iter().all(Card::has_nvidias_driver) {
        let variables = if facts.wayland { NVIDIA_ON_WAYLAND } else { NVIDIA_ON_X11 };
        return by(variables, "the graphics card draws, and frames go through shared memory (NVIDIA's driver)");
    }
    by(&[], "the graphics card draws")
}

#[cfg(target_os = "linux")]
fn look(safe: bool) -> Facts {
    let set = |name: &str| std::env::var_os(name);
    let is_on = |value: std::ffi::OsString| !["", "0", "false"].iter().any(|off| value == *off);
    Facts {
        safe,
        chosen: OF_THE_USER.into_iter().find(|name| set(name).is_some()),
        software_gl: set("LIBGL_ALWAYS_SOFTWARE").is_some_and(is_on),
        cards: cards(),
        // GTK uses Wayland where it is there, unless it is told otherwise.
        wayland: set("WAYLAND_DISPLAY").is_some() && set("GDK_BACKEND").is_none_or(|backend| backend != "x11"),
    }
}

/// WebView2 and WKWebView decide for themselves.
#[cfg(not(target_os = "linux"))]
fn look(safe: bool) -> Facts {
    Facts { safe, cards: vec![Card::default()], ..Facts::default() }
}

/// Returns the graphics cards whose render node this user may open. A remote desktop often has a node, but not the
/// right to open it.
#[cfg(target_os = "linux")]
fn cards() -> Vec<Card> {
    let nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let names = nodes.filter_map(|node| node.file_name().into_string().ok());
    let render = names.filter(|name| name.starts_with("renderD"));
    let opens =
        |name: &String| std::fs::File::options().read(true).write(true).open(format!("/dev/dri/{name}")).is_ok();
    render.filter(opens).map(|name| card(&name)).collect()
}

#[cfg(target_os = "linux")]
fn card(node: &str) -> Card {
    let device = std::path::PathBuf::from(format!("/sys/class/drm/{node}/device"));
    let vendor = std::fs::read_to_string(device.join("vendor")).unwrap_or_default();
    let vendor = u32::from_str_radix(vendor.trim().trim_start_matches("0x"), 16).unwrap_or_default();
    let driver = std::fs::read_link(device.join("driver")).unwrap_or_default();
    let driver = driver.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Card { vendor, driver }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(vendor: u32, driver: &str) -> Card {
        Card { vendor, driver: driver.to_owned() }
    }

    #[test]
    fn who_draws() {
        const PROCESSOR: &[&str] = &[COMPOSITING_OFF, NO_GL.0];
        let intel = || card(0x8086, "i915");
        let amd = || card(0x1002, "amdgpu");
        let nvidia = || card(NVIDIA, "nvidia");
        let check = |facts: Facts, expected: &[&str]| {
            let rendering = choose(&facts);
            let names: Vec<&str> = rendering.variables.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, expected, "{facts:?}");
            assert!(!rendering.reason.is_empty(), "{facts:?}");
        };
        let with = |cards: &[Card]| Facts { cards: cards.to_vec(), ..Facts::default() };
        check(with(&[]), PROCESSOR);
        check(with(&[intel()]), &[]);
        check(with(&[amd()]), &[]);
        check(Facts { software_gl: true, ..with(&[intel()]) }, PROCESSOR);
        check(Facts { safe: true, ..with(&[intel()]) }, PROCESSOR);
        // The user decides, but a request on the command line is newer than the environment.
        for chosen in OF_THE_USER {
            check(Facts { chosen: Some(chosen), ..with(&[]) }, &[]);
            check(Facts { chosen: Some(chosen), software_gl: true, ..with(&[nvidia()]) }, &[]);
            check(Facts { chosen: Some(chosen), safe: true, ..with(&[intel()]) }, PROCESSOR);
        }
        for vendor in IMITATED {
            check(with(&[card(vendor, "")]), PROCESSOR);
            check(with(&[card(vendor, ""), intel()]), &[]);
        }
        let shared = [THROUGH_SHARED_MEMORY];
        check(with(&[nvidia()]), &shared);
        check(with(&[card(NVIDIA, "")]), &shared);
        check(with(&[nvidia(), nvidia()]), &shared);
        check(Facts { wayland: true, ..with(&[nvidia()]) }, &[THROUGH_SHARED_MEMORY, NO_EXPLICIT_SYNC]);
        check(Facts { wayland: true, ..with(&[intel()]) }, &[]);
        // A laptop with two cards draws with the other one; nouveau is not NVIDIA's driver.
        check(with(&[nvidia(), intel()]), &[]);
        check(Facts { wayland: true, ..with(&[nvidia(), amd()]) }, &[]);
        check(with(&[card(NVIDIA, "nouveau")]), &[]);
    }
}
