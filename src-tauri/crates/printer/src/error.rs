//! Why a paper or a QR could not be made. In every case nothing was written anywhere.

/// Why a paper or a QR could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PrinterError {
    /// A QR of nothing would be read as nothing.
    #[error("a QR needs a text")]
    QrEmpty,
    /// The text is longer than the largest QR of error correction M holds.
    #[error("a text of {bytes} bytes does not fit into a QR")]
    QrTooLong {
        /// Its length in UTF-8.
        bytes: usize,
    },
    /// A language's `paper.ftl` cannot be read. The tests hold every language to it.
    #[error("the words of `{language}` cannot be read")]
    Vocabulary {
        /// The language's tag.
        language: &'static str,
    },
    /// A language has no word, or one that asks for a fact it is not given. A paper never shows an empty word.
    #[error("`{language}` has no proper word for `{key}`")]
    Word {
        /// The language's tag.
        language: &'static str,
        /// The word's key in `paper.ftl`.
        key: &'static str,
    },
    /// An embedded typeface cannot be read or cut down.
    #[error("the typeface `{face}` cannot be used")]
    Typeface {
        /// Its name.
        face: &'static str,
    },
    /// The document could not be put together.
    #[error("the document could not be put together: {0}")]
    Document(#[from] std::io::Error),
}
