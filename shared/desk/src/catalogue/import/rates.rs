//! Rates of rate cards, a part of a rate card in a row.

use super::{Imported, MOST_ROWS, RATES, RowFault};
use domain::{assurance::Rate, catalogue::Document, text::PartNumber};
use files::{Columns, Row, Unreadable, csv_of, decimal};
use std::collections::BTreeMap;

const COLUMNS: Columns = Columns {
    needed: &["rate_card", "application", "part", "rate"],
    optional: &[],
    besides: &["part_name"],
};

pub(super) fn import(before: &Document, text: &str) -> Result<Imported, Unreadable> {
    let mut imported = Imported {
        document: before.clone(),
        of: RATES.to_owned(),
        entries: 0,
        unreadable: Vec::new(),
        rows: BTreeMap::new(),
    };
    for row in csv_of(text, &COLUMNS, MOST_ROWS)? {
        imported.entries += 1;
        let entry = format!("rate_cards/{}", row.cell("rate_card"));
        let fault = |field: &str, message: String| RowFault {
            row: Some(row.number),
            entry: entry.clone(),
            field: field.to_owned(),
            message,
        };
        let said = row
            .errors
            .iter()
            .map(|error| fault(&error.field, error.message.clone()));
        let mut wrong: Vec<_> = said.collect();
        if wrong.is_empty() {
            match put(&mut imported.document, &row) {
                Err((field, message)) => wrong.push(fault(field, message)),
                Ok(part) => {
                    let place = format!("{entry}/applications/{}/rates/{part}", row.cell("application"));
                    if let Some(first) = imported.rows.insert(place, row.number) {
                        let message = format!("This rate stands in row {first} already. Keep one of them.");
                        wrong.push(fault("rate", message));
                    }
                }
            }
        }
        imported.unreadable.append(&mut wrong);
    }
    Ok(imported)
}

fn put(document: &mut Document, row: &Row) -> Result<PartNumber, (&'static str, String)> {
    let part = PartNumber::parse(row.cell("part")).map_err(|refusal| ("part", refusal.to_string()))?;
    let thousandths = decimal(row.cell("rate"), 3).map_err(|message| ("rate", message))?;
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    let rate = Rate::parse(&text).map_err(|_| ("rate", "Enter a rate below 1,000,000,000.".to_owned()))?;
    let version = row.cell("rate_card");
    let card = document.rate_cards.iter_mut().find(|card| card.version == version);
    let none = || format!("There is no rate card {version}. Add it first, with its terms and limits.");
    let card = card.ok_or_else(|| ("rate_card", none()))?;
    let application = row.cell("application");
    let none = || format!("Rate card {version} has no application {application}. Add it first, with its longest term.");
    let rates = card.applications.get_mut(application);
    rates
        .ok_or_else(|| ("application", none()))?
        .rates
        .insert(part.clone(), rate);
    Ok(part)
}
