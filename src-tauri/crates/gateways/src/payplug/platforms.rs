//! The two platforms and which of them is spoken to. Known: the main one, always; the second only when the main gives
//! no network answer, HTTP 5xx, 5001 or 5003; a time-out never. For an operation that can move money the second is
//! called only once it is known that the first did nothing, and our reading of that is:
//!
//! | the main one | an operation | a question |
//! |---|---|---|
//! | no connection, no TLS: not a byte left | second, at once | second, at once |
//! | 5003 (maintenance) | it did nothing: not sent; the next try begins with the second | second, at once |
//! | 5001 (failed exchange) | opening: as 5003; money: unknown, asked about | second, at once |
//! | HTTP 5xx | it may have acted: unknown, asked about | second, at once |
//! | a byte left, no whole answer | unknown, asked about | no failover, asked again later |
//!
//! So one sending reaches at most one platform; the try after a 5003 is a new sending with its own line in the journal.

use super::{
    answer::{self, Answer},
    execcode::Act,
    operations::QUESTION,
    outcome::rests,
};
use crate::{Body, Failure, Transport};
use financing::{Operation, Silence};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use url::Url;
use zeroize::Zeroizing;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Platform {
    Main,
    Second,
}

/// The addresses of one platform.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    /// Where operations go.
    pub(crate) process: Url,
    /// Where questions go.
    pub(crate) export: Url,
}

/// Both platforms.
#[derive(Debug)]
pub(crate) struct Platforms {
    transport: Transport,
    main: Addresses,
    second: Addresses,
    rest: Duration,
    /// Since when the main platform is known to be out of service.
    resting: Mutex<Option<Instant>>,
}

impl Platforms {
    /// `rest` is for how long the second platform stays the first to be called after a 5003.
    pub(crate) fn new(
        transport: Transport,
        main: Addresses,
        second: Addresses,
        rest: Duration,
    ) -> Platforms {
        Platforms {
            transport,
            main,
            second,
            rest,
            resting: Mutex::new(None),
        }
    }

    fn addresses(&self, platform: Platform) -> &Addresses {
        match platform {
            Platform::Main => &self.main,
            Platform::Second => &self.second,
        }
    }

    /// In which order they are to be tried now.
    fn order(&self) -> [Platform; 2] {
        let resting = *self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        match resting {
            Some(since) if since.elapsed() < self.rest => [Platform::Second, Platform::Main],
            Some(_) | None => [Platform::Main, Platform::Second],
        }
    }

    /// Remembers that a platform is out of service: the next try begins with the other one.
    fn rest(&self, platform: Platform) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        *resting = match platform {
            Platform::Main => Some(Instant::now()),
            Platform::Second => None,
        };
    }

    /// Sends one operation, once. The other platform is tried only when not a byte reached the one before.
    pub(crate) async fn send(
        &self,
        operation: Operation,
        method: &str,
        form: &[(String, String)],
    ) -> Result<Answer, Failure> {
        let [first, other] = self.order();
        let mut platform = first;
        let mut answer = self
            .post(&self.addresses(first).process, method, form)
            .await;
        if let Err(Failure::NotSent(_)) = answer {
            platform = other;
            answer = self
                .post(&self.addresses(other).process, method, form)
                .await;
        }
        if answer
            .as_ref()
            .is_ok_and(|answer| rests(answer.code, operation))
        {
            self.rest(platform);
        }
        answer
    }

    /// Puts one question. It moves nothing, so the other platform is asked whenever this one is out of service.
    pub(crate) async fn ask(&self, form: &[(String, String)]) -> Result<Answer, Failure> {
        let [first, other] = self.order();
        let answer = self
            .post(&self.addresses(first).export, QUESTION, form)
            .await;
        let out_of_service = match &answer {
            Ok(answer) => matches!(answer.code.act(), Act::OtherPlatform { .. }),
            Err(Failure::NotSent(_)) | Err(Failure::Unknown(Silence::PlatformFailed)) => true,
            Err(Failure::Unknown(_)) => false,
        };
        if out_of_service {
            self.post(&self.addresses(other).export, QUESTION, form)
                .await
        } else {
            answer
        }
    }

    async fn post(
        &self,
        url: &Url,
        method: &str,
        form: &[(String, String)],
    ) -> Result<Answer, Failure> {
        let reply = self
            .transport
            .post(url, &[], Body::Form(Zeroizing::new(form.to_vec())))
            .await?;
        answer::read(&reply, method)
    }
}
