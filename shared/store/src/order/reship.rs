//! Units that are shipped on, and go back. They move between the lines of two orders under the counts of
//! both; the event is the one's that was shipped on.

use super::{LineCount, putting_back, taking};
use crate::{
    Error, Store, Transaction,
    card::{self, Card, Cards, Choice, Found},
    chain::Stamp,
    expression::Expression,
    item::{Stored, attribute, item, list, value},
    keys::{self, Side},
    transaction::Condition,
};
use domain::{
    event::OrderHappening,
    id::{OrderId, OrganisationId},
    order::{GoneBack, Order, Returned, tasks},
    quantity::Quantity,
    text::PartNumber,
};

/// A list shows all of it.
impl Card for Returned {
    fn search(&self) -> String {
        let own = [
            self.purchase_order.as_str(),
            self.sales_order.as_str(),
            self.holder_name.as_str(),
            self.vendor_name.as_str(),
        ];
        card::searched(own.into_iter().chain(self.lines.keys().map(PartNumber::as_str)))
    }
}

/// Takes units out of an order's bin, and counts them where they came from.
fn going_back(order: &Order, gone: &GoneBack) -> Expression {
    let mut expression = taking(order, &gone.lines, Some(LineCount::Returned));
    for (source, lines) in &gone.into {
        let id = source.to_string();
        for (part, units) in lines {
            expression = expression.add(&["sources", part.as_str(), &id, "back"], i64::from(*units));
        }
    }
    expression
}

impl Store {
    /// Units of a distributor's orders shipped on: they leave its bin and are the dealer's with the new
    /// order, under the condition that the allowance stands.
    pub fn reship(
        &self,
        transaction: &mut Transaction,
        order: &Order,
        sources: &[Order],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let allowed = Expression::default().require_equal(&["allowed"], attribute(&true)?);
        let key = keys::allowance(order.vendor, order.holder);
        transaction.check(self, &key, allowed, Condition::Allowance);
        for source in sources {
            let came = order.sources.iter().filter_map(|(part, from)| {
                let units = from.get(&source.order_id)?.units;
                Some((part.clone(), Quantity::try_from(units).ok()?))
            });
            let lines: Vec<_> = came.collect();
            let taken = taking(source, &lines, Some(LineCount::Reshipped));
            transaction.update(self, &keys::order(source.order_id), taken, Condition::OrderLine);
        }
        self.ship(transaction, order, stamp)
    }

    /// Units that leave an order's bin for the lines that they came from. Both sides list it.
    pub fn go_back(
        &self,
        transaction: &mut Transaction,
        order: &Stored<Order>,
        gone: &GoneBack,
        sources: &[Order],
        returned: &Returned,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let Stored {
            value: order, chain, ..
        } = order;
        let expression = going_back(order, gone);
        let happening = OrderHappening::WentBack {
            kind: returned.kind,
            units: gone.lines.iter().map(|(_, quantity)| quantity.get()).sum(),
            lines: u32::try_from(gone.lines.len()).unwrap_or(u32::MAX),
            vendor_name: returned.vendor_name.clone(),
        };
        let number = chain.length + 1;
        let tasks = [tasks::went_back(returned, number)];
        let event = stamp.event(happening, &tasks);
        transaction.change(self, &keys::order(order.order_id), chain, expression, event)?;
        for source in sources {
            let Some(lines) = gone.into.get(&source.order_id) else {
                continue;
            };
            let back = putting_back(source, lines, Some(LineCount::Reshipped));
            transaction.update(self, &keys::order(source.order_id), back, Condition::OrderLine);
        }
        for (organisation, side) in [(returned.holder, Side::From), (returned.vendor, Side::To)] {
            let mut body = item(&keys::returned(order.order_id, number, side), returned)?;
            list(
                &mut body,
                keys::returns(organisation, side, returned.at, order.order_id),
            );
            card::put(&mut body, returned)?;
            transaction.put_new(self, body, Condition::Unchanged);
        }
        Ok(())
    }

    /// What went back out of an order by its event of this number.
    pub async fn went_back(&self, id: OrderId, number: u32) -> Result<Option<Returned>, Error> {
        let item = self.get(&keys::returned(id, number, Side::From), true).await?;
        item.map(|item| value(&item)).transpose()
    }

    /// A page of what left the organisation's bin for who had shipped it, or came back to it, newest
    /// first, as the reader chose it.
    pub async fn returns(
        &self,
        organisation_id: OrganisationId,
        side: Side,
        choice: &Choice,
    ) -> Result<Found<Returned>, Error> {
        let list = keys::lists::returns(organisation_id, side);
        self.choose(Cards::newest_first(&list), choice).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::{
        licence::MAX_ATTACHED_AT_ONCE,
        order::{MAX_LINES, MOST_MOVED, OrderLine, Sources},
        text::{Name, OrderNumber},
    };
    use std::collections::BTreeMap;

    /// DynamoDB refuses longer ones.
    const MOST: usize = 4096;

    fn order(lines: usize) -> Order {
        let line = |n| (PartNumber::parse(&format!("BE{n:06}")).unwrap(), OrderLine::of(9));
        Order {
            order_id: OrderId::new(1, &[1; 10]),
            vendor: OrganisationId::new(1, &[2; 10]),
            holder: OrganisationId::new(1, &[3; 10]),
            holder_name: Name::parse("Fenwick Telecom").unwrap(),
            purchase_order: OrderNumber::parse("PO1").unwrap(),
            sales_order: OrderNumber::parse("SO1").unwrap(),
            shipped_at: DateTime::UNIX_EPOCH,
            lines: (0..lines).map(line).collect(),
            swa: Vec::new(),
            available: 9 * u32::try_from(lines).unwrap(),
            is_card: lines <= domain::order::MAX_CARD_LINES,
            swa_months: None,
            notes: None,
            free_at: None,
            first_vendor: None,
            sources: Sources::new(),
        }
    }

    #[test]
    fn what_moves_at_once_is_said_in_an_expression_that_the_service_takes() {
        let one = Quantity::try_from(1).unwrap();
        let check = |expression: Expression| {
            let parts = expression.parts();
            assert!(parts.text.len() <= MOST, "{} bytes", parts.text.len());
            assert!(parts.condition.unwrap_or_default().len() <= MOST);
        };
        for lines in [domain::order::MAX_CARD_LINES, MAX_LINES] {
            let order = order(lines);
            let some =
                |most: usize| -> Vec<_> { order.lines.keys().take(most).map(|part| (part.clone(), one)).collect() };
            let back = |most: usize| -> BTreeMap<_, _> { some(most).into_iter().map(|(part, _)| (part, 1)).collect() };
            check(taking(&order, &some(MAX_ATTACHED_AT_ONCE), None));
            check(putting_back(&order, &back(MAX_ATTACHED_AT_ONCE), None));
            check(taking(&order, &some(MOST_MOVED), Some(LineCount::Reshipped)));
            check(putting_back(&order, &back(MOST_MOVED), Some(LineCount::Reshipped)));
            let into = some(MOST_MOVED).into_iter().enumerate();
            let into = into.map(|(n, (part, _))| {
                (
                    OrderId::new(2, &[u8::try_from(n).unwrap(); 10]),
                    BTreeMap::from([(part, 1)]),
                )
            });
            let gone = GoneBack {
                lines: some(MOST_MOVED),
                into: into.collect(),
            };
            check(going_back(&order, &gone));
        }
    }
}
