//! The one kind of text: NFC, plain spaces, nothing that cannot be seen but where a script or
//! an emoji needs it.

use super::{TextRefusal, normal::nfc};

/// Whether line breaks belong to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// One line; runs of spaces are one space.
    One,
    /// Lines, kept with their spaces.
    Several,
}

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    /// It changes nothing that is seen.
    Drop,
    Refuse,
}

/// The text as it is kept, with up to `max` characters.
pub(super) fn plain(text: &str, max: usize, lines: Lines) -> Result<String, TextRefusal> {
    let text = cleaned(text, lines);
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(TextRefusal::Empty);
    }
    let actual = text.chars().count();
    if actual > max {
        return Err(TextRefusal::TooLong { max, actual });
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(TextRefusal::LostCharacter);
    }
    let characters: Vec<char> = text.chars().collect();
    if (0..characters.len()).any(|at| fate(&characters, at, lines) == Fate::Refuse) {
        return Err(TextRefusal::ControlCharacter);
    }
    Ok(text)
}

/// How many characters the text has as it is kept.
pub(super) fn length(text: &str, lines: Lines) -> usize {
    let text = cleaned(text, lines);
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        0
    } else {
        text.chars().count()
    }
}

/// Without what changes nothing that is seen; what is to be refused still stands in it.
fn cleaned(text: &str, lines: Lines) -> String {
    let mut text = text.replace("\r\n", "\n");
    // What is left out brings others together, of which one may have to go too.
    loop {
        let cleaner = cleaner(&text, lines);
        if cleaner == text {
            return cleaner;
        }
        text = cleaner;
    }
}

fn cleaner(text: &str, lines: Lines) -> String {
    let around = |c: char| {
        let mark = matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
        );
        mark || c.is_whitespace()
    };
    let characters: Vec<char> = nfc(text.trim_matches(around)).collect();
    let mut cleaner = String::with_capacity(text.len());
    for (at, c) in characters.iter().enumerate() {
        match *c {
            c if is_space(c) && lines != Lines::Several && cleaner.ends_with(' ') => {}
            c if is_space(c) => cleaner.push(' '),
            c if fate(&characters, at, lines) != Fate::Drop => cleaner.push(c),
            _ => {}
        }
    }
    cleaner
}

/// Characters that are not seen: controls, format characters, selectors, fillers, characters
/// that never stand in text.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
        || c as u32 & 0xfffe == 0xfffe
}

/// White space that is one space wide or so, and no tab or line break.
const fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

fn fate(characters: &[char], at: usize, lines: Lines) -> Fate {
    let c = characters[at];
    if !is_invisible(c) {
        return Fate::Keep;
    }
    let before = at.checked_sub(1).map_or('\0', |before| characters[before]);
    let after = characters.get(at + 1).copied().unwrap_or_default();
    let keep_if = |needed: bool, otherwise: Fate| if needed { Fate::Keep } else { otherwise };
    match c {
        '\n' => keep_if(lines == Lines::Several, Fate::Refuse),
        // Soft hyphen, combining grapheme joiner, word joiner.
        '\u{ad}' | '\u{34f}' | '\u{2060}' => Fate::Drop,
        // Where words may be parted, in scripts without spaces.
        '\u{200b}' => keep_if(is_unspaced(before) && is_unspaced(after), Fate::Refuse),
        // The joiners. One at a word's end shows a letter as it stands within a word.
        '\u{200c}' => keep_if(is_joined(before) && (is_joined(after) || is_virama(before)), Fate::Drop),
        '\u{200d}' => keep_if(
            is_joined(before) || is_in_emoji(before) && is_pictograph(after),
            Fate::Drop,
        ),
        // The Mongolian vowel separator and selectors of letters.
        '\u{180b}'..='\u{180f}' => keep_if(is_mongolian(before), Fate::Refuse),
        '\u{fe0e}' | '\u{fe0f}' => keep_if(
            is_pictograph(before) || after == KEYCAP || is_ideograph(before),
            Fate::Drop,
        ),
        '\u{fe00}'..='\u{fe0d}' => keep_if(has_variants(before), Fate::Drop),
        '\u{e0100}'..='\u{e01ef}' => keep_if(is_ideograph(before), Fate::Drop),
        '\u{e0020}'..='\u{e007f}' => keep_if(is_in_flag(&characters[..=at]), Fate::Refuse),
        _ => Fate::Refuse,
    }
}

/// What makes a key of the digit before it.
const KEYCAP: char = '\u{20e3}';

/// Letters and marks of scripts whose letters join, or whose consonants do.
const fn is_joined(c: char) -> bool {
    matches!(
        c,
        '\u{620}'..='\u{74f}' | '\u{750}'..='\u{77f}' | '\u{7c0}'..='\u{7ff}' | '\u{840}'..='\u{dff}'
            | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17d3}' | '\u{1820}'..='\u{18aa}' | '\u{1a20}'..='\u{1c4f}'
            | '\u{a840}'..='\u{a8ff}' | '\u{a980}'..='\u{aaff}' | '\u{fb50}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' | '\u{11000}'..='\u{11fff}' | '\u{1e900}'..='\u{1e95f}'
    )
}

/// What takes the vowel from a consonant, so that it joins the next.
const fn is_virama(c: char) -> bool {
    matches!(
        c,
        '\u{94d}'
            | '\u{9cd}'
            | '\u{a4d}'
            | '\u{acd}'
            | '\u{b4d}'
            | '\u{bcd}'
            | '\u{c4d}'
            | '\u{ccd}'
            | '\u{d4d}'
            | '\u{dca}'
            | '\u{1039}'
            | '\u{103a}'
            | '\u{17d2}'
            | '\u{1a60}'
            | '\u{1b44}'
            | '\u{1baa}'
            | '\u{a953}'
            | '\u{a9c0}'
    )
}

const fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18aa}')
}

/// Letters of scripts that put no space between words: Thai, Lao, Burmese, Khmer.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Ideographs, of which names need a certain form.
const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Characters of which Unicode lists variants.
const fn has_variants(c: char) -> bool {
    is_ideograph(c) || matches!(c, '\u{1000}'..='\u{109f}' | '\u{2200}'..='\u{22ff}' | '\u{a840}'..='\u{a877}')
}

/// Symbols that can be drawn as a picture.
const fn is_pictograph(c: char) -> bool {
    matches!(
        c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
            | '\u{231a}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{27bf}' | '\u{2934}' | '\u{2935}'
            | '\u{2b05}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}'
    )
}

/// A picture, or what says that it is one.
const fn is_in_emoji(c: char) -> bool {
    is_pictograph(c) || c == '\u{fe0f}'
}

/// Whether a text ends within the letters, which are not seen, of a black flag that stands for
/// a part of a country: up to six small letters and digits, and their end.
fn is_in_flag(characters: &[char]) -> bool {
    let tags = characters
        .iter()
        .rev()
        .take_while(|c| matches!(c, '\u{e0020}'..='\u{e007f}'))
        .count();
    let (flag, tags) = characters.split_at(characters.len() - tags);
    let letter = |c: &char| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    flag.last() == Some(&'\u{1f3f4}')
        && match tags {
            [letters @ .., '\u{e007f}'] | letters => letters.len() <= 6 && letters.iter().all(letter),
        }
}
