//! Numbers in cells.

use domain::text::typed;

/// A whole number, which is written in digits alone: what is a thousand in one country is a one
/// with decimals in another.
///
/// # Errors
/// Why the cell is none. The sentence is shown at the cell.
pub fn whole_number(cell: &str) -> Result<u64, String> {
    let text = typed(cell);
    if text.is_empty() {
        return Err("Enter a whole number.".to_owned());
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!(
            "“{}” is not a whole number. Write it in digits alone, as in 1000.",
            cell.trim()
        ));
    }
    text.parse().map_err(|_| format!("{text} is too large."))
}

/// A number with up to so many decimals, after a comma or a point, in units of the last of them: `4,9`
/// with three is 4900. Nothing parts its thousands.
///
/// # Errors
/// Why the cell is none. The sentence is shown at the cell.
pub fn decimal(cell: &str, places: usize) -> Result<u64, String> {
    let text = typed(cell);
    let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text.as_str(), ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let ends = text.ends_with([',', '.']);
    if whole.is_empty() || ends || !digits(whole) || !digits(decimals) || decimals.len() > places {
        return Err(format!(
            "“{}” is not a number with up to {places} decimals. Write it as in 1234{}.",
            cell.trim(),
            &",500000"[..=places.min(6)],
        ));
    }
    let units = format!("{whole}{decimals:0<places$}");
    units.parse().map_err(|_| format!("{text} is too large."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_has_a_comma_or_a_point_and_no_thousands() {
        for (cell, units) in [
            ("180", 18_000),
            ("180,5", 18_050),
            ("180.50", 18_050),
            (" 0,07\u{a0}", 7),
            ("1234,56", 123_456),
        ] {
            assert_eq!(decimal(cell, 2), Ok(units), "{cell}");
        }
        for cell in [
            "", "-1", "1.234,56", "1,234.56", "1 234,56", "1,234", "1e2", ",5", "5,", "€ 5", "1,2,3",
        ] {
            assert!(decimal(cell, 2).is_err(), "{cell}");
        }
        assert!(
            decimal("1.234,56", 2)
                .unwrap_err()
                .contains("“1.234,56” is not a number with up to 2 decimals. Write it as in 1234,50.")
        );
        assert!(decimal("99999999999999999999", 2).is_err());
    }

    #[test]
    fn a_whole_number_is_digits() {
        for (cell, number) in [
            ("20", 20),
            (" 20", 20),
            ("20\u{a0}", 20),
            ("007", 7),
            ("２０", 20),
            ("0", 0),
        ] {
            assert_eq!(whole_number(cell), Ok(number));
        }
        for cell in [
            "1.000", "1,000", "1 000", "1'000", "1e2", "1e3", "20.0", "-1", "+1", "many", "½",
        ] {
            let said = whole_number(cell).unwrap_err();
            assert!(said.contains(&format!("“{cell}”")), "{said}");
        }
        assert!(whole_number("99999999999999999999").is_err());
        assert!(whole_number(" ").is_err());
    }
}
