use super::*;

const COLUMNS: Columns = Columns {
    needed: &["customer", "country"],
    optional: &["city", "quantity", "swa_expires", "notes"],
    besides: &["since"],
};

fn read(text: &str) -> Vec<Row> {
    csv(text, &COLUMNS).unwrap()
}

fn refused(text: &str) -> String {
    csv(text, &COLUMNS).unwrap_err().0
}

/// Number, customer and city of every row.
fn rows(text: &str) -> Vec<(u32, String, String)> {
    let rows = read(text).into_iter();
    rows.map(|row| (row.number, row.cell("customer").to_owned(), row.cell("city").to_owned()))
        .collect()
}

fn of(rows: &[(u32, &str, &str)]) -> Vec<(u32, String, String)> {
    let rows = rows.iter();
    rows.map(|(number, customer, city)| (*number, (*customer).to_owned(), (*city).to_owned()))
        .collect()
}

#[test]
fn the_separator_is_the_headers() {
    let comma = "customer,country,city\r\n\"Grün, AG\",Deutschland,Köln; Bonn\r\n";
    for text in [
        comma.to_owned(),
        "customer;country;city\r\nGrün, AG;Deutschland;\"Köln; Bonn\"\r\n".to_owned(),
        "customer\tcountry\tcity\nGrün, AG\tDeutschland\tKöln; Bonn\n".to_owned(),
        "customer|country|city\nGrün, AG|Deutschland|Köln; Bonn\n".to_owned(),
        "sep=;\r\ncustomer;country;city\r\nGrün, AG;Deutschland;\"Köln; Bonn\"\r\n".to_owned(),
        "\"SEP=!\"\r\ncustomer!country!city\r\nGrün, AG!Deutschland!Köln; Bonn\r\n".to_owned(),
        format!("sep=,\n{comma}"),
    ] {
        assert_eq!(rows(&text), of(&[(2, "Grün, AG", "Köln; Bonn")]), "{text}");
    }
}

#[test]
fn headers_come_in_any_case_and_order() {
    for header in [
        "City,Customer,Country,Swa_Expires",
        " CITY ,\"CUSTOMER\",country,SWA Expires",
        "city,customer,COUNTRY,swa-expires",
        "\u{a0}city,customer\u{200b},country,ＳＷＡ＿ｅｘｐｉｒｅｓ",
    ] {
        let rows = read(&format!("{header}\nKöln,Case Co,DE,2029-12-31\n"));
        let cells =
            ["city", "customer", "country", "swa_expires", "notes"].map(|column| rows[0].cell(column).to_owned());
        assert_eq!(cells, ["Köln", "Case Co", "DE", "2029-12-31", ""], "{header}");
    }
}

#[test]
fn a_column_that_is_unknown_or_named_twice_is_refused_by_name() {
    for (header, says) in [
        (
            "customer,country,swa_expire",
            "There is no column “swa_expire”. Did you mean swa_expires?",
        ),
        (
            "customer,country,SWA Expiry",
            "There is no column “SWA Expiry”. Did you mean swa_expires?",
        ),
        (
            "customer,country,zipcode",
            "There is no column “zipcode”. There are customer, country, city",
        ),
        ("customer,country,city,City", "names the column city twice"),
        ("customer,country,since,since", "names the column since twice"),
        ("customer,town", "There is no column “town”."),
        (
            "customer,town",
            "The first line has to name the columns customer and country; country is missing.",
        ),
        ("", "customer and country are missing"),
    ] {
        let said = refused(&format!("{header}\nA,B,C,D\n"));
        assert!(said.contains(says), "{header}: {said}");
    }
    assert_eq!(rows("customer,country,since\nA,B,2026-01-05\n"), of(&[(2, "A", "")]));
}

#[test]
fn rows_and_columns_that_are_empty_are_none_and_rows_are_numbered_as_the_spreadsheet_does() {
    let text =
        "customer,country,city,\r\nA,DE,Köln,\r\n,,,\r\n\r\n \r\nB,DE,,\r\n\"C\r\nC\",DE,\r\n\r\nD,DE,x,,,\r\n,,,\r\n";
    assert_eq!(
        rows(text),
        of(&[(2, "A", "Köln"), (6, "B", ""), (7, "C\r\nC", ""), (9, "D", "x")])
    );
    // Other line ends, and empty lines before the first.
    for end in ["\n", "\r", "\r\n"] {
        let text = ["", "customer,country", "", "A,DE", "B,DE", "", "", "C,DE"].join(end);
        assert_eq!(rows(&text), of(&[(4, "A", ""), (5, "B", ""), (8, "C", "")]), "{end:?}");
    }
    let many = format!("customer,country\n{}\n,\n\n", vec!["A,DE"; 1000].join("\n"));
    assert_eq!(read(&many).len(), 1000);
    assert_eq!(refused("customer,country\n,\n\n"), "The file has no rows.");
    assert!(refused(&format!("{many}B,DE\n")).contains("1001 rows"));
}

#[test]
fn a_row_of_another_width_is_refused() {
    for (row, says) in [
        ("A,DE", "This row has 2 cells, and the first line names 3."),
        ("A,DE,Köln,more", "This row has 4 cells, and the first line names 3."),
    ] {
        let rows = read(&format!("customer,country,city,\n{row}\n"));
        assert_eq!(rows[0].errors, [FieldError::new("", says)]);
        assert_eq!(rows[0].cell("customer"), "A", "it is still known what it is about");
    }
    let rows = read("customer,,country\nA,lost,DE\nB,,DE\n");
    assert!(rows[0].errors[0].message.contains("“lost”"), "{:?}", rows[0].errors);
    assert!(rows[1].errors.is_empty());
}

#[test]
fn a_number_that_a_spreadsheet_shortened_is_refused_at_its_cell() {
    let rows = read("customer,country,notes\nA,DE,4.50001E+11\nB,DE,450001234567\n");
    assert_eq!(rows[0].errors.len(), 1);
    assert_eq!(rows[0].errors[0].field, "notes");
    assert!(rows[0].errors[0].message.contains("“4.50001E+11”"));
    assert!(rows[1].errors.is_empty());
}

#[test]
fn an_apostrophe_that_protects_is_taken_away() {
    let rows = read("customer,country,notes\n'=A,DE,'-5 C\n'A,DE,\" b \"\n");
    let cells: Vec<_> = rows
        .iter()
        .map(|row| (row.cell("customer"), row.cell("notes")))
        .collect();
    assert_eq!(cells, [("=A", "-5 C"), ("'A", "b")]);
}
