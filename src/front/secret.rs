//! What is typed and must not be shown or kept.

use std::fmt;

use zeroize::Zeroizing;

/// Something typed that must not be shown or kept; wiped from memory when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub Zeroizing<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The key of somebody who is there beside whoever sits here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Path of the key file.
    pub key: String,
    /// Empty where it has none.
    pub passphrase: Secret,
}
