//! The demo's postbox: letters are sent nowhere, and read on a page of the shop.

use async_trait::async_trait;
use mail::{Failed, Post, Postbox};

/// Takes every letter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown;

#[async_trait]
impl Postbox for Shown {
    async fn send(&self, _post: &Post) -> Result<(), Failed> {
        Ok(())
    }

    fn shows(&self) -> bool {
        true
    }
}
