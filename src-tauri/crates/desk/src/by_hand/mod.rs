//! Where Plivo offers no API for WhatsApp numbers: numbers are known from a person or a file, and drafts are carried out
//! by a person in Plivo's own console.

mod numbers;
mod steps;
mod table;
