use super::*;
use domain::catalogue::{faults, may_follow};

fn demo() -> Document {
    serde_json::from_str(include_str!("../../../../../infra/local/data/catalogue.json")).unwrap()
}

fn is_told(faults: &[RowFault], row: u32, field: &str, says: &str) -> bool {
    let is = |fault: &RowFault| fault.row == Some(row) && fault.field == field && fault.message.contains(says);
    faults.iter().any(is)
}

#[test]
fn parts_come_as_a_spreadsheet_saves_them() {
    let before = demo();
    // With semicolons, a byte order mark that decoding takes away, and columns in another order.
    let text = "Number;Name;Kind;Application;Fits;Amount;Feature\r\n\
        ;;;;;;\r\n\
        be107573;\"Ports; 256\";Licence;sv8100;sv8100;256;system-ports\r\n\
        NEW-1;New part;licence;sv8100;sv8100 sv9100-cp10;4;trunks\r\n";
    let imported = csv(&before, "parts", text).unwrap();
    assert_eq!(imported.unreadable, []);
    assert_eq!((imported.entries, imported.of.as_str()), (2, "parts"));
    let of = |number: &str| {
        imported
            .document
            .parts
            .iter()
            .find(|part| part.number.as_str() == number)
            .unwrap()
    };
    assert_eq!(of("BE107573").name, "Ports; 256");
    let new = of("NEW-1");
    assert_eq!((new.fits.len(), new.grants.as_ref().unwrap().units()), (2, 4));
    assert_eq!(imported.document.parts.len(), before.parts.len() + 1);
    assert_eq!(may_follow(&before, &imported.document), []);
    assert_eq!(faults(&imported.document), []);
    assert_eq!(section_of(text), "parts");
}

#[test]
fn columns_that_a_file_does_not_have_stay_as_they_are() {
    let before = demo();
    let imported = csv(&before, "parts", "number,retired\nBE107573,yes\nBE107582,no\n").unwrap();
    assert_eq!(imported.unreadable, []);
    let changed: Vec<_> = before
        .parts
        .iter()
        .zip(&imported.document.parts)
        .filter(|(a, b)| a != b)
        .collect();
    assert_eq!(changed.len(), 1);
    assert!(changed[0].1.retired && changed[0].1.grants == changed[0].0.grants);
}

#[test]
fn what_is_wrong_with_a_part_is_named_by_row_and_column() {
    let text = "number,name,kind,application,fits,feature,amount,version\n\
        A1,A,lorry,sv8100,sv8100,f,1,\n\
        A2,A,licence,sv8100,sv8100,f,1,2\n\
        A3,A,licence,sv8100,sv8100,f,many,\n\
        \n\
        A4,A,licence,lorry,\"sv8100,nothing\",f,1,\n\
        A5,A,licence,sv8100,sv8100,,,\n\
        A 6,A,licence,sv8100,sv8100,f,1,\n\
        A4,A,licence,sv8100,sv8100,f,1,\n\
        A7,A,licence,sv8100,SV8100!,f,1,\n";
    let imported = csv(&demo(), "parts", text).unwrap();
    for (row, field, says) in [
        (2, "kind", "licence or swa-unit"),
        (3, "amount", "either how many"),
        (4, "amount", "“many” is not a whole number"),
        (8, "number", "A part number has"),
        (9, "", "stands in row 6 already"),
        (10, "fits", "A system type's id"),
    ] {
        assert!(
            is_told(&imported.unreadable, row, field, says),
            "{row} {field}: {:?}",
            imported.unreadable
        );
    }
    let placed = imported.placed(faults(&imported.document));
    assert!(
        is_told(&placed, 7, "grants", "A licence grants a feature"),
        "{placed:?}"
    );
    assert_eq!(imported.entries, 8);
}

#[test]
fn prices_have_a_comma_or_a_point() {
    let before = demo();
    let sku = before.upgrade_items[0].sku.as_str();
    let text = format!("SKU;Price per year;price_per_month;maximum quantity\n{sku};\"1234,5\";99.95;7\n");
    let imported = csv(&before, section_of(&text), &text).unwrap();
    assert_eq!(imported.unreadable, []);
    let item = &imported.document.upgrade_items[0];
    let prices = (
        item.price_per_year.minor_units,
        item.price_per_month.minor_units,
        item.maximum_quantity,
    );
    assert_eq!(prices, (123_450, 9_995, 7));
    let text =
        format!("sku,price_per_year,price_per_month,currency,amount\n{sku},\"1.234,50\",0,EUR,1\n{sku}X,1,1,USD,1\n");
    let imported = csv(&before, "upgrade_items", &text).unwrap();
    assert!(is_told(
        &imported.unreadable,
        2,
        "price_per_year",
        "“1.234,50” is not a number"
    ));
    assert!(
        is_told(&imported.unreadable, 3, "price_per_month", "EUR"),
        "{:?}",
        imported.unreadable
    );
}

#[test]
fn rates_go_into_their_rate_card() {
    let before = demo();
    let text = "rate_card;application;part;rate\n2015-1;sv8100;BE107573;\"4,25\"\n2015-1;sv8100;LK190020;3\n";
    let imported = csv(&before, section_of(text), text).unwrap();
    assert_eq!(imported.unreadable, []);
    let card = imported
        .document
        .rate_cards
        .iter()
        .find(|card| card.version == "2015-1")
        .unwrap();
    let rates: Vec<String> = card.applications["sv8100"]
        .rates
        .values()
        .map(ToString::to_string)
        .collect();
    assert!(rates.contains(&"4.25".to_owned()), "{rates:?}");
    let text = "rate_card,application,part,rate\n2014-1,sv8100,BE107573,1\n2015-1,lorry,BE107573,1\n2015-1,sv8100,BE 1,1\n2015-1,sv8100,BE107573,1.2345\n2015-1,sv8100,LK180007,1\n2015-1,sv8100,LK180007,2\n";
    let imported = csv(&before, RATES, text).unwrap();
    for (row, field, says) in [
        (2, "rate_card", "There is no rate card 2014-1"),
        (3, "application", "has no application lorry"),
        (4, "part", "A part number has"),
        (5, "rate", "up to 3 decimals"),
        (7, "rate", "stands in row 6 already"),
    ] {
        assert!(
            is_told(&imported.unreadable, row, field, says),
            "{row}: {:?}",
            imported.unreadable
        );
    }
    // A part of another application is no fault of the row's shape, and is named in its row.
    let placed = imported.placed(faults(&imported.document));
    assert!(
        is_told(
            &placed,
            7,
            "applications/sv8100/rates/LK180007",
            "is of sv8300, not of sv8100"
        ),
        "{placed:?}"
    );
}

#[test]
fn json_is_a_whole_catalogue_or_a_section() {
    let before = demo();
    let text = serde_json::to_string(&before).unwrap();
    let imported = json(&Document::default(), None, &text).unwrap();
    assert_eq!((&imported.document, imported.unreadable.len()), (&before, 0));
    let imported = json(
        &before,
        Some("metrics"),
        r#"[{"id": "doors", "name": "Doors", "unit": "doors"}, {"id": 7}]"#,
    )
    .unwrap();
    assert_eq!(imported.document.metrics.len(), before.metrics.len() + 1);
    assert!(is_told(&imported.unreadable, 2, "id", ""), "{:?}", imported.unreadable);
    let imported = json(&before, Some("desk"), r#"{"name": "Another desk"}"#).unwrap();
    assert_eq!(imported.document.desk.name.as_ref().unwrap().as_str(), "Another desk");
    for (section, text) in [
        (Some("lorries"), "{}"),
        (Some("desk"), "[]"),
        (Some("desk"), r#"{"colour": 1}"#),
    ] {
        let imported = json(&before, section, text).unwrap();
        assert_eq!(
            (imported.unreadable.len(), &imported.document),
            (1, &before),
            "{section:?}"
        );
    }
    // Of a whole one every entry that is not of its shape is named.
    let text = r#"{"parts": [{"number": "A1"}, 7], "metrics": [{"id": "a", "name": "A", "unit": "a"}], "lorries": []}"#;
    let imported = json(&before, None, text).unwrap();
    assert!(
        is_told(&imported.unreadable, 1, "name", ""),
        "{:?}",
        imported.unreadable
    );
    assert_eq!(imported.unreadable.len(), 3, "{:?}", imported.unreadable);
    assert!(json(&before, None, "{").is_err() && json(&before, Some("parts"), "{}").is_err());
    assert!(csv(&before, "terms", "a\nb\n").is_err());
}
