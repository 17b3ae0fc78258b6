//! What a shop may count on when a paper comes out: it can be read, copied, compared with its reprint and scanned, says
//! no more than it knows, and stays on the page whatever was typed. The tools that check it (poppler, qpdf, zbar) are
//! part of the project's set-up: where one is missing, the test fails.

mod layout;
mod reading;
mod specimen;
mod tools;
