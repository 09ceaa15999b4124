//! Search: the words of a query, and where they may occur. The texts of a number are stored folded beside it. The names
//! of its WABA, of the WABA's owner and of its agent are folded once for each search.

use std::collections::HashMap;

use domain::observed::RoutingType;
use domain::search::{Word, Words, fold};
use store::ListedRow;

use super::overview::Overview;

pub struct Search {
    words: Vec<Sought>,
    /// The agents, by ID, with their folded names.
    agents: HashMap<String, String>,
}

struct Sought {
    word: Word,
    /// In which WABAs the word occurs, by their positions.
    in_wabas: Vec<bool>,
}

impl Search {
    pub fn new(text: &str, overview: &Overview) -> Self {
        let words = Words::new(text);
        if words.is_empty() {
            return Self { words: Vec::new(), agents: HashMap::new() };
        }
        let texts = overview.searched();
        let sought = |word: Word| Sought { in_wabas: texts.iter().map(|text| word.occurs_in(text)).collect(), word };
        let agents = overview.names.agents.iter().map(|(id, name)| (id.clone(), fold(name))).collect();
        Self { words: words.into_iter().map(sought).collect(), agents }
    }

    /// Whether every word occurs in the texts of the row.
    pub fn finds(&self, row: &ListedRow<'_>, waba: u32) -> bool {
        let at = waba as usize;
        self.words.iter().all(|Sought { word, in_wabas }| {
            in_wabas.get(at).map_or_else(|| word.occurs_in(&fold(row.waba_id)), |occurs| *occurs)
                || word.occurs_in(row.texts.search)
                || self.is_in_agent(word, row)
        })
    }

    /// An agent without a known name is shown, and found, by its ID.
    fn is_in_agent(&self, word: &Word, row: &ListedRow<'_>) -> bool {
        let is_agent = RoutingType::from_wire(row.configuration_type) == Some(RoutingType::AiAgent);
        is_agent
            && match self.agents.get(row.texts.handled_by) {
                Some(name) => word.occurs_in(name),
                None => word.occurs_in(&fold(row.texts.handled_by)),
            }
    }
}
