//! What is found by what, and the same by the naive answer over names in any script.

use super::*;
use proptest::{prelude::*, sample::Index};

/// Whether an index of the tokens finds the location.
fn finds(name: &str, hkc: &str, text: &str) -> bool {
    let tokens = tokens(name, hkc);
    readings(text)
        .iter()
        .any(|reading| tokens.iter().any(|token| token.starts_with(reading)))
}

/// Whether somebody who looks at the name and the code finds it: reads all of it, at every place.
fn is_there(name: &str, hkc: &str, text: &str) -> bool {
    let (name, code) = (words(name), joined(hkc));
    let begins_a_word = |at: usize| {
        let here = name[at..].chars().next();
        let before = name[..at].chars().rev().find(|c| !is_combining_mark(*c));
        here.is_some_and(|c| !is_combining_mark(c))
            && (before.is_none_or(|c| c == ' ' || is_unspaced(c)) || here.is_some_and(is_unspaced))
    };
    readings(text).iter().any(|reading| {
        let in_name = (0..name.len()).filter(|at| name.is_char_boundary(*at));
        in_name
            .filter(|at| name[*at..].starts_with(reading.as_str()))
            .any(begins_a_word)
            || code.starts_with(reading.as_str())
            || (0..code.len()).any(|at| code.len() - at >= PART_OF_CODE && code[at..].starts_with(reading.as_str()))
    })
}

#[test]
fn a_location_is_found_by_beginnings_of_words_and_parts_of_its_code() {
    let (name, hkc) = (
        "Riverside  Clinic (St. Mary's), Haus 7b",
        "18CYG-IPS-00000000BJ300643sE",
    );
    for text in [
        "r",
        "RIVER",
        "riverside clinic",
        "Riverside-Clinic",
        "clin",
        " clinic ",
        "clinic st mary",
        "st",
        "mary's",
        "s haus",
        "7",
        "7B",
        "haus 7",
        "18cyg",
        "CYG-IPS",
        "cygips",
        "0000",
        "643SE",
        "43se",
        "BJ-3006",
        "18",
    ] {
        assert!(finds(name, hkc, text), "{text}");
    }
    for text in [
        "",
        " ",
        "%",
        "iverside",
        "side clinic",
        "linic",
        "clinic riverside",
        "3se",
        "se",
        "19",
        "cygx",
    ] {
        assert!(!finds(name, hkc, text), "{text}");
    }
}

#[test]
fn a_location_is_found_however_its_name_is_written() {
    for (name, text) in [
        ("Goethestraße 1", "GOETHESTRASSE"),
        ("İstanbul Lojistik", "istanbul"),
        ("Ölmühle", "o\u{308}lmu\u{308}"),
        ("Νοσοκομείο Αθηνών", "ΑΘΗΝΏΝ"),
        ("Городская больница", "БОЛЬ"),
        ("مستشفى المدينة", "المد"),
        ("अस्पताल दिल्ली", "दिल्"),
        ("東京都立病院", "病院"),
        ("東京Tower", "tower"),
        ("ＡＢＣ株式会社", "abc株"),
        ("โรงพยาบาล", "พยาบาล"),
        ("서울 병원", "병"),
    ] {
        assert!(finds(name, "191000343919", text), "{name} {text}");
    }
    assert!(!finds("서울병원", "191000343919", "병원"), "Korean has spaces");
}

#[test]
fn tokens_are_few_and_short() {
    assert_eq!(
        tokens("North Wing", "191000343919").into_iter().collect::<Vec<_>>(),
        [
            "000343919",
            "00343919",
            "0343919",
            "1000343919",
            "191000343919",
            "343919",
            "3919",
            "43919",
            "91000343919",
            "north wing",
            "wing"
        ]
    );
    // What begins another token is found with it.
    assert_eq!(
        tokens("A", "11111111"),
        BTreeSet::from(["11111111", "a"].map(str::to_owned))
    );
    assert_eq!(tokens("", "A1"), BTreeSet::from(["a1".to_owned()]));
    let (name, hkc) = ("\u{fdfa}".repeat(100), "0123456789abcdef".repeat(4));
    let tokens = tokens(&name, &hkc);
    assert!(tokens.len() <= MOST_WORDS + 61, "{}", tokens.len());
    assert!(tokens.iter().all(|token| token.chars().count() <= LONGEST));
}

/// Names as people write them, in scripts of every kind.
fn names() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[A-Za-zÄÖÜäöüßÉéİıﬁ]{1,8}",
        "[Α-Ωα-ωάέήίόύώς]{1,6}",
        "[А-Яа-яЁё]{1,6}",
        "[一-十東京病院株式会社あ-んア-ン々]{1,5}",
        "[ا-ي\u{64b}-\u{652}]{1,6}",
        "[अ-ह\u{93c}\u{93e}-\u{94d}]{1,5}",
        "[ก-ฮ\u{e31}-\u{e3a}]{1,5}",
        "[가-힣]{1,4}",
        "[a-e\u{300}-\u{304}\u{20dd}]{1,6}",
        "[0-9]{1,4}",
        "\\PC{1,4}",
    ];
    let gap = prop_oneof![
        Just(" ".to_owned()),
        Just("-".to_owned()),
        Just("'".to_owned()),
        " ?[&.,/()] ?"
    ];
    prop::collection::vec((word, gap), 0..6).prop_map(|parts| parts.into_iter().flat_map(<[String; 2]>::from).collect())
}

fn codes() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{12}", "[0-1A-Ba-b-]{1,20}", "[0-9A-Za-z-]{1,64}"]
}

proptest! {
    #[test]
    fn whoever_begins_a_word_finds_it(name in names(), hkc in codes(), word in any::<Index>(), most in 1_usize..80) {
        let written = words(&name);
        let places: Vec<usize> = beginnings(&written).collect();
        if !places.is_empty() {
            let text: String = written[places[word.index(places.len())]..].chars().take(most).collect();
            prop_assert!(finds(&name, &hkc, &text), "{text:?}");
        }
    }

    #[test]
    fn whoever_types_a_part_of_the_code_finds_it(name in names(), hkc in codes(), at in any::<Index>(), most in 4_usize..64) {
        let code: Vec<char> = joined(&hkc).chars().collect();
        if code.len() >= PART_OF_CODE {
            let at = at.index(code.len() - PART_OF_CODE + 1);
            let text: String = code[at..].iter().take(most).collect();
            prop_assert!(finds(&name, &hkc, &text), "{text:?}");
            prop_assert!(finds(&name, &hkc, &text.to_uppercase()), "{text:?}");
        }
    }

    #[test]
    fn the_index_answers_as_reading_everything_does(name in names(), hkc in codes(), other in names(), part in "\\PC{0,3}|[01ab -]{0,6}", parts in prop::collection::vec((any::<Index>(), 1_usize..6), 6)) {
        for text in [&other, &part, &format!("{part}{other}")] {
            prop_assert_eq!(finds(&name, &hkc, text), is_there(&name, &hkc, text), "{:?}", text);
        }
        // Of the name itself, parts: most are no beginning of a word.
        let letters: Vec<char> = name.chars().collect();
        for (at, most) in parts.iter().filter(|_| !letters.is_empty()) {
            let text: String = letters[at.index(letters.len())..].iter().take(*most).collect();
            prop_assert_eq!(finds(&name, &hkc, &text), is_there(&name, &hkc, &text), "{:?}", text);
        }
    }
}

#[test]
fn an_order_is_found_by_beginnings_of_its_numbers_and_parts_of_their_last_characters() {
    let long = "AB-1234567890-CDEFGHIJKLMNOPQRSTUVWXYZ";
    let tokens = number_tokens(["PO-4500 12345/7", long]);
    let found = |text: &str| {
        readings(text)
            .iter()
            .any(|reading| tokens.iter().any(|token| token.starts_with(reading)))
    };
    for text in [
        "p", "PO", "po-4500", "45", "12345", "7", "0012", "2345/7", "po45001", "ab-12", "cdef", "wxyz", "GHIJ",
    ] {
        assert!(found(text), "{text}");
    }
    for text in ["xyz", "4567", "y", "4599"] {
        assert!(!found(text), "{text}");
    }
    assert!(tokens.len() <= 2 * (LAST_OF_NUMBER + 4), "{tokens:?}");
}

#[test]
fn a_number_is_better_known_by_all_of_it_than_by_its_beginning() {
    for (text, names, expected) in [
        ("po 4500", ["PO-4500", "SO-1"], Match::Exact),
        ("so1", ["PO-4500", "SO-1"], Match::Exact),
        ("PO-4", ["PO-4500", "SO-1"], Match::Prefix),
        ("4500", ["PO-4500", "SO-1"], Match::Part),
    ] {
        assert_eq!(Match::of(text, names), expected, "{text}");
    }
    assert_eq!(Match::of("x", []), Match::Part);
}
