//! The only contract between the window and the shell: every command, listed once. `cargo xtask bindings` writes it into
//! the window's bridge.

use tauri::Wry;
use tauri::ipc::Invoke;

#[cfg(feature = "bindings")]
pub use typescript::write_typescript;

use crate::commands::{self as c, about as a, by_hand as h, calling as p, checks as t, drafts as d};

/// Passes the list of all commands to a macro. The app's handler and the declarations of the bindings use this list, so
/// they cannot differ.
macro_rules! every_command {
    ($($then:tt)*) => {
        $($then)*![
            a::about,
            a::licence_texts,
            a::open_log,
            c::first_paint,
            c::start,
            c::remember,
            c::dismiss_note,
            c::subscribe,
            c::ready_to_close,
            c::stay_open,
            c::set_zoom,
            c::set_theme,
            c::set_panel_width,
            c::report_defect,
            c::connect_account,
            c::enter_token,
            c::cancel_attempt,
            c::open_sandbox,
            c::reset_sandbox,
            c::switch_account,
            c::rename_account,
            c::sign_out,
            c::forget_account,
            c::sync_start,
            c::sync_stop,
            c::numbers_window,
            c::prepare_search,
            c::select,
            c::selected_numbers,
            c::facets,
            c::waba_facets,
            c::waba_members,
            c::choices,
            c::open_number,
            c::number_panel,
            c::close_number,
            c::edit_number,
            c::undo_field,
            c::discard_draft,
            c::undo_discard,
            c::save_number,
            c::confirm_remap,
            c::drop_preview,
            c::disconnect_preview,
            c::confirm_disconnect,
            c::activity,
            c::drafts,
            d::save_mapping,
            d::decide,
            d::mark_ready,
            d::mark_picked,
            d::discard_picked,
            d::discard_one,
            d::apply_preview,
            d::apply_items,
            d::apply_start,
            d::apply_stop,
            d::apply_dismiss,
            d::batch_items,
            d::restore,
            d::undo_batch,
            d::dismiss_restore,
            d::export_activity,
            d::export_drafts,
            d::import_preview,
            d::import_drafts,
            d::bulk_preview,
            d::bulk_items,
            d::bulk_draft,
            d::take_back_drafts,
            h::add_number,
            h::csv_preview,
            h::csv_import,
            h::forget_number,
            h::by_hand,
            h::by_hand_confirm,
            h::by_hand_step,
            h::by_hand_finish,
            h::open_console,
            h::sandbox_offline,
            h::set_sandbox_offline,
            t::test_endpoint,
            t::tests_preview,
            t::tests_start,
            t::test_run,
            t::test_stop,
            t::test_dismiss,
            p::calling,
            p::mark_hours_checked,
            p::known_calls,
            p::read_calls,
            p::permission,
            p::read_customer_calls,
            p::keep_permission_facts,
            p::dial_xml,
        ]
    };
}

#[cfg(feature = "bindings")]
mod typescript;

/// Returns the handler of the window's calls.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    every_command!(tauri::generate_handler)
}
