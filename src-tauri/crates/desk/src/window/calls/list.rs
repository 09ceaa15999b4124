//! Calls about the list: numbers, the selection, WABAs, and numbers from a person or a file.

use crate::view::{
    CsvPreview, DeskError, Facet, Facets, HandNumber, MemberView, NumbersQuery, NumbersWindow, PanelView, RowKey,
    SelectionChange, SelectionView, phone,
};

use crate::window::desk::Desk;

impl Desk {
    pub async fn numbers_window(
        &self,
        account: &str,
        query: NumbersQuery,
        window: (u32, u32),
        locate: &[RowKey],
    ) -> Result<NumbersWindow, DeskError> {
        self.seat(account)?.numbers_window(query, window, locate).await
    }

    /// Call it when somebody is about to search: the first letter then costs no more than the next ones.
    pub async fn prepare_search(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.prepare_search().await
    }

    pub async fn numbers_matching(&self, account: &str, query: NumbersQuery) -> Result<Vec<String>, DeskError> {
        self.seat(account)?.numbers_matching(query).await
    }

    pub async fn facets(&self, account: &str) -> Result<Facets, DeskError> {
        self.seat(account)?.facets().await
    }

    /// The facets of the WABAs.
    pub async fn waba_facets(&self, account: &str) -> Result<Vec<Facet>, DeskError> {
        self.seat(account)?.waba_facets().await
    }

    pub async fn waba_members(&self, account: &str, waba_id: &str) -> Result<Vec<MemberView>, DeskError> {
        let waba_id = waba_id.to_owned();
        self.on_disk(account, move |seat| seat.waba_members(&waba_id)).await
    }

    /// Changes the selection, over the rows as the query orders and groups them now.
    pub async fn select(
        &self,
        account: &str,
        query: NumbersQuery,
        change: SelectionChange,
    ) -> Result<SelectionView, DeskError> {
        self.seat(account)?.select(query, change).await
    }

    /// Returns the selected numbers, one per line, in the list's default order.
    pub async fn selected_numbers(&self, account: &str) -> Result<String, DeskError> {
        self.seat(account)?.selected_numbers().await
    }

    /// Adds one number. An error names the field.
    pub async fn add_number(&self, account: &str, typed: &HandNumber) -> Result<PanelView, DeskError> {
        let typed = typed.clone();
        self.on_disk(account, move |seat| seat.panel(&seat.add_number(&typed)?)).await
    }

    /// Returns what an import of the file would do, line by line. Nothing is stored.
    pub async fn csv_preview(&self, account: &str, text: &str) -> Result<CsvPreview, DeskError> {
        let text = text.to_owned();
        self.on_disk(account, move |seat| seat.csv_preview(&text)).await
    }

    /// Imports every valid row. Returns how many there were.
    pub async fn csv_import(&self, account: &str, text: &str) -> Result<u32, DeskError> {
        let text = text.to_owned();
        self.on_disk(account, move |seat| seat.csv_import(&text)).await
    }

    /// Removes a number that was added by hand from the list. Its draft is set aside with it.
    pub async fn forget_number(&self, account: &str, number: &str) -> Result<(), DeskError> {
        let number = phone(number)?;
        self.on_disk(account, move |seat| seat.forget_number(&number)).await
    }
}
