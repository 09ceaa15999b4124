//! Plivo's console, in the user's own browser.

use desk::CONSOLE;
use desk::error::{Code, DeskError};

pub fn open() -> Result<(), DeskError> {
    open::that_detached(CONSOLE).map_err(|error| {
        let message = format!("No browser could be opened ({error}). Open {CONSOLE} in your browser.");
        DeskError::new(Code::Internal, message)
    })
}
