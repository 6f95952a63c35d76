//! Reading a location, its licences, and its licence files.

use super::{Installation, LicenceFile, TakenHkc};
use crate::{
    Error, Store,
    item::{Stored, stored, string, value},
    keys::{self, Key},
    page::Paging,
};
use domain::{
    catalogue::{Hkc, HkcState},
    customer::Location,
    id::LocationId,
    licence::Licence,
    software_key_code::SoftwareKeyCode,
};

use std::collections::HashMap;

impl Store {
    /// The location, strongly consistent.
    pub async fn location(&self, id: LocationId) -> Result<Option<Stored<Location>>, Error> {
        self.get(&keys::location(id), true)
            .await?
            .map(|item| stored(&item))
            .transpose()
    }

    /// The location that has taken this hardware key code, and whether it still has it,
    /// strongly consistent.
    pub async fn location_of_hkc(&self, hkc: &Hkc) -> Result<Option<(Location, HkcState)>, Error> {
        let Some(taken) = self.get(&keys::hkc(hkc), true).await? else {
            return Ok(None);
        };
        let TakenHkc { location_id, state } = value(&taken)?;
        let location = self.location(location_id).await?;
        Ok(location.map(|location| (location.value, state)))
    }

    /// Which locations have or had each of these hardware key codes, as they were written lately.
    pub async fn holders_of_hkcs(&self, hkcs: &[Hkc]) -> Result<Vec<Option<(LocationId, HkcState)>>, Error> {
        let wanted: Vec<Key> = hkcs.iter().map(keys::hkc).collect();
        let mut holders = HashMap::new();
        for item in self.get_all(&wanted).await? {
            let TakenHkc { location_id, state } = value(&item)?;
            if let Some(pk) = string(&item, "pk") {
                holders.insert(pk.to_owned(), (location_id, state));
            }
        }
        Ok(wanted.iter().map(|key| holders.get(&key.pk).copied()).collect())
    }

    /// The locations of these ids that are there.
    pub async fn locations_of(&self, ids: &[LocationId]) -> Result<Vec<Location>, Error> {
        let keys: Vec<Key> = ids.iter().copied().map(keys::location).collect();
        self.get_all(&keys).await?.iter().map(value).collect()
    }

    /// The location with its licences and agreements, strongly consistent. They are read
    /// after the location: whoever changes one meanwhile moves the chain, and what was decided on the
    /// older state is not written. A query over both promises no such order.
    pub async fn installation(&self, id: LocationId) -> Result<Option<Installation>, Error> {
        let Some(Stored { value: location, chain }) = self.location(id).await? else {
            return Ok(None);
        };
        let items = self.collection(&keys::licences_and_agreements(id)).await?;
        let (mut licences, mut agreements) = (Vec::new(), Vec::new());
        for item in &items {
            match string(item, "sk") {
                Some(sk) if sk.starts_with(keys::LICENCE) => licences.push(value::<Licence>(item)?),
                Some(sk) if sk.starts_with(keys::AGREEMENT) => agreements.push(value(item)?),
                _ => {}
            }
        }
        // What it had before it was migrated is its history, and what is prepared is not there yet.
        licences.retain(|licence| licence.is_of(&location));
        Ok(Some(Installation {
            location,
            chain,
            licences,
            agreements,
        }))
    }

    /// How many licences the location has, strongly consistent.
    pub async fn count_licences(&self, location: &Location) -> Result<usize, Error> {
        let licences = self.all_licences(location.location_id).await?;
        Ok(licences.iter().filter(|licence| licence.is_of(location)).count())
    }

    /// Every licence in the location's partition: what it has, what it had before it was migrated, and
    /// what is prepared; strongly consistent.
    pub async fn all_licences(&self, id: LocationId) -> Result<Vec<Licence>, Error> {
        let items = self.collection(&keys::licences(id)).await?;
        items.iter().map(value).collect()
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
                let location = string(item, "pk").and_then(keys::location_of);
                let location = location.ok_or_else(|| Error::Failed("a licence without a location".to_owned()))?;
                Ok((location, value(item)?))
            })
            .collect()
    }

    /// The newest licence files of a location.
    pub async fn licence_files(&self, id: LocationId) -> Result<Vec<LicenceFile>, Error> {
        let page = self
            .page_of(&keys::lists::licence_files(id), Paging::newest_first(None, 20))
            .await?;
        Ok(page.items)
    }

    /// One licence file of a location, strongly consistent: who has just made it fetches it.
    pub async fn licence_file(&self, id: LocationId, sequence: u32) -> Result<Option<LicenceFile>, Error> {
        self.get(&keys::licence_file(id, sequence), true)
            .await?
            .map(|item| value(&item))
            .transpose()
    }
}
