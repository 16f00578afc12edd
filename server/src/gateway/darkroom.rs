//! Photographs out of files that somebody sent: looked at by content, turned upright, and written anew in a few widths, so
//! that nothing of the file itself is kept: neither where it was taken nor what else it might carry.
//!
//! `image` decodes (JPEG, PNG, WebP: decoders in Rust, which bad input cannot lead astray) and resizes; libwebp encodes,
//! because only it writes lossy WebP well, and it is given nothing but our own pixels.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use catalogue::{Darkroom, Developed, MIN_SIDE, Rendition, Undeveloped, WIDTHS};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::hex;

/// The longest side that is decoded, in pixels.
const MAX_SIDE: u32 = 12_000;
/// The most pixels: 40 megapixels are 160 MB while they are worked on.
const MAX_PIXELS: u64 = 40_000_000;
/// What a decoder may ask for beside them, in bytes.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// One photograph at a time bounds memory; the seller hardly sends two at once.
const AT_A_TIME: usize = 1;
/// How long the next waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);
/// libwebp's scale of 0 to 100: beyond it files grow and nobody sees why.
const QUALITY: f32 = 80.0;

/// The darkroom. Clones share its one place.
#[derive(Debug, Clone)]
pub struct WebpDarkroom(Arc<Semaphore>);

impl Default for WebpDarkroom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_A_TIME)))
    }
}

#[async_trait]
impl Darkroom for WebpDarkroom {
    async fn develop(&self, file: Vec<u8>) -> Result<Vec<Developed>, Undeveloped> {
        let place = timeout(PATIENCE, self.0.clone().acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or(Undeveloped::Busy)?;
        let developing = tokio::task::spawn_blocking(move || {
            let developed = develop(&file);
            drop(place);
            developed
        });
        // A decoder that panics is a file that it could not read.
        developing.await.unwrap_or(Err(Undeveloped::Broken))
    }
}

fn develop(file: &[u8]) -> Result<Vec<Developed>, Undeveloped> {
    let mut picture = decode(file)?;
    let mut developed = Vec::new();
    let widths = WIDTHS.iter().filter(|width| **width < picture.width());
    let mut widths: Vec<u32> =
        widths.copied().chain([picture.width().min(WIDTHS[WIDTHS.len() - 1])]).collect();
    widths.dedup();
    // The widest first: each narrower one is made of it.
    for width in widths.into_iter().rev() {
        if width < picture.width() {
            let height = scaled(picture.height(), width, picture.width());
            picture = picture.resize_exact(width, height, FilterType::Lanczos3);
        }
        developed.push(encode(&picture)?);
    }
    developed.reverse();
    Ok(developed)
}

fn scaled(height: u32, width: u32, of: u32) -> u32 {
    let scaled = u64::from(height) * u64::from(width) / u64::from(of.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// The pixels, upright. How many there are is looked at before one of them is decoded.
fn decode(file: &[u8]) -> Result<DynamicImage, Undeveloped> {
    let reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| Undeveloped::Unknown)?;
    let known = |it: &ImageFormat| matches!(it, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP);
    let format = reader.format().filter(known);
    if format.ok_or(Undeveloped::Unknown)? == ImageFormat::Jpeg && ends_early(file) {
        return Err(Undeveloped::Broken);
    }
    let mut reader = reader;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(undeveloped)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Undeveloped::TooLarge);
    }
    if width.min(height) < MIN_SIDE {
        return Err(Undeveloped::TooSmall);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(undeveloped)?;
    picture.apply_orientation(orientation);
    Ok(match picture.color().has_alpha() {
        true => DynamicImage::ImageRgba8(picture.into_rgba8()),
        false => DynamicImage::ImageRgb8(picture.into_rgb8()),
    })
}

/// A JPEG of which the end is missing: its decoder would fill the rest with grey. (A preview inside has an end of its own,
/// but stands before the picture's data begin.)
fn ends_early(file: &[u8]) -> bool {
    let last = |marker: [u8; 2]| file.windows(2).rposition(|pair| pair == marker);
    last([0xff, 0xd9]) < last([0xff, 0xda])
}

fn undeveloped(error: ImageError) -> Undeveloped {
    match error {
        ImageError::Limits(_) => Undeveloped::TooLarge,
        ImageError::Unsupported(_) => Undeveloped::Unknown,
        _ => Undeveloped::Broken,
    }
}

fn encode(picture: &DynamicImage) -> Result<Developed, Undeveloped> {
    let (width, height) = (picture.width(), picture.height());
    let encoder = match picture {
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
        _ => return Err(Undeveloped::Broken),
    };
    let bytes = encoder.encode_simple(false, QUALITY).map_err(|_| Undeveloped::Broken)?.to_vec();
    let hash = hex::write(&Sha256::digest(&bytes));
    Ok(Developed { rendition: Rendition { hash, width, height }, bytes })
}

#[cfg(test)]
mod tests {
    use image::{ImageBuffer, Rgb, Rgba};

    use super::*;

    /// Red on the left, blue on the right.
    fn picture(width: u32, height: u32) -> DynamicImage {
        let pixel = |x, _| if x < width / 2 { Rgb([200_u8, 30, 30]) } else { Rgb([30, 30, 200]) };
        DynamicImage::ImageRgb8(ImageBuffer::from_fn(width, height, pixel))
    }

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    fn sizes(developed: &[Developed]) -> Vec<(u32, u32)> {
        developed.iter().map(|it| (it.rendition.width, it.rendition.height)).collect()
    }

    /// A JPEG with this Exif orientation, and with words that nobody shall read.
    fn turned(orientation: u8) -> Vec<u8> {
        let jpeg = file(&picture(600, 400), ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"37.5665N 126.9780E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn a_photograph_is_kept_in_widths_no_wider_than_it_is() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let developed = develop(&file(&picture(1_000, 500), format)).unwrap();
            assert_eq!(sizes(&developed), [(480, 240), (960, 480), (1_000, 500)], "{format:?}");
        }
        assert_eq!(sizes(&develop(&file(&picture(2_000, 320), ImageFormat::Png)).unwrap()).len(), 3);
        assert_eq!(sizes(&develop(&file(&picture(480, 600), ImageFormat::Png)).unwrap()), [(480, 600)]);
        assert_eq!(sizes(&develop(&file(&picture(320, 320), ImageFormat::Png)).unwrap()), [(320, 320)]);
    }

    #[test]
    fn a_photograph_too_small_to_be_looked_at_is_refused() {
        for (width, height) in [(16, 16), (319, 4_000), (4_000, 319)] {
            let small = file(&picture(width, height), ImageFormat::Png);
            assert_eq!(develop(&small), Err(Undeveloped::TooSmall), "{width} by {height}");
        }
    }

    #[test]
    fn what_is_kept_is_a_webp_whose_name_is_its_content() {
        let developed = develop(&file(&picture(400, 400), ImageFormat::Png)).unwrap();
        let [kept] = developed.as_slice() else { panic!("one width: {developed:?}") };
        assert_eq!(image::guess_format(&kept.bytes).unwrap(), ImageFormat::WebP);
        assert_eq!(kept.rendition.hash, hex::write(&Sha256::digest(&kept.bytes)));
        assert_eq!(develop(&file(&picture(400, 400), ImageFormat::Png)).unwrap(), developed);
    }

    #[test]
    fn a_photograph_stands_upright_and_tells_nothing_of_where_it_was_taken() {
        let developed = develop(&turned(6)).unwrap();
        assert_eq!(sizes(&developed), [(400, 600)], "turned by a quarter");
        assert!(!developed[0].bytes.windows(8).any(|bytes| bytes == b"126.9780"));
        let upright = image::load_from_memory(&developed[0].bytes).unwrap().into_rgb8();
        let (top, bottom) = (upright.get_pixel(200, 50), upright.get_pixel(200, 550));
        assert!(top[0] > top[2] && bottom[2] > bottom[0], "left became top: {top:?} {bottom:?}");
        assert_eq!(sizes(&develop(&turned(1)).unwrap()), [(480, 320), (600, 400)]);
    }

    #[test]
    fn what_shines_through_still_does() {
        let clear = DynamicImage::ImageRgba8(ImageBuffer::from_pixel(320, 320, Rgba([0_u8, 0, 0, 0])));
        let developed = develop(&file(&clear, ImageFormat::Png)).unwrap();
        assert_eq!(image::load_from_memory(&developed[0].bytes).unwrap().into_rgba8().get_pixel(4, 4)[3], 0);
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        for file in
            [b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice(), b"GIF89a\x01\0\x01\0", b"", b"%PDF-1.7"]
        {
            assert_eq!(develop(file), Err(Undeveloped::Unknown));
        }
    }

    #[test]
    fn a_file_that_ends_early_is_broken() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let whole = file(&noise(), format);
            assert_eq!(develop(&whole[..whole.len() / 2]), Err(Undeveloped::Broken), "{format:?}");
        }
        // Its preview is whole, the picture is not.
        let jpeg = turned(1);
        assert!(!ends_early(&jpeg) && ends_early(&jpeg[..jpeg.len() - 2]));
    }

    /// Hard to compress.
    fn noise() -> DynamicImage {
        let pixel = |x: u32, y: u32| {
            let mixed =
                (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(97).to_le_bytes();
            Rgb([mixed[0], mixed[1], mixed[2]])
        };
        DynamicImage::ImageRgb8(ImageBuffer::from_fn(320, 320, pixel))
    }

    /// A few bytes that say they are 50,000 by 50,000 pixels.
    #[test]
    fn a_file_that_would_fill_the_memory_is_refused_before_it_does() {
        let mut png = file(&picture(8, 8), ImageFormat::Png);
        for (at, side) in [(16, 50_000_u32), (20, 50_000)] {
            png[at..at + 4].copy_from_slice(&side.to_be_bytes());
        }
        let sum = crc(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&sum);
        assert_eq!(develop(&png), Err(Undeveloped::TooLarge));
        for (at, side) in [(16, 11_000_u32), (20, 11_000)] {
            png[at..at + 4].copy_from_slice(&side.to_be_bytes());
        }
        let sum = crc(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&sum);
        assert_eq!(develop(&png), Err(Undeveloped::TooLarge), "121 megapixels, and no side too long");
    }

    /// PNG's checksum of a chunk.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    #[tokio::test]
    async fn two_at_once_wait_for_each_other() {
        let darkroom = WebpDarkroom::default();
        let one = file(&picture(400, 320), ImageFormat::Png);
        let (first, second) = tokio::join!(darkroom.develop(one.clone()), darkroom.develop(one));
        assert_eq!(first, second);
        assert!(first.is_ok());
    }
}
