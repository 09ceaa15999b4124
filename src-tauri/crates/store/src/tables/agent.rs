//! AI agents as last read.

use rusqlite::{Row, params};

use super::sync_state;
use crate::statements::{all, exists, run};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE agent (
        account TEXT NOT NULL, agent_uuid TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
        state TEXT NOT NULL, PRIMARY KEY (account, agent_uuid)
    ) STRICT, WITHOUT ROWID";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRow {
    pub agent_uuid: String,
    pub name: String,
    pub description: String,
    pub state: String,
}

impl Store {
    /// Writes nothing if the same list is stored.
    pub fn replace_agents(&self, account: &str, agents: &[AgentRow]) -> Result<(), StoreError> {
        let mut sorted = agents.to_vec();
        sorted.sort_by(|left, right| (&left.name, &left.agent_uuid).cmp(&(&right.name, &right.agent_uuid)));
        self.write(|connection| {
            if self.agents(account)?.is_some_and(|stored| stored == sorted) {
                return Ok(());
            }
            run(connection, "DELETE FROM agent WHERE account = ?1", [account])?;
            let insert = "INSERT OR REPLACE INTO agent VALUES (?1, ?2, ?3, ?4, ?5)";
            for agent in agents {
                let values = params![account, agent.agent_uuid, agent.name, agent.description, agent.state];
                run(connection, insert, values)?;
            }
            sync_state::set(connection, account, "UPDATE sync_state SET agents_known = 1 WHERE account = ?1")
        })
    }

    /// Returns `None` if the list was never read. That differs from an empty list.
    pub fn agents(&self, account: &str) -> Result<Option<Vec<AgentRow>>, StoreError> {
        let select = "SELECT * FROM agent WHERE account = ?1 ORDER BY name, agent_uuid";
        let known = "SELECT 1 FROM sync_state WHERE account = ?1 AND agents_known = 1";
        self.read(|connection| {
            if !exists(connection, known, [account])? {
                return Ok(None);
            }
            all(connection, select, [account], read).map(Some)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<AgentRow> {
    Ok(AgentRow {
        agent_uuid: row.get("agent_uuid")?,
        name: row.get("name")?,
        description: row.get("description")?,
        state: row.get("state")?,
    })
}
