use super::*;

#[test]
fn texts_are_trimmed_and_hold_no_invisible_characters() {
    assert_eq!(
        Name::parse("  Müller & <b>Sons</b> ").unwrap().as_str(),
        "Müller & <b>Sons</b>"
    );
    for bad in ["a\nb", "a\tb", "a\0b", "a\u{202e}b", "a\u{7f}b", "a\u{200b}b"] {
        assert_eq!(Name::parse(bad), Err(TextRefusal::ControlCharacter), "{bad:?}");
    }
    assert_eq!(Name::parse(" \t "), Err(TextRefusal::Empty));
    assert_eq!(
        Name::parse(&"é".repeat(101)),
        Err(TextRefusal::TooLong { max: 100, actual: 101 })
    );
    assert!(Name::parse(&"é".repeat(100)).is_ok());
}

#[test]
fn an_email_address_has_a_local_part_and_a_dotted_domain() {
    assert_eq!(
        EmailAddress::parse("Pat.Lee+x@Example.COM").unwrap().as_str(),
        "Pat.Lee+x@example.com"
    );
    for bad in [
        "",
        "a",
        "a@b",
        "@example.com",
        "a@",
        "a b@example.com",
        "a@exa mple.com",
        "a@-x.com",
        "a..b@example.com",
        "a@example..com",
        "<a@example.com>",
    ] {
        assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn part_numbers_are_upper_case() {
    assert_eq!(PartNumber::parse("be107573").unwrap().as_str(), "BE107573");
    assert_eq!(PartNumber::parse("BE 107573"), Err(TextRefusal::NotAPartNumber));
}

#[test]
fn a_sku_and_a_sold_to_id_are_letters_and_digits() {
    assert_eq!(Sku::parse(" ms15m1002 ").unwrap().as_str(), "MS15M1002");
    for bad in ["MS 15", "MS-15", "é", &"1".repeat(33)] {
        assert_eq!(Sku::parse(bad), Err(TextRefusal::NotASku), "{bad}");
    }
    assert_eq!(SoldToId::parse("30012345").unwrap().as_str(), "30012345");
    assert_eq!(SoldToId::parse(&"1".repeat(21)), Err(TextRefusal::NotASoldToId));
    assert_eq!(SoldToId::parse(""), Err(TextRefusal::Empty));
}

#[test]
fn a_serial_number_is_kept_as_it_is_written() {
    assert_eq!(
        Serial::parse(" ap-9640/EU_1.2:x ").unwrap().as_str(),
        "ap-9640/EU_1.2:x"
    );
    assert_eq!(Serial::parse(" "), Err(TextRefusal::Empty));
    for bad in ["a b", "é", "=1", &"1".repeat(65)] {
        assert_eq!(Serial::parse(bad), Err(TextRefusal::NotASerial), "{bad}");
    }
}

#[test]
fn a_comment_is_counted_in_characters() {
    // An emoji of three people is five characters: three and two that join them.
    let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
    assert_eq!(Comment::length(family), 5);
    assert_eq!(Comment::parse(&family.repeat(50)).unwrap().as_str(), family.repeat(50));
    for (text, length) in [
        ("\u{1f600}".repeat(250), 250),
        ("é".repeat(250), 250),
        (format!(" {} \n", "a".repeat(250)), 250),
        ("a\r\nb".to_owned(), 3),
    ] {
        assert_eq!(Comment::length(&text), length);
        assert_eq!(Comment::parse(&text).unwrap().as_str().chars().count(), length);
    }
    for text in ["\u{1f600}".repeat(251), "a".repeat(251), family.repeat(51)] {
        let actual = Comment::length(&text);
        assert_eq!(Comment::parse(&text), Err(TextRefusal::TooLong { max: 250, actual }));
    }
    for text in ["", " ", "\n", "\u{3000}"] {
        assert_eq!(
            (Comment::length(text), Comment::parse(text)),
            (0, Err(TextRefusal::Empty))
        );
    }
    for text in ["a\0b", "a\tb", "a\u{202e}b"] {
        assert_eq!(Comment::parse(text), Err(TextRefusal::ControlCharacter));
    }
}

#[test]
fn notes_keep_their_lines() {
    assert_eq!(Notes::parse(" a\r\nb ").unwrap().as_str(), "a\nb");
    assert_eq!(Notes::parse("a\u{1b}b"), Err(TextRefusal::ControlCharacter));
}

#[test]
fn what_looks_the_same_is_the_same() {
    for (text, kept) in [
        ("Caf\u{e9} Nord", "Café Nord"),
        ("Cafe\u{301} Nord", "Café Nord"),
        ("Caf\u{e9}\u{a0}Nord", "Café Nord"),
        ("Ca\u{ad}f\u{e9} Nord", "Café Nord"),
        ("Caf\u{e9}\u{2009} \u{3000}Nord\u{202f}", "Café Nord"),
        ("\u{feff}Caf\u{e9} No\u{2060}rd\u{200b}\u{200f}", "Café Nord"),
        ("Cafe\u{34f}\u{301} Nord\u{fe0f}", "Café Nord"),
        ("N\u{200d}o\u{200c}rd \u{ad}", "Nord"),
    ] {
        assert_eq!(Name::parse(text).unwrap().as_str(), kept, "{text:?}");
    }
    for text in ["PO-77", "PO\u{2060}-77", "PO-\u{ad}77", "PO-77\u{a0}"] {
        assert_eq!(OrderNumber::parse(text).unwrap().as_str(), "PO-77", "{text:?}");
    }
    assert_eq!(Notes::parse("a  b\u{a0}c\n\n d").unwrap().as_str(), "a  b c\n\n d");
}

#[test]
fn a_name_of_nothing_that_can_be_seen_is_none() {
    for text in [
        "\u{3164}",
        "\u{2800}",
        "\u{fe0f}",
        "\u{34f}",
        "\u{2800} \u{3164}",
        "\u{ad}",
        "\u{200d}",
        "\u{115f}",
        "\u{200b}",
    ] {
        assert_eq!(Name::parse(text), Err(TextRefusal::Empty), "{text:?}");
        assert_eq!(Comment::parse(text), Err(TextRefusal::Empty), "{text:?}");
        assert_eq!(Comment::length(text), 0, "{text:?}");
    }
}

#[test]
fn what_cannot_be_seen_and_no_script_needs_is_refused() {
    for c in [
        '\u{61c}',
        '\u{180e}',
        '\u{e0041}',
        '\u{3164}',
        '\u{2800}',
        '\u{2066}',
        '\u{200e}',
        '\u{feff}',
        '\u{ffff}',
    ] {
        let text = format!("No{c}rd");
        assert_eq!(Name::parse(&text), Err(TextRefusal::ControlCharacter), "{text:?}");
        assert_eq!(Notes::parse(&text), Err(TextRefusal::ControlCharacter), "{text:?}");
    }
    assert_eq!(Name::parse("M\u{fffd}ller"), Err(TextRefusal::LostCharacter));
    assert_eq!(Comment::parse("M\u{fffd}ller"), Err(TextRefusal::LostCharacter));
    // A flag hides no message.
    let hidden: String = "secrets"
        .chars()
        .filter_map(|c| char::from_u32(0xe0000 + u32::from(c)))
        .collect();
    assert_eq!(
        Name::parse(&format!("\u{1f3f4}{hidden}\u{e007f}")),
        Err(TextRefusal::ControlCharacter)
    );
}

#[test]
fn what_a_script_or_an_emoji_needs_is_kept() {
    for text in [
        // Persian, with a non-joiner between letters.
        "می\u{200c}خواهم",
        // Hindi and Malayalam, with joiners after a virama.
        "क्\u{200d}ष",
        "അവര്\u{200d} വന്നു",
        // Words of Khmer.
        "ភាសា\u{200b}ខ្មែរ",
        // A Japanese city, with the form that its name has.
        "葛\u{e0100}城市",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} Ltd",
        "\u{2764}\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    ] {
        assert_eq!(Name::parse(text).unwrap().as_str(), text, "{text:?}");
        assert_eq!(Comment::parse(text).unwrap().as_str(), text, "{text:?}");
    }
}

#[test]
fn a_number_that_a_spreadsheet_shortened_is_no_order_number() {
    for text in ["4.50001E+11", "7.1E+09", "4,50001E+11", "4E+11", " 7.1e+09 "] {
        let refusal = OrderNumber::parse(text).unwrap_err();
        assert_eq!(refusal, TextRefusal::ShortenedNumber(text.trim().to_owned()));
        assert!(refusal.to_string().contains("format “Text”"), "{refusal}");
    }
    for text in ["450001234567", "4E11", "E+11", "PO-4.5E+11", "4.5E+", "4.5.6E+11"] {
        assert_eq!(OrderNumber::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn codes_are_read_as_they_were_meant() {
    assert_eq!(
        PartNumber::parse("ＢＥ１０７５７３\u{200b}").unwrap().as_str(),
        "BE107573"
    );
    assert_eq!(Sku::parse("\u{feff}ms15m1002").unwrap().as_str(), "MS15M1002");
    assert_eq!(SoldToId::parse("３００１２３４５").unwrap().as_str(), "30012345");
    assert_eq!(Serial::parse("DH\u{2013}1\u{2060}2\u{200f}").unwrap().as_str(), "DH-12");
}

#[test]
fn what_is_kept_is_read_by_stricter_rules_than_it_was_written_by() {
    let kept = "\"Cafe\u{301}\u{180e}\u{3164}\"";
    assert_eq!(
        serde_json::from_str::<Name>(kept).unwrap().as_str(),
        "Cafe\u{301}\u{180e}\u{3164}"
    );
}

proptest::proptest! {
    #[test]
    fn what_is_kept_is_taken_again_as_it_is(text in "[a-z \u{a0}\u{ad}\u{200b}-\u{200f}\u{2060}\u{301}\u{307}\u{fe0f}\u{1f468}\u{6cc}\u{915}\u{94d}\u{e0100}\u{845b}\u{3164}]{0,12}") {
        for parse in [|text: &str| Name::parse(text).map(String::from), |text: &str| Comment::parse(text).map(String::from)] {
            if let Ok(kept) = parse(&text) {
                proptest::prop_assert_eq!(parse(&kept), Ok(kept.clone()));
            }
        }
    }
}

#[test]
fn a_mail_domain_may_be_in_any_script_and_a_mailbox_in_ascii() {
    for typed in ["info@Müller.example", "info@xn--mller-kva.example"] {
        assert_eq!(
            EmailAddress::parse(typed).unwrap().as_str(),
            "info@xn--mller-kva.example"
        );
    }
    for typed in ["müller@example.com", "用户@example.com"] {
        assert_eq!(EmailAddress::parse(typed), Err(TextRefusal::NotAnAsciiMailbox));
    }
    // What is kept is read again as it is.
    let kept = EmailAddress::parse("info@例え.example").unwrap();
    assert_eq!(EmailAddress::parse(kept.as_str()), Ok(kept));
    let long = format!(
        "{}@{}.example",
        "a".repeat(64),
        ["ü".repeat(40), "ü".repeat(40), "ü".repeat(40), "ü".repeat(40)].join(".")
    );
    assert_eq!(EmailAddress::parse(&long), Err(TextRefusal::NotAnEmailAddress));
}
