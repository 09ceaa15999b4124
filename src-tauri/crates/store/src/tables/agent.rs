//! AI agents as last seen.

use rusqlite::{Row, params};

use super::{all, sync_state};
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
    pub fn replace_agents(&self, account: &str, agents: &[AgentRow]) -> Result<(), StoreError> {
        self.write(|connection| {
            connection.execute("DELETE FROM agent WHERE account = ?1", [account])?;
            let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO agent VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for agent in agents {
                insert.execute(params![account, agent.agent_uuid, agent.name, agent.description, agent.state])?;
            }
            sync_state::set(connection, account, "agents_known = 1")
        })
    }

    /// None when the list was never read, which is not an empty one.
    pub fn agents(&self, account: &str) -> Result<Option<Vec<AgentRow>>, StoreError> {
        let select = "SELECT * FROM agent WHERE account = ?1 ORDER BY name, agent_uuid";
        self.read(|connection| {
            if !sync_state::is_known(connection, account, "agents_known")? {
                return Ok(None);
            }
            all(&mut connection.prepare_cached(select)?, [account], read).map(Some)
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
