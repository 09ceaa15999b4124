//! The first paint, and the window's stored settings: bounds, zoom, theme and panel width.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::account::{Core, Seat, lock, settings};
use crate::view::{DeskError, Preferences, StartView, Theme, WindowBounds, ZoomTo};

const BOUNDS: &str = "window_bounds";
const ZOOM: &str = "zoom";

const THEME: &str = "theme";
const PANEL_WIDTH: &str = "panel_width";

/// The allowed widths of the panel, in CSS pixels. A narrower panel cuts its fields off, and a wider one leaves no room
/// for the list.
const PANEL_WIDTHS: RangeInclusive<u32> = 380..=640;
const USUAL_PANEL_WIDTH: u32 = 448;

/// The zoom steps in percent, the smallest first. No content is lost up to 200 %.
const ZOOMS: [u32; 6] = [100, 110, 125, 150, 175, 200];

impl Core {
    /// Returns everything that the first paint needs, from disk only.
    pub(crate) fn start(self: &Arc<Self>) -> Result<StartView, DeskError> {
        // Before anything is read: what changes meanwhile is told afterwards.
        let told = self.told.load(Ordering::SeqCst);
        let current = self.current().and_then(|id| self.seat(&id).ok());
        let open_number = match &current {
            Some(seat) => seat.open_now()?.filter(|number| !number.is_empty()),
            None => None,
        };
        let notes = lock(&self.notes).clone();
        Ok(StartView {
            accounts: self.accounts().iter().map(|account| account.view()).collect(),
            status: current.as_ref().map(|seat| seat.status()),
            current: current.map(|seat| seat.account.view()),
            notes,
            open_number,
            preferences: self.preferences(),
            told,
        })
    }

    pub(crate) fn window_bounds(&self) -> Option<WindowBounds> {
        let text = self.store().setting(BOUNDS).ok().flatten()?;
        serde_json::from_str(&text).ok()
    }

    /// Stores the window's bounds. A failure only goes to the log: a window that opens elsewhere is no loss.
    pub(crate) fn keep_window_bounds(&self, bounds: WindowBounds) {
        let Ok(text) = serde_json::to_string(&bounds) else { return };
        if let Err(error) = self.store().put_setting(BOUNDS, &text) {
            log::warn!("the window's bounds were not kept: {error}");
        }
    }

    /// Returns the zoom in percent.
    pub(crate) fn zoom(&self) -> u32 {
        let kept = self.store().setting(ZOOM).ok().flatten().and_then(|text| text.parse().ok());
        kept.filter(|kept| ZOOMS.contains(kept)).unwrap_or(ZOOMS[0])
    }

    /// Changes the zoom by one step, and returns it in percent. It is stored for the next start.
    pub(crate) fn zoom_to(&self, to: ZoomTo) -> Result<u32, DeskError> {
        let next = zoomed(self.zoom(), to);
        self.store().put_setting(ZOOM, &next.to_string())?;
        Ok(next)
    }

    /// Returns the stored preferences. A value that cannot be read counts as not chosen, so the window opens in any
    /// case.
    fn preferences(&self) -> Preferences {
        let kept = |key| self.store().setting(key).ok().flatten();
        Preferences {
            theme: kept(THEME).and_then(|text| text.parse().ok()).unwrap_or_default(),
            panel_width: panel_width(kept(PANEL_WIDTH).as_deref()),
        }
    }

    pub(crate) fn set_theme(&self, theme: Theme) -> Result<(), DeskError> {
        Ok(self.store().put_setting(THEME, theme.into())?)
    }

    /// Stores the panel's width in CSS pixels, limited to the allowed range.
    pub(crate) fn set_panel_width(&self, width: u32) -> Result<(), DeskError> {
        Ok(self.store().put_setting(PANEL_WIDTH, &within(width).to_string())?)
    }
}

impl Seat {
    fn open_now(&self) -> Result<Option<String>, DeskError> {
        let in_memory = lock(&self.account.list.open).clone();
        match in_memory {
            Some(number) => Ok(Some(number)),
            None => Ok(self.store().setting(&settings::open_number(self.id()))?),
        }
    }
}

fn panel_width(kept: Option<&str>) -> u32 {
    kept.and_then(|text| text.parse().ok()).map_or(USUAL_PANEL_WIDTH, within)
}

fn within(width: u32) -> u32 {
    width.clamp(*PANEL_WIDTHS.start(), *PANEL_WIDTHS.end())
}

fn zoomed(now: u32, to: ZoomTo) -> u32 {
    let next = match to {
        ZoomTo::Larger => ZOOMS.into_iter().find(|zoom| *zoom > now),
        ZoomTo::Smaller => ZOOMS.into_iter().rev().find(|zoom| *zoom < now),
        ZoomTo::Actual => Some(ZOOMS[0]),
    };
    next.unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pressed keys, one after the other, and the zoom after each.
    #[test]
    fn zooms() {
        let check = |keys: &str, expected: &[u32]| {
            let mut now = 100;
            let after = keys.chars().map(|key| {
                now = zoomed(
                    now,
                    match key {
                        '+' => ZoomTo::Larger,
                        '-' => ZoomTo::Smaller,
                        _ => ZoomTo::Actual,
                    },
                );
                now
            });
            assert_eq!(after.collect::<Vec<_>>(), expected, "{keys}");
        };
        check("+++++++", &[110, 125, 150, 175, 200, 200, 200]);
        check("--", &[100, 100]);
        check("++-0", &[110, 125, 110, 100]);
    }

    #[test]
    fn widths_of_the_panel() {
        let check = |kept: Option<&str>, expected: u32| assert_eq!(panel_width(kept), expected, "{kept:?}");
        check(None, 448);
        check(Some("448"), 448);
        check(Some("380"), 380);
        check(Some("379"), 380);
        check(Some("640"), 640);
        check(Some("4294967295"), 640);
        check(Some("4294967296"), 448);
        check(Some("-1"), 448);
        check(Some("wide"), 448);
    }
}
