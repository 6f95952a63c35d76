//! Locations with their licences and licence files.

use crate::{
    Error, PageOf, Store, Transaction,
    chain::{Chain, Stamp},
    expression::Expression,
    item::{Item, Stored, attribute, item, list, number, stored, string, text, value},
    keys::{self, Key},
    read::{IndexQuery, key_of},
    transaction::Condition,
};
use chrono::{DateTime, Utc};
use domain::{
    assurance::Agreement,
    catalogue::{Hkc, SystemTypeId},
    customer::{Location, LocationDetails},
    event::{Event, Happening, LicenceHappening, LicenceUnits, LocationHappening},
    id::{CustomerId, LocationId, OrderId, OrganisationId},
    licence::{Licence, LicenceState},
    order::Order,
    outbox::{Addressees, Mail, Task},
    owned::Owned,
    software_key_code::SoftwareKeyCode,
    text::{PartNumber, folded},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the index holds of a location: what lists and quick navigation show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationCard {
    /// Its id.
    pub location_id: LocationId,
    /// Its customer.
    pub customer_id: CustomerId,
    /// Its name.
    pub name: String,
    /// Its hardware key code.
    pub hkc: String,
    /// Its system type.
    pub system_type: SystemTypeId,
    /// The city; empty where not given.
    pub city: String,
}

impl LocationCard {
    fn of(location: &Location, details: &LocationDetails) -> Self {
        Self {
            location_id: location.location_id,
            customer_id: location.customer_id,
            name: details.name.as_str().to_owned(),
            hkc: location.hkc.as_str().to_owned(),
            system_type: location.system_type.clone(),
            city: details
                .address
                .city
                .as_ref()
                .map(|city| city.as_str().to_owned())
                .unwrap_or_default(),
        }
    }

    /// What quick navigation looks for a part of. No name holds a line break.
    fn search(&self) -> String {
        folded(&format!("{}\n{}", self.name, self.hkc))
    }
}

/// A signed licence file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceFile {
    /// Rises by one with every file of the location.
    pub sequence: u32,
    /// When it was made.
    pub issued_at: DateTime<Utc>,
    /// The id of the key that signed it.
    pub key_id: String,
    /// The name it is saved under.
    pub file_name: String,
    /// JWS compact serialization.
    pub jws: String,
}

/// A location with its licences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The location.
    pub location: Location,
    /// Its event chain.
    pub chain: Chain,
    /// Attached and activated, by software key code.
    pub licences: Vec<Licence>,
    /// Software assurance, by application.
    pub agreements: Vec<Agreement>,
}

impl Owned for Installation {
    const THING: &'static str = Location::THING;

    fn owner(&self) -> OrganisationId {
        self.location.owner()
    }
}

impl Store {
    /// The location, strongly consistent.
    pub async fn location(&self, id: LocationId) -> Result<Option<Stored<Location>>, Error> {
        self.get(&keys::location(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// The location that has taken this hardware key code, strongly consistent.
    pub async fn location_of_hkc(&self, hkc: &Hkc) -> Result<Option<Location>, Error> {
        #[derive(Deserialize)]
        struct Sentinel {
            location_id: LocationId,
        }
        let Some(taken) = self.get(&keys::hkc(hkc), true).await? else {
            return Ok(None);
        };
        let Sentinel { location_id } = value(&taken)?;
        Ok(self.location(location_id).await?.map(|location| location.value))
    }

    /// The location with its licences and agreements, strongly consistent. They are read
    /// after the location: whoever changes one meanwhile moves the chain, and what was decided on the
    /// older state is not written. A query over both promises no such order.
    pub async fn installation(&self, id: LocationId) -> Result<Option<Installation>, Error> {
        let Some(Stored { value: location, chain }) = self.location(id).await? else {
            return Ok(None);
        };
        let items = self
            .collection(&keys::location(id).pk, keys::LICENCE, keys::AGREEMENTS_END)
            .await?;
        let (mut licences, mut agreements) = (Vec::new(), Vec::new());
        for item in &items {
            match string(item, "sk") {
                Some(sk) if sk.starts_with(keys::LICENCE) => licences.push(value(item)?),
                Some(sk) if sk.starts_with(keys::AGREEMENT) => agreements.push(value(item)?),
                _ => {}
            }
        }
        Ok(Some(Installation {
            location,
            chain,
            licences,
            agreements,
        }))
    }

    /// How many licences the location has, strongly consistent.
    pub async fn count_licences(&self, id: LocationId) -> Result<usize, Error> {
        let pk = keys::location(id).pk;
        Ok(self.collection(&pk, keys::LICENCE, keys::LICENCES_END).await?.len())
    }

    /// The licences of these codes, each with its location.
    pub async fn licences_of(
        &self,
        codes: &[(LocationId, SoftwareKeyCode)],
    ) -> Result<Vec<(LocationId, Licence)>, Error> {
        let keys: Vec<Key> = codes
            .iter()
            .map(|(location, code)| keys::licence(*location, code))
            .collect();
        self.get_all(&keys)
            .await?
            .iter()
            .map(|item| {
                let location = string(item, "pk").and_then(|pk| pk.strip_prefix("LOCATION#")?.parse().ok());
                let location = location.ok_or_else(|| Error::Failed("a licence without a location".to_owned()))?;
                Ok((location, value(item)?))
            })
            .collect()
    }

    /// The newest licence files of a location.
    pub async fn licence_files(&self, id: LocationId) -> Result<Vec<LicenceFile>, Error> {
        let page = self
            .partition_page(&keys::location(id).pk, keys::FILE, None, true, 20)
            .await?;
        page.items.iter().map(value).collect()
    }

    /// One licence file of a location, strongly consistent: who has just made it fetches it.
    pub async fn licence_file(&self, id: LocationId, sequence: u32) -> Result<Option<LicenceFile>, Error> {
        self.get(&keys::licence_file(id, sequence), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }

    /// A page of a customer's locations, by name.
    pub async fn locations(
        &self,
        organisation_id: OrganisationId,
        customer_id: CustomerId,
        after: Option<&str>,
    ) -> Result<PageOf<LocationCard>, Error> {
        let query = IndexQuery {
            pk: format!("LOCATIONS#{organisation_id}"),
            prefix: Some(format!("{customer_id}#")),
            from: None,
            after,
            newest_first: false,
            limit: 100,
            containing: None,
        };
        cards(self.lookup(query).await?)
    }

    /// Up to `most` of the organisation's locations whose name or hardware key code
    /// contains the text, however either is written.
    pub async fn find_locations(
        &self,
        organisation_id: OrganisationId,
        part: &str,
        most: usize,
    ) -> Result<PageOf<LocationCard>, Error> {
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let query = IndexQuery {
                pk: format!("LOCATIONS#{organisation_id}"),
                prefix: None,
                from: None,
                after: after.as_deref(),
                newest_first: false,
                limit: 1000,
                containing: Some(part),
            };
            let page = cards(self.lookup(query).await?)?;
            found.extend(page.items);
            after = page.next;
            if found.len() >= most || after.is_none() {
                found.truncate(most);
                return Ok(PageOf {
                    items: found,
                    next: None,
                });
            }
        }
    }

    /// The locations of these ids that are there.
    pub async fn locations_of(&self, ids: &[LocationId]) -> Result<Vec<Location>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::location).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// The newest codes that an organisation's events of this kind name, each with its
    /// location, when, and newest first.
    pub async fn recent_licences(
        &self,
        organisation_id: OrganisationId,
        what: &str,
        most: usize,
    ) -> Result<Vec<(DateTime<Utc>, LocationId, SoftwareKeyCode)>, Error> {
        let query = IndexQuery {
            pk: format!("EVENTS#{organisation_id}#{what}"),
            prefix: None,
            from: None,
            after: None,
            newest_first: true,
            limit: 25,
            containing: None,
        };
        let page = self.lookup(query).await?;
        let keys: Vec<Key> = page.items.iter().filter_map(key_of).collect();
        let mut recent = Vec::new();
        for item in self.get_all(&keys).await? {
            let Event { envelope, happening } = crate::audit::event(&item)?;
            let Some(location) = envelope
                .aggregate
                .strip_prefix("LOCATION#")
                .and_then(|id| id.parse().ok())
            else {
                continue;
            };
            // What this version cannot read is on no list of licences.
            let Ok(Happening::Licence(
                LicenceHappening::Attached { licences, .. }
                | LicenceHappening::FreeAttached { licences }
                | LicenceHappening::Activated { licences, .. },
            )) = happening
            else {
                continue;
            };
            recent.extend(
                licences
                    .into_iter()
                    .map(|licence| (envelope.at, location, licence.code)),
            );
            if recent.len() >= most {
                break;
            }
        }
        recent.truncate(most);
        Ok(recent)
    }

    /// A new location; its hardware key code is taken with it, and its customer is
    /// mailed the licence agreement.
    pub fn create_location(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        system_type: &str,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let key = keys::location(location.location_id);
        let card = LocationCard::of(location, &location.details);
        let mut body = item(&key, location)?;
        list(
            &mut body,
            keys::locations(
                location.organisation_id,
                location.customer_id,
                &card.name,
                location.location_id,
            ),
        );
        body.insert("search".to_owned(), text(card.search()));
        body.insert("card".to_owned(), attribute(&card)?);
        let mut sentinel: Item = keys::hkc(&location.hkc).attributes();
        sentinel.insert("location_id".to_owned(), text(location.location_id.to_string()));
        transaction.put_new(self, sentinel, Condition::Hkc);
        let happening = LocationHappening::Created {
            location_id: location.location_id,
            name: location.details.name.clone(),
            system_type: system_type.to_owned(),
            hkc: location.hkc.as_str().to_owned(),
        };
        let mail = Task::mail(
            Addressees::Address {
                email: location.details.customer_email.clone(),
            },
            Mail::LicenceAgreement {
                location_id: location.location_id,
            },
        );
        transaction.create(self, &key, body, stamp.event(happening, &[mail]))
    }

    /// Other details of a location.
    pub fn update_location(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        details: &LocationDetails,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let card = LocationCard::of(location, details);
        let lookup = keys::locations(
            location.organisation_id,
            location.customer_id,
            &card.name,
            location.location_id,
        );
        let expression = Expression::default()
            .set(&["details"], attribute(details)?)
            .set(&["card"], attribute(&card)?)
            .set_text("search", card.search())
            .set_text("l_sk", lookup.sk);
        let happening = LocationHappening::Updated {
            name: details.name.clone(),
        };
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            expression,
            stamp.event(happening, &[]),
        )
    }

    /// New licences, how many the location has with them, and the units taken from their order.
    pub fn attach(
        &self,
        transaction: &mut Transaction,
        order: &Order,
        location: &Location,
        chain: &Chain,
        (licences, held): (&[Licence], usize),
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let lines: Vec<_> = licences
            .iter()
            .map(|licence| (licence.part.clone(), licence.quantity))
            .collect();
        self.take_from_order(transaction, order, &lines);
        for licence in licences {
            let key = keys::licence(location.location_id, &licence.software_key_code);
            transaction.put_new(self, item(&key, licence)?, Condition::New);
        }
        let happening = LicenceHappening::Attached {
            order_id: order.order_id,
            purchase_order: order.purchase_order.clone(),
            licences: units(licences.iter()),
        };
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            Expression::default().set(&["licences"], number(held)),
            stamp.event(happening, &[]),
        )
    }

    /// Licences that are no more, and their units back in their order lines.
    pub fn detach(
        &self,
        transaction: &mut Transaction,
        installation: &Installation,
        licences: &[&Licence],
        orders: &[Order],
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let Installation { location, chain, .. } = installation;
        let left = installation.licences.len().saturating_sub(licences.len());
        let mut returned: BTreeMap<OrderId, BTreeMap<PartNumber, u32>> = BTreeMap::new();
        for licence in licences {
            *returned
                .entry(licence.order_id)
                .or_default()
                .entry(licence.part.clone())
                .or_default() += licence.quantity.get();
            let attached = Expression::default().require_equal(&["state"], attribute(&LicenceState::Attached)?);
            let key = keys::licence(location.location_id, &licence.software_key_code);
            transaction.delete(self, &key, attached, Condition::Licence);
        }
        for (order_id, lines) in &returned {
            // Orders are never removed; one that is not there is not there yet, where it was read.
            let order = orders
                .iter()
                .find(|order| order.order_id == *order_id)
                .ok_or_else(|| Error::Busy(format!("order {order_id} could not be read")))?;
            self.return_to_order(transaction, order, lines);
        }
        let happening = LicenceHappening::Detached {
            licences: units(licences.iter().copied()),
        };
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            Expression::default().set(&["licences"], number(left)),
            stamp.event(happening, &[]),
        )
    }

    /// Licences activated for good, the licence file that says so, and the agreements whose
    /// grace begins or whose licences are more now.
    #[expect(clippy::too_many_arguments, reason = "all of it is written")]
    pub fn activate(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        licences: &[&Licence],
        agreements: &[(Option<&Agreement>, Agreement)],
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        for (before, after) in agreements {
            self.put_agreement(transaction, *before, after)?;
        }
        for licence in licences {
            let expression = Expression::default()
                .set(&["state"], attribute(&LicenceState::Activated { at: stamp.now })?)
                .require_equal(&["state"], attribute(&LicenceState::Attached)?);
            let key = keys::licence(location.location_id, &licence.software_key_code);
            transaction.update(self, &key, expression, Condition::Licence);
        }
        let happening = LicenceHappening::Activated {
            licences: units(licences.iter().copied()),
            sequence: file.sequence,
        };
        self.add_licence_file(transaction, location, chain, file, stamp, happening)
    }

    /// A licence file made anew.
    pub fn regenerate(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        file: &LicenceFile,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let happening = LicenceHappening::FileRegenerated {
            sequence: file.sequence,
        };
        self.add_licence_file(transaction, location, chain, file, stamp, happening)
    }

    fn add_licence_file(
        &self,
        transaction: &mut Transaction,
        location: &Location,
        chain: &Chain,
        file: &LicenceFile,
        stamp: &Stamp,
        happening: LicenceHappening,
    ) -> Result<(), Error> {
        let key = keys::licence_file(location.location_id, file.sequence);
        transaction.put_new(self, item(&key, file)?, Condition::New);
        let expression = Expression::default().set(&["licence_files"], number(file.sequence));
        transaction.change(
            self,
            &keys::location(location.location_id),
            chain,
            expression,
            stamp.event(happening, &[]),
        )
    }

    /// Orders by id, strongly where it matters: what they are, not what they hold,
    /// since their identity never changes.
    pub async fn orders_of(&self, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::order).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }
}

fn units<'a>(licences: impl Iterator<Item = &'a Licence>) -> Vec<LicenceUnits> {
    licences
        .map(|licence| LicenceUnits {
            code: licence.software_key_code.clone(),
            part: licence.part.clone(),
            quantity: licence.quantity.get(),
        })
        .collect()
}

fn cards(page: PageOf<Item>) -> Result<PageOf<LocationCard>, Error> {
    #[derive(Deserialize)]
    struct Row {
        card: LocationCard,
    }
    let items = page
        .items
        .iter()
        .map(|item| value::<Row>(item).map(|row| row.card))
        .collect::<Result<_, _>>()?;
    Ok(PageOf { items, next: page.next })
}
