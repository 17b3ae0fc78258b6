//! HASH: the signature over parameters, made for what is sent and checked on what is received. Known: lower-case hex of
//! SHA-256 over the key and then `NAME=VALUE` and the key again for every parameter in the order of the names; raw
//! decoded UTF-8, no separators; `HASH` itself is left out. A [`Hash`] has no ordinary equality and no readable Debug.

use super::params::Params;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// The parameter that carries the signature.
pub(crate) const HASH: &str = "HASH";

/// A signature. It is compared in constant time by [`Hash::is`], and by nothing else.
#[derive(Clone, Copy)]
pub(crate) struct Hash([u8; 32]);

impl Hash {
    /// The signature of `params` under `key`.
    pub(crate) fn of(params: &Params, key: &str) -> Hash {
        let mut digest = Sha256::new();
        digest.update(key);
        for (name, text) in params.leaves() {
            if name != HASH {
                digest.update(name);
                digest.update("=");
                digest.update(text);
                digest.update(key);
            }
        }
        Hash(digest.finalize().into())
    }

    /// Reads 64 hex digits, lower case as the gateway writes them. `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<Hash> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let mut hash = [0_u8; 32];
        if text.len() != 64 {
            return None;
        }
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = digit(*high)? * 16 + digit(*low)?;
        }
        Some(Hash(hash))
    }

    /// As it is sent: 64 hex digits in lower case.
    pub(crate) fn to_hex(self) -> String {
        use fmt::Write;
        self.0
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }

    /// Whether they are the same, in a time that does not depend on where they differ.
    pub(crate) fn is(self, other: Hash) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pairs: &[(&str, &str)]) -> Params {
        Params::read(pairs.iter().map(|(name, text)| (*name, (*text).to_owned()))).unwrap()
    }

    #[test]
    fn the_published_vectors_come_out() {
        let flat = [("c", "3"), ("a", "1"), ("b", "2")];
        let nested = [
            ("c", "3"),
            ("a", "1"),
            ("d[y]", "43"),
            ("b", "2"),
            ("d[x]", "42"),
        ];
        let capture = [
            ("VERSION", "2.0"),
            ("TRANSACTIONID", "test1"),
            ("ORDERID", "order_21"),
            ("OPERATIONTYPE", "capture"),
            ("IDENTIFIER", "IDENTIFIER"),
            ("DESCRIPTION", "Capture test 01"),
        ];
        type Vector<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
        let vectors: [Vector<'_>; 3] = [
            (
                "password",
                &flat,
                "77c71c1e70ea28525cf078537d22d1932922e3741ed83287b0dc0a117bf77999",
            ),
            (
                "password",
                &nested,
                "376383093261372eb97909ed1a44b1adb5e8f2687f7a64f1c41d5a0c8cc0b0fa",
            ),
            (
                "PASSWORD",
                &capture,
                "ea22191f962b6fc708f48baff8600f8caaea3afa7e8be3f2d2dafb3249396e72",
            ),
        ];
        for (key, pairs, hash) in vectors {
            assert_eq!(Hash::of(&read(pairs), key).to_hex(), hash);
        }
    }

    #[test]
    fn the_hash_itself_is_left_out_of_what_it_signs() {
        let bare = Hash::of(&read(&[("A", "1")]), "k");
        let signed = Hash::of(&read(&[("A", "1"), ("HASH", "ff")]), "k");
        assert!(bare.is(signed));
    }

    #[test]
    fn only_sixty_four_lower_case_digits_are_a_hash() {
        let good = Hash::of(&read(&[("A", "1")]), "k");
        let hex = good.to_hex();
        assert!(Hash::read(&hex).is_some_and(|hash| hash.is(good)));
        assert!(Hash::read(&hex.to_uppercase()).is_none());
        assert!(Hash::read(&hex[1..]).is_none());
        assert!(Hash::read(&format!("{hex}0")).is_none());
        assert!(Hash::read(&"é".repeat(32)).is_none());
        assert!(Hash::read("").is_none());
    }

    #[test]
    fn a_hash_is_not_readable_in_a_log() {
        let hash = Hash::of(&Params::default(), "k");
        assert_eq!(format!("{hash:?}"), "Hash(..)");
    }

    /// Another way to the same signature, shared with nothing above: it builds one text from a list of paths sorted by
    /// a comparison of its own, and hashes that.
    fn written_apart(pairs: &[(Vec<String>, String)], key: &str) -> String {
        let number = |word: &str| match word.parse::<u64>() {
            Ok(number) if number.to_string() == word => Some(number),
            Ok(_) | Err(_) => None,
        };
        let rank = |word: &str| {
            (
                number(word).is_none(),
                number(word),
                word.as_bytes().to_vec(),
            )
        };
        let mut sorted: Vec<&(Vec<String>, String)> = pairs.iter().collect();
        sorted.sort_by_key(|(path, _)| path.iter().map(|word| rank(word)).collect::<Vec<_>>());
        let mut text = key.to_owned();
        for (path, value) in sorted {
            let mut words = path.iter();
            text += words.next().unwrap();
            for word in words {
                text += &["[", word, "]"].concat();
            }
            text += &["=", value, key].concat();
        }
        use sha2::digest::Digest as _;
        let digits = b"0123456789abcdef";
        Sha256::digest(text.as_bytes())
            .iter()
            .flat_map(|byte| {
                [
                    digits[usize::from(byte >> 4)],
                    digits[usize::from(byte & 15)],
                ]
            })
            .map(char::from)
            .collect()
    }

    /// Names that start each other, numbers, and words of other alphabets.
    fn word() -> impl Strategy<Value = String> {
        prop_oneof![
            proptest::sample::select(vec![
                "A", "AB", "ABC", "AMOUNT", "CART", "CARTS", "É", "日", "Z-"
            ])
            .prop_map(str::to_owned),
            (0_u32..14).prop_map(|index| index.to_string()),
            "[A-Z_]{1,6}",
            "0[0-9]{1,3}",
        ]
    }

    proptest! {
        #[test]
        fn two_implementations_agree_on_anything(
            paths in proptest::collection::vec(proptest::collection::vec(word(), 1..4), 1..30),
            texts in proptest::collection::vec("\\PC{0,20}", 30),
            key in "\\PC{1,24}",
        ) {
            // A name cannot be both a text and a list: a path that another one starts with is dropped.
            let kept: Vec<Vec<String>> = paths
                .iter()
                .enumerate()
                .filter(|(index, path)| {
                    path[0] != "HASH"
                        && !paths.iter().enumerate().any(|(other, longer)| {
                            other != *index && longer.starts_with(path) && (longer != *path || other < *index)
                        })
                })
                .map(|(_, path)| path.clone())
                .collect();
            let pairs: Vec<(Vec<String>, String)> = kept.into_iter().zip(texts).collect();
            let named = pairs.iter().map(|(path, text)| {
                let rest: String = path[1..].iter().map(|word| format!("[{word}]")).collect();
                (format!("{}{rest}", path[0]), text.clone())
            });
            let params = Params::read(named.collect::<Vec<_>>()).unwrap();
            prop_assert_eq!(Hash::of(&params, &key).to_hex(), written_apart(&pairs, &key));
        }

        #[test]
        fn two_implementations_agree_on_carts_of_up_to_twelve_lines(
            lines in proptest::collection::vec(("\\PC{0,12}", 0_u32..100_000), 1..13),
        ) {
            let mut params = Params::default();
            params.put("AMOUNT", "1000");
            params.put("CARTE", "x");
            params.put("CAR", "y");
            let mut pairs = vec![
                (vec!["AMOUNT".to_owned()], "1000".to_owned()),
                (vec!["CARTE".to_owned()], "x".to_owned()),
                (vec!["CAR".to_owned()], "y".to_owned()),
            ];
            let mut carts = Vec::new();
            for (index, (name, total)) in lines.iter().enumerate() {
                let mut line = Params::default();
                line.put("NAME", name.clone());
                line.put("TOTALAMOUNT", total.to_string());
                carts.push(line);
                let path = |word: &str| vec!["CART".to_owned(), index.to_string(), word.to_owned()];
                if !name.is_empty() {
                    pairs.push((path("NAME"), name.clone()));
                }
                pairs.push((path("TOTALAMOUNT"), total.to_string()));
            }
            params.put_lines("CART", carts);
            prop_assert_eq!(Hash::of(&params, "k").to_hex(), written_apart(&pairs, "k"));
        }
    }
}
