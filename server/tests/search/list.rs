//! A short list that is copied, compared and hashed with the state it is part of.

use std::ops::Deref;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct List<T, const N: usize> {
    items: [T; N],
    len: u8,
}

impl<T: Copy + Default, const N: usize> Default for List<T, N> {
    fn default() -> Self {
        Self { items: [T::default(); N], len: 0 }
    }
}

impl<T, const N: usize> Deref for List<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items[..usize::from(self.len)]
    }
}

impl<T: Copy + Default + Ord, const N: usize> List<T, N> {
    pub fn is_full(&self) -> bool {
        self.len() == N
    }

    pub fn push(&mut self, item: T) {
        self.items[usize::from(self.len)] = item;
        self.len += 1;
    }

    /// Takes an item out. Its place is left as if nothing had ever been there, so that equal lists are equal states.
    pub fn remove(&mut self, at: usize) -> T {
        let item = self.items[at];
        self.len -= 1;
        self.items[at..=usize::from(self.len)].rotate_left(1);
        self.items[usize::from(self.len)] = T::default();
        item
    }

    /// For lists whose order means nothing: sorted, so that one set is one state.
    pub fn insert(&mut self, item: T) {
        self.push(item);
        self.items[..usize::from(self.len)].sort_unstable();
    }
}
