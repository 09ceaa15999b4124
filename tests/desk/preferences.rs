//! The preferences of the window are stored on this computer, for all accounts and all starts.

use desk::Desk;
use desk::view::{Preferences, Theme};

fn kept(desk: &Desk) -> (Theme, u32) {
    let Preferences { theme, panel_width } = desk.start().unwrap().preferences;
    (theme, panel_width)
}

/// The requested width, and the stored one.
#[test]
fn outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(kept(&Desk::open(folder.path()).unwrap()), (Theme::System, 448));
    let rows = [
        (Theme::Dark, 500, 500),
        (Theme::Light, 0, 380),
        (Theme::System, u32::MAX, 640),
        (Theme::Dark, 380, 380),
        (Theme::Dark, 640, 640),
    ];
    for (theme, asked, width) in rows {
        let desk = Desk::open(folder.path()).unwrap();
        desk.set_theme(theme).unwrap();
        desk.set_panel_width(asked).unwrap();
        assert_eq!(kept(&desk), (theme, width), "{asked}");
        drop(desk);
        assert_eq!(kept(&Desk::open(folder.path()).unwrap()), (theme, width), "{asked}");
    }
}

/// Values on disk from another version or from a manual edit.
#[test]
fn that_cannot_be_read_fall_back_to_the_defaults() {
    let rows = [("theme", "sepia"), ("theme", ""), ("panel_width", "wide"), ("panel_width", "-1"), ("panel_width", "")];
    for (key, text) in rows {
        let folder = tempfile::tempdir().unwrap();
        drop(Desk::open(folder.path()).unwrap());
        let file = rusqlite::Connection::open(folder.path().join("number-desk.db")).unwrap();
        file.execute("INSERT OR REPLACE INTO setting VALUES (?1, ?2)", [key, text]).unwrap();
        assert_eq!(kept(&Desk::open(folder.path()).unwrap()), (Theme::System, 448), "{key} {text:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    drop(Desk::open(folder.path()).unwrap());
    let file = rusqlite::Connection::open(folder.path().join("number-desk.db")).unwrap();
    file.execute("INSERT OR REPLACE INTO setting VALUES ('panel_width', '9999')", []).unwrap();
    assert_eq!(kept(&Desk::open(folder.path()).unwrap()), (Theme::System, 640), "clamped where it is read too");
}
