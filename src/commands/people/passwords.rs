//! Hashes of passwords: argon2id, in memory that the caller lends. A hash takes 19 MB, and a thread keeps the memory it allocated; so a
//! caller that hashes often uses the same few pieces again.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use sha2::{Digest, Sha256};

use crate::commands::CommandError;
use crate::store::DbError;

/// A hash nobody's password has, so that an unknown name costs as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBmaXhlZCBzYWx0$o1KHL9/lZo4ItyQ2BpQnXqL2bUkwSd0jOQ7N1zUoG9g";
/// Bytes of a hash.
const LENGTH: usize = Params::DEFAULT_OUTPUT_LEN;

/// The memory of one hash: allocated at the first use, then used again.
#[derive(Default)]
pub struct HashingMemory(Vec<Block>);

impl HashingMemory {
    fn blocks(&mut self, params: &Params) -> &mut [Block] {
        if self.0.len() < params.block_count() {
            self.0.resize(params.block_count(), Block::new());
        }
        &mut self.0
    }

    /// The bytes that stand for a password under a salt.
    fn fill(&mut self, argon: &Argon2<'_>, password: &str, salt: &[u8], length: usize) -> argon2::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        argon.hash_password_into_with_memory(password.as_bytes(), salt, &mut bytes, self.blocks(argon.params()))?;
        Ok(bytes)
    }
}

/// argon2id with the library's recommended cost and a salt of its own, as a PHC string. Slow on purpose, so never inside a transaction.
pub fn hash_password(password: &str, memory: &mut HashingMemory) -> Result<String, CommandError> {
    let failed = |error: String| CommandError::Db(DbError::Open(error));
    let argon = Argon2::default();
    let salt: [u8; 16] = rand::random();
    let bytes = memory.fill(&argon, password, &salt, LENGTH).map_err(|error| failed(error.to_string()))?;
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon.params()).map_err(|error| failed(error.to_string()))?,
        salt: Some(Salt::new(&salt).map_err(|error| failed(error.to_string()))?),
        hash: Some(Output::new(&bytes).map_err(|error| failed(error.to_string()))?),
    };
    Ok(hash.to_string())
}

/// Whether the password is the one that was hashed; as slow where there is no hash. Never inside a transaction.
pub fn verify_password(password: &str, hash: Option<&str>, memory: &mut HashingMemory) -> bool {
    same(password, hash.unwrap_or(NOBODY), memory).unwrap_or(false) && hash.is_some()
}

/// Whether a hash is of this password; `None` where it is no hash of ours.
fn same(password: &str, hash: &str, memory: &mut HashingMemory) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let (salt, expected) = (hash.salt?, hash.hash?);
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map(Version::try_from).transpose().ok()?.unwrap_or_default();
    let argon = Argon2::new(algorithm, version, Params::try_from(&hash).ok()?);
    let bytes = memory.fill(&argon, password, &salt, expected.len()).ok()?;
    // Equality of outputs takes the same time wherever they differ.
    Some(Output::new(&bytes).ok()? == expected)
}

/// A mark that changes with the password and reveals nothing of it, for a known browser to keep.
pub fn mark(password_hash: &str) -> String {
    Sha256::digest(password_hash.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn an_unknown_name_costs_as_much_as_a_wrong_password() {
        let mut memory = HashingMemory::default();
        let nobody = PasswordHash::new(NOBODY).expect("a valid hash");
        let own = hash_password("some password", &mut memory).expect("hashes");
        let own = PasswordHash::new(&own).expect("a valid hash");
        assert_eq!(nobody.algorithm, own.algorithm);
        assert_eq!(nobody.version, own.version);
        assert_eq!(nobody.params, own.params);
        assert!(nobody.hash.is_some() && nobody.salt.is_some());
        assert!(!verify_password("some password", None, &mut memory));
    }

    #[test]
    fn a_password_is_right_or_wrong() {
        let mut memory = HashingMemory::default();
        let hash = hash_password("some password", &mut memory).expect("hashes");
        assert_ne!(hash, hash_password("some password", &mut memory).expect("hashes"), "each has a salt of its own");
        assert!(verify_password("some password", Some(&hash), &mut memory));
        assert!(!verify_password("some passwort", Some(&hash), &mut memory));
        assert!(!verify_password("some password", Some("no hash"), &mut memory));
    }

    #[test]
    fn hashes_are_those_of_the_library_whatever_the_memory_held_before() {
        let mut memory = HashingMemory::default();
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("the least"));
        let theirs = [cheap, Argon2::default()].map(|argon| argon.hash_password(b"some password").expect("hashes"));
        for hash in theirs.iter().chain(theirs.iter().rev()) {
            assert!(verify_password("some password", Some(&hash.to_string()), &mut memory));
            assert!(!verify_password("another one", Some(&hash.to_string()), &mut memory));
        }
        let ours = hash_password("some password", &mut memory).expect("hashes");
        let ours = PasswordHash::new(&ours).expect("a valid hash");
        assert!(Argon2::default().verify_password(b"some password", &ours).is_ok());
    }
}
