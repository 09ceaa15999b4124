//! The question after the page was lost too often. It is a dialog of the system, because it must not need a page.

use tauri::{AppHandle, Manager, WebviewWindow};

use crate::state::{Restart, Shell};

pub const TOO_OFTEN: &str = "Number Desk’s window has stopped three times within a minute.";
pub const STOPPED: &str = "Number Desk’s window has stopped.";

#[cfg(target_os = "linux")]
const EXPLANATION: &str = "Everything that was shown as saved is on this computer. Restart Number Desk. If its window \
                           stops again, restart it in safe rendering: the processor then draws the window, without the \
                           graphics card. The option --safe-rendering always starts it like that.";
#[cfg(not(target_os = "linux"))]
const EXPLANATION: &str = "Everything that was shown as saved is on this computer. Restart Number Desk.";

/// Closing the dialog in another way is [`Answer::Close`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Restart,
    #[cfg(target_os = "linux")]
    RestartSafely,
    Close,
}

impl Answer {
    fn label(self) -> &'static str {
        match self {
            Self::Restart => "Restart",
            #[cfg(target_os = "linux")]
            Self::RestartSafely => "Restart in safe rendering",
            Self::Close => "Close Number Desk",
        }
    }

    fn carry_out(self, app: &AppHandle) {
        log::info!("the answer to the question about the lost page: {}", self.label());
        let shell = app.state::<Shell>();
        match self {
            Self::Restart => shell.restart(app, Restart::Same),
            #[cfg(target_os = "linux")]
            Self::RestartSafely => shell.restart(app, Restart::Safe),
            Self::Close => shell.exit(app),
        }
    }
}

/// Call it on the main thread.
#[cfg(target_os = "linux")]
pub fn ask(window: &WebviewWindow, what_happened: &str) {
    use gtk::prelude::{DialogExt, GtkWindowExt, MessageDialogExt, WidgetExt};
    use gtk::{ButtonsType, DialogFlags, MessageType, ResponseType};

    /// In the order in which they are shown.
    const ANSWERS: [Answer; 3] = [Answer::Close, Answer::RestartSafely, Answer::Restart];
    let parent = window.gtk_window().inspect_err(|error| log::warn!("the question has no window: {error}")).ok();
    let dialog = gtk::MessageDialog::new(
        parent.as_ref(),
        DialogFlags::MODAL,
        MessageType::Warning,
        ButtonsType::None,
        what_happened,
    );
    dialog.set_title("Number Desk");
    dialog.set_secondary_text(Some(EXPLANATION));
    for (id, answer) in (0..).zip(ANSWERS) {
        dialog.add_button(answer.label(), ResponseType::Other(id));
        if answer == Answer::Restart {
            dialog.set_default_response(ResponseType::Other(id));
        }
    }
    let app = window.app_handle().clone();
    dialog.connect_response(move |dialog, response| {
        dialog.hide();
        let chosen = match response {
            ResponseType::Other(id) => ANSWERS.get(usize::from(id)).copied(),
            _ => None,
        };
        chosen.unwrap_or(Answer::Close).carry_out(&app);
    });
    dialog.show_all();
}

/// Call it on the main thread.
#[cfg(not(target_os = "linux"))]
pub fn ask(window: &WebviewWindow, what_happened: &str) {
    use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};

    let (restart, close) = (Answer::Restart.label().to_owned(), Answer::Close.label().to_owned());
    let shown = AsyncMessageDialog::new()
        .set_parent(window)
        .set_level(MessageLevel::Warning)
        .set_title(what_happened)
        .set_description(EXPLANATION)
        .set_buttons(MessageButtons::OkCancelCustom(restart.clone(), close))
        .show();
    let app = window.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let is_restart = match shown.await {
            MessageDialogResult::Ok => true,
            MessageDialogResult::Custom(label) => label == restart,
            _ => false,
        };
        let answer = if is_restart { Answer::Restart } else { Answer::Close };
        answer.carry_out(&app);
    });
}
