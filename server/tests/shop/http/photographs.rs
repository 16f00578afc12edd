//! Photographs over HTTP: sent as a file, kept as something else, handed out for ever.

use std::io::Cursor;

use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use kernel::Lang;

use super::{Answer, Ask, Front, Visitor, assert_refused};
use crate::shop::garment;

const LIMIT: usize = 15 * 1024 * 1024;

/// A picture of so many pixels, as a file.
fn picture(side: u32, format: ImageFormat) -> Vec<u8> {
    let pixels = ImageBuffer::from_fn(side, side, |x, y| Rgb([x as u8, y as u8, 90]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// The form, with a file under some name.
fn form(words: &[(&str, &str)], file: &[u8]) -> Ask {
    let slug = garment().slug;
    let mut body = Vec::new();
    let fixed = [("garment", slug.as_str())];
    for (name, value) in fixed.iter().chain(words) {
        body.extend(
            format!("--seam\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    body.extend(b"--seam\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n");
    body.extend(b"content-type: image/jpeg\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--seam--\r\n");
    let length = body.len().to_string();
    Ask::new("POST", "/api/add_photograph", body)
        .with("content-type", "multipart/form-data; boundary=seam")
        .with("content-length", length)
}

/// From a page of the desk, as a browser sends it.
fn at_the_desk(ask: Ask) -> Ask {
    ask.by_browser().with("referer", "https://hanbeol.example/en/seller/garments/coat/photographs")
}

const WORDS: [(&str, &str); 2] = [("alt_ko", "앞모습"), ("alt_en", "The front")];

impl Front {
    /// Sends a file as a seller would, and says where it leads.
    async fn hangs(&self, seller: &Visitor, words: &[(&str, &str)], file: &[u8]) -> String {
        let answer = self.send(form(words, file).by_browser().by(seller)).await;
        answer.leads_to(&format!("/seller/garments/{}/photographs?notice=", garment().slug))
    }

    async fn looks(&self, path: &str) -> Answer {
        self.send(Ask::get(path).by_browser()).await
    }

    async fn hung(&self) -> Vec<catalogue::Photograph> {
        self.shop.shop.services.gallery.of_garment(&garment().slug).await.unwrap()
    }
}

fn address(photograph: &catalogue::Photograph) -> String {
    format!("/photographs/{}.webp", photograph.renditions[0].hash)
}

#[tokio::test]
async fn a_photograph_stands_on_the_garments_page_and_card_in_place_of_its_drawing() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let page = format!("/garments/{}", garment().slug);
    assert!(front.looks(&page).await.body.contains(r#"<svg id="hero""#));
    let to = front.hangs(&seller, &WORDS, &picture(1_000, ImageFormat::Png)).await;
    let desk = front.send(Ask::get(&to).by_browser().by(&seller)).await;
    assert!(
        desk.body.contains("사진을 올렸어요") && desk.body.contains(r#"value="앞모습""#),
        "{}",
        desk.body
    );

    let hung = front.hung().await;
    assert_eq!(hung[0].renditions.iter().map(|it| it.width).collect::<Vec<_>>(), [480, 960, 1_000]);
    for path in ["/".to_owned(), page, format!("/en/garments/{}", garment().slug)] {
        let body = front.looks(&path).await.body;
        assert!(body.contains(&address(&hung[0])) && body.contains("480w"), "{path}: {body}");
        assert!(!body.contains(r#"<svg id="hero""#), "{path}: {body}");
    }
}

#[tokio::test]
async fn what_is_handed_out_never_changes_and_is_asked_for_once() {
    let front = Front::open().await;
    let seller = front.seller().await;
    front.hangs(&seller, &WORDS, &picture(400, ImageFormat::Jpeg)).await;
    let address = address(&front.hung().await[0]);
    let file = front.looks(&address).await;
    assert_eq!((file.status, file.header("content-type")), (200, "image/webp"));
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    let tag = file.header("etag").to_owned();
    let again = front.send(Ask::get(&address).with("if-none-match", &tag)).await;
    assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag.as_str()));
    for other in ["/photographs/0.webp", "/photographs/..%2f..%2fetc", &address.replace(".webp", ".jpg")] {
        front.send(Ask::get(other)).await.is_error(404, "not_found");
    }
    let missing = format!("/photographs/{}.webp", "0".repeat(64));
    front.looks(&missing).await.is_page(404, Lang::Ko);
}

#[tokio::test]
async fn nobody_but_a_seller_hangs_a_photograph() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let file = picture(400, ImageFormat::Jpeg);
    assert_refused(&front, || form(&WORDS, &file).by(&buyer), 401, "sign_in").await;
    let foreign = || form(&WORDS, &file).by(&buyer).with("origin", "https://elsewhere.example");
    let answer = front.send(foreign().with("sec-fetch-site", "cross-site")).await;
    answer.is_error(403, "forbidden");
}

#[tokio::test]
async fn a_file_is_taken_for_what_it_is_and_the_words_are_kept() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let whole = picture(340, ImageFormat::Jpeg);
    let before = front.rows().await;
    for (file, notice, words) in [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice(),
            "photograph_unknown",
            "JPEG, PNG, WebP 사진만",
        ),
        (&whole[..whole.len() / 2], "photograph_broken", "파일이 깨졌거나"),
        (b"".as_slice(), "no_photograph", "사진 파일을 골라"),
    ] {
        let to = front.hangs(&seller, &WORDS, file).await;
        assert!(to.contains(notice), "{to}");
        let page = front.send(Ask::get(&to).by_browser().by(&seller)).await;
        page.is_page(200, Lang::Ko);
        assert!(page.body.contains(words) && page.body.contains(r#"value="앞모습""#), "{}", page.body);
        assert!(page.body.contains("<title>오류: "), "{}", page.body);
    }
    let to = front.hangs(&seller, &[("alt_ko", "앞모습"), ("alt_en", " ")], &whole).await;
    assert!(to.contains("notice=bad_alt_en"), "{to}");
    assert_eq!(front.rows().await, before);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_however_it_comes() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let before = front.rows().await;
    for more in [1, 200_000] {
        let to = front.hangs(&seller, &WORDS, &vec![0xff; LIMIT + more]).await;
        assert!(to.contains("photograph_large"), "{to}");
        let page = front.send(Ask::get(&to).by_browser().by(&seller)).await;
        assert!(page.body.contains("<title>오류: ") && page.body.contains("15MB보다 큰"), "{}", page.body);
        assert!(page.body.contains(r#"value="앞모습""#), "the words are kept: {}", page.body);
    }
    let to = front.hangs(&seller, &WORDS, &picture(16, ImageFormat::Png)).await;
    assert!(to.contains("photograph_small"), "{to}");
    let page = front.send(Ask::get(&to).by_browser().by(&seller)).await;
    assert!(page.body.contains("320픽셀은 되어야"), "{}", page.body);
    assert_eq!(front.rows().await, before);
    let long = "가".repeat(10_000);
    let words = [("alt_ko", long.as_str()), ("alt_en", "The front")];
    let to = front.hangs(&seller, &words, &picture(320, ImageFormat::Png)).await;
    let page = front.send(Ask::get(&to).by_browser().by(&seller)).await;
    assert!(page.body.contains("120자 안으로") && page.body.contains("가가가"), "{}", page.body);

    let huge = vec![0xff; 101 * 1024 * 1024];
    let answer = front.send(at_the_desk(form(&WORDS, &huge)).by(&seller)).await;
    answer.is_page(413, Lang::En);
    assert!(
        answer.body.contains("15 MB") && !answer.body.contains("ordered"),
        "the seller's words: {}",
        answer.body
    );
    // The larger limit is this route's alone.
    let body = vec![b'a'; 70_000];
    assert_refused(&front, || Ask::raw_post("/api/log_in", body.clone()).by(&seller), 413, "too_large").await;
}

#[tokio::test]
async fn a_photograph_is_described_anew_moved_and_taken_away() {
    let front = Front::open().await;
    let seller = front.seller().await;
    for side in [340, 360] {
        front.hangs(&seller, &WORDS, &picture(side, ImageFormat::Png)).await;
    }
    let (slug, last) = (garment().slug, front.hung().await[1].id);
    let id = last.to_string();
    let dye = garment().dyes[1].clone();
    let fields = |alt: &'static str| {
        [
            ("garment", slug.clone()),
            ("id", id.clone()),
            ("dye", dye.clone()),
            ("alt_ko", alt.to_owned()),
            ("alt_en", "The back".to_owned()),
            ("place", "1".to_owned()),
        ]
    };
    let describe = |alt| {
        let fields = fields(alt);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ask::post("/api/describe_photograph", fields).by_browser().by(&seller)
    };
    front.send(describe("뒷모습")).await.leads_to("/seller/garments/");
    let hung = front.hung().await;
    assert_eq!(
        (hung[0].id, hung[0].dye.as_deref(), hung[0].alt.ko.as_str()),
        (last, Some(dye.as_str()), "뒷모습")
    );

    let to = front.send(describe("")).await.leads_to("/seller/garments/");
    let page = front.send(Ask::get(&to).by_browser().by(&seller)).await;
    assert!(
        page.body.contains(r##"href="#alt_ko-0""##) && page.body.contains(r#"value="The back""#),
        "{}",
        page.body
    );

    let remove = [("garment", slug.as_str()), ("id", id.as_str())];
    front
        .send(Ask::post("/api/remove_photograph", remove).by_browser().by(&seller))
        .await
        .leads_to("/seller");
    assert_eq!(front.hung().await.len(), 1);
    let events = front.send(Ask::get("/seller/events").by_browser().by(&seller)).await;
    assert!(events.body.contains("사진을 내렸어요"), "it is audited");
}
