//! Photographs over HTTP: taken in as multipart, streamed up to a limit of their own, and handed out for ever under the name
//! of their content.

use app::AppError;
use app::services::{Visitor, lang_of};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Multipart, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use catalogue::{CaptionError, HangError, MAX_BYTES, Undeveloped, caption};
use customer::Permission;
use events::Actor;

use super::HttpState;
use super::errors::{Failed, refused};

/// The largest body that is read to its end. Of a file that is too large nothing is kept, but a browser shows no answer to a
/// form that is not read, and the words beside it would be lost.
pub(super) const UPLOAD_LIMIT_BYTES: usize = 100 * 1024 * 1024;
/// The words beside it, each: longer ones are cut, and refused as too long.
const WORDS_BYTES: usize = 8 * 1024;

/// What was sent.
#[derive(Debug, Default)]
struct Upload {
    garment: String,
    dye: String,
    alt_ko: String,
    alt_en: String,
    lang: String,
    file: Vec<u8>,
    /// More came than is taken, and was let go.
    too_large: bool,
}

/// POST /api/add_photograph: hangs one, then leads back to the garment's photographs, with what was wrong if it was not.
pub(super) async fn upload(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    form: Multipart,
) -> Result<Response, Failed> {
    let who = state.services.staff_of(visitor.0.as_ref(), Permission::Goods)?.who;
    let upload = read(form).await?;
    let (garment, lang) = (upload.garment.clone(), lang_of(&upload.lang));
    // A browser does not let a page choose the file again.
    let typed = [("dye", upload.dye.as_str()), ("alt_ko", &upload.alt_ko), ("alt_en", &upload.alt_en)];
    let typed = state.services.carried(&typed).await?;
    let notice = hang(&state, who, upload).await?;
    let typed = if notice == ADDED { "" } else { &typed };
    let page = lang.path(&format!("/seller/garments/{garment}/photographs?notice={notice}{typed}"));
    Ok(Redirect::to(&page).into_response())
}

const ADDED: &str = "photograph_added";

/// Who asks is known; parse, one use case, map.
async fn hang(state: &HttpState, who: Actor, upload: Upload) -> Result<&'static str, Failed> {
    let services = &state.services;
    let kept = services.catalogue.garments.kept(&upload.garment).await?.ok_or(AppError::NotFound)?;
    let caption = match caption(&upload.dye, &upload.alt_ko, &upload.alt_en, &kept.garment.dyes) {
        Ok(caption) => caption,
        Err(CaptionError::Alt { korean: true }) => return Ok("bad_alt_ko"),
        Err(CaptionError::Alt { korean: false }) => return Ok("bad_alt_en"),
        Err(CaptionError::Dye) => return Err(Failed(AppError::BadInput)),
    };
    if upload.too_large {
        return Ok("photograph_large");
    }
    if upload.file.is_empty() {
        return Ok("no_photograph");
    }
    match services.gallery.hang(who, &upload.garment, caption, upload.file).await {
        Ok(()) => Ok(ADDED),
        Err(HangError::Undeveloped(Undeveloped::Unknown)) => Ok("photograph_unknown"),
        Err(HangError::Undeveloped(Undeveloped::TooLarge)) => Ok("photograph_pixels"),
        Err(HangError::Undeveloped(Undeveloped::TooSmall)) => Ok("photograph_small"),
        Err(HangError::Undeveloped(Undeveloped::Broken)) => Ok("photograph_broken"),
        Err(HangError::Undeveloped(Undeveloped::Busy)) => Ok("photograph_busy"),
        Err(HangError::Full) => Ok("photographs_full"),
        Err(HangError::Unavailable(why)) => Err(why.into()),
    }
}

/// Reads the parts as they come, and keeps of none more than it may be long.
async fn read(mut form: Multipart) -> Result<Upload, Failed> {
    let mut upload = Upload::default();
    while let Some(mut part) = form.next_field().await.map_err(|error| refused(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let most = if name == "file" { MAX_BYTES } else { WORDS_BYTES };
        let mut bytes = Vec::new();
        let mut over = false;
        while let Some(chunk) = part.chunk().await.map_err(|error| refused(&error))? {
            let room = most - bytes.len();
            over |= chunk.len() > room;
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        if name == "file" {
            (upload.file, upload.too_large) = (if over { Vec::new() } else { bytes }, over);
            continue;
        }
        let words = if over {
            // What was cut may end within a character.
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            String::from_utf8(bytes).map_err(|_| AppError::BadInput)?
        };
        match name.as_str() {
            "garment" => upload.garment = words,
            "dye" => upload.dye = words,
            "alt_ko" => upload.alt_ko = words,
            "alt_en" => upload.alt_en = words,
            "lang" => upload.lang = words,
            _ => {}
        }
    }
    Ok(upload)
}

/// GET /photographs/{hash}.webp: what has this name never changes.
pub(super) async fn file(
    State(state): State<HttpState>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let hash = name
        .strip_suffix(".webp")
        .filter(|hash| hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
    let hash = hash.ok_or(AppError::NotFound)?;
    let tag = format!("\"{hash}\"");
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let caching = [
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (ETAG, HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))),
    ];
    if known.is_some_and(|known| known.split(',').any(|it| it.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let bytes = state.services.gallery.file(hash).await?.ok_or(AppError::NotFound)?;
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("image/webp"))];
    Ok((caching, kind, Body::from(bytes)).into_response())
}
