//! Photographs of garments: what is kept of one, and what a person may say about it.

use kernel::{PhotographId, Text};

/// The largest file that is taken, in bytes.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;
/// The shorter side of the smallest that is taken, in pixels: on a phone's screen it is one card wide.
pub const MIN_SIDE: u32 = 320;
/// The widths that a photograph is kept in, in pixels; a smaller one is kept as wide as it is.
pub const WIDTHS: [u32; 3] = [480, 960, 1_600];
/// Photographs that a garment can have.
pub const MAX_PHOTOGRAPHS: usize = 12;
/// The longest words for one, in characters.
pub const MAX_ALT: usize = 120;

/// A photograph, without its pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photograph {
    pub id: PhotographId,
    /// The garment's slug.
    pub garment: String,
    /// The colour that it shows; none: it stands for all.
    pub dye: Option<String>,
    /// What is to be seen on it, for those who do not see it.
    pub alt: Text,
    /// Narrowest first; never empty.
    pub renditions: Vec<Rendition>,
}

/// One width of a photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Of its bytes, in hexadecimals: its name in the address, which therefore never shows anything else.
    pub hash: String,
    pub width: u32,
    pub height: u32,
}

/// One width of a photograph, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    pub rendition: Rendition,
    /// A WebP file without metadata.
    pub bytes: Vec<u8>,
}

/// Why a file did not become a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undeveloped {
    /// By its content it is neither JPEG nor PNG nor WebP.
    #[error("not a picture that is known")]
    Unknown,
    /// More pixels than are worth their memory.
    #[error("too many pixels")]
    TooLarge,
    /// Fewer pixels on a side than [`MIN_SIDE`].
    #[error("too few pixels")]
    TooSmall,
    /// It ends too early, or is not what it says.
    #[error("broken")]
    Broken,
    /// Others are being developed; it is worth another try.
    #[error("busy")]
    Busy,
}

/// What is said of a photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    pub dye: Option<String>,
    pub alt: Text,
}

/// Why a caption was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptionError {
    /// The words in this language are missing, or too long.
    Alt { korean: bool },
    /// The garment has no such colour.
    Dye,
}

/// Reads what was typed about a photograph of a garment in these colours.
///
/// # Errors
/// The first thing that has to be put right.
pub fn caption(dye: &str, ko: &str, en: &str, dyes: &[String]) -> Result<Caption, CaptionError> {
    let said = |text: &str, korean: bool| {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= MAX_ALT && !text.chars().any(char::is_control);
        if fits { Ok(text.to_owned()) } else { Err(CaptionError::Alt { korean }) }
    };
    let alt = Text { ko: said(ko, true)?, en: said(en, false)? };
    let dye = Some(dye.to_owned()).filter(|dye| !dye.is_empty());
    if dye.as_ref().is_some_and(|dye| !dyes.contains(dye)) {
        return Err(CaptionError::Dye);
    }
    Ok(Caption { dye, alt })
}
