//! The shell: opens the window, holds the state, and passes each call of the window to its use case in `desk`.
//! Its only logic is the position of the window: `bounds`.

mod bindings;
mod bounds;
mod commands;
mod console;
mod first_paint;
mod options;
mod rendering;
mod sandbox_account;
mod state;
mod window;

use std::process::ExitCode;

use clap::Parser;
use tauri::{Manager, RunEvent};

#[cfg(feature = "bindings")]
pub use bindings::write_typescript;
use options::Options;
use state::{Opening, Shell, keep_drivers_to};

pub use rendering::processor_draws;

/// Runs the app until its window is closed or the process gets a signal to end.
pub fn run() -> ExitCode {
    let options = Options::parse();
    let drawing = rendering::decide(options.safe_rendering).reason;
    keep_drivers_to(&options);
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("NUMBER_DESK_LOG", "warn")).init();
    let opening = Opening::begin(&options);
    log::info!("rendering: {drawing}");
    let built = tauri::Builder::default()
        .invoke_handler(bindings::handler())
        .setup(move |app| {
            app.manage(Shell::new(&options, opening));
            window::open(app.handle())?;
            window::close_on_signals(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    app.state::<Shell>().close();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::error!("the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
