//! The windows on the screen of a desktop, as the X server has them.

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt, CreateWindowAux, EventMask, MapState,
    StackMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;

use super::desktop::Desktop;
use super::wait;

pub struct Screen {
    server: RustConnection,
    root: Window,
}

impl Screen {
    pub fn of(desktop: &Desktop) -> Screen {
        let (server, at) = x11rb::connect(Some(desktop.display())).unwrap();
        let root = server.setup().roots[at].root;
        Screen { server, root }
    }

    /// The visible window of the process.
    pub fn window_of(&self, process: i32) -> Window {
        wait::until("a window of the process", || {
            self.shown().into_iter().find(|window| self.process_of(*window) == u32::try_from(process).ok())
        })
    }

    /// The visible window that is in front of all others.
    pub fn top(&self) -> Window {
        *self.shown().last().expect("a window")
    }

    /// Asks the window to close, as the button of a window manager does.
    pub fn close(&self, window: Window) {
        let atom = |name: &[u8]| self.server.intern_atom(false, name).unwrap().reply().unwrap().atom;
        let message = ClientMessageEvent::new(
            32,
            window,
            atom(b"WM_PROTOCOLS"),
            [atom(b"WM_DELETE_WINDOW"), CURRENT_TIME, 0, 0, 0],
        );
        self.server.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
    }

    /// Shows another window, which covers the whole screen.
    pub fn cover(&self) -> Window {
        let window = self.server.generate_id().unwrap();
        let (copied, all) = (x11rb::COPY_FROM_PARENT, CreateWindowAux::new().override_redirect(1));
        let class = WindowClass::INPUT_OUTPUT;
        self.server.create_window(0, window, self.root, 0, 0, 1440, 900, 0, class, copied, &all).unwrap();
        self.server.map_window(window).unwrap().check().unwrap();
        window
    }

    pub fn raise(&self, window: Window) {
        let above = ConfigureWindowAux::new().stack_mode(StackMode::ABOVE);
        self.server.configure_window(window, &above).unwrap().check().unwrap();
    }

    /// All visible windows, the one in front last.
    fn shown(&self) -> Vec<Window> {
        let all = self.server.query_tree(self.root).unwrap().reply().unwrap().children;
        let is_shown = |window: &Window| {
            let attributes = self.server.get_window_attributes(*window).unwrap().reply();
            attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
        };
        all.into_iter().filter(is_shown).collect()
    }

    fn process_of(&self, window: Window) -> Option<u32> {
        let name: Atom = self.server.intern_atom(false, b"_NET_WM_PID").unwrap().reply().unwrap().atom;
        let property = self.server.get_property(false, window, name, AtomEnum::CARDINAL, 0, 1).unwrap().reply().ok()?;
        property.value32()?.next()
    }
}
