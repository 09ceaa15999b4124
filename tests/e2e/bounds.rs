//! Where the window opens, and which of its bounds the next start restores.

use serde_json::{Value, json};

use crate::support::{App, Desktop, Keychain, Launch};

/// The position of the frame and the size of the page, in CSS pixels.
const BOUNDS: &str = "return [screenX, screenY, innerWidth, innerHeight]";

/// The bounds on disk, as `[x, y, width, height]`.
fn kept(desktop: &Desktop) -> [f64; 4] {
    let file = rusqlite::Connection::open(desktop.data().join("number-desk.db")).unwrap();
    let sql = "SELECT value FROM setting WHERE key = 'window_bounds'";
    let text: String = file.query_row(sql, [], |row| row.get(0)).unwrap();
    let bounds: Value = serde_json::from_str(&text).unwrap();
    ["x", "y", "width", "height"].map(|name| bounds[name].as_f64().unwrap())
}

fn keep(desktop: &Desktop, bounds: &str) {
    let file = rusqlite::Connection::open(desktop.data().join("number-desk.db")).unwrap();
    let sql = "INSERT OR REPLACE INTO setting (key, value) VALUES ('window_bounds', ?1)";
    file.execute(sql, [bounds]).unwrap();
}

/// The screen has 1440 x 900 pixels, and no window manager.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_opens_where_it_is_seen() {
    let desktop = Desktop::new(Keychain::NoBus);
    App::start(&desktop, Launch::plain()).await.end().await;
    let check = async |bounds: &str, expected: [i64; 4]| {
        keep(&desktop, bounds);
        let app = App::start(&desktop, Launch::plain()).await;
        let opened = async || app.window.execute(BOUNDS, vec![]).await == json!(expected);
        app.window.wait_until(&format!("bounds of {expected:?} for {bounds}"), opened).await;
        app.end().await;
    };
    check(r#"{"x":40,"y":60,"width":1000,"height":600}"#, [40, 60, 1000, 600]).await;
    check(r#"{"x":-2000,"y":60,"width":1000,"height":600}"#, [0, 0, 1000, 600]).await;
    check(r#"{"x":40,"y":60,"width":9000,"height":6000}"#, [40, 60, 1440, 860]).await;
    check(r#"{"x":40,"y":60,"width":-1,"height":600}"#, [0, 0, 1280, 800]).await;
    check(r#"{"x":null,"y":60,"width":1000,"height":600}"#, [0, 0, 1280, 800]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_fills_the_screen_keeps_its_bounds_of_before() {
    let desktop = Desktop::new(Keychain::NoBus);
    App::start(&desktop, Launch::plain()).await.end().await;
    keep(&desktop, r#"{"x":40,"y":60,"width":1000,"height":600}"#);
    for (width, height, expected) in [(1440, 900, [40.0, 60.0, 1000.0, 600.0]), (900, 700, [40.0, 60.0, 900.0, 700.0])]
    {
        let app = App::start(&desktop, Launch::plain()).await;
        app.window.resize(width, height).await;
        app.end().await;
        assert_eq!(kept(&desktop), expected, "{width} x {height}");
    }
}
