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

#[cfg(test)]
mod tests {
    use super::*;

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
