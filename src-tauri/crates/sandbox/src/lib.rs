//! A Plivo account in a box, over real HTTP.
