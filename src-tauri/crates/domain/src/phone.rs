//! Phone numbers, as digits in the form of E.164.

mod country;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use country::Country;

/// The most digits that E.164 allows.
const MOST_DIGITS: usize = 15;
/// The shortest number that is accepted. Real WhatsApp numbers are longer; this bound only rejects typing mistakes.
const FEWEST_DIGITS: usize = 5;

/// The digits of an international number, without the plus. E.164 numbers have no leading zero, so an integer holds all
/// digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhoneNumber(u64);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("Enter a phone number, with its country code.")]
    Empty,
    #[error("A phone number has digits, spaces, dashes and brackets only; this one has “{0}”. Remove it.")]
    Character(char),
    #[error(
        "A country code never starts with 0. Write the number as it is dialled from abroad, such as +44 20 7946 0018."
    )]
    LeadingZero,
    #[error("The (0) is dialled inside the country only. Leave it out.")]
    TrunkZero,
    #[error("A phone number has {FEWEST_DIGITS} to {MOST_DIGITS} digits with its country code; this one has {0}.")]
    Length(usize),
}

impl PhoneNumber {
    /// Accepts the usual ways of writing: with or without a plus, with spaces, dashes, dots and brackets, and with the
    /// invisible direction marks that come along when a number is copied.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        if text.contains("(0)") {
            return Err(PhoneError::TrunkZero);
        }
        let mut digits = String::with_capacity(MOST_DIGITS);
        let mut begun = false;
        for c in text.chars().filter(|c| !is_separator(*c)) {
            match c {
                '0'..='9' => digits.push(c),
                '+' | '\u{ff0b}' if !begun => {}
                other => return Err(PhoneError::Character(other)),
            }
            begun = true;
        }
        if !begun {
            return Err(PhoneError::Empty);
        }
        Self::from_digits(&digits)
    }

    fn from_digits(digits: &str) -> Result<Self, PhoneError> {
        if digits.starts_with('0') {
            return Err(PhoneError::LeadingZero);
        }
        if !(FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len()) {
            return Err(PhoneError::Length(digits.len()));
        }
        digits.parse().map(Self).map_err(|_| PhoneError::Length(digits.len()))
    }

    /// Converts the digits from an integer, as a database stores them. Returns `None` for what [`PhoneNumber::parse`]
    /// would refuse.
    pub fn from_u64(digits: u64) -> Option<Self> {
        (10_000..1_000_000_000_000_000).contains(&digits).then_some(Self(digits))
    }

    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// Returns the number's place among all numbers: places are in the order of the numbers.
    pub fn place(self) -> i64 {
        let length = self.0.ilog10() + 1;
        // At most 15 digits, and four bits more.
        (self.filled() as i64) << 4 | i64::from(length)
    }

    /// Returns the number at a place. Returns `None` if no number has it.
    pub fn at_place(place: i64) -> Option<Self> {
        let place = u64::try_from(place).ok()?;
        let length = usize::try_from(place & 15).ok().filter(|length| (1..=MOST_DIGITS).contains(length))?;
        let number = Self::from_u64((place >> 4) / 10u64.pow((MOST_DIGITS - length) as u32))?;
        (number.place() as u64 == place).then_some(number)
    }

    /// The digits, with zeros at the end up to the most that a number can have.
    fn filled(self) -> u64 {
        self.0 * 10u64.pow(MOST_DIGITS as u32 - 1 - self.0.ilog10())
    }

    /// Returns the digits without the plus, such as `918035737458`.
    pub fn digits(&self) -> String {
        self.0.to_string()
    }

    /// Returns the number as it is written for callers from abroad, such as `+44 20 7946 0018`. If the numbering plan
    /// does not know the number, or would change it, returns a plus and the digits.
    pub fn international(&self) -> String {
        let plain = format!("+{}", self.0);
        let Some(parsed) = parsed(&plain) else { return plain };
        let formatted = parsed.format_as(PhoneNumberFormat::International);
        let same = formatted.chars().filter(char::is_ascii_digit).eq(self.digits().chars());
        if same { formatted.into_owned() } else { plain }
    }

    /// Returns the digits that a person types to confirm a disconnect.
    pub fn last_four(&self) -> String {
        format!("{:04}", self.0 % 10_000)
    }

    /// Returns the country by the numbering plan: +1 876 is Jamaica, +1 204 Canada, +7 7 Kazakhstan. Returns `None` for
    /// numbers without a country (+800), for unknown codes, and where several countries share a code and nothing tells
    /// them apart.
    pub fn region(&self) -> Option<Country> {
        let parsed = parsed(&format!("+{}", self.0))?;
        let exact = PHONE_NUMBER_UTIL.get_region_for_number(&parsed);
        exact.or_else(|| main_region(parsed.country_code)).and_then(|region| Country::by_iso2(&region.as_region_str()))
    }
}

fn parsed(plain: &str) -> Option<rlibphonenumber::PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(plain, None).ok()
}

/// Returns the main country of a calling code. It is used for numbers that match no pattern: short ones, or ones newer
/// than the data of the plan. +1 has no main country, because only the area code tells its countries apart.
fn main_region(calling_code: i32) -> Option<Region> {
    if calling_code == 1 { None } else { PHONE_NUMBER_UTIL.get_region_for_country_code(calling_code) }
}

fn is_separator(c: char) -> bool {
    let dash = matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_whitespace() || dash || direction
}

/// Numbers are ordered as texts, so numbers with the same country code are together whatever their length.
impl Ord for PhoneNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for PhoneNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.0)
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Self::parse(text)
    }
}

impl Serialize for PhoneNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PhoneNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
