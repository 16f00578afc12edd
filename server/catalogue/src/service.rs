//! The context as others call it.

use std::sync::Arc;

use events::Unavailable;

use crate::{Garments, Shelf, demo};

/// The catalogue context. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    /// The garments.
    pub garments: Arc<dyn Garments>,
    /// The garments as pages show them.
    pub shelf: Arc<dyn Shelf>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("catalogue::Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(garments: Arc<dyn Garments>, shelf: Arc<dyn Shelf>) -> Self {
        Self { garments, shelf }
    }

    /// Puts the demo's garments on the shelf. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn seed_demo(&self) -> Result<(), Unavailable> {
        for (position, garment) in (0..).zip(demo::garments()) {
            let variants = demo::variants(&garment);
            self.garments.put(position, garment, variants).await?;
        }
        Ok(())
    }
}
