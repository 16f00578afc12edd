//! Mail over SMTP, against a mail server of a few lines that accepts, refuses, hangs up and hangs at any command.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kernel::{Lang, LetterId};
use mail::{Failed, Post, Postbox};
use server::gateway::smtp::{Patience, Server, Smtp, mailbox};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// What the server does at one command.
#[derive(Debug, Clone, Copy)]
enum Does {
    Says(&'static str),
    HangsUp,
    Hangs,
}

/// A mail server on a port of its own.
struct MailServer {
    port: u16,
    taken: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Accepts everything, but for what it does at the command that begins so; `.` is the end of a letter.
    async fn start(twist: Option<(&'static str, Does)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let letters = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, twist, Arc::clone(&letters)));
            }
        });
        Self { port, taken }
    }

    /// What a shop writes with.
    fn postbox(&self) -> Smtp {
        smtp(&format!("smtp://127.0.0.1:{}", self.port))
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

fn smtp(url: &str) -> Smtp {
    let patience = Patience { before: Duration::from_millis(400), taking: Duration::from_millis(400) };
    Smtp::new(Server::parse(url).unwrap(), mailbox("한벌 <shop@example.kr>").unwrap(), patience)
}

/// One conversation. `None` ends it.
async fn converse(
    stream: TcpStream,
    twist: Option<(&'static str, Does)>,
    letters: Arc<Mutex<Vec<String>>>,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    answer(&mut stream, twist, "220", "220 mail.example.kr").await?;
    loop {
        let line = read(&mut stream).await?;
        if line.starts_with("DATA") {
            answer(&mut stream, twist, "DATA", "354 go on").await?;
            let mut letter = String::new();
            loop {
                let line = read(&mut stream).await?;
                if line == "." {
                    break;
                }
                letter += &(line + "\n");
            }
            letters.lock().unwrap().push(letter);
            answer(&mut stream, twist, ".", "250 taken").await?;
        } else {
            let usual =
                if line.starts_with("EHLO") { "250-mail.example.kr\r\n250 AUTH PLAIN" } else { "250 fine" };
            let usual = if line.starts_with("AUTH") { "235 come in" } else { usual };
            answer(&mut stream, twist, &line, usual).await?;
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}

async fn answer(
    stream: &mut BufReader<TcpStream>,
    twist: Option<(&'static str, Does)>,
    command: &str,
    usual: &str,
) -> Option<()> {
    let does = twist.filter(|(at, _)| command.starts_with(at)).map_or(Does::Says(""), |(_, does)| does);
    let says = match does {
        Does::Says("") => usual,
        Does::Says(other) => other,
        Does::HangsUp => return None,
        Does::Hangs => std::future::pending().await,
    };
    stream.write_all(format!("{says}\r\n").as_bytes()).await.ok()
}

fn post() -> Post {
    Post {
        id: LetterId(Uuid::from_u128(7)),
        to: "minji@example.kr".to_owned(),
        lang: Lang::Ko,
        subject: "주문을 받았어요 · 261123-ABCDE".to_owned(),
        text: "주문을 받았어요\n.\n끝".to_owned(),
        html: "<!DOCTYPE html><p>주문을 받았어요</p>".to_owned(),
    }
}

/// What becomes of a letter when the server does that at that command.
async fn outcome(at: &'static str, does: Does) -> Result<(), Failed> {
    MailServer::start(Some((at, does))).await.postbox().send(&post()).await
}

#[tokio::test]
async fn a_letter_arrives_in_both_shapes_with_its_own_message_id() {
    let server = MailServer::start(None).await;
    for _ in 0..2 {
        assert_eq!(server.postbox().send(&post()).await, Ok(()));
    }
    let taken = server.taken();
    assert_eq!(taken.len(), 2);
    for letter in taken {
        let (head, body) = letter.split_once("\n\n").unwrap();
        let id = "Message-ID: <00000000-0000-0000-0000-000000000007@example.kr>";
        for line in [id, "To: minji@example.kr", "Auto-Submitted: auto-generated", "Content-Language: ko"] {
            assert!(head.lines().any(|it| it == line), "{line} in\n{head}");
        }
        assert!(head.contains("<shop@example.kr>") && head.contains("multipart/alternative"), "{head}");
        assert!(head.is_ascii() && body.is_ascii());
        assert!(body.find("text/plain").unwrap() < body.find("text/html").unwrap());
    }
}

#[tokio::test]
async fn a_receiver_or_letter_that_is_refused_for_good_is_refused() {
    for (at, says) in [("RCPT", "550 no such mailbox"), ("DATA", "554 no"), (".", "554 spam")] {
        let refused = outcome(at, Does::Says(says)).await;
        assert!(
            matches!(&refused, Err(Failed::Refused(why)) if why.contains(&says[..3])),
            "{at}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn what_is_not_taken_now_is_taken_later() {
    for (at, says) in [("RCPT", "450 greylisted"), ("DATA", "451 busy"), (".", "452 full")] {
        let later = outcome(at, Does::Says(says)).await;
        assert!(matches!(later, Err(Failed::Later(_))), "{at}: {later:?}");
    }
}

#[tokio::test]
async fn a_server_that_takes_nothing_from_us_is_away_whatever_its_words() {
    for (at, says) in
        [("220", "554 go away"), ("EHLO", "550 no"), ("MAIL", "550 no"), ("MAIL", "421 closing")]
    {
        let away = outcome(at, Does::Says(says)).await;
        assert!(matches!(away, Err(Failed::Away(_))), "{at} {says}: {away:?}");
    }
}

#[tokio::test]
async fn before_the_letter_a_broken_or_hanging_connection_is_a_server_that_is_away() {
    for at in ["220", "EHLO", "MAIL", "RCPT", "DATA"] {
        for does in [Does::HangsUp, Does::Hangs] {
            let away = outcome(at, does).await;
            assert!(matches!(away, Err(Failed::Away(_))), "{does:?} at {at}: {away:?}");
        }
    }
}

#[tokio::test]
async fn after_the_letter_nobody_knows() {
    for does in [Does::HangsUp, Does::Hangs, Does::Says("what?")] {
        let unknown = outcome(".", does).await;
        assert!(matches!(unknown, Err(Failed::Unknown(_))), "{does:?}: {unknown:?}");
    }
}

#[tokio::test]
async fn a_goodbye_that_hangs_takes_no_letter_back() {
    let server = MailServer::start(Some(("QUIT", Does::Hangs))).await;
    assert_eq!(server.postbox().send(&post()).await, Ok(()));
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_a_server_that_is_away() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let away = smtp(&format!("smtp://127.0.0.1:{port}")).send(&post()).await;
    assert!(matches!(away, Err(Failed::Away(_))), "{away:?}");
}

#[tokio::test]
async fn a_refused_log_in_and_a_server_without_starttls_are_ours_to_mend() {
    let server = MailServer::start(Some(("AUTH", Does::Says("535 wrong password")))).await;
    for url in [
        format!("smtp://shop:secret@127.0.0.1:{}", server.port),
        format!("smtp://127.0.0.1:{}?tls=required", server.port),
    ] {
        let away = smtp(&url).send(&post()).await;
        assert!(matches!(&away, Err(Failed::Away(why)) if !why.contains("secret")), "{away:?}");
    }
    assert_eq!(server.taken().len(), 0);
}

#[tokio::test]
async fn a_log_in_comes_before_the_letter() {
    let server = MailServer::start(None).await;
    let url = format!("smtp://shop:secret@127.0.0.1:{}", server.port);
    assert_eq!(smtp(&url).send(&post()).await, Ok(()));
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn no_header_and_no_command_can_be_slipped_in() {
    let server = MailServer::start(None).await;
    let to = |to: &str| Post { to: to.to_owned(), ..post() };
    for address in ["", "minji", "a@b.kr>\r\nRCPT TO:<c@d.kr", "a@b.kr\nBcc: c@d.kr", "a@b.kr, c@d.kr"] {
        let refused = server.postbox().send(&to(address)).await;
        assert!(matches!(refused, Err(Failed::Refused(_))), "{address:?}: {refused:?}");
    }
    assert_eq!(server.taken(), Vec::<String>::new());

    let evil = Post { subject: "주문\r\nBcc: everybody@example.kr".to_owned(), ..post() };
    assert_eq!(server.postbox().send(&evil).await, Ok(()));
    let letter = server.taken().remove(0);
    assert!(!letter.lines().any(|line| line.starts_with("Bcc:")), "{letter}");
}
