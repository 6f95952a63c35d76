//! Making activation codes, and the digests that they stand under. A code is made from its
//! batch, its number and a key outside the table whenever it is given out, and kept nowhere;
//! in the table is its digest under a pepper that is not there either.

use domain::{
    code::{Batch, Code, KeyVersion},
    id::BatchId,
};
use hmac::{Hmac, KeyInit, Mac};
use runtime::{
    Error,
    keys::{KeyError, Keys, MacKeys},
    problem,
};
use sha2::Sha256;
use store::code::Digest;

/// The code of this number in a batch: a MAC's first 115 bits, of the first counter with which
/// the check symbol is one of the 32. `None` where the keys have no such version.
pub fn derive(keys: &MacKeys, version: KeyVersion, batch: BatchId, number: u32) -> Option<Code> {
    let key = keys.key(version.symbol().encode_utf8(&mut [0; 4]))?;
    (0_u32..=u32::MAX).find_map(|counter| {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).ok()?;
        mac.update(b"activation-code\0");
        mac.update(batch.uuid().as_bytes());
        mac.update(&number.to_be_bytes());
        mac.update(&counter.to_be_bytes());
        let tag = mac.finalize().into_bytes();
        let first: [u8; 16] = std::array::from_fn(|index| tag[index]);
        Code::of(version, u128::from_be_bytes(first) >> 13)
    })
}

/// Under what a code stands in the table. A version that there never was has the pepper in use:
/// nothing is found, at the same cost as for any other wrong code.
pub fn digest(peppers: &MacKeys, code: &Code) -> Option<Digest> {
    let pepper = pepper_of(peppers, code).or_else(|| peppers.key(&peppers.current))?;
    digest_under(&pepper, code)
}

/// The pepper of the code's version.
fn pepper_of(peppers: &MacKeys, code: &Code) -> Option<Vec<u8>> {
    peppers.key(code.version().symbol().encode_utf8(&mut [0; 4]))
}

fn digest_under(pepper: &[u8], code: &Code) -> Option<Digest> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(pepper).ok()?;
    mac.update(b"activation-code-digest\0");
    mac.update(&code.symbols());
    Some(mac.finalize().into_bytes().into())
}

/// What codes are made and found with.
pub struct CodeKeys {
    keys: MacKeys,
    peppers: MacKeys,
}

impl CodeKeys {
    /// Both documents.
    ///
    /// # Errors
    /// They cannot be had.
    pub async fn load(keys: &Keys) -> Result<Self, KeyError> {
        Ok(Self {
            keys: keys.codes().await?,
            peppers: keys.code_peppers().await?,
        })
    }

    /// The symbol of the version that new codes are made with: the newest that has both. Either
    /// document may be remembered from before a rotation.
    ///
    /// # Errors
    /// The keys are damaged.
    pub fn version_symbol(&self) -> Result<char, Error> {
        let both = self.keys.version().zip(self.peppers.version());
        both.map(|(key, pepper)| key.min(pepper).symbol()).ok_or_else(damaged)
    }

    /// The code of this number in the batch.
    ///
    /// # Errors
    /// The keys are damaged.
    pub fn code(&self, batch: &Batch, number: u32) -> Result<Code, Error> {
        let version = batch.version().ok_or_else(damaged)?;
        derive(&self.keys, version, batch.batch_id, number).ok_or_else(damaged)
    }

    /// Under what the code of this number stands.
    ///
    /// # Errors
    /// The keys are damaged, or remembered from before the batch's version was made.
    pub fn digest(&self, batch: &Batch, number: u32) -> Result<Digest, Error> {
        let code = self.code(batch, number)?;
        let pepper = pepper_of(&self.peppers, &code);
        pepper
            .and_then(|pepper| digest_under(&pepper, &code))
            .ok_or_else(damaged)
    }
}

fn damaged() -> Error {
    problem::internal("the keys of activation codes are damaged")
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::entropy::Entropy;

    /// Every byte is the same.
    struct Constant(u8);

    impl Entropy for Constant {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    fn keys(byte: u8) -> MacKeys {
        MacKeys::first_version(&Constant(byte))
    }

    fn batch(byte: u8) -> BatchId {
        BatchId::new(1, &[byte; 10])
    }

    #[test]
    fn codes_are_as_they_were_made_once() {
        let made = |number| derive(&keys(7), KeyVersion::FIRST, batch(1), number).unwrap().shown();
        assert_eq!([made(1), made(2), made(1000)], KNOWN);
        assert_eq!(
            store::keys::code(&digest(&keys(8), &Code::parse(KNOWN[0]).unwrap()).unwrap()).pk,
            KNOWN_DIGEST
        );
    }

    /// Worked out by another program from the key of 32 bytes 7.
    const KNOWN: [&str; 3] = [
        "075JG-32BPD-ZZBFW-2FCNQ-HEETG",
        "0S2W7-C1P1V-8PMMD-XA553-X1W35",
        "0WZ7C-0DSE4-APK89-C0W8M-B0TY7",
    ];
    /// The first one's, under the pepper of 32 bytes 8.
    const KNOWN_DIGEST: &str = "CODE#2c467b3657f1648074d05287938d397fd4231e6ba11361adbcbc138c96bf09bd";

    #[test]
    fn another_key_batch_or_number_makes_another_code() {
        let version = KeyVersion::FIRST;
        let codes = [
            derive(&keys(7), version, batch(1), 1),
            derive(&keys(8), version, batch(1), 1),
            derive(&keys(7), version, batch(2), 1),
            derive(&keys(7), version, batch(1), 2),
        ];
        for (index, one) in codes.iter().enumerate() {
            assert!(one.is_some());
            assert!(codes[index + 1..].iter().all(|other| other != one));
        }
    }

    #[test]
    fn a_rotated_key_has_the_next_symbol_and_leaves_old_codes_where_they_are() {
        let before = keys(7);
        let code = derive(&before, KeyVersion::FIRST, batch(1), 1).unwrap();
        let found = digest(&before, &code);
        let after = before.next_version(&Constant(9)).unwrap();
        assert_eq!(after.version().unwrap().symbol(), '1');
        assert_eq!(derive(&after, KeyVersion::FIRST, batch(1), 1).as_ref(), Some(&code));
        assert_eq!(digest(&after, &code), found);
        let newer = derive(&after, after.version().unwrap(), batch(1), 1).unwrap();
        assert!(newer.shown().starts_with('1'));
        // There are 32 versions.
        let last = (2..32)
            .try_fold(after, |keys, _| keys.next_version(&Constant(1)))
            .unwrap();
        assert_eq!(last.version().unwrap().symbol(), 'Z');
        assert!(last.next_version(&Constant(1)).is_none());
    }

    #[test]
    fn a_code_is_issued_under_the_pepper_that_it_is_found_under() {
        let (before, after) = (keys(7), keys(7).next_version(&Constant(9)).unwrap());
        for (keys, peppers, symbol) in [(&before, &after, '0'), (&after, &before, '0'), (&after, &after, '1')] {
            let both = CodeKeys {
                keys: keys.clone(),
                peppers: peppers.clone(),
            };
            assert_eq!(both.version_symbol().unwrap(), symbol);
        }
        // What is not known yet is no reason to take another.
        let newer = derive(&after, after.version().unwrap(), batch(1), 1).unwrap();
        assert!(pepper_of(&before, &newer).is_none() && digest(&before, &newer).is_some());
    }

    #[test]
    fn a_version_that_there_never_was_is_digested_all_the_same() {
        let code = Code::parse("ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZS").unwrap();
        assert!(digest(&keys(7), &code).is_some());
    }
}
