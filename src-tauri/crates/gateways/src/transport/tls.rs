//! Who is trusted, and who we say we are, when a connection is made secure: the system's certificates or the profile's
//! own authority, and a client certificate from the vault. rustls with ring does the work; verification cannot be
//! switched off.

use super::{TransportFault, causes};
use crate::{Secret, credentials::wiped};
use rustls::{
    AlertDescription, ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
};
use rustls_platform_verifier::BuilderVerifierExt;
use std::{io, sync::Arc};

/// Whose signature on a host's certificate is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// The authorities that the operating system trusts.
    System,
    /// Only the authorities in this PEM text: for a gateway that signs its own certificates.
    Only(String),
}

/// A client certificate: PEM with the chain, our own certificate first, and its private key.
#[derive(Debug, Clone)]
pub struct ClientCertificate(Secret);

const _: fn(&ClientCertificate) = |ClientCertificate(pem)| wiped(pem);

impl ClientCertificate {
    /// Takes the PEM text as the vault keeps it. It is read when the transport is built.
    pub fn from_pem(pem: Secret) -> ClientCertificate {
        ClientCertificate(pem)
    }
}

/// What is wrong with a certificate. The text itself is never repeated.
#[derive(Debug, thiserror::Error)]
pub enum CertificateFault {
    /// There is no certificate in it.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// It is not PEM, or the private key is missing.
    #[error("it is not PEM, or a part is missing")]
    Pem(#[from] pem::Error),
    /// TLS cannot use it: the key is of another certificate, say.
    #[error("TLS cannot use it")]
    Tls(#[from] rustls::Error),
}

/// The configuration of TLS. Where nothing is `spoken` over it, the system is not asked for its certificates.
pub(super) fn config(
    trust: &Trust,
    identity: Option<ClientCertificate>,
    spoken: bool,
) -> Result<ClientConfig, TransportFault> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(TransportFault::System)?;
    let builder = match trust {
        Trust::System if spoken => builder
            .with_platform_verifier()
            .map_err(TransportFault::System)?,
        Trust::System => builder.with_root_certificates(RootCertStore::empty()),
        Trust::Only(pem) => {
            builder.with_root_certificates(authorities(pem).map_err(TransportFault::Trust)?)
        }
    };
    match identity {
        None => Ok(builder.with_no_client_auth()),
        Some(certificate) => {
            let (chain, key) = pair(&certificate).map_err(TransportFault::Certificate)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| TransportFault::Certificate(error.into()))
        }
    }
}

fn authorities(pem: &str) -> Result<RootCertStore, CertificateFault> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        store.add(certificate?)?;
    }
    if store.is_empty() {
        return Err(CertificateFault::NoCertificate);
    }
    Ok(store)
}

type Pair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn pair(certificate: &ClientCertificate) -> Result<Pair, CertificateFault> {
    let pem = certificate.0.expose().as_bytes();
    let chain = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>()?;
    if chain.is_empty() {
        return Err(CertificateFault::NoCertificate);
    }
    Ok((chain, PrivateKeyDer::from_pem_slice(pem)?))
}

/// Whether a connection that could not be made failed in its TLS part.
pub(super) fn failed(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        cause.is::<rustls::Error>()
            || io.is_some_and(|io| io.kind() == io::ErrorKind::UnexpectedEof)
    })
}

/// Whether the host ended the handshake because of our certificate. In TLS 1.3 its word arrives only after we believe
/// the handshake done and have sent the request; but a host that refuses the certificate has not read a byte of it. All of
/// these belong to the handshake (RFC 8446, 6.2).
pub(super) fn refused_our_certificate(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        matches!(
            cause.downcast_ref::<rustls::Error>(),
            Some(rustls::Error::AlertReceived(
                AlertDescription::CertificateRequired
                    | AlertDescription::BadCertificate
                    | AlertDescription::UnsupportedCertificate
                    | AlertDescription::CertificateRevoked
                    | AlertDescription::CertificateExpired
                    | AlertDescription::CertificateUnknown
                    | AlertDescription::UnknownCA
                    | AlertDescription::AccessDenied
                    | AlertDescription::DecryptError
            ))
        )
    })
}
