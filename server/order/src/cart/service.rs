//! The use cases of the cart: read, decide, write by version; again when another tab was faster.

use std::sync::Arc;

use events::{Line, Unavailable};
use kernel::time::{days, hours};
use kernel::{Clock, Money, SessionId, VariantId};

use super::{Cart, CartLine, merge};
use crate::{Carts, DeliveryFees, DeliveryTerms, DraftLine, FreePieces, Lines, MAX_QUANTITY, Sum};

/// Carts that nobody touched for so long are forgotten.
const CART_KEPT: kernel::time::Span = days(90);
/// What was taken out can be put back for so long.
const PUT_BACK_WITHIN: kernel::time::Span = hours(1);

/// Why a cart was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CartError {
    /// Not in the cart, not sold any more, or no such quantity.
    #[error("no such line")]
    NotFound,
    /// There is no place for another line.
    #[error("the cart is full")]
    Full,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// What putting in came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Done,
    /// With what was in it already it would be more than [`MAX_QUANTITY`]: now it is as many.
    Capped,
}

/// A line of a cart as it would be ordered now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Today's words and price.
    pub line: Line,
    /// The price that the buyer saw.
    pub seen: Money,
    /// Pieces that are free.
    pub free: i64,
}

impl Item {
    /// Whether there are fewer free pieces than it asks for.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.free < i64::from(self.line.quantity)
    }
}

/// A line of what is not sold any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub variant: VariantId,
    /// What it was; `None` where nothing is known of it.
    pub line: Option<Line>,
}

/// What is in a cart, as it would be ordered now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    pub items: Vec<Item>,
    /// Lines of what is not sold any more.
    pub gone: Vec<Gone>,
    /// `None` where no sum fits.
    pub sum: Option<Sum>,
    pub terms: DeliveryTerms,
    /// What can be put back.
    pub removed: Option<Line>,
}

/// The carts. Cheap to clone.
#[derive(Clone)]
pub struct CartService {
    carts: Arc<dyn Carts>,
    lines: Arc<dyn Lines>,
    pieces: Arc<dyn FreePieces>,
    fees: Arc<dyn DeliveryFees>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for CartService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("order::CartService").finish_non_exhaustive()
    }
}

impl CartService {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        carts: Arc<dyn Carts>,
        lines: Arc<dyn Lines>,
        pieces: Arc<dyn FreePieces>,
        fees: Arc<dyn DeliveryFees>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { carts, lines, pieces, fees, clock }
    }

    /// How many pieces are in a session's cart.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn pieces(&self, session: SessionId) -> Result<u32, Unavailable> {
        Ok(self.carts.cart(session).await?.map_or(0, |cart| cart.pieces()))
    }

    /// What is in a session's cart.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn contents(&self, session: SessionId) -> Result<Contents, Unavailable> {
        let cart = self.read(session).await?;
        let (mut items, mut gone) = (Vec::new(), Vec::new());
        for CartLine { variant, quantity, seen } in cart.lines {
            match self.words(variant, quantity).await? {
                Some(line) => items.push(Item { line, seen, free: self.pieces.free(variant).await? }),
                None => {
                    let line = self.lines.withdrawn(&DraftLine { variant, quantity }).await?;
                    gone.push(Gone { variant, line });
                }
            }
        }
        let fresh = cart.changed_at + PUT_BACK_WITHIN > self.clock.now();
        let removed = match cart.removed.filter(|_| fresh) {
            Some(removed) => self.words(removed.line.variant, removed.line.quantity).await?,
            None => None,
        };
        let terms = self.fees.terms().await?;
        let lines: Vec<_> = items.iter().map(|item| item.line.clone()).collect();
        Ok(Contents { sum: Sum::of(&lines, terms), items, gone, terms, removed })
    }

    /// Puts pieces of variants into a session's cart, at the prices that they have now: all of them or none.
    ///
    /// # Errors
    /// [`CartError::NotFound`] for what is not sold, [`CartError::Full`].
    pub async fn put(&self, session: SessionId, lines: &[DraftLine]) -> Result<Put, CartError> {
        let words = self.lines.lines(lines).await?.ok_or(CartError::NotFound)?;
        let asked: Vec<_> = words
            .iter()
            .map(|it| CartLine { variant: it.variant, quantity: it.quantity, seen: it.unit_price })
            .collect();
        let put =
            |cart: Cart| asked.iter().try_fold(cart, |cart, line| cart.put(*line)).ok_or(CartError::Full);
        let before = self.change(session, put).await?.lines;
        let capped = asked.iter().any(|line| {
            let known = before.iter().find(|known| known.variant == line.variant);
            known.is_some_and(|known| known.quantity + line.quantity > MAX_QUANTITY)
        });
        Ok(if capped { Put::Capped } else { Put::Done })
    }

    /// Sets how many pieces of a variant are in the cart. The buyer has seen today's price.
    ///
    /// # Errors
    /// [`CartError::NotFound`] for what is not in it or not sold, and for a quantity out of bounds.
    pub async fn set(&self, session: SessionId, line: DraftLine) -> Result<(), CartError> {
        let DraftLine { variant, quantity } = line;
        let seen = self.words(variant, quantity).await?.ok_or(CartError::NotFound)?.unit_price;
        let set = CartLine { variant, quantity, seen };
        self.change(session, |cart| cart.set(set).ok_or(CartError::NotFound)).await.map(drop)
    }

    /// One piece more or fewer, within the bounds.
    ///
    /// # Errors
    /// As [`Self::set`].
    pub async fn step(&self, session: SessionId, variant: VariantId, up: bool) -> Result<(), CartError> {
        let seen = self.words(variant, 1).await?.ok_or(CartError::NotFound)?.unit_price;
        let step = |cart: Cart| {
            let known = cart.lines.iter().find(|line| line.variant == variant).ok_or(CartError::NotFound)?;
            let quantity = if up { known.quantity + 1 } else { known.quantity.saturating_sub(1) };
            let quantity = quantity.clamp(1, MAX_QUANTITY);
            cart.set(CartLine { variant, quantity, seen }).ok_or(CartError::NotFound)
        };
        self.change(session, step).await.map(drop)
    }

    /// Takes a variant out.
    ///
    /// # Errors
    /// [`CartError::NotFound`] for what is not in it.
    pub async fn remove(&self, session: SessionId, variant: VariantId) -> Result<(), CartError> {
        self.change(session, |cart| cart.remove(variant).ok_or(CartError::NotFound)).await.map(drop)
    }

    /// Puts back what was taken out last; when nothing was, it is so already.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn put_back(&self, session: SessionId) -> Result<(), Unavailable> {
        match self.change(session, |cart| cart.put_back().ok_or(CartError::NotFound)).await {
            Err(CartError::Unavailable(why)) => Err(why),
            Ok(_) | Err(CartError::NotFound | CartError::Full) => Ok(()),
        }
    }

    /// What a guest put aside goes into the cart of who they are once they have logged in. (A crash in between leaves
    /// it in both, where it is seen, rather than in none.)
    ///
    /// # Errors
    /// When the database is away.
    pub async fn follow(&self, guest: SessionId, account: SessionId) -> Result<(), Unavailable> {
        match self.move_lines(guest, account).await {
            Err(CartError::Unavailable(why)) => Err(why),
            Ok(()) | Err(CartError::NotFound | CartError::Full) => Ok(()),
        }
    }

    async fn move_lines(&self, from: SessionId, to: SessionId) -> Result<(), CartError> {
        let lines = self.read(from).await?.lines;
        if lines.is_empty() {
            return Ok(());
        }
        let both = |cart: Cart| Ok(Cart { lines: merge(cart.lines, &lines), removed: None, ..cart });
        self.change(to, both).await?;
        let moved = lines.iter().map(|line| DraftLine { variant: line.variant, quantity: line.quantity });
        let moved: Vec<_> = moved.collect();
        self.change(from, |cart| Ok(cart.without(&moved))).await.map(drop)
    }

    /// Forgets carts that nobody has touched for long.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tick(&self) -> Result<usize, Unavailable> {
        self.carts.forget(self.clock.now() - CART_KEPT).await
    }

    async fn read(&self, session: SessionId) -> Result<Cart, Unavailable> {
        Ok(self.carts.cart(session).await?.unwrap_or_else(|| Cart::empty(session)))
    }

    async fn words(&self, variant: VariantId, quantity: u32) -> Result<Option<Line>, Unavailable> {
        let lines = self.lines.lines(&[DraftLine { variant, quantity }]).await?;
        Ok(lines.and_then(|lines| lines.into_iter().next()))
    }

    /// Changes a session's cart; says what it was before.
    async fn change(
        &self,
        session: SessionId,
        decide: impl Fn(Cart) -> Result<Cart, CartError> + Send + Sync,
    ) -> Result<Cart, CartError> {
        loop {
            let before = self.read(session).await?;
            let after = Cart { changed_at: self.clock.now(), ..decide(before.clone())? };
            if self.carts.keep(after).await? {
                return Ok(before);
            }
        }
    }
}
