//! Connections that only read.
//!
//! In WAL mode a reader sees one commit during the whole read. It does not wait for the writer, and the writer does not
//! wait for it.

use std::ops::Deref;

use parking_lot::{Condvar, Mutex, MutexGuard};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::StoreError;

/// Two kinds of reads are slow: all numbers of a large account, and a search through the whole record. Both may run at
/// the same time. The third connection serves short reads meanwhile, such as the read before each edit of a draft.
pub(crate) const COUNT: usize = 3;

pub(crate) struct Readers {
    pub(crate) connections: Vec<Mutex<Connection>>,
    /// The indexes of the connections that are free.
    idle: Mutex<Vec<usize>>,
    returned: Condvar,
}

impl Readers {
    pub(crate) fn new(connections: Vec<Connection>) -> Self {
        Self {
            idle: Mutex::new((0..connections.len()).collect()),
            connections: connections.into_iter().map(Mutex::new).collect(),
            returned: Condvar::new(),
        }
    }

    /// Runs a read in which all statements see one commit. Waits while every connection is in use.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let connection = self.take();
        let snapshot = Transaction::new_unchecked(&connection, TransactionBehavior::Deferred)?;
        let found = read(&snapshot)?;
        snapshot.commit()?;
        Ok(found)
    }

    pub(crate) fn take(&self) -> Taken<'_> {
        let mut idle = self.idle.lock();
        loop {
            if let Some(place) = idle.pop() {
                return Taken { connection: self.connections[place].lock(), _return: Return { readers: self, place } };
            }
            self.returned.wait(&mut idle);
        }
    }
}

/// A connection in use. The fields are dropped in this order, so the connection is unlocked before it becomes free.
pub(crate) struct Taken<'a> {
    connection: MutexGuard<'a, Connection>,
    _return: Return<'a>,
}

impl Deref for Taken<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

/// Frees the connection, also after a panic.
struct Return<'a> {
    readers: &'a Readers,
    place: usize,
}

impl Drop for Return<'_> {
    fn drop(&mut self) {
        self.readers.idle.lock().push(self.place);
        self.readers.returned.notify_one();
    }
}
