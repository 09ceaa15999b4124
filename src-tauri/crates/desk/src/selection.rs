//! What is selected in the list, which outlives a change of its search and filters.

use std::collections::HashSet;

use crate::Desk;
use crate::error::DeskError;
use crate::view::NumbersQuery;

impl Desk {
    /// How many of the selected numbers match the query.
    pub async fn selected_matching(
        &self,
        account: &str,
        query: NumbersQuery,
        selected: &[String],
    ) -> Result<u32, DeskError> {
        let selected: HashSet<&str> = selected.iter().map(String::as_str).collect();
        let matching = self.numbers_matching(account, query).await?;
        Ok(matching.iter().filter(|number| selected.contains(number.as_str())).count() as u32)
    }
}
