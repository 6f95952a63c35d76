//! The picture beside the desk's name. It is shown to everybody, so what is taken is a picture and
//! can be nothing else: of a kind without markup, within a size, with sides that can be read.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};

/// A picture that browsers show as a picture and never run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// Of which kind it is.
    pub media_type: LogoType,
    /// The picture, in base64.
    pub data: String,
}

/// The kinds of picture that hold no markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LogoType {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// WebP.
    #[serde(rename = "image/webp")]
    Webp,
}

const NO_PICTURE: &str = "This is not a picture of that kind. Choose a PNG, JPEG or WebP file.";

impl LogoType {
    const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Webp];

    /// Its media type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// Width and height of such a picture, in pixels; nothing where the bytes are none.
    fn sides(self, bytes: &[u8]) -> Option<(u32, u32)> {
        match self {
            Self::Png => png(bytes),
            Self::Jpeg => jpeg(bytes),
            Self::Webp => webp(bytes),
        }
    }
}

impl Logo {
    /// The most bytes that a picture has: what every function keeps in memory stays small.
    pub const MOST_BYTES: usize = 32_768;

    /// The most pixels of a side.
    pub const LONGEST_SIDE: u32 = 1_024;

    /// The picture in a file, whatever it is called.
    ///
    /// # Errors
    /// A sentence: what the file is not.
    pub fn of_file(bytes: &[u8]) -> Result<Self, &'static str> {
        let kind = LogoType::ALL.into_iter().find(|kind| kind.sides(bytes).is_some());
        let logo = Self {
            media_type: kind.ok_or("This is not a picture. Choose a PNG, JPEG or WebP file.")?,
            data: BASE64_STANDARD.encode(bytes),
        };
        logo.fault().map_or(Ok(logo), Err)
    }

    /// What is wrong with it, if anything: a sentence.
    pub fn fault(&self) -> Option<&'static str> {
        // Four characters are three bytes.
        if self.data.len() > Self::MOST_BYTES.div_ceil(3) * 4 {
            return Some("The picture is too large. Use one of at most 32 kB.");
        }
        let Ok(bytes) = BASE64_STANDARD.decode(&self.data) else {
            return Some(NO_PICTURE);
        };
        let sides = 1..=Self::LONGEST_SIDE;
        match self.media_type.sides(&bytes) {
            None => Some(NO_PICTURE),
            Some((width, height)) if !sides.contains(&width) || !sides.contains(&height) => {
                Some("The picture has too many pixels. Use one of at most 1,024 by 1,024.")
            }
            Some(_) if bytes.len() > Self::MOST_BYTES => Some("The picture is too large. Use one of at most 32 kB."),
            Some(_) => None,
        }
    }

    /// The picture as an address that holds it (RFC 2397).
    pub fn address(&self) -> String {
        format!("data:{};base64,{}", self.media_type.name(), self.data)
    }
}

fn at<const N: usize>(bytes: &[u8], from: usize) -> Option<[u8; N]> {
    bytes.get(from..from.checked_add(N)?)?.try_into().ok()
}

/// The header chunk comes first, and its sides first in it.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let is = at(bytes, 0) == Some(*b"\x89PNG\r\n\x1a\n") && at(bytes, 12) == Some(*b"IHDR");
    let side = |from| at(bytes, from).map(u32::from_be_bytes);
    is.then_some((side(16)?, side(20)?))
}

/// The sides stand in the frame's header, which comes after segments that tell their length.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    if at(bytes, 0) != Some([0xff, 0xd8]) {
        return None;
    }
    let number = |from| at(bytes, from).map(u16::from_be_bytes);
    let mut from = 2;
    loop {
        let [mark, kind] = at(bytes, from)?;
        match (mark, kind) {
            // Bytes to fill up with.
            (0xff, 0xff) => from += 1,
            // Every kind of frame; the three others of the range are tables.
            (0xff, 0xc0..=0xcf) if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                return Some((number(from + 7)?.into(), number(from + 5)?.into()));
            }
            (0xff, 0x01 | 0xd0..=0xd7) => from += 2,
            // The picture begins, or ends, without a frame.
            (0xff, 0xd8..=0xda) => return None,
            (0xff, _) => from += 2 + usize::from(number(from + 2)?),
            _ => return None,
        }
    }
}

/// A RIFF file whose first chunk is a picture with loss, one without, or the header of either.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    if at(bytes, 0) != Some(*b"RIFF") || at(bytes, 8) != Some(*b"WEBP") {
        return None;
    }
    let small = |from| at(bytes, from).map(|side| u32::from(u16::from_le_bytes(side) & 0x3fff));
    let large = |from| at(bytes, from).map(|[a, b, c]: [u8; 3]| u32::from_le_bytes([a, b, c, 0]) + 1);
    match &at::<4>(bytes, 12)? {
        b"VP8 " if at(bytes, 23) == Some([0x9d, 0x01, 0x2a]) => Some((small(26)?, small(28)?)),
        b"VP8L" if at(bytes, 20) == Some([0x2f]) => {
            let sides = u32::from_le_bytes(at(bytes, 21)?);
            Some(((sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((large(24)?, large(27)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32, size: usize) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.resize(size.max(bytes.len()), 0);
        bytes
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 11, 8,
        ];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    fn webp_of(chunk: &[u8; 4], within: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP", chunk.as_slice(), b"\0\0\0\0", within].concat()
    }

    #[test]
    fn the_sides_of_every_kind_are_read() {
        for (bytes, kind, sides) in [
            (png_of(120, 40, 0), LogoType::Png, (120, 40)),
            (jpeg_of(300, 200), LogoType::Jpeg, (300, 200)),
            (
                webp_of(b"VP8 ", &[0, 0, 0, 0x9d, 0x01, 0x2a, 0x2c, 0x01, 0xc8, 0x40]),
                LogoType::Webp,
                (300, 200),
            ),
            // 299 and 199 in 14 bits each.
            (
                webp_of(b"VP8L", &[0x2f, 0x2b, 0xc1, 0x31, 0x00]),
                LogoType::Webp,
                (300, 200),
            ),
            (
                webp_of(b"VP8X", &[0, 0, 0, 0, 0x2b, 0x01, 0, 0xc7, 0, 0]),
                LogoType::Webp,
                (300, 200),
            ),
        ] {
            assert_eq!(kind.sides(&bytes), Some(sides), "{kind:?}");
            let logo = Logo::of_file(&bytes).unwrap();
            assert_eq!((logo.media_type, logo.fault()), (kind, None));
            // What is cut off in the middle is none.
            for end in 0..bytes.len() - 8 {
                let _ = kind.sides(&bytes[..end]);
            }
        }
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused_in_a_sentence() {
        let said = |bytes: &[u8]| Logo::of_file(bytes).unwrap_err();
        for no_picture in [
            b"".as_slice(),
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"GIF89a\x01\0\x01\0",
            b"\x89PNG\r\n\x1a\n",
            &[0xff, 0xd8, 0xff, 0xda],
            b"RIFF\0\0\0\0WAVEfmt ",
        ] {
            assert!(said(no_picture).contains("not a picture"), "{no_picture:?}");
        }
        assert_eq!(Logo::of_file(&png_of(1_024, 1, Logo::MOST_BYTES)).map(drop), Ok(()));
        assert!(said(&png_of(1, 1, Logo::MOST_BYTES + 1)).contains("32 kB"));
        assert!(said(&png_of(1, 1, 100_000)).contains("32 kB"));
        for (width, height) in [(0, 1), (1, 0), (1_025, 1), (1, u32::MAX)] {
            assert!(said(&png_of(width, height, 0)).contains("pixels"), "{width} {height}");
        }
        let logo = |media_type, data: &str| Logo {
            media_type,
            data: data.to_owned(),
        };
        let png = Logo::of_file(&png_of(1, 1, 0)).unwrap();
        assert!(logo(LogoType::Webp, &png.data).fault().is_some());
        assert!(
            logo(LogoType::Png, &format!("{}\"><script>", png.data))
                .fault()
                .is_some()
        );
    }

    #[test]
    fn the_address_holds_the_picture() {
        let address = Logo::of_file(&png_of(1, 1, 0)).unwrap().address();
        assert!(address.starts_with("data:image/png;base64,iVBORw0KGgo"), "{address}");
    }
}
