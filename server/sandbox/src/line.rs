//! Connections that can be cut, and a door that can be shut.
//!
//! A fault cuts the connection it is on by its [`Line`], which the listener hands to every request. From then on
//! the connection's IO fails, so that hyper drops it with whatever it was about to send: not one byte of the
//! answer leaves. With SO_LINGER at zero the kernel then sends RST; without it, FIN.
//!
//! A door that is shut refuses as a machine does whose program is gone: the listening socket is closed and its
//! port kept by a socket that is bound and does not listen.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::switches::{Dead, Switches};

const BACKLOG: u32 = 1024;
/// After a port could not be had or a connection not be accepted.
const PAUSE: Duration = Duration::from_millis(50);

/// A connection, as a request on it knows it.
#[derive(Debug, Clone)]
pub(crate) struct Line(Arc<Ends>);

#[derive(Debug)]
struct Ends {
    cut: CancellationToken,
    in_order: AtomicBool,
    closing: CancellationToken,
}

impl Line {
    /// Ends with `cut`, and learns from `closing` that the server wants to end.
    fn new(cut: CancellationToken, closing: CancellationToken) -> Self {
        Self(Arc::new(Ends { cut, in_order: AtomicBool::new(false), closing }))
    }

    /// Ends the connection with RST.
    pub(crate) fn reset(&self) {
        self.0.cut.cancel();
    }

    /// Ends the connection with FIN.
    pub(crate) fn hang_up(&self) {
        self.0.in_order.store(true, Ordering::Relaxed);
        self.0.cut.cancel();
    }

    /// Waits until there is nothing more to wait for: the connection is cut, or the server wants to end.
    pub(crate) async fn ended(&self) {
        tokio::select! {
            () = self.0.cut.cancelled() => {}
            () = self.0.closing.cancelled() => {}
        }
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().line.clone()
    }
}

/// A connection's IO, until its line is cut.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    line: Line,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Wire {
    fn new(stream: TcpStream, line: Line) -> Self {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "answers of the payment sandbox may be delayed");
        }
        let cut = Box::pin(line.0.cut.clone().cancelled_owned());
        Self { stream, line, cut }
    }

    fn is_cut(&self) -> bool {
        self.line.0.cut.is_cancelled()
    }

    /// The error that makes hyper drop the connection.
    fn dropped(&self) -> io::Error {
        if !self.line.0.in_order.load(Ordering::Relaxed)
            && let Err(error) = self.stream.set_zero_linger()
        {
            tracing::warn!(%error, "a connection of the payment sandbox ends in order instead of being reset");
        }
        io::ErrorKind::ConnectionReset.into()
    }

    /// The stream to go on with, unless the line is cut.
    fn stream(self: Pin<&mut Self>) -> io::Result<Pin<&mut TcpStream>> {
        let wire = self.get_mut();
        if wire.is_cut() { Err(wire.dropped()) } else { Ok(Pin::new(&mut wire.stream)) }
    }
}

impl AsyncRead for Wire {
    /// Wakes up when the line is cut, so that an idle connection ends as well.
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_cut() || self.cut.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(self.dropped()));
        }
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// A listener that stops listening while the provider is dead and refuses.
#[derive(Debug)]
pub(crate) struct Door {
    address: SocketAddr,
    listener: Option<TcpListener>,
    /// Keeps the port while nobody listens on it.
    reserved: Option<TcpSocket>,
    switches: Arc<Switches>,
    dead: watch::Receiver<Option<Dead>>,
    closing: CancellationToken,
}

impl Door {
    pub(crate) fn new(
        listener: TcpListener,
        switches: Arc<Switches>,
        closing: CancellationToken,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let dead = switches.watch();
        Ok(Self { address, listener: Some(listener), reserved: None, switches, dead, closing })
    }

    /// Opens or shuts, as the switch says.
    fn follow_the_switch(&mut self) -> io::Result<()> {
        let refusing = *self.dead.borrow_and_update() == Some(Dead::Refusing);
        if refusing {
            // The listener has to go first: two sockets can share an address only while neither listens.
            if self.listener.take().is_some() || self.reserved.is_none() {
                self.reserved = Some(bind(self.address)?);
            }
        } else if self.listener.is_none() {
            let socket = self.reserved.take().map_or_else(|| bind(self.address), Ok)?;
            self.listener = Some(socket.listen(BACKLOG)?);
        }
        Ok(())
    }

    /// The next connection, or nothing when the switch was turned.
    async fn next(&mut self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        self.follow_the_switch()?;
        let Some(listener) = &self.listener else {
            // The switch outlives the door, which holds it.
            return Ok(self.dead.changed().await.err().and(None));
        };
        tokio::select! {
            accepted = listener.accept() => accepted.map(Some),
            _ = self.dead.changed() => Ok(None),
        }
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

impl Listener for Door {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        loop {
            match self.next().await {
                Ok(Some((stream, from))) => {
                    let line = Line::new(self.switches.connection(), self.closing.clone());
                    return (Wire::new(stream, line), from);
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "the payment sandbox cannot accept connections");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
