//! The index in the table, and who reads every location, answer alike.

use super::Pattern;
use domain::{
    id::LocationId,
    text::{Name, folded},
};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that look like chance and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.throw(of.len())]
    }

    /// Characters of these.
    fn some(&mut self, of: &str, at_least: usize, at_most: usize) -> String {
        let of: Vec<char> = of.chars().collect();
        let count = at_least + self.throw(at_most - at_least + 1);
        (0..count).map(|_| *self.one(&of)).collect()
    }

    /// A part of a text.
    fn part(&mut self, text: &str, at_most: usize) -> String {
        let characters: Vec<char> = text.chars().collect();
        let (from, count) = (self.throw(characters.len()), 1 + self.throw(at_most));
        characters[from..].iter().take(count).collect()
    }
}

/// Few letters of each script, so that names have much in common; of some, their marks.
const SCRIPTS: [&str; 10] = [
    "abÄäßéIİı",
    "αΑσΣςέ",
    "бБеёЁ",
    "東京院あア",
    "ابت\u{64e}",
    "कखग\u{93f}\u{94d}",
    "กขค\u{e34}",
    "가나다",
    "0019",
    "aeo\u{301}\u{308}",
];

fn name(dice: &mut Dice) -> String {
    let mut name = String::new();
    for _ in 0..=dice.throw(4) {
        let script = *dice.one(&SCRIPTS);
        name += &dice.some(script, 1, 5);
        let between = *dice.one(&[" ", "-", " & ", "."]);
        name += between;
    }
    name
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{652}' | '\u{93a}'..='\u{94d}' | '\u{e31}' | '\u{e34}'..='\u{e3a}')
}

/// Whether the character is a word of its own.
fn stands_alone(c: char) -> bool {
    "東京院あアกขค".contains(c)
}

fn words(text: &str) -> Vec<String> {
    let text = folded(text);
    let words = text.split(|c: char| !c.is_alphanumeric() && !is_mark(c));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a text finds a location, as it is said: by the beginning of a word of its name, or by a
/// part of its code from 4 characters on. `None` where nothing is said: of less of a code, and where
/// separators stand in a word.
fn is_found(name: &str, hkc: &str, text: &str) -> Option<bool> {
    let (name, code) = (words(name).join(" "), words(hkc).concat());
    let begins = |sought: &str| {
        let mut before = ' ';
        name.char_indices().any(|(at, c)| {
            let begins = !is_mark(c) && (before == ' ' || stands_alone(before) || stands_alone(c));
            if !is_mark(c) {
                before = c;
            }
            begins && name[at..].starts_with(sought)
        })
    };
    let (sought, part) = (words(text).join(" "), words(text).concat());
    if sought.is_empty() {
        return Some(false);
    }
    let long = part.chars().count() >= 4;
    if begins(&sought) || code.starts_with(&sought) || long && code.contains(&part) {
        Some(true)
    } else if !long && code.contains(&sought) || long && begins(&part) {
        None
    } else {
        Some(false)
    }
}

#[tokio::test]
async fn whoever_reads_every_location_finds_what_the_index_finds() {
    let (desk, pattern) = Pattern::start().await;
    let mut dice = Dice(20_260_105);
    let mut all: BTreeMap<LocationId, (String, String)> = BTreeMap::new();
    while all.len() < 90 {
        let Ok(name) = Name::parse(&name(&mut dice)) else {
            continue;
        };
        let hkc = match dice.throw(3) {
            0 => dice.some("0019", 12, 12),
            1 => dice.some("01AbB-", 5, 20),
            _ => dice.some("0123456789ABCDEFabcdef", 4, 24),
        };
        let id = Pattern::id(all.len());
        all.insert(id, (name.as_str().to_owned(), hkc));
    }
    let items = all.iter().map(|(id, (name, hkc))| pattern.location(*id, name, hkc));
    desk.put_items(items.collect::<Vec<_>>()).await;
    desk.indexed().await;

    let store = &desk.app.store;
    let everything: Vec<(String, String)> = all.values().cloned().collect();
    let (mut compared, mut nothing) = (0, 0);
    for _ in 0..300 {
        let (name, hkc) = dice.one(&everything).clone();
        let text = match dice.throw(5) {
            0 => dice.part(&name, 3),
            1 => dice.part(&name, 12),
            2 => dice.part(&hkc, 8).to_uppercase(),
            3 => format!("{} {}", dice.part(&hkc, 3), dice.part(&hkc, 3)),
            _ => dice.some("aΣб東ت01 ", 1, 3),
        };
        let answer = store
            .find_locations(desk.organisations.dealer, &text, 50)
            .await
            .unwrap();
        let found: BTreeSet<LocationId> = answer.cards.iter().map(|card| card.location_id).collect();
        let mut wanted = 0;
        for (id, (name, hkc)) in &all {
            match is_found(name, hkc, &text) {
                Some(true) if answer.more => {}
                Some(true) => {
                    wanted += 1;
                    assert!(found.contains(id), "{text:?} does not find {name:?} {hkc}");
                }
                Some(false) => assert!(!found.contains(id), "{text:?} finds {name:?} {hkc}"),
                None => {}
            }
        }
        compared += usize::from(wanted > 0);
        nothing += usize::from(found.is_empty());
    }
    // Both kinds of answers were met often.
    assert!(compared > 75 && nothing > 15, "{compared} {nothing}");
}
