//! The shell: opens the window, holds the state, and passes each call of the window to its use case in `desk`.
//! Its only logic is about the window: where it opens (`bounds`), how it is drawn (`rendering`), and what follows if its
//! page is lost (`lost_page`).

mod bindings;
mod bounds;
mod commands;
mod console;
#[cfg(target_os = "linux")]
mod drawing;
mod first_paint;
mod first_window;
mod heaps;
mod logging;
mod lost_page;
mod opening;
mod options;
mod pages;
mod rendering;
mod sandbox_account;
mod second_start;
mod state;
mod window;

use std::process::ExitCode;

use clap::Parser;
use tauri::{Manager, RunEvent};

#[cfg(feature = "bindings")]
pub use bindings::write_typescript;
use first_window::FirstWindow;
use lost_page::LostPages;
use opening::{Opening, keep_drivers_to};
use options::Options;
use state::Shell;

pub use rendering::processor_draws;

/// Runs the app until its window is closed or the process gets a signal to end.
pub fn run() -> ExitCode {
    heaps::share();
    let options = Options::parse();
    let drawing = rendering::decide(options.safe_rendering).reason;
    keep_drivers_to(&options);
    logging::begin();
    let opening = Opening::begin(&options);
    log::info!("version {} starts on {}; {drawing}", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let builder = tauri::Builder::default().invoke_handler(bindings::handler()).setup(move |app| {
        let Some(shell) = Shell::new(&options, opening) else {
            eprintln!("Number Desk is running already on this data folder. Its window was brought to the front.");
            app.handle().cleanup_before_exit();
            std::process::exit(0)
        };
        app.manage(shell);
        app.manage(LostPages::default());
        app.manage(FirstWindow::default());
        window::open(app.handle())?;
        first_window::listen(app.handle());
        window::close_on_signals(app.handle());
        Ok(())
    });
    #[cfg(target_os = "macos")]
    let builder = builder.on_web_content_process_terminate(lost_page::ended);
    let built = builder.build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    first_window::stop(app);
                    let shell = app.state::<Shell>();
                    shell.close();
                    log::info!("the app ends");
                    #[cfg(target_os = "linux")]
                    shell.start_again(app);
                    logging::flush();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::error!("the window could not be opened: {error}");
            logging::flush();
            ExitCode::FAILURE
        }
    }
}
