//! The desktop app. All of its code is in the library beside this file.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    number_desk::run()
}
