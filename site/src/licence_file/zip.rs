//! The one kind of zip that holds a licence file: a `.lic` stored uncompressed, first.

const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";

/// Whether the bytes start like a zip.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(&LOCAL_HEADER)
}

/// The content of the first entry (APPNOTE 4.3.7).
pub fn licence_in(bytes: &[u8]) -> Result<&[u8], String> {
    let other = || "This zip holds no licence file that was stored by the licence desk.".to_owned();
    let short = |at: usize| bytes.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let long = |at: usize| {
        bytes
            .get(at..at + 4)
            .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    };
    let read = || {
        let (flags, method) = (short(6)?, short(8)?);
        let size = usize::try_from(long(18)?).ok()?;
        let name = 30..30 + usize::from(short(26)?);
        let start = name.end + usize::from(short(28)?);
        let is_licence = bytes.get(name)?.ends_with(b".lic");
        // Bit 3: the size stands behind the content, and is not known here.
        (is_licence && method == 0 && flags & 0b1000 == 0).then_some(bytes.get(start..start.checked_add(size)?)?)
    };
    read().ok_or_else(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(name: &[u8], content: &[u8], method: u16) -> Vec<u8> {
        let mut bytes = LOCAL_HEADER.to_vec();
        bytes.extend([20, 0, 0, 0]);
        bytes.extend(method.to_le_bytes());
        bytes.extend([0; 8]);
        bytes.extend((content.len() as u32).to_le_bytes());
        bytes.extend((content.len() as u32).to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name);
        bytes.extend(content);
        bytes
    }

    #[test]
    fn a_stored_licence_is_found() {
        assert_eq!(licence_in(&zip(b"190400324412.lic", b"a.b.c", 0)).unwrap(), b"a.b.c");
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(licence_in(&zip(b"a.lic", b"a.b.c", 8)).is_err());
        assert!(licence_in(&zip(b"a.txt", b"a.b.c", 0)).is_err());
        let whole = zip(b"a.lic", b"a.b.c", 0);
        for length in 0..whole.len() {
            assert!(licence_in(&whole[..length]).is_err(), "{length}");
        }
    }
}
