//! The QR picture that `sendPayment` answers: a greyscale PNG in base64, quiet zone included. It knows nothing of
//! transactions. Assumed: the format; Cofidis says only that a QR code comes back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qrcode::{Color, QrCode};

const PIXELS_PER_MODULE: usize = 8;
const QUIET_MODULES: usize = 4;

/// Why no picture could be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPicture {
    /// The text is too long for a QR code.
    #[error("the text does not fit a QR code: {0}")]
    TooLong(#[from] qrcode::types::QrError),
    /// The PNG could not be written.
    #[error("the picture could not be written: {0}")]
    Png(#[from] png::EncodingError),
    /// A side is too long for a PNG.
    #[error("the picture is too large: {0}")]
    TooLarge(#[from] std::num::TryFromIntError),
}

/// `text` as a QR code.
pub(super) fn qr_png_base64(text: &str) -> Result<String, NoPicture> {
    let code = QrCode::new(text)?;
    let modules = code.width();
    let side = (modules + 2 * QUIET_MODULES) * PIXELS_PER_MODULE;
    let mut pixels = vec![255_u8; side * side];
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let top = (index / modules + QUIET_MODULES) * PIXELS_PER_MODULE;
            let left = (index % modules + QUIET_MODULES) * PIXELS_PER_MODULE;
            for row in top..top + PIXELS_PER_MODULE {
                pixels[row * side + left..row * side + left + PIXELS_PER_MODULE].fill(0);
            }
        }
    }
    let side = u32::try_from(side)?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(STANDARD.encode(bytes))
}
