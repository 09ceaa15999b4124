//! The connections that only read.
//!
//! In WAL mode a reader sees the last commit for as long as it reads. It does not wait for the writer, and the writer
//! does not wait for it.

use std::ops::Deref;

use parking_lot::{Condvar, Mutex, MutexGuard};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::StoreError;

/// Two kinds of reads take long: all numbers of a large account, and a search through the whole record. Both may run at
/// once. The third connection serves the short reads meanwhile, such as the one before each edit of a draft.
pub(crate) const COUNT: usize = 3;

pub(crate) struct Readers {
    pub(crate) connections: Vec<Mutex<Connection>>,
    /// The places of the connections that nobody uses.
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

    /// All statements of `read` see one commit. Waits while every connection is in use.
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

/// A connection in use. The fields are dropped in this order: it is unlocked before it is offered again.
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

/// Offers the connection again, also after a panic.
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
