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
        let mut expression = taking(order, &gone.lines, Some(LineCount::Returned));
        for (source, lines) in &gone.into {
            let id = source.to_string();
            for (part, units) in lines {
                expression = expression.add(&["sources", part.as_str(), &id, "back"], i64::from(*units));
            }
        }
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
