use super::*;
use crate::{
    licence::tests::{order, part, quantity},
    order::{ShipOrder, Shipped, UnitsEnd, ship},
    organisation::OrganisationKind,
};
use proptest::prelude::*;

fn id(n: u8) -> OrderId {
    OrderId::new(1, &[n; 10])
}

fn numbered(n: u8, lines: &[(&str, u32)]) -> Order {
    Order {
        order_id: id(n),
        ..order(lines)
    }
}

fn line(order: u8, number: &str, units: u32) -> Moved {
    (id(order), part(number), quantity(units))
}

fn seed() -> &'static Catalogue {
    Catalogue::seed()
}

#[test]
fn units_of_several_orders_are_lines_of_one() {
    let orders = [
        numbered(1, &[("BE107573", 3), ("BE107582", 5)]),
        numbered(2, &[("BE107582", 4)]),
    ];
    let lines = [line(1, "BE107582", 5), line(2, "BE107582", 1), line(1, "BE107573", 2)];
    let sources = reship(seed(), &orders, &lines).unwrap();
    let units = |number: &str, order: u8| sources[&part(number)][&id(order)].units;
    assert_eq!(
        (units("BE107573", 1), units("BE107582", 1), units("BE107582", 2)),
        (2, 5, 1)
    );
}

#[test]
fn what_is_not_there_is_refused_by_line() {
    let free = Order {
        free_at: Some(crate::id::LocationId::new(1, &[7; 10])),
        ..numbered(2, &[("BE107573", 1)])
    };
    let orders = [numbered(1, &[("BE107573", 3)]), free];
    for (line, expected) in [
        (line(9, "BE107573", 1), "This order is not in your bin."),
        (line(1, "BE107582", 1), "Order PO123456 has no line of part BE107582."),
        (
            line(1, "BE107573", 4),
            "Only 3 of part BE107573 are left in the bin of order PO123456. Lower the quantity.",
        ),
        (
            line(2, "BE107573", 1),
            "Order PO123456 was made for one location, and its licences stay there.",
        ),
    ] {
        let refusals = reship(seed(), &orders, &[line]).unwrap_err();
        assert_eq!(refusals[0].1.to_string(), expected);
    }
}

#[test]
fn an_order_for_an_external_system_moves_whole() {
    let kind = seed().system_types().iter().find(|kind| kind.is_external()).unwrap();
    let its = seed().parts().filter(|part| part.fits(&kind.id)).take(1);
    let number = its.map(|part| part.number.as_str().to_owned()).next().unwrap();
    let orders = [numbered(1, &[(&number, 2), ("BE107573", 3)])];
    assert!(reship(seed(), &orders, &[line(1, "BE107573", 1)]).is_ok());
    assert!(reship(seed(), &orders, &[line(1, &number, 2)]).is_ok());
    let refusals = reship(seed(), &orders, &[line(1, &number, 1)]).unwrap_err();
    assert!(matches!(refusals[0].1, MoveRefusal::NotWhole(_)));
    let refusals = go_back(
        seed(),
        &orders[0],
        &[(part(&number), quantity(1))],
        ReturnKind::Recalled,
    );
    assert!(matches!(refusals.unwrap_err()[0].1, MoveRefusal::NotWhole(_)));
}

#[test]
fn what_goes_back_is_in_the_lines_that_it_came_from() {
    let came = |units| SourceUnits { units, back: 0 };
    let sources = BTreeMap::from([(part("BE107573"), BTreeMap::from([(id(1), came(2)), (id(2), came(3))]))]);
    let held = numbered(9, &[("BE107573", 5)]).shipped_on(OrganisationId::new(1, &[8; 10]), sources);
    let four = [(part("BE107573"), quantity(4))];
    let gone = go_back(seed(), &held, &four, ReturnKind::Returned).unwrap();
    let into = |gone: &GoneBack, order| gone.into.get(&id(order)).map(|lines| lines[&part("BE107573")]);
    assert_eq!((into(&gone, 1), into(&gone, 2)), (Some(1), Some(3)));
    let held = held.without(&gone);
    let OrderLine {
        available, returned, ..
    } = held.lines[&part("BE107573")];
    assert_eq!((held.available, available, returned), (1, 1, 4));
    let rest = [(part("BE107573"), quantity(1))];
    let gone = go_back(seed(), &held, &rest, ReturnKind::Recalled).unwrap();
    assert_eq!((into(&gone, 1), into(&gone, 2)), (Some(1), None));
    let more = [(part("BE107573"), quantity(2))];
    assert!(matches!(
        go_back(seed(), &held, &more, ReturnKind::Recalled).unwrap_err()[0].1,
        MoveRefusal::NotEnough { available: 1, .. }
    ));
}

#[test]
fn no_more_lines_move_than_one_change_can_say() {
    let numbers: Vec<String> = (0..=MOST_MOVED).map(|n| format!("BE{n:06}")).collect();
    let lines: Vec<(&str, u32)> = numbers.iter().map(|number| (number.as_str(), 1)).collect();
    let orders = [numbered(1, &lines)];
    let all: Vec<Moved> = lines.iter().map(|(number, n)| line(1, number, *n)).collect();
    assert!(reship(seed(), &orders, &all[1..]).is_ok());
    assert!(matches!(
        reship(seed(), &orders, &all).unwrap_err()[0].1,
        MoveRefusal::TooMany(_)
    ));
    // One part can have come from as many orders.
    let from = (0..=MOST_MOVED).map(|n| (id(u8::try_from(n).unwrap()), SourceUnits { units: 1, back: 0 }));
    let sources = BTreeMap::from([(part("BE107573"), from.collect())]);
    let most = u32::try_from(MOST_MOVED).unwrap();
    let held = numbered(99, &[("BE107573", most + 1)]).shipped_on(OrganisationId::new(1, &[8; 10]), sources);
    let back = |units| {
        go_back(
            seed(),
            &held,
            &[(part("BE107573"), quantity(units))],
            ReturnKind::Returned,
        )
    };
    assert!(back(most).is_ok());
    assert!(matches!(back(most + 1).unwrap_err()[0].1, MoveRefusal::TooMany(_)));
}

/// What goes back to the vendor is in nobody's bin any more.
#[test]
fn what_the_vendor_shipped_leaves_the_channel() {
    let shipped = numbered(1, &[("BE107573", 3)]);
    let gone = go_back(
        seed(),
        &shipped,
        &[(part("BE107573"), quantity(3))],
        ReturnKind::Returned,
    )
    .unwrap();
    assert!(gone.into.is_empty());
    assert!(!shipped.without(&gone).is_in_bin());
}

/// The channel: who ships on to whom.
const VENDOR: u8 = 0;
const BINS: u8 = 5;

#[derive(Debug, Clone)]
enum Command {
    Ship { to: u8, units: u32 },
    Reship { from: u8, to: u8, units: [u32; 2] },
    Back { order: usize, units: u32, kind: ReturnKind },
    Attach { order: usize, units: u32 },
    Detach { order: usize, units: u32 },
    Activate { order: usize, units: u32 },
}

fn commands() -> impl Strategy<Value = Command> {
    let bins = 1..=BINS;
    let order = 0..30usize;
    prop_oneof![
        (bins.clone(), 1..20u32).prop_map(|(to, units)| Command::Ship { to, units }),
        (bins.clone(), bins, [0..8u32, 0..8u32]).prop_map(|(from, to, units)| Command::Reship { from, to, units }),
        (order.clone(), 1..8u32, any::<bool>()).prop_map(|(order, units, recall)| Command::Back {
            order,
            units,
            kind: if recall {
                ReturnKind::Recalled
            } else {
                ReturnKind::Returned
            },
        }),
        (order.clone(), 1..8u32).prop_map(|(order, units)| Command::Attach { order, units }),
        (order.clone(), 1..8u32).prop_map(|(order, units)| Command::Detach { order, units }),
        (order, 1..8u32).prop_map(|(order, units)| Command::Activate { order, units }),
    ]
}

/// Every order with what is attached and activated of it.
#[derive(Default)]
struct Channel {
    orders: Vec<(Order, u32, u32)>,
}

impl Channel {
    fn make(&mut self, vendor: u8, holder: u8, units: u32) -> Order {
        let command = ShipOrder {
            vendor: OrganisationId::new(1, &[vendor; 10]),
            holder: OrganisationId::new(1, &[holder; 10]),
            purchase_order: OrderNumber::parse(&format!("PO{}", self.orders.len())).unwrap(),
            sales_order: OrderNumber::parse("SO1").unwrap(),
            lines: BTreeMap::from([(part("BE107573"), quantity(units))]),
            swa: BTreeMap::new(),
            swa_ends: UnitsEnd::Usual,
            swa_months: None,
            notes: None,
        };
        let (kind, name) = (OrganisationKind::Dealer, Name::parse("Dealer").unwrap());
        let now = "2026-01-05T09:00:00Z".parse().unwrap();
        match ship(None, kind, &name, &command, seed().rate_cards(), now) {
            Ok(Shipped::New(order)) => *order,
            other => panic!("{other:?}"),
        }
    }

    fn run(&mut self, command: &Command) {
        let the = part("BE107573");
        match *command {
            Command::Ship { to, units } => {
                let order = self.make(VENDOR, to, units);
                self.orders.push((order, 0, 0));
            }
            Command::Reship { from, to, units } => {
                let holder = OrganisationId::new(1, &[from; 10]);
                let all: Vec<Order> = self.orders.iter().map(|(order, ..)| order.clone()).collect();
                let mine = all.iter().filter(|order| order.holder == holder);
                let lines = mine.zip(units).filter(|(_, units)| *units > 0);
                let lines: Vec<Moved> = lines
                    .map(|(order, units)| (order.order_id, the.clone(), quantity(units)))
                    .collect();
                if let Ok(sources) = reship(seed(), &all, &lines)
                    && !lines.is_empty()
                {
                    let total = sources[&the].values().map(|came| came.units).sum();
                    let order = self.make(from, to, total);
                    for (source, came) in &sources[&the] {
                        let source = self.orders.iter_mut().find(|(order, ..)| order.order_id == *source);
                        let line = source.unwrap();
                        line.0.available -= came.units;
                        let line = line.0.lines.get_mut(&the).unwrap();
                        line.available -= came.units;
                        line.reshipped += came.units;
                    }
                    let vendor = OrganisationId::new(1, &[VENDOR; 10]);
                    self.orders.push((order.shipped_on(vendor, sources), 0, 0));
                }
            }
            Command::Back { order, units, kind } => {
                let Some((held, ..)) = self.orders.get(order) else {
                    return;
                };
                if let Ok(gone) = go_back(seed(), held, &[(the.clone(), quantity(units))], kind) {
                    let without = held.without(&gone);
                    self.orders[order].0 = without;
                    for (source, lines) in gone.into {
                        let source = self.orders.iter_mut().find(|(order, ..)| order.order_id == source);
                        let source = source.unwrap();
                        source.0.available += lines[&the];
                        let line = source.0.lines.get_mut(&the).unwrap();
                        line.available += lines[&the];
                        line.reshipped -= lines[&the];
                    }
                }
            }
            Command::Attach { order, units } => {
                let Some((order, attached, _)) = self.orders.get_mut(order) else {
                    return;
                };
                let line = order.lines.get_mut(&the).unwrap();
                if line.available >= units {
                    line.available -= units;
                    order.available -= units;
                    *attached += units;
                }
            }
            Command::Detach { order, units } => {
                let Some((order, attached, _)) = self.orders.get_mut(order) else {
                    return;
                };
                if *attached >= units {
                    let line = order.lines.get_mut(&the).unwrap();
                    line.available += units;
                    order.available += units;
                    *attached -= units;
                }
            }
            Command::Activate { order, units } => {
                let Some((_, attached, activated)) = self.orders.get_mut(order) else {
                    return;
                };
                if *attached >= units {
                    *attached -= units;
                    *activated += units;
                }
            }
        }
    }

    /// Every line adds up, and what was shipped on from it is what those orders have that did not
    /// send it back.
    fn check(&self) {
        let the = part("BE107573");
        let (mut shipped, mut somewhere) = (0, 0);
        for (order, attached, activated) in &self.orders {
            let line = order.lines[&the];
            assert_eq!(line.at_locations(), attached + activated);
            let on: u32 = self
                .orders
                .iter()
                .filter_map(|(other, ..)| other.sources.get(&the)?.get(&order.order_id))
                .map(|came| came.units - came.back)
                .sum();
            assert_eq!(line.reshipped, on);
            if order.sources.is_empty() {
                shipped += line.quantity - line.returned;
            }
            somewhere += line.available + attached + activated;
        }
        assert_eq!(shipped, somewhere);
    }
}

proptest! {
    #[test]
    fn units_are_conserved_along_any_number_of_steps(commands in prop::collection::vec(commands(), 1..80)) {
        let mut channel = Channel::default();
        for command in commands {
            channel.run(&command);
            channel.check();
        }
    }
}
