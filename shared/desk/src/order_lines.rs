//! The lines of a request about one order.

use api::orders::OrderLineRequest;
use domain::{quantity::Quantity, text::PartNumber};
use runtime::{Error, Fields};

/// The lines, each part once, up to this many.
///
/// # Errors
/// What is wrong with them, by field.
pub fn parse(given: &[OrderLineRequest], most: usize) -> Result<Vec<(PartNumber, Quantity)>, Error> {
    let mut fields = Fields::new();
    let number = given.len();
    if number == 0 || number > most {
        fields.refuse("lines", format!("Choose 1 to {most} lines; these are {number}."));
    }
    let mut lines: Vec<(PartNumber, Quantity)> = Vec::with_capacity(number);
    for (index, line) in given.iter().enumerate() {
        let part = fields.check(format!("lines/{index}/part"), PartNumber::parse(&line.part));
        let quantity = fields.check(format!("lines/{index}/quantity"), Quantity::parse(line.quantity));
        let Some(line) = part.zip(quantity) else { continue };
        if lines.iter().any(|(part, _)| *part == line.0) {
            fields.refuse(
                format!("lines/{index}/part"),
                format!("Part {} is in another line already. Add the quantities up.", line.0),
            );
        }
        lines.push(line);
    }
    fields.finish(Some(lines))
}
