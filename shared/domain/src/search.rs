//! What things are found by: a location by the beginning of any word of its name, and any part of its
//! hardware key code from [`PART_OF_CODE`] characters on; a customer by its name alike; an order by its numbers.
//!
//! Whatever may be looked for is the beginning of a *token*, so that an index in the order of the
//! tokens finds it at one place. Tokens and what is typed are made alike: folded
//! ([`folded`]), and words of letters, digits and their marks with single spaces between. The
//! scripts that are written without spaces have no words to tell apart; there every character
//! begins one.

use crate::text::folded;
use std::collections::BTreeSet;
use unicode_normalization::char::is_combining_mark;

/// How many characters of a token there are, and of what is looked for: what comes after counts
/// no more.
pub const LONGEST: usize = 64;

/// How many characters the parts of a hardware key code have at least.
pub const PART_OF_CODE: usize = 4;

/// Where the parts of a number begin at most before its end: longer ones say little by what is in them.
const LAST_OF_NUMBER: usize = 20;

/// The most words that a name is found by. No name of 100 characters has more, but for
/// characters that stand for whole sentences.
const MOST_WORDS: usize = 100;

/// Everything that a location of this name and hardware key code is found by the beginning of.
/// What is the beginning of another is left out: the other does for it.
pub fn tokens(name: &str, hkc: &str) -> BTreeSet<String> {
    let (name, code) = (words(name), joined(hkc));
    let tokens = beginnings(&name)
        .take(MOST_WORDS)
        .map(|at| cut(&name[at..]))
        .chain(tails(&code).map(cut));
    without_doubles(tokens.collect())
}

/// Everything that a thing of these numbers is found by: the beginning of each and of its parts between
/// separators, and any part of it from [`PART_OF_CODE`] characters on, that begins within the last
/// [`LAST_OF_NUMBER`] characters.
pub fn number_tokens<'a>(numbers: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    for number in numbers {
        let (number, code) = (words(number), joined(number));
        let skipped = code.chars().count().saturating_sub(LAST_OF_NUMBER);
        tokens.extend(beginnings(&number).take(MOST_WORDS).map(|at| cut(&number[at..])));
        tokens.extend(
            tails(&code)
                .enumerate()
                .filter(|(at, _)| *at == 0 || *at >= skipped)
                .map(|(_, tail)| cut(tail)),
        );
    }
    without_doubles(tokens)
}

/// How well a text describes a thing that was found by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It is its name or its number.
    Exact,
    /// It is the beginning of one.
    Prefix,
    /// It is some other part.
    Part,
}

impl Match {
    /// How well this text describes what has these names and numbers.
    pub fn of<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let text = joined(text);
        let matches = names.into_iter().map(|name| match joined(name) {
            name if name == text => Self::Exact,
            name if name.starts_with(&text) => Self::Prefix,
            _ => Self::Part,
        });
        matches.min().unwrap_or(Self::Part)
    }
}

/// The tokens without those that are the beginnings of others, which do for them.
fn without_doubles(mut tokens: BTreeSet<String>) -> BTreeSet<String> {
    let longer: Vec<String> = tokens.iter().skip(1).cloned().collect();
    let doubles = tokens
        .iter()
        .zip(&longer)
        .filter(|(token, next)| next.starts_with(*token));
    for double in doubles.map(|(token, _)| token.clone()).collect::<Vec<_>>() {
        tokens.remove(&double);
    }
    tokens
}

/// What a typed text looks for: the tokens that begin with one of these. There are two where it
/// holds separators, since a hardware key code is the same with and without. None where it
/// holds no letter and no digit.
pub fn readings(text: &str) -> BTreeSet<String> {
    let name = words(text);
    let code = name.replace(' ', "");
    let code = (code.chars().count() >= PART_OF_CODE).then_some(code);
    [Some(name), code]
        .into_iter()
        .flatten()
        .filter(|reading| !reading.is_empty())
        .map(|reading| cut(&reading))
        .collect()
}

/// The words of a text, folded, with single spaces between.
fn words(text: &str) -> String {
    let folded = folded(text);
    let words = folded.split(|c| !is_of_a_word(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A code without its separators.
fn joined(code: &str) -> String {
    words(code).replace(' ', "")
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Where a word begins.
fn beginnings(words: &str) -> impl Iterator<Item = usize> {
    let mut after = ' ';
    words.char_indices().filter_map(move |(at, c)| {
        if is_combining_mark(c) {
            return None;
        }
        let begins = c != ' ' && (after == ' ' || is_unspaced(after) || is_unspaced(c));
        after = c;
        begins.then_some(at)
    })
}

/// Every tail of a code that is long enough; the code itself in any case.
fn tails(code: &str) -> impl Iterator<Item = &str> {
    let last = code.chars().count().saturating_sub(PART_OF_CODE);
    code.char_indices().take(last + 1).map(|(at, _)| &code[at..])
}

fn cut(token: &str) -> String {
    token.chars().take(LONGEST).collect()
}

/// Whether the character is of a script that is written without spaces between words: Thai, Lao,
/// Burmese, Khmer, the Tai scripts, Javanese, kana, bopomofo, Han.
const fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}'
            | '\u{1a20}'..='\u{1aaf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}'
            | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a980}'..='\u{a9ff}'
            | '\u{aa60}'..='\u{aadf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests;
