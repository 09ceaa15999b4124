//! The first paint, also of a page that is loaded again: then it begins where the user was.

use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::account::{Core, Seat, lock};
use crate::view::{DeskError, FirstList, FirstPaint, NumbersQuery, PanelView, Place, PlaceTop, RowKey, Top};

/// How many rows the page asks for at a time. Its pages begin at multiples of this count.
const ROWS: u32 = 100;

/// How many rows are above that of the open number. The lowest window has room for it below them.
const ABOVE: u32 = 3;

/// The page says it once, whatever happened to the last one. Text that was typed in the last moment may be lost.
const LOADED_AGAIN: &str = "The window had stopped working and was loaded again. Everything that was shown as saved is \
                            here. Check what you typed last.";

impl Core {
    /// Returns everything that the page shows when it is loaded, from disk only.
    pub(crate) fn first_paint(self: &Arc<Self>) -> Result<FirstPaint, DeskError> {
        let start = self.start()?;
        let seat = start.current.as_ref().and_then(|current| self.seat(&current.id).ok());
        let Some(seat) = seat else { return Ok(FirstPaint { start, page: None, list: None, panel: None }) };
        let place = lock(&self.place).clone().filter(|place| place.account == seat.id());
        let list = seat.first_list(place.as_ref(), start.open_number.as_deref());
        let panel = start.open_number.as_deref().and_then(|number| seat.first_panel(number));
        let page = place.map(|place| place.page);
        Ok(FirstPaint { start, page, list: or_log("list", list), panel })
    }

    /// Remembers where the user is.
    pub(crate) fn remember(&self, place: Place) {
        *lock(&self.place) = Some(place);
    }

    /// A page that is loaded again does not show the note any more.
    pub(crate) fn dismiss_note(&self, note: &str) {
        lock(&self.notes).retain(|kept| kept != note);
    }

    /// The next page that is loaded says that the last one was lost.
    pub(crate) fn page_was_lost(&self) {
        let mut notes = lock(&self.notes);
        if !notes.iter().any(|note| note == LOADED_AGAIN) {
            notes.push(LOADED_AGAIN.to_owned());
        }
    }
}

impl Seat {
    /// `open` is the number whose panel is open. It is located, and without a known place the list begins near it.
    fn first_list(&self, place: Option<&Place>, open: Option<&str>) -> Result<FirstList, DeskError> {
        let query = place.map_or_else(NumbersQuery::first, |place| place.query.clone());
        let open: Vec<RowKey> = open.map(|number| RowKey::Number { number: number.to_owned() }).into_iter().collect();
        let top = match place {
            Some(place) => self.top_now(&query, place.top.as_ref())?,
            None => self.top_near(&query, &open)?,
        };
        // The rows below the first visible one may be on the next page.
        let span = top.map_or((0, ROWS), |top| (top.row - top.row % ROWS, 2 * ROWS));
        let window = self.window_of(&query, span, &open)?;
        Ok(FirstList { window, facets: self.facets_now()?, query, top })
    }

    /// Returns where the first visible row is now. If its content is gone, the index counts.
    fn top_now(&self, query: &NumbersQuery, top: Option<&PlaceTop>) -> Result<Option<Top>, DeskError> {
        let Some(top) = top else { return Ok(None) };
        let keys = top.key.as_slice();
        let window = self.window_of(query, (0, 0), keys)?;
        let row = window.located.first().copied().flatten().unwrap_or(top.row);
        let last = window.total_rows.saturating_sub(1);
        Ok((window.total_rows > 0).then_some(Top { row: row.min(last), hidden: top.hidden }))
    }

    /// Returns where the list begins so that the row is in sight. None if it is at the top anyway.
    fn top_near(&self, query: &NumbersQuery, row: &[RowKey]) -> Result<Option<Top>, DeskError> {
        let located = self.window_of(query, (0, 0), row)?.located.first().copied().flatten();
        let row = located.map_or(0, |row| row.saturating_sub(ABOVE));
        Ok((row > 0).then_some(Top { row, hidden: 0.0 }))
    }

    fn first_panel(&self, number: &str) -> Option<PanelView> {
        let number = PhoneNumber::parse(number).ok()?;
        or_log("panel", self.panel(&number))
    }
}

/// The page reads what is missing itself, and shows a failure in its place.
fn or_log<T>(what: &str, read: Result<T, DeskError>) -> Option<T> {
    read.inspect_err(|error| log::warn!("the {what} of the first paint was not read: {error}")).ok()
}
